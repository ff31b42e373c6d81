"""Query tree and request → Elasticsearch queries and aggregations. No I/O.

search(tree, None, request).to_dict()    # hits and facets of a page in one request
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.aggs import Agg, Filter, Sampler, Terms
from elasticsearch.dsl.function import FieldValueFactor
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    FunctionScore,
    MatchPhrase,
    Prefix,
    Query,
    Range,
    Term,
)
from elasticsearch.dsl.query import Terms as AnyTerm

from search.contract import FACET_SIZES, FacetName, Kind, SearchRequest, Sort
from search.engines.elasticsearch_schema import EXACT_FIELDS, FACET_FIELDS, FOLDED_FIELDS
from search.query_tree import AllOf, AnyOf, Node, Phrase, QueryTree
from search.query_tree import Term as TermNode
from search.weights import WEIGHTS

BM25_FACTOR = 2.2
"""Lucene leaves out the constant k1 + 1 of BM25: given back at the end, so constants are divided by it before."""

SHARD_VALUES = 10_000
"""Values of a facet that every shard reports: with no more distinct ones, counts are exact."""

SORTS: dict[Sort, tuple[str, ...]] = {
    Sort.RELEVANCE: ("_score", "pk"),
    Sort.NEWEST: ("-date", "pk"),
    Sort.OLDEST: ("date", "pk"),
    Sort.BENEFIT: ("-benefit_value", "pk"),
    Sort.TITLE: ("title_key", "pk"),
}

PAIR_SAMPLE, PAIR_FORMS = 1_000, 10
"""Records of a shard from which the ways of writing a pair of syllables are counted, and ways at most."""

TOP, SELECTED = "top", "selected"
"""Names of the parts of a facet's aggregation."""


def _options(weight: float, name: str | None) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if weight != 1.0:
        options["boost"] = weight
    if name is not None:
        options["_name"] = name
    return options


def node_query(node: Node, name: str | None = None) -> Query:
    """One node of the tree; under a `name` each hit tells whether it matched."""
    match node:
        case TermNode():
            field = (EXACT_FIELDS if node.exact else FOLDED_FIELDS)[node.area]
            return Term(field, {"value": node.text, **_options(node.weight, name)})
        case Phrase():
            phrase = {"query": " ".join(node.words), **_options(node.weight, name)}
            return MatchPhrase(FOLDED_FIELDS[node.area], phrase)
        case AnyOf():
            return DisMax(queries=[node_query(inner) for inner in node.nodes], **_options(1.0, name))
        case AllOf():
            return Bool(must=[node_query(inner) for inner in node.nodes], **_options(1.0, name))


def term(field: str, value: str | int) -> Query:
    """Records with this very value."""
    return Term(field, {"value": value})


def prefix(field: str, beginning: str) -> Query:
    """Records with a value that begins so."""
    return Prefix(field, {"value": beginning})


def constant(query: Query, weight: float) -> Query:
    """A query that adds `weight` to the score, whatever it finds."""
    return ConstantScore(filter=query, boost=weight / BM25_FACTOR)


def matching_clauses(tree: QueryTree, named: Mapping[Node, str] = MappingProxyType({})) -> list[Query]:
    """What a record must hold, to be joined by AND; some concepts under a name."""
    clauses = [(one.required, node_query(one.match, named.get(one.match))) for one in tree.concepts]
    if tree.is_strict:
        return [query for _, query in clauses]
    some = [query for required, query in clauses if not required]
    return [
        *(query for required, query in clauses if required),
        Bool(should=some, minimum_should_match=tree.minimum),
    ]


def text_query(tree: QueryTree, full: QueryTree | None = None, *, scored: bool) -> Query:
    """The text part of a query; unless `scored`, nothing that only ranks is in.

    `full` puts its matches first, and each hit tells which concepts it holds, see `names`.
    """
    named = names(tree) if full is not None else {}
    must = matching_clauses(tree, named)
    should: list[Query] = []
    if scored:
        should = [node_query(node, named.get(node)) for node in tree.preferences]
        if full is not None:
            should.append(constant(_all_of(matching_clauses(full)), WEIGHTS.full_match))
    query = Bool(must=must, should=should) if should else _all_of(must)
    if not tree.code:
        return query
    by_code = constant(term("code", tree.code), WEIGHTS.code)
    return Bool(should=[query, by_code], minimum_should_match=1)


def names(tree: QueryTree) -> dict[Node, str]:
    """What the matching of each concept is called in the hits that hold it."""
    return {concept.match: str(place) for place, concept in enumerate((*tree.concepts, *tree.ranking))}


def _all_of(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Bool(must=list(queries))


def ranked(query: Query) -> Query:
    """A query whose scores are multiplied by the factor of each record."""
    return FunctionScore(query=query, functions=[FieldValueFactor(field="rank", factor=BM25_FACTOR)])


def kind_query(kinds: Iterable[Kind]) -> Query:
    """Only these kinds; labels and deleted records are of none."""
    return _any_of("kind", sorted(kind.value for kind in kinds))


def _any_of(field: str, values: Sequence[Any]) -> Query:
    return term(field, values[0]) if len(values) == 1 else AnyTerm(field, list(values))


def facet_filters(request: SearchRequest) -> dict[FacetName, list[Query]]:
    """Filters and ranges as queries, by the facet they belong to."""
    found: dict[FacetName, list[Query]] = {}
    for one in request.filters:
        values = [int(value) for value in one.values] if one.name == FacetName.YEAR else list(one.values)
        found.setdefault(one.name, []).append(_any_of(FACET_FIELDS[one.name], values))
    if request.years:
        found.setdefault(FacetName.YEAR, []).append(between("year", request.years.lower, request.years.upper))
    if request.benefit:
        lower = max(0, request.benefit.lower or 0)
        found.setdefault(FacetName.BENEFIT, []).append(between("benefit_value", lower, request.benefit.upper))
    return found


def between(field: str, lower: int | None, upper: int | None) -> Query:
    """Values within these bounds, None for an open side."""
    bounds = {name: bound for name, bound in (("gte", lower), ("lte", upper)) if bound is not None}
    return Range(field, bounds)


def search(tree: QueryTree | None, full: QueryTree | None, request: SearchRequest) -> Search[Any]:
    """One page with its facets, and the texts of each hit where passages are shown.

    A filter whose facet is counted narrows the hits alone (`post_filter`), and every facet is counted under
    the filters of the others; all other filters are part of the query.
    """
    filters = facet_filters(request)
    after = {name: queries for name, queries in filters.items() if name in request.facets}
    before = [query for name, queries in filters.items() if name not in after for query in queries]
    scored = tree is not None and request.sort == Sort.RELEVANCE
    query: Query = Bool(filter=[kind_query(request.kinds), *before])
    if tree is not None and scored:
        query.must = [text_query(tree, full, scored=True)]
        query = ranked(query)
    elif tree is not None:
        query.filter = [*query.filter, text_query(tree, full, scored=False)]
    order = Sort.NEWEST if tree is None and request.sort == Sort.RELEVANCE else request.sort
    found: Search[Any] = Search().query(query).sort(*SORTS[order])
    found = found.extra(**{"from": request.offset}, size=request.size, track_total_hits=True)
    found = found.source(["source"] if request.highlight and tree is not None else False)
    if after:
        found = found.post_filter(Bool(filter=[query for queries in after.values() for query in queries]))
    for name in request.facets:
        others = [query for other, queries in after.items() if other != name for query in queries]
        for part, aggregation in facet_aggregations(name, request.selected(name)).items():
            label = f"{name.value}-{part}"
            if others:
                found.aggs.bucket(label, Filter(Bool(filter=others))).bucket(part, aggregation)
            else:
                found.aggs.bucket(label, aggregation)
    return found


def facet_aggregations(name: FacetName, selected: Sequence[str]) -> dict[str, Agg[Any]]:
    """The commonest values of a facet (for years the latest ones), and the selected ones however rare."""
    field = FACET_FIELDS[name]
    options: dict[str, Any] = {"size": FACET_SIZES[name], "shard_size": max(SHARD_VALUES, FACET_SIZES[name])}
    if name == FacetName.YEAR:
        options["order"] = {"_key": "desc"}
    aggregations: dict[str, Agg[Any]] = {TOP: Terms(field=field, **options)}
    if selected:
        aggregations[SELECTED] = Terms(field=field, size=len(selected), include=list(selected))
    return aggregations


def count(tree: QueryTree, request: SearchRequest) -> Search[Any]:
    """Matches under the request's kinds and filters."""
    filters = [query for queries in facet_filters(request).values() for query in queries]
    text = text_query(tree, scored=False)
    query = Bool(filter=[kind_query(request.kinds), *filters, text])
    return Search().query(query).extra(size=0, track_total_hits=True)


def by_code(code: str) -> Search[Any]:
    """Whether a record has this code."""
    return Search().query(term("code", code)).extra(size=0, terminate_after=1, track_total_hits=1)


def by_token(folded: str) -> Search[Any]:
    """How many records hold a folded token."""
    return Search().query(term("all_folded", folded)).extra(size=0, track_total_hits=True)


def marked_pairs(first: str, second: str) -> Search[Any]:
    """The commonest ways in which titles write a pair of folded syllables, counted in a sample."""
    beginning = f"{first}_{second}="
    found: Search[Any] = (
        Search().query(prefix("marked_pairs", beginning)).extra(size=0, track_total_hits=False)
    )
    # Tokens are letters and digits, and points inside numbers: the one thing a regular expression reads otherwise.
    written = Terms(
        field="marked_pairs",
        include=f"{beginning.replace('.', '[.]')}.*",
        size=PAIR_FORMS,
        execution_hint="map",
    )
    found.aggs.bucket("sample", Sampler(shard_size=PAIR_SAMPLE)).bucket("written", written)
    return found


__all__ = [
    "BM25_FACTOR",
    "SELECTED",
    "SORTS",
    "TOP",
    "between",
    "by_code",
    "by_token",
    "constant",
    "count",
    "facet_aggregations",
    "facet_filters",
    "kind_query",
    "marked_pairs",
    "matching_clauses",
    "names",
    "node_query",
    "prefix",
    "ranked",
    "search",
    "term",
    "text_query",
]
