"""Highlights and passages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.contract import Fragment
from search.highlight import PASSAGE, Highlighter
from search.query_tree import build_tree
from search.vietnamese import clean
from search.vocabulary import Vocabulary

VOCABULARY = Vocabulary.build([{"short": "TP.HCM", "long": ["thành phố Hồ Chí Minh"]}])


def highlighter(text: str) -> Highlighter:
    tree = build_tree(text, VOCABULARY)
    return Highlighter(tree.marks if tree else ())


def marked(fragment: Fragment | None) -> list[str]:
    return [text for text, is_match in fragment.parts() if is_match] if fragment else []


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("điện", "Máy dệt ĐIỆN, diễn tập, điện năng", ["ĐIỆN", "điện"]),
        ("điện", "Diễn tập", ["Diễn"]),
        ("dien", "Máy điện và diễn tập", ["điện", "diễn"]),
        ("ky thuat", "Cải tiến kĩ thuật, Kỹ thuật", ["kĩ thuật", "Kỹ thuật"]),
        ("tphcm", "Ở TP.HCM, TP HCM và thành phố Hồ Chí Minh", ["TP.HCM", "TP HCM", "thành phố Hồ Chí Minh"]),
        ("hòa bình", "Thuỷ điện Hoà Bình", ["Hoà Bình"]),
        ("0,75", "Công suất 0.75 kW, không phải 10.75", ["0.75"]),
        ("an", "an toàn, bàn, An", ["an", "An"]),
        ("xyz", "không có", []),
        ("may", "İstanbul: MÁY và mây, nhưng không phải mayor", ["MÁY", "mây"]),
        ("bhld", "B.H.L.Đ hay BHLĐ", ["B.H.L.Đ", "BHLĐ"]),
        ("ldld", "LĐLĐ và L-Đ-L-Đ", ["LĐLĐ", "L-Đ-L-Đ"]),
    ],
)
def test_whole__marks_matches(question: str, text: str, expected: list[str]) -> None:
    assert marked(highlighter(question).whole(text)) == expected


def test_parts__give_back_the_text() -> None:
    fragment = highlighter("điện").whole("Bớt điện & <b>nước</b>")
    assert fragment.parts() == [("Bớt ", False), ("điện", True), (" & <b>nước</b>", False)]


def test_passage__holds_most_different_words() -> None:
    text = "Điện ở đây. " * 30 + "Chỗ này tiết kiệm điện nhiều nhất. " + "Còn đây là chuyện khác. " * 20
    passage = highlighter("tiết kiệm điện").passage(text)
    assert passage is not None
    assert "tiết kiệm điện" in marked(passage)
    assert passage.cut_before
    assert passage.cut_after
    assert len(passage.text) <= PASSAGE + 40


def test_passage__none_without_a_match() -> None:
    assert highlighter("điện").passage("không có gì ở đây") is None


def test_passage__of_a_short_text_is_whole() -> None:
    passage = highlighter("điện").passage("Một câu có điện.")
    assert passage == Fragment("Một câu có điện.", ((11, 15),))


@given(st.text(max_size=40), st.text(max_size=400))
def test_spans__always_lie_in_the_text(question: str, text: str) -> None:
    text = clean(text)
    for fragment in (highlighter(question).whole(text), highlighter(question).passage(text)):
        if fragment is None:
            continue
        assert fragment.text in text
        position = 0
        for start, end in fragment.spans:
            assert position <= start < end <= len(fragment.text)
            position = end
        assert "".join(piece for piece, _ in fragment.parts()) == fragment.text
