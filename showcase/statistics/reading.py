"""Prepared figures as pages read them: one query, and word to the background where they have grown old."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from showcase.models.prepared import PreparedFigure
from showcase.statistics.prepared import FRESH, KEPT_SECONDS, WHOLE, prepare
from showcase.statistics.shapes import Statistics, from_json
from showcase.statistics.tasks import prepare_soon

__all__ = ["Prepared", "catalogue_statistics", "prepared"]

MAIN = "catalogue"


class Prepared:
    """Figures by key with the time they were counted."""

    def __init__(self, values: Mapping[str, Any], as_of: datetime.datetime) -> None:
        self._values = values
        self.as_of = as_of

    def get(self, key: str) -> Any:
        """The figure, or None where there is none under this key."""
        return self._values.get(key)

    def statistics(self, year: int | None = None) -> Statistics | None:
        """Figures of the catalogue, of all years or of one; None for a year that has none of its own."""
        value = self.get(f"{MAIN}:{year}" if year else MAIN)
        return None if value is None else from_json(value, self.as_of)


def prepared(keys: Iterable[str]) -> Prepared:
    """The figures of these keys and those of the whole catalogue.

    Where nothing has been prepared yet they are counted now. Old ones are shown with their time while the background
    counts; without a background they are counted now as well.
    """
    wanted = {MAIN, *keys}
    rows = _read(wanted)
    if MAIN not in rows:
        prepare(wait=True)
        rows = _read(wanted)
    elif timezone.now() - rows[MAIN].as_of > FRESH:
        if settings.TASKS_BACKEND == "database":
            prepare_soon()
        elif prepare():
            rows = _read(wanted)
    return Prepared({key: row.value for key, row in rows.items()}, rows[MAIN].as_of)


def _read(keys: Iterable[str]) -> dict[str, PreparedFigure]:
    return PreparedFigure.objects.in_bulk(list(keys))


def catalogue_statistics() -> Statistics:
    """Figures of the whole catalogue, at most five minutes old; the front page and others show some of them."""
    found: Statistics | None = cache.get(WHOLE)
    if found is None:
        found = prepared(()).statistics()
        if found is None:
            raise RuntimeError("prepared figures vanished while they were read")
        cache.set(WHOLE, found, KEPT_SECONDS)
    return found
