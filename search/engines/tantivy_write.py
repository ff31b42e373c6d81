"""Writing records: versions, tombstones, labels, and the fast way for a generation being built."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

import tantivy
from tantivy import Query

from search.contract import Deletion, IndexDocument, Operation, SuggestionKind
from search.engines import tantivy_schema as schema


@dataclass(slots=True)
class Builder:
    """A generation this process is building: what was written out of turn, and the labels it has."""

    index: tantivy.Index
    writer: tantivy.IndexWriter
    pid: int
    touched: dict[int, int] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)


def newer(searcher: tantivy.Searcher, latest: dict[int, Operation]) -> dict[int, Operation]:
    """Those operations whose version is above the one held."""
    if not latest:
        return {}
    these = Query.term_set_query(schema.SCHEMA, "uid", list(latest))
    addresses = [address for _, address in searcher.search(these, len(latest), count=False).hits]
    uids = searcher.fast_field_values("uid", addresses)
    versions = searcher.fast_field_values("version", addresses)
    held = {int(cast(int, uid)): int(version or 0) for uid, version in zip(uids, versions, strict=True)}
    return {uid: one for uid, one in latest.items() if one.version > held.get(uid, -1)}


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


@contextlib.contextmanager
def _without_collector() -> Iterator[None]:
    """Switch the cycle collector off: documents are many objects without cycles, and it costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def committed(builder: Builder) -> tantivy.Searcher:
    """A searcher over everything given to the builder so far."""
    builder.writer.commit()
    builder.index.reload()
    return builder.index.searcher()


def build(builder: Builder, latest: dict[int, Operation], *, fresh: bool) -> int:
    """Write to the generation being built here; `fresh` documents are added without a look."""
    if not fresh:
        searcher = committed(builder)
        latest = newer(searcher, latest)
        builder.touched.update((uid, operation.version) for uid, operation in latest.items())
    with _without_collector():
        return sum(_add(builder, uid, operation, fresh=fresh) for uid, operation in latest.items())


def _add(builder: Builder, uid: int, operation: Operation, *, fresh: bool) -> bool:
    """Write one operation; False when a newer one was written before."""
    known = builder.touched.get(uid) if fresh else None
    if known is not None and known >= operation.version:
        return False
    if fresh and known is None and isinstance(operation, IndexDocument):
        builder.writer.add_document(schema.to_tantivy(operation))
    else:
        replace(builder.writer, uid, operation)
    if isinstance(operation, IndexDocument):
        _add_labels(builder, operation)
    return True


__all__ = ["Builder", "build", "committed", "new_labels", "newer", "replace"]
