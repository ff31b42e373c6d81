"""A table in a file, whatever its format: headings, and rows as a stream that can be taken up anywhere.

    table = open_table(Path("upload.bin"), "sang-kien.csv", IMPORT)     # showcase.importing.opening
    table.format, table.encoding, table.headings                        # "csv", "tcvn3", ("Mã SK", …)
    for row in table.rows(): …
    for row in table.rows(start=cursor, number=last_number): …

Nothing but TableError is raised for what stands in a file.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from showcase.importing.legacy import Font, column_font, to_unicode
from showcase.importing.limits import Limits
from showcase.importing.rows import BadCell, Cell, RawRow, TableError
from showcase.importing.syllables import score

__all__ = ["SAMPLED", "Table", "check_headings", "is_blank", "suspect", "texts_of"]

SAMPLED = 300
"""Rows from which fonts are recognised."""

_SHOWN = 50
_SHORT = 120
_LONGEST_HEADING = 1_000


class Table(ABC):
    """An opened table.

    `samples` are the cells of its first rows, for guessing and for showing. `encoding` is "" for workbooks;
    `confidence`, from 0 to 1, tells how sure it is. `fonts` names the columns (from 0) whose text is converted from
    an old font. `sheets` are the names of a workbook's sheets with `sheet` the one that is read.
    """

    format: str = ""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Keep the place of the file."""
        self.path = path
        self.limits = limits
        self.encoding = ""
        self.confidence = 1.0
        self.headings: tuple[str, ...] = ()
        self.samples: tuple[tuple[Cell, ...], ...] = ()
        self.fonts: dict[int, Font] = {}
        self.sheets: tuple[str, ...] = ()
        self.sheet = ""
        self._body = (0, 0)

    @abstractmethod
    def rows(self, start: int = 0, number: int | None = None) -> Iterator[RawRow]:
        """The rows with anything in them, below the headings or behind the place `start`.

        `start` is the offset of a row of this table, `number` that row's number. Without the number the rows before
        are counted by reading over them. Raises TableError.
        """

    def _set_head(self, headings: Sequence[str], number: int, end: int) -> None:
        """Keep the headings with the number of their last row and the place behind it."""
        self.headings = tuple(headings)
        self._body = (end, number)

    def _set_samples(self) -> None:
        self.samples = tuple(row.cells for row in islice(self.rows(), _SHOWN))

    def _place(self, start: int, number: int | None) -> tuple[int, int]:
        """Where to begin and the number of the row before. Raises TableError for a place that is no row's end."""
        begin, before = self._body
        if start in (0, begin):
            return self._body
        if start < begin:
            raise TableError("Vị trí đọc tiếp nằm trong phần tiêu đề: tệp đã đổi từ lần đọc trước.")
        if number is not None:
            return start, number
        for row in self.rows():
            if row.offset >= start:
                before = row.number
                if row.offset == start:
                    return start, before
                break
        raise TableError("Vị trí đọc tiếp không khớp với dòng nào: tệp đã đổi từ lần đọc trước.")


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether a row has nothing in it."""
    return not any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in cells)


def texts_of(rows: Sequence[RawRow], column: int) -> list[str]:
    """The texts of a column as they stand in the file."""
    cells = (row.cells[column] for row in rows if column < len(row.cells))
    texts = (cell.text if isinstance(cell, BadCell) else cell for cell in cells)
    return [text for text in texts if isinstance(text, str)]


def check_headings(headings: Sequence[str], limits: Limits, row: int) -> None:
    """Refuse headings beyond the limits. Raises TableError."""
    if len(headings) > limits.max_columns:
        raise TableError(
            f"Bảng có {len(headings)} cột, nhiều hơn {limits.max_columns}; hãy bỏ các cột không cần.", row
        )
    for column, heading in enumerate(headings, start=1):
        if len(heading) > _LONGEST_HEADING:
            raise TableError(
                f"Tiêu đề cột {column} dài quá {_LONGEST_HEADING} ký tự: dòng {row} có phải dòng tiêu đề không?",
                row,
                column,
            )


def suspect(text: str) -> str:
    """Why a cell in a column of Unicode text cannot be trusted: it seems to be in an old font. "" for none."""
    return _remembered(text) if len(text) <= _SHORT else _suspect(text)


def _suspect(text: str) -> str:
    font = column_font([text])
    if font is None or score(to_unicode(text, font))[0] < 2:
        return ""
    return f"Chữ có vẻ dùng phông cũ {font.upper()}, khác với các dòng đầu của cột; hãy đổi sang Unicode."


_remembered = lru_cache(maxsize=8_192)(_suspect)
"""Short cells recur: names of places and bodies."""
