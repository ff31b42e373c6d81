"""Answering from an Elasticsearch index: hits with their facets, suggestions, similar records."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any
from zlib import crc32

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Fuzzy, Ids, MatchPhrasePrefix, MoreLikeThis, Query
from elasticsearch.dsl.types import LikeDocument

from search.analysis import narrative_syllables
from search.contract import (
    MAX_WINDOW,
    Duplicate,
    Facet,
    FacetName,
    FacetValue,
    Focus,
    Hit,
    IndexDocument,
    Kind,
    SearchRequest,
    Sort,
    Suggestion,
    SuggestionKind,
    VersionSummary,
)
from search.engines import elasticsearch_query as queries
from search.engines import elasticsearch_schema as schema
from search.engines import strategy
from search.engines.base import EngineUnavailable
from search.engines.elasticsearch_connection import refusal
from search.highlight import Highlighter
from search.query_tree import QueryTree, build_tree
from search.similarity import jaccard, shingles, sketch
from search.stored import fragments, narrative_of, unpack
from search.suggest import marked
from search.vietnamese import exact_tokens, fold_tokens, tokens, words
from search.vocabulary import Vocabulary

SIMILAR_TOKENS = 400
"""Tokens of a record that others are compared with."""

DUPLICATE_CANDIDATES = 50
"""Records sharing shingles that are compared in full."""

LABEL_CANDIDATES = 30
"""Labels looked at per suggestion."""

Found = dict[str, Any]


class Session:
    """One question's way through an index; implements `strategy.Backend`.

    Every answer of the cluster is kept for whoever asks the same again: hits, their number and the counts of facets
    come in one.
    """

    def __init__(self, client: Elasticsearch, index: str, wait: float, question: str = "") -> None:
        """Ask `index`, at most `wait` seconds for each answer."""
        self._client = client
        self._index = index
        self._wait = f"{round(wait * 1_000)}ms"
        # Copies of an index differ a little in what they still hold of old versions, and so in scores: the same
        # question goes to the same copy, so that its pages fit together.
        # Answers are remembered over there until the index changes, pages of hits with their facets too.
        self._header = {
            "allow_partial_search_results": False,
            "request_cache": True,
            "preference": f"q{crc32(question.encode(errors='replace')):08x}",
        }
        self._answers: dict[str, Found] = {}
        self._counted: dict[Hashable, Mapping[str, Any]] = {}

    def look_ahead(self, request: SearchRequest, vocabulary: Vocabulary) -> None:
        """Fetch in one go what `strategy.answer` asks for first, so that it need not wait for each.

        That is whether the question is a code, and the page of its strict matches; for a question typed without
        marks the ways its pairs are written, on which the page depends.
        """
        tree = build_tree(request.text, None if request.exact else vocabulary)
        if tree is None or request.focus != Focus.ALL:
            return
        asked = [queries.by_code(tree.code)] if tree.code else []
        if request.exact or not tree.is_unmarked:
            asked.append(queries.search(tree, None, request))
        else:
            asked += [queries.marked_pairs(*pair) for pair in itertools.pairwise(tree.folded)]
        self._search_all(asked)

    def hits(self, tree: QueryTree | None, full: QueryTree | None, request: SearchRequest) -> strategy.Page:
        """One page; see `strategy.Backend`."""
        found = self._search(queries.search(tree, full, request))
        self._counted[_scope(tree, request)] = found.get("aggregations", {})
        highlighter = Highlighter(tree.marks) if tree is not None and request.highlight else None
        scored = tree is not None and request.sort == Sort.RELEVANCE
        relaxed = tree if full is not None else None
        hits = tuple(_hit(one, highlighter, relaxed, scored=scored) for one in found["hits"]["hits"])
        return strategy.Page(hits, found["hits"]["total"]["value"])

    def facets(self, tree: QueryTree | None, request: SearchRequest) -> tuple[Facet, ...]:
        """The facets asked for, each without its own filter."""
        aggregations = self._counted.get(_scope(tree, request))
        if aggregations is None:
            aggregations = self._search(queries.search(tree, None, request))["aggregations"]
        return read_facets(request, aggregations)

    def count(self, tree: QueryTree, request: SearchRequest) -> int:
        """Matches under the request's kinds and filters; of a strict tree the whole page is fetched at once."""
        asked = queries.search(tree, None, request) if tree.is_strict else queries.count(tree, request)
        return int(self._search(asked)["hits"]["total"]["value"])

    def has_code(self, code: str) -> bool:
        """Whether a record has this code."""
        return bool(self._search(queries.by_code(code))["hits"]["total"]["value"])

    def frequencies(self, folded: Iterable[str]) -> dict[str, int]:
        """How many records hold each folded token, without those that none holds."""
        wanted = list(folded)
        counted = self._search_all([queries.by_token(word) for word in wanted])
        found = {word: int(one["hits"]["total"]["value"]) for word, one in zip(wanted, counted, strict=True)}
        return {word: records for word, records in found.items() if records}

    def marked_pairs(self, first: str, second: str) -> list[tuple[strategy.Pair, int]]:
        """How neighbouring folded syllables are written in titles, with record counts of a sample."""
        found = self._search(queries.marked_pairs(first, second))["aggregations"]["sample"]["written"]
        return [(_pair(one["key"].partition("=")[2]), one["doc_count"]) for one in found["buckets"]]

    def similar_pairs(self, first: str, second: str, distance: int) -> list[tuple[strategy.Pair, int]]:
        """Written pairs at most `distance` edits away, from the records a fuzzy query finds first."""
        wanted = f"{first}_{second}"
        near = Fuzzy("pairs", {"value": wanted, "fuzziness": distance})
        asked = Search().query(near).source(["source"]).extra(size=100, track_total_hits=False)
        counted: Counter[strategy.Pair] = Counter()
        is_near: dict[str, bool] = {}
        for one in self._search(asked)["hits"]["hits"]:
            for text in _source(one)[:4]:
                written = words(text)
                folded = fold_tokens(exact_tokens(written))
                for place in range(len(folded) - 1):
                    pair = f"{folded[place]}_{folded[place + 1]}"
                    if pair not in is_near:
                        is_near[pair] = strategy.edit_distance(pair, wanted, limit=distance) <= distance
                    if is_near[pair] and pair != wanted:
                        counted[(written[place], written[place + 1])] += 1
        return counted.most_common(20)

    def similar(self, kind: Kind, pk: int, kinds: Sequence[Kind], limit: int) -> tuple[Hit, ...]:
        """Records sharing the rarest words of this one."""
        itself = Bool(filter=[queries.kind_query((kind,)), Ids(values=[schema.id_of(kind, pk)])])
        everything = Search().query(queries.kind_query(Kind)).extra(size=0, track_total_hits=True)
        own, counted = self._search_all([Search().query(itself).source(["source"]).extra(size=1), everything])
        if not own["hits"]["hits"]:
            return ()
        texts = narrative_of(_source(own["hits"]["hits"][0]))
        title, narrative = tokens(texts[0]), tokens(" . ".join(texts))[:SIMILAR_TOKENS]
        reads = {"title_folded": " ".join(fold_tokens(title)), "all_folded": " ".join(fold_tokens(narrative))}
        alike = MoreLikeThis(
            fields=list(reads),
            like=[LikeDocument(_index=self._index, doc=reads)],
            min_doc_freq=2,
            max_doc_freq=max(100, counted["hits"]["total"]["value"] // 5),
            min_term_freq=1,
            max_query_terms=20,
            minimum_should_match="20%",
        )
        query = Bool(must=[alike], filter=[queries.kind_query(kinds)], must_not=[itself])
        asked = Search().query(queries.ranked(query)).source(False).extra(size=limit, track_total_hits=False)
        return tuple(
            Hit(*schema.record_of(one["_id"]), score=one["_score"])
            for one in self._search(asked)["hits"]["hits"]
        )

    def duplicates(self, document: IndexDocument, threshold: float, limit: int) -> tuple[Duplicate, ...]:
        """Records sharing shingles, verified by the Jaccard index."""
        syllables = narrative_syllables(document.texts())
        own = shingles(syllables)
        hashes = sketch(syllables)
        if not hashes:
            return ()
        query = Bool(
            should=[queries.constant(queries.term("sketch", str(one)), 1.0) for one in hashes],
            minimum_should_match=1,
            filter=[queries.kind_query((document.kind,))],
            must_not=[Ids(values=[schema.id_of(document.kind, document.pk)])],
        )
        asked = Search().query(query).source(["source"])
        candidates = []
        for one in self._search(asked.extra(size=DUPLICATE_CANDIDATES, track_total_hits=False))["hits"][
            "hits"
        ]:
            texts = narrative_of(_source(one))
            similarity = jaccard(own, shingles(narrative_syllables(texts)))
            if similarity >= threshold:
                kind, pk = schema.record_of(one["_id"])
                candidates.append(Duplicate(kind, pk, texts[0], similarity))
        return tuple(sorted(candidates, key=lambda one: (-one.similarity, one.pk))[:limit])

    def suggestions(self, typed: Sequence[str], limit: int) -> list[Suggestion]:
        """Fields, units and tags, then titles, that hold what was typed, the last word as a beginning."""
        labels, titles = self._search_all(
            [
                Search().query(_label_query(typed)).source(["source"]).extra(size=LABEL_CANDIDATES),
                Search().query(_title_query(typed)).source(["source"]).extra(size=limit * 2),
            ]
        )
        return [*self._labels(labels, typed), *_titles(titles, typed)]

    def versions(self, kind: Kind, after: int, until: int | None, limit: int) -> list[tuple[int, int]]:
        """(pk, version) by ascending pk."""
        rows: list[tuple[int, int]] = []
        while len(rows) < limit:
            size = min(limit - len(rows), MAX_WINDOW)
            asked = Search().query(_key_range(kind, after, until)).sort("pk").source(False)
            found = self._search(asked.extra(size=size, version=True, track_total_hits=False))["hits"]["hits"]
            rows += [(one["sort"][0], one["_version"]) for one in found]
            if len(found) < size:
                break
            after = rows[-1][0]
        return rows

    def version_summary(self, kind: Kind, after: int, until: int | None) -> VersionSummary:
        """Count and sum of versions of a key range."""
        asked = Search().query(_key_range(kind, after, until)).extra(size=0, track_total_hits=True)
        asked.aggs.metric("sum", "sum", field="version_part")
        found = self._search(asked)
        return VersionSummary(found["hits"]["total"]["value"], int(found["aggregations"]["sum"]["value"]))

    def total(self) -> int:
        """Records of all kinds."""
        asked = Search().query(queries.kind_query(Kind)).extra(size=0, track_total_hits=True)
        return int(self._search(asked)["hits"]["total"]["value"])

    def _labels(self, found: Found, typed: Sequence[str]) -> list[Suggestion]:
        candidates = []
        for one in found["hits"]["hits"]:
            name, value, text = _source(one)
            candidates.append((one["_score"], SuggestionKind(name), value, text))
        counted = self._search_all(
            Search()
            .query(queries.term(schema.LABEL_FIELDS[kind].value, value))
            .extra(size=0, track_total_hits=True)
            for _, kind, value, _ in candidates
        )
        suggestions = []
        for (score, kind, value, text), of_value in zip(candidates, counted, strict=True):
            count = of_value["hits"]["total"]["value"]
            if count:
                suggestions.append((score, Suggestion(kind, marked(text, typed), value=value, count=count)))
        suggestions.sort(key=lambda one: (-one[0], -one[1].count, one[1].label.text))
        return [suggestion for _, suggestion in suggestions]

    def _search(self, asked: Search[Any]) -> Found:
        return self._search_all([asked])[0]

    def _search_all(self, asked: Iterable[Search[Any]]) -> list[Found]:
        """The answers of the cluster, whole or not at all, in one round trip; none for what was asked before."""
        questions = [one.to_dict() for one in asked]
        keys = [json.dumps(question, ensure_ascii=False) for question in questions]
        bodies = dict(zip(keys, questions, strict=True))
        new = [key for key in bodies if key not in self._answers]
        if new:
            found = self._client.msearch(
                index=self._index,
                searches=[
                    line for key in new for line in (self._header, {**bodies[key], "timeout": self._wait})
                ],
            )
            for key, answer in zip(new, found["responses"], strict=True):
                if "error" in answer:
                    raise refusal(answer["status"], answer["error"]["type"])
                if answer["timed_out"]:
                    raise EngineUnavailable("no answer in time")
                self._answers[key] = answer
        return [self._answers[key] for key in keys]


def _scope(tree: QueryTree | None, request: SearchRequest) -> Hashable:
    matching = (tree.concepts, tree.minimum, tree.code) if tree else None
    return (matching, request.kinds, request.filters, request.years, request.benefit, request.facets)


def _hit(one: Found, highlighter: Highlighter | None, relaxed: QueryTree | None, *, scored: bool) -> Hit:
    kind, pk = schema.record_of(one["_id"])
    missing: tuple[str, ...] = ()
    if relaxed is not None:
        held = set(one.get("matched_queries", ()))
        names = queries.names(relaxed)
        missing = tuple(
            concept.typed
            for concept in (*relaxed.concepts, *relaxed.ranking)
            if names[concept.match] not in held
        )
    found_in = fragments(highlighter, _source(one)) if highlighter else ()
    return Hit(kind, pk, float(one["sort"][0]) if scored else 0.0, found_in, missing)


def _source(one: Found) -> list[str]:
    return unpack(one["_source"].get("source", ""))


def _titles(found: Found, typed: Sequence[str]) -> list[Suggestion]:
    suggestions = []
    for one in found["hits"]["hits"]:
        kind, pk = schema.record_of(one["_id"])
        shown = SuggestionKind.DOCUMENT if kind == Kind.GUIDANCE else SuggestionKind.TITLE
        label = marked(_source(one)[0], typed)
        suggestions.append(Suggestion(shown, label, record_kind=kind, pk=pk, count=1))
    return suggestions


def read_facets(request: SearchRequest, aggregations: Mapping[str, Any]) -> tuple[Facet, ...]:
    """The facets of a request from the aggregations of `elasticsearch_query.search`."""
    return tuple(_facet(name, request.selected(name), aggregations) for name in request.facets)


def _facet(name: FacetName, selected: Sequence[str], aggregations: Mapping[str, Any]) -> Facet:
    top = _part(name, queries.TOP, aggregations)
    counts = {str(one["key"]): int(one["doc_count"]) for one in top["buckets"]}
    if selected:
        rare = _part(name, queries.SELECTED, aggregations)
        counts = {str(one["key"]): int(one["doc_count"]) for one in rare["buckets"]} | counts
    listed = [str(one["key"]) for one in top["buckets"]]
    listed += sorted(
        (one for one in selected if one not in listed), key=lambda one: (-counts.get(one, 0), one)
    )
    values = tuple(FacetValue(one, counts.get(one, 0), one in selected) for one in listed)
    return Facet(name, values, not top["doc_count_error_upper_bound"])


def _part(name: FacetName, part: str, aggregations: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = aggregations[f"{name.value}-{part}"]
    inner: Mapping[str, Any] = found.get(part, found)
    return inner


def _pair(written: str) -> strategy.Pair:
    first, _, second = written.partition("_")
    return first, second


def _beginning(field: str, typed: Sequence[str]) -> list[Query]:
    """Every word typed, the last one as a beginning."""
    return [*(queries.term(field, word) for word in typed[:-1]), queries.prefix(field, typed[-1])]


def _label_query(typed: Sequence[str]) -> Query:
    return Bool(
        filter=[queries.term("kind", schema.LABEL_KIND), *_beginning("label_folded", typed)],
        should=[queries.constant(queries.prefix("label_start", " ".join(typed)), 10.0)],
    )


def _title_query(typed: Sequence[str]) -> Query:
    together = MatchPhrasePrefix("title_folded", {"query": " ".join(typed), "boost": 3.0})
    return queries.ranked(
        Bool(
            must=_beginning("title_folded", typed),
            should=[together] if len(typed) > 1 else [],
            filter=[queries.kind_query(Kind)],
        )
    )


def _key_range(kind: Kind, after: int, until: int | None) -> Query:
    return Bool(filter=[queries.kind_query((kind,)), queries.between("pk", after + 1, until)])


__all__ = ["Session", "read_facets"]
