"""A row as it stands → what it says of an initiative, or everything that is wrong with it. Pure.

    outcome = understand(raw, mapping, lookups)

Names that no record bears are no errors: they are listed in `ParsedRow.unknown` for decision.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from showcase.importing.gathered import parts_of
from showcase.importing.mapping import Mapping
from showcase.importing.parsers import EMPTY, REPEATING, Parser, parser_for
from showcase.importing.people_of import authors_of, awards_of, recognitions_of
from showcase.importing.rows import Cell, Lookups, ParsedRow, RawRow, RowError, Unknown
from showcase.importing.targets import REQUIRED, TARGETS, label_of, target_of
from showcase.importing.values.faults import ValueFault
from showcase.importing.values.people import split_authors
from showcase.importing.values.shares import shares_fault
from showcase.importing.values.texts import clean_text, shown

__all__ = ["Reader", "understand"]

Step: TypeAlias = tuple[int, str, Parser, dict[Any, Any] | None, Any]
"""A column: its number, its target or part, how cells are read, texts read before, what an empty cell means."""

Groups: TypeAlias = list[tuple[int, list[Step]]]
"""The columns of a collection by the number of its items."""

_NEW, _BLANK = object(), object()
_REMEMBERED, _SHORT = 20_000, 120
_NAMING = frozenset({"body", "award_type"})
"""Parts that name a record, whose text is kept beside its key."""
_LONGEST_SHOWN = 200
_SUMMARY = 600
_SUMMARY_SOURCES = ("solution", "problem", "idea_line", "problem_line")


class Reader:
    """Understands the rows of one table: the way of each column is worked out once."""

    def __init__(self, mapping: Mapping, lookups: Lookups, *, adding: bool = True) -> None:
        """`adding`: rows may make new initiatives, so that what these must have is asked for.

        Raises ValueError for a mapping with problems of its own, as `Mapping.problems` names them, and for defaults
        that cannot be read.
        """
        if problems := mapping.problems(adding=False):
            raise ValueError(" ".join(problems))
        self.mapping = mapping
        self.lookups = lookups
        self.adding = adding
        self._simple: list[Step] = []
        self._grouped: dict[str, dict[int, list[Step]]] = {}
        self._whole: list[tuple[int, str]] = []
        self._heading: dict[str, str] = {}
        self._part_parsers: dict[str, Parser] = {}
        for column, name in mapping.columns:
            heading = mapping.headings[column]
            self._heading[name] = heading
            target = target_of(name)
            if target.sort == "collection":
                self._whole.append((column, name))
                continue
            parse = parser_for(target, name, heading, lookups)
            known: dict[Any, Any] | None = {} if target.sort in REPEATING else None
            if "." in name:
                collection, number, part = name.split(".")
                step = (column, part, parse, known, None)
                self._grouped.setdefault(collection, {}).setdefault(int(number), []).append(step)
            else:
                self._simple.append((column, name, parse, known, EMPTY[target.sort]))
        self._defaults, self._part_defaults = self._read_defaults()
        self._numbers = {name: sorted(groups.items()) for name, groups in self._grouped.items()}
        self._asked = [name for name in REQUIRED if name != "summary"]

    def _read_defaults(self) -> tuple[dict[str, Any], dict[str, Cell]]:
        """Values of defaults for fields, and cells of defaults for parts of collections."""
        values: dict[str, Any] = {}
        cells: dict[str, Cell] = {}
        for name, text in self.mapping.defaults:
            target = target_of(name)
            if "." in name:
                cells[name] = text
            elif target.sort != "collection":
                values[name] = parser_for(target, name, "", self.lookups)(text)
        return values, cells

    def part_parser(self, collection: str, part: str) -> Parser:
        """How a part is read that stands in a cell with others."""
        name = f"{collection}.{part}"
        parse = self._part_parsers.get(name)
        if parse is None:
            parse = self._part_parsers[name] = parser_for(TARGETS[name], name, "", self.lookups)
        return parse

    def read(self, raw: RawRow) -> ParsedRow | list[RowError]:
        """What a row says."""
        if raw.fault:
            return [RowError(raw.number, "", "", raw.fault)]
        reading = _Reading(self, raw)
        reading.simple(self._simple, self._defaults)
        for collection, groups in self._numbers.items():
            reading.numbered(collection, groups, self._part_defaults)
        for column, name in self._whole:
            reading.whole(column, name)
        reading.check(self._asked if self.adding else ("code",))
        return reading.errors or reading.result()

    def heading(self, name: str) -> str:
        """What editors call the column of a target, whether the table has one or not."""
        return self._heading.get(name) or label_of(name)


class _Reading:
    """One row on its way."""

    __slots__ = ("blank", "cells", "collections", "errors", "raw", "reader", "unknown", "values")

    def __init__(self, reader: Reader, raw: RawRow) -> None:
        self.reader = reader
        self.raw = raw
        missing = len(reader.mapping.headings) - len(raw.cells)
        self.cells = (*raw.cells, *(None,) * missing) if missing > 0 else raw.cells
        self.errors: list[RowError] = []
        self.values: dict[str, Any] = {}
        self.blank: list[str] = []
        self.unknown: list[Unknown] = []
        self.collections: dict[str, tuple[Any, ...]] = {}

    def error(self, name: str, cell: Cell, reason: str) -> None:
        """Keep a reason at the column of a target."""
        text = shown(cell)
        if len(text) > _LONGEST_SHOWN:
            text = text[: _LONGEST_SHOWN - 1] + "…"
        self.errors.append(RowError(self.raw.number, self.reader.heading(name), text, reason))

    def _default(self, name: str, cell: Cell, parse: Parser) -> Any:
        """The value of a default for a part; None where the reason why it has none is kept."""
        try:
            value = parse(cell)
        except ValueFault as fault:
            self.error(name, cell, str(fault))
            return None
        if value.__class__ is Unknown:
            self.unknown.append(value._replace(target=name))
            return None
        return value

    def fresh(self, name: str, cell: Cell, step: Step) -> Any:
        """The value of a cell whose text was not read before; _BLANK for white space, `empty` where it has a fault."""
        _column, _name, parse, known, empty = step
        text = cell.__class__ is str
        if text and not cast(str, cell).strip():
            return _BLANK
        try:
            value = parse(cell)
        except ValueFault as fault:
            self.error(name, cell, str(fault))
            return empty
        if text and known is not None and len(known) < _REMEMBERED and len(cast(str, cell)) <= _SHORT:
            known[cell] = value
        return value

    def simple(self, steps: list[Step], defaults: dict[str, Any]) -> None:
        """Read the columns of fields."""
        cells, values, blank = self.cells, self.values, self.blank
        for step in steps:
            column, name, _parse, known, empty = step
            cell = cells[column]
            if cell is None:
                values[name] = empty
                blank.append(name)
                continue
            value = known.get(cell, _NEW) if known is not None and cell.__class__ is str else _NEW
            if value is _NEW:
                failed = len(self.errors)
                value = self.fresh(name, cell, step)
                if value is _BLANK or (value == "" and len(self.errors) == failed):
                    value = empty
                    blank.append(name)
            if value.__class__ is Unknown:
                self.unknown.append(value)
                value = None
            values[name] = value
        for name, value in defaults.items():
            if values.get(name) in (None, ""):
                if name in blank:
                    blank.remove(name)
                elif name in values:
                    continue  # unknown or faulty: the default does not stand in for what was written
                unknown = value.__class__ is Unknown
                if unknown:
                    self.unknown.append(value)
                values[name] = None if unknown else value

    def numbered(self, collection: str, groups: Groups, defaults: dict[str, Cell]) -> None:
        """Read the columns of authors, decisions or honours."""
        cells = self.cells
        items: list[tuple[int, dict[str, Any]]] = []
        before = len(self.errors)
        for number, steps in groups:
            found: dict[str, Any] = {}
            for step in steps:
                column, part, _parse, known, _empty = step
                cell = cells[column]
                if cell is None:
                    continue
                value = known.get(cell, _NEW) if known is not None and cell.__class__ is str else _NEW
                if value is _NEW:
                    value = self.fresh(f"{collection}.{number}.{part}", cell, step)
                    if value is _BLANK:
                        continue
                if value.__class__ is Unknown:
                    self.unknown.append(value)
                    value = None
                found[part] = value
                if part in _NAMING:
                    found[f"{part}_text"] = shown(cell)
            if found:
                items.append((number, found))
        if defaults:
            for number, found in items:
                self._fill(collection, number, found, defaults)
        self.collections[collection] = self._built(collection, items, failed=len(self.errors) > before)

    def _fill(self, collection: str, number: int, found: dict[str, Any], defaults: dict[str, Cell]) -> None:
        prefix = f"{collection}.{number}."
        for name, cell in defaults.items():
            if name.startswith(prefix) and (part := name.removeprefix(prefix)) not in found:
                found[part] = self._default(name, cell, self.reader.part_parser(collection, part))
                found[f"{part}_text"] = shown(cell)

    def whole(self, column: int, collection: str) -> None:
        """Read a cell with all authors, decisions or honours."""
        cell = self.cells[column]
        if cell is None:
            self.collections[collection] = ()
            return
        try:
            text = clean_text(cell)
            if not text:
                self.collections[collection] = ()
                return
            if collection == "authors" and not text.startswith(("[", "{")):
                authors = split_authors(text)
                if reason := shares_fault([one.share for one in authors]):
                    raise ValueFault(reason)
                self.collections[collection] = tuple(authors)
                return
            items: list[tuple[int, dict[str, Any]]] = []
            for number, parts in enumerate(parts_of(collection, text), start=1):
                found: dict[str, Any] = {}
                for part, value in parts.items():
                    if value is None or value == "":
                        continue
                    found[part] = self._inner(collection, number, part, value)
                    if part in _NAMING:
                        found[f"{part}_text"] = shown(value)
                items.append((number, found))
        except ValueFault as fault:
            self.error(collection, cell, str(fault))
            return
        self.collections[collection] = self._built(collection, items, failed=False)

    def _inner(self, collection: str, number: int, part: str, value: Cell) -> Any:
        """A part that stands in a cell with others; its fault names the item. Raises ValueFault."""
        try:
            found = self.reader.part_parser(collection, part)(value)
        except ValueFault as fault:
            raise ValueFault(
                f"Mục {number}, {label_of(f'{collection}.1.{part}').split(': ')[1]}: {fault}"
            ) from fault
        if found.__class__ is Unknown:
            self.unknown.append(found)
            return None
        return found

    def _built(
        self, collection: str, items: list[tuple[int, dict[str, Any]]], *, failed: bool
    ) -> tuple[Any, ...]:
        """The records of a collection; what is wrong with them is kept, unless cells of theirs `failed` already."""

        def fault(number: int, part: str, reason: str) -> None:
            if not failed:
                columns = self.reader.mapping.by_column.values()
                name = collection if collection in columns else f"{collection}.{number}.{part}"
                self.error(name, None, reason)

        if collection == "authors":
            return authors_of(items, fault)
        if collection == "recognitions":
            return recognitions_of(items, fault, self.values.get("unit"))
        return awards_of(items, fault)

    def check(self, asked: list[str] | tuple[str, ...]) -> None:
        """What must not be missing, and values that need each other."""
        values = self.values
        for name in asked:
            if values.get(name) in (None, "") and not self._is_excused(name):
                self.error(name, None, f"Thiếu {TARGETS[name].label.lower()}.")
        evidence = "benefit_evidence"
        without = values.get("benefit_value") is not None and not values.get(evidence)
        if without and (evidence in values or self.reader.adding) and not self._is_excused(evidence):
            self.error(evidence, None, "Có giá trị làm lợi thì phải có mức bằng chứng.")

    def _is_excused(self, name: str) -> bool:
        """Whether a value is missing because its name awaits decision, or its fault is told already."""
        heading = self.reader.heading(name)
        return any(one.target == name for one in self.unknown) or any(
            one.column_heading == heading for one in self.errors
        )

    def result(self) -> ParsedRow:
        """The row understood."""
        values = self.values
        derived: tuple[str, ...] = ()
        if self.reader.adding and not values.get("summary"):
            summary = next((_cut(values[name]) for name in _SUMMARY_SOURCES if values.get(name)), "")
            values["summary"] = summary or values.get("title", "")
            derived = ("summary",)
        tags = values.pop("tags", None)
        collections = self.collections
        return ParsedRow(
            self.raw.number,
            values["code"],
            values,
            collections.get("authors"),
            collections.get("recognitions"),
            collections.get("awards"),
            tags,
            tuple(self.unknown),
            frozenset(self.blank),
            derived,
        )


def _cut(text: str) -> str:
    """The beginning of a narrative, up to the length of a summary, at the end of a sentence or a word."""
    text = " ".join(text.split())
    if len(text) <= _SUMMARY:
        return text
    head = text[: _SUMMARY - 1]
    sentence = max(head.rfind(mark) for mark in (". ", "! ", "? "))
    return head[: sentence + 1] if sentence > _SUMMARY // 3 else head.rsplit(" ", 1)[0] + "…"


_last: Reader | None = None


def understand(
    raw: RawRow, mapping: Mapping, lookups: Lookups, *, adding: bool = True
) -> ParsedRow | list[RowError]:
    """What a row says of an initiative, or every reason why it cannot be taken.

    The way of the columns is kept between calls with the same mapping and lookups; hand over new lookups when their
    answers change. Raises ValueError as `Reader` does.
    """
    global _last  # noqa: PLW0603 - one table is read after the other; the last one's way is kept
    reader = _last
    if (
        reader is None
        or reader.mapping is not mapping
        or reader.lookups is not lookups
        or reader.adding != adding
    ):
        reader = _last = Reader(mapping, lookups, adding=adding)
    return reader.read(raw)
