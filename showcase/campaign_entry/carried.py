"""What travels with the preview from one press of a button to the next: signed, so that nobody else can write it.

Nothing is stored on the server before the editor confirms. A payload belongs to one user and one campaign and is good
for a day.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing

from showcase.campaign_entry.columns import Column
from showcase.campaign_entry.plan import Entry
from showcase.importing.sheets import Cell, Row, Sheet, SheetFile

__all__ = ["LONGEST", "CarriedError", "Confirmation", "carried", "carried_sheet", "carry", "carry_sheet"]

LONGEST = 3_500_000
"""Characters of a payload that a form may hold."""

_SALT = "showcase.campaign_entry"
_SECONDS = 24 * 60 * 60


class CarriedError(Exception):
    """A payload that is not ours, not this user's, of another campaign or too old."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the editor is asked to confirm."""

    day: datetime.date
    source: str
    entries: tuple[Entry, ...]
    fingerprint: str
    file: SheetFile | None = None


def carry(campaign: int, user: int, asked: Confirmation) -> str:
    """A confirmation as text for a hidden field."""
    entries = [(entry.unit, entry.column.value, entry.value) for entry in asked.entries]
    return _signed(
        campaign, user, [asked.day.isoformat(), asked.source, entries, asked.fingerprint, _file(asked.file)]
    )


def carried(text: str, campaign: int, user: int) -> Confirmation:
    """The confirmation that `carry` wrote. Raises CarriedError."""
    day, source, entries, fingerprint, file = _verified(text, campaign, user)
    return Confirmation(
        datetime.date.fromisoformat(day),
        source,
        tuple(Entry(unit, Column(column), value) for unit, column, value in entries),
        fingerprint,
        SheetFile(*file) if file else None,
    )


def carry_sheet(campaign: int, user: int, sheet: Sheet) -> str:
    """A sheet as text for a hidden field."""
    rows = [[row.number, *map(_packed, row.cells)] for row in sheet.rows]
    return _signed(campaign, user, [sheet.name, rows, _file(sheet.file)])


def carried_sheet(text: str, campaign: int, user: int) -> Sheet:
    """The sheet that `carry_sheet` wrote. Raises CarriedError."""
    name, rows, file = _verified(text, campaign, user)
    return Sheet(
        tuple(Row(number, tuple(map(_unpacked, cells))) for number, *cells in rows),
        name,
        SheetFile(*file) if file else None,
    )


def _file(file: SheetFile | None) -> list[str] | None:
    return [file.name, file.sha256] if file else None


def _signed(campaign: int, user: int, content: Sequence[Any]) -> str:
    return signing.dumps([campaign, user, content], salt=_SALT, compress=True)


def _verified(text: str, campaign: int, user: int) -> Any:
    try:
        of_campaign, of_user, content = signing.loads(text, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature as error:
        raise CarriedError from error
    if (of_campaign, of_user) != (campaign, user):
        raise CarriedError
    return content


def _packed(cell: Cell) -> Any:
    """A cell as JSON; days and times, which no count is, by their ISO form."""
    return {"t": cell.isoformat()} if isinstance(cell, (datetime.date, datetime.time)) else cell


def _unpacked(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value
    text = value["t"]
    if "T" in text:
        return datetime.datetime.fromisoformat(text)
    return datetime.date.fromisoformat(text) if "-" in text else datetime.time.fromisoformat(text)
