"""Tables of the clipboard: cells as plain text, merged ones spread over the places they cover."""

from collections.abc import Mapping

from home.word_paste.model import Table
from home.word_paste.text import plain

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "TableReader"]

MOST_COLUMNS = 40
"""A table that is wider is no table to read; cells beyond are joined to the last column."""

MOST_ROWS = 1_000
"""Rows that a merged cell may reach down to."""


class TableReader:
    """Collects cells between the start and the end of a table; a table within a cell gives its words to the cell."""

    def __init__(self) -> None:
        self._depth = 0
        self._clear()

    def _clear(self) -> None:
        self._rows: list[dict[int, str]] = []
        self._taken: dict[int, int] = {}
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._column = 0
        self._caption: list[str] = []

    @property
    def takes_text(self) -> bool:
        """Whether the words that come belong to a table."""
        return self._depth > 0

    def start(self, tag: str, values: Mapping[str, str]) -> None:
        """A table, row or cell begins."""
        if tag == "table":
            self._depth += 1
        if self._depth > 1:
            self.text("\n")
        elif tag == "tr":
            self._start_row()
        elif tag in ("td", "th") and self._depth:
            self._end_cell()
            if not self._rows:
                self._start_row()
            self._cell = []
            self._span = _count(values.get("colspan"), MOST_COLUMNS), _count(values.get("rowspan"), MOST_ROWS)

    def text(self, text: str) -> None:
        """Words inside the table: of the cell, or of the caption before the first one."""
        if self._cell is not None:
            self._cell.append(text)
        elif not self._rows:
            self._caption.append(text)
        elif text.strip():
            # Words between cells: nothing is lost, they go to the cell before.
            row = self._rows[-1]
            last = max(row, default=0)
            row[last] = f"{row.get(last, '')} {text}"

    def end(self, tag: str) -> Table | None:
        """A table, row or cell ends; returns the outermost table when it does."""
        if tag == "table" and self._depth:
            self._depth -= 1
            if self._depth == 0:
                return self._finish()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
        return None

    def _start_row(self) -> None:
        self._end_cell()
        self._rows.append({})
        self._column = 0
        self._taken = {column: left - 1 for column, left in self._taken.items() if left > 1}

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        while self._column in self._taken:
            self._column += 1
        at = min(self._column, MOST_COLUMNS - 1)
        row = self._rows[-1]
        words = _lines("".join(self._cell))
        row[at] = f"{row[at]} {words}".strip() if row.get(at) else words
        across, down = self._span
        for column in range(self._column, min(self._column + across, MOST_COLUMNS)):
            row.setdefault(column, "")
            if down > 1:
                self._taken[column] = down
        self._column += across
        self._cell = None

    def _finish(self) -> Table:
        self._end_cell()
        width = max((max(row, default=-1) + 1 for row in self._rows), default=0)
        rows = [[row.get(column, "") for column in range(width)] for row in self._rows]
        table = Table([row for row in rows if any(row)], plain("".join(self._caption)))
        self._clear()
        return table


def _count(value: str | None, most: int) -> int:
    """A span as a number from 1 to `most`, whatever was written."""
    text = (value or "").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _lines(text: str) -> str:
    """The lines of a cell, without empty ones."""
    return "\n".join(line for line in (plain(part) for part in text.split("\n")) if line)
