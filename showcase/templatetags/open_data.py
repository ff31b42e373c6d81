"""What the open-data page shows of the nightly files."""

from django import template

from showcase.exporting.columns import COLUMNS, Column
from showcase.exporting.dumps import Dump, latest

__all__: list[str] = []

register = template.Library()


@register.simple_tag
def latest_dump() -> Dump | None:
    """The last complete dump, or nothing before the first."""
    return latest()


@register.simple_tag
def data_columns() -> tuple[Column, ...]:
    """The columns of an exported initiative."""
    return COLUMNS
