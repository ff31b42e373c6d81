"""The data dictionary: every column of every file explained, from their one declaration."""

import csv
from io import StringIO

from showcase.exporting.cells import neutralise
from showcase.exporting.columns import COLUMNS, Column
from showcase.exporting.tables import TABLES

__all__ = ["dictionary_csv", "dictionary_rows"]

HEADING = (
    "cột",
    "tên tiếng Việt",
    "tên tiếng Anh",
    "kiểu",
    "đơn vị",
    "ý nghĩa",
    "các giá trị",
    "khi chỉ tóm tắt",
)


def dictionary_rows() -> list[tuple[str, ...]]:
    """A row for each column, in the order of HEADING."""
    declared = [("sang-kien", COLUMNS), *((table.name, table.columns) for table in TABLES)]
    return [
        (
            file,
            column.name,
            column.label,
            column.label_en,
            column.type.value,
            column.unit,
            column.meaning,
            _choices(column),
            ("có" if column.closed else "để trống") if columns is COLUMNS else "",
        )
        for file, columns in declared
        for column in columns
    ]


def _choices(column: Column) -> str:
    if column.choices is None:
        return ""
    return "; ".join(f"{value}: {label}" for value, label in column.choices.choices)


def dictionary_csv() -> str:
    """The dictionary as CSV, without byte-order mark."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADING)
    writer.writerows([[neutralise(cell) for cell in row] for row in dictionary_rows()])
    return out.getvalue()
