"""Query tree and request → tantivy queries and aggregations. No I/O."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import Any

from tantivy import FieldType, Occur, Query

from search.contract import FACET_SIZES, FacetName, Kind, SearchRequest
from search.engines.tantivy_schema import EXACT_FIELDS, FOLDED_FIELDS, SCHEMA
from search.query_tree import AllOf, AnyOf, Area, Node, Phrase, QueryTree, Term
from search.weights import WEIGHTS

VALUES_PER_SEGMENT = 10_000
"""Facet values brought together from each segment; with more distinct ones counting takes a second pass."""

TOTAL = "total"
"""Name of the aggregation that counts records."""

MOST_WAYS = 10
"""Ways to choose some of the concepts that are written out as a query each."""

NUMERIC_FACETS = frozenset({FacetName.KIND, FacetName.YEAR})


def _weighted(query: Query, weight: float) -> Query:
    return query if weight == 1.0 else Query.boost_query(query, weight)


def node_query(node: Node, scope: Sequence[Query] = ()) -> Query:
    """One node of the tree. A phrase that is only one of several ways is looked for within `scope` alone."""
    match node:
        case Term():
            field = (EXACT_FIELDS if node.exact else FOLDED_FIELDS)[node.area]
            return _weighted(Query.term_query(SCHEMA, field, node.text), node.weight)
        case Phrase():
            return _weighted(
                Query.phrase_query(SCHEMA, FOLDED_FIELDS[node.area], list(node.words)), node.weight
            )
        case AnyOf():
            ways = (
                all_of([node_query(inner), *scope]) if isinstance(inner, Phrase) else node_query(inner)
                for inner in node.nodes
            )
            return Query.disjunction_max_query(list(ways))
        case AllOf():
            return all_of([node_query(inner) for inner in node.nodes])


def matching_query(tree: QueryTree, scope: Sequence[Query] = ()) -> Query:
    """What a record must hold. `scope` are queries without a score that it must match anyway."""
    required = [one.match for one in tree.concepts if one.required]
    free = [one.match for one in tree.concepts if not one.required]
    if not tree.is_strict:
        return all_of([*(node_query(node, scope) for node in required), _some_of(free, tree.minimum, scope)])
    # What every record must hold anyway narrows the search for the phrases among other ways.
    needed = dict.fromkeys(term for node in (*required, *free) for term in sorted(_needed(node)))
    certain = [unscored(Query.term_query(SCHEMA, FOLDED_FIELDS[area], word)) for area, word in needed]
    return all_of([node_query(node, (*scope, *certain)) for node in dict.fromkeys((*required, *free))])


def _needed(node: Node) -> frozenset[tuple[Area, str]]:
    """Tokens without which nothing matches a node."""
    match node:
        case Term():
            return frozenset(((node.area, node.text),))
        case Phrase():
            return frozenset((node.area, word) for word in node.words)
        case AnyOf():
            return frozenset.intersection(*map(_needed, node.nodes))
        case AllOf():
            return frozenset.union(*map(_needed, node.nodes))


def unscored(query: Query) -> Query:
    """A query that matches and leaves the order alone."""
    return Query.const_score_query(query, 0.0)


def all_of(parts: Sequence[Query]) -> Query:
    """Queries joined by AND; at least one."""
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Must, part) for part in parts])


def any_of(parts: Iterable[Query]) -> Query:
    """Queries joined by OR."""
    return Query.boolean_query([(Occur.Should, part) for part in parts])


def _some_of(nodes: Sequence[Node], minimum: int, scope: Sequence[Query]) -> Query:
    """At least `minimum` of the nodes. Few ways to choose them are tried each, which costs half as much."""
    parts = [node_query(node, scope) for node in nodes]
    if minimum > 1 and math.comb(len(nodes), minimum) <= MOST_WAYS:
        return any_of(map(all_of, itertools.combinations(parts, minimum)))
    return Query.boolean_query([(Occur.Should, part) for part in parts], minimum_number_should_match=minimum)


def with_code(query: Query, code: str) -> Query:
    """A text query, or the record whose code was typed, first of all."""
    by_code = Query.const_score_query(Query.term_query(SCHEMA, "code", code), WEIGHTS.code)
    return any_of((query, by_code))


def ranked_query(
    tree: QueryTree,
    preferences: Iterable[Node],
    full: QueryTree | None = None,
    *,
    few: bool,
    scope: Sequence[Query] = (),
) -> Query:
    """What a record must hold, ranked by `preferences` alone; matches of `full` come first.

    Where `few` records match, each preference is looked up in them; else all its records are walked over.
    """
    matching = unscored(matching_query(tree, scope))
    parts = [node_query(node, scope) for node in preferences]
    if full is not None:
        parts.append(Query.const_score_query(matching_query(full, scope), WEIGHTS.full_match))
    return preferring(matching, parts) if few else _preferring_at_once(matching, parts)


def preferring(query: Query, parts: Iterable[Query]) -> Query:
    """A query whose matches are looked up in each of `parts`, for their scores."""
    for part in parts:
        query = Query.boolean_query([(Occur.Must, query), (Occur.Should, part)])
    return query


def _preferring_at_once(query: Query, parts: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query), *((Occur.Should, part) for part in parts)])


def _terms(field: str, values: Sequence[Any]) -> Query:
    query = (
        Query.term_query(SCHEMA, field, values[0])
        if len(values) == 1
        else Query.term_set_query(SCHEMA, field, list(values))
    )
    return unscored(query)


def kind_query(kinds: Iterable[Kind]) -> Query:
    """Only these kinds."""
    return _terms("kind", sorted(kind.code for kind in kinds))


def _facet_query(name: FacetName, values: Sequence[str]) -> Query:
    if name == FacetName.KIND:
        return kind_query(Kind(value) for value in values)
    return _terms(name.value, [int(value) for value in values] if name in NUMERIC_FACETS else values)


def facet_filters(request: SearchRequest) -> dict[FacetName, Query]:
    """The filter or range in use of each facet."""
    parts: dict[FacetName, list[Query]] = {}
    for one in request.filters:
        parts.setdefault(one.name, []).append(_facet_query(one.name, one.values))
    if request.years:
        years = Query.range_query(
            SCHEMA, "year", FieldType.Unsigned, request.years.lower or 0, request.years.upper
        )
        parts.setdefault(FacetName.YEAR, []).append(unscored(years))
    if request.benefit:
        money = Query.range_query(
            SCHEMA,
            "benefit_value",
            FieldType.Integer,
            max(0, request.benefit.lower or 0),
            request.benefit.upper,
        )
        parts.setdefault(FacetName.BENEFIT, []).append(unscored(money))
    return {name: all_of(queries) for name, queries in parts.items()}


def filter_queries(request: SearchRequest, *, without: FacetName | None = None) -> list[Query]:
    """Filters and ranges as queries to be joined by AND; `without` leaves one facet's own out."""
    return [query for name, query in facet_filters(request).items() if name != without]


def joined(scope: Sequence[Query], text: Query | None, without: Sequence[Query] = ()) -> Query:
    """Scope and text, if there is one, joined by AND; without the matches of the others."""
    clauses = [(Occur.Must, query) for query in (*scope, *([text] if text is not None else []))]
    clauses += [(Occur.MustNot, query) for query in without]
    return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)


def _filter_text(request: SearchRequest, name: FacetName) -> str:
    """The filter of a facet in the language of tantivy's parser, the only form its aggregations take."""
    parts = []
    for one in request.filters:
        if one.name == name:
            values = (Kind(value).code for value in one.values) if name == FacetName.KIND else one.values
            parts.append(" OR ".join(f"{name.value}:{_quoted(str(value))}" for value in values))
    for of, field, span in (
        (FacetName.YEAR, "year", request.years),
        (FacetName.BENEFIT, "benefit_value", request.benefit),
    ):
        if of == name and span:
            upper = "*" if span.upper is None else span.upper
            parts.append(f"{field}:[{max(0, span.lower or 0)} TO {upper}]")
    return " AND ".join(f"({part})" for part in parts)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


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


def aggregation(names: Iterable[FacetName]) -> dict[str, Any]:
    """How many records there are (`TOTAL`), and the commonest values of these facets."""
    wanted: dict[str, Any] = {TOTAL: {"value_count": {"field": "uid"}}}
    for name in names:
        wanted |= facet_aggregation(name)
    return wanted


def aggregation_among(request: SearchRequest, active: Sequence[FacetName]) -> dict[str, Any]:
    """The same under all filters (`TOTAL`) and, for each facet in use (its name), under those of the others."""
    texts = {name: _filter_text(request, name) for name in active}
    passive = [name for name in request.facets if name not in texts]
    wanted: dict[str, Any] = {
        TOTAL: {"filter": " AND ".join(texts.values()), "aggs": aggregation(passive)},
    }
    for name in active:
        others = " AND ".join(text for other, text in texts.items() if other != name)
        wanted[name.value] = {"filter": others or "*", "aggs": aggregation((name,))}
    return wanted


def exact_aggregation(name: FacetName, values: Sequence[str]) -> dict[str, Any]:
    """Exact counts of these values of a text facet."""
    terms = {"field": name.value, "size": len(values), "include": list(values)}
    return {name.value: {"terms": terms}}


__all__ = [
    "NUMERIC_FACETS",
    "TOTAL",
    "aggregation",
    "aggregation_among",
    "all_of",
    "any_of",
    "exact_aggregation",
    "facet_aggregation",
    "facet_filters",
    "filter_queries",
    "joined",
    "kind_query",
    "matching_query",
    "node_query",
    "preferring",
    "ranked_query",
    "unscored",
    "with_code",
]
