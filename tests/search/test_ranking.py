"""Similarity, suggestions, weights and the steps of answering: the small pure parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.contract import Fragment, Suggestion, SuggestionKind
from search.engines.strategy import edit_distance
from search.similarity import SKETCH_SIZE, jaccard, shingles, sketch
from search.suggest import SHARES, marked, shape, typed_words
from search.weights import RECENCY_UNTIL, WEIGHTS, rank_factor

SENTENCE = (
    "cong nhan thay mui khoan bang dao tu che co ranh thoat phoi rong hon nho vay may chay lien tuc ca ca ma "
    "khong phai dung lai de go phoi va do ga moi kep duoc hai chi tiet cung mot luc tren ban may"
)
TEXT = SENTENCE.split()


def test_jaccard__of_copies_and_strangers() -> None:
    changed = [*TEXT[:-4], "o", "goc", "xuong"]
    assert jaccard(shingles(TEXT), shingles(TEXT)) == 1
    assert jaccard(shingles(TEXT), shingles(changed)) > 0.8
    assert jaccard(shingles(TEXT), shingles(["lop", "hoc", "nau", "an", "cho", "be", "o"])) == 0
    assert jaccard(set(), shingles(TEXT)) == 0


def test_sketch__copies_share_hashes() -> None:
    changed = ["anh", "em", *TEXT[2:]]
    assert 0 < len(sketch(TEXT)) <= SKETCH_SIZE
    assert set(sketch(TEXT)) & set(sketch(changed))
    assert sketch(TEXT) == sorted(sketch(TEXT))
    assert sketch(["ngan", "qua"]) == []


def test_sketch__same_in_every_process() -> None:
    assert sketch(TEXT)[:2] == [632039213, 862755763]


@pytest.mark.parametrize(
    ("one", "two", "distance"),
    [
        ("ky_thaut", "ky_thuat", 1),
        ("vien_chau", "vien_trau", 2),
        ("dien", "dien", 0),
        ("", "ab", 2),
        ("abc", "xyz", 3),
        ("dien", "dientu", 2),
    ],
)
def test_edit_distance__by_example(one: str, two: str, distance: int) -> None:
    assert edit_distance(one, two, limit=2) == distance
    assert edit_distance(two, one, limit=2) == distance


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_edit_distance__symmetric_and_zero_for_equals(one: str, two: str) -> None:
    assert edit_distance(one, two, limit=20) == edit_distance(two, one, limit=20)
    assert (edit_distance(one, two, limit=20) == 0) == (one == two)


def suggestion(kind: SuggestionKind, label: str, value: str = "") -> Suggestion:
    return Suggestion(kind, Fragment(label), value=value)


def test_shape__shares_and_repetitions() -> None:
    candidates = [
        *(suggestion(SuggestionKind.UNIT, f"Đơn vị {number}") for number in range(5)),
        suggestion(SuggestionKind.FIELD, "Điện", "dien"),
        suggestion(SuggestionKind.FIELD, "Điện năng", "dien"),
        suggestion(SuggestionKind.TITLE, "tên 0"),
        *(suggestion(SuggestionKind.TITLE, f"Tên {number}") for number in range(20)),
    ]
    found = shape(candidates, limit=8)
    kinds = [one.kind for one in found]
    assert len(found) == 8
    assert kinds.count(SuggestionKind.UNIT) == SHARES[SuggestionKind.UNIT]
    assert kinds.count(SuggestionKind.FIELD) == 1
    assert kinds[-1] == SuggestionKind.TITLE
    assert shape([], limit=8) == ()


def test_typed_words__too_short() -> None:
    assert typed_words("đ") == []
    assert typed_words("đi") == ["di"]


def test_marked__last_word_is_a_beginning() -> None:
    assert marked("Kỹ thuật hàn", ["ki", "th"]).parts() == [
        ("Kỹ", True),
        (" ", False),
        ("th", True),
        ("uật hàn", False),
    ]


def test_rank_factor__mild_and_bounded() -> None:
    lowest = rank_factor(-1, featured=False, date=0, is_news=False)
    highest = rank_factor(5, featured=True, date=RECENCY_UNTIL * 2, is_news=True)
    assert lowest == 1
    assert highest == pytest.approx(1 + WEIGHTS.static_rank + WEIGHTS.recency)
    older = rank_factor(0, featured=False, date=1_400_000_000, is_news=True)
    newer = rank_factor(0, featured=False, date=1_700_000_000, is_news=True)
    assert older < newer
    assert rank_factor(0, featured=True, date=0, is_news=False) > 1
