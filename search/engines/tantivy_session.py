"""Answering from one consistent view of a tantivy index: hits, facets, suggestions, similar records."""

from __future__ import annotations

import functools
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import tantivy
from tantivy import Occur, Order, Query

from search.analysis import narrative_syllables
from search.contract import (
    Duplicate,
    Facet,
    FacetName,
    FacetValue,
    Hit,
    IndexDocument,
    Kind,
    SearchRequest,
    Sort,
    Suggestion,
    SuggestionKind,
)
from search.engines import strategy
from search.engines import tantivy_query as queries
from search.engines import tantivy_schema as schema
from search.highlight import Highlighter
from search.query_tree import Concept, Phrase, QueryTree
from search.similarity import jaccard, shingles, sketch
from search.stored import fragments, narrative_of, unpack
from search.suggest import marked
from search.vietnamese import exact_tokens, fold_tokens, tokens, words

CACHED_FACETS = 256
"""Facet counts remembered per process; forgotten with every commit."""

PHRASE_BUDGET = 20_000
"""Phrases only rank, so one whose rarest word stands in more records is left out to save time."""

MOSTLY = 0.5
"""Share of records from which kinds are selected by excluding the others."""

SIMILAR_TOKENS = 400
"""Tokens of a record that others are compared with."""

DUPLICATE_CANDIDATES = 50
"""Records sharing shingles that are compared in full."""

LABEL_CANDIDATES = 300
"""Labels looked at per suggestion."""

SORT_FIELDS = {
    Sort.NEWEST: ("date", Order.Desc),
    Sort.OLDEST: ("date", Order.Asc),
    Sort.BENEFIT: ("benefit_value", Order.Desc),
    Sort.TITLE: ("title_key", Order.Asc),
}


class FacetCache:
    """Least recently used counts of one commit."""

    def __init__(self) -> None:
        self._commit: Hashable = None
        self._facets: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, commit: Hashable, key: Hashable, work_out: Callable[[], Any]) -> Any:
        """The value kept under `key` for this commit, worked out when there is none."""
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


class Session:
    """One consistent view of the index while a question is answered; implements `strategy.Backend`."""

    def __init__(self, searcher: tantivy.Searcher, commit: Hashable, cache: FacetCache) -> None:
        self._searcher = searcher
        self._commit = commit
        self._cache = cache

    def hits(self, tree: QueryTree | None, full: QueryTree | None, request: SearchRequest) -> strategy.Page:
        """One page; see `strategy.Backend`."""
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
            total(result),
        )

    def facets(self, tree: QueryTree | None, request: SearchRequest) -> tuple[Facet, ...]:
        """The facets asked for, each without its own filter; remembered until the next commit."""
        matching = (tree.concepts, tree.minimum, tree.code) if tree else None
        scope = (matching, request.kinds, request.filters, request.years, request.benefit)
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
        """Matches under the request's kinds and filters."""
        return total(self._searcher.search(self._query(tree, None, request, scored=False), 1))

    def known(self, folded: Iterable[str]) -> frozenset[str]:
        """Those folded tokens that occur in any record."""
        return frozenset(word for word in folded if self._searcher.doc_freq("all_folded", word))

    def marked_pairs(self, first: str, second: str) -> list[tuple[strategy.Pair, int]]:
        """How neighbouring folded syllables are written in titles, with record counts."""
        prefix = f"{first}_{second}="
        found = self._searcher.terms_with_prefix("marked_pairs", prefix, limit=10)
        return [(_pair(term[len(prefix) :]), count) for term, count in found]

    def similar_pairs(self, first: str, second: str, distance: int) -> list[tuple[strategy.Pair, int]]:
        """Written pairs at most `distance` edits away, from the records a fuzzy query finds first."""
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
        """Records sharing the rarest words of this one."""
        uid = schema.uid_of(kind, pk)
        address = self._find(uid)
        if address is None:
            return ()
        texts = narrative_of(self._source(address))
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
        """Records sharing shingles, verified by the Jaccard index."""
        syllables = narrative_syllables(document.texts())
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
            texts = narrative_of(self._source(address))
            similarity = jaccard(own, shingles(narrative_syllables(texts)))
            if similarity >= threshold:
                kind, pk = schema.record_of(int(cast(int, uid)))
                candidates.append(Duplicate(kind, pk, texts[0], similarity))
        return tuple(sorted(candidates, key=lambda one: (-one.similarity, one.pk))[:limit])

    def suggested_labels(self, typed: Sequence[str]) -> list[Suggestion]:
        """Fields, units and tags whose words begin as typed, those that begin so themselves first."""
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
        """Titles that hold what was typed, the last word as a beginning."""
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
            found_in = fragments(highlighter, self._source(address)) if highlighter else ()
            kind, pk = schema.record_of(uid)
            hits.append(Hit(kind, pk, score if scored else 0.0, found_in, tuple(missing.get(uid, ()))))
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
        return unpack(bytes(self._searcher.doc(address).get_first("source") or b"").decode())

    def _find(self, uid: int) -> tantivy.DocAddress | None:
        found = self._searcher.search(Query.term_query(schema.SCHEMA, "uid", uid), 1, count=False).hits
        return found[0][1] if found else None


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


def total(result: tantivy.SearchResult) -> int:
    """Matches in all; the stub of tantivy forgot the attribute."""
    return int(cast(Any, result).count)


__all__ = ["FacetCache", "Session", "total"]
