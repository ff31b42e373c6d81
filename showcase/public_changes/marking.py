"""Noting, in the transaction of a change, that what the public sees of a record may have changed.

mark(kind, ids)        # records that were written, published, withdrawn or deleted
touch(kind, queryset)  # public records that show something of another one; any number, in one statement
reconcile()            # what was written past all signals, such as a million generated records
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from home.many_values import among
from showcase.models import PublicChange, StoryInitiative
from showcase.public_changes.kinds import KEYS, PUBLIC, RecordKind

__all__ = ["mark", "reconcile", "touch"]

_BATCH = 10_000
_TABLE = PublicChange._meta.db_table
# The row of a record that was withdrawn and comes back says that it appears anew.
_ON_CONFLICT = f"""
    ON CONFLICT (kind, object_id) DO UPDATE SET
        key = excluded.key, changed_at = excluded.changed_at, seq = NULL,
        appeared = {_TABLE}.appeared OR NOT {_TABLE}.is_public, is_public = TRUE
"""


def mark(kind: RecordKind, ids: Iterable[int]) -> None:
    """Note that these records may have changed, whether or not they are public; drafts leave no trace.

    Stories that tell of a marked initiative name it, so they are marked too.
    """
    # In one order, so that two transactions marking the same records never wait for each other.
    keys = sorted(set(ids))
    if not keys:
        return
    with transaction.atomic():
        for batch in _batches(keys):
            _note(kind, batch)
            if kind == RecordKind.INITIATIVE:
                links = StoryInitiative.objects.filter(initiative_id__in=among(batch))
                mark(RecordKind.STORY, links.values_list("page_id", flat=True))


def touch(kind: RecordKind, records: Any) -> None:
    """Note that the selected records may look different; those that are not public are left alone."""
    rows = PublicChange.objects.filter(
        kind=kind, is_public=True, object_id__in=records.order_by().values("pk")
    )
    rows.update(seq=None, changed_at=timezone.now())


def reconcile() -> int:
    """Bring the table in step with what is public now; returns how many records it had wrong.

    Records whose words were changed past all signals are not found: only those that appeared or disappeared.
    """
    wrong = 0
    for kind in RecordKind:
        public = PUBLIC[kind]().order_by()
        rows = PublicChange.objects.filter(kind=kind, is_public=True)
        unknown = public.filter(~Exists(rows.filter(object_id=OuterRef("pk"))))
        gone = rows.filter(~Exists(public.filter(pk=OuterRef("object_id"))))
        # Keys first, in memory: eight bytes each, and no cursor stays open while rows are written.
        keys = list(unknown.values_list("pk", flat=True)) + list(gone.values_list("object_id", flat=True))
        for batch in _batches(sorted(keys)):
            with transaction.atomic():
                _note(kind, batch)
        wrong += len(keys)
    return wrong


def _note(kind: RecordKind, batch: Sequence[int]) -> None:
    """Mark the public ones of these records, and those that no longer are: two statements for any number."""
    now = timezone.now()
    public = PUBLIC[kind]().order_by()
    chosen = public.filter(pk__in=among(batch)).annotate(marked_pk=F("pk"), marked_key=F(KEYS[kind]))
    sql, parameters = (
        chosen.values_list("marked_pk", "marked_key").query.get_compiler(connection=connection).as_sql()
    )
    with connection.cursor() as cursor:
        # WHERE TRUE: without it SQLite reads ON as part of a join.
        cursor.execute(
            f"INSERT INTO {_TABLE} (kind, object_id, key, changed_at, appeared, is_public)"  # noqa: S608 -- our names
            f" SELECT %s, chosen.marked_pk, chosen.marked_key, %s, TRUE, TRUE FROM ({sql}) AS chosen WHERE TRUE"
            f" ORDER BY chosen.marked_pk {_ON_CONFLICT}",
            [kind.value, connection.ops.adapt_datetimefield_value(now), *parameters],
        )
    known = PublicChange.objects.filter(kind=kind, object_id__in=among(batch), is_public=True)
    hidden = known.filter(~Exists(public.filter(pk=OuterRef("object_id"))))
    hidden.update(seq=None, changed_at=now, is_public=False)


def _batches(keys: Sequence[int]) -> Iterator[list[int]]:
    remaining = iter(keys)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
