"""Tables that editors write, made ready for their template."""

import re
from dataclasses import dataclass
from typing import Any

from django import template

from home.templatetags.typography import number

register = template.Library()

_NUMBER = re.compile(r"[−–-]?\s?\d[\d.,\s]*(%|đ|tỷ|triệu)?(\s(đ|đồng))?")
_EMPTY = {"", "–", "—", "-", "…"}


@dataclass(frozen=True)
class Cell:
    """The words of a cell; `is_number` sets them flush right, `is_head` names the row."""

    text: str
    is_number: bool = False
    is_head: bool = False


@dataclass(frozen=True)
class Grid:
    """Headings and rows of cells."""

    head: list[Cell]
    rows: list[list[Cell]]


@register.simple_tag
def table_grid(table: Any) -> Grid:
    """Headings and rows of a `TypedTable`: ``{% table_grid value as grid %}``.

    A column of numbers, typed as such or written as text, is flush right with its heading. The first column names
    the rows where its cells are words.
    """
    columns = [[_text(row["values"][place]) for row in table.row_data] for place in range(len(table.columns))]
    numbers = [_is_numeric(cells) for cells in columns]
    named = len(columns) > 1 and not numbers[0]
    return Grid(
        head=[
            Cell((column["heading"] or "").strip(), is_number)
            for column, is_number in zip(table.columns, numbers, strict=True)
        ],
        rows=[
            [
                Cell(text, is_number, is_head=named and place == 0 and bool(text))
                for place, (text, is_number) in enumerate(zip(row, numbers, strict=True))
            ]
            for row in zip(*columns, strict=True)
        ],
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else number(value)


def _is_numeric(cells: list[str]) -> bool:
    """Whether the cells that say something all say numbers."""
    said = [cell for cell in cells if cell not in _EMPTY]
    return bool(said) and all(_NUMBER.fullmatch(cell) for cell in said)
