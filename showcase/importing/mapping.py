"""Which column of a table holds what: guessed from Vietnamese headings, corrected by editors, kept as a profile. Pure.

mapping = guess_mapping(("Mã SK", "Tên sáng kiến", "Tác giả 1", "Tỷ lệ 1"), rows)
mapping.by_column     # {0: "code", 1: "title", 2: "authors.1.name", 3: "authors.1.share"}
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from showcase.exporting.columns import COLUMNS
from showcase.importing.headings import guess_heading
from showcase.importing.names import name_key
from showcase.importing.rows import Cell
from showcase.importing.targets import COLLECTIONS, MOST_PARTS, REQUIRED, TARGETS, is_target, label_of

__all__ = ["Mapping", "MappingProfile", "guess_mapping", "own_columns"]

_DERIVABLE = "summary"


@dataclass(frozen=True)
class Mapping:
    """Columns (from 0) and their targets, with values for what no column or an empty cell says.

    `headings` are the table's own. Columns that are left out are not read.
    """

    headings: tuple[str, ...]
    columns: tuple[tuple[int, str], ...]
    defaults: tuple[tuple[str, str], ...] = ()

    @cached_property
    def by_column(self) -> dict[int, str]:
        """Target names by the number of their column, from 0."""
        return dict(self.columns)

    def problems(self, *, adding: bool = True) -> list[str]:
        """Why the table cannot be read like this, in Vietnamese; none if it can. `adding`: new records are made."""
        names = [name for _column, name in self.columns]
        said: list[str] = []
        for name, count in Counter(names).items():
            if count > 1:
                said.append(f"{count} cột cùng ghép vào “{label_of(name)}”; mỗi mục chỉ lấy từ một cột.")
        for collection in COLLECTIONS:
            if collection in names and any(name.startswith(f"{collection}.") for name in names):
                said.append(f"“{label_of(collection)}” và các cột riêng lẻ của nó không dùng cùng lúc.")
        if "code" not in names:
            said.append("Chưa có cột “Mã sáng kiến”: không biết dòng nào là sáng kiến nào.")
        known = {*names, *(name for name, _value in self.defaults)}
        if adding:
            said += [
                f"Chưa có cột hay giá trị chung cho “{label_of(name)}”."
                for name in REQUIRED
                if name not in known and name not in ("code", _DERIVABLE)
            ]
        return said


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """A mapping kept under a name for tables of the same making: headings decide, not the order of columns.

    A heading given "" is left out on purpose; one that the profile does not know is guessed.
    """

    name: str
    targets: tuple[tuple[str, str], ...]
    defaults: tuple[tuple[str, str], ...] = ()
    sheet: str = ""

    @classmethod
    def of(cls, name: str, mapping: Mapping, sheet: str = "") -> MappingProfile:
        """What a mapping says of each heading of its table."""
        chosen = mapping.by_column
        pairs = tuple((heading, chosen.get(column, "")) for column, heading in enumerate(mapping.headings))
        return cls(name, pairs, mapping.defaults, sheet)

    def apply(self, headings: Sequence[str], samples: Iterable[Sequence[Cell]] = ()) -> Mapping:
        """This profile for a table with these headings."""
        known = {name_key(heading): target for heading, target in self.targets}
        guessed = guess_mapping(headings, samples).by_column
        used: set[str] = set()
        columns: list[tuple[int, str]] = []
        for known_ones in (True, False):
            for column, heading in enumerate(headings):
                if (name_key(heading) in known) is not known_ones:
                    continue
                target = known[name_key(heading)] if known_ones else guessed.get(column, "")
                if target and target not in used:
                    used.add(target)
                    columns.append((column, target))
        return Mapping(tuple(headings), tuple(sorted(columns)), self.defaults)

    def missing(self, headings: Sequence[str]) -> list[str]:
        """Headings that the profile gives a meaning to and the table lacks."""
        there = {name_key(heading) for heading in headings}
        return [heading for heading, target in self.targets if target and name_key(heading) not in there]

    def to_json(self) -> str:
        """The profile as text."""
        return json.dumps(
            {
                "name": self.name,
                "targets": self.targets,
                "defaults": self.defaults,
                "sheet": self.sheet,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> MappingProfile:
        """The profile that `to_json` wrote. Raises ValueError for anything else."""
        try:
            data = json.loads(text)
            targets, defaults = _pairs(data["targets"]), _pairs(data["defaults"])
            name, sheet = data["name"], data.get("sheet", "")
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("Hồ sơ ghép cột hỏng.") from error
        if not isinstance(name, str) or not isinstance(sheet, str):
            raise ValueError("Hồ sơ ghép cột hỏng.")
        strangers = [target for _heading, target in targets if target and not is_target(target)]
        strangers += [target for target, _value in defaults if not is_target(target)]
        if strangers:
            raise ValueError(f"Hồ sơ ghép cột có mục không biết: {', '.join(strangers)}.")
        return cls(name, targets, defaults, sheet)


def _pairs(data: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(data, Dictionary):
        data = list(data.items())
    pairs = tuple((first, second) for first, second in data)
    if not all(isinstance(one, str) for pair in pairs for one in pair):
        raise ValueError("Hồ sơ ghép cột hỏng.")
    return pairs


def guess_mapping(headings: Sequence[str], samples: Iterable[Sequence[Cell]] = ()) -> Mapping:
    """The likeliest mapping of a table; of two columns that say the same, the first one.

    `samples` are the cells of some rows: they tell one author per cell from all authors in one cell. Files that we
    have made ourselves are known by their headings: see `own_columns`.
    """
    if own := own_columns(headings):
        return Mapping(tuple(headings), own)
    rows = list(samples)
    guesses = [(guess_heading(heading), column) for column, heading in enumerate(headings)]
    found: dict[str, int] = {}
    for guess, column in sorted(guesses, key=lambda pair: (-pair[0].confidence, pair[1])):
        name = guess.target
        if not name:
            continue
        if name == "authors.name" and not guess.number and _holds_several(rows, column):
            name = "authors"
        elif "." in name:
            name = _numbered(name, guess.number, found)
        if name and name not in found:
            found[name] = column
    for collection in COLLECTIONS:
        parts = [name for name in found if name.startswith(f"{collection}.")]
        if collection in found and parts:
            together = any(row[found[collection]] is not None for row in rows if found[collection] < len(row))
            for name in parts if together else [collection]:
                del found[name]
    return Mapping(tuple(headings), tuple(sorted((column, name) for name, column in found.items())))


_IN_OUR_FILES = frozenset(
    column.name for column in COLUMNS if column.name in TARGETS and TARGETS[column.name].sort != "collection"
)
"""Columns of our own files that say everything. Authors are not among them: most names are withheld there."""


def own_columns(headings: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """The columns of a file that our own export made, so that it comes back unchanged; none for any other.

    Units, fields and campaigns are taken by their keys. Authors, recognitions and honours stay as they are in the
    catalogue, for our files tell only a part of them.
    """
    given = tuple(headings[: len(COLUMNS)])
    if given not in (tuple(column.name for column in COLUMNS), tuple(column.label for column in COLUMNS)):
        return ()
    return tuple((place, one.name) for place, one in enumerate(COLUMNS) if one.name in _IN_OUR_FILES)


def _numbered(name: str, number: int, found: Dictionary[str, int]) -> str:
    """`authors.share` → `authors.2.share`: by the heading's number, else the first one that is free."""
    collection, part = name.split(".")
    if number:
        return f"{collection}.{number}.{part}" if number <= MOST_PARTS else ""
    free = (f"{collection}.{count}.{part}" for count in range(1, MOST_PARTS + 1))
    return next((one for one in free if one not in found), "")


def _holds_several(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether cells of a column name several people, or shares beside names."""
    texts = [row[column] for row in rows if column < len(row)]
    return any(isinstance(text, str) and any(mark in text for mark in ";\n%[") for text in texts)
