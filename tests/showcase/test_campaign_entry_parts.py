"""Counts, headings and names of units as people write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.templatetags.typography import number
from showcase.campaign_entry.columns import Column, find_header, guess_column, guess_columns
from showcase.campaign_entry.counts import LARGEST, CountError, parse_count
from showcase.campaign_entry.unit_names import (
    COUNTRY,
    UnitDirectory,
    UnitNameError,
    UnitRow,
    is_total,
    unit_key,
)
from showcase.importing.sheets import Cell, read_pasted

NBSP = "\N{NO-BREAK SPACE}"
TODAY, BEFORE = datetime.date(2026, 3, 1), datetime.date(2022, 4, 20)


# Counts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("", None),
        (f" {NBSP} ", None),
        ("0", 0),
        ("1234", 1234),
        ("1.234", 1234),
        ("1 234", 1234),
        (f"1{NBSP}234{NBSP}567", 1_234_567),
        ("1\u202f234", 1234),
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1,2 triệu", 1_200_000),
        ("1,2triệu", 1_200_000),
        ("3 nghìn", 3_000),
        ("2 tỷ", 2_000_000_000),
        ("12,00", 12),
        ("1.234,0", 1234),
        ("1,234.00", 1234),
        ("１２", 12),
        (35728, 35728),
        (35728.0, 35728),
    ],
)
def test_count__is_read(cell: Cell, count: int | None) -> None:
    assert parse_count(cell) == count


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("-5", "âm"),
        ("−5", "âm"),
        (-5, "âm"),
        ("–", "gạch"),
        ("1,5", "lẻ"),
        ("1.5", "lẻ"),
        (1.5, "lẻ"),
        ("1.2 triệu", "lẻ"),
        ("1,2345678 triệu", "lẻ"),
        ("1,234", "hai cách"),
        ("1.234 triệu", "hai cách"),
        ("1,234 triệu", "hai cách"),
        ("1.23.456", "Không phải số"),
        ("12.34", "lẻ"),
        ("khoảng 200", "Không phải số"),
        ("hơn 1 triệu", "Không phải số"),
        ("10%", "Không phải số"),
        ("1e5", "Không phải số"),
        ("#N/A", "Không phải số"),
        ("triệu", "Không phải số"),
        ("9" * 41, "Không phải số"),
        (True, "đúng/sai"),
        (datetime.date(2022, 4, 20), "ngày"),
        (float("inf"), "Không phải số"),
        (float("nan"), "Không phải số"),
        (LARGEST + 1, "quá lớn"),
    ],
)
def test_count__is_refused_with_a_reason(cell: Cell, words: str) -> None:
    with pytest.raises(CountError, match=words):
        parse_count(cell)


@given(st.integers(0, LARGEST))
def test_count__as_this_site_writes_it_is_read_back(value: int) -> None:
    written = number(value)
    spellings: list[Cell] = [
        written,
        written.replace(".", " "),
        written.replace(".", NBSP),
        str(value),
        value,
        float(value),
    ]
    assert {parse_count(spelling) for spelling in spellings} == {value}


@given(
    st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.text("0123456789.,- triệu", max_size=12))
)
def test_count__anything_is_a_whole_number_nothing_or_refused(cell: Cell) -> None:
    try:
        value = parse_count(cell)
    except CountError as error:
        assert str(error)
    else:
        assert value is None or (isinstance(value, int) and 0 <= value <= LARGEST)


@given(st.integers(1, 999), st.integers(0, 999))
def test_count__never_takes_a_comma_for_thousands(whole: int, rest: int) -> None:
    """Three digits behind a single comma are a thousand in English and a fraction in Vietnamese."""
    with pytest.raises(CountError):
        parse_count(f"{whole},{rest:03d}")


# Headings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Đơn vị", Column.UNIT),
        ("TÊN ĐƠN VỊ", Column.UNIT),
        ("Liên đoàn Lao động", Column.UNIT),
        ("Tỉnh/thành", Column.PLACE),
        ("Tỉnh, thành phố", Column.PLACE),
        ("Chỉ tiêu giao", Column.ASSIGNED),
        ("Chỉ tiêu được giao (sáng kiến)", Column.ASSIGNED),
        ("Chỉ tiêu", Column.ASSIGNED),
        ("Tự đăng ký", Column.SELF_SET),
        ("Chỉ tiêu đơn vị tự đăng ký", Column.SELF_SET),
        ("Đăng ký", Column.REGISTERED),
        ("Số sáng kiến đăng ký", Column.REGISTERED),
        ("Đã nhập phần mềm", Column.ENTERED),
        ("Đã nộp", Column.SUBMITTED),
        ("Hợp lệ", Column.VALID),
        ("Số người tham gia", Column.PARTICIPANTS),
        ("Số người", Column.PARTICIPANTS),
        ("STT", Column.IGNORED),
        ("Tỷ lệ đăng ký (%)", Column.IGNORED),
        ("% so với chỉ tiêu giao", Column.IGNORED),
        ("Ghi chú", Column.IGNORED),
        ("", Column.IGNORED),
    ],
)
def test_heading__says_what_its_column_holds(heading: str, column: Column) -> None:
    assert guess_column(heading) == column


def test_header__is_found_below_a_title() -> None:
    sheet = read_pasted("LĐLĐ thành phố\t\nBáo cáo số liệu\t\n\nSTT\tĐơn vị\tĐã nộp\tĐã nộp\n1\tHuế\t5\t6")
    header = find_header(sheet)
    assert header.number == 4
    assert guess_columns(header) == [Column.IGNORED, Column.UNIT, Column.SUBMITTED, Column.IGNORED]


# Names of units -----------------------------------------------------------------------------------


def unit(pk: int, short_name: str, **values: object) -> UnitRow:
    row = {
        "pk": pk,
        "short_name": short_name,
        "name": short_name.replace("LĐLĐ", "Liên đoàn Lao động"),
        "slug": f"don-vi-{pk}",
        "workplace": "",
        "place": "",
        "kind": "province",
        "valid_from": None,
        "valid_to": None,
    }
    return UnitRow(**{**row, **values})  # type: ignore[arg-type]  # the values of a test


MERGED = datetime.date(2025, 7, 1)
DIRECTORY = UnitDirectory(
    [
        unit(1, "LĐLĐ thành phố Hà Nội", place="Hà Nội", slug="ha-noi"),
        unit(2, "LĐLĐ tỉnh Bắc Ninh", place="Bắc Ninh", valid_to=datetime.date(2025, 6, 30)),
        unit(3, "LĐLĐ tỉnh Bắc Ninh", place="Bắc Ninh", valid_from=MERGED, slug="bac-ninh-2025"),
        unit(4, "LĐLĐ tỉnh Bắc Giang", place="Bắc Giang", valid_to=datetime.date(2025, 6, 30)),
        unit(5, "CĐCS Xưởng 5", workplace="Xưởng 5", place="Hà Nội", kind="grassroots"),
        unit(6, "CĐCS Nhà máy nước", place="Hà Nội", kind="grassroots"),
        unit(7, "CĐCS Nhà máy nước", place="Huế", kind="grassroots"),
        unit(
            8,
            "LĐLĐ TP. Hồ Chí Minh",
            name="Liên đoàn Lao động Thành phố Hồ Chí Minh",
            place="TP. Hồ Chí Minh",
        ),
    ]
)


@pytest.mark.parametrize(
    ("name", "pk"),
    [
        ("LĐLĐ thành phố Hà Nội", 1),
        ("ldld tp ha noi", 1),
        ("HÀ NỘI", 1),
        ("Liên đoàn Lao động thành phố Hà Nội", 1),
        ("ha-noi", 1),
        ("Bắc Giang", 4),
        ("xưởng 5", 5),
        ("Hồ Chí Minh", 8),
        ("TP.Hồ Chí Minh", 8),
        ("bac-ninh-2025", 3),
        ("Cả nước", COUNTRY),
        ("toàn quốc", COUNTRY),
    ],
)
def test_unit__is_found_by_any_of_its_names(name: str, pk: int) -> None:
    assert DIRECTORY.find(name, TODAY) == pk


def test_unit__of_two_with_one_name_is_the_one_of_the_day() -> None:
    assert DIRECTORY.find("Bắc Ninh", TODAY) == 3
    assert DIRECTORY.find("Bắc Ninh", BEFORE) == 2


def test_unit__of_two_with_one_name_is_the_one_of_the_place() -> None:
    assert DIRECTORY.find("CĐCS Nhà máy nước", TODAY, "Huế") == 7
    with pytest.raises(UnitNameError, match="2 đơn vị cùng tên") as caught:
        DIRECTORY.find("CĐCS Nhà máy nước", TODAY)
    assert len(caught.value.suggestions) == 2


def test_unit__unknown_comes_with_the_nearest_names() -> None:
    with pytest.raises(UnitNameError) as caught:
        DIRECTORY.find("LĐLĐ tỉnh Bắc Nin", TODAY)
    assert caught.value.suggestions[0] == "LĐLĐ tỉnh Bắc Ninh"
    with pytest.raises(UnitNameError) as caught:
        DIRECTORY.find("zzz qqq", TODAY)
    assert caught.value.suggestions == ()


def test_total__is_no_unit() -> None:
    assert is_total("TỔNG CỘNG:")
    assert not is_total("Tổng Liên đoàn")


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệ 0123456789-.", max_size=60))
def test_key__is_the_same_whatever_case_and_body(name: str) -> None:
    assert unit_key(name.upper()) == unit_key(name)
    if key := unit_key(name):
        assert unit_key(f"LĐLĐ tỉnh {key}") == key
