"""Counting in the background: `prepare` counts everything and keeps it; pages only read.

See `showcase.statistics.reading`.

Figures are never staler than five minutes: a timer prepares them every four, a change of the catalogue asks for it
within a minute, and a page that finds them older asks for it at once.
"""

import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from showcase.models.prepared import PreparedFigure
from showcase.statistics.campaigns import campaign_figures, campaign_value
from showcase.statistics.counting import count_catalogue, statistics_of
from showcase.statistics.monthly import LEVELS, count_months, league_tables, shown_period
from showcase.statistics.shapes import to_json
from showcase.units.then_now import load_structure

__all__ = ["FRESH", "KEPT_SECONDS", "WHOLE", "YEARS", "prepare"]

KEPT_SECONDS = 30
"""How long a process may go on with figures it has read."""

FRESH = datetime.timedelta(minutes=5, seconds=-KEPT_SECONDS)
"""Older figures are prepared anew before they are shown, or at once after."""

WHOLE = "showcase:statistics:whole"
"""Where the figures of the whole catalogue, which many pages show, are kept after they were read."""

YEARS = 15
"""Years of application that have figures of their own, latest first."""

_LOCK = "showcase:statistics:preparing"
_LOCK_SECONDS = 600


def prepare(*, wait: bool = False) -> int:
    """Count everything and keep it; the number of kept figures, 0 where another process is just counting.

    `wait` counts in any case. All figures change together, so a reader never sees tables that disagree.
    """
    is_first = cache.add(_LOCK, 1, _LOCK_SECONDS)
    if not is_first and not wait:
        return 0
    try:
        return _keep(_counted())
    finally:
        if is_first:
            cache.delete(_LOCK)


def _counted() -> dict[str, Any]:
    structure = load_structure()
    counts = count_catalogue(structure.days)
    months = count_months(timezone.localdate(), structure.days)
    figures: dict[str, Any] = {"catalogue": to_json(statistics_of(counts, structure))}
    for year in counts.years[:YEARS]:
        figures[f"catalogue:{year}"] = to_json(statistics_of(counts, structure, year))
    figures["leagues"] = {
        "periods": months.periods,
        "shown": shown_period(months, structure),
        "last": months.last.isoformat() if months.last else "",
        "levels": list(LEVELS),
    }
    figures |= league_tables(months, structure)
    campaigns = (campaign_value(found, structure) for found in campaign_figures())
    figures["campaigns"] = [value for value in campaigns if value]
    return figures


def _keep(figures: dict[str, Any]) -> int:
    now = timezone.now()
    with transaction.atomic():
        PreparedFigure.objects.bulk_create(
            [PreparedFigure(key=key, value=value, as_of=now) for key, value in sorted(figures.items())],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["value", "as_of"],
        )
        PreparedFigure.objects.exclude(key__in=list(figures)).delete()
    cache.delete(WHOLE)
    return len(figures)
