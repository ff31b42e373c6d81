"""What reading and understanding hand to whoever writes: rows as they stand, rows understood, errors. Pure.

    table = open_table(path, "sang-kien.csv", IMPORT)          # showcase.importing.tables
    mapping = guess_mapping(table.headings, table.samples)     # showcase.importing.mapping
    for raw in table.rows():
        outcome = understand(raw, mapping, lookups)            # showcase.importing.understanding

An outcome is a `ParsedRow` or the list of everything that is wrong with the row, never both. Records that come by the
million are named tuples: made, packed and unpacked in half the time of frozen dataclasses.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

__all__ = [
    "BadCell",
    "Cell",
    "Kind",
    "Lookups",
    "ParsedAuthor",
    "ParsedAward",
    "ParsedRecognition",
    "ParsedRow",
    "RawRow",
    "RowError",
    "TableError",
    "Unknown",
]

Kind: TypeAlias = Literal["unit", "field", "campaign", "award"]
"""What a name can stand for."""


class TableError(Exception):
    """A file that cannot be read, or not beyond a row; `message_vi` tells the editor why and what to do.

    `row` is the number of the row as spreadsheet programs count, from 1; `column` the number of a column, from 1.
    """

    def __init__(self, message_vi: str, row: int | None = None, column: int | None = None) -> None:
        """Keep the place beside the reason."""
        super().__init__(message_vi)
        self.message_vi = message_vi
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that the file itself leaves in doubt (a formula without a value, an error, a merged cell).

    `text` is what an editor would see there.
    """

    reason: str
    text: str = ""


Cell: TypeAlias = str | int | float | Decimal | datetime.date | BadCell | None
"""What stands in a cell. Text cells are as they came, empty ones None; a moment keeps its day alone."""


class RawRow(NamedTuple):
    """A row as it stands in the file.

    `number` counts as spreadsheet programs do, headings included. `offset` is the place right behind the row:
    `table.rows(start=row.offset)` goes on with the next one. `fault` says why the row as a whole cannot be taken.
    """

    number: int
    cells: tuple[Cell, ...]
    offset: int
    fault: str = ""


class RowError(NamedTuple):
    """One reason why a row is not taken; the heading and the value are empty where the row as a whole is meant."""

    row: int
    column_heading: str
    value: str
    reason_vi: str


class Unknown(NamedTuple):
    """A name that no record bears: for decision, not an error."""

    kind: Kind
    name: str
    target: str


class ParsedAuthor(NamedTuple):
    """An author, in the order of the file; the share is in per cent with at most two decimals."""

    name: str
    job_title: str = ""
    workplace: str = ""
    education: str = ""
    holds_leadership_post: bool = False
    share: Decimal | None = None


class ParsedRecognition(NamedTuple):
    """A decision of recognition; `body` is the key of a unit, None where `body_name` is among the unknown names."""

    level: str
    body: int | None
    date: datetime.date
    decision_number: str = ""
    certificate_number: str = ""
    body_name: str = ""


class ParsedAward(NamedTuple):
    """An honour; `award_type` is None where `award_name` is unknown, `body` also where none is named."""

    award_type: int | None
    date: datetime.date
    body: int | None = None
    decision_number: str = ""
    award_name: str = ""
    body_name: str = ""


class ParsedRow(NamedTuple):
    """A row understood.

    `values` has, under names of the model's fields, what the mapped columns and the defaults say: texts ("" where
    empty), dates and money in đồng (None where empty), and keys of records for `unit`, `field` and `campaign` (None
    where empty or unknown). Collections are None where no column speaks of them, else complete. `blank` names the
    fields whose cell is empty in this row: an update may leave those as they are. `derived` names the fields that
    were cut from others.
    """

    row: int
    code: str
    values: Mapping[str, Any]
    authors: tuple[ParsedAuthor, ...] | None = None
    recognitions: tuple[ParsedRecognition, ...] | None = None
    awards: tuple[ParsedAward, ...] | None = None
    tags: tuple[str, ...] | None = None
    unknown: tuple[Unknown, ...] = ()
    blank: frozenset[str] = frozenset()
    derived: tuple[str, ...] = ()


class Lookups(Protocol):
    """Records by the names that people write; each answers None for a name that is not exactly one record's."""

    def unit(self, name: str) -> int | None:
        """Key of a unit."""

    def field(self, name: str) -> int | None:
        """Key of a subject area."""

    def campaign(self, name: str) -> int | None:
        """Key of a campaign."""

    def award(self, name: str) -> int | None:
        """Key of an award type."""
