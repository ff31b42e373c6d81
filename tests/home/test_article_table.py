"""The table block: what it refuses, and how it is read and heard."""

from typing import Any

import pytest
from lxml import html as lxml_html
from wagtail.contrib.typed_table_block.blocks import TypedTableBlockValidationError

from home.blocks.tables import TableBlock

GOOD: dict[str, Any] = {
    "caption": "Đã nộp",
    "columns": [
        {"type": "text", "heading": ""},
        {"type": "number", "heading": "Số"},
        {"type": "text", "heading": "Tỷ lệ"},
    ],
    "rows": [{"values": ["Bắc Ninh", 13450, "12,5%"]}, {"values": ["Hà Nội\n(cũ)", None, "–"]}],
}


def rendered(raw: dict[str, Any]) -> Any:
    block = TableBlock()
    return lxml_html.fromstring(block.render(block.to_python(raw)))


def test_table__names_columns_and_rows() -> None:
    table = rendered(GOOD)
    assert table.get("role") == "region"
    assert table.get("tabindex") == "0"
    assert table.get("aria-label") == "Đã nộp"
    assert table.findtext(".//caption") == "Đã nộp"
    assert [(one.get("scope"), one.text_content()) for one in table.iter("th")] == [
        ("col", "Số"),
        ("col", "Tỷ lệ"),
        ("row", "Bắc Ninh"),
        ("row", "Hà Nội(cũ)"),
    ]


def test_table__numbers_are_grouped_and_flush_right() -> None:
    cells = [(one.text_content(), one.get("class")) for one in rendered(GOOD).iter("td")]
    assert cells == [("", None), ("13.450", "num"), ("12,5%", "num"), ("", "num"), ("–", "num")]


def test_table__words_are_escaped() -> None:
    raw = {**GOOD, "rows": [{"values": ["<script>x</script>", 1, ""]}]}
    assert not list(rendered(raw).iter("script"))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"caption": " "}, "cần chú thích"),
        ({"rows": []}, "ít nhất một cột và một dòng"),
        ({"columns": [GOOD["columns"][0], {"type": "number", "heading": ""}, GOOD["columns"][2]]}, "cần tên"),
    ],
)
def test_table__is_refused_with_the_reason(change: dict[str, Any], problem: str) -> None:
    block = TableBlock()
    with pytest.raises(TypedTableBlockValidationError) as caught:
        block.clean(block.to_python({**GOOD, **change}))
    assert problem in " ".join(map(str, caught.value.non_block_errors))


def test_table__draft_may_lack_its_caption() -> None:
    block = TableBlock()
    value = block.clean_deferred(block.to_python({**GOOD, "caption": ""}))
    assert value.caption == ""


def test_table__good_one_is_accepted() -> None:
    block = TableBlock()
    assert block.get_prep_value(block.clean(block.to_python(GOOD)))["caption"] == "Đã nộp"


def test_table__empty_shows_nothing() -> None:
    block = TableBlock()
    assert block.render(block.to_python(None)).strip() == ""
