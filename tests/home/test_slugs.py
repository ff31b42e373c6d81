"""Slugs: đ survives, and whatever is typed gives a safe address."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.slugs import vietnamese_slug

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SYLLABLES = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệốộớợứựĐÔƯ", min_size=1, max_size=7)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Đổi mới", "doi-moi"),
        ("Điện", "dien"),
        ("ĐƯỜNG ĐI", "duong-di"),
        ("An toàn – vệ sinh lao động", "an-toan-ve-sinh-lao-dong"),
        ("Ðổi mới", "doi-moi"),  # eth, as old keyboards write it
        (unicodedata.normalize("NFD", "Tiết kiệm điện năng"), "tiet-kiem-dien-nang"),
        ("04/HD-LĐLĐ", "04-hd-ldld"),
        ("  --  Máy ép 50 tấn!  ", "may-ep-50-tan"),
        ("50 m²", "50-m2"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_slug__reads_well(text: str, slug: str) -> None:
    assert vietnamese_slug(text) == slug


@given(st.text(max_size=300), st.integers(min_value=1, max_value=100))
def test_slug__any_text_is_safe_and_short(text: str, length: int) -> None:
    slug = vietnamese_slug(text, length)
    assert slug == "" or SLUG.fullmatch(slug)
    assert len(slug) <= length


@given(st.text(max_size=120))
def test_slug__of_a_slug_is_itself(text: str) -> None:
    slug = vietnamese_slug(text)
    assert vietnamese_slug(slug) == slug


@given(st.lists(SYLLABLES, min_size=1, max_size=6))
def test_slug__keeps_every_letter_of_vietnamese(words: list[str]) -> None:
    assert len(vietnamese_slug(" ".join(words)).replace("-", "")) == sum(map(len, words))


@given(st.lists(SYLLABLES, min_size=2, max_size=40))
def test_slug__is_cut_between_words(words: list[str]) -> None:
    whole = vietnamese_slug(" ".join(words), 1_000).split("-")
    cut = vietnamese_slug(" ".join(words)).split("-")
    assert cut == whole[: len(cut)]


def test_slug__one_long_word_is_cut_inside() -> None:
    assert vietnamese_slug("a" * 200) == "a" * 80
