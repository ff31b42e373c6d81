"""Workbooks of Excel 2007 and later as a stream: memory does not grow with the sheet.

The libraries at hand load a sheet as a whole, and none tells a formula without a value from an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from showcase.importing.headings import find_head
from showcase.importing.legacy import Font, column_font, is_plainly_unicode, repair
from showcase.importing.limits import Limits
from showcase.importing.rows import BadCell, Cell, RawRow, TableError
from showcase.importing.tables import SAMPLED, Table, check_headings, is_blank, suspect, texts_of
from showcase.importing.xlsx_archive import open_archive
from showcase.importing.xlsx_parts import SharedTexts, Sheet, read_formats, read_workbook
from showcase.importing.xlsx_sheet import Merged, SheetReader, find_merged

__all__ = ["WorkbookTable"]

_HEAD_ROWS = 20


class WorkbookTable(Table):
    """One visible sheet of a workbook; offsets are numbers of rows."""

    format = "xlsx"

    def __init__(self, path: Path, limits: Limits, sheet: str = "") -> None:
        """Open the sheet of this name, or the first one with anything in it. Raises TableError."""
        super().__init__(path, limits)
        self._fonts: tuple[tuple[int, Font], ...] = ()
        with open_archive(path, limits) as archive:
            workbook = read_workbook(archive)
            self._since_1904 = workbook.since_1904
            self._formats = read_formats(archive)
            self._texts = SharedTexts(archive, limits.max_cell)
            visible = [one for one in workbook.sheets if one.visible]
            self.sheets = tuple(one.name for one in visible)
            self._part = ""
            for one in _chosen(visible, sheet):
                self._part, self.sheet = one.part, one.name
                if next(self._reader().rows(archive, one.part), None) is not None:
                    break
            else:
                raise TableError("Bảng trống, không có dòng nào để đọc.")
            self._merged = find_merged(archive, self._part)
        self._find_head()

    def _reader(self) -> SheetReader:
        return SheetReader(
            self._texts,
            self._formats,
            since_1904=self._since_1904,
            max_columns=self.limits.max_columns,
            max_cell=self.limits.max_cell,
        )

    def _find_head(self) -> None:
        opening: list[list[Cell]] = []
        for number, cells in self._records():
            if number > _HEAD_ROWS and opening:
                break
            opening += [[] for _gap in range(min(number, _HEAD_ROWS) - len(opening) - 1)]
            opening.append(cells)
        head = find_head(opening)
        if not head.headings:
            raise TableError("Bảng trống, không có dòng nào để đọc.")
        check_headings(head.headings, self.limits, head.rows)
        self._set_head(head.headings, head.rows, head.rows)
        sampled = list(islice(self.rows(), SAMPLED))
        found = [(column, column_font(texts_of(sampled, column))) for column in range(len(self.headings))]
        self._fonts = tuple((column, font) for column, font in found if font)
        self.fonts = dict(self._fonts)
        self._set_samples()

    def rows(self, start: int = 0, number: int | None = None) -> Iterator[RawRow]:
        """See Table; the number of a row is its offset, so `number` says nothing more."""
        first = self._body[1] if start == 0 else start
        if first < self._body[1]:
            raise TableError("Vị trí đọc tiếp nằm trong phần tiêu đề: tệp đã đổi từ lần đọc trước.")
        width = len(self.headings)
        blocks = _Blocks(self._merged)
        count = 0
        for place, found in self._records():
            cells = found
            if place <= first:
                continue
            count += 1
            if count > self.limits.max_rows:
                raise TableError(f"Bảng có hơn {self.limits.max_rows} dòng; hãy chia nhỏ.", place)
            blocks.mark(place, cells, width)
            if is_blank(cells):
                continue
            fault = ""
            if len(cells) > width:
                if not is_blank(cells[width:]):
                    fault = f"Có dữ liệu ở cột {len(cells)}, ngoài các cột có tiêu đề."
                cells = cells[:width] if not fault else cells
            elif len(cells) < width:
                cells = cells + [None] * (width - len(cells))
            self._repair(cells)
            yield RawRow(place, tuple(cells), place, fault)

    def _records(self) -> Iterator[tuple[int, list[Cell]]]:
        with open_archive(self.path, self.limits) as archive:
            yield from self._reader().rows(archive, self._part)

    def _repair(self, cells: list[Cell]) -> None:
        """Turn cells of columns in old fonts into Unicode; mark others that seem to be in one."""
        for column, font in self._fonts:
            if column < len(cells) and isinstance(cell := cells[column], str):
                cells[column] = repair(cell, font)
        for column, cell in enumerate(cells):
            if (
                isinstance(cell, str)
                and not cell.isascii()
                and not is_plainly_unicode(cell)
                and (reason := suspect(cell))
            ):
                cells[column] = BadCell(reason, cell)


class _Blocks:
    """Walks down the merged blocks beside the rows."""

    def __init__(self, merged: list[Merged]) -> None:
        """`merged` is in the order of first rows."""
        self._merged = merged
        self._next = 0
        self._open: list[Merged] = []

    def mark(self, number: int, cells: list[Cell], width: int) -> None:
        """Put a BadCell where a merged block leaves open what belongs to this row."""
        while self._next < len(self._merged) and self._merged[self._next].first_row <= number:
            self._open.append(self._merged[self._next])
            self._next += 1
        if not self._open:
            return
        self._open = [one for one in self._open if one.last_row >= number]
        for one in self._open:
            if one.first_column >= width:
                continue
            if one.first_row != one.last_row:
                reason = f"Ô gộp qua các dòng {one.first_row}–{one.last_row}; hãy bỏ gộp và ghi giá trị vào từng dòng."
            else:
                reason = "Ô gộp qua nhiều cột; hãy bỏ gộp và ghi giá trị vào đúng cột."
            last = min(one.last_column, width - 1)
            if len(cells) <= last:
                cells.extend([None] * (last + 1 - len(cells)))
            for column in range(one.first_column, last + 1):
                held = cells[column]
                cells[column] = BadCell(reason, held.text if isinstance(held, BadCell) else str(held or ""))


def _chosen(visible: list[Sheet], name: str) -> list[Sheet]:
    """The sheet of this name; all of them where none is named. Raises TableError."""
    if not visible:
        raise TableError("Sổ làm việc không có trang tính nào hiện.")
    if not name:
        return visible
    chosen = [one for one in visible if one.name == name]
    if not chosen:
        raise TableError(f"Không có trang tính “{name}”; tệp có: {', '.join(one.name for one in visible)}.")
    return chosen
