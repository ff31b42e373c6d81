"""League tables: ranks, ties, moves and periods."""

import datetime

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from showcase.statistics.leagues import (
    is_period,
    league,
    month_of,
    months_of,
    period_before,
    quarter_of,
    ranks,
)
from showcase.statistics.question import Question, period_words
from showcase.statistics.shapes import BodyCount


def body(slug: str, count: int, participants: int = 0, members: int | None = None) -> BodyCount:
    return BodyCount(slug, slug.upper(), count, participants, members)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 9), max_size=30))
def test_ranks__say_how_many_are_larger(values: dict[str, float]) -> None:
    assert ranks(values) == {
        key: 1 + sum(other > value for other in values.values()) for key, value in values.items()
    }


def test_league__equal_values_share_a_rank_and_names_decide_their_order() -> None:
    rows = league([body("c", 5), body("b", 7), body("a", 5), body("d", 1), body("e", 0)], [], "count")
    assert [(row.body.slug, row.rank, row.move) for row in rows] == [
        ("b", 1, None),
        ("a", 2, None),
        ("c", 2, None),
        ("d", 4, None),
    ]


def test_league__moves_are_ranks_gained_since_the_period_before() -> None:
    before = [body("a", 9), body("b", 8), body("c", 7)]
    rows = league([body("a", 1), body("b", 3), body("c", 1), body("d", 2)], before, "count")
    assert {row.body.slug: row.move for row in rows} == {"b": 1, "d": None, "a": -2, "c": 0}


def test_league__by_participants_and_per_thousand_members() -> None:
    bodies = [body("a", 10, 40, 1_000), body("b", 3, 90, 100), body("c", 50, 1, None), body("d", 9, 9, 0)]
    assert [row.body.slug for row in league(bodies, [], "participants")] == ["b", "a", "d", "c"]
    per_thousand = league(bodies, [], "per-thousand")
    assert [(row.body.slug, row.value) for row in per_thousand] == [("b", 30), ("a", 10)]


def test_league__shows_the_first_rows_only() -> None:
    assert len(league([body(str(number), number + 1) for number in range(50)], [], "count", shown=20)) == 20


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2199, 12, 31)))
def test_periods__follow_each_other(day: datetime.date) -> None:
    month, quarter = month_of(day), quarter_of(day)
    assert is_period(month)
    assert is_period(quarter)
    assert month in months_of(quarter)
    assert period_before(month) < month
    assert months_of(period_before(quarter))[-1] == period_before(months_of(quarter)[0])


@pytest.mark.parametrize("raw", ["", "2022", "2022-13", "2022-Q5", "2022-1", "x", "2022-Q", "2022-04-01"])
def test_periods__others_are_none(raw: str) -> None:
    assert not is_period(raw)
    with pytest.raises(ValueError, match="no period"):
        months_of(raw)


def test_periods__in_words() -> None:
    assert (period_words("2022-04"), period_words("2022-Q2")) == ("tháng 4/2022", "quý 2/2022")


def test_question__forgets_what_is_no_answer() -> None:
    asked = Question.of(QueryDict("year=abc&units=xyz&level=all&period=2022-13&by=money"))
    assert asked == Question()
    assert asked.query() == ""
    full = Question.of(QueryDict("year=2022&units=now&level=workplaces&period=2022-Q2&by=per-thousand"))
    assert Question.of(QueryDict(full.query().removeprefix("?"))) == full
    assert dict(full.without("year", "units")) == {
        "level": "workplaces",
        "period": "2022-Q2",
        "by": "per-thousand",
    }
