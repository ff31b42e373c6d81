"""Vietnamese text: rules by example, robustness by property."""

import itertools
import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import vietnamese as vi

ANYTHING = st.text(st.characters(), max_size=300)
"""Any string at all: lone surrogates, NULs, emoji, other scripts."""

VIETNAMESE = st.text(
    st.sampled_from(
        "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
        "AÀĂÂĐÊÔƠƯ 0123456789.,-/&"
    ),
    max_size=200,
)


@pytest.mark.parametrize(
    ("text", "normalised", "folded"),
    [
        ("Kỹ thuật", "kĩ thuật", "ki thuat"),
        ("quản lý công ty", "quản lí công ti", "quan li cong ti"),
        ("Mỹ Lý sỹ hy", "mĩ lí sĩ hi", "mi li si hi"),
        ("quý quỹ", "quí quĩ", "qui qui"),
        ("thuỷ Thúy túi tuy", "thuỷ thuý túi tuy", "thuy thuy tui tuy"),
        ("hòa khỏe toàn hoàn", "hoà khoẻ toàn hoàn", "hoa khoe toan hoan"),
        ("TP.HCM tp.hcm CNVC-LĐ GD&ĐT", "tphcm tphcm cnvclđ gdđt", "tphcm tphcm cnvcld gddt"),
        ("mi-ni X-quang Bà Rịa-Vũng Tàu", "mi ni x quang bà rịa vũng tàu", "mi ni x quang ba ria vung tau"),
        ("04/HD-LĐLĐ", "04 hd lđlđ", "04 hd ldld"),
        ("22kV 1,5 1.5 0.75%", "22kv 1.5 1.5 0.75", "22kv 1.5 1.5 0.75"),
        ("xong.Sau đó", "xong sau đó", "xong sau do"),
        ("Ðà Nẵng ðiện", "đà nẵng điện", "da nang dien"),
        ("điện\u200b năng\u00ad", "điện năng", "dien nang"),
        ("snake_case m²", "snake case m²", "snake case m2"),
    ],
)
def test_normalise__by_example(text: str, normalised: str, folded: str) -> None:
    assert vi.normalise(text) == normalised
    assert vi.fold(text) == folded


@given(ANYTHING)
def test_every_function__accepts_any_string(text: str) -> None:
    vi.normalise(text)
    vi.fold(text)
    vi.code_key(text)
    vi.collation_key(text)
    vi.abbreviation_parts(vi.clean(text))
    vi.clean(text).encode("utf-8")


@given(ANYTHING)
def test_normalise__is_idempotent(text: str) -> None:
    once = vi.normalise(text)
    assert vi.normalise(once) == once
    assert vi.clean(vi.clean(text)) == vi.clean(text)


@given(ANYTHING)
def test_normalise__same_for_every_composition(text: str) -> None:
    expected = vi.normalise(unicodedata.normalize("NFC", text))
    assert vi.normalise(unicodedata.normalize("NFD", text)) == expected


@given(VIETNAMESE)
def test_fold__is_ascii_and_idempotent_for_vietnamese(text: str) -> None:
    folded = vi.fold(text)
    assert folded.isascii()
    assert vi.fold(folded) == folded


@given(VIETNAMESE)
def test_fold__does_not_depend_on_marks(text: str) -> None:
    bare = "".join(
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)
    ).translate(str.maketrans("đĐ", "dD"))
    assert vi.fold(bare) == vi.fold(text)


@given(ANYTHING)
def test_tokens__hold_no_space_and_survive_folding(text: str) -> None:
    for token in vi.tokens(text):
        assert token
        assert not any(char.isspace() for char in token)
        assert vi.fold_token(token)
        assert not any(char.isspace() for char in vi.fold_token(token))


@given(ANYTHING)
def test_spans__lie_in_the_text_and_agree_with_tokens(text: str) -> None:
    cleaned = vi.clean(text)
    found = vi.spans(cleaned)
    for one, other in itertools.pairwise(found):
        assert one.end <= other.start
    for span in found:
        assert 0 <= span.start < span.end <= len(cleaned)


@given(VIETNAMESE)
def test_spans__are_the_tokens(text: str) -> None:
    assert [span.exact for span in vi.spans(vi.clean(text))] == vi.tokens(text)


@given(ANYTHING)
def test_break__cannot_come_from_a_text(text: str) -> None:
    assert vi.BREAK not in vi.tokens(text + vi.BREAK)


def test_normalise__long_text_and_long_word() -> None:
    assert len(vi.tokens("điện " * 2_000)) == 2_000
    assert all(len(token) <= vi.MAX_WORD for token in vi.tokens("a" * 10_000))


def test_cache__starts_anew_when_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vi, "MAX_CACHED_WORDS", 10)
    for number in range(50):
        assert vi.fold(f"điện{number}") == f"dien{number}"


def test_abbreviation_parts__of_joined_ones_only() -> None:
    assert vi.abbreviation_parts("Trường THCS-THPT, mi-ni, 04/HD-LĐLĐ") == ["thcs", "thpt"]


@pytest.mark.parametrize("text", ["04/HD-LĐLĐ", "04/hd-ldld", "04 HD LĐLĐ", "04/HD - LĐLĐ"])
def test_code_key__one_for_every_spelling(text: str) -> None:
    assert vi.code_key(text) == "04hdldld"


def test_collation_key__vietnamese_alphabet() -> None:
    ordered = [
        "5S", "àn", "An toàn", "Ảnh", "áo", "ăn ca", "ấm", "Ba", "cá", "Da", "dạ", "đa", "đá", "e", "ê",
        "nam", "nụ", "o", "ô", "ơ", "tư", "tự", "u", "ư", "xanh", "ý",
    ]  # fmt: skip
    assert sorted(random.Random(1).sample(ordered, len(ordered)), key=vi.collation_key) == ordered


def test_collation_key__tones_after_letters() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ", "mà a"]
    assert sorted(random.Random(1).sample(tones, len(tones)), key=vi.collation_key) == tones
    assert vi.collation_key("“An toàn”") == vi.collation_key("an toàn")


@pytest.mark.parametrize("text", ["NL-2022-0417", "04/HD-LĐLĐ", "116/LĐLĐ", "88/kh-tld", " AT-2022-0321 "])
def test_code__is_recognised(text: str) -> None:
    assert vi.is_code(text)


@pytest.mark.parametrize(
    "text", ["", "22kV", "TP.HCM", "covid-19", "1.5", "3-5-7", "máy bơm 2", "CNVC-LĐ", "NL-2022"]
)
def test_code__is_not_a_word_or_a_number(text: str) -> None:
    assert not vi.is_code(text)
