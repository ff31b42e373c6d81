"""Cells, lines and sheets: nothing runs, nothing is lost, numbers stay numbers."""

import csv
import datetime
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from showcase.exporting.cells import neutralise, restore
from showcase.exporting.columnar import columns_of, csv_bytes
from showcase.exporting.columns import COLUMNS, LIST_SEPARATOR, Type
from showcase.exporting.dictionary import dictionary_csv, dictionary_rows
from showcase.exporting.tables import TABLES
from showcase.exporting.writers import csv_heading, csv_lines, json_lines, labels, names, write_xlsx

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
tricky = st.text(st.sampled_from("'=+-@\t\ra1 "), max_size=6)


@given(st.one_of(texts, tricky))
def test_neutralise__is_undone_exactly(text: str) -> None:
    assert restore(neutralise(text)) == text


@given(st.one_of(texts, tricky))
def test_neutralise__nothing_begins_like_a_formula(text: str) -> None:
    assert not neutralise(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("'=1", "''=1"),
        ("'tis", "'tis"),
        ("−31% điện", "−31% điện"),
        ("điện", "điện"),
        ("", ""),
    ],
)
def test_neutralise__examples(text: str, safe: str) -> None:
    assert neutralise(text) == safe


def values_of(kind: Type) -> st.SearchStrategy[Any]:
    match kind:
        case Type.INTEGER:
            return st.integers(-(2**62), 2**62)
        case Type.LIST:
            return st.lists(texts.filter(lambda text: LIST_SEPARATOR not in text), max_size=3)
        case Type.BOOLEAN:
            return st.booleans()
        case Type.DATE:
            return st.dates()
        case Type.MOMENT:
            return st.datetimes(timezones=st.just(datetime.UTC))
    return st.one_of(texts, tricky)


rows = st.tuples(*(st.one_of(st.none(), values_of(column.type)) for column in COLUMNS))


def plain(kind: Type, value: Any) -> str:
    """What a cell says before it is made safe."""
    match kind:
        case Type.LIST:
            return LIST_SEPARATOR.join(value or [])
        case Type.BOOLEAN:
            return "" if value is None else str(value).lower()
        case Type.DATE | Type.MOMENT:
            return "" if value is None else value.isoformat()
    return "" if value is None else str(value)


@given(st.lists(rows, max_size=3))
def test_csv__comes_back_as_it_was(written: list[tuple[Any, ...]]) -> None:
    text = csv_heading(names()) + csv_lines(written)
    heading, *read = csv.reader(StringIO(text, newline=""))
    assert heading == names()
    for row, cells in zip(written, read, strict=True):
        for column, value, cell in zip(COLUMNS, row, cells, strict=True):
            # A negative number is a number, not a formula.
            told = cell if column.type == Type.INTEGER else restore(cell)
            assert told == plain(column.type, value)


@given(st.lists(rows, min_size=1, max_size=3))
def test_csv__by_columns_says_the_same(written: list[tuple[Any, ...]]) -> None:
    by_columns = csv.reader(StringIO(csv_bytes(columns_of(written)).decode(), newline=""))
    by_rows = csv.reader(StringIO(csv_lines(written), newline=""))
    for cells, others in zip(by_columns, by_rows, strict=True):
        for column, cell, other in zip(COLUMNS, cells, others, strict=True):
            if column.type == Type.MOMENT and other:
                assert datetime.datetime.fromisoformat(cell) == datetime.datetime.fromisoformat(other)
            else:
                assert cell == other


@given(st.lists(rows, max_size=3))
def test_json_lines__come_back_as_they_were(written: list[tuple[Any, ...]]) -> None:
    text = json_lines(written, {"selection": "Năm: 2022"}).decode()
    read = [json.loads(line) for line in text.split("\n")[:-1]]
    assert len(read) == len(written)
    for row, record in zip(written, read, strict=True):
        assert list(record) == [*names(), "selection"]
        for column, value in zip(COLUMNS, row, strict=True):
            expected = (
                value.isoformat() if value is not None and column.type in (Type.DATE, Type.MOMENT) else value
            )
            assert record[column.name] == expected


def row_with(**values: Any) -> tuple[Any, ...]:
    return tuple(values.get(column.name) for column in COLUMNS)


def test_csv__choices_in_words_and_the_same_cell_at_the_end() -> None:
    text = csv_lines([row_with(level="province", benefit_value=-5)], worded=True, further=["=lọc"])
    (cells,) = csv.reader(StringIO(text))
    assert cells[names().index("level")] == "Cấp tỉnh, thành phố"
    assert cells[names().index("benefit_value")] == "-5"
    assert cells[-1] == "'=lọc"


def test_xlsx__numbers_days_and_harmless_text() -> None:
    file = BytesIO()
    row = row_with(
        code="=HYPERLINK(1)",
        benefit_value=80_000_000,
        applied_on=datetime.date(2022, 1, 12),
        level="province",
        tags=["a", "b"],
        problem="x" * 40_000,
        solution="một\x0bhai",
    )
    write_xlsx(file, [[row]], [("Tìm và lọc", "=Năm: 2022"), ("Số sáng kiến trong tệp", 1)])
    book = CalamineWorkbook.from_filelike(BytesIO(file.getvalue()))
    heading, cells = book.get_sheet_by_index(0).to_python()
    found: dict[str, Any] = dict(zip(names(), cells, strict=True))
    assert heading == labels()
    assert found["code"] == "'=HYPERLINK(1)"
    assert found["benefit_value"] == 80_000_000
    assert found["applied_on"] == datetime.date(2022, 1, 12)
    assert found["level"] == "Cấp tỉnh, thành phố"
    assert found["tags"] == "a | b"
    assert len(found["problem"]) < 32_767
    assert found["problem"].endswith("…")
    assert found["solution"] == "mộthai"
    assert book.get_sheet_by_index(1).to_python() == [
        ["Tìm và lọc", "'=Năm: 2022"],
        ["Số sáng kiến trong tệp", 1],
    ]


def test_dictionary__explains_every_column_once() -> None:
    read = list(csv.reader(StringIO(dictionary_csv())))
    assert [row[1] for row in read[1:] if row[0] == "sang-kien"] == names()
    assert {row[0] for row in read[1:]} == {"sang-kien", *(table.name for table in TABLES)}
    assert len(set(names())) == len(set(labels())) == len(COLUMNS)
    assert all(row[1] and row[2] and row[3] and row[4] and row[6] for row in dictionary_rows())
