"""The cells of one sheet as a stream, row by row; merged cells are found beforehand, as the sheet names them last."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from showcase.importing.rows import BadCell, Cell, TableError
from showcase.importing.xlsx_archive import check_prolog, parse_part
from showcase.importing.xlsx_parts import Format, SharedTexts, day_of_serial
from showcase.importing.xlsx_plain import UnusualRowError, plain_rows

__all__ = ["Merged", "SheetReader", "column_of", "find_merged"]

_BLOCK = 1 << 20
_EXACT = 10**15
_MERGED = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_MOST_MERGED = 200_000
_ERRORS = {
    "#N/A": "Ô báo lỗi #N/A: công thức tra cứu không thấy.",
    "#REF!": "Ô báo lỗi #REF!: công thức trỏ tới ô đã xoá.",
}


@dataclass(frozen=True, slots=True)
class Merged:
    """A block of merged cells: rows from 1 and columns from 0, the last ones included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


def column_of(letters: str) -> int:
    """Number of a column from 0: `A` → 0, `AA` → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def find_merged(archive: zipfile.ZipFile, part: str) -> list[Merged]:
    """The merged blocks of a sheet, by their first row."""
    found: list[Merged] = []
    rest = b""
    with archive.open(part) as file:
        while block := file.read(_BLOCK):
            data = rest + block
            if b"mergeCell" not in data:
                rest = data[-64:]
                continue
            end = 0
            for match in _MERGED.finditer(data):
                found.append(_merged(match[1].decode(), match[2].decode()))
                end = match.end()
            if len(found) > _MOST_MERGED:
                raise TableError("Trang tính có quá nhiều ô gộp; hãy bỏ gộp rồi tải lên lại.")
            rest = data[max(end, len(data) - 256) :]
    found.sort(key=lambda one: (one.first_row, one.first_column))
    return found


def _merged(first: str, last: str) -> Merged:
    first_letters, last_letters = first.rstrip("0123456789"), last.rstrip("0123456789")
    return Merged(
        int(first[len(first_letters) :]),
        int(last[len(last_letters) :]),
        column_of(first_letters),
        column_of(last_letters),
    )


class SheetReader:
    """Reads the rows of a part; a cell that the file leaves in doubt is a BadCell."""

    def __init__(
        self,
        texts: SharedTexts,
        formats: Sequence[Format],
        *,
        since_1904: bool,
        max_columns: int,
        max_cell: int,
    ) -> None:
        """`formats` tell what the styles make of numbers; the limits are those of the table."""
        self._texts = texts
        self._formats = formats
        self._since_1904 = since_1904
        self._max_columns = max_columns
        self._max_cell = max_cell
        self._columns: dict[str, int] = {}
        self._ready: list[tuple[int, list[Cell]]] = []
        self._row = 0
        self._cells: list[Cell] = []
        self._column = -1
        self._kind = ""
        self._style = ""
        self._formula = False
        self._valued = False
        self._taking = False
        self._phonetic = False
        self._text: list[str] = []
        self._length = 0

    def rows(self, archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, list[Cell]]]:
        """Numbers and cells of the rows that hold anything. Raises TableError.

        Rows as spreadsheet programs write them are taken apart by a pattern; from the first one that is written in
        another way the sheet is parsed.
        """
        last = 0
        with archive.open(part) as file:
            check_prolog(file)
        with archive.open(part) as file:
            try:
                for number, found in plain_rows(file):
                    self._row = self._next(number)
                    self._cells, self._column = [], -1
                    for letters, style, kind, formula, value in found:
                        self._plain_cell(letters, style, kind, formula, value)
                    last = number
                    if self._cells:
                        yield number, self._cells
            except UnusualRowError:
                pass
            else:
                return
        self._row, self._cells, self._ready = 0, [], []
        for number, cells in self._parsed(archive, part):
            if number > last:
                yield number, cells

    def _plain_cell(self, letters: str, style: str, kind: str, formula: str, text: str) -> None:
        """Take in a cell of a row that was not parsed."""
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_of(letters)
        if column <= self._column:
            raise TableError("Các ô trong một dòng không theo thứ tự; hãy lưu lại bằng Excel.", self._row)
        self._column = column
        if kind == "s" and not formula:
            value: Cell = self._texts[int(text)] or None if text else None
        else:
            if len(text) > self._max_cell:
                raise self._too_long()
            if formula and kind == "str" and not text:
                raise UnusualRowError  # only parsing tells an empty text from none
            self._kind, self._style, self._text = kind or "n", style, [text]
            self._formula, self._valued = bool(formula), bool(text)
            value = self._value()
        if value is not None:
            self._place(value)

    def _next(self, number: int) -> int:
        """The number of the row that follows. Raises TableError where it does not."""
        if number <= self._row:
            raise TableError("Các dòng trong trang tính không theo thứ tự; hãy lưu lại bằng Excel.", number)
        return number

    def _too_long(self) -> TableError:
        return TableError(
            f"Dòng {self._row}, cột {self._column + 1}: ô dài quá {self._max_cell} ký tự.",
            self._row,
            self._column + 1,
        )

    def _parsed(self, archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, list[Cell]]]:
        with archive.open(part) as file:
            for _block in parse_part(file, (self._start, self._end, self._characters)):
                yield from self._ready
                self._ready = []

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = tag if ":" not in tag else tag.rpartition(":")[2]
        if name == "c":
            self._start_cell(given)
        elif name in {"v", "t"}:
            self._taking = not self._phonetic
            self._valued = self._valued or name == "v"
        elif name == "f":
            self._formula = True
        elif name == "row":
            number = self._next(int(given["r"]) if "r" in given else self._row + 1)
            self._row, self._cells, self._column = number, [], -1
        elif name == "rPh":
            self._phonetic = True

    def _start_cell(self, given: dict[str, str]) -> None:
        if reference := given.get("r"):
            letters = reference.rstrip("0123456789")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = column_of(letters)
            if column <= self._column:
                raise TableError("Các ô trong một dòng không theo thứ tự; hãy lưu lại bằng Excel.", self._row)
            self._column = column
        else:
            self._column += 1
        self._kind = given.get("t", "n")
        self._style = given.get("s", "")
        self._formula = self._valued = False
        self._text = []
        self._length = 0

    def _characters(self, text: str) -> None:
        if self._taking:
            self._length += len(text)
            if self._length > self._max_cell:
                raise self._too_long()
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag if ":" not in tag else tag.rpartition(":")[2]
        if name in {"v", "t"}:
            self._taking = False
        elif name == "c":
            value = self._value()
            if value is not None:
                self._place(value)
        elif name == "row":
            if self._cells:
                self._ready.append((self._row, self._cells))
                self._cells = []
        elif name == "rPh":
            self._phonetic = False

    def _place(self, value: Cell) -> None:
        column, cells = self._column, self._cells
        if column >= self._max_columns:
            raise TableError(
                f"Dòng {self._row} có dữ liệu ở cột thứ {column + 1}, quá {self._max_columns} cột; hãy xoá cột thừa.",
                self._row,
                column + 1,
            )
        if column > len(cells):
            cells.extend([None] * (column - len(cells)))
        cells.append(value)

    def _value(self) -> Cell:
        text = "".join(self._text)
        kind = self._kind
        if kind == "s":
            return self._texts[int(text)] or None if text else None
        if self._formula and not (self._valued and (text or kind == "str")):
            return BadCell(
                "Công thức chưa có giá trị; hãy mở tệp trong Excel, lưu lại, hoặc dán giá trị.", ""
            )
        if not text or kind in {"inlineStr", "str"}:
            return text or None
        return self._number(text) if kind == "n" else self._other(kind, text)

    @staticmethod
    def _other(kind: str, text: str) -> Cell:
        """Truth values, errors and days in their ISO form; other kinds there are none."""
        if kind == "b":
            return "có" if text == "1" else "không"
        if kind == "e":
            return BadCell(_ERRORS.get(text, f"Ô báo lỗi {text}."), text)
        return datetime.date.fromisoformat(text[:10])

    def _number(self, text: str) -> Cell:
        style = self._style
        meaning = self._formats[int(style)] if style and int(style) < len(self._formats) else ""
        if not meaning:
            if text.isdigit() and len(text) < 16:
                return int(text)
            value = float(text)
            return int(value) if value.is_integer() and abs(value) < _EXACT else value
        try:
            exact = Decimal(text)
        except InvalidOperation as error:
            raise ValueError(text) from error
        if meaning == "date":
            return day_of_serial(exact, since_1904=self._since_1904)
        if not exact.is_finite() or abs(exact) > _EXACT:
            return BadCell("Số quá lớn.", text)
        percent = f"{round(exact * 100, 6):f}"
        return f"{percent.rstrip('0').rstrip('.') if '.' in percent else percent}%"
