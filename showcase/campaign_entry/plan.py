"""What saving a sheet would change, and saving it: everything in one transaction or nothing.

plan = make_plan(campaign, entries, day)
plan.count(What.NEW), plan.changes
save_plan(campaign, entries, day, source, user=user, fingerprint=plan.fingerprint)
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from home.models import CampaignPage
from showcase.campaign_entry.columns import FIGURES, TARGETS, Column
from showcase.campaign_entry.unit_names import COUNTRY
from showcase.importing.sheets import SheetFile
from showcase.models import CampaignFigure, CampaignTarget
from showcase.public_changes import RecordKind, mark

__all__ = [
    "LOG_ACTION",
    "Change",
    "Entry",
    "Plan",
    "PlanChangedError",
    "What",
    "current_values",
    "make_plan",
    "save_plan",
]

LOG_ACTION = "showcase.campaign_entry"

Place: TypeAlias = tuple[int, Column]
"""A unit (COUNTRY for the whole country) and a column."""


class PlanChangedError(Exception):
    """Somebody else saved numbers after the plan was shown; what saving would do now is not what was agreed to."""


class What(StrEnum):
    """What happens to one number."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Entry:
    """A number of a sheet: of a unit, in a column; None takes away the number that is there."""

    unit: int
    column: Column
    value: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one number; `before` is what is stored now, None where nothing is."""

    entry: Entry
    before: int | None
    what: What


@dataclass(frozen=True, slots=True)
class Plan:
    """Every number of a sheet with what happens to it, in the order of the sheet."""

    changes: tuple[Change, ...]

    def count(self, what: What) -> int:
        """How many numbers this happens to."""
        return sum(change.what == what for change in self.changes)

    @property
    def counts(self) -> dict[str, int]:
        """How many numbers each thing happens to."""
        return {str(what): self.count(what) for what in What}

    @property
    def writes(self) -> tuple[Change, ...]:
        """The changes that touch the database."""
        return tuple(change for change in self.changes if change.what != What.SAME)

    @property
    def units(self) -> int:
        """How many units are touched."""
        return len({change.entry.unit for change in self.writes})

    @property
    def fingerprint(self) -> str:
        """The same for two plans that do the same to the same stored numbers."""
        rows = [(one.entry.unit, one.entry.column, one.before, one.entry.value) for one in self.changes]
        return hashlib.sha256(json.dumps(sorted(rows, key=repr)).encode()).hexdigest()


def moment(day: datetime.date) -> datetime.datetime:
    """The moment that stands for a whole day: its first, in the site's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def _rows(campaign: CampaignPage, day: datetime.date) -> dict[Place, Any]:
    """The stored targets, and the figures of a day that stand under no label of their own; two queries."""
    columns = {kind: column for column, kind in TARGETS.items()}
    found: dict[Place, Any] = {
        (target.unit_id or COUNTRY, columns[CampaignTarget.Kind(target.kind)]): target
        for target in CampaignTarget.objects.filter(campaign=campaign, kind__in=columns)
    }
    reported = {kind: column for column, kind in FIGURES.items()}
    figures = CampaignFigure.objects.filter(campaign=campaign, kind__in=reported, label="", as_of=moment(day))
    found |= {
        (figure.unit_id or COUNTRY, reported[CampaignFigure.Kind(figure.kind)]): figure for figure in figures
    }
    return found


def current_values(campaign: CampaignPage, day: datetime.date) -> dict[Place, int]:
    """The numbers that are stored: targets, and figures of a day; two queries."""
    return {place: row.value for place, row in _rows(campaign, day).items()}


def make_plan(campaign: CampaignPage, entries: Iterable[Entry], day: datetime.date) -> Plan:
    """What saving these entries would do. A number that stays keeps its source and its notes; two queries."""
    return _plan(_rows(campaign, day), entries)


def _plan(rows: dict[Place, Any], entries: Iterable[Entry]) -> Plan:
    changes = []
    for entry in entries:
        row = rows.get((entry.unit, entry.column))
        before = row.value if row else None
        if entry.value == before:
            what = What.SAME
        elif entry.value is None:
            what = What.REMOVED
        else:
            what = What.NEW if before is None else What.CHANGED
        if entry.value is not None or before is not None:
            changes.append(Change(entry, before, what))
    return Plan(tuple(changes))


@transaction.atomic
def save_plan(
    campaign: CampaignPage,
    entries: Sequence[Entry],
    day: datetime.date,
    source: str,
    *,
    user: Any,
    fingerprint: str,
    file: SheetFile | None = None,
) -> Plan:
    """Save all entries, or none, and note in the campaign's log who saved how many and whence.

    `file` is what the numbers were read from, where they were not typed or pasted.
    Raises PlanChangedError when saving would do something else than the plan of this fingerprint.
    """
    CampaignPage.objects.select_for_update().get(pk=campaign.pk)
    rows = _rows(campaign, day)
    plan = _plan(rows, entries)
    if plan.fingerprint != fingerprint:
        raise PlanChangedError
    _write(CampaignTarget, TARGETS, plan, rows, campaign=campaign, as_of=day, source=source)
    _write(CampaignFigure, FIGURES, plan, rows, campaign=campaign, as_of=moment(day), source=source)
    if plan.writes:
        data = {**plan.counts, "units": plan.units, "as_of": day.isoformat(), "source": source}
        if file:
            data |= {"file": file.name, "sha256": file.sha256}
        log(campaign, LOG_ACTION, user=user, data=data)
    return plan


def _write(
    model: Any,
    columns: Mapping[Column, Any],
    plan: Plan,
    rows: dict[Place, Any],
    *,
    campaign: CampaignPage,
    as_of: datetime.date,
    source: str,
) -> None:
    """Add, change and delete the rows of one table; a changed number loses the notes on the number before."""
    added: list[Any] = []
    changed: list[Any] = []
    removed: list[Any] = []
    for change in plan.writes:
        entry = change.entry
        if entry.column not in columns:
            continue
        if change.what == What.NEW:
            row = model(campaign=campaign, unit_id=entry.unit or None, kind=columns[entry.column])
            added.append(row)
        else:
            row = rows[entry.unit, entry.column]
            (removed if change.what == What.REMOVED else changed).append(row)
        if entry.value is not None:
            row.value, row.as_of, row.source, row.note = entry.value, as_of, source, ""
            if model is CampaignFigure:
                row.approximate = False
    model.objects.bulk_create(added, batch_size=500)
    fields = ["value", "as_of", "source", "note"] + (["approximate"] if model is CampaignFigure else [])
    model.objects.bulk_update(changed, fields, batch_size=200)
    model.objects.filter(pk__in=[row.pk for row in removed]).delete()
    if model in (CampaignTarget, CampaignFigure):  # written in bulk, which sends no signals
        mark(RecordKind.CAMPAIGN, [campaign.pk])
