"""Answering from one consistent view of a tantivy index: hits, facets, suggestions, similar records."""

from __future__ import annotations

import functools
import itertools
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
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
from search.query_tree import AllOf, AnyOf, Node, Phrase, QueryTree, Term, leaves
from search.similarity import jaccard, shingles, sketch
from search.stored import fragments, narrative_of, unpack
from search.suggest import marked
from search.vietnamese import exact_tokens, fold_tokens, tokens, words

CACHED_COUNTS = 256
"""Questions whose counts are remembered per process; forgotten with every commit."""

RANKING_BUDGET = 1_500_000
"""Places in the index that may be looked at for the sake of the order alone; what says least for it goes first."""

PHRASE_COST, LOOKUP_COST = 10, 5
"""Places that one record of a phrase's rarest word, and looking one record up, are worth."""

PHRASE_LIMIT = 300_000
"""Records of the rarest word from which a phrase is looked up as its words: no phrase to anybody, and dear."""

CONCEPTS_AT_ONCE = 20
"""Concepts looked for in the hits by one query: a score tells powers of two apart only up to 2²⁴."""

MOSTLY = 0.5
"""Share of records from which kinds are selected by excluding the others."""

SIMILAR_TOKENS = 400
"""Tokens of a record that others are compared with."""

SIMILAR_SHARE = 0.2
"""A record is like another when it earns this share of the score that the other itself would have."""

DUPLICATE_CANDIDATES = 50
"""Records sharing shingles that are compared in full."""

LABEL_CANDIDATES = 120
"""Labels looked at per suggestion."""

LABELS_OF_A_KIND = 10
"""Labels of each kind that are handed on: more than are ever shown, for some may have the same name."""

COMPLETIONS, COMPLETION_BUDGET = 50, 100_000
"""Words that a beginning is completed to at most, and the records that hold them, added up."""

SORT_FIELDS = {
    Sort.NEWEST: ("date", Order.Desc),
    Sort.OLDEST: ("date", Order.Asc),
    Sort.BENEFIT: ("benefit_value", Order.Desc),
    Sort.TITLE: ("title_key", Order.Asc),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records match, and their facets."""

    total: int
    facets: tuple[Facet, ...]


class CountCache:
    """Least recently used counts of one commit."""

    def __init__(self) -> None:
        self._commit: Hashable = None
        self._counts: OrderedDict[Hashable, Counted] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, commit: Hashable, key: Hashable, work_out: Callable[[], Counted]) -> Counted:
        """The counts kept under `key` for this commit, worked out when there are none."""
        with self._lock:
            if commit != self._commit:
                self._counts.clear()
                self._commit = commit
            elif key in self._counts:
                self._counts.move_to_end(key)
                return self._counts[key]
        value = work_out()
        with self._lock:
            if commit == self._commit:
                self._counts[key] = value
                if len(self._counts) > CACHED_COUNTS:
                    self._counts.popitem(last=False)
        return value


class Session:
    """One consistent view of the index while a question is answered; implements `strategy.Backend`."""

    def __init__(self, searcher: tantivy.Searcher, commit: Hashable, cache: CountCache) -> None:
        self._searcher = searcher
        self._commit = commit
        self._cache = cache

    def hits(self, tree: QueryTree | None, full: QueryTree | None, request: SearchRequest) -> strategy.Page:
        """One page; see `strategy.Backend`."""
        matches = self._counted(tree, request).total
        if request.offset >= matches:
            return strategy.Page((), matches)
        by_relevance = tree is not None and request.sort == Sort.RELEVANCE
        if tree is not None and by_relevance:
            first = full if full is not None and self.count(full, request) else None
            found = self._searcher.search(
                self._ranked(tree, first, request, matches),
                request.size,
                count=False,
                offset=request.offset,
                weight_by_field="rank",
            )
        else:
            name, order = SORT_FIELDS.get(request.sort, SORT_FIELDS[Sort.NEWEST])
            found = self._searcher.search(
                self._matching(tree, request),
                request.size,
                count=False,
                offset=request.offset,
                order_by_field=name,
                order=order,
            )
        hits = self._hits(found.hits, tree, request, relaxed=full is not None, scored=by_relevance)
        return strategy.Page(hits, matches)

    def facets(self, tree: QueryTree | None, request: SearchRequest) -> tuple[Facet, ...]:
        """The facets asked for, each without its own filter; remembered until the next commit."""
        return self._counted(tree, request).facets

    def count(self, tree: QueryTree, request: SearchRequest) -> int:
        """Matches under the request's kinds and filters; remembered like facets."""
        return self._counted(tree, request).total

    def has_code(self, code: str) -> bool:
        """Whether a record has this code."""
        return bool(self._searcher.doc_freq("code", code))

    def frequencies(self, folded: Iterable[str]) -> dict[str, int]:
        """How many records hold each folded token, without those that none holds."""
        found = {word: self._searcher.doc_freq("all_folded", word) for word in folded}
        return {word: records for word, records in found.items() if records}

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
        own = self._searcher.search(
            Query.boolean_query([(Occur.Must, alike), (Occur.Must, Query.const_score_query(itself, 0.0))]),
            1,
            count=False,
        ).hits
        least = own[0][0] * SIMILAR_SHARE if own else 0.0
        query = Query.boolean_query(
            [(Occur.Must, queries.kind_query(kinds)), (Occur.Must, alike), (Occur.MustNot, itself)]
        )
        found = self._searcher.search(query, limit, count=False, weight_by_field="rank").hits
        found = [one for one in found if one[0] >= least]
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
            kind, value, text = self._source(address)
            count = self._searcher.doc_freq(schema.LABEL_FIELDS[SuggestionKind(kind)].value, value)
            if count:
                found.append((-score, -count, text, kind, value))
        shown: Counter[str] = Counter()
        suggestions = []
        for _, count, text, kind, value in sorted(found):
            shown[kind] += 1
            if shown[kind] <= LABELS_OF_A_KIND:
                label = marked(text, typed)
                suggestions.append(Suggestion(SuggestionKind(kind), label, value=value, count=-count))
        return suggestions

    def suggested_titles(self, typed: Sequence[str], limit: int) -> list[Suggestion]:
        """Titles that hold what was typed, the last word as a beginning."""
        clauses = [(Occur.Must, _title(word)) for word in typed[:-1]]
        clauses.append((Occur.Must, Query.const_score_query(self._completed(typed), 1.0)))
        clauses += [
            (Occur.Should, _pair_query(f"{one}_{two}")) for one, two in itertools.pairwise(typed[:-1])
        ]
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

    def _completed(self, typed: Sequence[str]) -> Query:
        """Titles with a word that begins as the last one typed, right after the one before it where any has it so.

        Of the many words that a letter or two may begin, the commonest that the budget allows.
        """
        *before, last = typed
        if before:
            start = f"{before[-1]}_"
            found = self._searcher.terms_with_prefix("pairs", start + last, limit=COMPLETIONS)
            if found:
                return queries.any_of(
                    queries.all_of([_pair_query(pair), _title(pair.removeprefix(start))])
                    for pair in _within(found, COMPLETION_BUDGET)
                )
        words_ = self._searcher.terms_with_prefix("title_folded", last, limit=COMPLETIONS)
        return queries.any_of(map(_title, _within(words_, COMPLETION_BUDGET)))

    def _matching(
        self, tree: QueryTree | None, request: SearchRequest, filters: Sequence[Query] | None = None
    ) -> Query:
        """What is found for a tree, without its order. `filters` replace those of the request."""
        scope, without = self._scope(tree, request, filters)
        if tree is None:
            return queries.joined(scope, None, without)
        text = queries.matching_query(self._bounded(tree), scope)
        return queries.joined(scope, self._or_code(tree, text), without)

    def _ranked(self, tree: QueryTree, full: QueryTree | None, request: SearchRequest, matches: int) -> Query:
        """The same with all that ranks its `matches`, as far as the budget goes."""
        scope, without = self._scope(tree, request, None)
        nodes = dict.fromkeys((*(concept.match for concept in tree.concepts), *tree.preferences))
        few = matches * len(nodes) * LOOKUP_COST <= RANKING_BUDGET
        text = queries.ranked_query(
            self._bounded(tree),
            self._worthwhile(nodes, few=few),
            self._bounded(full) if full is not None else None,
            few=few,
            scope=scope,
        )
        return queries.joined(scope, self._or_code(tree, text), without)

    def _bounded(self, tree: QueryTree) -> QueryTree:
        """The tree without phrases of words that stand nearly everywhere."""
        concepts = tuple(replace(one, match=self._bounded_node(one.match)) for one in tree.concepts)
        return replace(tree, concepts=concepts)

    def _bounded_node(self, node: Node) -> Node:
        match node:
            case Phrase() if self._cost(node, few=False) > PHRASE_COST * PHRASE_LIMIT:
                return AllOf(tuple(Term(node.area, word, node.weight) for word in dict.fromkeys(node.words)))
            case AnyOf() | AllOf():
                return replace(node, nodes=tuple(map(self._bounded_node, node.nodes)))
            case _:
                return node

    def _scope(
        self, tree: QueryTree | None, request: SearchRequest, filters: Sequence[Query] | None
    ) -> tuple[list[Query], list[Query]]:
        """Filters and kinds: what a record must match, and what it must not.

        Where most records are of these kinds, a text is searched faster by excluding the others (labels and
        tombstones hold no text).
        """
        scope = list(queries.filter_queries(request) if filters is None else filters)
        of_kinds = sum(self._searcher.doc_freq("kind", kind.code) for kind in request.kinds)
        if tree is None or of_kinds <= self._searcher.num_docs * MOSTLY:
            return [queries.kind_query(request.kinds), *scope], []
        others = [kind for kind in Kind if kind not in request.kinds]
        return scope, [queries.kind_query(others)] if others else []

    def _or_code(self, tree: QueryTree, text: Query) -> Query:
        return queries.with_code(text, tree.code) if tree.code and self.has_code(tree.code) else text

    def _worthwhile(self, nodes: Iterable[Node], *, few: bool) -> list[Node]:
        """Of all that ranks the part that the budget allows, what says most for its cost first.

        Looking terms up in a `few` records costs nothing worth mentioning.
        """
        costs = {node: self._cost(node, few=few) for node in nodes}
        ordered = sorted(
            (node for node, cost in costs.items() if cost),
            key=lambda node: max(leaf.weight for leaf in leaves(node)) / costs[node],
            reverse=True,
        )
        spent = itertools.accumulate(costs[node] for node in ordered)
        return [node for node, sum_ in zip(ordered, spent, strict=True) if sum_ <= RANKING_BUDGET]

    def _cost(self, node: Node, *, few: bool) -> int:
        """Places in the index that a node makes tantivy look at; 0 for what occurs nowhere."""
        match node:
            case Term():
                field = (schema.EXACT_FIELDS if node.exact else schema.FOLDED_FIELDS)[node.area]
                records = self._searcher.doc_freq(field, node.text)
                return min(records, 1) if few else records
            case Phrase():
                # Even where few records match: a phrase begins by looking for its first record among all.
                field = schema.FOLDED_FIELDS[node.area]
                return PHRASE_COST * min(self._searcher.doc_freq(field, word) for word in node.words)
            case AnyOf() | AllOf():
                return sum(self._cost(inner, few=few) for inner in node.nodes)

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
        missing = self._missing(tree, uids) if relaxed and tree is not None and uids else {}
        highlighter = Highlighter(tree.marks) if tree is not None and request.highlight else None
        hits = []
        for (score, address), uid in zip(found, uids, strict=True):
            found_in = fragments(highlighter, self._source(address)) if highlighter else ()
            kind, pk = schema.record_of(uid)
            hits.append(Hit(kind, pk, score if scored else 0.0, found_in, tuple(missing.get(uid, ()))))
        return tuple(hits)

    def _missing(self, tree: QueryTree, uids: list[int]) -> dict[int, list[str]]:
        """For each record the concepts it lacks."""
        lacking: dict[int, list[str]] = {uid: [] for uid in uids}
        concepts = (*tree.concepts, *tree.ranking)
        these = Query.const_score_query(Query.term_set_query(schema.SCHEMA, "uid", uids), 0.0)
        for start in range(0, len(concepts), CONCEPTS_AT_ONCE):
            some = concepts[start : start + CONCEPTS_AT_ONCE]
            # Each concept scores a power of two of its own, so the sum says which of them a record holds.
            parts = (
                Query.const_score_query(queries.node_query(concept.match), 2.0**place)
                for place, concept in enumerate(some)
            )
            found = self._searcher.search(queries.preferring(these, parts), len(uids), count=False).hits
            of_hits = self._searcher.fast_field_values("uid", [address for _, address in found])
            for (score, _), uid in zip(found, of_hits, strict=True):
                held = int(score)
                lacking[int(cast(int, uid))] += [
                    concept.typed for place, concept in enumerate(some) if not held >> place & 1
                ]
        return lacking

    def _counted(self, tree: QueryTree | None, request: SearchRequest) -> Counted:
        """Matches and facets, counted in one go and remembered."""
        matching = (tree.concepts, tree.minimum, tree.code) if tree else None
        scope = (matching, request.kinds, request.filters, request.years, request.benefit, request.facets)
        return self._cache.get(self._commit, scope, functools.partial(self._count, tree, request))

    def _count(self, tree: QueryTree | None, request: SearchRequest) -> Counted:
        filters = queries.facet_filters(request)
        active = [name for name in request.facets if name in filters]
        passive = [name for name in request.facets if name not in filters]
        found: dict[str, Any]
        if tree is not None and active and not (tree.is_strict and _is_of_words(tree)):
            # Filters make neither phrases nor a relaxed text cheaper: it is walked over once for all facets.
            query = self._matching(tree, request, ())
            among = self._searcher.aggregate(query, queries.aggregation_among(request, active))
            found = among[queries.TOTAL] | {name.value: among[name.value][name.value] for name in active}
        else:
            found = self._searcher.aggregate(self._matching(tree, request), queries.aggregation(passive))
            for name in active:
                query = self._without(name, tree, request)
                found |= self._searcher.aggregate(query, queries.facet_aggregation(name))
        counts = {name: _Counts.read(name, found[name.value]) for name in request.facets}
        for name, of_facet in counts.items():
            values = of_facet.uncertain(request.selected(name))
            if values and name not in queries.NUMERIC_FACETS:
                query = self._without(name, tree, request)
                again = self._searcher.aggregate(query, queries.exact_aggregation(name, values))
                of_facet.correct(_Counts.read(name, again[name.value]))
        return Counted(
            int(found[queries.TOTAL]["value"]),
            tuple(counts[name].facet(name, request.selected(name)) for name in request.facets),
        )

    def _without(self, name: FacetName, tree: QueryTree | None, request: SearchRequest) -> Query:
        """What is found without the filter of one facet."""
        return self._matching(tree, request, queries.filter_queries(request, without=name))

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


def _is_of_words(tree: QueryTree) -> bool:
    """Whether no phrase is looked for."""
    return all(isinstance(leaf, Term) for one in tree.concepts for leaf in leaves(one.match))


def _title(word: str) -> Query:
    return Query.term_query(schema.SCHEMA, "title_folded", word)


def _pair_query(pair: str) -> Query:
    return Query.term_query(schema.SCHEMA, "pairs", pair)


def _within(found: Iterable[tuple[str, int]], budget: int) -> list[str]:
    """Of terms with their records, commonest first, those that fit into the budget together; else the rarest."""
    ordered = sorted(found, key=lambda one: one[1], reverse=True)
    chosen: list[str] = []
    for term, records in ordered:
        if records <= budget:
            chosen.append(term)
            budget -= records
    return chosen or [term for term, _ in ordered[-1:]]


def _prefix(name: str, text: str) -> Query:
    return Query.fuzzy_term_query(schema.SCHEMA, name, text, distance=0, prefix=True)


def _beginning(name: str, typed: Sequence[str]) -> Query:
    """Every word typed, the last one as a beginning."""
    clauses = [(Occur.Must, Query.term_query(schema.SCHEMA, name, word)) for word in typed[:-1]]
    return Query.boolean_query([*clauses, (Occur.Must, _prefix(name, typed[-1]))])


def total(result: tantivy.SearchResult) -> int:
    """Matches in all; the stub of tantivy forgot the attribute."""
    return int(cast(Any, result).count)


__all__ = ["CountCache", "Session", "total"]
