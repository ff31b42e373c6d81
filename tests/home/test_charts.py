"""Geometry of charts."""

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home import charts
from home.charts import Datum


def data(*values: float) -> list[Datum]:
    return [Datum(str(place), value, str(value)) for place, value in enumerate(values)]


def length(text: str) -> float:
    return float(text.removesuffix("%"))


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(1, 3, "33.3%"), (3, 3, "100%"), (0, 5, "0%"), (0, 0, "0%"), (30, 100, "30%")],
)
def test_per_cent__one_digit_with_a_point(part: float, whole: float, expected: str) -> None:
    assert charts.per_cent(part, whole) == expected


def test_per_cent__refuses_negative_lengths() -> None:
    with pytest.raises(ValueError, match="negative"):
        charts.per_cent(-1, 5)


def test_bars__measured_against_the_largest() -> None:
    chart = charts.bars([Datum("Thanh Hóa", 35728, "35.728"), Datum("Hà Nội", 18549, "18.549")])
    assert [bar.width for bar in chart.bars] == ["100%", "51.9%"]
    assert [bar.text_y for bar in chart.bars] == [16, 62]
    assert chart.height == 80


def test_bars__measured_against_a_given_whole() -> None:
    chart = charts.bars(data(71, 36), whole=100, compact=True)
    assert [bar.width for bar in chart.bars] == ["71%", "36%"]
    assert chart.compact


def test_bars__nothing_to_draw() -> None:
    assert charts.bars([]).bars == []
    assert charts.bars([]).height == 0
    assert [bar.width for bar in charts.bars(data(0, 0)).bars] == ["0%", "0%"]


def test_columns__share_the_width_and_stand_on_the_base() -> None:
    chart = charts.columns(data(940, 3402, 1110))
    assert [column.height for column in chart.columns] == [77, 280, 91]
    assert all(column.top + column.height == 304 for column in chart.columns)
    assert chart.columns[1].middle == "50%"


def test_columns__crowded_keep_few_figures() -> None:
    chart = charts.columns([*data(1, 2, 9, 3, 4, 5, 6, 7), Datum("x", 3, "3", strong=True), *data(1)])
    assert [column.shows_text for column in chart.columns].count(True) == 4


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_columns__stay_on_the_chart(values: list[int]) -> None:
    for column in charts.columns(data(*values)).columns:
        assert length(column.left) >= 0
        assert length(column.left) + length(column.width) <= 100.1
        assert 0 <= column.height <= 280


def test_target__labels_apart_stand_above() -> None:
    chart = charts.target(
        [Datum("được giao", 60, "60", note="mức 1"), Datum("tự đặt", 130, "130")], Datum("đạt", 200, "200")
    )
    assert [mark.x for mark in chart.marks] == ["30%", "65%", "100%"]
    assert {mark.text_y for mark in chart.marks} == {18}
    assert [mark.note_y for mark in chart.marks] == [116, None, None]
    assert (chart.result_width, chart.height) == ("100%", 128)


def test_target__close_labels_change_rows() -> None:
    chart = charts.target(data(60, 64), Datum("đạt", 70, "70"))
    assert len({mark.text_y for mark in chart.marks}) == 3
    assert chart.height > 128
    assert not chart.has_notes


def test_target__result_below_its_goal() -> None:
    chart = charts.target(data(100), Datum("đạt", 40, "40"))
    assert chart.result_width == "40%"
    assert [mark.is_result for mark in chart.marks] == [True, False]


@given(st.lists(st.integers(0, 1000), max_size=6), st.integers(1, 1000))
def test_target__labels_of_a_row_keep_their_distance(goals: list[int], result: int) -> None:
    marks = charts.target(data(*goals), Datum("đạt", result, "x")).marks
    for row in {mark.text_y for mark in marks}:
        places = sorted(length(mark.x) for mark in marks if mark.text_y == row)
        assert all(right - left >= charts.TIGHT - 0.11 for left, right in pairwise(places))


def test_axis__months_years_and_marks() -> None:
    day = datetime.date(2022, 4, 20)
    chart = charts.axis(
        datetime.date(2022, 1, 8),
        datetime.date(2023, 9, 1),
        [(day, "xếp hạng"), (datetime.date(2030, 1, 1), "ngoài khoảng")],
        reached=day,
    )
    assert len(chart.ticks) == 19
    assert [tick.year for tick in chart.ticks if tick.year] == [2023]
    assert [mark.x for mark in chart.marks] == ["0", "17%", "100%"]
    assert chart.marks[1].is_now
    assert chart.elapsed == "17%"


def test_axis__time_has_not_begun_or_is_over() -> None:
    start, end = datetime.date(2022, 1, 1), datetime.date(2022, 6, 1)
    assert charts.axis(start, end, reached=datetime.date(2021, 1, 1)).elapsed == "0%"
    assert charts.axis(start, end, reached=datetime.date(2025, 1, 1)).elapsed == "100%"
    assert charts.axis(start, end).elapsed == "0%"


def test_axis__empty_span() -> None:
    with pytest.raises(ValueError, match="empty"):
        charts.axis(datetime.date(2022, 1, 1), datetime.date(2022, 1, 1))


def test_pairs__each_has_its_own_scale() -> None:
    scales = [("Điện", 41200, 28400), ("Tràn bể", 9, 0), ("Không", 0, 0)]
    rows = [(what, Datum("", before, ""), Datum("", after, "")) for what, before, after in scales]
    chart = charts.pairs(rows)
    assert [(pair.before_width, pair.after_width) for pair in chart.pairs] == [
        ("50%", "34.5%"),
        ("50%", "0%"),
        ("0%", "0%"),
    ]
    assert chart.height == 3 * 94 - 6


def test_squares__areas_in_proportion() -> None:
    chart = charts.squares(data(100, 25, 1))
    assert [item.side for item in chart.items] == ["280", "140", "28"]
    assert chart.items[0].leader == ""
    assert chart.items[1].leader.startswith("M140 142")
