"""Rows → CSV, JSON Lines, XLSX."""

import csv
import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any, BinaryIO

import orjson
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from showcase.exporting.cells import neutralise
from showcase.exporting.columns import COLUMNS, LIST_SEPARATOR, Column, Type
from showcase.exporting.rows import Row

__all__ = ["BYTE_ORDER_MARK", "csv_heading", "csv_lines", "json_lines", "labels", "names", "write_xlsx"]

BYTE_ORDER_MARK = "\ufeff"
"""By it Excel knows UTF-8."""

_MOST_IN_CELL = 32_767
"""Characters that a cell of XLSX holds."""

_NAMES = tuple(column.name for column in COLUMNS)
_FALSE_TRUE = ("false", "true")


def names() -> list[str]:
    """Names of the columns for programs."""
    return list(_NAMES)


def labels() -> list[str]:
    """Names of the columns for people."""
    return [column.label for column in COLUMNS]


# CSV -----------------------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    return neutralise(value) if value else ""


def _of_type(column: Column, *, worded: bool) -> Callable[[Any], Any]:
    """How a value of a column is written in a cell of CSV; `worded`: choices by their Vietnamese name."""
    match column.type:
        case Type.INTEGER:
            return lambda value: "" if value is None else value
        case Type.LIST:
            return lambda value: neutralise(LIST_SEPARATOR.join(value)) if value else ""
        case Type.BOOLEAN:
            return lambda value: "" if value is None else _FALSE_TRUE[value]
        case Type.DATE | Type.MOMENT:
            return lambda value: "" if value is None else value.isoformat()
    if worded and column.choices is not None:
        words = _words(column)
        return lambda value: words.get(value, "")
    return _text


def _words(column: Column) -> dict[str, str]:
    choices: Any = column.choices
    return {str(value): str(label) for value, label in choices.choices}


def csv_heading(heading: Sequence[str]) -> str:
    """The first line."""
    return _written([heading])


def csv_lines(
    rows: Iterable[Row],
    *,
    columns: Sequence[Column] = COLUMNS,
    worded: bool = False,
    further: Sequence[str] = (),
) -> str:
    """Lines of these rows (RFC 4180); `further` are the same cells at the end of each."""
    writers = [_of_type(column, worded=worded) for column in columns]
    end = [neutralise(text) for text in further]
    return _written(
        [*[write(value) for write, value in zip(writers, row, strict=True)], *end] for row in rows
    )


def _written(rows: Iterable[Sequence[Any]]) -> str:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


# JSON Lines ----------------------------------------------------------------------------------------------


def json_lines(rows: Iterable[Row], further: Mapping[str, str] | None = None) -> bytes:
    """One object a line, in UTF-8; `further` are the same properties at the end of each."""
    heading, end = (*_NAMES, *(further or {})), tuple((further or {}).values())
    return b"".join(
        orjson.dumps(dict(zip(heading, row + end, strict=True)), option=orjson.OPT_APPEND_NEWLINE)
        for row in rows
    )


# XLSX ----------------------------------------------------------------------------------------------------


def write_xlsx(
    file: BinaryIO, batches: Iterable[Sequence[Row]], about: Sequence[tuple[str, str | int]]
) -> None:
    """A workbook with the rows, and a second sheet that says where they come from, as (name, value)."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sáng kiến")
    sheet.freeze_panes = "A2"
    sheet.append(labels())
    for line in _sheet_lines(batches):
        sheet.append(line)
    note = book.create_sheet("Về tệp này")
    for name, value in about:
        note.append([name, _cell(value) if isinstance(value, str) else value])
    book.save(file)


def _sheet_lines(batches: Iterable[Sequence[Row]]) -> Iterator[list[Any]]:
    words = [_words(column) if column.choices is not None else None for column in COLUMNS]
    for batch in batches:
        for row in batch:
            yield [
                known.get(value, "") if known is not None else _value(value)
                for known, value in zip(words, row, strict=True)
            ]


def _value(value: Any) -> Any:
    """What a cell holds: numbers and days as they are, text made safe."""
    if isinstance(value, list):
        return _cell(LIST_SEPARATOR.join(value))
    if isinstance(value, datetime.datetime):
        return value.isoformat()  # sheets know no time zones
    return _cell(value) if isinstance(value, str) else value


def _cell(text: str) -> str:
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    return neutralise(clean if len(clean) < _MOST_IN_CELL else f"{clean[: _MOST_IN_CELL - 2]}…")
