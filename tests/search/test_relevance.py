"""Answers stay good: floors under the scores of the judged questions, a little below what is reached."""

import math
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.relevance.judged import HALVES, judged_queries
from bench.relevance.measure import measure, table
from bench.relevance.scores import ndcg, overlap, recall

NDCG, RECALL = 0.88, 0.91
"""Over all questions, on either engine."""

HALF = 0.87
"""nDCG of the half that nothing was tuned on."""

FLOORS = {
    "sentence": 0.84,
    "unmarked": 0.87,
    "half-marked": 0.91,
    "typo": 0.86,
    "synonym": 0.82,
    "abbreviation": 0.79,
    "code": 0.92,
    "place": 0.92,
    "phrase": 0.88,
    "word": 0.94,
    "technical": 0.89,
    "document": 0.85,
}

AGREEMENT = 0.88
"""Share of the first ten that both engines have in common."""


def check(scores: dict[str, dict[str, float]]) -> None:
    """Hold the scores of an engine against the floors."""
    low = {group: scores[group]["ndcg"] for group, floor in FLOORS.items() if scores[group]["ndcg"] < floor}
    assert low == {}
    assert scores["all"]["ndcg"] >= NDCG
    assert scores["all"]["recall"] >= RECALL
    assert scores[HALVES[1]]["ndcg"] >= HALF


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_content")
def test_embedded__above_the_floors_and_the_stock_search() -> None:
    result = measure(["embedded", "stock", "stock-any"])
    engines = result["engines"]
    check(engines["embedded"])
    assert engines["stock"]["all"]["ndcg"] < engines["stock-any"]["all"]["ndcg"] < NDCG
    assert table(result).count("\n") == len(FLOORS) + len(HALVES) + 2


@pytest.mark.services
@pytest.mark.skipif(not os.environ.get("ELASTICSEARCH_URL"), reason="no Elasticsearch: set ELASTICSEARCH_URL")
@pytest.mark.django_db
@pytest.mark.usefixtures("demo_content")
def test_elasticsearch__above_the_floors_and_like_the_embedded_engine() -> None:
    result = measure(["embedded", "elasticsearch"])
    check(result["engines"]["elasticsearch"])
    assert result["overlap"] >= AGREEMENT


def test_queries__every_class_is_well_represented() -> None:
    queries = judged_queries()
    groups = [one.group for one in queries]
    assert set(groups) == set(FLOORS)
    assert min(map(groups.count, FLOORS)) >= 10
    assert len({one.query for one in queries}) == len(queries)
    assert all(set(one.grades.values()) <= {1, 2, 3} for one in queries)
    assert all(max(one.grades.values()) >= 2 for one in queries)


def test_measure__unknown_engine() -> None:
    with pytest.raises(ValueError, match="is not one of"):
        measure(["lucene"])


GRADES = {"a": 3, "b": 2, "c": 1}


@pytest.mark.parametrize(
    ("found", "score"),
    [
        (["a", "b", "c"], 1.0),
        ([], 0.0),
        (["x", "y"], 0.0),
        (["x", "a"], 7 / math.log2(3) / (7 + 3 / math.log2(3) + 1 / 2)),
    ],
)
def test_ndcg__by_example(found: list[str], score: float) -> None:
    assert ndcg(found, GRADES) == pytest.approx(score)


def test_recall__counts_good_records_within_reach() -> None:
    assert recall(["b", "x"], GRADES) == 0.5
    assert recall(["x", "x", "a"], GRADES, depth=2) == 0
    assert recall([f"n{number}" for number in range(20)], {f"n{number}": 3 for number in range(50)}) == 1


def test_overlap__of_first_ones() -> None:
    assert overlap(["a", "b"], ["b", "c"]) == 0.5
    assert overlap(["a", "b"], ["a"]) == 0.5
    assert overlap([], []) == 1
    assert overlap([], ["a"]) == 0


@given(st.permutations("abcde"))
def test_ndcg__never_above_the_best_order(found: list[str]) -> None:
    assert 0 < ndcg(found, GRADES) <= 1 + 1e-9
