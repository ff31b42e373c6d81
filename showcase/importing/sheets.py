"""A pasted table, a CSV file or a workbook → rows of cells with the numbers that the editor sees beside them.

    sheet = read_pasted("Đơn vị\\tĐã nộp\\nLĐLĐ tỉnh Bắc Ninh\\t1.234")
    sheet = read_upload(request.FILES["file"].read())
    sheet.rows[1].number, sheet.rows[1].cells      # 2, ("LĐLĐ tỉnh Bắc Ninh", "1.234")

What a file is follows from its bytes, not from its name. `SheetError` says in Vietnamese what to do about a file that
cannot be read; nothing else is raised for what stands in one.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import TypeAlias

from showcase.importing.encodings import decode
from showcase.importing.faults import SheetError
from showcase.importing.limits import Limits
from showcase.importing.workbooks import is_workbook, read_workbook

__all__ = [
    "Cell",
    "Row",
    "Sheet",
    "SheetError",
    "SheetFile",
    "cell_text",
    "read_pasted",
    "read_upload",
    "to_pasted",
    "too_large",
]

Cell: TypeAlias = str | int | float | bool | datetime.date | datetime.datetime | datetime.time
"""What stands in a cell. A number typed into a workbook is a number; everything of a text is text; empty is ""."""

_DELIMITERS = ("\t", ";", ",")
_SEPARATOR_LINE = re.compile(r'"?sep=([\t;,|])"?\r?\n')
_SNIFFED_LINES = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its number in the sheet, from 1 as spreadsheet programs count; trailing empty cells are cut off."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """The cell of a column, from 0; "" beyond the last one."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class SheetFile:
    """The file that a sheet came in: its name and the SHA-256 of its bytes in hexadecimal digits."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows with anything in them, top to bottom; `name` is the sheet's in a workbook, else "".

    `file` is None for a pasted table.
    """

    rows: tuple[Row, ...]
    name: str = ""
    file: SheetFile | None = None

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max((len(row.cells) for row in self.rows), default=0)


def read_pasted(text: str, limits: Limits | None = None) -> Sheet:
    """The rows of a table copied from a spreadsheet (tabs between cells) or of CSV text. Raises SheetError."""
    limits = limits or Limits()
    if len(text.encode("utf-8", "surrogatepass")) > limits.max_bytes:
        raise SheetError(
            f"Bảng dán vào lớn hơn {limits.max_bytes // (1 << 20)} MB; hãy tải tệp lên hoặc chia nhỏ."
        )
    return Sheet(_checked(_rows_of_text(text, limits), limits))


def read_upload(data: bytes, limits: Limits | None = None) -> Sheet:
    """The rows of a file: XLSX, XLS, ODS (the first sheet with anything in it) or CSV. Raises SheetError."""
    limits = limits or Limits()
    if not data.strip():
        raise SheetError("Tệp trống, không có gì để đọc.")
    if len(data) > limits.max_bytes:
        raise SheetError(too_large(limits))
    if is_workbook(data):
        name, rows = read_workbook(data, limits)
        return Sheet(_checked(enumerate(rows, start=1), limits), name)
    return Sheet(_checked(_rows_of_text(decode(data), limits), limits))


def too_large(limits: Limits) -> str:
    """Why a file is not even opened."""
    return f"Tệp lớn hơn {limits.max_bytes // (1 << 20)} MB; hãy xoá hình và trang tính thừa, hoặc chia nhỏ."


def cell_text(cell: Cell) -> str:
    """A cell as an editor reads it: true and false as Vietnamese Excel shows them, days as 20/4/2022, 1.5 as 1,5."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime.datetime) and cell.time() != datetime.time.min:
        return f"{cell.day}/{cell.month}/{cell.year} {cell:%H:%M}"
    if isinstance(cell, datetime.date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    if isinstance(cell, float):
        return repr(cell).replace(".", ",")
    return str(cell)


def to_pasted(sheet: Sheet) -> str:
    """The rows as text that `read_pasted` reads back with the same numbers, for the editor to correct."""
    out = StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    line = 1
    for row in sheet.rows:
        out.write("\n" * (row.number - line))
        writer.writerow([cell_text(cell) for cell in row.cells])
        line = row.number + 1
    return out.getvalue()


def _rows_of_text(text: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise SheetError("Đây không phải là bảng chữ: có ký tự rỗng bên trong.")
    if marked := _SEPARATOR_LINE.match(text):
        delimiter, text = marked[1], text[marked.end() :]
    else:
        delimiter = _delimiter(text)
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_cell * 4))
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, cells
    except csv.Error as error:
        if "field limit" in str(error):
            raise SheetError(_too_long(number + 1, limits)) from error
        raise SheetError(
            f"Không chia được cột từ dòng {number + 1}: dấu nháy kép mở mà không đóng, hoặc đóng rồi còn chữ phía sau."
        ) from error


def _delimiter(text: str) -> str:
    """The tab where there is one: it stands in no number. Else what the first lines have most evenly."""
    lines = [line for line in text.splitlines()[:_SNIFFED_LINES] if line.strip()]
    if any("\t" in line for line in lines):
        return "\t"
    return max(_DELIMITERS, key=lambda mark: (sum(mark in _unquoted(line) for line in lines), mark == ";"))


def _unquoted(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _checked(
    rows: Iterable[tuple[int, list[Cell]] | tuple[int, list[str]]], limits: Limits
) -> tuple[Row, ...]:
    """Rows with anything in them, white space at the ends of texts cut off. Raises SheetError beyond the limits."""
    kept: list[Row] = []
    for number, found in rows:
        cells: list[Cell] = [_tidy(cell) for cell in found]
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        if len(kept) >= limits.max_rows:
            raise SheetError(f"Bảng có hơn {limits.max_rows} dòng; hãy chia nhỏ.")
        if len(cells) > limits.max_columns:
            raise SheetError(f"Dòng {number} có hơn {limits.max_columns} cột; hãy bỏ các cột không cần.")
        if any(isinstance(cell, str) and len(cell) > limits.max_cell for cell in cells):
            raise SheetError(_too_long(number, limits))
        kept.append(Row(number, tuple(cells)))
    if not kept:
        raise SheetError("Bảng trống, không có dòng nào để đọc.")
    return tuple(kept)


def _too_long(number: int, limits: Limits) -> str:
    return f"Dòng {number} có ô dài hơn {limits.max_cell} ký tự."


def _tidy(cell: Cell) -> Cell:
    return cell.strip(" \t\r\n\u00a0\u202f\ufeff") if isinstance(cell, str) else cell
