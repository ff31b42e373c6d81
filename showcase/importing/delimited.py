"""CSV and its relatives as a stream: comma, semicolon, tab or bar between cells. Pure but for reading the file."""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from showcase.importing.headings import find_head
from showcase.importing.legacy import Font, column_font, is_plainly_unicode, repair
from showcase.importing.limits import Limits
from showcase.importing.lines import Lines, inspect
from showcase.importing.rows import BadCell, Cell, RawRow, TableError
from showcase.importing.tables import SAMPLED, Table, check_headings, is_blank, suspect, texts_of

__all__ = ["DelimitedTable"]

_DELIMITERS = ("\t", ";", ",", "|")
_SEPARATOR_LINE = re.compile(r'"?sep=([\t;,|])"?\r?\n?')
_SNIFFED_LINES = 20
_QUOTED = re.compile(r'"[^"]*"')
_HEAD_ROWS = 20


class DelimitedTable(Table):
    """A text file with a row per record; offsets are bytes."""

    format = "csv"

    def __init__(self, path: Path, limits: Limits) -> None:
        """Find encoding, delimiter and headings. Raises TableError."""
        super().__init__(path, limits)
        csv.field_size_limit(max(csv.field_size_limit(), limits.max_cell * 4))
        with path.open("rb") as file:
            self._how = inspect(file, path.stat().st_size, limits.max_cell)
            self.encoding = self._how.encoding.name
            self.confidence = self._how.encoding.confidence
        self._start, self._delimiter = self._opening()
        self._fonts: tuple[tuple[int, Font], ...] = ()
        self._width = limits.max_columns
        self._find_head()

    def _opening(self) -> tuple[int, str]:
        """Where the first record begins, and the delimiter."""
        mark = self._how.encoding.mark
        with self.path.open("rb") as file:
            lines = Lines(file, self._how, mark)
            texts = iter(lines)
            first = next(texts, "")
            if marked := _SEPARATOR_LINE.fullmatch(first):
                return lines.end, marked[1]
            sniffed = [first]
            with contextlib.suppress(TableError):  # told below, at the row that it stands in
                sniffed.extend(islice(texts, _SNIFFED_LINES))
            return mark, _delimiter(sniffed)

    def _find_head(self) -> None:
        opening = list(islice(self._records(self._start, 0), _HEAD_ROWS))
        if not opening:
            raise TableError("Tệp trống, không có gì để đọc.")
        head = find_head([cells for _number, cells, _end in opening])
        if not head.headings:
            raise TableError("Bảng trống, không có dòng nào để đọc.")
        check_headings(head.headings, self.limits, head.rows)
        self._set_head(head.headings, head.rows, opening[head.rows - 1][2])
        sampled = list(islice(self.rows(), SAMPLED))
        fonts = [(column, column_font(texts_of(sampled, column))) for column in range(len(self.headings))]
        self._fonts = tuple((column, font) for column, font in fonts if font)
        self.fonts = dict(self._fonts)
        self._set_samples()

    def rows(self, start: int = 0, number: int | None = None) -> Iterator[RawRow]:
        """See Table."""
        begin, before = self._place(start, number)
        width = len(self.headings)
        count = 0
        for place, found, end in self._records(begin, before):
            cells: tuple[Cell, ...] = found
            count += 1
            if count > self.limits.max_rows:
                raise TableError(f"Bảng có hơn {self.limits.max_rows} dòng; hãy chia nhỏ.", place)
            if is_blank(cells):
                continue
            fault = ""
            if len(cells) != width:
                extra = cells[width:]
                if len(cells) > width and not is_blank(extra):
                    fault = (
                        f"Dòng có {len(cells)} ô, tiêu đề chỉ có {width} cột: thường do ô có dấu phân cách mà không "
                        "đặt trong dấu nháy kép."
                    )
                else:
                    cells = (*cells[:width], *(None,) * (width - len(cells)))
            yield RawRow(place, self._repaired(cells), end, fault)

    def _repaired(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Cells of columns in old fonts in Unicode; others that seem to be in one are marked."""
        if self._how.encoding.name in ("tcvn3", "vni"):
            return cells
        changed: list[Cell] | None = None
        for column, font in self._fonts:
            cell = cells[column] if column < len(cells) else None
            if isinstance(cell, str) and not cell.isascii():
                changed = changed or list(cells)
                changed[column] = repair(cell, font)
        if changed is None and self._fonts:
            return cells
        result = tuple(changed) if changed else cells
        for column, cell in enumerate(result):
            if (
                isinstance(cell, str)
                and not cell.isascii()
                and not is_plainly_unicode(cell)
                and (reason := suspect(cell))
            ):
                changed = changed or list(cells)
                changed[column] = BadCell(reason, cell)
        return tuple(changed) if changed else cells

    def _records(self, begin: int, before: int) -> Iterator[tuple[int, tuple[str | None, ...], int]]:
        """Number, cells and end of each record from a place; `before` is the number of the record before it."""
        number, most = before, self.limits.max_cell
        with self.path.open("rb") as file:
            lines = Lines(file, self._how, begin)
            lines.record = before
            reader = csv.reader(iter(lines), delimiter=self._delimiter, strict=True)
            last = begin
            try:
                for cells in reader:
                    number += 1
                    lines.record = number
                    if lines.end - last > most:
                        _check_lengths(cells, number, most)
                    last = lines.end
                    if len(cells) > self._width:
                        raise TableError(
                            f"Dòng {number} có {len(cells)} cột, nhiều hơn {self._width}; hãy bỏ các cột không cần.",
                            number,
                        )
                    yield number, tuple([cell or None for cell in cells]), last
            except csv.Error as error:
                row = number + 1
                if "field limit" in str(error):
                    raise TableError(
                        f"Ô ở dòng {row} dài quá {most} ký tự, hoặc dấu nháy kép mở ở đó mà không đóng.", row
                    ) from error
                raise TableError(
                    f"Không chia được cột ở dòng {row}: dấu nháy kép mở mà không đóng, hoặc đóng rồi còn chữ phía sau.",
                    row,
                ) from error


def _check_lengths(cells: list[str], number: int, most: int) -> None:
    for column, cell in enumerate(cells, start=1):
        if len(cell) > most:
            raise TableError(f"Dòng {number}, cột {column}: ô dài quá {most} ký tự.", number, column)


def _delimiter(lines: list[str]) -> str:
    """The tab where there is one: it stands in no number. Else what the first lines have most evenly."""
    said = [_QUOTED.sub("", line) for line in lines if line.strip()]
    if any("\t" in line for line in said):
        return "\t"
    return max(
        _DELIMITERS, key=lambda mark: (sum(mark in line for line in said), _evenness(said, mark), mark == ";")
    )


def _evenness(lines: list[str], mark: str) -> float:
    """Share of the lines with as many of these marks as most lines have."""
    counts = [line.count(mark) for line in lines if mark in line]
    return max(map(counts.count, counts)) / len(lines) if counts else 0.0
