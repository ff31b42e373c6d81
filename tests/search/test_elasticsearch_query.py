"""Questions as Elasticsearch is asked them, word for word. No server."""

from typing import Any

import pytest

from search.contract import CATALOGUE_FACETS, FacetName, Filter, Kind, Range, SearchRequest, Sort
from search.engines import elasticsearch_query as queries
from search.engines.elasticsearch_schema import ANALYSIS, MAPPING
from search.query_tree import AllOf, AnyOf, Area, Concept, Node, Phrase, QueryTree, Term
from search.weights import WEIGHTS

BOMB = Concept("bơm", ("bom",), Term(Area.ANYWHERE, "bom"), (Term(Area.TITLE, "bom", 2.0),))
WATER = Concept("nước", ("nuoc",), Term(Area.ANYWHERE, "nuoc"))
KIND = {"term": {"kind": {"value": "initiative"}}}
RANKED = {"functions": [{"field_value_factor": {"field": "rank", "factor": 2.2}}]}


def tree(*concepts: Concept, **values: Any) -> QueryTree:
    """A strict tree of these concepts."""
    return QueryTree(concepts=concepts, minimum=sum(not one.required for one in concepts), **values)


def folded(word: str) -> dict[str, Any]:
    """A folded token anywhere."""
    return {"term": {"all_folded": {"value": word}}}


@pytest.mark.parametrize(
    ("node", "query"),
    [
        (Term(Area.ANYWHERE, "dien"), {"term": {"all_folded": {"value": "dien"}}}),
        (Term(Area.TITLE, "dien", 2.6), {"term": {"title_folded": {"value": "dien", "boost": 2.6}}}),
        (
            Term(Area.TITLE, "điện", 3.2, exact=True),
            {"term": {"title_exact": {"value": "điện", "boost": 3.2}}},
        ),
        (Term(Area.PAIRS, "tram_bom", 1.2), {"term": {"pairs": {"value": "tram_bom", "boost": 1.2}}}),
        (
            Phrase(Area.ANYWHERE, ("an", "toan"), 0.9),
            {"match_phrase": {"all_folded": {"query": "an toan", "boost": 0.9}}},
        ),
        (
            AnyOf((Term(Area.ANYWHERE, "ldld"), Phrase(Area.ANYWHERE, ("lao", "dong")))),
            {
                "dis_max": {
                    "queries": [folded("ldld"), {"match_phrase": {"all_folded": {"query": "lao dong"}}}]
                }
            },
        ),
        (
            AllOf((Term(Area.ANYWHERE, "lao"), Term(Area.ANYWHERE, "dong"))),
            {"bool": {"must": [folded("lao"), folded("dong")]}},
        ),
    ],
)
def test_node__says_what_to_look_for(node: Node, query: dict[str, Any]) -> None:
    assert queries.node_query(node).to_dict() == query


def test_search__words_rank_and_filters_do_not() -> None:
    request = SearchRequest("bơm nước", page=2, size=10)
    question = tree(BOMB, WATER, bonuses=(Term(Area.PAIRS, "bom_nuoc", 1.2),))
    assert queries.search(question, None, request).to_dict() == {
        "query": {
            "function_score": {
                "query": {
                    "bool": {
                        "filter": [KIND],
                        "must": [
                            {
                                "bool": {
                                    "must": [folded("bom"), folded("nuoc")],
                                    "should": [
                                        {"term": {"title_folded": {"value": "bom", "boost": 2.0}}},
                                        {"term": {"pairs": {"value": "bom_nuoc", "boost": 1.2}}},
                                    ],
                                }
                            }
                        ],
                    }
                },
                **RANKED,
            }
        },
        "sort": ["_score", "pk"],
        "from": 10,
        "size": 10,
        "track_total_hits": True,
        "_source": ["source"],
    }


def test_search__other_orders_compute_no_score() -> None:
    request = SearchRequest("bơm", kinds=(Kind.STORY, Kind.PAGE), sort=Sort.NEWEST, highlight=False)
    assert queries.search(tree(BOMB), None, request).to_dict() == {
        "query": {"bool": {"filter": [{"terms": {"kind": ["page", "story"]}}, folded("bom")]}},
        "sort": [{"date": {"order": "desc"}}, "pk"],
        "from": 0,
        "size": 20,
        "track_total_hits": True,
        "_source": False,
    }


def test_search__everything_is_listed_by_date() -> None:
    asked = queries.search(None, None, SearchRequest()).to_dict()
    assert asked["query"] == {"bool": {"filter": [KIND]}}
    assert asked["sort"] == [{"date": {"order": "desc"}}, "pk"]


def test_text__code_alone_is_enough_and_comes_first() -> None:
    assert queries.text_query(tree(WATER, code="04hdldld"), scored=True).to_dict() == {
        "bool": {
            "should": [
                folded("nuoc"),
                {
                    "constant_score": {
                        "filter": {"term": {"code": {"value": "04hdldld"}}},
                        "boost": WEIGHTS.code / queries.BM25_FACTOR,
                    }
                },
            ],
            "minimum_should_match": 1,
        }
    }


def test_text__relaxed_counts_concepts_and_names_them() -> None:
    quoted = Concept("“an toàn”", ("an", "toan"), Phrase(Area.ANYWHERE, ("an", "toan")), required=True)
    third = Concept("máy", ("may",), Term(Area.ANYWHERE, "may"))
    full = tree(BOMB, WATER)
    relaxed = QueryTree(concepts=(BOMB, quoted, WATER), minimum=1, ranking=(third,))
    assert queries.text_query(relaxed, full, scored=True).to_dict() == {
        "bool": {
            "must": [
                {"match_phrase": {"all_folded": {"query": "an toan", "_name": "1"}}},
                {
                    "bool": {
                        "should": [
                            {"term": {"all_folded": {"value": "bom", "_name": "0"}}},
                            {"term": {"all_folded": {"value": "nuoc", "_name": "2"}}},
                        ],
                        "minimum_should_match": 1,
                    }
                },
            ],
            "should": [
                {"term": {"title_folded": {"value": "bom", "boost": 2.0}}},
                {"term": {"all_folded": {"value": "may", "_name": "3"}}},
                {
                    "constant_score": {
                        "filter": {"bool": {"must": [folded("bom"), folded("nuoc")]}},
                        "boost": WEIGHTS.full_match / queries.BM25_FACTOR,
                    }
                },
            ],
        }
    }


def test_search__facets_in_use_narrow_the_hits_after_they_are_counted() -> None:
    request = SearchRequest(
        filters=(Filter(FacetName.LEVEL, ("province",)), Filter(FacetName.CAMPAIGN, ("a", "b"))),
        years=Range(2020, 2022),
        facets=(FacetName.LEVEL, FacetName.YEAR, FacetName.SECTOR),
    )
    asked = queries.search(None, None, request).to_dict()
    level = {"term": {"level": {"value": "province"}}}
    years = {"range": {"year": {"gte": 2020, "lte": 2022}}}
    # Nobody asked how the campaigns are spread, so theirs is part of the question.
    assert asked["query"] == {"bool": {"filter": [KIND, {"terms": {"campaign": ["a", "b"]}}]}}
    assert asked["post_filter"] == {"bool": {"filter": [level, years]}}
    sectors = {"terms": {"field": "sector", "size": 4, "shard_size": 10_000}}
    assert asked["aggs"] == {
        "level-top": {
            "filter": {"bool": {"filter": [years]}},
            "aggs": {"top": {"terms": {"field": "level", "size": 4, "shard_size": 10_000}}},
        },
        "level-selected": {
            "filter": {"bool": {"filter": [years]}},
            "aggs": {"selected": {"terms": {"field": "level", "size": 1, "include": ["province"]}}},
        },
        "year-top": {
            "filter": {"bool": {"filter": [level]}},
            "aggs": {
                "top": {
                    "terms": {"field": "year", "size": 40, "shard_size": 10_000, "order": {"_key": "desc"}}
                }
            },
        },
        "sector-top": {"filter": {"bool": {"filter": [level, years]}}, "aggs": {"top": sectors}},
    }


def test_search__facets_without_filters_are_counted_plainly() -> None:
    asked = queries.search(None, None, SearchRequest(facets=CATALOGUE_FACETS)).to_dict()
    assert "post_filter" not in asked
    assert set(asked["aggs"]) == {f"{name.value}-top" for name in CATALOGUE_FACETS}
    assert asked["aggs"]["unit-top"] == {"terms": {"field": "unit", "size": 30, "shard_size": 10_000}}


def test_search__benefit_range_leaves_out_what_has_no_value() -> None:
    asked = queries.search(None, None, SearchRequest(benefit=Range(upper=100))).to_dict()
    assert asked["query"]["bool"]["filter"][1] == {"range": {"benefit_value": {"gte": 0, "lte": 100}}}


def test_count__asks_for_a_number_alone() -> None:
    request = SearchRequest("bơm", filters=(Filter(FacetName.YEAR, ("2021",)),))
    assert queries.count(tree(BOMB), request).to_dict() == {
        "query": {"bool": {"filter": [KIND, {"term": {"year": {"value": 2021}}}, folded("bom")]}},
        "size": 0,
        "track_total_hits": True,
    }


def test_marked_pairs__are_counted_in_a_sample() -> None:
    assert queries.marked_pairs("doi", "1.5").to_dict() == {
        "query": {"prefix": {"marked_pairs": {"value": "doi_1.5="}}},
        "aggs": {
            "sample": {
                "sampler": {"shard_size": queries.PAIR_SAMPLE},
                "aggs": {
                    "written": {
                        "terms": {
                            "field": "marked_pairs",
                            "include": "doi_1[.]5=.*",
                            "size": queries.PAIR_FORMS,
                            "execution_hint": "map",
                        }
                    }
                },
            }
        },
        "size": 0,
        "track_total_hits": False,
    }


def test_mapping__takes_known_fields_alone_and_stores_texts_alone() -> None:
    assert MAPPING["dynamic"] == "strict"
    assert MAPPING["_source"] == {"includes": ["source"]}
    assert ANALYSIS["analyzer"]["spaces"]["tokenizer"] == "whitespace"
    fields = MAPPING["properties"]
    with_places = {name for name, field in fields.items() if field.get("index_options") == "positions"}
    assert with_places == {"all_folded", "title_folded"}
