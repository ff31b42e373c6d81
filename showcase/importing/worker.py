"""The reading process: `python -m showcase.importing.worker FILE LIMITS`. No Django, no settings, no network.

It writes JSON lines: the cells of each row from the top of the sheet, then one object with `name` and `fault`
(“password”, “broken”, ready words, or ""). It limits itself before it opens the file.
"""

from __future__ import annotations

import datetime
import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

from showcase.importing.limits import Limits

__all__ = ["main"]

_NICE = 10
_SPARE_SECONDS = 5
_EXACT = 10**15
"""Whole numbers up to here stand in a double exactly."""


def main() -> None:
    """Read the workbook named on the command line."""
    path, limits = sys.argv[1], Limits.from_json(sys.argv[2])
    _confine(limits)
    from python_calamine import CalamineError, PasswordError, load_workbook  # noqa: PLC0415 - once confined

    name, fault = "", ""
    try:
        book = load_workbook(path)
        for name in _visible(book):
            rows = iter(_rows(book.get_sheet_by_name(name), limits))
            first = next(rows, None)
            if first is None:
                continue
            sys.stdout.write(json.dumps(first) + "\n")
            for row in rows:
                sys.stdout.write(json.dumps(row) + "\n")
            break
    except _TooLargeError as error:
        fault = str(error)
    except PasswordError:
        fault = "password"
    except (CalamineError, OSError, ValueError, IndexError):
        fault = "broken"
    except MemoryError:
        fault = "Cần quá nhiều bộ nhớ để đọc bảng; hãy chép riêng bảng số liệu sang tệp mới."
    sys.stdout.write(json.dumps({"name": name, "fault": fault}) + "\n")
    sys.stdout.flush()


class _TooLargeError(Exception):
    """A sheet beyond the limits, in words."""


def _confine(limits: Limits) -> None:
    """Give up what reading a sheet does not need: memory, processor time, written files, core dumps."""
    os.nice(_NICE)
    processor = limits.seconds + _SPARE_SECONDS
    for which, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, limits.max_unpacked),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))


def _visible(book: Any) -> list[str]:
    """Names of the sheets that an editor sees."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - once confined

    return [
        one.name
        for one in book.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]


def _rows(sheet: Any, limits: Limits) -> Iterator[list[Any]]:
    """Rows from the top of the sheet to the last one with anything in it; none for an empty sheet."""
    start, end = sheet.start, sheet.end
    if start is None or end is None:
        return
    if end[0] - start[0] >= limits.max_rows * 10 or end[1] >= limits.max_columns * 10:
        raise _TooLargeError(
            f"Trang tính “{sheet.name}” có dữ liệu tới dòng {end[0] + 1}, cột {end[1] + 1}; "
            "hãy xoá các dòng, cột thừa hoặc chép riêng bảng số liệu sang tệp mới."
        )
    blank: list[list[Any]] = []
    for row in sheet.iter_rows():
        cells = [_packed(cell) for cell in row]
        if any(cell != "" for cell in cells):
            yield from blank
            blank = []
            yield cells
        else:
            blank.append([])


def _packed(cell: Any) -> Any:
    """A cell as JSON: whole numbers as such, days and times under the name of their kind."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return int(cell)
    for kind in (datetime.datetime, datetime.date, datetime.time):
        if isinstance(cell, kind):
            return {kind.__name__: cell.isoformat()}
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    return "" if cell is None else cell


if __name__ == "__main__":
    main()
