"""Due changes → the live generation.

Any number of drains may run, in any number of processes: each claims rows of its own, and the versions that engines
keep decide when two meet at a record. A change made while a generation is being built is carried there by whoever
builds it, see `search.indexing.rebuilding`.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog
from django.db import InterfaceError, OperationalError

from search.contract import Deletion, Kind, Operation
from search.documents import documents
from search.engines import Engine, EngineBusy, EngineUnavailable, get_engine
from search.indexing.building import by_kind
from search.indexing.pending import (
    advance,
    claim,
    fail,
    forget,
    postpone,
    release,
    release_all,
    settle,
)
from search.models import PendingIndexing

__all__ = ["drain"]

log = structlog.get_logger(__name__)

BATCH = 500
"""Changes written at a time: about a second's work, for which a single change may have to wait behind many."""

PATIENCE = 2.0
"""Seconds to wait in all for another process that is writing; it takes over what is left.

By the clock, for a save may be waiting: an index that refuses to be written takes its time to say so.
"""

_PAUSE = 0.05


def drain(
    *,
    everything: bool = False,
    limit: int | None = None,
    report: Callable[[int], None] = lambda count: None,
) -> int:
    """Bring due changes to the index; returns how many. Never raises for an engine that is down.

    `everything` includes changes that wait after a failure; `limit` stops after about so many. `report` is called
    with the size of every batch.
    """
    engine = get_engine()
    if everything:
        release_all()
    done, patient_until = 0, 0.0
    while limit is None or done < limit:
        batch: list[PendingIndexing] = []
        try:
            settle(engine.live_generation())
            batch = claim(BATCH if limit is None else min(BATCH, limit - done))
            if not batch:
                break
            count = _bring(engine, batch)
        except EngineBusy:
            release(batch)
            now = time.monotonic()
            patient_until = patient_until or now + PATIENCE
            if now >= patient_until:
                break
            time.sleep(_PAUSE)
            continue
        except EngineUnavailable as error:
            if batch:
                postpone(batch)
            log.warning("indexing_postponed", changes=len(batch), reason=str(error))
            break
        if done == 0 and count:
            # The engine takes changes: those that waited for it need not wait any longer.
            release_all(failing=False)
        done += count
        report(count)
    return done


def _bring(engine: Engine, rows: Sequence[PendingIndexing]) -> int:
    """Write claimed rows; a batch that raises is halved until the records at fault stand alone."""
    try:
        return _write(engine, rows)
    except (EngineUnavailable, EngineBusy, OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with a record must not hold back the others
        if len(rows) == 1:
            fail(rows[0], error)
            log.warning("indexing_failed", kind=rows[0].kind, pk=rows[0].object_id, reason=str(error))
            return 0
        half = len(rows) // 2
        return _bring(engine, rows[:half]) + _bring(engine, rows[half:])


def _write(engine: Engine, rows: Sequence[PendingIndexing]) -> int:
    """Write the records of these rows as they are now, under the version of their mark."""
    by_record = {(Kind(row.kind), row.object_id): row for row in rows}
    operations: list[Operation] = []
    above: dict[tuple[Kind, int], int] = {}
    for kind, ids in by_kind(by_record).items():
        found = {document.pk: document for document in documents(kind, ids)}
        for pk in ids:
            mark = by_record[kind, pk].version
            document = found.get(pk)
            if document is None:
                operations.append(Deletion(kind, pk, mark))
            elif document.version < mark:
                operations.append(replace(document, version=mark))
            else:
                # Marked by a clock behind the one that dated the record.
                above[kind, pk] = document.version
    result = engine.bulk(operations)
    above |= {(kind, pk): version for kind, pk, version in result.newer}
    for record, version in above.items():
        advance(by_record[record], version)
    taken = {row.pk: row.version for record, row in by_record.items() if record not in above}
    return forget(taken, result.generation)
