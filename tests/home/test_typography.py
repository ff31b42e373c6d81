"""Vietnamese typography in templates."""

import datetime
from decimal import Decimal
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from home.templatetags.typography import (
    change,
    dong,
    file_size,
    highlighted,
    number,
    paragraphs,
    share,
    short_money,
    step_parts,
    symbol_number,
    vi_date,
)

NBSP = "\N{NO-BREAK SPACE}"


class Reader(HTMLParser):
    """Collects the tags and the text a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.marked = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the tag."""
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the tag."""
        self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        """Collect text, and marked text apart."""
        self.text += data
        if self.tags and self.tags[-1] == "mark":
            self.marked += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234567, "1.234.567"),
        (999, "999"),
        (-1200, "−1.200"),
        (Decimal("2.50"), "2,5"),
        (1.5, "1,5"),
        (100, "100"),
        (Decimal("1E+3"), "1.000"),
        (0, "0"),
        ("ba trăm", "ba trăm"),
        (None, ""),
        ("", ""),
    ],
)
def test_number__grouped_with_decimal_comma(value: object, expected: str) -> None:
    assert number(value) == expected


def test_number__fixed_decimals_round_half_up() -> None:
    assert number(4, 1) == "4,0"
    assert number(Decimal("21.85"), 1) == "21,9"
    assert number(Decimal("2.5"), 0) == "3"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(253340000, f"253.340.000{NBSP}đ"), (0, f"0{NBSP}đ"), (Decimal("99.6"), f"100{NBSP}đ"), (None, "")],
)
def test_dong__written_in_full(value: object, expected: str) -> None:
    assert dong(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (253_340_000, f"253{NBSP}triệu đồng"),
        (9_200_000, f"9,2{NBSP}triệu đồng"),
        (96_400_000, f"96,4{NBSP}triệu đồng"),
        (80_000_000, f"80{NBSP}triệu đồng"),
        (850_000, f"850.000{NBSP}đồng"),
        (999_600_000, f"1{NBSP}tỷ đồng"),
        (1_200_000_000, f"1,2{NBSP}tỷ đồng"),
        (488_000_000_000, f"488{NBSP}tỷ đồng"),
        (1_234_000_000_000, f"1.234{NBSP}tỷ đồng"),
        (-1_200_000_000, f"−1,2{NBSP}tỷ đồng"),
        (0, f"0{NBSP}đồng"),
        (None, ""),
    ],
)
def test_short_money__said_in_the_right_unit(value: object, expected: str) -> None:
    assert short_money(value) == expected


@pytest.mark.parametrize(
    ("value", "precision", "expected"),
    [
        (datetime.date(2022, 4, 20), "day", "20/4/2022"),
        (datetime.date(2021, 3, 4), "month", "3/2021"),
        (datetime.date(2022, 1, 1), "year", "2022"),
        (None, "day", ""),
    ],
)
def test_vi_date__by_precision(value: datetime.date | None, precision: str, expected: str) -> None:
    assert vi_date(value, precision) == expected


def test_vi_date__aware_moment_in_local_time() -> None:
    moment = datetime.datetime(2022, 4, 19, 20, 0, tzinfo=datetime.UTC)
    with timezone.override("Asia/Ho_Chi_Minh"):
        assert vi_date(moment) == "20/4/2022"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (41200, 28400, "−31%"),
        (5, Decimal("1.5"), "−70%"),
        (9, 0, "−100%"),
        (100, 119, "+19%"),
        (100, 100, "0%"),
        (1000, 1004, "+0,4%"),
        (0, 12, ""),
        (None, 12, ""),
        (12, None, ""),
    ],
)
def test_change__signed_per_cent(before: object, after: object, expected: str) -> None:
    assert change(before, after) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (512, f"512{NBSP}B"),
        (38912, f"38{NBSP}KB"),
        (1258291, f"1,2{NBSP}MB"),
        (1_048_500, f"1{NBSP}MB"),
        (25_000_000, f"24{NBSP}MB"),
        (None, ""),
    ],
)
def test_file_size__largest_fitting_unit(value: object, expected: str) -> None:
    assert file_size(value) == expected


def test_share__one_digit() -> None:
    assert share(35728, 163532) == "21,8%"
    assert share(1, 25) == "4,0%"
    assert share(1, 0) == ""


@pytest.mark.parametrize(
    ("value", "lead", "rest"),
    [
        ("Ghi mức nước: bằng thước vạch", "Ghi mức nước", "bằng thước vạch"),
        ("Dán bảng trên tủ điện", "", "Dán bảng trên tủ điện"),
        ("Chạy từ 14:30 đến 15:00", "", "Chạy từ 14:30 đến 15:00"),
        ("Đo xong. Kết quả: tốt", "", "Đo xong. Kết quả: tốt"),
        ("x" * 91 + ": y", "", "x" * 91 + ": y"),
        (None, "", ""),
    ],
)
def test_step_parts__lead_only_where_there_is_one(value: str | None, lead: str, rest: str) -> None:
    assert step_parts(value) == {"lead": lead, "rest": rest}


@pytest.mark.parametrize(
    ("symbol", "expected"), [("04/HD-LĐLĐ", "04"), ("116/LĐLĐ", "116"), ("QĐ-1", ""), (None, "")]
)
def test_symbol_number__opening_digits(symbol: str | None, expected: str) -> None:
    assert symbol_number(symbol) == expected


def test_paragraphs__blank_lines_and_breaks() -> None:
    assert paragraphs("Một\r\nhai\r\n\r\n  \r\nba\n") == "<p>Một<br>hai</p><p>ba</p>"
    assert paragraphs(None) == ""


@given(st.text())
def test_paragraphs__lets_no_markup_through(text: str) -> None:
    assert set(read(paragraphs(text)).tags) <= {"p", "/p", "br"}


def test_highlighted__marks_and_escapes() -> None:
    fragment = SimpleNamespace(text="<b>điện & nước", spans=[(3, 7)])
    assert highlighted(fragment) == "&lt;b&gt;<mark>điện</mark> &amp; nước"


def test_highlighted__plain_text_and_nothing() -> None:
    assert highlighted("a<b") == "a&lt;b"
    assert highlighted(None) == ""


def test_highlighted__shows_where_text_was_cut() -> None:
    fragment = SimpleNamespace(text="điện", spans=[], cut_before=True, cut_after=True)
    assert highlighted(fragment) == "… điện …"


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_highlighted__keeps_the_text_and_marks_each_span(text: str, spans: list[tuple[int, int]]) -> None:
    html = highlighted(SimpleNamespace(text=text, spans=spans))
    inside = [any(start <= place < end for start, end in spans) for place in range(len(text))]
    expected = "".join(character for character, marked in zip(text, inside, strict=True) if marked)
    reader = read(html.replace("\x00", "\N{REPLACEMENT CHARACTER}"))
    assert set(reader.tags) <= {"mark", "/mark"}
    assert reader.tags == ["mark", "/mark"] * (len(reader.tags) // 2)
    assert reader.text == text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    assert reader.marked == expected.replace("\x00", "\N{REPLACEMENT CHARACTER}")
