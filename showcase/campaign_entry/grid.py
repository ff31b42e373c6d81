"""The grid of a campaign: a row per unit, a column per kind of number, as stored or as the editor typed it."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from home.models import CampaignPage
from home.templatetags.typography import number, vi_date
from showcase.campaign_entry.columns import FIGURES, NUMBERS, Column
from showcase.campaign_entry.counts import CountError, parse_count
from showcase.campaign_entry.plan import Entry, current_values
from showcase.campaign_entry.unit_names import COUNTRY, UnitDirectory, unit_key
from showcase.models import CampaignFigure, CampaignTarget

__all__ = ["MOST_ROWS", "Grid", "GridCell", "GridRow", "build_grid", "cell_name"]

MOST_ROWS = 300
"""Units that a grid shows; a longer list is better pasted."""


@dataclass(slots=True)
class GridCell:
    """A field of the grid: its name, what stands in it, what is wrong with it and what was reported before."""

    name: str
    label: str
    value: str
    hint: str = ""
    error: str = ""


@dataclass(slots=True)
class GridRow:
    """The numbers of a unit."""

    unit: int
    label: str
    cells: list[GridCell]


@dataclass(slots=True)
class Grid:
    """The grid with what was read from it; `entries` are complete only where nothing is wrong."""

    columns: list[Column]
    rows: list[GridRow]
    left_out: int = 0
    entries: list[Entry] = field(default_factory=list)

    @property
    def errors(self) -> list[tuple[GridRow, GridCell]]:
        """Fields with something wrong, row by row."""
        return [(row, cell) for row in self.rows for cell in row.cells if cell.error]


def cell_name(unit: int, column: Column) -> str:
    """Name of a field of the grid."""
    return f"c-{unit}-{column.value}"


def build_grid(
    campaign: CampaignPage,
    directory: UnitDirectory,
    day: datetime.date,
    typed: Mapping[str, Any] | None = None,
    added: Iterable[int] = (),
) -> Grid:
    """The grid of a day: stored numbers, or where `typed` is given what the editor sent, with the errors in it.

    Units of the campaign come by name below the whole country, `added` ones last in the order in which they came.
    Figures of other days stay out of the fields and are named beside them. Five queries, whatever the length.
    """
    stored = current_values(campaign, day)
    earlier, known = _earlier(campaign, day)
    has_entered = any(column == Column.ENTERED for _unit, column in [*earlier, *stored])
    columns = [column for column in NUMBERS if column != Column.ENTERED or has_entered]
    mine = sorted((pk for pk in known if pk in directory.units), key=lambda pk: unit_key(directory.label(pk)))
    extra = [pk for pk in dict.fromkeys(added) if pk in directory.units and pk not in known]
    shown = [COUNTRY, *mine[:MOST_ROWS], *extra[:MOST_ROWS], *[pk for pk in added if pk in mine[MOST_ROWS:]]]
    grid = Grid(columns, [], left_out=max(0, len(mine) - MOST_ROWS))
    for unit in dict.fromkeys(shown):
        row = GridRow(unit, directory.label(unit), [])
        for column in columns:
            now = stored.get((unit, column))
            cell = GridCell(
                name=cell_name(unit, column),
                label=f"{row.label}: {column.label}",
                value=number(now) if now is not None else "",
                hint=earlier.get((unit, column), ""),
            )
            if typed is not None and (entry := _read(cell, unit, column, typed.get(cell.name), now)):
                grid.entries.append(entry)
            row.cells.append(cell)
        grid.rows.append(row)
    return grid


def _read(cell: GridCell, unit: int, column: Column, text: Any, stored: int | None) -> Entry | None:
    """What was typed into a field, None for nothing; a field that the form did not have leaves the number as it is."""
    if text is None:
        return None
    cell.value = str(text)
    try:
        value = parse_count(cell.value)
    except CountError as error:
        cell.error = str(error)
        return None
    return None if value is None and stored is None else Entry(unit, column, value)


def _earlier(campaign: CampaignPage, day: datetime.date) -> tuple[dict[tuple[int, Column], str], set[int]]:
    """The latest figure of another day in words, by unit and column; and all units that the campaign has."""
    columns = {kind: column for column, kind in FIGURES.items()}
    words: dict[tuple[int, Column], str] = {}
    units: set[int] = set()
    for model in (CampaignTarget, CampaignFigure):
        mine = model.objects.filter(campaign=campaign, unit__isnull=False).order_by()
        units |= set(mine.values_list("unit_id", flat=True).distinct())
    figures = (
        CampaignFigure.objects.filter(campaign=campaign, kind__in=columns, label="", as_of__isnull=False)
        .order_by("as_of")
        .values_list("unit_id", "kind", "value", "as_of")
    )
    for unit, kind, value, as_of in figures:
        if vi_date(as_of) != vi_date(day):
            words[unit or COUNTRY, columns[CampaignFigure.Kind(kind)]] = _("%(value)s ngày %(day)s") % {
                "value": number(value),
                "day": vi_date(as_of),
            }
    return words, units
