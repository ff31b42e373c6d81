"""The faulty rows of a file as they came, with what is wrong with each: to be corrected and uploaded again."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from showcase.importing.rows import BadCell, RowError

__all__ = ["COLUMN", "ErrorFile"]

COLUMN = "Lỗi"
"""Heading of the last column; a column of this name is not read back."""

_MARK = "\ufeff"


class ErrorFile:
    """A CSV file with a byte-order mark, for Excel. Cells are as they came: nothing is neutralised or shortened.

    What was written behind `size` bytes belongs to a batch that did not come about: it is cut off.
    """

    def __init__(self, path: Path, headings: Sequence[str], size: int) -> None:
        """Open the file where a run left it; `size` is 0 for a new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # names stand in it
        self._file = path.open("r+b")
        self._headings = headings
        self._file.truncate(size)
        self._file.seek(size)
        self.size = size

    def __enter__(self) -> Self:
        """Use as a context: the file is closed in the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def write(self, rows: Iterable[tuple[Sequence[Any], Sequence[RowError]]]) -> int:
        """Add rows with their faults; returns the size of the file in bytes."""
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\r\n")
        width = len(self._headings)
        for cells, faults in rows:
            if self.size == 0 and not text.tell():
                text.write(_MARK)
                table.writerow([*self._headings, COLUMN])
            shown = [_shown(cell) for cell in cells[:width]]
            shown += [""] * (width - len(shown))
            table.writerow([*shown, " ".join(map(_sentence, faults))])
        if text.tell():
            self._file.write(text.getvalue().encode("utf-8", "replace"))
            self._file.flush()
            self.size = self._file.tell()
        return self.size

    def back_to(self, size: int) -> None:
        """Take back what was written behind a place: its batch was undone."""
        self._file.truncate(size)
        self._file.seek(size)
        self.size = size


def _shown(cell: Any) -> str:
    """A cell as it came, days as 20/4/2022."""
    if cell is None:
        return ""
    if isinstance(cell, BadCell):
        return cell.text
    if isinstance(cell, datetime.date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    return str(cell)


def _sentence(fault: RowError) -> str:
    place = f"{fault.column_heading}: " if fault.column_heading else ""
    value = f" (đang ghi “{fault.value[:80]}”)" if fault.value else ""
    return f"[{place}{fault.reason_vi.rstrip('.')}{value}.]"
