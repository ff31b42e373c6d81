"""Making the index anew beside the live one, and going back.

A rebuild takes these steps; killed at any of them it leaves the live generation serving:

1. take the lease: one rebuild at a time
2. begin a generation; from here on everything that a drain gives to the live one is remembered for the new one
3. backfill from the database, by ranges of keys; a record that is or was marked gets the version of its mark
4. carry over what changed meanwhile
5. compare all records with the database, and ask the questions that must be answered
6. swap; what was written to the old generation while that happened is marked again
7. forget the marks whose versions the new generation has; drain the others

Drains of other processes write to the live generation alone: only the process that builds writes to the new one.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from home.processes import rare_collection
from search.contract import Deletion, IndexDocument, Kind, Operation
from search.documents import Structure, initiative_range, primary_keys
from search.engines import Engine, get_engine
from search.engines.base import EngineError
from search.indexing.acceptance import failures
from search.indexing.building import by_kind, readable
from search.indexing.draining import drain
from search.indexing.drift import Drift, Problem, compare, public_count
from search.indexing.lease import Lease, LeaseHeld, leased
from search.indexing.pending import (
    BATCH,
    forget,
    forget_carried,
    mark_pending,
    release_all,
    settle,
    versions_due,
)
from search.models import IndexedChange, IndexRun, PendingIndexing

__all__ = ["RebuildRefused", "catch_up", "index_is_ready", "rebuild", "rollback"]

ROUNDS = 4
"""Times that a new generation is compared with the database; records go on changing meanwhile."""

LARGE = 20_000
"""Waiting changes above which a rebuild may be the quicker way to bring them."""

Report = Callable[[Kind, int], None]


class RebuildRefused(EngineError):
    """The new generation is not as it must be; the old one goes on serving."""


def index_is_ready() -> bool:
    """Whether there is an index that can be searched."""
    return get_engine().health().ok


def rebuild(report: Report = lambda kind, count: None, *, wait: bool = False) -> int:
    """Make a new index from the database and put it in the place of the old one; returns its documents.

    The old index serves until the new one is complete; changes made meanwhile are in both. `report` is called with
    every batch. Raises LeaseHeld while another process rebuilds, unless it is to `wait`; RebuildRefused, with the
    reasons, when the new index is not as it must be; EngineError. The old index stays whenever it raises.
    """
    engine = get_engine()
    with leased(IndexRun.Kind.REBUILD, wait=wait) as lease:
        settle(engine.live_generation())
        generation = engine.begin_rebuild()
        try:
            lease.run.generation = generation
            lease.run.expected = public_count()
            lease.renew()
            total = _backfill(engine, generation, lease, report)
            _complete(engine, generation, lease)
            _accept(engine, generation)
            lease.renew()
            engine.promote(generation)
        except BaseException:
            with contextlib.suppress(EngineError):
                engine.abort(generation)
            raise
        forget_carried()
        settle(generation)
    # What could not be written for want of an index need not wait any longer.
    release_all(failing=False)
    _forget_taken(engine, generation)
    drain()
    return total


def catch_up(report: Callable[[int], None] = lambda count: None) -> int:
    """Bring what waits to the index and return how many changes that was.

    Change by change; where most of the catalogue waits, as after a large import, by a rebuild, which takes a third of
    the time for each. `report` is called with the size of every batch. Raises as `rebuild` and `drain` do, but not
    LeaseHeld.
    """
    waiting = PendingIndexing.objects.count()
    if waiting < LARGE or waiting * 2 < public_count() or not index_is_ready():
        return drain(everything=True, report=report)
    try:
        rebuild(lambda kind, count: report(count))
    except LeaseHeld:
        return drain(everything=True, report=report)
    return waiting - PendingIndexing.objects.count()


def rollback() -> str:
    """Make the previous generation live again, bring it up to date and return its name.

    Raises LeaseHeld while another process rebuilds, EngineError without a previous generation.
    """
    engine = get_engine()
    with leased(IndexRun.Kind.ROLLBACK) as lease:
        generation = engine.rollback()
        lease.run.generation = generation
        settle(generation)
    drain()
    return generation


def _backfill(engine: Engine, generation: str, lease: Lease, report: Report) -> int:
    """Give the generation every public record, by ascending key."""
    # Whatever was given to the live generation before this is in the database as it will be read.
    IndexedChange.objects.update(carried=True)
    total = 0
    with rare_collection():
        for kind in Kind:
            for batch in _batches(kind):
                engine.bulk(batch, generation=generation, fresh=True)
                total += len(batch)
                lease.advance(len(batch))
                report(kind, len(batch))
    return total


def _batches(kind: Kind) -> Iterator[Sequence[IndexDocument]]:
    structure = Structure() if kind == Kind.INITIATIVE else None
    after = 0
    while ids := primary_keys(kind, after, BATCH):
        quickly = partial(initiative_range, after, ids[-1], structure) if structure is not None else None
        unreadable: list[int] = []
        due = versions_due(kind, after, ids[-1])
        found = readable(kind, ids, unreadable.append, quickly)
        yield [_at_least(document, due.get(document.pk, 0)) for document in found] if due else found
        # Their own rows say why, and bring them to the index once that is mended.
        mark_pending(kind, unreadable)
        after = ids[-1]


def _at_least(document: IndexDocument, version: int) -> IndexDocument:
    return replace(document, version=version) if version > document.version else document


def _forget_taken(engine: Engine, generation: str) -> None:
    """Remove the marks whose versions the generation has: a rebuild has brought those changes with the rest."""
    for kind in Kind:
        after, marks = 0, PendingIndexing.objects.filter(kind=kind).order_by("object_id")
        waiting = marks.values_list("object_id", "pk", "version")
        while rows := list(waiting.filter(object_id__gt=after)[:BATCH]):
            until = rows[-1][0]
            held = _held(engine, generation, kind, after, until)
            forget({pk: mark for key, pk, mark in rows if held.get(key, -1) >= mark}, generation)
            after = until


def _held(engine: Engine, generation: str, kind: Kind, after: int, until: int) -> dict[int, int]:
    """Versions that the generation has for after < pk ≤ until."""
    held: dict[int, int] = {}
    while some := engine.scan_versions(kind, after=after, until=until, generation=generation):
        held.update(some)
        after = some[-1][0]
    return held


def _carry(engine: Engine, generation: str, lease: Lease) -> None:
    """Give the generation what the live one was given since the backfill began."""
    while rows := list(IndexedChange.objects.filter(carried=False).order_by("pk")[:BATCH]):
        _write(engine, generation, {(Kind(row.kind), row.object_id): row.version for row in rows})
        for row in rows:
            IndexedChange.objects.filter(pk=row.pk, version=row.version).update(carried=True)
        lease.advance()


def _write(engine: Engine, generation: str, versions: Mapping[tuple[Kind, int], int]) -> None:
    """Write records as they are now, under versions not below those given."""
    operations: list[Operation] = []
    for kind, ids in by_kind(versions).items():
        unreadable: list[int] = []
        found = {document.pk: document for document in readable(kind, ids, unreadable.append)}
        mark_pending(kind, unreadable)
        for pk, document in found.items():
            operations.append(replace(document, version=max(document.version, versions[kind, pk])))
        gone = set(ids) - found.keys() - set(unreadable)
        operations += [Deletion(kind, pk, versions[kind, pk]) for pk in gone]
    engine.bulk(operations, generation=generation)


def _complete(engine: Engine, generation: str, lease: Lease) -> None:
    """Carry changes over until the generation agrees with the database, but for what changes right now.

    A record that is still out of step after it was written cannot be brought in: then the rebuild is refused.
    """
    before: set[tuple[Kind, int]] = set()
    for _ in range(ROUNDS):
        _carry(engine, generation, lease)
        drift = compare(engine, generation, report=lambda _: lease.advance())
        now = set(drift.records())
        if stuck := before & now:
            kind, pk = min(stuck)
            raise RebuildRefused(
                f"Chỉ mục mới không khớp cơ sở dữ liệu ở {len(stuck)} bản ghi, chẳng hạn {kind} {pk}."
            )
        if not now:
            return
        _mend(engine, generation, drift)
        before = now


def _mend(engine: Engine, generation: str, drift: Drift) -> None:
    """Write what is out of step, although no change was announced: rows written past the signals."""
    for (kind, problem), keys in drift.found.items():
        for start in range(0, len(keys), BATCH):
            some = keys[start : start + BATCH]
            versions = dict.fromkeys(some, 0)
            given = IndexedChange.objects.filter(kind=kind, object_id__in=some)
            versions |= given.values_list("object_id", "version")
            if problem == Problem.ORPHANED:
                for pk in some:
                    held = engine.scan_versions(kind, after=pk - 1, until=pk, generation=generation)
                    versions[pk] = max([versions[pk], *(version + 1 for _, version in held)])
            _write(engine, generation, {(kind, pk): version for pk, version in versions.items()})


def _accept(engine: Engine, generation: str) -> None:
    if problems := failures(engine, generation):
        raise RebuildRefused("Chỉ mục mới trả lời chưa đúng: " + " ".join(problems[:5]))
