"""From the clipboard to blocks: what Word, LibreOffice, Google Docs and the web put there, and anything else."""

import re
import unicodedata
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from home.blocks.text import PARAGRAPH_FEATURES
from home.word_paste import HEADING, LONGEST, PARAGRAPH, TABLE, PastedBlock, clean_rich_text, convert

CLIPBOARD = Path(__file__).parent / "pasted"
WORDS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạĐÔƯ<>&\"' 123", min_size=1, max_size=30)
TAGS = [
    "p",
    "b",
    "i",
    "span",
    "div",
    "h1",
    "h3",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "caption",
    "a",
    "br",
]


def pasted(name: str) -> list[PastedBlock]:
    return convert((CLIPBOARD / f"{name}.html").read_text()).blocks


def words(blocks: list[PastedBlock]) -> str:
    """Everything that the blocks say, without white space; figures set high or low as plain ones."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", " ".join(_texts(blocks))))


def _texts(blocks: list[PastedBlock]) -> Any:
    for block in blocks:
        if block.type == TABLE:
            yield block.value["caption"]
            yield from (column["heading"] for column in block.value["columns"])
            yield from (cell for row in block.value["rows"] for cell in row["values"])
        elif block.type == PARAGRAPH:
            yield lxml_html.fromstring(f"<div>{block.value}</div>").text_content()
        else:
            yield block.value


# Programs -------------------------------------------------------------------------------------------


def test_word__keeps_structure_and_drops_the_rest() -> None:
    title, purpose, text, table = pasted("word")
    assert (title.type, title.value) == (HEADING, "Kế hoạch đăng ký sáng kiến")
    assert (purpose.type, purpose.value) == (HEADING, "Mục đích")
    assert text.value == (
        "<p><b>Động viên</b> người lao động ở Hà Nội theo "
        '<a href="https://vanban.example.org/13?a=1&amp;b=2">Nghị định 13/2012</a>; xem cả [1].</p>'
        "<ul><li>Viết phiếu<ul><li>theo mẫu của cơ sở</li></ul></li><li>Gửi công đoàn</li></ul>"
        "<ol><li>Nhập phần mềm</li><li>Kiểm tra</li></ol>"
        "<p>Diện tích 50 m², thải CO₂.</p><p>Đã thêm</p>"
    )
    assert table.value["columns"] == [
        {"type": "text", "heading": heading} for heading in ("Đơn vị", "Chỉ tiêu", "Đã nộp")
    ]
    assert [row["values"] for row in table.value["rows"]] == [
        ["Bắc Ninh\n(cũ)", "12.000", "13.450"],
        ["Thái Nguyên", "", "8.720"],
    ]


def test_word__pictures_are_counted() -> None:
    assert convert((CLIPBOARD / "word.html").read_text()).images == 1


def test_libreoffice__lists_hold_paragraphs() -> None:
    heading, text, table = pasted("libreoffice")
    assert heading == PastedBlock(HEADING, "Hướng dẫn")
    assert text.value == (
        "<p><b>Bước</b> đầu</p>"
        "<ol><li>Một<ul><li>một a</li><li>một b</li></ul></li><li>Hai<br/>vẫn là hai</li></ol>"
    )
    assert table.value["rows"] == [{"values": ["Nộp phiếu", ""]}]


def test_google_docs__weight_is_read_from_the_style() -> None:
    heading, text = pasted("google")
    assert heading == PastedBlock(HEADING, "Ai được gửi")
    assert text.value == (
        '<p><b>Mọi đoàn viên</b> đều gửi được, <a href="mailto:sangkien@example.org">hỏi thêm</a>.</p>'
        "<ul><li>một<ul><li>hai</li></ul></li></ul>"
    )


# Rules ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "rich"),
    [
        ("<p>a&nbsp;&nbsp; b\n c</p>", "<p>a b c</p>"),
        ("<p>a</p><p> </p><p>&nbsp;</p><p>b</p>", "<p>a</p><p>b</p>"),
        ("<p>a<br><br>b<br></p>", "<p>a<br/>b</p>"),
        ("<p>Tiê\u0301ng Viê\u0323t</p>", "<p>Tiếng Việt</p>"),
        ("<p>Tiê<b>\u0301</b>ng</p>", "<p>Tiếng</p>"),
        ("<p>sáng&shy;kiến\u200b</p>", "<p>sángkiến</p>"),
        ("<p>2 < 3 & 4</p>", "<p>2 &lt; 3 &amp; 4</p>"),
        ('<p><a href="javascript:alert(1)">x</a></p>', "<p>x</p>"),
        ('<p><a href="file:///C:/x.doc">x</a></p>', "<p>x</p>"),
        ('<p><a href="../x">x</a></p>', "<p>x</p>"),
        ("<p onclick='x()' style='color:red' class='c'>x</p>", "<p>x</p>"),
        ("<h4>Nhỏ</h4><p>x</p>", "<p><b>Nhỏ</b></p><p>x</p>"),
        ("<p>- một</p><p>- hai</p>", "<ul><li>một</li><li>hai</li></ul>"),
        (
            "<p>- một</p><p>+ một a</p><p>- hai</p>",
            "<ul><li>một<ul><li>một a</li></ul></li><li>hai</li></ul>",
        ),
        ("<p>– Anh nghỉ đi!</p><p>Chị nói.</p>", "<p>– Anh nghỉ đi!</p><p>Chị nói.</p>"),
        ("<p>• một</p>", "<ul><li>một</li></ul>"),
        ("<p class=MsoListParagraph>a)&nbsp; một</p>", "<ol><li>một</li></ol>"),
        ("chữ trơn", "<p>chữ trơn</p>"),
        ("<table><tr><td>Khung quanh</td></tr></table>", "<p>Khung quanh</p>"),
        ("<table><tr><td>LĐLĐ</td><td>CỘNG HOÀ</td></tr></table>", "<p>LĐLĐ – CỘNG HOÀ</p>"),
    ],
)
def test_paragraph__is_put_in_order(html: str, rich: str) -> None:
    assert convert(html).blocks == [PastedBlock(PARAGRAPH, rich)]


@pytest.mark.parametrize(
    "html", ["", " ", "<p></p>", "<!-- x -->", "<style>p{}</style>", "<img src=x>", "\x00"]
)
def test_nothing__gives_no_block(html: str) -> None:
    assert convert(html).blocks == []


def test_features__decide_what_stays() -> None:
    html = "<p><b>đậm</b> <i>nghiêng</i></p><ol><li>một</li></ol>"
    assert clean_rich_text(html, ["italic"]) == "<p>đậm <i>nghiêng</i></p><p>một</p>"
    assert clean_rich_text(html, ["bold", "ul"]) == "<p><b>đậm</b> nghiêng</p><ul><li>một</li></ul>"


def test_tables__may_be_refused() -> None:
    html = "<table><caption>Số</caption><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></table>"
    assert convert(html, tables=False).blocks == [
        PastedBlock(PARAGRAPH, "<p><b>Số</b></p><p>a – b</p><p>1 – 2</p>")
    ]
    assert convert(html).blocks[0].value["caption"] == "Số"


def test_tables__merged_cells_keep_columns_apart() -> None:
    html = (
        "<table><tr><td rowspan=3>A</td><td colspan=2>B</td></tr><tr><td>c</td><td>d</td></tr>"
        "<tr><td>e</td><td>f</td></tr></table>"
    )
    table = convert(html).blocks[0].value
    assert [column["heading"] for column in table["columns"]] == ["A", "B", ""]
    assert [row["values"] for row in table["rows"]] == [["", "c", "d"], ["", "e", "f"]]


def test_long__is_cut_and_said() -> None:
    whole = convert("<p>" + "chữ " * (LONGEST // 4 + 10) + "</p>")
    assert whole.is_cut
    assert not convert("<p>chữ</p>").is_cut


def test_deep__nesting_is_no_trouble() -> None:
    assert convert("<div>" * 20_000 + "đáy").blocks == [PastedBlock(PARAGRAPH, "<p>đáy</p>")]
    assert words(convert("<ul><li>" * 300 + "đáy").blocks) == "đáy"


# Anything -------------------------------------------------------------------------------------------


@st.composite
def markup(draw: st.DrawFn) -> str:
    """Tags in any order, closed or not, with attributes that Word might write."""
    pieces = []
    for _piece in range(draw(st.integers(0, 25))):
        tag = draw(st.sampled_from(TAGS))
        attribute = draw(
            st.sampled_from(
                ["", " style='mso-list:l0 level3 lfo1'", " class=MsoListParagraph", " colspan=9", " rowspan=99999",
                 " href=https://a.vn/?q=<b>", " style='font-weight:bold;x'", " onclick=a()", " rowspan=x"]
            )
        )  # fmt: skip
        pieces.append(draw(st.sampled_from([f"<{tag}{attribute}>", f"</{tag}>", draw(WORDS)])))
    return "".join(pieces)


@given(st.one_of(st.text(max_size=300), markup()))
def test_any__text_gives_safe_blocks(html: str) -> None:
    for block in convert(html).blocks:
        if block.type == PARAGRAPH:
            tree = lxml_html.fromstring(f"<div>{block.value}</div>")
            for element in tree.iterdescendants():
                assert element.tag in {"p", "b", "a", "ul", "ol", "li", "br"}
                assert set(element.attrib) <= ({"href"} if element.tag == "a" else set())
                assert element.get("href", "https:").startswith(("http", "mailto:", "tel:"))
        elif block.type == TABLE:
            width = len(block.value["columns"])
            assert width > 1
            assert all(len(row["values"]) == width for row in block.value["rows"])
        assert unicodedata.is_normalized("NFC", "".join(_texts([block])))


@given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from(["p", "li", "h2", "div", "td", "blockquote"]))
def test_words__are_all_kept(parts: list[str], tag: str) -> None:
    html = "".join(f"<{tag}><span style='color:red'>{escape(part)}</span></{tag}>" for part in parts)
    if tag == "td":
        html = f"<table><tr>{html}</tr><tr>{html}</tr></table>"
        parts = parts * 2
    expected = re.sub(r"\s", "", "".join(parts))
    got = words(convert(html).blocks)
    if tag == "td":  # a table of one column is set as text, its empty cells leave out their dash
        got, expected = got.replace("–", ""), expected.replace("–", "")
    assert got == expected


@given(markup())
def test_output__pasted_again_is_the_same(html: str) -> None:
    rich = clean_rich_text(html, PARAGRAPH_FEATURES)
    once = clean_rich_text(rich, PARAGRAPH_FEATURES)
    assert clean_rich_text(once, PARAGRAPH_FEATURES) == once
