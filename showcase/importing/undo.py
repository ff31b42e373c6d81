"""Taking back everything that a run wrote, latest batch first; what was edited or is used since stays and is listed."""

import math
import time
from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from showcase.importing.bulk import Updates, new_keys
from showcase.importing.lease import mine
from showcase.importing.planning import COLUMNS, derive
from showcase.importing.storing import read_stored
from showcase.importing.writing import CHILDREN, DERIVED, packed
from showcase.models import ImportChange, ImportRun, Initiative, InitiativeKeyword
from showcase.signals import initiatives_changed

__all__ = ["UNDONE", "undo"]

UNDONE = "showcase.import_undone"
"""Entry of the log: a run was undone, with what could not be."""

_LISTED = 500
_OWN = frozenset({"authors", "recognitions", "awards", "tagged_items"})
_ATTRIBUTES = tuple(COLUMNS.values())


def undo(run: ImportRun, report: Callable[[ImportRun], None], until: float = math.inf) -> bool:
    """Undo a run batch by batch; goes on where it was interrupted. Returns whether it came to its end before `until`,
    by the clock of `time.monotonic`."""
    undoing = _Undoing()
    while True:
        with transaction.atomic():
            fresh = mine(run)
            batch = fresh.changes.filter(undone_at=None).order_by("-pk").first()
            if batch is None:
                fresh.state, fresh.holder, fresh.finished_at = ImportRun.State.UNDONE, "", timezone.now()
                fresh.save(update_fields=["state", "holder", "finished_at"])
                result = fresh.undo_result
                counts = {name: result.get(name, 0) for name in ("deleted", "restored", "kept_found")}
                log(fresh, UNDONE, user=fresh.started_by, data={**counts, "file": fresh.name})
                return True
            undoing.take_back(batch)
            batch.undone_at = timezone.now()
            batch.save(update_fields=["undone_at"])
            _count(fresh.undo_result, undoing)
            fresh.renewed_at = timezone.now()
            fresh.save(update_fields=["undo_result", "renewed_at"])
        report(fresh)
        if time.monotonic() > until:
            return False


def _count(result: dict[str, Any], undoing: "_Undoing") -> None:
    result["batches_done"] = result.get("batches_done", 0) + 1
    result["deleted"] = result.get("deleted", 0) + undoing.deleted
    result["restored"] = result.get("restored", 0) + undoing.restored
    result["kept_found"] = result.get("kept_found", 0) + len(undoing.kept)
    listed = result.setdefault("kept", [])
    listed.extend(undoing.kept[: _LISTED - len(listed)])


class _Undoing:
    """Undoes batches, and counts what each came to: `kept` has code and reason of what stays as it is."""

    def __init__(self) -> None:
        self.deleted = self.restored = 0
        self.kept: list[list[str]] = []
        self._updates = Updates(
            Initiative,
            (*_ATTRIBUTES, *DERIVED, "updated_at"),
            "latest_revision_id = NULL, live_revision_id = NULL",
        )

    def take_back(self, batch: ImportChange) -> None:
        """Delete what the batch added and put back what it changed."""
        self.deleted = self.restored = 0
        self.kept = []
        if batch.added:
            self._delete(batch)
        if batch.changed:
            self._restore(batch)

    def _delete(self, batch: ImportChange) -> None:
        rows = Initiative.objects.filter(pk__in=batch.added).select_for_update().order_by("pk")
        found = list(rows.values_list("pk", "code", "updated_at", "latest_revision_id"))
        used = _used([pk for pk, *_rest in found])
        gone = []
        for pk, code, updated_at, revision in found:
            if updated_at != batch.moment or revision is not None:
                self.kept.append([code, "đã được sửa sau khi nhập"])
            elif pk in used:
                self.kept.append([code, "đang được dùng ở nơi khác"])
            else:
                gone.append(pk)
        if not gone:
            return
        for relation in _related(own=True):
            relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": gone})._raw_delete(
                rows.db
            )
        Initiative.objects.filter(pk__in=gone)._raw_delete(rows.db)
        initiatives_changed.send(sender=Initiative, ids=gone)
        self.deleted = len(gone)

    def _restore(self, batch: ImportChange) -> None:
        logged = {one["id"]: one for one in batch.changed}
        codes = Initiative.objects.filter(pk__in=logged).values_list("code", flat=True)
        updates, children, touched = [], [], []
        for code, stored in read_stored(list(codes), lock=True).items():
            one = logged[stored.pk]
            if stored.held:
                self.kept.append([code, "đang bị khoá hoặc có bản nháp chưa công bố"])
                continue
            values, collections = dict(stored.values), {name: getattr(stored, name) for name in CHILDREN}
            edited, put_back = [], False
            for name, after in one["after"].items():
                now = collections[name] if name in CHILDREN else values[name]
                if packed(now) != after:
                    edited.append(name)
                elif name in CHILDREN:
                    collections[name] = tuple(_unpacked(CHILDREN[name], row) for row in one["before"][name])
                    children.append((name, stored.pk, collections[name]))
                    put_back = True
                else:
                    values[name] = Initiative._meta.get_field(name).to_python(one["before"][name])
                    put_back = True
            if one.get("tags"):
                tagged = InitiativeKeyword.objects.filter(content_object_id=stored.pk, tag_id__in=one["tags"])
                put_back = bool(tagged.delete()[0]) or put_back
            if edited:
                self.kept.append([code, "đã được sửa sau khi nhập: " + ", ".join(_labels(edited))])
            if put_back:
                derived = derive(values["applied_on"], collections["authors"], collections["recognitions"])
                row = (
                    *(values[name] for name in _ATTRIBUTES),
                    *(getattr(derived, name) for name in DERIVED),
                    timezone.now(),
                )
                updates.append((stored.pk, row))
                touched.append(stored.pk)
        self._updates.write(updates)
        for name, pk, rows in children:
            _replace(name, pk, rows)
        if touched:
            initiatives_changed.send(sender=Initiative, ids=touched)
        self.restored = len(touched)


def _unpacked(child: tuple[Any, tuple[str, ...]], row: list[Any]) -> tuple[Any, ...]:
    model, columns = child
    return tuple(_field(model, name).to_python(value) for name, value in zip(columns, row, strict=True))


def _field(model: Any, attribute: str) -> Any:
    """The field of an attribute; of a key, the one that holds keys of the other record."""
    found = next(field for field in model._meta.concrete_fields if field.attname == attribute)
    return found.target_field if found.is_relation else found


def _replace(name: str, pk: int, rows: Collection[tuple[Any, ...]]) -> None:
    model, columns = CHILDREN[name]
    old = model.objects.filter(initiative_id=pk)
    old._raw_delete(old.db)
    model.objects.bulk_create(
        [
            model(pk=key, initiative_id=pk, sort_order=order, **dict(zip(columns, row, strict=True)))
            for order, (key, row) in enumerate(zip(new_keys(model, len(rows)), rows, strict=True))
        ]
    )


def _labels(attributes: list[str]) -> list[str]:
    return [
        str(Initiative._meta.get_field(name.removesuffix("_id")).verbose_name)
        for name in attributes
        if name not in CHILDREN
    ] + [str(CHILDREN[name][0]._meta.verbose_name_plural) for name in attributes if name in CHILDREN]


def _related(*, own: bool) -> list[Any]:
    """Relations of other tables to initiatives: those that an import writes itself, or the others."""
    relations = [
        one
        for one in Initiative._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)
    ]
    return [one for one in relations if (one.get_accessor_name() in _OWN) is own]


def _used(keys: list[int]) -> set[int]:
    """Initiatives that something else has come to point to: a story, a place on a page, a picture, a file."""
    used: set[int] = set()
    for relation in _related(own=False):
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        used.update(rows.values_list(relation.field.attname, flat=True))
    references = ReferenceIndex.objects.filter(
        to_content_type=ReferenceIndex._get_base_content_type(Initiative),
        to_object_id__in=[str(key) for key in keys],
    )
    used.update(int(key) for key in references.values_list("to_object_id", flat=True))
    return used
