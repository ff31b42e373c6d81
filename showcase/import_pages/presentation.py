"""What the pages show of a run: words for counts, samples, names and what is to be done next."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from showcase.importing.decisions import records_of
from showcase.importing.lease import is_interrupted
from showcase.importing.runs import mapping_of
from showcase.importing.targets import label_of
from showcase.models import Field, ImportDecision, ImportRun, Unit

__all__ = [
    "Name",
    "changes_shown",
    "columns_shown",
    "names_shown",
    "progress_of",
    "samples_shown",
    "state_words",
]


def state_words(run: ImportRun) -> str:
    """How far a run is; one that nobody works on any more was interrupted."""
    if is_interrupted(run):
        return _("Bị ngắt giữa chừng")
    return str(run.get_state_display())


def progress_of(run: ImportRun) -> dict[str, Any]:
    """What the progress bar asks for every few seconds."""
    return {
        "state": "interrupted" if is_interrupted(run) else run.state,
        "label": state_words(run),
        "percent": run.percent,
        "rows": run.rows_read,
        **run.counts,
    }


def samples_shown(run: ImportRun) -> list[dict[str, Any]]:
    """The first initiatives that would be added, with names of units and fields; two queries."""
    found = run.check_result.get("additions", [])
    units = dict(Unit.objects.filter(pk__in={one["unit"] for one in found}).values_list("pk", "short_name"))
    fields = dict(Field.objects.filter(pk__in={one["field"] for one in found}).values_list("pk", "name"))
    return [
        {**one, "unit": units.get(one["unit"], ""), "field": fields.get(one["field"], "")} for one in found
    ]


def changes_shown(run: ImportRun) -> list[dict[str, Any]]:
    """The first initiatives that would change, part by part; keys as names; two queries."""
    found = run.check_result.get("changes", [])
    parts = [part for one in found for part in one["parts"]]
    units = _named(Unit, "short_name", "unit", parts)
    fields = _named(Field, "name", "field", parts)
    named = {"unit": units, "field": fields}
    return [
        {
            "row": one["row"],
            "code": one["code"],
            "parts": [
                {
                    "label": label_of(part["name"]),
                    "before": named.get(part["name"], {}).get(part["before"], part["before"]),
                    "after": named.get(part["name"], {}).get(part["after"], part["after"]),
                }
                for part in one["parts"]
            ],
        }
        for one in found
    ]


def _named(model: Any, column: str, name: str, parts: Iterable[dict[str, Any]]) -> dict[Any, str]:
    keys = {part[side] for part in parts if part["name"] == name for side in ("before", "after")}
    return dict(model.objects.filter(pk__in=keys - {None}).values_list("pk", column)) if keys else {}


@dataclass(frozen=True)
class Name:
    """An unknown name with what may be done about it."""

    decision: ImportDecision
    chooser: str
    may_make: bool
    chosen: str


def names_shown(run: ImportRun, makeable: dict[str, bool]) -> list[Name]:
    """The names that wait for a decision, and those that were decided on."""
    decisions = list(run.decisions.all()[:_MOST_NAMES])
    labels = {
        kind: _chosen_names(kind, [one.target for one in decisions if one.kind == kind and one.target])
        for kind in ImportDecision.Kind.values
    }
    return [
        Name(
            one,
            f"d{one.pk}",
            makeable.get(one.kind, False),
            labels[one.kind].get(one.target, "") if one.target else "",
        )
        for one in decisions
    ]


_MOST_NAMES = 200


def _chosen_names(kind: str, keys: list[int]) -> dict[int, str]:
    return {record.pk: str(record) for record in records_of(kind).filter(pk__in=keys)} if keys else {}


def columns_shown(run: ImportRun) -> list[tuple[str, str]]:
    """Headings with what they are read as."""
    chosen = mapping_of(run).by_column
    return [
        (heading, label_of(chosen[column]) if column in chosen else "")
        for column, heading in enumerate(run.headings)
    ]
