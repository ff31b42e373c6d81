"""Dates, money, shares, choices, people and texts of imported cells: read in one way, or refused in words."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showcase import choices
from showcase.importing.gathered import parts_of, split_tags
from showcase.importing.rows import BadCell, ParsedAuthor
from showcase.importing.values.choices import VOCABULARIES, parse_choice, parse_flag
from showcase.importing.values.dates import parse_date
from showcase.importing.values.faults import ValueFault
from showcase.importing.values.money import LARGEST, heading_factor, parse_money
from showcase.importing.values.people import split_authors
from showcase.importing.values.shares import parse_share, shares_fault
from showcase.importing.values.texts import clean_line, clean_text

MARCH_5 = datetime.date(2022, 3, 5)
DAYS = st.dates(datetime.date(1970, 1, 1), datetime.date(2069, 12, 31))
STYLES = (
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.day}.{day.month}.{day.year % 100:02}",
    lambda day: f"ngày {day.day} tháng {day.month} năm {day.year}",
    lambda day: f"{day:%d/%m/%Y} 00:00:00",
    lambda day: (day - datetime.date(1899, 12, 30)).days,
    lambda day: day,
)

# Dates --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "5/3/2022",
        " 05-03-2022 ",
        "2022-03-05",
        "5.3.22",
        "ngày 5 tháng 3 năm 2022",
        "Ngay 05 thang 03 nam 2022",
        "44625",
        44625,
        44625.0,
        Decimal(44625),
        "2022-03-05T10:00:00Z",
        datetime.datetime(2022, 3, 5, 10),
        MARCH_5,
    ],
)
def test_date__styles(cell: Any) -> None:
    assert parse_date(cell) == MARCH_5


@given(DAYS, st.sampled_from(STYLES))
def test_date__written_and_read_is_the_same(day: datetime.date, style: Any) -> None:
    assert parse_date(style(day)) == day


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("tháng 3/2022", "thiếu ngày"),
        ("3/2022", "thiếu ngày"),
        ("2022", "Chỉ có năm"),
        (2022, "Chỉ có năm"),
        ("3/25/2022", "ngày viết trước tháng, như 25/3/2022"),
        ("31/2/2022", "không có thật"),
        ("5/3/222", "bốn chữ số"),
        ("5/3-2022", "Không phải ngày"),
        ("hôm qua", "Không phải ngày"),
        (20220305, "Không phải ngày"),
        (float("nan"), "Không phải ngày"),
        ("1/1/1800", "1945"),
        (BadCell("Ô báo lỗi #N/A.", "#N/A"), "#N/A"),
    ],
)
def test_date__refused(cell: Any, reason: str) -> None:
    with pytest.raises(ValueFault, match=reason):
        parse_date(cell)


# Money --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("80.000.000 đ", 80_000_000),
        ("80.000.000đ", 80_000_000),
        ("80 000 000", 80_000_000),
        ("80,000,000 VNĐ", 80_000_000),
        ("80 triệu", 80_000_000),
        ("80 triệu đồng", 80_000_000),
        ("80tr", 80_000_000),
        ("1,2 tỷ", 1_200_000_000),
        ("1.2 tỉ", 1_200_000_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("500k", 500_000),
        ("1.234", 1_234),
        ("0", 0),
        (80_000_000, 80_000_000),
        (8e7, 80_000_000),
        (Decimal("80000000.0"), 80_000_000),
    ],
)
def test_money__ways(cell: Any, value: int) -> None:
    assert parse_money(cell) == value


@given(
    st.integers(0, LARGEST),
    st.sampled_from(["{:,}", "{:,} đ", "{:,}đồng", "{} VND", "{}"]),
    st.sampled_from([".", " "]),
)
def test_money__written_and_read_is_the_same(value: int, form: str, mark: str) -> None:
    assert parse_money(form.format(value).replace(",", mark)) == value


@given(
    st.integers(1, 9_999),
    st.integers(0, 99),
    st.sampled_from([("triệu", 10**6), ("tr", 10**6), ("tỷ", 10**9)]),
)
def test_money__decimals_of_a_unit(whole: int, part: int, unit: tuple[str, int]) -> None:
    word, factor = unit
    assert parse_money(f"{whole},{part:02} {word}") == whole * factor + part * factor // 100


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-5.000.000", "âm"),
        (-1, "âm"),
        ("1,234", "hai cách"),
        ("1.250 tỷ", "hai cách"),
        ("1tr5", "nhiều cách"),
        ("1,5 đ", "nguyên"),
        (0.5, "nguyên"),
        ("—", "gạch"),
        ("80 triệu/năm", "Không phải số tiền"),
        ("nhiều", "Không phải số tiền"),
        ("9" * 30, "quá lớn"),
        (float("inf"), "Không phải số tiền"),
        (MARCH_5, "ngày"),
        ("1.2.3", "Không phải số tiền"),
    ],
)
def test_money__refused(cell: Any, reason: str) -> None:
    with pytest.raises(ValueFault, match=reason):
        parse_money(cell)


@given(st.text(max_size=30))
def test_money__any_text(text: str) -> None:
    try:
        assert 0 <= parse_money(text) <= LARGEST
    except ValueFault as fault:
        assert str(fault)


@pytest.mark.parametrize(
    ("heading", "factor"),
    [
        ("Làm lợi (triệu đồng)", 10**6),
        ("Giá trị (trđ)", 10**6),
        ("Kinh phí (1.000 đồng)", 10**3),
        ("Số tiền (tỷ)", 10**9),
        ("Giá trị làm lợi (đồng)", 1),
        ("Tỷ lệ làm lợi", 1),
        ("Làm lợi", 1),
    ],
)
def test_heading_factor__unit_of_the_column(heading: str, factor: int) -> None:
    assert heading_factor(heading) == factor


def test_money__unit_of_the_heading_counts_for_plain_numbers_alone() -> None:
    assert parse_money("80", 10**6) == parse_money("80,0", 10**6) == parse_money(80, 10**6) == 80_000_000
    assert parse_money("0,5", 10**6) == 500_000
    assert parse_money("80.000.000 đ", 10**6) == 80_000_000
    assert parse_money("1,2 tỷ", 10**6) == 1_200_000_000
    with pytest.raises(ValueFault, match=r"tính theo 1\.000\.000 đồng"):
        parse_money("80000000", 10**6)


# Shares -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "share"), [("60", "60"), ("60%", "60"), ("33,33 %", "33.33"), (12.5, "12.5"), (100, "100")]
)
def test_share__ways(cell: Any, share: str) -> None:
    assert parse_share(cell) == Decimal(share)


@pytest.mark.parametrize("cell", ["0", "101", "-5", "một nửa", "1/2", "33,333", float("nan"), MARCH_5, 0])
def test_share__refused(cell: Any) -> None:
    with pytest.raises(ValueFault):
        parse_share(cell)


def test_shares__sum_is_named() -> None:
    assert "cộng lại 99, phải đúng 100" in shares_fault([Decimal(60), Decimal(39)])
    assert "cộng lại 99,9," in shares_fault([Decimal("33.3")] * 3)
    assert "ghi 60 chứ không ghi 0,6" in shares_fault([Decimal("0.6"), Decimal("0.4")])
    assert "1 tác giả chưa có" in shares_fault([Decimal(100), None])
    assert shares_fault([Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]) == ""
    assert shares_fault([None, None]) == ""


# Choices ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vocabulary", "kind"),
    [
        ("level", choices.Level),
        ("scope", choices.Scope),
        ("sector", choices.Sector),
        ("solution_type", choices.SolutionType),
        ("education", choices.Education),
        ("evidence", choices.Evidence),
        ("disclosure", choices.Disclosure),
    ],
)
def test_choice__every_label_and_code_is_known(vocabulary: str, kind: Any) -> None:
    for value, label in kind.choices:
        assert parse_choice(str(label), vocabulary) == value
        assert parse_choice(value, vocabulary) == value
    assert set(VOCABULARIES[vocabulary].values()) == set(kind.values)


def test_choice__marks_and_case_do_not_matter() -> None:
    assert parse_choice("DAI HOC", "education") == "university"
    with pytest.raises(ValueFault, match="hãy ghi một trong: “Trung học”"):
        parse_choice("giáo sư", "education")


def test_flag__ways() -> None:
    assert all(parse_flag(cell) for cell in ("có", "x", "X", 1, "✓", "TRUE"))
    assert not any(parse_flag(cell) for cell in ("không", 0, "-", "FALSE"))
    with pytest.raises(ValueFault):
        parse_flag("có lẽ")


# People, decisions, keywords ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Văn A (60%); Trần Thị B (40%)",
        "1. Nguyễn Văn A - 60%\n2. Trần Thị B - 40%",
        "Nguyễn Văn A 60%, Trần Thị B 40%",
        "Ông Nguyễn Văn A: 60%; bà Trần Thị B: 40 %",
    ],
)
def test_authors__in_one_cell(text: str) -> None:
    assert split_authors(text) == [
        ParsedAuthor("Nguyễn Văn A", share=Decimal(60)),
        ParsedAuthor("Trần Thị B", share=Decimal(40)),
    ]


def test_authors__without_shares() -> None:
    assert [one.name for one in split_authors("Nguyễn Văn A, Trần Thị B")] == ["Nguyễn Văn A", "Trần Thị B"]
    assert [one.name for one in split_authors("Nguyễn Văn A và Trần Thị B")] == ["Nguyễn Văn A", "Trần Thị B"]


def test_authors__job_in_brackets() -> None:
    (author,) = split_authors("Nguyễn Văn A (thợ hàn bậc 5/7, 100%)")
    assert author == ParsedAuthor("Nguyễn Văn A", job_title="thợ hàn bậc 5/7", share=Decimal(100))


@pytest.mark.parametrize("text", ["Nguyễn Văn A, thợ nguội", "0912345678", "Nguyễn Văn A (60%; x", "A" * 200])
def test_authors__doubtful_is_refused(text: str) -> None:
    with pytest.raises(ValueFault):
        split_authors(text)


@given(st.text(max_size=60))
def test_authors__any_text(text: str) -> None:
    try:
        assert all(one.name for one in split_authors(text))
    except ValueFault as fault:
        assert str(fault)


def test_parts__with_bars_and_as_json() -> None:
    text = "Cấp cơ sở | CĐCS A | 125/QĐ-CĐCS | 20/4/2022; Cấp tỉnh | LĐLĐ B | | 1/5/2022"
    first, second = parts_of("recognitions", text)
    assert first == {
        "level": "Cấp cơ sở",
        "body": "CĐCS A",
        "decision_number": "125/QĐ-CĐCS",
        "date": "20/4/2022",
    }
    assert second["decision_number"] is None
    assert parts_of("authors", '[{"name": "A", "share": 60.5}]') == [{"name": "A", "share": Decimal("60.5")}]
    assert parts_of("awards", '["Bằng khen"]') == [{"award_type": "Bằng khen"}]
    with pytest.raises(ValueFault, match="Không có mục “phone”"):
        parts_of("authors", '[{"name": "A", "phone": "09"}]')


def test_tags__each_once() -> None:
    assert split_tags("máy khoan; đồ gá, Máy  khoan\nphế phẩm") == ("máy khoan", "đồ gá", "phế phẩm")
    assert split_tags('["a", "b"]') == ("a", "b")
    with pytest.raises(ValueFault):
        split_tags("a" * 101)
    with pytest.raises(ValueFault):
        split_tags("[1]")


# Texts --------------------------------------------------------------------------------------------


def test_text__composed_and_tidy() -> None:
    assert clean_line("  Tie\u0302\u0301t kie\u0323\u0302m\u00a0\n điện ") == "Tiết kiệm điện"
    assert clean_text("một\r\n  hai\t ba \n") == "một\nhai ba"
    assert clean_line("chữ\u200b ẩn\u00ad") == "chữ ẩn"


@pytest.mark.parametrize("text", ["=1+1", "+84", "@x", "-31% điện"])
def test_text__like_a_formula_stays_text(text: str) -> None:
    assert clean_line(text) == text
    assert clean_line("'" + text) == text
    assert clean_line("''" + text) == "'" + text


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "a\x1bb", "a\ufffdb", "a\udc80b"])
def test_text__control_characters_are_refused(text: str) -> None:
    for clean in (clean_line, clean_text):
        with pytest.raises(ValueFault, match=r"U\+"):
            clean(text)


def test_text__length_is_named() -> None:
    with pytest.raises(ValueFault, match="Dài 11 ký tự, nhiều nhất 10"):
        clean_line("a" * 11, 10)


@given(st.text(max_size=50))
def test_text__cleaned_twice_is_the_same(text: str) -> None:
    try:
        once = clean_line(text)
    except ValueFault:
        return
    if not once.startswith("'"):
        assert clean_line(once) == once
