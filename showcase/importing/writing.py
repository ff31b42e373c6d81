"""Writing planned rows: everything of a batch in the current transaction, and the record of it that can be undone."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any

from django.db import models

from home.models import CampaignPage
from showcase.generation.tables import Table
from showcase.importing.bulk import Updates, new_keys
from showcase.importing.keywords import Keywords
from showcase.importing.planning import COLUMNS, Addition, Change, Derived
from showcase.importing.references import References, assured
from showcase.models import (
    AwardType,
    Consent,
    Field,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    InitiativeKeyword,
    Keyword,
    Recognition,
    Unit,
)
from showcase.signals import initiatives_changed

__all__ = ["CHILDREN", "DERIVED", "Writer", "packed"]

_ATTRIBUTES = tuple(COLUMNS.values())
_values = itemgetter(*_ATTRIBUTES)
DERIVED = ("year", "highest_level", "recognised_on", "shares_total")
_derived: Callable[[Derived], tuple[Any, ...]] = attrgetter(*DERIVED)
CHILDREN: dict[str, tuple[Any, tuple[str, ...]]] = {
    "authors": (
        InitiativeAuthor,
        ("name", "job_title", "workplace", "education", "holds_leadership_post", "share", "consent_id"),
    ),
    "recognitions": (
        Recognition,
        ("level", "body_id", "decision_number", "date", "certificate_number"),
    ),
    "awards": (InitiativeAward, ("award_type_id", "body_id", "decision_number", "date")),
}
"""Collections of an initiative: their model, and its columns in the order of `planning`'s tuples."""

# An import writes what is published; the draft of a former edit would bring the old text back.
_NO_DRAFT = "latest_revision_id = NULL, live_revision_id = NULL"


def packed(value: Any) -> Any:
    """A stored value as JSON: days as 2022-04-20, decimals as text without trailing zeros."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, tuple | list):
        return [packed(one) for one in value]
    return value


class Writer:
    """Writes batches of one run. New initiatives are published at once where `publishes`, else drafts."""

    def __init__(self, *, publishes: bool) -> None:
        """Prepare the statements."""
        self._publishes = publishes
        self._keywords = Keywords()
        self._initiatives = Table(
            Initiative,
            (
                "id",
                "code",
                *_ATTRIBUTES,
                *DERIVED,
                "measures",
                "created_at",
                "updated_at",
                "live",
                "first_published_at",
                "last_published_at",
            ),
        )
        self._children = {
            name: Table(model, ("id", "sort_order", "initiative_id", *columns))
            for name, (model, columns) in CHILDREN.items()
        }
        self._tagged = Table(InitiativeKeyword, ("id", "content_object_id", "tag_id"))
        self._updates = Updates(Initiative, (*_ATTRIBUTES, *DERIVED, "updated_at"), _NO_DRAFT)

    def forget(self) -> None:
        """A transaction was undone: what it made is not there."""
        self._keywords.forget()

    def write(
        self, additions: Sequence[Addition], changes: Sequence[Change], moment: datetime.datetime
    ) -> tuple[list[int], list[dict[str, Any]]]:
        """Write a batch; returns the keys of what was added, and what changed as `ImportChange.changed` has it.

        Raises IntegrityError where the database knows better, as when another process added a code meanwhile.
        """
        added = new_keys(Initiative, len(additions))
        if changes:
            self._change(changes, moment)
        owners: list[tuple[int, Addition | Change]] = [*zip(added, additions, strict=True)]
        owners += [(one.stored.pk, one) for one in changes]
        new_tags = self._tags(owners)
        with assured(_references(additions, changes, new_tags)):
            self._add(added, additions, moment)
            for name in CHILDREN:
                self._write_children(name, owners)
            self._tag(new_tags)
        announced = (added if self._publishes else []) + [one.stored.pk for one in changes]
        if announced:
            initiatives_changed.send(sender=Initiative, ids=announced)
        return added, [_log(one, new_tags.get(one.stored.pk, [])) for one in changes]

    def _add(self, keys: Sequence[int], additions: Sequence[Addition], moment: datetime.datetime) -> None:
        published = moment if self._publishes else None
        self._initiatives.write(
            (
                key,
                one.code,
                *_values(one.values),
                *_derived(one.derived),
                "[]",
                moment,
                moment,
                self._publishes,
                published,
                published,
            )
            for key, one in zip(keys, additions, strict=True)
        )

    def _change(self, changes: Sequence[Change], moment: datetime.datetime) -> None:
        for name, (model, _columns) in CHILDREN.items():
            replaced = [one.stored.pk for one in changes if getattr(one, name) is not None]
            if replaced:
                rows = model.objects.filter(initiative_id__in=replaced)
                rows._raw_delete(rows.db)

        def row(one: Change) -> tuple[Any, ...]:
            merged = {**one.stored.values, **one.values}
            return (*_values(merged), *_derived(one.derived), moment)

        self._updates.write((one.stored.pk, row(one)) for one in changes)

    def _write_children(self, name: str, owners: Sequence[tuple[int, Addition | Change]]) -> None:
        model, _columns = CHILDREN[name]
        wanted = [
            (order, pk, *values)
            for pk, one in owners
            for order, values in enumerate(getattr(one, name) or ())
        ]
        keys = new_keys(model, len(wanted))
        self._children[name].write((key, *values) for key, values in zip(keys, wanted, strict=True))

    def _tags(self, owners: Sequence[tuple[int, Addition | Change]]) -> dict[int, list[int]]:
        """Keys of the new keywords of each initiative; those that nobody has used before are made."""
        tags = {pk: one.tags if isinstance(one, Addition) else one.new_tags for pk, one in owners}
        names = {name for some in tags.values() for name in some}
        if not names:
            return {}
        known = self._keywords.keys(names)
        return {pk: [known[name.casefold()] for name in some] for pk, some in tags.items()}

    def _tag(self, given: Mapping[int, Sequence[int]]) -> None:
        wanted = [(pk, tag) for pk, some in given.items() for tag in some]
        keys = new_keys(InitiativeKeyword, len(wanted))
        self._tagged.write((key, *pair) for key, pair in zip(keys, wanted, strict=True))


def _references(
    additions: Sequence[Addition], changes: Sequence[Change], tags: Mapping[int, Sequence[int]]
) -> References:
    """What the rows to be inserted point to."""
    units = {one.values["unit_id"] for one in additions}
    types: set[int] = set()
    consents: set[int | None] = set()
    owners: Sequence[Addition | Change] = (*additions, *changes)
    for one in owners:
        units.update(recognised[1] for recognised in one.recognitions or ())
        for award in one.awards or ():
            types.add(award[0])
            units.add(award[1])
        consents.update(author[6] for author in one.authors or ())
    found: dict[type[models.Model], set[Any]] = {
        Field: {one.values["field_id"] for one in additions},
        Unit: units,
        CampaignPage: {one.values["campaign_id"] for one in additions},
        AwardType: types,
        Consent: consents,
        Keyword: {tag for some in tags.values() for tag in some},
    }
    return {model: keys - {None} for model, keys in found.items()}


def _log(one: Change, new_tags: Iterable[int]) -> dict[str, Any]:
    """What a change changed, before and after, as JSON."""
    before: dict[str, Any] = {name: packed(one.stored.values[name]) for name in one.values}
    after: dict[str, Any] = {name: packed(value) for name, value in one.values.items()}
    replaced: Mapping[str, Any] = {name: getattr(one, name) for name in CHILDREN}
    for name, rows in replaced.items():
        if rows is not None:
            before[name], after[name] = packed(getattr(one.stored, name)), packed(rows)
    log: dict[str, Any] = {"id": one.stored.pk, "before": before, "after": after}
    if new_tags:
        log["tags"] = list(new_tags)
    return log
