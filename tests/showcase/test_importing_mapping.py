"""Which column holds what: guessed from headings as unions write them, kept as a profile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from showcase.importing.headings import find_head, guess_heading, unique
from showcase.importing.mapping import Mapping, MappingProfile, guess_mapping
from showcase.importing.names import NameIndex, unit_key
from showcase.importing.rows import Cell
from showcase.importing.targets import TARGETS, is_target, label_of


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("Mã SK", "code"),
        ("MA SANG KIEN", "code"),
        ("Tên sáng kiến, giải pháp", "title"),
        ("ten de tai", "title"),
        ("Lĩnh vực áp dụng", "field"),
        ("Đơn vị công tác", "unit"),
        ("Ngày áp dụng lần đầu", "applied_on"),
        ("Số tiền làm lợi (triệu đồng)", "benefit_value"),
        ("Giá trị làm lợi (*)", "benefit_value"),
        ("Họ và tên", "authors.name"),
        ("Họ tên tác giả", "authors.name"),
        ("Tỷ lệ (%) đóng góp", "authors.share"),
        ("Số QĐ", "recognitions.decision_number"),
        ("Ngày quyết định công nhận", "recognitions.date"),
        ("Số quyết định khen thưởng", "awards.decision_number"),
        ("Hình thức khen thưởng", "awards.award_type"),
        ("Từ khóa", "tags"),
        ("STT", ""),
        ("Ghi chú", ""),
        ("", ""),
        ("Số điện thoại", ""),
        ("title_en", "title_en"),
    ],
)
def test_heading__guessed(heading: str, target: str) -> None:
    assert guess_heading(heading).target == target


def test_mapping__repeated_columns_of_authors() -> None:
    headings = ("Mã", "Tên", "Tác giả 1", "Tỷ lệ 1", "Tác giả 2", "Tỷ lệ 2", "Phần đóng góp tác giả thứ ba")
    assert guess_mapping(headings).by_column == {
        0: "code",
        1: "title",
        2: "authors.1.name",
        3: "authors.1.share",
        4: "authors.2.name",
        5: "authors.2.share",
        6: "authors.3.share",
    }


def test_mapping__headings_that_recur() -> None:
    headings = unique(["Họ tên", "Chức vụ", "Họ tên", "Chức vụ", ""])
    assert headings == ["Họ tên", "Chức vụ", "Họ tên (2)", "Chức vụ (2)", "Cột 5"]
    found = guess_mapping(headings).by_column
    assert found == {
        0: "authors.1.name",
        1: "authors.1.job_title",
        2: "authors.2.name",
        3: "authors.2.job_title",
    }


def test_mapping__all_authors_in_one_cell_by_samples() -> None:
    assert guess_mapping(("Tác giả",), [("Nguyễn Văn A (60%); Trần Thị B (40%)",)]).by_column == {
        0: "authors"
    }
    assert guess_mapping(("Tác giả",), [("Nguyễn Văn A",)]).by_column == {0: "authors.1.name"}


def test_mapping__names_of_targets_are_headings() -> None:
    names = [
        name for name in TARGETS if "." not in name and name not in ("authors", "recognitions", "awards")
    ]
    assert list(guess_mapping(names).by_column.values()) == names
    assert guess_mapping(("authors.3.job_title",)).by_column == {0: "authors.3.job_title"}


def test_mapping__labels_of_targets_are_headings() -> None:
    names = [name for name in TARGETS if "." not in name]
    names += [name.replace(".", f".{number}.") for name in TARGETS if "." in name for number in (1, 2)]
    for name in names:
        assert guess_mapping((label_of(name),)).by_column == {0: name}, label_of(name)


def test_mapping__problems_are_named() -> None:
    twice = Mapping(("a", "b", "c"), ((0, "title"), (1, "title"), (2, "authors")))
    said = " ".join(twice.problems())
    assert "2 cột cùng ghép vào “Tên sáng kiến”" in said
    assert "Mã sáng kiến" in said
    assert "“Lĩnh vực”" in said
    assert "“Lĩnh vực”" not in " ".join(twice.problems(adding=False))
    mixed = Mapping(("a", "b"), ((0, "authors"), (1, "authors.1.name")))
    assert any("cùng lúc" in one for one in mixed.problems())


def test_profile__survives_json_and_a_new_order_of_columns() -> None:
    mapping = Mapping(("Mã", "Cột lạ", "Bỏ"), ((0, "code"), (1, "title")), (("sector", "FDI"),))
    profile = MappingProfile.of("Hà Nội", mapping, "Trang 1")
    again = MappingProfile.from_json(profile.to_json())
    assert again == profile
    applied = again.apply(("cot la", "Bỏ", "MÃ", "Lĩnh vực"))
    assert applied.by_column == {0: "title", 2: "code", 3: "field"}
    assert applied.defaults == (("sector", "FDI"),)
    assert again.missing(("Mã",)) == ["Cột lạ"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"name": 1, "targets": [], "defaults": []}',
        '{"name": "a", "targets": [["a"]], "defaults": []}',
        '{"name": "a", "targets": [["Mã", "password"]], "defaults": []}',
    ],
)
def test_profile__broken_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Hồ sơ|Expecting|unpack"):
        MappingProfile.from_json(text)


def test_head__below_titles_over_two_lines_with_numbered_columns() -> None:
    rows: list[list[Cell]] = [
        ["CÔNG ĐOÀN NGÀNH Y TẾ"],
        [],
        ["DANH SÁCH SÁNG KIẾN NĂM 2022"],
        ["STT", "Mã", "Tên sáng kiến", "Tác giả", None, None, "Công nhận", None],
        [None, None, None, "Họ tên", "Chức vụ", "Tỷ lệ", "Số QĐ", "Ngày"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        ["1", "NL-2022-0001", "Cữ", "Nguyễn Văn A", "Thợ", "100", "1/QĐ", "1/1/2022"],
    ]
    head = find_head(rows)
    assert head.rows == 6
    assert head.headings[3:5] == ("Tác giả / Họ tên", "Tác giả / Chức vụ")
    assert list(guess_mapping(head.headings).by_column.values()) == [
        "code",
        "title",
        "authors.1.name",
        "authors.1.job_title",
        "authors.1.share",
        "recognitions.1.decision_number",
        "recognitions.1.date",
    ]


def test_head__one_line_is_not_joined_with_the_first_row() -> None:
    rows = [["Mã", "Tên sáng kiến", "", "Ghi chú"], ["NL-2022-0001", "Công nhận", "Đơn vị", ""]]
    assert find_head(rows).rows == 1


def test_head__without_words_the_first_row() -> None:
    assert find_head([["a", "b"], ["c", "d"]]).headings == ("a", "b")


@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=6), max_size=6))
def test_head__any_rows(rows: list[list[str | None]]) -> None:
    head = find_head(rows)
    assert len(set(head.headings)) == len(head.headings)
    guess_mapping(head.headings, rows)


@given(st.text(max_size=40))
def test_heading__any_text_is_a_target_or_none(heading: str) -> None:
    target = guess_heading(heading).target
    assert not target or target in TARGETS


def test_targets__numbers_have_an_end() -> None:
    assert is_target("authors.30.share")
    assert not is_target("authors.31.share")
    assert not is_target("authors.share")
    assert not is_target("authors.0.name")
    assert label_of("authors.2.share") == "Tác giả 2: phần đóng góp (%)"


def test_names__spellings_of_a_unit() -> None:
    spellings = (
        "LĐLĐ tỉnh Bắc Ninh",
        "Liên đoàn Lao động tỉnh Bắc Ninh",
        "bac ninh",
        "BCH LĐLĐ tỉnh BẮC NINH",
    )
    assert {unit_key(one) for one in spellings} == {"bac-ninh"}
    assert unit_key("Công đoàn cơ sở Công ty A") == unit_key("CĐCS công ty A")


def test_names__one_record_or_none() -> None:
    index = NameIndex(
        [(1, ("LĐLĐ tỉnh Bắc Ninh",)), (2, ("CĐCS A", "a-2")), (3, ("CĐCS A", "a-3"))], units=True
    )
    assert index.find("Bac Ninh") == 1
    assert index.find("CĐCS A") is None
    assert [pk for pk, _name in index.candidates("CĐCS A")] == [2, 3]
    assert index.candidates("Bắc Ning")[0] == (1, "LĐLĐ tỉnh Bắc Ninh")
    assert index.candidates("") == []
