"""What a check tells besides the counts: first samples, names to decide on, records that seem to be there already."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from showcase.choices import Disclosure
from showcase.importing.batches import Outcome
from showcase.importing.catalogue_names import CatalogueNames
from showcase.importing.planning import COLUMNS, Addition, Change
from showcase.importing.seen import Seen, title_key
from showcase.importing.writing import CHILDREN, packed
from showcase.models import ImportDecision, ImportRun, Initiative

__all__ = ["Findings", "note_stored_titles"]

_SAMPLES = 10
_DUPLICATES = 100
_NAMES = 2_000
_LONGEST = 250
_OF_ATTRIBUTE = {attribute: name for name, attribute in COLUMNS.items()}
_SHOWN = 200


def note_stored_titles(seen: Seen) -> None:
    """Let the titles of the catalogue be known, so that one of the file with another code is noticed."""
    rows = Initiative.objects.order_by().values_list("title", "unit_id", "code")
    waiting: list[tuple[bytes, str]] = []
    for title, unit, code in rows.iterator(chunk_size=5_000):
        waiting.append((title_key(title, unit), code))
        if len(waiting) >= 5_000:
            seen.note_titles(waiting)
            waiting.clear()
    seen.note_titles(waiting)


class Findings:
    """Collected batch by batch, in little memory."""

    def __init__(self, run: ImportRun, names: CatalogueNames) -> None:
        """Start with nothing found."""
        self._run = run
        self._names = names
        self._unknown: Counter[tuple[str, str]] = Counter()
        self._additions: list[dict[str, Any]] = []
        self._changes: list[dict[str, Any]] = []
        self._duplicates: list[dict[str, Any]] = []
        self._duplicates_found = 0
        self._abstract_only = 0
        self._named = 0

    def note(self, outcome: Outcome, seen: Seen) -> None:
        """Look at what a batch would do."""
        for one in outcome.unknown:
            place = (one.kind, one.name[:_LONGEST])
            if place in self._unknown or len(self._unknown) < _NAMES:
                self._unknown[place] += 1
        by_row = sorted(outcome.additions, key=lambda one: one.row)
        self._additions += [_added(one) for one in by_row[: _SAMPLES - len(self._additions)]]
        self._changes += [_changed(one) for one in outcome.changes[: _SAMPLES - len(self._changes)]]
        self._abstract_only += sum(one.values["disclosure"] == Disclosure.ABSTRACT for one in by_row)
        self._named += sum(len(one.authors) for one in by_row)
        self._note_duplicates(by_row, seen)

    def result(self) -> dict[str, Any]:
        """Everything for `ImportRun.check_result`."""
        return {
            "additions": self._additions,
            "changes": self._changes,
            "duplicates": self._duplicates,
            "duplicates_found": self._duplicates_found,
            "abstract_only": self._abstract_only,
            "people": self._named,
            "unknown_names": len(self._unknown),
        }

    def save_names(self) -> None:
        """Put the unknown names up for decision; what was decided before stays."""
        kept = {(one.kind, one.name): one for one in self._run.decisions.all()}
        ImportDecision.objects.filter(run=self._run, action="").delete()
        new = []
        for (kind, name), rows in self._unknown.most_common():
            if (one := kept.get((kind, name))) is not None and one.action:
                continue
            suggestions = self._names.suggestions(kind, name)  # type: ignore[arg-type]  # kinds are as in rows.Kind
            new.append(
                ImportDecision(
                    run=self._run,
                    kind=kind,
                    name=name,
                    rows=rows,
                    suggestions=[[pk, label] for pk, label in suggestions],
                )
            )
        ImportDecision.objects.bulk_create(new, batch_size=500)

    def _note_duplicates(self, additions: Sequence[Addition], seen: Seen) -> None:
        titles = [(title_key(one.values["title"], one.values["unit_id"]), one.code) for one in additions]
        same = seen.same_titles(titles)
        self._duplicates_found += len(same)
        for one in additions:
            if one.code in same and len(self._duplicates) < _DUPLICATES:
                self._duplicates.append(
                    {
                        "row": one.row,
                        "code": one.code,
                        "title": one.values["title"],
                        "other": same[one.code],
                    }
                )


def _added(one: Addition) -> dict[str, Any]:
    return {
        "row": one.row,
        "code": one.code,
        "title": one.values["title"],
        "unit": one.values["unit_id"],
        "field": one.values["field_id"],
        "applied_on": packed(one.values["applied_on"]),
        "benefit_value": one.values["benefit_value"],
        "authors": len(one.authors),
        "recognitions": len(one.recognitions),
        "awards": len(one.awards),
        "tags": list(one.tags)[:_SAMPLES],
    }


def _changed(one: Change) -> dict[str, Any]:
    parts = [
        {
            "name": _OF_ATTRIBUTE[name],
            "before": _short(one.stored.values[name]),
            "after": _short(value),
        }
        for name, value in one.values.items()
    ]
    parts += [
        {"name": name, "before": len(getattr(one.stored, name)), "after": len(getattr(one, name))}
        for name in CHILDREN
        if getattr(one, name) is not None
    ]
    if one.new_tags:
        parts.append({"name": "tags", "before": "", "after": "+ " + ", ".join(one.new_tags)})
    return {"row": one.row, "code": one.code, "parts": parts}


def _short(value: Any) -> Any:
    shown = packed(value)
    return shown[:_SHOWN] + "…" if isinstance(shown, str) and len(shown) > _SHOWN else shown
