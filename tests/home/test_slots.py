"""Slots: which stand on a day, and which rows may not stand together."""

import datetime
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.slots import Window, in_words, overlaps, standing, stands_on

START, END = datetime.date(2026, 5, 1), datetime.date(2026, 5, 31)
DAY = datetime.timedelta(days=1)

days = st.none() | st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 1, 20))


@dataclass
class Dates:
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None


@st.composite
def windows(draw: st.DrawFn) -> Window:
    starts, ends = draw(days), draw(days)
    if starts and ends and ends < starts:
        starts, ends = ends, starts
    return Window(draw(st.sampled_from("ab")), starts, ends)


@pytest.mark.parametrize(
    ("slot", "day", "stands"),
    [
        (Dates(), START, True),
        (Dates(START, END), START - DAY, False),
        (Dates(START, END), START, True),
        (Dates(START, END), END, True),
        (Dates(START, END), END + DAY, False),
        (Dates(starts_on=START), datetime.date.max, True),
        (Dates(ends_on=END), datetime.date.min, True),
        (Dates(START, START), START, True),
    ],
)
def test_slot__stands_on_its_first_and_its_last_day(slot: Dates, day: datetime.date, stands: bool) -> None:
    assert stands_on(slot, day) is stands
    assert (standing([slot], day) == [slot]) is stands


def test_standing__keeps_the_order() -> None:
    slots = [Dates(), Dates(END, END), Dates(START, END)]
    assert standing(slots, START) == [slots[0], slots[2]]


def test_overlaps__names_the_later_row_once() -> None:
    rows = [Window(1), Window(2), Window(1, START), Window(1, END)]
    assert overlaps(rows) == [(0, 2), (0, 3)]


def test_overlaps__neighbouring_days_do_not_meet_and_a_common_day_does() -> None:
    assert overlaps([Window(1, None, START), Window(1, START + DAY)]) == []
    assert overlaps([Window(1, None, START), Window(1, START)]) == [(0, 1)]


@given(st.lists(windows(), max_size=6))
def test_overlaps__are_exactly_the_rows_that_share_a_day(rows: list[Window]) -> None:
    span = [datetime.date(2025, 12, 25) + DAY * number for number in range(60)]
    refused = {later for _earlier, later in overlaps(rows)}
    for later, window in enumerate(rows):
        meets = any(
            other.what == window.what
            and any(stands_on(other, day) and stands_on(window, day) for day in span)
            for other in rows[:later]
        )
        assert (later in refused) == meets


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(1), "không hạn ngày"),
        (Window(1, START), "từ 1/5/2026"),
        (Window(1, None, END), "đến hết 31/5/2026"),
        (Window(1, START, END), "từ 1/5/2026 đến hết 31/5/2026"),
    ],
)
def test_in_words__says_both_ends(window: Window, words: str) -> None:
    assert in_words(window) == words
