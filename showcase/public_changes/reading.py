"""What happened after a number."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from showcase.models import PublicChange, PublicSequence
from showcase.public_changes.kinds import RecordKind
from showcase.public_changes.numbering import number_waiting

__all__ = ["Page", "head", "latest_change", "read_after"]

_STEPS = 3
"""Steps of numbering within one question: thousands of changes after an import are numbered as they are read."""


@dataclass(frozen=True, slots=True)
class Page:
    """Changes in order; `cursor` is the number to go on from, `more` whether there is more at once."""

    changes: tuple[PublicChange, ...]
    cursor: int
    more: bool


def head() -> int:
    """The last number given."""
    return PublicSequence.objects.filter(pk=PublicSequence.ROW).values_list("last", flat=True).first() or 0


def read_after(since: int, limit: int, kinds: Collection[RecordKind] = ()) -> Page:
    """At most `limit` changes with a number above `since`, of some kinds or of all; numbers what is needed."""
    found = PublicChange.objects.filter(seq__gt=since).order_by("seq")
    if kinds:
        found = found.filter(kind__in=[kind.value for kind in kinds])
    numbered = 0
    for _step in range(_STEPS):
        # Read before the rows: what is numbered meanwhile lies above it and is found next time.
        last = head()
        rows = list(found[: limit + 1])
        if len(rows) > limit:
            break
        numbered = number_waiting()
        if not numbered:
            break
    if len(rows) > limit:
        rows = rows[:limit]
        return Page(tuple(rows), rows[-1].seq or since, more=True)
    above = [row.seq for row in rows if row.seq is not None]
    return Page(tuple(rows), max([since, last, *above]), more=bool(numbered))


def latest_change(kinds: Collection[RecordKind]) -> datetime.datetime | None:
    """When something public of these kinds changed last; None where nothing is known."""
    rows = PublicChange.objects.filter(kind__in=[kind.value for kind in kinds])
    return rows.order_by("-changed_at").values_list("changed_at", flat=True).first()
