"""The way from a cell to the value of a target, made once per column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from showcase.codes import CODE_PATTERN
from showcase.importing.gathered import split_lines, split_tags
from showcase.importing.rows import Cell, Lookups, Unknown
from showcase.importing.targets import Target
from showcase.importing.values.choices import parse_choice, parse_flag
from showcase.importing.values.dates import parse_date
from showcase.importing.values.faults import ValueFault
from showcase.importing.values.money import heading_factor, parse_money
from showcase.importing.values.people import clean_name
from showcase.importing.values.shares import parse_share
from showcase.importing.values.texts import clean_line, clean_text

__all__ = ["EMPTY", "REPEATING", "Parser", "parser_for"]

Parser: TypeAlias = Callable[[Cell], Any]
"""Gives the value of a cell with something in it. Raises ValueFault."""

_CODE = re.compile(CODE_PATTERN)
_DASHES = str.maketrans("–—−‐‑", "-----")
_LONGEST_LOOKUP = 250

EMPTY: dict[str, Any] = {
    "code": "",
    "line": "",
    "text": "",
    "lines": "",
    "name": "",
    "choice": "",
    "date": None,
    "money": None,
    "lookup": None,
    "share": None,
    "flag": False,
    "tags": (),
}
"""What an empty cell means, by the sort of its target."""


def parser_for(target: Target, name: str, heading: str, lookups: Lookups) -> Parser:
    """How the cells of a column become values of a target; `name` is the target's with its number.

    A looked-up name that is no record's becomes an `Unknown`.
    """
    return _MAKERS[target.sort](_Column(target, name, heading, lookups))


REPEATING = frozenset({"money", "choice", "lookup", "name", "date", "share", "flag", "tags"})
"""Sorts whose texts recur in a table, so that remembering what they meant is worth it."""


@dataclass(frozen=True, slots=True)
class _Column:
    """What a parser may need to know of its column."""

    target: Target
    name: str
    heading: str
    lookups: Lookups


def _line(column: _Column) -> Parser:
    length = column.target.length
    return lambda cell: clean_line(cell, length)


def _text(column: _Column) -> Parser:
    length = column.target.length
    return lambda cell: clean_text(cell, length)


def _money(column: _Column) -> Parser:
    factor = heading_factor(column.heading)
    return lambda cell: parse_money(cell, factor)


def _choice(column: _Column) -> Parser:
    vocabulary = column.target.of
    return lambda cell: parse_choice(cell, vocabulary)


def _lookup(column: _Column) -> Parser:
    find: Callable[[str], int | None] = getattr(column.lookups, column.target.of)
    kind: Any = column.target.of

    def look(cell: Cell) -> int | Unknown | None:
        text = clean_line(cell, _LONGEST_LOOKUP)
        if not text:
            return None
        found = find(text)
        return found if found is not None else Unknown(kind, text, column.name)

    return look


def _code(cell: Cell) -> str:
    code = clean_line(cell).translate(_DASHES).upper()
    if not _CODE.fullmatch(code) or len(code) > 24:
        raise ValueFault("Mã gồm chữ lĩnh vực, năm và số, ví dụ NL-2022-0417.")
    return code


_MAKERS: dict[str, Callable[[_Column], Parser]] = {
    "line": _line,
    "text": _text,
    "lines": lambda _column: lambda cell: split_lines(clean_text(cell)),
    "money": _money,
    "choice": _choice,
    "lookup": _lookup,
    "code": lambda _column: _code,
    "name": lambda _column: lambda cell: clean_name(clean_line(cell)),
    "date": lambda _column: parse_date,
    "share": lambda _column: parse_share,
    "flag": lambda _column: parse_flag,
    "tags": lambda _column: lambda cell: split_tags(clean_text(cell)),
}
