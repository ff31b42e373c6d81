"""Names of units as people write them → the units: marks, case and “LĐLĐ tỉnh, thành phố” do not matter.

Two bodies may bear one name at different times (provinces merged on 1 July 2025): the day of the figures decides.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from home.slugs import vietnamese_slug
from showcase.importing.names import unit_key
from showcase.models import Unit

__all__ = ["COUNTRY", "UnitDirectory", "UnitNameError", "UnitRow", "is_total", "unit_key"]

COUNTRY = 0
"""Stands for the whole country where the key of a unit is expected."""

_SUGGESTED = 3
_LEAST_ALIKE = 0.3
_COUNTRY_WORDS = frozenset({"ca-nuoc", "toan-quoc"})
_TOTAL_WORDS = frozenset({"tong", "tong-cong", "cong", "tong-so", "tong-hop"})


def is_total(name: str) -> bool:
    """Whether a row is the sum below a table, which is no unit."""
    return vietnamese_slug(name) in _TOTAL_WORDS


class UnitNameError(ValueError):
    """A name that is not one unit's; its text says why, `suggestions` are names of the nearest units."""

    def __init__(self, message: str, suggestions: Iterable[str] = ()) -> None:
        """Keep the nearest names beside the reason."""
        super().__init__(message)
        self.suggestions = tuple(suggestions)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What telling units apart needs of one."""

    pk: int
    short_name: str
    name: str
    slug: str
    workplace: str
    place: str
    kind: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None

    def is_valid_on(self, day: datetime.date) -> bool:
        """Whether the unit exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or self.valid_to >= day
        )


class UnitDirectory:
    """All units by what they may be called; one query."""

    def __init__(self, units: Iterable[UnitRow]) -> None:
        """Sort units under their names, and provincial federations under their places as well."""
        self.units = {unit.pk: unit for unit in units}
        self._named: dict[str, set[int]] = defaultdict(set)
        self._placed: dict[str, set[int]] = defaultdict(set)
        for unit in self.units.values():
            for text in (unit.short_name, unit.name, unit.slug, unit.workplace):
                if key := unit_key(text):
                    self._named[key].add(unit.pk)
            if unit.kind == Unit.Kind.PROVINCE and (key := unit_key(unit.place)):
                self._placed[key].add(unit.pk)
        self._grams: dict[str, set[str]] | None = None

    @classmethod
    def load(cls) -> "UnitDirectory":
        """The directory of the units that there are."""
        fields = ("pk", "short_name", "name", "slug", "workplace", "place", "kind", "valid_from", "valid_to")
        rows = Unit.objects.order_by().values_list(*fields).iterator(chunk_size=2_000)
        return cls(UnitRow(*row) for row in rows)

    def label(self, pk: int) -> str:
        """The short name of a unit, or “Cả nước”."""
        return _("Cả nước") if pk == COUNTRY else self.units[pk].short_name

    def find(self, name: str, day: datetime.date, place: str = "") -> int:
        """Key of the unit that bears a name on a day, COUNTRY for “Cả nước”. Raises UnitNameError.

        A name that several units bear is told apart by the place beside it, then by the day. A unit that has ended
        by then is taken where no other bears its name: lists are often longer in use than units.
        """
        key = unit_key(name)
        if vietnamese_slug(name) in _COUNTRY_WORDS:
            return COUNTRY
        found = self._named.get(key) or self._placed.get(key) or set()
        if not found:
            raise UnitNameError(_("Không có đơn vị tên này."), self._nearest(key))
        if place and len(found) > 1:
            there = {pk for pk in found if unit_key(self.units[pk].place) == unit_key(place)}
            found = there or found
        valid = {pk for pk in found if self.units[pk].is_valid_on(day)}
        chosen = valid or found
        if len(chosen) > 1:
            raise UnitNameError(
                _("Có %(count)d đơn vị cùng tên; hãy ghi tên đầy đủ hoặc mã trong đường dẫn.")
                % {"count": len(chosen)},
                sorted(f"{self.units[pk].name} ({self.units[pk].slug})" for pk in chosen)[:_SUGGESTED],
            )
        return next(iter(chosen))

    def _nearest(self, key: str) -> list[str]:
        """Short names of the units whose names share most groups of three letters with this one."""
        if self._grams is None:
            self._grams = defaultdict(set)
            for known in {*self._named, *self._placed}:
                for gram in _grams(known):
                    self._grams[gram].add(known)
        mine = _grams(key)
        shared = Counter(known for gram in mine for known in self._grams.get(gram, ()))
        alike = {known: count / len(mine | _grams(known)) for known, count in shared.most_common(200)}
        best = sorted((-share, known) for known, share in alike.items() if share >= _LEAST_ALIKE)
        units = (min(self._named.get(known) or self._placed[known]) for _share, known in best)
        return list(dict.fromkeys(self.units[pk].short_name for pk in units))[:_SUGGESTED]


def _grams(key: str) -> set[str]:
    padded = f"--{key}--"
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
