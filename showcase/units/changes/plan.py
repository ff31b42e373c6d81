"""What a merger or a split would do: who ends, who begins, what hangs on the bodies that end.

Nothing is moved: initiatives, figures and workplaces keep the body of their day, and are read under today's bodies by
the successions that are written here.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Count, Q

from showcase.models import (
    CampaignFigure,
    CampaignTarget,
    Initiative,
    OfficeUnit,
    StoryPage,
    Unit,
    UnitSuccession,
)
from showcase.units.succession import Link, SuccessionCircleError, Successions

__all__ = ["Change", "ChangeKind", "Hanging", "NewBody", "hanging_on", "undecided_of", "would_go_round"]


class ChangeKind(StrEnum):
    """What is done."""

    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class NewBody:
    """A body that takes over: one that exists, or one that begins; of a split, the part that it takes."""

    name: str = ""
    short_name: str = ""
    place: str = ""
    part_place: str = ""
    part_sector: str = ""
    existing: Unit | None = None

    @property
    def label(self) -> str:
        """What it is called."""
        return self.existing.short_name if self.existing else self.short_name


@dataclass(frozen=True, slots=True)
class Change:
    """A merger or a split on a day: `old` end the day before, `new` begin."""

    kind: ChangeKind
    day: datetime.date
    legal_basis: str
    old: Sequence[Unit]
    new: Sequence[NewBody]

    @property
    def last_day(self) -> datetime.date:
        """The last day of the bodies that end."""
        return self.day - datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a body that ends, with everything below it."""

    unit: Unit
    children: int
    initiatives: int
    targets: int
    figures: int
    stories: int
    offices: Sequence[str] = field(default_factory=tuple)

    @property
    def url(self) -> str:
        """Its page, which stays and tells what became of it."""
        return self.unit.get_absolute_url()


def hanging_on(units: Sequence[Unit]) -> list[Hanging]:
    """What hangs on each of these bodies; a few queries each, for a handful of bodies."""
    offices: dict[int, list[str]] = {}
    for unit_id, name in OfficeUnit.objects.filter(unit__in=units).values_list("unit_id", "office__name"):
        offices.setdefault(unit_id, []).append(name)
    return [
        Hanging(
            unit=unit,
            children=unit.get_children_count(),
            initiatives=Initiative.objects.filter(unit__path__startswith=unit.path).count(),
            targets=CampaignTarget.objects.filter(unit=unit).count(),
            figures=CampaignFigure.objects.filter(unit=unit).count(),
            stories=StoryPage.objects.filter(story_initiatives__initiative__unit__path__startswith=unit.path)
            .distinct()
            .count(),
            offices=tuple(offices.get(unit.pk, ())),
        )
        for unit in units
    ]


def undecided_of(change: Change) -> int:
    """Initiatives below the body that is split which no told part takes: they will stand as undecided."""
    if change.kind != ChangeKind.SPLIT:
        return 0
    (old,) = change.old
    links = [
        Link(old.pk, -number, change.day, part.part_place, part.part_sector)
        for number, part in enumerate(change.new, start=1)
    ]
    graph = Successions(links, [old.pk])
    rows = (
        Initiative.objects.filter(Q(unit__path__startswith=old.path))
        .order_by()
        .values_list("unit__place", "sector")
        .annotate(n=Count("pk"))
    )
    return sum(number for place, sector, number in rows if graph.today(old.pk, place, sector) is None)


def would_go_round(old: Sequence[Unit], new: Unit) -> bool:
    """Whether one of these bodies, succeeded by `new`, would in the end succeed itself."""
    links = [Link(*row) for row in UnitSuccession.objects.values_list("old_id", "new_id", "on")]
    day = datetime.date.max
    try:
        Successions([*links, *(Link(one.pk, new.pk, day) for one in old)])
    except SuccessionCircleError:
        return True
    return False
