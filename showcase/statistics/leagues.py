"""League tables: who stands where in a month or a quarter, and how that has moved. Pure functions.

Equal values share a rank, and the next one counts on: 1, 2, 2, 4. A move is measured against the calendar period
before, in the same table; who was not in it has none.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from home.slugs import vietnamese_slug
from showcase.statistics.shapes import BodyCount

__all__ = [
    "MEASURES",
    "PER_THOUSAND",
    "Place",
    "is_period",
    "league",
    "month_of",
    "months_of",
    "period_before",
    "quarter_of",
    "ranks",
]

COUNT, PARTICIPANTS, PER_THOUSAND = "count", "participants", "per-thousand"
MEASURES = (COUNT, PARTICIPANTS, PER_THOUSAND)
"""What a table can be ordered by; the values appear in addresses."""

SHOWN = 20
"""Rows of a table."""

_PERIOD = re.compile(r"(?P<year>[1-9][0-9]{3})-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2]))")


@dataclass(frozen=True, slots=True)
class Place:
    """A row: `value` is what the table is ordered by, `move` the ranks gained since the period before."""

    body: BodyCount
    value: float
    rank: int
    move: int | None


def is_period(raw: str) -> bool:
    """Whether this is a month (2022-04) or a quarter (2022-Q2)."""
    return _PERIOD.fullmatch(raw) is not None


def month_of(day: datetime.date) -> str:
    """The month of a day: 2022-04."""
    return f"{day.year:04d}-{day.month:02d}"


def quarter_of(day: datetime.date) -> str:
    """The quarter of a day: 2022-Q2."""
    return f"{day.year:04d}-Q{(day.month + 2) // 3}"


def months_of(period: str) -> tuple[str, ...]:
    """The months of a period. Raises ValueError when it is none."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"no period: {period}")
    if found["month"]:
        return (period,)
    first = 3 * int(found["quarter"]) - 2
    return tuple(f"{found['year']}-{month:02d}" for month in range(first, first + 3))


def period_before(period: str) -> str:
    """The month before a month, the quarter before a quarter."""
    first = months_of(period)[0]
    day = datetime.date(int(first[:4]), int(first[5:]), 1) - datetime.timedelta(days=1)
    return quarter_of(day) if "Q" in period else month_of(day)


def ranks(values: Mapping[str, float]) -> dict[str, int]:
    """Rank of each key, the largest value first; equal values share one."""
    found: dict[str, int] = {}
    for place, (key, value) in enumerate(sorted(values.items(), key=lambda item: -item[1]), start=1):
        previous = next(reversed(found), None)
        found[key] = found[previous] if previous is not None and values[previous] == value else place
    return found


def _value(body: BodyCount, measure: str) -> float | None:
    """What a body has by a measure; None where it cannot be said."""
    if measure == PER_THOUSAND:
        return 1000 * body.count / body.members if body.members else None
    return float(body.participants if measure == PARTICIPANTS else body.count)


def _values(bodies: Iterable[BodyCount], measure: str) -> dict[str, float]:
    found = {body.slug: _value(body, measure) for body in bodies}
    return {slug: value for slug, value in found.items() if value}


def league(
    bodies: Sequence[BodyCount], before: Sequence[BodyCount], measure: str, shown: int = SHOWN
) -> list[Place]:
    """The first rows by a measure, with the moves since the period before.

    Bodies with nothing, or of which the measure cannot be said, are left out.
    """
    values = _values(bodies, measure)
    now, then = ranks(values), ranks(_values(before, measure))
    rows = [
        Place(
            body,
            values[body.slug],
            now[body.slug],
            then[body.slug] - now[body.slug] if body.slug in then else None,
        )
        for body in bodies
        if body.slug in values
    ]
    rows.sort(key=lambda row: (row.rank, vietnamese_slug(row.body.name)))
    return rows[:shown]
