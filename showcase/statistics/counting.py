"""Counting the published catalogue: a handful of aggregate queries, then sums in memory.

Every query reads the catalogue once and groups it finely; years, fields, levels, sectors and bodies are then sums of
the same groups, so that they always agree with each other.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.utils import timezone

from home.slugs import vietnamese_slug
from showcase.choices import Evidence, Level, Sector
from showcase.models.initiatives import Initiative, InitiativeAuthor
from showcase.models.taxonomy import Field
from showcase.models.units import Unit
from showcase.statistics.shapes import (
    BENEFIT_BANDS,
    BodyCount,
    BodyTable,
    EvidenceTier,
    Statistics,
    Tally,
    Team,
)
from showcase.units.succession import regroup
from showcase.units.then_now import Body, Reading, Structure

__all__ = ["Counts", "Places", "body_count", "body_table", "count_catalogue", "epoch_of", "statistics_of"]

Places = dict[tuple[int, str, int], tuple[int, int]]
"""(unit, sector, epoch) → initiatives and author entries."""

_MONEY = 2 + len(BENEFIT_BANDS)


@dataclass(slots=True)
class Counts:
    """Groups of the published catalogue; `year` is the year of application.

    `records`: (year, field, level, sector) → initiatives; `places`: (year, unit, sector, epoch) → initiatives;
    `people`: (year, unit, sector, epoch) → (author entries, those without a leadership post); `money`: (year, evidence)
    → (initiatives, đồng, initiatives of each band); `teams`: (year, level) → (initiatives with authors, those without a
    leader).
    """

    as_of: datetime.datetime
    includes_demo: bool = False
    fields: dict[int, tuple[int, str, str]] = field(default_factory=dict)
    records: dict[tuple[int, int, str, str], int] = field(default_factory=dict)
    places: dict[tuple[int, int, str, int], int] = field(default_factory=dict)
    people: dict[tuple[int, int, str, int], tuple[int, int]] = field(default_factory=dict)
    money: dict[tuple[int, str], tuple[int, ...]] = field(default_factory=dict)
    teams: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)

    @property
    def years(self) -> list[int]:
        """Years that have initiatives, latest first."""
        return sorted({key[0] for key in self.records}, reverse=True)


def epoch_of(days: Sequence[datetime.date], prefix: str = "") -> Any:
    """The epoch of a record, by the day of its first recognition, else of its application; see `Structure`."""
    day = Coalesce(F(f"{prefix}recognised_on"), F(f"{prefix}applied_on"))
    whens = [When(LessThan(day, Value(start)), then=Value(epoch)) for epoch, start in enumerate(days)]
    return Case(*whens, default=Value(len(days)), output_field=IntegerField())


def count_catalogue(days: Sequence[datetime.date] = ()) -> Counts:
    """Count everything that is published; eight queries, whatever the size of the catalogue.

    `days` are those on which epochs begin.
    """
    live = Initiative.objects.live().order_by()
    counts = Counts(timezone.now())
    counts.includes_demo = live.filter(is_demo=True).exists()
    tops = list(Field.objects.top_level())
    parents = {child: top for child, top in Field.objects.values_list("pk", "parent_id") if top}
    counts.fields = {top.pk: (place, top.slug, top.name) for place, top in enumerate(tops)}
    for year, field_id, level, sector, number in live.values_list(
        "year", "field_id", "highest_level", "sector"
    ).annotate(n=Count("pk")):
        key = (year, parents.get(field_id, field_id), level, sector)
        counts.records[key] = counts.records.get(key, 0) + number
    for year, unit, sector, epoch, number in (
        live.annotate(epoch=epoch_of(days))
        .values_list("year", "unit_id", "sector", "epoch")
        .annotate(n=Count("pk"))
    ):
        counts.places[year, unit, sector, epoch] = number
    authors = InitiativeAuthor.objects.filter(initiative__live=True).order_by()
    for year, unit, sector, epoch, everybody, workers in (
        authors.annotate(epoch=epoch_of(days, "initiative__"))
        .values_list("initiative__year", "initiative__unit_id", "initiative__sector", "epoch")
        .annotate(n=Count("pk"), workers=Count("pk", filter=Q(holds_leadership_post=False)))
    ):
        counts.people[year, unit, sector, epoch] = (everybody, workers)
    for year, evidence, *numbers in _money(live):
        counts.money[year, evidence] = tuple(int(number or 0) for number in numbers)
    mine = InitiativeAuthor.objects.filter(initiative=OuterRef("pk"))
    with_authors = live.filter(Exists(mine)).annotate(led=Exists(mine.filter(holds_leadership_post=True)))
    for year, level, known, led in with_authors.values_list("year", "highest_level").annotate(
        known=Count("pk"), leaders=Count("pk", filter=Q(led=True))
    ):
        counts.teams[year, level] = (known, known - led)
    return counts


def _money(live: QuerySet[Initiative]) -> Iterable[tuple[Any, ...]]:
    bands = {
        f"band_{index}": Count(
            "pk",
            filter=Q(benefit_value__gte=low) & (Q(benefit_value__lt=high) if high is not None else Q()),
        )
        for index, (low, high, _name) in enumerate(BENEFIT_BANDS)
    }
    return (
        live.filter(benefit_value__isnull=False)
        .values_list("year", "benefit_evidence")
        .annotate(n=Count("pk"), total=Sum("benefit_value"), **bands)
    )


def statistics_of(counts: Counts, structure: Structure, year: int | None = None) -> Statistics:
    """Figures of all years, or of one; `by_year` always gives every year. Runs no query."""

    def wanted(of: int) -> bool:
        return year is None or of == year

    years: Counter[int] = Counter()
    fields: Counter[int] = Counter()
    levels: Counter[str] = Counter()
    sectors: Counter[str] = Counter()
    for (of, field_id, level, sector), number in counts.records.items():
        years[of] += number
        if wanted(of):
            fields[field_id] += number
            levels[level] += number
            sectors[sector] += number
    total = sum(fields.values())
    tiers = tuple(_tier(counts, evidence, wanted) for evidence in Evidence)
    people = [pair for (of, *_place), pair in counts.people.items() if wanted(of)]
    places = _places(counts, wanted)
    return Statistics(
        as_of=counts.as_of,
        total=total,
        by_year=tuple(Tally(str(of), str(of), years[of]) for of in sorted(years)),
        by_field=tuple(
            Tally(slug, name, fields[pk])
            for pk, (_place, slug, name) in sorted(counts.fields.items(), key=lambda item: item[1])
        ),
        by_level=tuple(Tally(level.value, str(level.label), levels[level.value]) for level in Level),
        by_sector=tuple(Tally(one.value, str(one.label), sectors[one.value]) for one in Sector),
        tiers=tiers,
        without_money=total - sum(tier.count for tier in tiers),
        authors=sum(everybody for everybody, _workers in people),
        authors_without_post=sum(workers for _everybody, workers in people),
        includes_demo=counts.includes_demo,
        teams=tuple(_team(counts, level.value, wanted) for level in Level),
        bodies={reading.value: body_table(structure, reading, places) for reading in Reading},
    )


def _places(counts: Counts, wanted: Callable[[int], bool]) -> Places:
    """Initiatives and author entries by unit, sector and epoch, over the wanted years."""
    found: Places = {}
    for (year, unit, sector, epoch), number in counts.places.items():
        if wanted(year):
            everybody, _workers = counts.people.get((year, unit, sector, epoch), (0, 0))
            before = found.get((unit, sector, epoch), (0, 0))
            found[unit, sector, epoch] = (before[0] + number, before[1] + everybody)
    return found


def body_table(
    structure: Structure, reading: Reading, places: Mapping[tuple[int, str, int], tuple[int, int]]
) -> BodyTable:
    """Federations by what they and everything below them have; each initiative counts once."""
    known = {key: numbers for key, numbers in places.items() if key[0] in structure.bodies}

    def federation(key: tuple[int, str, int]) -> int | None:
        unit, sector, epoch = key
        return structure.federation_for(unit, sector, reading, epoch)

    initiatives = regroup(((key, numbers[0]) for key, numbers in known.items()), federation)
    entries = regroup(((key, numbers[1]) for key, numbers in known.items()), federation)
    rows = [
        body_count(structure.bodies[pk], number, entries.groups.get(pk, 0))
        for pk, number in initiatives.groups.items()
    ]
    rows.sort(key=lambda row: (-row.count, vietnamese_slug(row.name)))
    return BodyTable(tuple(rows), initiatives.undecided)


def body_count(body: Body, number: int, participants: int) -> BodyCount:
    """A row of a table of bodies; federations go by their place."""
    name = body.place if body.kind == Unit.Kind.PROVINCE and body.place else body.name
    return BodyCount(
        slug=body.slug,
        name=name,
        count=number,
        participants=participants,
        members=body.members,
        members_on=body.members_on.isoformat() if body.members_on else "",
        has_ended=body.valid_to is not None and body.valid_to < timezone.localdate(),
    )


def _tier(counts: Counts, evidence: Evidence, wanted: Callable[[int], bool]) -> EvidenceTier:
    rows = [numbers for (year, of), numbers in counts.money.items() if of == evidence.value and wanted(year)]
    number, total, *bands = (sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * _MONEY
    return EvidenceTier(
        evidence=evidence,
        count=number,
        total=total,
        bands=tuple(
            Tally(f"band_{index}", name, bands[index])
            for index, (_low, _high, name) in enumerate(BENEFIT_BANDS)
        ),
    )


def _team(counts: Counts, level: str, wanted: Callable[[int], bool]) -> Team:
    rows = [numbers for (year, of), numbers in counts.teams.items() if of == level and wanted(year)]
    return Team(level, sum(known for known, _workers in rows), sum(workers for _known, workers in rows))
