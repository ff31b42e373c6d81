"""Phases of a campaign: which days they may have, and where a campaign stands."""

import datetime
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.campaign_phases import PhaseDays, Timing, days_left, phase_problems, standing, timing

START, END = datetime.date(2026, 1, 8), datetime.date(2026, 12, 31)
DAYS = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"2026-{text}")


def phase(name: str, first: str = "", last: str = "") -> PhaseDays:
    return PhaseDays(name, day(first) if first else None, day(last) if last else None)


def problems(*phases: PhaseDays) -> list[tuple[int, str]]:
    return [(problem.row, problem.field) for problem in phase_problems(START, END, phases)]


def test_phases__in_a_row_are_right() -> None:
    rows = (phase("A", "01-08", "02-01"), phase("B", "02-02", "03-01"), phase("C", "03-02", "12-31"))
    assert problems(*rows) == []


def test_phases__sharing_one_day_is_named_at_the_later_row() -> None:
    rows = [phase("Nhập", "02-01", "03-01"), phase("Đăng ký", "01-08", "02-01")]
    (problem,) = phase_problems(START, END, rows)
    assert (problem.row, problem.field) == (0, "starts_on")
    assert "“Đăng ký” (8/1/2026 – 1/2/2026)" in problem.message


def test_phases__inside_an_earlier_long_one_are_all_named() -> None:
    rows = (phase("A", "01-08", "06-01"), phase("B", "01-10", "01-20"), phase("C", "02-01", "02-02"))
    assert problems(*rows) == [(1, "starts_on"), (2, "starts_on")]


def test_phases__outside_the_campaign_are_named_at_the_day() -> None:
    assert problems(phase("A", "01-07", "02-01")) == [(0, "starts_on")]
    late = PhaseDays("A", day("12-01"), datetime.date(2027, 1, 1))
    assert problems(late) == [(0, "ends_on")]


def test_phases__milestones_and_words_alone_are_free() -> None:
    rows = (
        phase("Kế hoạch", "01-01"),
        phase("A", "01-08", "02-01"),
        phase("Sơ kết", "", "01-20"),
        phase("B"),
    )
    assert problems(*rows) == []


def test_phases__days_in_the_wrong_order_are_left_to_their_row() -> None:
    assert problems(phase("A", "02-01", "01-10")) == []


def test_phases__unknown_days_of_the_campaign_limit_nothing() -> None:
    assert phase_problems(None, None, [phase("A", "01-01", "12-31")]) == []


@given(st.lists(st.tuples(DAYS, DAYS), max_size=6))
def test_phases__shared_days_are_found_whenever_there_are_any(
    pairs: Sequence[tuple[datetime.date, datetime.date]],
) -> None:
    rows = [PhaseDays(f"{place}", min(pair), max(pair)) for place, pair in enumerate(pairs)]
    shared = any(
        first.starts_on <= second.ends_on and second.starts_on <= first.ends_on  # type: ignore[operator]  # both days are given
        for place, first in enumerate(rows)
        for second in rows[place + 1 :]
    )
    assert bool(phase_problems(None, None, rows)) == shared


@given(DAYS, DAYS, DAYS)
def test_timing__is_now_exactly_between_both_days(
    first: datetime.date, last: datetime.date, today: datetime.date
) -> None:
    first, last = min(first, last), max(first, last)
    assert (timing(first, last, today) == Timing.NOW) == (first <= today <= last)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("01-01", "Còn 7 ngày tới khi bắt đầu"),
        ("01-08", "Đang ở giai đoạn “Đăng ký”, còn 24 ngày"),
        ("02-01", "Đang ở giai đoạn “Đăng ký”, hôm nay là ngày cuối"),
        ("02-05", "Đang diễn ra, còn 5 ngày tới giai đoạn “Nhập”"),
        ("03-02", "Đang diễn ra, còn 304 ngày"),
        ("12-31", "Đang diễn ra, hôm nay là ngày cuối"),
    ],
)
def test_standing__counts_the_days(today: str, words: str) -> None:
    rows = [phase("Kế hoạch", "01-08"), phase("Đăng ký", "01-08", "02-01"), phase("Nhập", "02-10", "03-01")]
    assert standing(START, END, rows, day(today)).words == words


def test_standing__of_an_ended_campaign_names_the_day() -> None:
    assert standing(START, END, [], datetime.date(2027, 1, 1)).words == "Đã kết thúc ngày 31/12/2026"


def test_standing__without_an_end_says_so() -> None:
    assert standing(START, None, [], day("05-01")).words == "Đang diễn ra, chưa định ngày kết thúc"


def test_days_left__passes_into_words() -> None:
    assert [days_left(day("02-01"), day(one)) for one in ("01-31", "02-01", "02-02")] == [
        "còn 1 ngày",
        "hôm nay là ngày cuối",
        "đã qua",
    ]
