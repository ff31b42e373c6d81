"""Writing records: versions, tombstones, labels, and the fast way for a generation being built."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import tantivy
from tantivy import Query

from home.processes import leave_with_parent, rare_collection
from search.contract import Deletion, IndexDocument, Operation, SuggestionKind
from search.engines import tantivy_schema as schema

PARALLEL_FROM = 5_000
"""Documents of a rebuild after which worker processes are worth their start."""

CHUNK = 250
"""Documents handed to a worker at a time."""

MOST_WORKERS = 4


@dataclass(slots=True)
class Builder:
    """A generation this process is building: what was written out of turn, and the labels it has.

    The text work of a large rebuild is done by worker processes; `waiting` holds their results in order,
    until they are added to the index.
    """

    index: tantivy.Index
    writer: tantivy.IndexWriter
    pid: int
    touched: dict[int, int] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    added: int = 0
    pool: ProcessPoolExecutor | None = None
    waiting: deque[Future[list[dict[str, Any]]]] = field(default_factory=deque)

    def add(self, documents: Sequence[IndexDocument]) -> None:
        """Add new documents, through the workers once there are many."""
        self.added += len(documents)
        if self.pool is None and self.added >= PARALLEL_FROM:
            workers = min(os.cpu_count() or 1, MOST_WORKERS)
            # Spawned, not forked: this process has tantivy's threads and open connections.
            self.pool = ProcessPoolExecutor(
                workers, mp_context=multiprocessing.get_context("spawn"), initializer=leave_with_parent
            )
        if self.pool is None:
            self._write(schema.values_of_all(documents))
            return
        for start in range(0, len(documents), CHUNK):
            self.waiting.append(self.pool.submit(schema.values_of_all, documents[start : start + CHUNK]))
        while len(self.waiting) > 2 * MOST_WORKERS:
            self._write(self.waiting.popleft().result())

    def flush(self) -> None:
        """Add what the workers still have."""
        while self.waiting:
            self._write(self.waiting.popleft().result())

    def close(self) -> None:
        """Let the workers go, with what they were doing."""
        self.waiting.clear()
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)
            self.pool = None

    def _write(self, rows: Iterable[dict[str, Any]]) -> None:
        for values in rows:
            self.writer.add_document(tantivy.Document.from_dict(values, schema.SCHEMA))


def held(searcher: tantivy.Searcher, uids: Sequence[int]) -> dict[int, int]:
    """Versions of those records that the index has, tombstones included."""
    if not uids:
        return {}
    these = Query.term_set_query(schema.SCHEMA, "uid", uids)
    addresses = [address for _, address in searcher.search(these, len(uids), count=False).hits]
    found = searcher.fast_field_values("uid", addresses)
    versions = searcher.fast_field_values("version", addresses)
    return {int(cast(int, uid)): int(version or 0) for uid, version in zip(found, versions, strict=True)}


def newer(latest: dict[int, Operation], versions: dict[int, int]) -> dict[int, Operation]:
    """Those operations whose version is above the one held."""
    return {uid: one for uid, one in latest.items() if one.version > versions.get(uid, -1)}


def replace(writer: tantivy.IndexWriter, uid: int, operation: Operation) -> None:
    """Put a record, or the tombstone of a deleted one, in the place of what was there."""
    if isinstance(operation, Deletion):
        document = schema.tombstone(uid, operation.version)
    else:
        document = schema.to_tantivy(operation)
    # delete_documents_by_term takes any number for a signed one and then finds nothing.
    writer.delete_documents_by_query(Query.term_query(schema.SCHEMA, "uid", uid))
    writer.add_document(document)


def new_labels(searcher: tantivy.Searcher, operations: Iterable[Operation]) -> Iterator[tantivy.Document]:
    """Label documents the index lacks."""
    seen: set[str] = set()
    for operation in operations:
        if isinstance(operation, IndexDocument):
            for kind, label in schema.labels_of(operation):
                key = schema.label_key(kind, label)
                if key not in seen and not searcher.doc_freq("label_key", key):
                    yield schema.label_document(kind, label)
                seen.add(key)


def _add_labels(builder: Builder, document: IndexDocument) -> None:
    for kind, seen, labels in (
        (SuggestionKind.FIELD, builder.fields, document.fields),
        (SuggestionKind.UNIT, builder.units, document.units),
        (SuggestionKind.TAG, builder.tags, document.tags),
    ):
        for label in labels:
            if label.value not in seen:
                seen.add(label.value)
                builder.writer.add_document(schema.label_document(kind, label))


def committed(builder: Builder) -> tantivy.Searcher:
    """A searcher over everything given to the builder so far."""
    builder.flush()
    builder.writer.commit()
    builder.index.reload()
    return builder.index.searcher()


def build(builder: Builder, latest: dict[int, Operation], *, fresh: bool) -> int:
    """Write to the generation being built here; `fresh` documents are added without a look."""
    with rare_collection():
        if fresh:
            return _backfill(builder, latest)
        searcher = committed(builder)
        latest = newer(latest, held(searcher, list(latest)))
        for uid, operation in latest.items():
            builder.touched[uid] = operation.version
            _replace(builder, uid, operation)
        return len(latest)


def _backfill(builder: Builder, latest: dict[int, Operation]) -> int:
    """Add documents that the caller promises to come once; those a live change has overtaken are left out."""
    winning = {uid: one for uid, one in latest.items() if builder.touched.get(uid, -1) < one.version}
    new = [
        one for uid, one in winning.items() if uid not in builder.touched and isinstance(one, IndexDocument)
    ]
    builder.add(new)
    for document in new:
        _add_labels(builder, document)
    if len(new) < len(winning):
        builder.flush()
        for uid, operation in winning.items():
            if uid in builder.touched or not isinstance(operation, IndexDocument):
                _replace(builder, uid, operation)
    return len(winning)


def _replace(builder: Builder, uid: int, operation: Operation) -> None:
    replace(builder.writer, uid, operation)
    if isinstance(operation, IndexDocument):
        _add_labels(builder, operation)


__all__ = ["Builder", "build", "committed", "held", "new_labels", "newer", "replace"]
