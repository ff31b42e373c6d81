"""The embedded engine: a tantivy index in a folder of this host, nothing to install or start.

    engine = EmbeddedEngine(Path("var/search"), vocabulary=default_vocabulary)

Safe to create before a fork and to share between threads: files are opened on first use in each process, and
readers notice commits and promotions of other processes by themselves (two `stat` calls per search). Only one
process writes a generation at a time; a second one gets EngineBusy. During a rebuild its generation belongs
to the rebuilding process until it is promoted or aborted, so other processes leave those changes pending.
One host only: several hosts need a search server.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy
from tantivy import FieldType, Occur, Order, Query

from search.contract import (
    BulkResult,
    Duplicate,
    Health,
    Hit,
    IndexDocument,
    InvalidSearch,
    Kind,
    Operation,
    SearchRequest,
    SearchResponse,
    Suggestion,
    VersionSummary,
)
from search.engines import strategy
from search.engines import tantivy_query as queries
from search.engines import tantivy_schema as schema
from search.engines.base import EngineError, EngineUnavailable, IndexMissing
from search.engines.generations import Generations
from search.engines.tantivy_files import create_index, exists, open_index, open_writer
from search.engines.tantivy_session import CountCache, Session, total
from search.engines.tantivy_write import Builder, build, committed, held, new_labels, newer, replace
from search.suggest import shape, typed_words
from search.vocabulary import Vocabulary, default_vocabulary

logger = logging.getLogger(__name__)

LIVE_HEAP = 32_000_000
"""Bytes of memory for writing live changes."""

REBUILD_HEAP = 200_000_000
"""Bytes of memory for building a generation."""

REBUILD_THREADS = 1
"""Indexing threads while building: fewer, larger segments answer faster."""

SCAN_BATCH = 1_000
"""Versions read at a time."""


@dataclass(slots=True)
class _Reader:
    """An open generation and the state it was read at."""

    generation: str
    index: tantivy.Index
    searcher: tantivy.Searcher
    pointer_stamp: tuple[int, int]
    commit: tuple[int, int]
    pid: int


class EmbeddedEngine:
    """Searches and writes tantivy generations under `root`; implements `search.engines.base.Engine`."""

    name = "embedded"

    def __init__(
        self, root: Path | str, *, vocabulary: Callable[[], Vocabulary] = default_vocabulary
    ) -> None:
        self._generations = Generations(Path(root))
        self._vocabulary = vocabulary
        self._reader: _Reader | None = None
        self._builders: dict[str, Builder] = {}
        self._built: dict[str, tantivy.Searcher] = {}
        self._cache = CountCache()
        self._lock = threading.RLock()

    # Reading

    def search(self, request: SearchRequest, *, generation: str = "") -> SearchResponse:
        """Answer a request; raises IndexMissing when there is no usable index."""
        began = time.perf_counter()
        with self._reading(generation) as session:
            response = strategy.answer(request, session, self._vocabulary())
        took = (time.perf_counter() - began) * 1_000
        return strategy.finished(response, engine=self.name, took_ms=took)

    def suggest(self, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Complete what is being typed: fields, tags, units, documents, titles."""
        typed = typed_words(text)
        if not typed:
            return ()
        with self._reading() as session:
            found = [*session.suggested_labels(typed), *session.suggested_titles(typed, limit)]
        return shape(found, limit=limit)

    def similar(self, kind: Kind, pk: int, *, kinds: Sequence[Kind] = (), limit: int = 6) -> tuple[Hit, ...]:
        """Records that read like this one, best first."""
        with self._reading() as session:
            return session.similar(kind, pk, kinds or (kind,), limit)

    def duplicates(
        self, document: IndexDocument, *, threshold: float = 0.5, limit: int = 5
    ) -> tuple[Duplicate, ...]:
        """Records of the same kind whose text nearly repeats this one's."""
        with self._reading() as session:
            return session.duplicates(document, threshold, limit)

    def scan_versions(
        self,
        kind: Kind,
        *,
        after: int = 0,
        until: int | None = None,
        limit: int = SCAN_BATCH,
        generation: str = "",
    ) -> list[tuple[int, int]]:
        """(pk, version) by ascending pk."""
        searcher = self._searcher_of(generation)
        found = searcher.search(
            _key_range(kind, after, until), limit, count=False, order_by_field="uid", order=Order.Asc
        ).hits
        addresses = [address for _, address in found]
        versions = searcher.fast_field_values("version", addresses)
        return [
            (schema.record_of(uid)[1], int(version or 0))
            for (uid, _), version in zip(found, versions, strict=True)
        ]

    def summarise_versions(
        self, kind: Kind, *, after: int = 0, until: int | None = None, generation: str = ""
    ) -> VersionSummary:
        """Count and version sum of a key range."""
        result = self._searcher_of(generation).aggregate(
            _key_range(kind, after, until),
            {"count": {"value_count": {"field": "uid"}}, "sum": {"sum": {"field": "version_part"}}},
        )
        return VersionSummary(int(result["count"]["value"] or 0), int(result["sum"]["value"] or 0))

    def live_generation(self) -> str:
        """Name of the live generation, "" without one: one small file."""
        return self._generations.pointer().live

    def health(self) -> Health:
        """State of the engine; never raises."""
        pointer = self._generations.pointer()
        building = ", ".join(self._generations.leftovers())
        try:
            reader = self._open()
            count = total(reader.searcher.search(queries.kind_query(Kind), 1))
        except EngineError as error:
            return Health(False, self.name, pointer.live, building=building, details=(str(error),))
        return Health(
            ok=True,
            engine=self.name,
            generation=pointer.live,
            documents=count,
            size_bytes=self._generations.size(pointer.live),
            building=building,
            previous=pointer.previous,
            details=(f"tantivy {schema.TANTIVY_VERSION}", f"{reader.searcher.num_segments} segments"),
        )

    # Writing

    def bulk(
        self, operations: Iterable[Operation], *, generation: str = "", fresh: bool = False
    ) -> BulkResult:
        """Write documents and deletions; see `Engine.bulk`."""
        latest: dict[int, Operation] = {}
        given = 0
        for operation in operations:
            given += 1
            uid = schema.uid_of(operation.kind, operation.pk)
            if uid not in latest or latest[uid].version < operation.version:
                latest[uid] = operation
        overtaken: tuple[tuple[Kind, int, int], ...] = ()
        with self._lock:
            builder = self._builders.get(generation) if generation else None
            if builder is not None and builder.pid == os.getpid():
                self._built.pop(generation, None)
                written = build(builder, latest, fresh=fresh)
            else:
                generation = generation or self._live_name()
                written, overtaken = self._write(generation, latest)
        return BulkResult(written, given - written, generation, overtaken)

    def begin_rebuild(self) -> str:
        """Start a new generation; raises EngineBusy while another process is building one."""
        with self._lock:
            for name in self._generations.leftovers():
                self._discard(name)
            name = self._generations.create(schema.SCHEMA_HASH)
            index = create_index(self._generations.path(name))
            self._builders[name] = Builder(
                index, open_writer(index, REBUILD_HEAP, REBUILD_THREADS), os.getpid()
            )
            return name

    def promote(self, generation: str) -> None:
        """Commit a generation and make it live; raises EngineError for one that does not exist."""
        with self._lock:
            builder = self._builders.pop(generation, None)
            self._built.pop(generation, None)
            if builder is not None and builder.pid == os.getpid():
                try:
                    builder.flush()
                    builder.writer.commit()
                    builder.writer.wait_merging_threads()
                finally:
                    builder.close()
            if not exists(self._generations.path(generation)):
                raise EngineError(f"no generation {generation}")
            before = self._generations.pointer()
            if before.live == generation:
                return
            self._generations.point(generation, before.live)
            if before.previous and before.previous != generation:
                self._generations.remove(before.previous)

    def abort(self, generation: str) -> None:
        """Throw a generation away; the live and previous ones are never touched."""
        with self._lock:
            if generation in self._generations.leftovers():
                self._discard(generation)

    def rollback(self) -> str:
        """Swap the live and the previous generation."""
        with self._lock:
            pointer = self._generations.pointer()
            if not pointer.previous or not exists(self._generations.path(pointer.previous)):
                raise EngineError("no previous generation to go back to")
            open_index(self._generations.path(pointer.previous))  # raises when it cannot be read any more
            self._generations.point(pointer.previous, pointer.live)
            return pointer.previous

    # Inside

    @contextlib.contextmanager
    def _reading(self, generation: str = "") -> Iterator[Session]:
        """A view of the index; what tantivy cannot read is EngineUnavailable."""
        try:
            if generation:
                yield Session(self._searcher_of(generation), generation, CountCache())
            else:
                reader = self._open()
                yield Session(reader.searcher, (reader.generation, reader.commit), self._cache)
        except InvalidSearch:
            raise
        except (ValueError, OSError) as error:
            logger.exception("the search index cannot be read")
            raise EngineUnavailable(str(error)) from error
        except BaseException as error:
            # A panic inside tantivy is no Exception, and its class cannot be imported.
            if type(error).__module__ != "pyo3_runtime":
                raise
            logger.exception("the search library failed")
            raise EngineUnavailable(str(error)) from error

    def _live_name(self) -> str:
        name = self._generations.pointer().live
        if not name:
            raise IndexMissing("no index yet: rebuild")
        return name

    def _open(self) -> _Reader:
        """The live generation at its latest commit."""
        reader = self._reader
        stamp = self._generations.stamp()
        if reader is None or reader.pid != os.getpid() or reader.pointer_stamp != stamp:
            with self._lock:
                reader = self._reopen(stamp)
        commit = self._commit_of(reader.generation)
        if commit != reader.commit:
            with self._lock:
                reader.index.reload()
                reader = _Reader(
                    reader.generation,
                    reader.index,
                    reader.index.searcher(),
                    reader.pointer_stamp,
                    commit,
                    reader.pid,
                )
                self._reader = reader
        return reader

    def _reopen(self, stamp: tuple[int, int]) -> _Reader:
        name = self._live_name()
        commit = self._commit_of(name)
        index = open_index(self._generations.path(name))
        self._reader = _Reader(name, index, index.searcher(), stamp, commit, os.getpid())
        return self._reader

    def _commit_of(self, generation: str) -> tuple[int, int]:
        """Changes with every commit, whoever makes it."""
        try:
            state = os.stat(self._generations.path(generation) / "meta.json")
        except OSError as error:
            raise IndexMissing(f"generation {generation} is gone") from error
        return (state.st_ino, state.st_mtime_ns)

    def _searcher_of(self, generation: str) -> tantivy.Searcher:
        if not generation or generation == self._generations.pointer().live:
            return self._open().searcher
        with self._lock:
            builder = self._builders.get(generation)
            if builder is not None and builder.pid == os.getpid():
                if generation not in self._built:
                    self._built[generation] = committed(builder)
                return self._built[generation]
            return open_index(self._generations.path(generation)).searcher()

    def _discard(self, name: str) -> None:
        """Remove a generation nobody is writing; raises EngineBusy when another process is."""
        builder = self._builders.pop(name, None)
        self._built.pop(name, None)
        path = self._generations.path(name)
        if builder is not None and builder.pid == os.getpid():
            builder.close()
            builder.writer.rollback()
            builder.writer.wait_merging_threads()
        elif exists(path):
            open_writer(open_index(path), LIVE_HEAP, 1).wait_merging_threads()
        self._generations.remove(name)

    def _write(
        self, generation: str, latest: dict[int, Operation]
    ) -> tuple[int, tuple[tuple[Kind, int, int], ...]]:
        """Write to a generation that is not being built here: look versions up, commit, let go.

        Returns how many were written, and the records of which something newer is held, with its version.
        """
        if not latest:
            return 0, ()
        index = open_index(self._generations.path(generation))
        writer = open_writer(index, LIVE_HEAP, 1)
        try:
            index.reload()
            searcher = index.searcher()
            versions = held(searcher, list(latest))
            winning = newer(latest, versions)
            for uid, operation in winning.items():
                replace(writer, uid, operation)
            for document in new_labels(searcher, winning.values()):
                writer.add_document(document)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        overtaken = [uid for uid, one in latest.items() if versions.get(uid, -1) > one.version]
        return len(winning), tuple((latest[uid].kind, latest[uid].pk, versions[uid]) for uid in overtaken)


def _key_range(kind: Kind, after: int, until: int | None) -> Query:
    last = schema.uid_of(kind, until) if until is not None else schema.uid_of(kind, 0) + schema.UID_SHIFT - 1
    keys = Query.range_query(
        schema.SCHEMA, "uid", FieldType.Unsigned, schema.uid_of(kind, after), last, include_lower=False
    )
    return Query.boolean_query([(Occur.Must, queries.kind_query((kind,))), (Occur.Must, keys)])


__all__ = ["EmbeddedEngine"]
