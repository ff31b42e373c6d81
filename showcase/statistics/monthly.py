"""Recognised initiatives by month and body: what league tables are made of."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Count, Max
from django.db.models.functions import TruncMonth

from showcase.models.initiatives import Initiative, InitiativeAuthor
from showcase.models.units import Unit
from showcase.statistics.counting import Places, body_count, body_table, epoch_of
from showcase.statistics.leagues import (
    MEASURES,
    PER_THOUSAND,
    league,
    month_of,
    months_of,
    period_before,
    quarter_of,
)
from showcase.statistics.shapes import BodyCount, BodyTable
from showcase.units.then_now import Reading, Structure

__all__ = ["BODIES", "LEVELS", "WORKPLACES", "Months", "count_months", "league_tables", "shown_period"]

BODIES, WORKPLACES = "bodies", "workplaces"
LEVELS = (BODIES, WORKPLACES)
"""Who is ranked: federations with everything below them, or workplaces; the values appear in addresses."""

MONTHS, QUARTERS = 12, 8
_RANKED = 3
"""Bodies that make a table worth opening with."""

_COUNTED_DAYS = 31 * 28
"""Eight quarters, and the one before them for its ranks."""


@dataclass(slots=True)
class Months:
    """By month of first recognition, what was recognised; `last` is the latest day."""

    last: datetime.date | None = None
    places: dict[str, Places] = field(default_factory=dict)

    @property
    def periods(self) -> list[str]:
        """Months and quarters that have tables, latest first, months before quarters."""
        if self.last is None:
            return []
        return [*_run(month_of(self.last), MONTHS), *_run(quarter_of(self.last), QUARTERS)]

    def of(self, period: str) -> Places:
        """What was recognised in a month or a quarter."""
        found: Places = {}
        for month in months_of(period):
            for key, (number, entries) in self.places.get(month, {}).items():
                before = found.get(key, (0, 0))
                found[key] = (before[0] + number, before[1] + entries)
        return found


def _run(period: str, length: int) -> list[str]:
    found = [period]
    while len(found) < length:
        found.append(period_before(found[-1]))
    return found


def count_months(today: datetime.date, days: Sequence[datetime.date] = ()) -> Months:
    """Count what was recognised up to today in the latest two years that have any; three queries.

    `days` are those on which epochs begin.
    """
    recognised = Initiative.objects.live().filter(recognised_on__lte=today).order_by()
    last = recognised.aggregate(last=Max("recognised_on"))["last"]
    months = Months(last)
    if last is None:
        return months
    since = last - datetime.timedelta(days=_COUNTED_DAYS)
    rows = (
        recognised.filter(recognised_on__gte=since)
        .annotate(month=TruncMonth("recognised_on"), epoch=epoch_of(days))
        .values_list("month", "unit_id", "sector", "epoch")
        .annotate(n=Count("pk"))
    )
    for month, unit, sector, epoch, number in rows:
        months.places.setdefault(month_of(month), {})[unit, sector, epoch] = (number, 0)
    authors = (
        InitiativeAuthor.objects.filter(
            initiative__live=True,
            initiative__recognised_on__gte=since,
            initiative__recognised_on__lte=today,
        )
        .order_by()
        .annotate(month=TruncMonth("initiative__recognised_on"), epoch=epoch_of(days, "initiative__"))
        .values_list("month", "initiative__unit_id", "initiative__sector", "epoch")
        .annotate(n=Count("pk"))
    )
    for month, unit, sector, epoch, number in authors:
        places = months.places.setdefault(month_of(month), {})
        key = (unit, sector, epoch)
        places[key] = (places.get(key, (0, 0))[0], number)
    return months


def shown_period(months: Months, structure: Structure) -> str:
    """The period of the table that is shown unasked: the latest in which several bodies stand on several ranks.

    A month that has just begun would show one body at the top of nothing. "" where there are no periods.
    """
    for period in months.periods:
        rows = body_table(structure, Reading.THEN, months.of(period)).rows
        if len(rows) >= _RANKED and rows[0].count > rows[-1].count:
            return period
    return next(iter(months.periods), "")


def league_tables(months: Months, structure: Structure) -> Iterable[tuple[str, dict[str, Any]]]:
    """Every league table with its key, ready to be kept; each is small, however many bodies there are."""
    for period in months.periods:
        now, before = months.of(period), months.of(period_before(period))
        for reading in Reading:
            for level in LEVELS:
                ranked = _ranked(structure, reading, level, now)
                earlier = _ranked(structure, reading, level, before)
                yield f"league:{level}:{reading.value}:{period}", _table(ranked, earlier)


def _ranked(structure: Structure, reading: Reading, level: str, places: Places) -> BodyTable:
    if level == BODIES:
        return body_table(structure, reading, places)
    numbers: dict[int, tuple[int, int]] = {}
    undecided = 0
    for (unit, sector, _epoch), (number, entries) in places.items():
        body = structure.unit_for(unit, sector, reading) if unit in structure.bodies else None
        if body is None:
            undecided += number
        else:
            before = numbers.get(body, (0, 0))
            numbers[body] = (before[0] + number, before[1] + entries)
    rows = tuple(
        body_count(structure.bodies[pk], *pair)
        for pk, pair in numbers.items()
        if structure.bodies[pk].kind == Unit.Kind.GRASSROOTS
    )
    return BodyTable(rows, undecided)


def _table(table: BodyTable, before: BodyTable) -> dict[str, Any]:
    return {
        "bodies": len(table.rows),
        "total": sum(row.count for row in table.rows) + table.undecided,
        "undecided": table.undecided,
        "without_members": sum(not row.members for row in table.rows),
        "without_members_names": [row.name for row in table.rows if not row.members][:3],
        "rows": {measure: _rows(table.rows, before.rows, measure) for measure in MEASURES},
    }


def _rows(bodies: tuple[BodyCount, ...], before: tuple[BodyCount, ...], measure: str) -> list[dict[str, Any]]:
    return [
        {
            "body": asdict(place.body),
            "value": round(place.value, 2) if measure == PER_THOUSAND else int(place.value),
            "rank": place.rank,
            "move": place.move,
        }
        for place in league(bodies, before, measure)
    ]
