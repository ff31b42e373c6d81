"""Days by which reviews are due."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.workflow.deadlines import add_working_days, days_in_words

FRIDAY = datetime.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, datetime.date(2026, 11, 23)),
        (FRIDAY, 2, datetime.date(2026, 11, 24)),
        (datetime.date(2026, 11, 21), 0, datetime.date(2026, 11, 23)),
        (datetime.date(2026, 11, 22), 1, datetime.date(2026, 11, 24)),
        (datetime.date(2026, 11, 18), 2, FRIDAY),
        (datetime.date(2026, 11, 18), 5, datetime.date(2026, 11, 25)),
    ],
)
def test_working_days__leave_out_weekends(day: datetime.date, count: int, expected: datetime.date) -> None:
    assert add_working_days(day, count) == expected


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)), st.integers(0, 60))
def test_working_days__counted_one_by_one(day: datetime.date, count: int) -> None:
    end = add_working_days(day, count)
    assert end.weekday() < 5
    between = (day + datetime.timedelta(days=step) for step in range(1, (end - day).days + 1))
    working = sum(one.weekday() < 5 for one in between)
    assert working == count + (1 if day.weekday() >= 5 else 0)


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "quá 3 ngày"), (-1, "quá 1 ngày"), (0, "hôm nay"), (1, "ngày mai"), (4, "còn 4 ngày")],
)
def test_words__for_the_days_left(days: int, words: str) -> None:
    assert days_in_words(days) == words
