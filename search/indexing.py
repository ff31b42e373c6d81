"""How changes travel to the index, and how the index is made anew.

A change writes its pending row in its own transaction (`mark_pending`); after the commit `drain` builds the
document from the database as it is then, hands it to the engine, and removes the row if nothing changed
meanwhile. An engine that cannot be written leaves the rows for the next drain: no save is lost or refused.
"""

import datetime
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from search.contract import Deletion, Kind, Operation
from search.documents import Structure, documents, initiative_range, primary_keys
from search.engines import get_engine
from search.engines.base import Engine, EngineError
from search.models import PendingIndexing

__all__ = ["drain", "drain_pending", "index_is_ready", "mark_pending", "rebuild"]

log = structlog.get_logger(__name__)

_BATCH = 1_000
_FIRST_DELAY = datetime.timedelta(seconds=5)
_LONGEST_DELAY = datetime.timedelta(minutes=10)


def mark_pending(kind: Kind, ids: Iterable[int]) -> None:
    """Note that these records may have changed, in the current transaction, and drain after its commit."""
    version = time.time_ns() // 1_000
    rows = [PendingIndexing(kind=kind, object_id=pk, version=version) for pk in dict.fromkeys(ids)]
    if not rows:
        return
    with transaction.atomic():
        PendingIndexing.objects.bulk_create(
            rows,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["kind", "object_id"],
            update_fields=["version", "attempts", "next_try_at"],
        )
        _drain_after_commit()


def _drain_after_commit() -> None:
    """Ask for one drain after the current transaction, however many changes it makes.

    A request made in a savepoint that has been left goes with it when it is rolled back, so only one made in a
    savepoint that still stands spares another.
    """
    connection = transaction.get_connection()
    standing = set(connection.savepoint_ids)
    asked = any(func is _enqueue_drain and sids <= standing for sids, func, _ in connection.run_on_commit)
    if not asked:
        transaction.on_commit(_enqueue_drain)


def _enqueue_drain() -> None:
    drain_pending.enqueue()


@task()
def drain_pending() -> int:
    """Background form of `drain`."""
    return drain()


def drain() -> int:
    """Bring all due changes to the index; returns how many. Never raises for an engine that is down."""
    engine = get_engine()
    done = 0
    while batch := _claim():
        try:
            _write(engine, batch)
        except EngineError as error:
            _postpone(batch)
            log.warning("indexing_postponed", changes=len(batch), reason=str(error))
            break
        done += len(batch)
    return done


def _claim() -> list[PendingIndexing]:
    due = PendingIndexing.objects.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=timezone.now()))
    return list(due.order_by("pk")[:_BATCH])


def _write(engine: Engine, batch: Sequence[PendingIndexing]) -> None:
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    marked = {(Kind(row.kind), row.object_id): row.version for row in batch}
    for row in batch:
        by_kind[Kind(row.kind)].append(row.object_id)
    # Taken before the database is read, so that a record that appears meanwhile is newer than its deletion.
    now = time.time_ns() // 1_000
    operations: list[Operation] = []
    for kind, ids in by_kind.items():
        # Related records (a consent, a unit) change a document without touching its own row: the later of the
        # two moments is the version.
        visible = [
            replace(document, version=max(document.version, marked[kind, document.pk]))
            for document in documents(kind, ids)
        ]
        shown = {document.pk for document in visible}
        operations += visible
        operations += [Deletion(kind, pk, max(now, marked[kind, pk])) for pk in ids if pk not in shown]
    engine.bulk(operations)
    if building := engine.health().building:
        engine.bulk(operations, generation=building)
    _forget(batch)


def _forget(batch: Sequence[PendingIndexing]) -> None:
    """Remove the rows that no later change has touched."""
    read = {row.pk: row.version for row in batch}
    with transaction.atomic():
        current = PendingIndexing.objects.select_for_update().filter(pk__in=read)
        unchanged = [pk for pk, version in current.values_list("pk", "version") if read[pk] == version]
        PendingIndexing.objects.filter(pk__in=unchanged).delete()


def _postpone(batch: Sequence[PendingIndexing]) -> None:
    attempts = max(row.attempts for row in batch)
    delay = min(_FIRST_DELAY * 2 ** min(attempts, 10), _LONGEST_DELAY)
    PendingIndexing.objects.filter(pk__in=[row.pk for row in batch]).update(
        attempts=F("attempts") + 1, next_try_at=timezone.now() + delay
    )


def rebuild(report: Callable[[Kind, int], None] = lambda kind, count: None) -> int:
    """Make a new index from the database and put it in the place of the old one; returns its documents.

    The old index serves until the new one is complete; changes made meanwhile go to both. Raises EngineBusy
    when another process is writing, and leaves the old index in place whenever it raises.
    """
    engine = get_engine()
    generation = engine.begin_rebuild()
    total = 0
    try:
        for kind in Kind:
            for batch in _backfill(kind):
                engine.bulk(batch, generation=generation, fresh=True)
                total += len(batch)
                report(kind, len(batch))
        engine.promote(generation)
    except BaseException:
        engine.abort(generation)
        raise
    # What could not be written for want of an index need not wait any longer.
    PendingIndexing.objects.filter(next_try_at__isnull=False).update(next_try_at=None)
    drain()
    return total


def _backfill(kind: Kind) -> Iterator[list[Operation]]:
    """Documents of a kind in batches, by ascending key."""
    structure = Structure() if kind == Kind.INITIATIVE else None
    after = 0
    while ids := primary_keys(kind, after, _BATCH):
        if structure is not None:
            yield list(initiative_range(after, ids[-1], structure))
        else:
            yield list(documents(kind, ids))
        after = ids[-1]


def index_is_ready() -> bool:
    """Whether there is an index that can be searched."""
    return get_engine().health().ok
