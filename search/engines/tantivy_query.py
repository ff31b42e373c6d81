"""Query tree and request → tantivy queries and aggregations. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tantivy import FieldType, Occur, Query

from search.contract import FACET_SIZES, FacetName, Kind, SearchRequest
from search.engines.tantivy_schema import EXACT_FIELDS, FOLDED_FIELDS, SCHEMA
from search.query_tree import AllOf, AnyOf, Node, Phrase, QueryTree, Term
from search.weights import WEIGHTS

VALUES_PER_SEGMENT = 10_000
"""Facet values brought together from each segment; with more distinct ones counting takes a second pass."""

NUMERIC_FACETS = frozenset({FacetName.KIND, FacetName.YEAR})


def _weighted(query: Query, weight: float) -> Query:
    return query if weight == 1.0 else Query.boost_query(query, weight)


def node_query(node: Node) -> Query:
    """One node of the tree."""
    match node:
        case Term():
            field = (EXACT_FIELDS if node.exact else FOLDED_FIELDS)[node.area]
            return _weighted(Query.term_query(SCHEMA, field, node.text), node.weight)
        case Phrase():
            return _weighted(
                Query.phrase_query(SCHEMA, FOLDED_FIELDS[node.area], list(node.words)), node.weight
            )
        case AnyOf():
            return Query.disjunction_max_query([node_query(inner) for inner in node.nodes])
        case AllOf():
            return Query.boolean_query([(Occur.Must, node_query(inner)) for inner in node.nodes])


def matching_query(tree: QueryTree) -> Query:
    """What a record must hold."""
    required = [(Occur.Must, node_query(one.match)) for one in tree.concepts if one.required]
    free = [node_query(one.match) for one in tree.concepts if not one.required]
    if not free:
        return Query.boolean_query(required)
    if tree.is_strict:
        return Query.boolean_query([*required, *((Occur.Must, query) for query in free)])
    some = Query.boolean_query(
        [(Occur.Should, query) for query in free], minimum_number_should_match=tree.minimum
    )
    return Query.boolean_query([*required, (Occur.Must, some)])


def text_query(
    tree: QueryTree,
    full: QueryTree | None = None,
    *,
    code_exists: bool = False,
    affordable: Callable[[Phrase], bool] | None = None,
) -> Query:
    """The text part of a query. `full` puts its matches first.

    With `affordable` everything that only ranks is added, phrases where it agrees; without it nothing is.
    """
    clauses = [(Occur.Must, matching_query(tree))]
    if affordable is not None:
        bonuses = dict.fromkeys((*(node for one in tree.concepts for node in one.bonuses), *tree.bonuses))
        clauses += [
            (Occur.Should, node_query(node))
            for node in bonuses
            if not isinstance(node, Phrase) or affordable(node)
        ]
        if full is not None:
            best = Query.const_score_query(matching_query(full), WEIGHTS.full_match)
            clauses.append((Occur.Should, best))
    query = Query.boolean_query(clauses) if len(clauses) > 1 else clauses[0][1]
    if not code_exists:
        return query
    by_code = Query.const_score_query(Query.term_query(SCHEMA, "code", tree.code), WEIGHTS.code)
    return Query.boolean_query([(Occur.Should, query), (Occur.Should, by_code)])


def _terms(field: str, values: Sequence[Any]) -> Query:
    query = (
        Query.term_query(SCHEMA, field, values[0])
        if len(values) == 1
        else Query.term_set_query(SCHEMA, field, list(values))
    )
    return Query.const_score_query(query, 0.0)


def kind_query(kinds: Iterable[Kind]) -> Query:
    """Only these kinds."""
    return _terms("kind", sorted(kind.code for kind in kinds))


def _facet_query(name: FacetName, values: Sequence[str]) -> Query:
    if name == FacetName.KIND:
        return kind_query(Kind(value) for value in values)
    return _terms(name.value, [int(value) for value in values] if name in NUMERIC_FACETS else values)


def filter_queries(request: SearchRequest, *, without: FacetName | None = None) -> list[Query]:
    """Filters and ranges as queries to be joined by AND; `without` leaves one facet's own out."""
    queries = [_facet_query(one.name, one.values) for one in request.filters if one.name != without]
    if request.years and without != FacetName.YEAR:
        years = Query.range_query(
            SCHEMA, "year", FieldType.Unsigned, request.years.lower or 0, request.years.upper
        )
        queries.append(Query.const_score_query(years, 0.0))
    if request.benefit and without != FacetName.BENEFIT:
        money = Query.range_query(
            SCHEMA,
            "benefit_value",
            FieldType.Integer,
            max(0, request.benefit.lower or 0),
            request.benefit.upper,
        )
        queries.append(Query.const_score_query(money, 0.0))
    return queries


def joined(
    kinds: Sequence[Kind], queries: Sequence[Query], text: Query | None, *, mostly: bool = False
) -> Query:
    """Kinds, filters and text joined by AND.

    `mostly` says that most records are of these kinds: then a text is searched faster by excluding the others
    (labels and tombstones hold no text).
    """
    clauses = [(Occur.Must, query) for query in (*queries, *([text] if text is not None else []))]
    if mostly and text is not None:
        others = [kind for kind in Kind if kind not in kinds]
        if others:
            clauses.append((Occur.MustNot, kind_query(others)))
    else:
        clauses.insert(0, (Occur.Must, kind_query(kinds)))
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)


def active_facets(request: SearchRequest) -> set[FacetName]:
    """Facets in use as a filter, whose counts need a query of their own."""
    active = {one.name for one in request.filters}
    if request.years:
        active.add(FacetName.YEAR)
    if request.benefit:
        active.add(FacetName.BENEFIT)
    return active


def facet_aggregation(name: FacetName) -> dict[str, Any]:
    """The commonest values of a facet; for years the latest ones."""
    terms: dict[str, Any] = {
        "field": name.value,
        "size": FACET_SIZES[name],
        "segment_size": max(VALUES_PER_SEGMENT, FACET_SIZES[name]),
    }
    if name == FacetName.YEAR:
        terms["order"] = {"_key": "desc"}
    return {name.value: {"terms": terms}}


def exact_aggregation(name: FacetName, values: Sequence[str]) -> dict[str, Any]:
    """Exact counts of these values of a text facet."""
    terms = {"field": name.value, "size": len(values), "include": list(values)}
    return {name.value: {"terms": terms}}


__all__ = [
    "NUMERIC_FACETS",
    "active_facets",
    "exact_aggregation",
    "facet_aggregation",
    "filter_queries",
    "joined",
    "kind_query",
    "matching_query",
    "node_query",
    "text_query",
]
