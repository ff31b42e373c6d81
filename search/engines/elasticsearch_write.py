"""Writing records to Elasticsearch: versions, tombstones, labels, and many at a time for a generation being built.

Every record is written under its external version, and Elasticsearch itself refuses what is not newer. A record
written twice is the same record, so anything that failed half-way can simply be sent again.
"""

from __future__ import annotations

import functools
import itertools
import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from home.processes import leave_with_parent
from search.contract import BulkResult, IndexDocument, Kind, Operation
from search.engines import elasticsearch_schema as schema
from search.engines.base import EngineBusy, EngineError
from search.engines.elasticsearch_connection import Cluster, connect, refusal, writing

CHUNK = 500
"""Documents of one request, and of what a worker is handed at a time."""

CHUNK_BYTES = 8 * 1024 * 1024
"""Bytes of one request."""

RETRIES = 5
FIRST_WAIT, LONGEST_WAIT = 0.2, 3.0
"""How often documents are sent again that the cluster had no room for, and the seconds between."""

PARALLEL_FROM = 5_000
"""Documents of a rebuild after which worker processes are worth their start."""

MOST_WORKERS = 4

_CONFLICT = 409
_NOT_FOUND = 404
_TOO_MANY = 429
_SERVER_ERROR = 500

Action = dict[str, Any]


def newest(operations: Iterable[Operation]) -> tuple[list[Operation], int]:
    """The newest operation of each record, and how many were given."""
    latest: dict[str, Operation] = {}
    given = 0
    for operation in operations:
        given += 1
        name = schema.id_of(operation.kind, operation.pk)
        if name not in latest or latest[name].version < operation.version:
            latest[name] = operation
    return list(latest.values()), given


def action_of(operation: Operation) -> Action:
    """A record, or the tombstone of a deleted one, as a bulk request names it."""
    values = (
        schema.values_of(operation)
        if isinstance(operation, IndexDocument)
        else schema.tombstone(operation.pk)
    )
    return {
        "_op_type": "index",
        "_id": schema.id_of(operation.kind, operation.pk),
        "_version": operation.version,
        "_version_type": "external",
        "_source": values,
    }


def label_actions(documents: Iterable[Operation], seen: set[str]) -> Iterator[Action]:
    """Label documents of these records that are not among the `seen` ones, which they join."""
    for document in documents:
        if isinstance(document, IndexDocument):
            for kind, label in schema.labels_of(document):
                name = schema.label_id(kind, label)
                if name not in seen:
                    seen.add(name)
                    yield {"_op_type": "create", "_id": name, "_source": schema.label_values(kind, label)}


@dataclass(slots=True)
class Sent:
    """How many records were written, which ones were stale (their names), and to which generation."""

    written: int = 0
    stale: list[str] = field(default_factory=list)
    generation: str = ""


def send(client: Elasticsearch, alias: str, actions: Iterable[Action], *, refresh: bool) -> Sent:
    """Write through an alias; raises EngineError when anything but stale records was refused.

    A label that is there already is no matter. With `refresh` everything is visible on return.
    """
    sent = Sent()
    refused: dict[str, Any] = {}
    with writing():
        for ok, item in streaming_bulk(
            client,
            actions,
            index=alias,
            require_alias=True,
            refresh=refresh,
            chunk_size=CHUNK,
            max_chunk_bytes=CHUNK_BYTES,
            max_retries=RETRIES,
            initial_backoff=FIRST_WAIT,
            max_backoff=LONGEST_WAIT,
            raise_on_error=False,
        ):
            ((kind, result),) = item.items()
            sent.generation = result["_index"]
            is_record = kind == "index"
            if ok:
                sent.written += is_record
            elif result["status"] != _CONFLICT:
                refused = refused or result
            elif is_record:
                sent.stale.append(result["_id"])
    if refused:
        raise _refused(refused)
    return sent


def newer(
    client: Elasticsearch, alias: str, operations: Iterable[Operation], stale: Sequence[str]
) -> tuple[tuple[Kind, int, int], ...]:
    """Those of the stale records of which something strictly newer is held: (kind, pk, version held)."""
    if not stale:
        return ()
    given = {schema.id_of(one.kind, one.pk): one for one in operations}
    with writing():
        held = client.mget(index=alias, ids=list(stale), source=False)["docs"]
    return tuple(
        (given[one["_id"]].kind, given[one["_id"]].pk, one["_version"])
        for one in held
        if one.get("found") and one["_version"] > given[one["_id"]].version
    )


def _refused(result: dict[str, Any]) -> EngineError:
    """A document that was refused for itself is nothing to wait for."""
    status, reason = result["status"], result["error"]["type"]
    if status in {_NOT_FOUND, _TOO_MANY} or reason == "cluster_block_exception" or status >= _SERVER_ERROR:
        return refusal(status, reason, EngineBusy)
    return EngineError(f"{result['_id']} was refused: {reason}")


@dataclass(slots=True)
class Builder:
    """A generation this process is building: the labels it has, and the workers of a large rebuild.

    Workers do the text work and send their records themselves; what they are doing is in `waiting`.
    """

    cluster: Cluster
    alias: str
    pid: int
    labels: set[str] = field(default_factory=set)
    added: int = 0
    pool: ProcessPoolExecutor | None = None
    waiting: deque[Future[tuple[int, int]]] = field(default_factory=deque)

    def add(self, client: Elasticsearch, operations: Sequence[Operation]) -> BulkResult:
        """Write records, through the workers once there are many; theirs count when they are done."""
        labels = label_actions(operations, self.labels)
        self.added += len(operations)
        if self.pool is None and self.added >= PARALLEL_FROM:
            workers = min(os.cpu_count() or 1, MOST_WORKERS)
            # Spawned, not forked: this process has open connections.
            self.pool = ProcessPoolExecutor(
                workers, mp_context=multiprocessing.get_context("spawn"), initializer=leave_with_parent
            )
        if self.pool is None:
            actions = itertools.chain(labels, map(action_of, operations))
            sent = send(client, self.alias, actions, refresh=False)
            return BulkResult(sent.written, len(sent.stale))
        send(client, self.alias, labels, refresh=False)
        for start in range(0, len(operations), CHUNK):
            chunk = operations[start : start + CHUNK]
            self.waiting.append(self.pool.submit(send_from_worker, self.cluster, self.alias, chunk))
        return self._collect(2 * MOST_WORKERS)

    def flush(self) -> None:
        """Wait for the workers; raises what went wrong with them."""
        self._collect(0)

    def close(self) -> None:
        """Let the workers go, with what they were doing."""
        self.waiting.clear()
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None

    def _collect(self, most: int) -> BulkResult:
        written = stale = 0
        while len(self.waiting) > most:
            done, of_these = self.waiting.popleft().result()
            written += done
            stale += of_these
        return BulkResult(written, stale)


@functools.cache
def _worker_client(cluster: Cluster) -> Elasticsearch:
    return connect(cluster).options(request_timeout=cluster.write_timeout)


def send_from_worker(cluster: Cluster, alias: str, operations: Sequence[Operation]) -> tuple[int, int]:
    """What a worker process of a rebuild does: returns how many records it wrote, and how many were stale."""
    sent = send(_worker_client(cluster), alias, map(action_of, operations), refresh=False)
    return sent.written, len(sent.stale)


__all__ = ["Builder", "action_of", "label_actions", "newer", "newest", "send"]
