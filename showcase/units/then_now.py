"""Two readings of the units of records: as they were at the time, or under the bodies of today.

The unions' structure is small (some thousand bodies and workplaces), so it is read whole, without names where only
counting is wanted, and asked in memory.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from showcase.models.units import Unit, UnitSuccession
from showcase.units.succession import Link, Successions

__all__ = ["Body", "Reading", "Structure", "load_structure", "load_successions"]


class Reading(models.TextChoices):
    """Which bodies a table is read by; the values appear in addresses."""

    THEN = "then", _("Như lúc bấy giờ")
    NOW = "now", _("Theo đơn vị ngày nay")

    @classmethod
    def of(cls, raw: str | None) -> "Reading":
        """What an address asks for; anything but “now” means the time of the record."""
        return cls.NOW if raw == cls.NOW else cls.THEN


@dataclass(frozen=True, slots=True)
class Body:
    """A unit as counting needs it; `members` with the day of that figure, where one is known."""

    pk: int
    path: str
    kind: str
    place: str
    slug: str
    short_name: str
    workplace: str
    members: int | None
    members_on: datetime.date | None
    valid_from: datetime.date | None
    valid_to: datetime.date | None

    @property
    def name(self) -> str:
        """What readers see."""
        return self.workplace or self.short_name


_COLUMNS = tuple(Body.__dataclass_fields__)


class Structure:
    """All units with their successions; answers where a record counts. Runs no query.

    Successions divide time into epochs: epoch 0 lies before the first of them, epoch 1 from its day on, and so forth.
    Workplaces stay in the tree under the body of their day, so a record is read by the successions of its epoch.
    """

    def __init__(
        self, bodies: Iterable[Body], links: Iterable[Link] = (), day: datetime.date | None = None
    ) -> None:
        self.bodies: Mapping[int, Body] = {body.pk: body for body in bodies}
        on = day or timezone.localdate()
        self._links = [link for link in links if link.on <= on]
        self.days: Sequence[datetime.date] = sorted({link.on for link in self._links})
        self.successions = self._as_of(on)
        self._of_epoch: dict[int, Successions] = {}
        self._by_path = {body.path: body for body in self.bodies.values()}
        self._tops: dict[int, int] = {}
        self._known: dict[tuple[int, str, Reading, int], int | None] = {}

    def _as_of(self, on: datetime.date) -> Successions:
        ended = (body.pk for body in self.bodies.values() if body.valid_to is not None and body.valid_to < on)
        return Successions((link for link in self._links if link.on <= on), ended)

    def successions_of(self, epoch: int) -> Successions:
        """The successions in effect in an epoch."""
        if epoch not in self._of_epoch:
            self._of_epoch[epoch] = self._as_of(self.days[epoch - 1]) if epoch else Successions()
        return self._of_epoch[epoch]

    def federation(self, unit: int) -> int:
        """The provincial federation above a unit; without one, the body right below the top, or the top itself."""
        if unit not in self._tops:
            self._tops[unit] = self._federation(self.bodies[unit])
        return self._tops[unit]

    def _federation(self, body: Body) -> int:
        line = [self._by_path[path] for path in Unit.ancestor_paths(body.path) if path in self._by_path] or [
            body
        ]
        for above in reversed(line):
            if above.kind == Unit.Kind.PROVINCE:
                return above.pk
        below_top = [above for above in line if above.kind != Unit.Kind.CONFEDERATION]
        return (below_top or line)[0].pk

    def unit_for(self, unit: int, sector: str, reading: Reading) -> int | None:
        """The unit a record counts with: its own, or under today's bodies the one that stands for it now."""
        if reading == Reading.THEN:
            return unit
        return self.successions.today(unit, self.bodies[unit].place, sector)

    def federation_for(self, unit: int, sector: str, reading: Reading, epoch: int = 0) -> int | None:
        """The federation a record counts with; None where the successions do not tell which.

        As it was then, the federation of the record's epoch; under today's bodies the unit passes on first, then what
        stands above it.
        """
        key = (unit, sector, reading, epoch)
        if key not in self._known:
            self._known[key] = (
                self._federation_then(unit, sector, epoch)
                if reading == Reading.THEN
                else self._federation_now(unit, sector)
            )
        return self._known[key]

    def _federation_then(self, unit: int, sector: str, epoch: int) -> int:
        above = self.federation(unit)
        found = self.successions_of(epoch).today(above, self.bodies[unit].place, sector)
        # What was split without saying how keeps the name it had.
        return above if found is None else self.federation(found)

    def _federation_now(self, unit: int, sector: str) -> int | None:
        place = self.bodies[unit].place
        here = self.successions.today(unit, place, sector)
        if here is None and not self.successions.successors(unit):
            # A workplace that closed without successor stays where its federation went.
            here = unit
        if here is None:
            return None
        found = self.successions.today(self.federation(here), place, sector)
        return None if found is None else self.federation(found)


def _links() -> list[Link]:
    rows = UnitSuccession.objects.values_list("old_id", "new_id", "on", "part_place", "part_sector")
    return [Link(*row) for row in rows]


def load_successions(day: datetime.date | None = None) -> Successions:
    """The successions in effect on a day, by default today; two queries."""
    on = day or timezone.localdate()
    ended = Unit.objects.filter(valid_to__lt=on).order_by().values_list("pk", flat=True)
    return Successions((link for link in _links() if link.on <= on), ended)


def load_structure(day: datetime.date | None = None) -> Structure:
    """All units and their successions in effect on a day, by default today; two queries."""
    rows = Unit.objects.order_by().values_list(*_COLUMNS)
    return Structure((Body(*row) for row in rows.iterator()), _links(), day)
