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
import functools
import gc
import logging
import os
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import tantivy
from tantivy import FieldType, Occur, Order, Query

from search.contract import (
    BulkResult,
    Deletion,
    Duplicate,
    Facet,
    FacetName,
    FacetValue,
    Fragment,
    Health,
    Hit,
    IndexDocument,
    InvalidSearch,
    Kind,
    Operation,
    SearchRequest,
    SearchResponse,
    Sort,
    Suggestion,
    SuggestionKind,
    VersionSummary,
)
from search.engines import strategy
from search.engines import tantivy_query as queries
from search.engines import tantivy_schema as schema
from search.engines.base import EngineBusy, EngineError, EngineUnavailable, IndexMissing
from search.engines.generations import Generations
from search.highlight import Highlighter
from search.query_tree import Concept, Phrase, QueryTree
from search.similarity import jaccard, shingles, sketch
from search.suggest import marked, shape, typed_words
from search.vietnamese import exact_tokens, fold_tokens, tokens, words
from search.vocabulary import Vocabulary, default_vocabulary

logger = logging.getLogger(__name__)

LIVE_HEAP = 32_000_000
"""Bytes of memory for writing live changes."""

REBUILD_HEAP = 200_000_000
"""Bytes of memory for building a generation."""

REBUILD_THREADS = 1
"""Indexing threads while building: fewer, larger segments answer faster."""

CACHED_FACETS = 256
"""Facet counts remembered per process; forgotten with every commit."""

PHRASE_BUDGET = 20_000
"""Phrases only rank, so one whose rarest word stands in more records is left out to save time."""

MOSTLY = 0.5
"""Share of records from which kinds are selected by excluding the others."""

SCAN_BATCH = 1_000
SIMILAR_TOKENS = 400
DUPLICATE_CANDIDATES = 50
LABEL_CANDIDATES = 300

SORT_FIELDS = {
    Sort.NEWEST: ("date", Order.Desc),
    Sort.OLDEST: ("date", Order.Asc),
    Sort.BENEFIT: ("benefit_value", Order.Desc),
    Sort.TITLE: ("title_key", Order.Asc),
}

WHOLE_PARTS = ("title", "problem_line", "idea_line", "result_line")


@dataclass(slots=True)
class _Reader:
    """An open generation and the state it was read at."""

    generation: str
    index: tantivy.Index
    searcher: tantivy.Searcher
    pointer_stamp: tuple[int, int]
    commit: tuple[int, int]
    pid: int


@dataclass(slots=True)
class _Builder:
    """A generation this process is building."""

    index: tantivy.Index
    writer: tantivy.IndexWriter
    pid: int
    touched: dict[int, int] = field(default_factory=dict)
    fields: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)


class _FacetCache:
    """Least recently used counts of one commit."""

    def __init__(self) -> None:
        self._commit: Hashable = None
        self._facets: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, commit: Hashable, key: Hashable, work_out: Callable[[], Any]) -> Any:
        with self._lock:
            if commit != self._commit:
                self._facets.clear()
                self._commit = commit
            elif key in self._facets:
                self._facets.move_to_end(key)
                return self._facets[key]
        value = work_out()
        with self._lock:
            if commit == self._commit:
                self._facets[key] = value
                if len(self._facets) > CACHED_FACETS:
                    self._facets.popitem(last=False)
        return value


class EmbeddedEngine:
    """Searches and writes tantivy generations under `root`; implements `search.engines.base.Engine`."""

    name = "embedded"

    def __init__(
        self, root: Path | str, *, vocabulary: Callable[[], Vocabulary] = default_vocabulary
    ) -> None:
        self._generations = Generations(Path(root))
        self._vocabulary = vocabulary
        self._reader: _Reader | None = None
        self._builders: dict[str, _Builder] = {}
        self._cache = _FacetCache()
        self._lock = threading.RLock()

    # Reading

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a request; raises IndexMissing when there is no usable index."""
        began = time.perf_counter()
        with self._reading() as session:
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
            {"count": {"value_count": {"field": "uid"}}, "sum": {"sum": {"field": "version"}}},
        )
        return VersionSummary(int(result["count"]["value"] or 0), int(result["sum"]["value"] or 0))

    def health(self) -> Health:
        """State of the engine; never raises."""
        pointer = self._generations.pointer()
        building = ", ".join(self._generations.leftovers())
        try:
            reader = self._open()
            count = _total(reader.searcher.search(queries.kind_query(Kind), 1))
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
        with self._lock:
            builder = self._builders.get(generation) if generation else None
            if builder is not None and builder.pid == os.getpid():
                written = self._build(builder, latest, fresh=fresh)
            else:
                written = self._write(generation or self._live_name(), latest)
        return BulkResult(written=written, stale=given - written)

    def begin_rebuild(self) -> str:
        """Start a new generation; raises EngineBusy while another process is building one."""
        with self._lock:
            for name in self._generations.leftovers():
                self._discard(name)
            name = self._generations.create(schema.SCHEMA_HASH)
            index = _create(self._generations.path(name))
            self._builders[name] = _Builder(index, _writer(index, REBUILD_HEAP, REBUILD_THREADS), os.getpid())
            return name

    def promote(self, generation: str) -> None:
        """Commit a generation and make it live; raises EngineError for one that does not exist."""
        with self._lock:
            builder = self._builders.pop(generation, None)
            if builder is not None and builder.pid == os.getpid():
                builder.writer.commit()
                builder.writer.wait_merging_threads()
            if not _exists(self._generations.path(generation)):
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
            if not pointer.previous or not _exists(self._generations.path(pointer.previous)):
                raise EngineError("no previous generation to go back to")
            self._generations.point(pointer.previous, pointer.live)
            return pointer.previous

    # Inside

    @contextlib.contextmanager
    def _reading(self) -> Iterator[_Session]:
        """A view of the index; what tantivy cannot read is EngineUnavailable."""
        try:
            yield _Session(self._open(), self._cache)
        except InvalidSearch:
            raise
        except (ValueError, OSError) as error:
            logger.exception("the search index cannot be read")
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
        index = _open(self._generations.path(name))
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
                return _committed(builder)
            return _open(self._generations.path(generation)).searcher()

    def _discard(self, name: str) -> None:
        """Remove a generation nobody is writing; raises EngineBusy when another process is."""
        builder = self._builders.pop(name, None)
        path = self._generations.path(name)
        if builder is not None and builder.pid == os.getpid():
            builder.writer.rollback()
            builder.writer.wait_merging_threads()
        elif _exists(path):
            _writer(_open(path), LIVE_HEAP, 1).wait_merging_threads()
        self._generations.remove(name)

    def _write(self, generation: str, latest: dict[int, Operation]) -> int:
        """Write to a generation that is not being built here: look versions up, commit, let go."""
        if not latest:
            return 0
        index = _open(self._generations.path(generation))
        writer = _writer(index, LIVE_HEAP, 1)
        try:
            index.reload()
            searcher = index.searcher()
            newer = _newer(searcher, latest)
            for uid, operation in newer.items():
                _replace(writer, uid, operation)
            for document in _new_labels(searcher, newer.values()):
                writer.add_document(document)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        return len(newer)

    def _build(self, builder: _Builder, latest: dict[int, Operation], *, fresh: bool) -> int:
        """Write to the generation being built here; `fresh` documents are added without a look."""
        if not fresh:
            searcher = _committed(builder)
            latest = _newer(searcher, latest)
            builder.touched.update((uid, operation.version) for uid, operation in latest.items())
        with _without_collector():
            return sum(self._add(builder, uid, operation, fresh=fresh) for uid, operation in latest.items())

    @staticmethod
    def _add(builder: _Builder, uid: int, operation: Operation, *, fresh: bool) -> bool:
        """Write one operation; False when a newer one was written before."""
        known = builder.touched.get(uid) if fresh else None
        if known is not None and known >= operation.version:
            return False
        if fresh and known is None and isinstance(operation, IndexDocument):
            builder.writer.add_document(schema.to_tantivy(operation))
        else:
            _replace(builder.writer, uid, operation)
        if isinstance(operation, IndexDocument):
            _add_labels(builder, operation)
        return True


class _Session:
    """One consistent view of the index while a question is answered; implements `strategy.Backend`."""

    def __init__(self, reader: _Reader, cache: _FacetCache) -> None:
        self._searcher = reader.searcher
        self._commit = (reader.generation, reader.commit)
        self._cache = cache

    def hits(self, tree: QueryTree | None, full: QueryTree | None, request: SearchRequest) -> strategy.Page:
        by_relevance = tree is not None and request.sort == Sort.RELEVANCE
        query = self._query(tree, full, request, scored=by_relevance)
        if by_relevance:
            result = self._searcher.search(
                query, request.size, count=True, offset=request.offset, weight_by_field="rank"
            )
        else:
            name, order = SORT_FIELDS.get(request.sort, SORT_FIELDS[Sort.NEWEST])
            result = self._searcher.search(
                query, request.size, count=True, offset=request.offset, order_by_field=name, order=order
            )
        return strategy.Page(
            self._hits(result.hits, tree, request, relaxed=full is not None, scored=by_relevance),
            _total(result),
        )

    def facets(self, tree: QueryTree | None, request: SearchRequest) -> tuple[Facet, ...]:
        shape_of_tree = (tree.words, tree.minimum, len(tree.concepts)) if tree else None
        scope = (shape_of_tree, request.exact, request.kinds, request.filters, request.years, request.benefit)
        active = queries.active_facets(request)
        passive = tuple(name for name in request.facets if name not in active)
        counted: dict[FacetName, Facet] = {}
        for names, own in [(passive, None), *(((name,), name) for name in request.facets if name in active)]:
            if names:
                found = self._cache.get(
                    self._commit,
                    (scope, names),
                    functools.partial(self._count_facets, tree, request, names, own),
                )
                counted.update(found)
        return tuple(counted[name] for name in request.facets)

    def count(self, tree: QueryTree, request: SearchRequest) -> int:
        return _total(self._searcher.search(self._query(tree, None, request, scored=False), 1))

    def known(self, folded: Iterable[str]) -> frozenset[str]:
        return frozenset(word for word in folded if self._searcher.doc_freq("all_folded", word))

    def marked_pairs(self, first: str, second: str) -> list[tuple[strategy.Pair, int]]:
        prefix = f"{first}_{second}="
        found = self._searcher.terms_with_prefix("marked_pairs", prefix, limit=10)
        return [(_pair(term[len(prefix) :]), count) for term, count in found]

    def similar_pairs(self, first: str, second: str, distance: int) -> list[tuple[strategy.Pair, int]]:
        wanted = f"{first}_{second}"
        query = Query.fuzzy_term_query(schema.SCHEMA, "pairs", wanted, distance=distance)
        counted: Counter[strategy.Pair] = Counter()
        near: dict[str, bool] = {}
        for _, address in self._searcher.search(query, 100, count=False).hits:
            for text in self._source(address)[:4]:
                written = words(text)
                folded = fold_tokens(exact_tokens(written))
                for place in range(len(folded) - 1):
                    pair = f"{folded[place]}_{folded[place + 1]}"
                    if pair not in near:
                        near[pair] = strategy.edit_distance(pair, wanted, limit=distance) <= distance
                    if near[pair] and pair != wanted:
                        counted[(written[place], written[place + 1])] += 1
        return counted.most_common(20)

    def similar(self, kind: Kind, pk: int, kinds: Sequence[Kind], limit: int) -> tuple[Hit, ...]:
        uid = schema.uid_of(kind, pk)
        address = self._find(uid)
        if address is None:
            return ()
        texts = self._source(address)[:6]
        title, everything = tokens(texts[0]), tokens(" . ".join(texts))[:SIMILAR_TOKENS]
        alike = Query.more_like_this_document_fields_query(
            schema.SCHEMA,
            {
                "title_folded": [" ".join(fold_tokens(title))],
                "all_folded": [" ".join(fold_tokens(everything))],
            },
            min_doc_frequency=2,
            max_doc_frequency=max(100, self._searcher.num_docs // 5),
            min_term_frequency=1,
            max_query_terms=20,
        )
        itself = Query.term_query(schema.SCHEMA, "uid", uid)
        query = Query.boolean_query(
            [(Occur.Must, queries.kind_query(kinds)), (Occur.Must, alike), (Occur.MustNot, itself)]
        )
        found = self._searcher.search(query, limit, count=False, weight_by_field="rank").hits
        uids = self._searcher.fast_field_values("uid", [address for _, address in found])
        return tuple(
            Hit(*schema.record_of(int(cast(int, other))), score=score)
            for (score, _), other in zip(found, uids, strict=True)
        )

    def duplicates(self, document: IndexDocument, threshold: float, limit: int) -> tuple[Duplicate, ...]:
        syllables = schema.narrative_syllables(document.texts())
        own = shingles(syllables)
        hashes = sketch(syllables)
        if not hashes:
            return ()
        shared = [
            (Occur.Should, Query.const_score_query(Query.term_query(schema.SCHEMA, "sketch", one), 1.0))
            for one in hashes
        ]
        query = Query.boolean_query(
            [
                (Occur.Must, queries.kind_query((document.kind,))),
                (Occur.Must, Query.boolean_query(shared)),
                (
                    Occur.MustNot,
                    Query.term_query(schema.SCHEMA, "uid", schema.uid_of(document.kind, document.pk)),
                ),
            ]
        )
        found = self._searcher.search(query, DUPLICATE_CANDIDATES, count=False).hits
        addresses = [address for _, address in found]
        candidates = []
        for address, uid in zip(addresses, self._searcher.fast_field_values("uid", addresses), strict=True):
            texts = self._source(address)[:6]
            similarity = jaccard(own, shingles(schema.narrative_syllables(texts)))
            if similarity >= threshold:
                kind, pk = schema.record_of(int(cast(int, uid)))
                candidates.append(Duplicate(kind, pk, texts[0], similarity))
        return tuple(sorted(candidates, key=lambda one: (-one.similarity, one.pk))[:limit])

    def suggested_labels(self, typed: Sequence[str]) -> list[Suggestion]:
        query = Query.boolean_query(
            [
                (Occur.Must, Query.term_query(schema.SCHEMA, "kind", schema.LABEL_KIND)),
                (Occur.Must, _beginning("label_folded", typed)),
                (Occur.Should, Query.boost_query(_prefix("label_start", " ".join(typed)), 10.0)),
            ]
        )
        found = []
        for score, address in self._searcher.search(query, LABEL_CANDIDATES, count=False).hits:
            kind_name, value, text = self._source(address)
            kind = SuggestionKind(kind_name)
            count = self._searcher.doc_freq(schema.LABEL_FIELDS[kind].value, value)
            if count:
                label = marked(text, typed)
                found.append((score, Suggestion(kind, label, value=value, count=count)))
        found.sort(key=lambda one: (-one[0], -one[1].count, one[1].label.text))
        return [suggestion for _, suggestion in found]

    def suggested_titles(self, typed: Sequence[str], limit: int) -> list[Suggestion]:
        clauses = [
            (Occur.Must, queries.kind_query(Kind)),
            (Occur.Must, _beginning("title_folded", typed)),
        ]
        if len(typed) > 1:
            together = Query.phrase_prefix_query(schema.SCHEMA, "title_folded", list(typed))
            clauses.append((Occur.Should, Query.boost_query(together, 3.0)))
        query = Query.boolean_query(clauses)
        found = self._searcher.search(query, limit * 2, count=False, weight_by_field="rank").hits
        addresses = [address for _, address in found]
        suggestions = []
        for address, uid in zip(addresses, self._searcher.fast_field_values("uid", addresses), strict=True):
            kind, pk = schema.record_of(int(cast(int, uid)))
            shown = SuggestionKind.DOCUMENT if kind == Kind.GUIDANCE else SuggestionKind.TITLE
            label = marked(self._source(address)[0], typed)
            suggestions.append(Suggestion(shown, label, record_kind=kind, pk=pk, count=1))
        return suggestions

    def _query(
        self,
        tree: QueryTree | None,
        full: QueryTree | None,
        request: SearchRequest,
        *,
        scored: bool,
        without: FacetName | None = None,
    ) -> Query:
        text = None
        if tree is not None:
            text = queries.text_query(
                tree,
                full,
                code_exists=bool(tree.code and self._searcher.doc_freq("code", tree.code)),
                affordable=self._is_affordable if scored else None,
            )
        filters = queries.filter_queries(request, without=without)
        of_kinds = sum(self._searcher.doc_freq("kind", kind.code) for kind in request.kinds)
        return queries.joined(
            request.kinds, filters, text, mostly=of_kinds > self._searcher.num_docs * MOSTLY
        )

    def _is_affordable(self, phrase: Phrase) -> bool:
        """A phrase costs as much as its rarest word is common."""
        name = schema.FOLDED_FIELDS[phrase.area]
        return min(self._searcher.doc_freq(name, word) for word in phrase.words) <= PHRASE_BUDGET

    def _hits(
        self,
        found: Sequence[tuple[Any, tantivy.DocAddress]],
        tree: QueryTree | None,
        request: SearchRequest,
        *,
        relaxed: bool,
        scored: bool,
    ) -> tuple[Hit, ...]:
        addresses = [address for _, address in found]
        uids = [int(cast(int, uid)) for uid in self._searcher.fast_field_values("uid", addresses)]
        missing = self._missing(tree, uids) if relaxed and tree is not None else {}
        highlighter = Highlighter(tree.marks) if tree is not None and request.highlight else None
        hits = []
        for (score, address), uid in zip(found, uids, strict=True):
            fragments = _fragments(highlighter, self._source(address)) if highlighter else ()
            kind, pk = schema.record_of(uid)
            hits.append(Hit(kind, pk, score if scored else 0.0, fragments, tuple(missing.get(uid, ()))))
        return tuple(hits)

    def _missing(self, tree: QueryTree, uids: list[int]) -> dict[int, list[str]]:
        """For each record the concepts it lacks, counting those that nothing holds."""
        lacking: dict[int, list[str]] = {uid: [] for uid in uids}
        if not uids:
            return lacking
        these = Query.term_set_query(schema.SCHEMA, "uid", uids)
        for concept in tree.concepts:
            holding = self._holding(concept, these, len(uids))
            for uid in uids:
                if uid not in holding:
                    lacking[uid].append(concept.typed)
        return lacking

    def _holding(self, concept: Concept, these: Query, limit: int) -> set[int]:
        query = Query.boolean_query([(Occur.Must, these), (Occur.Must, queries.node_query(concept.match))])
        addresses = [address for _, address in self._searcher.search(query, limit, count=False).hits]
        return {int(cast(int, uid)) for uid in self._searcher.fast_field_values("uid", addresses)}

    def _count_facets(
        self,
        tree: QueryTree | None,
        request: SearchRequest,
        names: Sequence[FacetName],
        own: FacetName | None,
    ) -> dict[FacetName, Facet]:
        query = self._query(tree, None, request, scored=False, without=own)
        wanted: dict[str, Any] = {}
        for name in names:
            wanted |= queries.facet_aggregation(name)
        counted = {
            name: _Counts.read(name, buckets)
            for name, buckets in self._searcher.aggregate(query, wanted).items()
        }
        recount: dict[str, Any] = {}
        for name in names:
            values = counted[name].uncertain(request.selected(name))
            if values and name not in queries.NUMERIC_FACETS:
                recount |= queries.exact_aggregation(name, values)
        if recount:
            for name, buckets in self._searcher.aggregate(query, recount).items():
                counted[name].correct(_Counts.read(name, buckets))
        return {name: counted[name].facet(name, request.selected(name)) for name in names}

    def _source(self, address: tantivy.DocAddress) -> list[str]:
        return schema.unpack(self._searcher.doc(address).get_first("source") or b"")

    def _find(self, uid: int) -> tantivy.DocAddress | None:
        found = self._searcher.search(Query.term_query(schema.SCHEMA, "uid", uid), 1, count=False).hits
        return found[0][1] if found else None


def _fragments(highlighter: Highlighter, source: Sequence[str]) -> tuple[tuple[str, Fragment], ...]:
    fragments: list[tuple[str, Fragment]] = []
    for part, text in zip(schema.SOURCE_PARTS, source, strict=False):
        if not text:
            continue
        fragment = highlighter.whole(text) if part in WHOLE_PARTS else highlighter.passage(text)
        if fragment is not None:
            fragments.append((part, fragment))
    return tuple(fragments)


@dataclass(slots=True)
class _Counts:
    """Counts of a facet's values, at most `error` too low each; values not listed have at most `error`."""

    values: dict[str, int]
    error: int

    @classmethod
    def read(cls, name: str, result: dict[str, Any]) -> _Counts:
        values = {_value(name, bucket["key"]): int(bucket["doc_count"]) for bucket in result["buckets"]}
        return cls(values, int(result.get("doc_count_error_upper_bound") or 0))

    def uncertain(self, selected: Sequence[str]) -> list[str]:
        """Values to count again: all when any may be too low, else the selected ones not listed."""
        listed = list(self.values) if self.error else []
        return [*listed, *(value for value in selected if value not in self.values)]

    def correct(self, exact: _Counts) -> None:
        self.values |= exact.values

    def facet(self, name: FacetName, selected: Sequence[str]) -> Facet:
        ordered = sorted(self.values, key=lambda value: (-self.values[value], value))
        if name == FacetName.YEAR:
            ordered = sorted(self.values, reverse=True)
        ordered += [value for value in selected if value not in self.values]
        is_exact = not self.error or min(self.values.values()) >= self.error
        return Facet(
            name,
            tuple(FacetValue(one, self.values.get(one, 0), one in selected) for one in ordered),
            is_exact,
        )


def _value(name: str, key: Any) -> str:
    if name == FacetName.KIND:
        return Kind.from_code(int(key)).value
    return str(int(key)) if name == FacetName.YEAR else str(key)


def _pair(written: str) -> strategy.Pair:
    first, _, second = written.partition("_")
    return first, second


def _prefix(name: str, text: str) -> Query:
    return Query.fuzzy_term_query(schema.SCHEMA, name, text, distance=0, prefix=True)


def _beginning(name: str, typed: Sequence[str]) -> Query:
    """Every word typed, the last one as a beginning."""
    clauses = [(Occur.Must, Query.term_query(schema.SCHEMA, name, word)) for word in typed[:-1]]
    return Query.boolean_query([*clauses, (Occur.Must, _prefix(name, typed[-1]))])


def _key_range(kind: Kind, after: int, until: int | None) -> Query:
    last = schema.uid_of(kind, until) if until is not None else schema.uid_of(kind, 0) + schema.UID_SHIFT - 1
    keys = Query.range_query(
        schema.SCHEMA, "uid", FieldType.Unsigned, schema.uid_of(kind, after), last, include_lower=False
    )
    return Query.boolean_query([(Occur.Must, queries.kind_query((kind,))), (Occur.Must, keys)])


def _total(result: tantivy.SearchResult) -> int:
    return int(cast(Any, result).count)


def _newer(searcher: tantivy.Searcher, latest: dict[int, Operation]) -> dict[int, Operation]:
    """Those operations whose version is above the one held."""
    if not latest:
        return {}
    these = Query.term_set_query(schema.SCHEMA, "uid", list(latest))
    addresses = [address for _, address in searcher.search(these, len(latest), count=False).hits]
    uids = searcher.fast_field_values("uid", addresses)
    versions = searcher.fast_field_values("version", addresses)
    held = {int(cast(int, uid)): int(version or 0) for uid, version in zip(uids, versions, strict=True)}
    return {uid: one for uid, one in latest.items() if one.version > held.get(uid, -1)}


def _replace(writer: tantivy.IndexWriter, uid: int, operation: Operation) -> None:
    if isinstance(operation, Deletion):
        document = schema.tombstone(uid, operation.version)
    else:
        document = schema.to_tantivy(operation)
    # delete_documents_by_term takes any number for a signed one and then finds nothing.
    writer.delete_documents_by_query(Query.term_query(schema.SCHEMA, "uid", uid))
    writer.add_document(document)


def _new_labels(searcher: tantivy.Searcher, operations: Iterable[Operation]) -> Iterator[tantivy.Document]:
    """Label documents the index lacks."""
    seen: set[str] = set()
    for operation in operations:
        if isinstance(operation, IndexDocument):
            for kind, label in schema.labels_of(operation):
                key = schema.label_key(kind, label)
                if key not in seen and not searcher.doc_freq("label_key", key):
                    yield schema.label_document(kind, label)
                seen.add(key)


def _add_labels(builder: _Builder, document: IndexDocument) -> None:
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


def _committed(builder: _Builder) -> tantivy.Searcher:
    """A searcher over everything given to the builder so far."""
    builder.writer.commit()
    builder.index.reload()
    return builder.index.searcher()


def _exists(path: Path) -> bool:
    return path.is_dir() and tantivy.Index.exists(str(path))


def _create(path: Path) -> tantivy.Index:
    index = tantivy.Index(schema.SCHEMA, path=str(path))
    schema.register_tokenizers(index)
    index.config_reader("manual")
    return index


def _open(path: Path) -> tantivy.Index:
    """Open a generation; raises IndexMissing when it is absent, of another schema or another format."""
    if not path.name.startswith(f"{schema.SCHEMA_HASH}-"):
        raise IndexMissing(f"{path.name} has another schema: rebuild")
    try:
        if not _exists(path) or not tantivy.Index.is_compatible(str(path)):
            raise IndexMissing(f"{path.name} cannot be read by tantivy {schema.TANTIVY_VERSION}: rebuild")
        index = tantivy.Index.open(str(path))
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"{path.name}: {error}") from error
    schema.register_tokenizers(index)
    index.config_reader("manual")
    index.reload()
    return index


def _writer(index: tantivy.Index, heap: int, threads: int) -> tantivy.IndexWriter:
    try:
        return index.writer(heap, threads)
    except ValueError as error:
        if "LockBusy" in str(error):
            raise EngineBusy("another process is writing") from error
        raise EngineError(str(error)) from error


__all__ = ["EmbeddedEngine"]
