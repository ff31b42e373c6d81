"""Rows of a sheet → entries, and every cell that cannot be one, with row, column, value and reason. No queries."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from showcase.campaign_entry.columns import NUMBERS, Column
from showcase.campaign_entry.counts import CountError, parse_count
from showcase.campaign_entry.plan import Entry
from showcase.campaign_entry.unit_names import UnitDirectory, UnitNameError, is_total
from showcase.importing.sheets import Row, Sheet, cell_text

__all__ = ["Problem", "Reading", "read_entries"]

_SHOWN = 60
"""Characters of a wrong cell that are shown."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that cannot be taken; `row` counts as the spreadsheet does, 0 for the sheet as a whole."""

    row: int
    column: str
    value: str
    reason: str
    suggestions: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """What a sheet holds: entries to plan with, problems that forbid saving, rows left out with good reason."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    rows: int = 0


def read_entries(
    sheet: Sheet,
    header: Row,
    columns: Sequence[Column],
    directory: UnitDirectory,
    day: datetime.date,
) -> Reading:
    """Entries of the rows below the header, as the columns say; empty cells say nothing and change nothing."""
    reading = Reading()
    where: dict[Column, int] = {
        column: place for place, column in enumerate(columns) if column != Column.IGNORED
    }
    reading.problems += _column_problems(header, columns)
    names = Column.UNIT if Column.UNIT in where else Column.PLACE
    if names not in where or reading.problems:
        return reading
    seen: dict[int, int] = {}
    for row in sheet.rows:
        if row.number <= header.number:
            continue
        name = cell_text(row.cell(where[names]))
        if is_total(name):
            reading.totals.append(row.number)
            continue
        place = cell_text(row.cell(where[Column.PLACE])) if Column.PLACE in where else ""
        counts = _counts(row, where, reading)
        if not name:
            if counts:
                reading.problems.append(
                    Problem(row.number, str(names.label), "", _("Dòng có số mà không có tên đơn vị."))
                )
            continue
        reading.rows += 1
        try:
            unit = directory.find(name, day, place)
        except UnitNameError as error:
            reading.problems.append(
                Problem(row.number, str(names.label), name[:_SHOWN], str(error), error.suggestions)
            )
            continue
        if unit in seen:
            reason = _("Đơn vị này đã có ở dòng %(row)d.") % {"row": seen[unit]}
            reading.problems.append(Problem(row.number, str(names.label), name[:_SHOWN], reason))
            continue
        seen[unit] = row.number
        reading.entries += [Entry(unit, column, value) for column, value in counts]
    if not reading.rows and not reading.problems:
        reading.problems.append(Problem(0, "", "", _("Dưới dòng tiêu đề không có dòng số liệu nào.")))
    reading.problems.sort(key=lambda problem: problem.row)
    return reading


def _column_problems(header: Row, columns: Sequence[Column]) -> list[Problem]:
    """What is wrong with the choice of columns as a whole."""
    problems = []
    if Column.UNIT not in columns and Column.PLACE not in columns:
        reason = _("Chưa biết cột nào là tên đơn vị; hãy chọn ở phần “Các cột”.")
        problems.append(Problem(header.number, "", "", reason))
    if not set(columns) & set(NUMBERS):
        reason = _("Chưa biết cột nào là số; hãy chọn ở phần “Các cột”.")
        problems.append(Problem(header.number, "", "", reason))
    for column in dict.fromkeys(columns):
        if column != Column.IGNORED and list(columns).count(column) > 1:
            reason = _("Hai cột cùng được chọn là “%(name)s”.") % {"name": column.label}
            problems.append(Problem(header.number, str(column.label), "", reason))
    return problems


def _counts(row: Row, where: dict[Column, int], reading: Reading) -> list[tuple[Column, int]]:
    """The counts of a row; what is none becomes a problem."""
    found = []
    for column in NUMBERS:
        if column not in where:
            continue
        cell = row.cell(where[column])
        try:
            value = parse_count(cell)
        except CountError as error:
            shown = cell_text(cell)[:_SHOWN]
            reading.problems.append(Problem(row.number, str(column.label), shown, str(error)))
            continue
        if value is not None:
            found.append((column, value))
    return found
