"""Names as people write them → what their spellings have in common; records found by such names. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from home.slugs import vietnamese_slug

__all__ = ["NameIndex", "name_key", "unit_key"]

_LONGEST = 250
_SUGGESTED = 3
_LEAST_ALIKE = 0.3
_UNION = re.compile(
    r"^(?:(?:(?:ban-chap-hanh|bch)-)?(?:ldld|lien-doan-lao-dong)-)?(?:(?:tinh|thanh-pho|tp)-)?(?=.)"
)
_GRASSROOTS = re.compile(r"^(?:cong-doan-co-so|cdcs)-(?=.)")


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """What two spellings of one name have in common, whatever their marks, case and punctuation."""
    return vietnamese_slug(name, _LONGEST)


@lru_cache(maxsize=65_536)
def unit_key(name: str) -> str:
    """The same for a unit: “LĐLĐ thành phố Hà Nội” and “ha noi” → `ha-noi`, “Công đoàn cơ sở X” → `cdcs-x`."""
    return _GRASSROOTS.sub("cdcs-", _UNION.sub("", name_key(name)))


class NameIndex:
    """Records by all the names that they may bear.

        units = NameIndex([(7, ("LĐLĐ tỉnh Bắc Ninh", "ldld-tinh-bac-ninh"))], units=True)
        units.find("bac ninh")    # 7

    A name that several records bear finds none: `candidates` lists them for decision.
    """

    def __init__(
        self,
        records: Iterable[tuple[int, Sequence[str]]],
        *,
        units: bool = False,
        exact: Mapping[str, int] | None = None,
    ) -> None:
        """Sort records under their names; of units, words such as “LĐLĐ tỉnh” do not count.

        `exact` has records by identifiers that are one record's alone, such as slugs: written exactly so, they mean
        that one, whoever else bears the name.
        """
        self._key = unit_key if units else name_key
        self._named: dict[str, set[int]] = defaultdict(set)
        self._labels: dict[int, str] = {}
        for pk, names in records:
            for name in names:
                if key := self._key(name):
                    self._named[key].add(pk)
                    self._labels.setdefault(pk, name)
        # Copied after the records: they may be what fills it.
        self._exact = dict(exact or {})
        self._grams: dict[str, set[str]] | None = None

    def find(self, name: str) -> int | None:
        """The one record of this name."""
        if (identified := self._exact.get(name)) is not None:
            return identified
        found = self._named.get(self._key(name))
        return next(iter(found)) if found and len(found) == 1 else None

    def candidates(self, name: str) -> list[tuple[int, str]]:
        """Keys and first names of the records that bear this name, or else of those with the nearest names."""
        key = self._key(name)
        found = sorted(self._named.get(key, ())) or self._nearest(key)
        return [(pk, self._labels[pk]) for pk in found]

    def _nearest(self, key: str) -> list[int]:
        """Records whose names share most groups of three letters with this one."""
        if self._grams is None:
            self._grams = defaultdict(set)
            for known in self._named:
                for gram in _grams(known):
                    self._grams[gram].add(known)
        mine = _grams(key)
        shared: dict[str, int] = defaultdict(int)
        for gram in mine:
            for known in self._grams.get(gram, ()):
                shared[known] += 1
        alike = sorted((-count / len(mine | _grams(known)), known) for known, count in shared.items())
        near = (known for share, known in alike if -share >= _LEAST_ALIKE)
        return list(dict.fromkeys(pk for known in near for pk in sorted(self._named[known])))[:_SUGGESTED]


def _grams(key: str) -> set[str]:
    padded = f"--{key}--"
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
