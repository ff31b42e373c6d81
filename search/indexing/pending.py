"""Which records the index does not have yet: marking, claiming, waiting, forgetting.

mark_pending(kind, ids)            # some records, in the current transaction
mark_selected(kind, queryset)      # any number of them, in one statement

rows = claim(1_000)                # latest first; no other drain gets them meanwhile
forget({row.pk: row.version}, generation)   # the index has them, unless they have changed again
release(rows), postpone(rows), fail(row, error), advance(row, above)
"""

import datetime
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone

from home.many_values import among
from search.contract import Kind
from search.models import IndexedChange, PendingIndexing

__all__ = [
    "BATCH",
    "advance",
    "claim",
    "fail",
    "forget",
    "forget_carried",
    "mark_pending",
    "mark_selected",
    "on_mark",
    "on_their_way",
    "postpone",
    "release",
    "release_all",
    "settle",
    "versions_due",
]

BATCH = 1_000
"""Records that are claimed, read and written at a time."""

CLAIM = datetime.timedelta(minutes=1)
"""How long a drain has a row to itself; after that it is taken for dead."""

FIRST_DELAY = datetime.timedelta(seconds=5)
LONGEST_DELAY = datetime.timedelta(minutes=10)
"""Waiting for an engine that is down; both double as the delays of a record that cannot be indexed."""

MAX_ERROR = 1_000
"""Characters of an error that are kept."""

_TABLE = PendingIndexing._meta.db_table
_COLUMNS = "(kind, object_id, version, attempts, next_try_at, error)"
# A clock that was set back, or two marks within a microsecond, must not leave a version as it was read.
_ON_CONFLICT = f"""
    ON CONFLICT (kind, object_id) DO UPDATE SET
        version = CASE WHEN excluded.version > {_TABLE}.version THEN excluded.version
                       ELSE {_TABLE}.version + 1 END,
        attempts = 0, next_try_at = NULL, error = ''
"""

_listeners: list[Callable[[], None]] = []


def on_mark(act: Callable[[], None]) -> Callable[[], None]:
    """Have `act` called after every transaction that marked something."""
    _listeners.append(act)
    return act


def mark_pending(kind: Kind, ids: Iterable[int]) -> None:
    """Note that these records may have changed, in the current transaction, and drain after its commit."""
    # In one order, so that two transactions marking the same records never wait for each other.
    keys = sorted(set(ids))
    if not keys:
        return
    now = _now()
    with transaction.atomic():
        for start in range(0, len(keys), BATCH):
            _mark(kind, keys[start : start + BATCH], now)
    _listeners_after_commit()


def mark_selected(kind: Kind, records: QuerySet[Any]) -> None:
    """Note that the selected records may have changed, as `mark_pending`, however many there are."""
    chosen = records.order_by().annotate(marked=F("pk")).values_list("marked").distinct()
    try:
        sql, params = chosen.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        # WHERE TRUE: without it SQLite reads ON as part of a join.
        cursor.execute(
            f"INSERT INTO {_TABLE} {_COLUMNS}"  # noqa: S608 -- names of our own tables; values are parameters
            f" SELECT %s, chosen.marked, %s, 0, NULL, '' FROM ({sql}) AS chosen WHERE TRUE"
            f" ORDER BY chosen.marked {_ON_CONFLICT}",
            [kind.value, _now(), *params],
        )
    _listeners_after_commit()


def _mark(kind: Kind, keys: list[int], version: int) -> None:
    """Write marks of one version. The keys travel as one value: thousands of them would take longer to bind."""
    given: str
    parameter: list[int] | str
    if connection.vendor == "postgresql":
        given, parameter = "unnest(%s::bigint[]) AS given(key)", keys
    else:
        given, parameter = "(SELECT value AS key FROM json_each(%s)) AS given WHERE TRUE", json.dumps(keys)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} {_COLUMNS} SELECT %s, given.key, %s, 0, NULL, ''"  # noqa: S608 -- as above
            f" FROM {given} {_ON_CONFLICT}",
            [kind.value, version, parameter],
        )


def _upsert(rows: Sequence[tuple[str, int, int]]) -> None:
    """Write marks (kind, key, version); of one that exists the version grows."""
    values = ", ".join(["(%s, %s, %s, 0, NULL, '')"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} {_COLUMNS} VALUES {values} {_ON_CONFLICT}",  # noqa: S608 -- as above
            [value for row in rows for value in row],
        )


def _now() -> int:
    return time.time_ns() // 1_000


def _listeners_after_commit() -> None:
    """Call the listeners once after the current transaction, however many changes it makes.

    A request that is still noted was made in savepoints that stand or were released into those that do, so it can
    only be undone together with this one.
    """
    asked = [func for _, func, _ in transaction.get_connection().run_on_commit]
    for act in _listeners:
        if act not in asked:
            transaction.on_commit(act)


def versions_due(kind: Kind, after: int, until: int) -> dict[int, int]:
    """Least versions under which records with after < key ≤ until belong into an index, by key.

    That of the mark, whoever has it in hand, or of the change that the live generation was given. Read before the
    records themselves: then what is read holds those changes.
    """
    due: dict[int, int] = {}
    # In this order: a drain moves them from the one to the other.
    for model in (PendingIndexing, IndexedChange):
        rows = model._default_manager.filter(kind=kind, object_id__gt=after, object_id__lte=until)
        for key, version in rows.values_list("object_id", "version"):
            due[key] = max(version, due.get(key, 0))
    return due


# Claiming ------------------------------------------------------------------------------------------------


def due() -> QuerySet[PendingIndexing]:
    """Rows that nobody has in hand and that need not wait."""
    return PendingIndexing.objects.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=timezone.now()))


def claim(limit: int = BATCH) -> list[PendingIndexing]:
    """Take due rows, the latest changes first; no other drain gets them for a while.

    No transaction stays open, so whoever changes one of these records meanwhile does not wait for the index.
    """
    if not due().exists():
        return []
    with transaction.atomic():
        rows = list(due().select_for_update(skip_locked=True).order_by("-version")[:limit])
        _these(rows).update(next_try_at=timezone.now() + CLAIM)
    return rows


def forget(read: Mapping[int, int], generation: str) -> int:
    """Remove rows, given as key → version, that `generation` now has and no later change has touched; returns how many.

    Rows that another transaction has locked are being marked again: they stay.
    """
    with transaction.atomic():
        locked = PendingIndexing.objects.select_for_update(skip_locked=True).filter(pk__in=among(read))
        unchanged = [pk for pk, version in locked.values_list("pk", "version") if read[pk] == version]
        if unchanged:
            rows = PendingIndexing.objects.filter(pk__in=among(unchanged))
            _remember(rows, generation)
            _remove(rows)
    return len(unchanged)


def _remove(rows: QuerySet[Any]) -> None:
    """Delete rows in one statement: nobody listens to them, and there may be a million."""
    rows._raw_delete(rows.db)


def _remember(rows: QuerySet[PendingIndexing], generation: str) -> None:
    """Note that the generation was given the changes of these rows."""
    given = rows.order_by("kind", "object_id").values_list("kind", "object_id", "version")
    sql, params = given.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {IndexedChange._meta.db_table} (kind, object_id, version, generation, carried)"  # noqa: S608 -- names of our own tables
            f" SELECT given.*, %s, %s FROM ({sql}) AS given WHERE TRUE"
            " ON CONFLICT (kind, object_id) DO UPDATE SET"
            " version = excluded.version, generation = excluded.generation, carried = excluded.carried",
            [generation, False, *params],
        )


def release(rows: Sequence[PendingIndexing]) -> None:
    """Give claimed rows back: they are due again."""
    _these(rows).filter(error="").update(next_try_at=None)


def release_all(*, failing: bool = True) -> None:
    """Let every row be due now, also those that wait after a failure, or only those that wait for the engine."""
    waiting = PendingIndexing.objects.filter(next_try_at__isnull=False)
    (waiting if failing else waiting.filter(error="", attempts__gt=0)).update(next_try_at=None)


def postpone(rows: Sequence[PendingIndexing]) -> None:
    """Let claimed rows wait for an engine that is down, longer every time."""
    attempts = max(row.attempts for row in rows)
    _these(rows).filter(error="").update(attempts=attempts + 1, next_try_at=_later(attempts))


def fail(row: PendingIndexing, error: Exception) -> None:
    """Keep a record that cannot be indexed, with the reason; it is tried again, ever more rarely."""
    reason = f"{type(error).__name__}: {error}".replace("\x00", "")[:MAX_ERROR]
    PendingIndexing.objects.filter(pk=row.pk, version=row.version).update(
        attempts=row.attempts + 1, next_try_at=_later(row.attempts), error=reason
    )


def advance(row: PendingIndexing, above: int) -> None:
    """Raise a row's version above one that the index or the record has already, and let it be due again."""
    PendingIndexing.objects.filter(pk=row.pk, version=row.version).update(version=above + 1, next_try_at=None)


def _these(rows: Sequence[PendingIndexing]) -> QuerySet[PendingIndexing]:
    return PendingIndexing.objects.filter(pk__in=[row.pk for row in rows])


def _later(attempts: int) -> datetime.datetime:
    return timezone.now() + min(FIRST_DELAY * 2 ** min(attempts, 10), LONGEST_DELAY)


def on_their_way(kind: Kind, keys: Sequence[int], *, building: bool) -> set[int]:
    """Those of the records that wait for the live generation, or with `building` for the one being built."""
    rows: list[QuerySet[Any]] = [PendingIndexing.objects.all()]
    if building:
        rows.append(IndexedChange.objects.filter(carried=False))
    return {
        pk
        for waiting in rows
        for start in range(0, len(keys), BATCH)
        for pk in waiting.filter(kind=kind, object_id__in=keys[start : start + BATCH]).values_list(
            "object_id", flat=True
        )
    }


# Generations ---------------------------------------------------------------------------------------------


def settle(live: str) -> int:
    """Mark again what was given to another generation than the live one; returns how many.

    After a swap that is what was written while it happened; after a rollback everything since the rebuild.
    """
    bounds = IndexedChange.objects.aggregate(first=Min("generation"), last=Max("generation"))
    if not live or bounds["first"] is None or bounds["first"] == bounds["last"] == live:
        return 0
    elsewhere = IndexedChange.objects.exclude(generation=live).order_by("kind", "object_id")
    settled = 0
    while True:
        with transaction.atomic():
            rows = list(elsewhere.select_for_update()[:BATCH])
            if not rows:
                return settled
            _upsert([(row.kind, row.object_id, row.version) for row in rows])
            _remove(IndexedChange.objects.filter(pk__in=among([row.pk for row in rows])))
            settled += len(rows)


def forget_carried() -> None:
    """Remove the changes that every generation has: those given before the live one was begun, or carried to it."""
    _remove(IndexedChange.objects.filter(carried=True))
