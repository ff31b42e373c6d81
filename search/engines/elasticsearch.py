"""The Elasticsearch engine: for sites of several hosts, or with more records than one host should search.

    engine = ElasticsearchEngine(Cluster(("http://127.0.0.1:9200",), prefix="sangkien"))

Safe to create before a fork and to share between threads: every process has a client of its own. Any number
of processes write at the same time, for Elasticsearch compares versions itself.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from search.contract import (
    BulkResult,
    Duplicate,
    Health,
    Hit,
    IndexDocument,
    Kind,
    Operation,
    SearchRequest,
    SearchResponse,
    Suggestion,
    VersionSummary,
)
from search.engines import elasticsearch_schema as schema
from search.engines import strategy
from search.engines.base import EngineError
from search.engines.elasticsearch_connection import Cluster, connect, reading, writing
from search.engines.elasticsearch_generations import Generations, State
from search.engines.elasticsearch_session import Session
from search.engines.elasticsearch_write import Builder, action_of, label_actions, newer, newest, send
from search.suggest import shape, typed_words
from search.vocabulary import Vocabulary, default_vocabulary

logger = logging.getLogger(__name__)

SCAN_BATCH = 1_000
"""Versions read at a time."""

CHANGE_TIMEOUT = 0.05
"""Seconds that a live write may take for each of its changes, beside the time of a search."""

COPIES_WAIT = "60s"
"""How long a new generation waits for its copies on other nodes before it serves without them."""


class ElasticsearchEngine:
    """Searches and writes the generations of a prefix; implements `search.engines.base.Engine`."""

    name = "elasticsearch"

    def __init__(
        self, cluster: Cluster, *, vocabulary: Callable[[], Vocabulary] = default_vocabulary
    ) -> None:
        self._cluster = cluster
        self._vocabulary = vocabulary
        self._connected: tuple[int, Elasticsearch] | None = None
        self._builders: dict[str, Builder] = {}
        self._lock = threading.RLock()

    # Reading

    def search(self, request: SearchRequest, *, generation: str = "") -> SearchResponse:
        """Answer a request; raises IndexMissing when there is no usable index."""
        began = time.perf_counter()
        vocabulary = self._vocabulary()
        with self._session(generation, request.text) as session:
            session.look_ahead(request, vocabulary)
            response = strategy.answer(request, session, vocabulary)
        took = (time.perf_counter() - began) * 1_000
        return strategy.finished(response, engine=self.name, took_ms=took)

    def suggest(self, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Complete what is being typed: fields, tags, units, documents, titles."""
        typed = typed_words(text)
        if not typed:
            return ()
        with self._session() as session:
            return shape(session.suggestions(typed, limit), limit=limit)

    def similar(self, kind: Kind, pk: int, *, kinds: Sequence[Kind] = (), limit: int = 6) -> tuple[Hit, ...]:
        """Records that read like this one, best first."""
        with self._session() as session:
            return session.similar(kind, pk, kinds or (kind,), limit)

    def duplicates(
        self, document: IndexDocument, *, threshold: float = 0.5, limit: int = 5
    ) -> tuple[Duplicate, ...]:
        """Records of the same kind whose text nearly repeats this one's."""
        with self._session() as session:
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
        with self._session(generation, patient=True) as session:
            return session.versions(kind, after, until, limit)

    def summarise_versions(
        self, kind: Kind, *, after: int = 0, until: int | None = None, generation: str = ""
    ) -> VersionSummary:
        """Count and version sum of a key range."""
        with self._session(generation, patient=True) as session:
            return session.version_summary(kind, after, until)

    def live_generation(self) -> str:
        """Name of the live generation, "" without one."""
        with reading():
            return self._generations().state().live

    def health(self) -> Health:
        """State of the engine; never raises."""
        state = State()
        try:
            with reading():
                state = self._generations().state()
            with self._session() as session:
                documents = session.total()
            with reading():
                stats = self._client().indices.stats(index=state.live, metric=["store", "segments"])["_all"]
                cluster = self._client().cluster.health(index=state.live)
        except EngineError as error:
            building = ", ".join(state.leftovers)
            return Health(False, self.name, state.live, building=building, details=(str(error),))
        return Health(
            ok=True,
            engine=self.name,
            generation=state.live,
            documents=documents,
            size_bytes=stats["primaries"]["store"]["size_in_bytes"],
            building=", ".join(state.leftovers),
            previous=state.previous,
            details=(
                f"cluster {cluster['cluster_name']} {cluster['status']}, {cluster['number_of_nodes']} nodes",
                f"{stats['primaries']['segments']['count']} segments",
            ),
        )

    # Writing

    def bulk(
        self, operations: Iterable[Operation], *, generation: str = "", fresh: bool = False
    ) -> BulkResult:
        """Write documents and deletions; see `Engine.bulk`.

        When it raises for a cluster in trouble, some may have been written: sending all again does no harm.
        In a large rebuild, worker processes write `fresh` documents and later calls count them; `promote` waits
        for the last ones and raises what went wrong.
        """
        latest, given = newest(operations)
        repeated = given - len(latest)
        if not latest:
            return BulkResult(stale=repeated)
        client = self._writing_client()
        with self._lock:
            builder = self._own_builder(generation)
            if builder is not None and fresh:
                result = builder.add(client, latest)
                return BulkResult(result.written, result.stale + repeated)
        alias = self._generations().live_alias
        if generation:
            with writing():
                alias = self._generations().alias_of(generation, self._generations().state())
        is_live = alias == self._generations().live_alias
        if is_live:
            # A save may be waiting for it: a few changes wait hardly longer than a search.
            patience = self._cluster.search_timeout + len(latest) * CHANGE_TIMEOUT
            client = client.options(request_timeout=min(patience, self._cluster.write_timeout))
        actions = itertools.chain(label_actions(latest, set()), map(action_of, latest))
        sent = send(client, alias, actions, refresh=is_live)
        overtaken = newer(client, alias, latest, sent.stale)
        return BulkResult(sent.written, len(sent.stale) + repeated, sent.generation, overtaken)

    def begin_rebuild(self) -> str:
        """Start a new generation. Who calls it sees to it that no other rebuild is going on."""
        with self._lock, writing():
            generations = self._generations(writing_for=True)
            for name in generations.state().leftovers:
                self._discard(name)
            name = generations.create(schema.MAPPING, schema.settings(self._cluster.shards))
            self._builders[name] = Builder(self._cluster, generations.building_alias, os.getpid())
            return name

    def promote(self, generation: str) -> None:
        """Make a generation whole and let it serve; raises EngineError for one that does not exist."""
        with self._lock:
            builder = self._own_builder(generation)
            self._builders.pop(generation, None)
            try:
                if builder is not None:
                    builder.flush()
            finally:
                if builder is not None:
                    builder.close()
            with writing():
                generations = self._generations(writing_for=True)
                state = generations.state()
                if generation == state.live:
                    return
                generations.alias_of(generation, state)
                self._finish(generation)
                generations.promote(generation, state)
            self._merge(generation)

    def abort(self, generation: str) -> None:
        """Throw a generation away; the live and previous ones are never touched."""
        with self._lock, writing():
            if generation in self._generations().state().leftovers:
                self._discard(generation)

    def rollback(self) -> str:
        """Swap the live and the previous generation."""
        with self._lock, writing():
            generations = self._generations(writing_for=True)
            return generations.swap_back(generations.state())

    # Inside

    def _client(self) -> Elasticsearch:
        """The client of this process; one made before a fork belongs to the parent."""
        with self._lock:
            if self._connected is None or self._connected[0] != os.getpid():
                self._connected = (os.getpid(), connect(self._cluster))
            return self._connected[1]

    def _writing_client(self) -> Elasticsearch:
        return self._client().options(request_timeout=self._cluster.write_timeout)

    def _generations(self, *, writing_for: bool = False) -> Generations:
        client = self._writing_client() if writing_for else self._client()
        return Generations(client, self._cluster.prefix, schema.SCHEMA_HASH)

    @contextlib.contextmanager
    def _session(
        self, generation: str = "", question: str = "", *, patient: bool = False
    ) -> Iterator[Session]:
        """Questions to the live generation, or to a named one as it is now; a patient one waits as writing does."""
        with reading():
            if generation:
                self._flush(generation)
            index = generation or self._generations().live_alias
            wait = self._cluster.write_timeout if patient else self._cluster.search_timeout
            yield Session(self._client().options(request_timeout=wait), index, wait, question)

    def _flush(self, generation: str) -> None:
        """Make everything visible that was written to a generation being built."""
        with self._lock:
            builder = self._own_builder(generation)
            if builder is not None:
                builder.flush()
        self._writing_client().indices.refresh(index=generation)

    def _own_builder(self, generation: str) -> Builder | None:
        """The builder of a generation that this very process is building."""
        builder = self._builders.get(generation)
        return builder if builder is not None and builder.pid == os.getpid() else None

    def _finish(self, generation: str) -> None:
        """Refresh as serving indexes do, and copy to other nodes before any search depends on it."""
        client = self._writing_client()
        client.indices.refresh(index=generation)
        copies = f"0-{self._cluster.replicas}" if self._cluster.replicas else False
        client.indices.put_settings(
            index=generation, settings={"refresh_interval": None, "auto_expand_replicas": copies}
        )
        client.options(request_timeout=90, ignore_status=408).cluster.health(
            index=generation, wait_for_status="green", timeout=COPIES_WAIT
        )

    def _merge(self, generation: str) -> None:
        """Have the parts of a new generation put together in the background: it gets smaller and answers faster."""
        try:
            self._writing_client().indices.forcemerge(
                index=generation, max_num_segments=1, wait_for_completion=False
            )
        except (ApiError, TransportError) as error:
            logger.warning("the new generation serves, but is not merged: %s", error)

    def _discard(self, name: str) -> None:
        builder = self._own_builder(name)
        self._builders.pop(name, None)
        if builder is not None:
            builder.close()
        self._generations(writing_for=True).remove(name)


__all__ = ["Cluster", "ElasticsearchEngine"]
