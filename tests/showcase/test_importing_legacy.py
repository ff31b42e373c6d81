"""Vietnamese of the time before Unicode: the right encoding is recognised, and nothing is lost on the way."""

import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from showcase.importing import legacy
from showcase.importing.detection import decode_line, detect
from showcase.importing.legacy import Font, column_font, repair, to_unicode
from showcase.importing.rows import TableError
from showcase.importing.syllables import is_syllable, score

TEXT = (
    "Liên đoàn Lao động thành phố Hà Nội; công nhân lao động giỏi, sáng kiến tiết kiệm điện, quản lý xưởng, "
    "hỗ trợ người lao động vượt khó; kẹp phôi bằng cữ thép, giảm phế phẩm ở khâu mài"
)
TONES = "\u0300\u0301\u0303\u0309\u0323"
SMALL = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
LETTERS = SMALL + SMALL.upper()
VNI = {letter: signs for signs, letter in reversed(legacy._VNI.items())}
TCVN3 = {letter: chr(code) for code, letter in legacy._TCVN3.items()}


def as_vni(text: str) -> str:
    return "".join(VNI.get(letter, letter) for letter in text)


def as_tcvn3(text: str) -> str:
    """Signs of TCVN3; capitals that it has no code for are written with a mark behind, as the standard allows."""
    written = []
    for letter in text:
        if letter in TCVN3 or letter.isascii():
            written.append(TCVN3.get(letter, letter))
            continue
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in TONES)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        written.append(TCVN3.get(base, base) + "".join(TCVN3[one] for one in tone))
    return "".join(written)


def as_1258(text: str) -> bytes:
    """Bytes of Windows-1258, which has letters with hats and horns, and tones as marks of their own."""
    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(part for part in parts if part in TONES)
        base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        out += base.encode("cp1258") + tone.encode("cp1258")
    return out


def test_to_unicode__known_words() -> None:
    assert to_unicode("C«ng ®oµn Hµ Néi", "tcvn3") == "Công đoàn Hà Nội"
    assert to_unicode("TiÕng ViÖt rÊt hay", "tcvn3") == "Tiếng Việt rất hay"
    assert to_unicode("M\xad\xeang Kh\xad¬ng", "tcvn3") == "Mường Khương"
    assert to_unicode("Coâng ñoaøn Haø Noäi", "vni") == "Công đoàn Hà Nội"
    assert to_unicode("TIEÁNG VIEÄT", "vni") == "TIẾNG VIỆT"
    assert (
        to_unicode("Ngöôøi lao ñoäng, yù chí, kyõ thuaät, quyû", "vni")
        == "Người lao động, ý chí, kỹ thuật, quỷ"
    )


@given(st.text(LETTERS + " 0123456789,.;", max_size=60))
def test_to_unicode__tcvn3_gives_every_text_back(text: str) -> None:
    assert to_unicode(as_tcvn3(text), "tcvn3") == text


@given(
    st.lists(
        st.sampled_from(["Liên", "đoàn", "ước", "Ỷ", "lưỡi", "cữ", "quỵ", "Đề", "gìn", "ngoẵng"]), max_size=9
    )
)
@example(["ôi", "thuở", "huých"])
def test_to_unicode__vni_gives_words_back(words: list[str]) -> None:
    text = " ".join(words)
    assert to_unicode(as_vni(text), "vni") == text


@given(st.text(LETTERS + " 0123456789,.;", max_size=60))
def test_to_unicode__vni_gives_every_letter_back(text: str) -> None:
    """VNI writes an unmarked vowel and a mark behind it: text is told apart where no such pair arises anew."""
    apart = " ".join(text)
    assert to_unicode(as_vni(apart), "vni") == apart


@given(st.text(LETTERS + " 0123456789,.;", max_size=60))
def test_decode__windows_1258_gives_every_text_back(text: str) -> None:
    assert decode_line(as_1258(text), "windows-1258") == text


@given(st.text(max_size=40), st.sampled_from(["tcvn3", "vni"]))
def test_to_unicode__takes_any_text(text: str, font: Font) -> None:
    assert unicodedata.is_normalized("NFC", to_unicode(text, font))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (as_1258(TEXT), "windows-1258"),
        (as_tcvn3(TEXT).encode("latin-1"), "tcvn3"),
        (as_vni(TEXT).encode("cp1252"), "vni"),
        (b"Ma;Ten\nNL-2022-0001;Cu dinh vi\n", "utf-8"),
    ],
)
def test_detect__names_the_encoding(data: bytes, name: str) -> None:
    found = detect(data)
    assert found.name == name
    assert found.confidence > 0.7
    text = decode_line(data[found.mark :], found.name)
    assert text == TEXT or text.startswith("Ma;Ten")


@given(st.integers(min_value=40, max_value=len(TEXT.encode())))
def test_detect__sample_cut_within_a_letter(size: int) -> None:
    assert detect(TEXT.encode()[:size]).name == "utf-8"


@pytest.mark.parametrize(
    "data", ["Tiếng Trung: 中文字符".encode("gb18030") * 3, "Привет мир".encode("koi8-r") * 9]
)
def test_detect__other_encodings_are_refused(data: bytes) -> None:
    with pytest.raises(TableError, match="mã chữ"):
        detect(data)


def test_detect__no_text_is_refused() -> None:
    with pytest.raises(TableError, match="ký tự rỗng"):
        detect(b"MZ\x90\0\3\0\0\0\4abc\0def")


@given(st.binary(max_size=200))
def test_detect__any_bytes(data: bytes) -> None:
    try:
        assert 0 <= detect(data).confidence <= 1
    except TableError as error:
        assert error.message_vi


@pytest.mark.parametrize(
    "word", ["thuở", "nghiêng", "Quỳnh", "giếng", "gì", "yếu", "uyên", "khuỷu", "ĐƯỢC", "oằn", "ý"]
)
def test_is_syllable__vietnamese(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Néi", "Hµ", "Thérèse", "ViÖt", "naïve", "cát́", "Noäi", "đọcs", "ác̣"])
def test_is_syllable__other(word: str) -> None:
    assert not is_syllable(word)


def test_column_font__decided_by_the_column() -> None:
    texts = ["Hµ Néi", "C«ng ®oµn ngµnh Y tÕ", "B¾c Ninh"]
    assert column_font(texts) == "tcvn3"
    assert column_font([as_vni(text) for text in ("Hà Nội", "Công đoàn ngành Y tế", "Bắc Ninh")]) == "vni"


@pytest.mark.parametrize(
    "texts",
    [
        ["Hà Nội", "Công đoàn ngành Y tế"],
        ["hoà", "thuê", "quê"],
        ["Thérèse", "Công ty André Maurois", "5 µm"],
        ["plain", ""],
        [],
    ],
)
def test_column_font__unicode_stays(texts: list[str]) -> None:
    assert column_font(texts) is None


def test_repair__unicode_cell_in_a_column_of_an_old_font() -> None:
    assert repair("Hµ Néi", "tcvn3") == "Hà Nội"
    assert repair("Bắc Ninh", "tcvn3") == "Bắc Ninh"
    assert repair("Thanh Hoa", "tcvn3") == "Thanh Hoa"


@given(st.text(SMALL + " ", min_size=1, max_size=30))
def test_score__counts_words_with_marks_alone(text: str) -> None:
    words = [word for word in text.split() if not word.isascii()]
    assume(words)
    assert sum(score(text)) == len(words)
