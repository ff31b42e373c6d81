"""A row as it stands → an initiative, or every reason why not, at its column."""

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showcase.importing.mapping import Mapping, guess_mapping
from showcase.importing.names import NameIndex
from showcase.importing.opening import open_table
from showcase.importing.rows import (
    BadCell,
    Cell,
    ParsedAuthor,
    ParsedAward,
    ParsedRecognition,
    ParsedRow,
    RawRow,
    RowError,
    Unknown,
)
from showcase.importing.template import EXAMPLES, template_csv
from showcase.importing.understanding import Reader, understand


class Records:
    """Lookups over a few records."""

    def __init__(self) -> None:
        units = [
            (1, ("LĐLĐ tỉnh Bắc Ninh", "ldld-tinh-bac-ninh")),
            (2, ("CĐCS Công ty A",)),
            (3, ("CĐCS B",)),
        ]
        self.unit = NameIndex(units, units=True).find
        self.field = NameIndex([(5, ("An toàn máy", "an-toan-may"))]).find
        self.campaign = NameIndex([(6, ("1 triệu sáng kiến",))]).find
        self.award = NameIndex([(7, ("Bằng Lao động sáng tạo",)), (8, ("Giấy khen",))]).find


HEADINGS = {
    "Mã": "NL-2022-0001",
    "Tên sáng kiến": "Cữ định vị",
    "Tóm tắt": "Kẹp phôi.",
    "Lĩnh vực": "An toàn máy",
    "Đơn vị": "cdcs cong ty a",
    "Khu vực": "DNNN",
    "Loại giải pháp": "Kỹ thuật – quy trình",
    "Ngày áp dụng": "5/3/2022",
    "Giá trị làm lợi": "80 triệu",
    "Mức bằng chứng": "Hội đồng công nhận",
    "Chương trình": None,
    "Từ khoá": "máy khoan; đồ gá",
    "Họ tên tác giả 1": "Nguyễn Văn A",
    "Chức danh tác giả 1": "Thợ nguội",
    "Trình độ tác giả 1": "Cao đẳng",
    "Tỷ lệ 1": "60",
    "Họ tên tác giả 2": "Trần Thị B",
    "Tỷ lệ 2": "40%",
    "Cấp công nhận": "Cấp cơ sở",
    "Số quyết định": "125/QĐ-CĐCS",
    "Ngày quyết định": "20/4/2022",
    "Hình thức khen thưởng": "Giấy khen",
    "Ngày khen": "1/5/2022",
}
MAPPING = guess_mapping(tuple(HEADINGS))
RECORDS = Records()


def row(**changes: Cell) -> RawRow:
    """The usual row with other cells by the beginning of their heading, `_` for a space."""
    cells: dict[str, Cell] = dict(HEADINGS)
    for name, cell in changes.items():
        (heading,) = [one for one in cells if one.startswith(name.replace("_", " "))]
        cells[heading] = cell
    return RawRow(7, tuple(cells.values()), 0)


def parsed(raw: RawRow, mapping: Mapping = MAPPING, **options: Any) -> ParsedRow:
    outcome = understand(raw, mapping, RECORDS, **options)
    assert isinstance(outcome, ParsedRow), outcome
    return outcome


def errors(raw: RawRow, mapping: Mapping = MAPPING, **options: Any) -> list[RowError]:
    outcome = understand(raw, mapping, RECORDS, **options)
    assert isinstance(outcome, list), outcome
    return outcome


def of(pairs: dict[str, Cell]) -> tuple[RawRow, Mapping]:
    """A row under the names of targets."""
    names = tuple(pairs)
    return RawRow(2, tuple(pairs.values()), 0), Mapping(names, tuple(enumerate(names)))


def test_row__understood() -> None:
    assert len(MAPPING.columns) == len(HEADINGS)
    assert MAPPING.problems() == []
    found = parsed(row())
    assert found.code == "NL-2022-0001"
    assert found.values == {
        "code": "NL-2022-0001",
        "title": "Cữ định vị",
        "summary": "Kẹp phôi.",
        "field": 5,
        "unit": 2,
        "sector": "enterprise",
        "solution_type": "process",
        "applied_on": datetime.date(2022, 3, 5),
        "benefit_value": 80_000_000,
        "benefit_evidence": "council",
        "campaign": None,
    }
    assert found.authors == (
        ParsedAuthor("Nguyễn Văn A", "Thợ nguội", "", "college", False, Decimal(60)),
        ParsedAuthor("Trần Thị B", share=Decimal(40)),
    )
    assert found.recognitions == (
        ParsedRecognition("grassroots", 2, datetime.date(2022, 4, 20), "125/QĐ-CĐCS"),
    )
    assert found.awards == (ParsedAward(8, datetime.date(2022, 5, 1), award_name="Giấy khen"),)
    assert found.tags == ("máy khoan", "đồ gá")
    assert found.blank == {"campaign"}
    assert found.unknown == ()


def test_row__unknown_names_are_for_decision() -> None:
    found = parsed(row(Đơn_vị="CĐCS Z", Lĩnh_vực="Hàn", Hình_thức="Cờ", Chương_trình="X"))
    assert found.values["unit"] is None
    assert set(found.unknown) == {
        Unknown("unit", "CĐCS Z", "unit"),
        Unknown("field", "Hàn", "field"),
        Unknown("campaign", "X", "campaign"),
        Unknown("award", "Cờ", "awards.1.award_type"),
    }
    assert found.awards is not None
    assert found.awards[0].award_type is None
    assert found.awards[0].award_name == "Cờ"


@pytest.mark.parametrize(
    ("changes", "heading", "reason"),
    [
        ({"Mã": "0417"}, "Mã", "ví dụ NL-2022-0417"),
        ({"Mã": None}, "Mã", "Thiếu mã sáng kiến"),
        ({"Tên": " "}, "Tên sáng kiến", "Thiếu tên sáng kiến"),
        ({"Tên": "a" * 251}, "Tên sáng kiến", "Dài 251"),
        ({"Tên": "a\x07"}, "Tên sáng kiến", "U\\+0007"),
        ({"Tên": BadCell("Ô báo lỗi #REF!.", "#REF!")}, "Tên sáng kiến", "#REF!"),
        ({"Đơn_vị": None}, "Đơn vị", "Thiếu đơn vị"),
        ({"Khu_vực": "sao Hoả"}, "Khu vực", "danh mục"),
        ({"Ngày_áp": "tháng 3/2022"}, "Ngày áp dụng", "thiếu ngày"),
        ({"Giá": "-5"}, "Giá trị làm lợi", "âm"),
        ({"Mức": None}, "Mức bằng chứng", "phải có mức bằng chứng"),
        ({"Tỷ_lệ_2": "39"}, "Tỷ lệ 1", "cộng lại 99, phải đúng 100"),
        ({"Tỷ_lệ_2": None}, "Tỷ lệ 1", "1 tác giả chưa có"),
        ({"Họ_tên_tác_giả_2": None}, "Họ tên tác giả 2", "chưa có họ và tên"),
        ({"Cấp": None}, "Cấp công nhận", "chưa có cấp"),
        ({"Cấp": "Cấp tỉnh"}, "Công nhận 1: nơi công nhận", "chưa có nơi công nhận"),
        ({"Ngày_quyết": None}, "Ngày quyết định", "chưa có ngày"),
        ({"Ngày_khen": None}, "Ngày khen", "chưa có ngày"),
    ],
)
def test_error__at_its_column(changes: dict[str, Cell], heading: str, reason: str) -> None:
    (error,) = errors(row(**changes))
    assert error.row == 7
    assert error.column_heading == heading
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(error.reason_vi)


def test_errors__all_of_a_row_at_once() -> None:
    found = errors(row(Mã="x", Tên=None, Khu_vực="y", Tỷ_lệ_2="39", Ngày_khen="z" * 300))
    assert [one.column_heading for one in found] == ["Mã", "Khu vực", "Tỷ lệ 1", "Ngày khen", "Tên sáng kiến"]
    assert len(found[3].value) == 200


def test_error__of_the_row_as_a_whole() -> None:
    assert errors(RawRow(9, (), 0, "Dòng hỏng.")) == [RowError(9, "", "", "Dòng hỏng.")]


def test_row__all_authors_and_decisions_in_one_cell() -> None:
    raw, mapping = of(
        {
            "code": "NL-2022-0001",
            "unit": "CĐCS B",
            "authors": "Nguyễn Văn A (60%); Trần Thị B (40%)",
            "recognitions": "Cấp cơ sở | | 1/QĐ | 5.3.22; Cấp tỉnh | bắc ninh | 2/QĐ | 6/3/2022",
            "awards": json.dumps([{"award_type": "Giấy khen", "date": "2022-05-01", "body": "Bắc Ninh"}]),
        }
    )
    found = parsed(raw, mapping, adding=False)
    assert found.authors is not None
    assert [one.share for one in found.authors] == [60, 40]
    assert found.recognitions is not None
    assert [(one.level, one.body) for one in found.recognitions] == [("grassroots", 3), ("province", 1)]
    assert found.awards == (
        ParsedAward(8, datetime.date(2022, 5, 1), 1, award_name="Giấy khen", body_name="Bắc Ninh"),
    )


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("authors", "Nguyễn Văn A (60%); Trần Thị B (39%)", "cộng lại 99"),
        ("authors", '[{"name": "A B", "share": 60}, {"name": "C D", "share": 39}]', "cộng lại 99"),
        ("authors", '[{"share": 60}]', "chưa có họ và tên"),
        ("recognitions", "Cấp sao | A | 1 | 5/3/2022", "Mục 1, cấp: Không có trong danh mục"),
        ("recognitions", "Cấp cơ sở | CĐCS B | 1 | 5/3/2022; cơ sở | CĐCS B | 2 | 5/3/2022", "Hai lần"),
        ("awards", "Giấy khen | 1 | 5/3/2022; giấy khen | 2 | 6/3/2022", "Hai lần"),
        ("awards", "{", "JSON"),
    ],
)
def test_error__in_a_cell_with_all_of_them(name: str, text: str, reason: str) -> None:
    raw, mapping = of({"code": "NL-2022-0001", "unit": "CĐCS B", name: text})
    (error,) = errors(raw, mapping, adding=False)
    assert error.column_heading == name
    assert reason in error.reason_vi


def test_defaults__stand_in_for_missing_and_empty_cells() -> None:
    raw, mapping = of({"code": "NL-2022-0001", "sector": None, "recognitions.1.date": "5/3/2022"})
    defaults = (
        ("sector", "FDI"),
        ("unit", "CĐCS B"),
        ("recognitions.1.level", "Cấp cơ sở"),
        ("field", "Hàn"),
    )
    found = parsed(raw, Mapping(mapping.headings, mapping.columns, defaults), adding=False)
    assert found.values["sector"] == "non_state"
    assert found.values["unit"] == 3
    assert found.unknown == (Unknown("field", "Hàn", "field"),)
    assert found.recognitions == (ParsedRecognition("grassroots", 3, datetime.date(2022, 3, 5)),)


def test_defaults__do_not_stand_in_for_what_was_written() -> None:
    raw, mapping = of({"code": "NL-2022-0001", "unit": "CĐCS Z"})
    found = parsed(raw, Mapping(mapping.headings, mapping.columns, (("unit", "CĐCS B"),)), adding=False)
    assert found.values["unit"] is None
    assert found.unknown == (Unknown("unit", "CĐCS Z", "unit"),)


def test_update__asks_for_the_code_alone() -> None:
    raw, mapping = of({"code": "nl–2022–0001", "cost": "5tr"})
    found = parsed(raw, mapping, adding=False)
    assert found.code == "NL-2022-0001"
    assert found.values == {"code": "NL-2022-0001", "cost": 5_000_000}
    assert found.authors is None
    assert found.tags is None
    assert len(errors(raw, mapping)) == 6


def test_summary__cut_from_the_narrative() -> None:
    raw = row(Tóm_tắt=None)
    assert parsed(raw).derived == ("summary",)
    assert parsed(raw).values["summary"] == "Cữ định vị"
    story, mapping = of({"code": "NL-2022-0001", "solution": "Câu một khá dài. " * 60})
    defaults = (("title", "T"),)
    del defaults
    reader = Reader(mapping, RECORDS, adding=True)
    outcome = reader.read(story)
    assert isinstance(outcome, list)
    full = {
        **dict(zip(MAPPING.headings, row().cells, strict=True)),
        "Tóm tắt": None,
        "Giải pháp": "Câu một. " * 200,
    }
    found = parsed(RawRow(2, tuple(full.values()), 0), guess_mapping(tuple(full)))
    assert len(found.values["summary"]) <= 600
    assert found.values["summary"].endswith("Câu một.")


def test_template__is_recognised_and_understood(tmp_path: Path) -> None:
    path = tmp_path / "template"
    path.write_bytes(template_csv())
    table = open_table(path, "mau.csv")
    mapping = guess_mapping(table.headings, table.samples)
    assert [name for _column, name in mapping.columns] == list(EXAMPLES)
    assert mapping.problems() == []
    (raw,) = table.rows()
    found = parsed(raw, mapping)
    assert found.code == "NL-2022-0417"
    assert found.values["cost"] == 1_250_000
    assert found.blank == frozenset()


def test_mapping__with_problems_is_refused() -> None:
    with pytest.raises(ValueError, match="Mã sáng kiến"):
        understand(RawRow(1, ("a",), 0), Mapping(("a",), ((0, "title"),)), RECORDS)


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=20), st.integers(), st.floats(), st.dates()), max_size=25)
)
def test_row__any_cells(cells: list[Any]) -> None:
    outcome = understand(RawRow(1, tuple(cells), 0), MAPPING, RECORDS)
    assert isinstance(outcome, ParsedRow) or all(one.reason_vi for one in outcome)
