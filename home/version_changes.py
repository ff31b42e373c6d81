"""What changed between two published versions of a guidance document, in the words of its form.

`changes` is pure: it compares two contents of revisions; names of what they point to are handed over.
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from home.legal_status import RelationType
from home.templatetags.typography import vi_date

__all__ = ["Change", "Names", "changes", "names_in"]

_REFERENCES = {"kind": "DocumentKind", "issuer": "Issuer", "campaign": "CampaignPage"}
_DAYS = ("issued_on", "effective_from", "effective_to")
_STREAMS = ("tasks", "thresholds", "honours", "body")
_FIELDS = (
    "title",
    "lede",
    "number",
    "symbol",
    "kind",
    "issuer",
    "place",
    "issued_on",
    "issued_precision",
    "effective_from",
    "effective_to",
    "abstract",
    "signer_role",
    "notice",
    "audience",
    "contact",
    "campaign",
    *_STREAMS,
)
_SHORT = 160
"""Characters up to which both wordings are shown side by side."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changed: with both values where they are short, else only that it changed."""

    label: str
    before: str = ""
    after: str = ""
    added: Sequence[str] = ()
    removed: Sequence[str] = ()
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the records that contents point to, by model and key; what is not public has none."""

    found: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def of(self, model: str, key: Any, otherwise: str) -> str:
        """Name of a record, or other words where it has none."""
        return self.found.get((model, int(key)), otherwise) if key else ""


def names_in(contents: Iterable[Mapping[str, Any]]) -> Names:
    """Names for all that these contents point to; a query for each of the five kinds of records."""
    keys: dict[str, set[Any]] = defaultdict(set)
    for content in contents:
        for name, model in _REFERENCES.items():
            keys[model].add(content.get(name))
        keys["GuidancePage"] |= {row.get("target") for row in content.get("relations", ())}
        keys["SiteDocument"] |= {row.get("document") for row in content.get("files", ())}
    found: dict[tuple[str, int], str] = {}
    for model, wanted in keys.items():
        records = apps.get_model("home", model)._default_manager.filter(pk__in=wanted - {None})
        if model in ("GuidancePage", "CampaignPage"):
            records = records.published().defer_streamfields()
        found |= {(model, record.pk): _name(record) for record in records}
    return Names(found)


def _name(record: Model) -> str:
    return str(getattr(record, "symbol", "") or getattr(record, "title", "") or record)


def changes(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> list[Change]:
    """What differs between two contents, in the order of the form; what readers never see is left out."""
    found = [change for name in _FIELDS if (change := _field_change(name, before, after, names))]
    for label, rows in (
        (_("Quan hệ với văn bản khác"), _relation_rows),
        (_("Tệp"), _file_rows),
    ):
        old, new = rows(before, names), rows(after, names)
        added = [row for row in new if row not in old]
        removed = [row for row in old if row not in new]
        if added or removed:
            found.append(Change(label, added=added, removed=removed))
    return found


def _field_change(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any], names: Names
) -> Change | None:
    label = capfirst(str(apps.get_model("home", "GuidancePage")._meta.get_field(name).verbose_name))
    if name in _STREAMS:
        is_same = _blocks(before.get(name)) == _blocks(after.get(name))
        return None if is_same else Change(label, is_long=True)
    old, new = _text(name, before, names), _text(name, after, names)
    if old == new and before.get(name) == after.get(name):
        return None
    if max(len(old), len(new)) > _SHORT:
        return Change(label, is_long=True)
    return Change(label, before=old, after=new)


def _text(name: str, content: Mapping[str, Any], names: Names) -> str:
    value = content.get(name)
    if value in (None, ""):
        return ""
    if name in _REFERENCES:
        return names.of(_REFERENCES[name], value, _("không còn trên cổng"))
    if name in _DAYS:
        return vi_date(datetime.date.fromisoformat(str(value)))
    if name == "issued_precision":
        precision = apps.get_model("home", "GuidancePage")._meta.get_field(name)
        return str(dict(precision.flatchoices).get(value, value))
    return str(value)


def _blocks(value: Any) -> Any:
    """A stream without the identities of its blocks, which say nothing to a reader."""
    return _without_ids(json.loads(value) if isinstance(value, str) and value else value or [])


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(one) for one in value]
    if isinstance(value, dict):
        return {key: _without_ids(one) for key, one in value.items() if key != "id"}
    return value


def _relation_rows(content: Mapping[str, Any], names: Names) -> list[str]:
    return [
        " ".join(
            part
            for part in (
                str(RelationType(row["type"]).label),
                names.of("GuidancePage", row.get("target"), _("một văn bản không còn công bố")),
                _("(một phần)") if row.get("partly") else "",
                f"– {row['note']}" if row.get("note") else "",
            )
            if part
        )
        for row in content.get("relations", ())
        if row.get("type") in RelationType.values
    ]


def _file_rows(content: Mapping[str, Any], names: Names) -> list[str]:
    roles = dict(apps.get_model("home", "GuidanceFile")._meta.get_field("role").flatchoices)
    rows = []
    for row in content.get("files", ()):
        name = row.get("title") or names.of("SiteDocument", row.get("document"), _("tệp đã xoá"))
        rows.append(f"{roles.get(row.get('role'), '')}: {name}" if row.get("role") in roles else name)
    return rows
