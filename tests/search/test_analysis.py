"""A record → the words of an index; and whole texts at once against the same texts word by word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import vietnamese as vi
from search.analysis import MAX_TEXT, analyse, narrative_syllables
from search.contract import AttachedPage, IndexDocument, Kind, Label
from search.similarity import sketch
from search.vietnamese import BREAK
from search.vietnamese_bytes import exact_and_folded

ANYTHING = st.text(st.characters(), max_size=200)

ORDINARY = st.text(
    st.sampled_from(
        "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
        "AÀĂÂĐÊÔƠƯÝQ  0123456789.,-/&_²³“”–°\n\t\xa0"
    ),
    max_size=200,
)
"""What texts of initiatives are made of: signs that all have a place among the bytes."""

OPEN_SYLLABLES = st.lists(
    st.sampled_from(
        [
            "hòa",
            "hoà",
            "qúy",
            "quý",
            "quúy",
            "thúy",
            "KỸ",
            "lý",
            "quy",
            "uỷ",
            "y",
            "1,5",
            "1.",
            ".5",
            "a.b",
            "22kV",
        ]
    )
).map(" ".join)
"""Words that are spelt in several ways."""

DOCUMENT = IndexDocument(
    kind=Kind.INITIATIVE,
    pk=1,
    version=1,
    title="Kỹ thuật hàn ống",
    problem_line="Mối hàn hở",
    idea_line="Kẹp ống trước khi hàn",
    result_line="Không còn hở",
    summary="Đồ gá tự chế",
    problem="Ống xê dịch khi nóng.",
    body="Ống dài, mối ngắn, CNVC-LĐ tự làm.",
    title_en="Pipe welding",
    code="SK-2021-7",
    authors=("Nguyễn Văn A",),
    unit_text="Tổ hàn · Hà Nội",
    tags=(Label("han", "hàn ống"),),
    attachments=(AttachedPage("ban-ve.pdf", 2, "Bản vẽ đồ gá"),),
)


@given(st.one_of(ORDINARY, OPEN_SYLLABLES, ANYTHING))
@settings(max_examples=500)
def test_exact_and_folded__the_same_words_as_one_by_one(text: str) -> None:
    joined, _parts = vi.join_abbreviations(vi.clean(text))
    exact, folded = exact_and_folded(joined)
    assert exact.split() == vi.tokens(text)
    assert folded.split() == vi.fold_tokens(vi.tokens(text))


@pytest.mark.parametrize("length", [vi.MAX_WORD - 1, vi.MAX_WORD, vi.MAX_WORD + 1, 10_000])
def test_exact_and_folded__cuts_words_as_long_as_others_do(length: int) -> None:
    text = f"ống {'đ' * length} hàn"
    exact, folded = exact_and_folded(text)
    assert exact.split() == vi.tokens(text)
    assert folded.split() == vi.fold_tokens(vi.tokens(text))


@pytest.mark.parametrize("sign", ["", "Ω", "×"])
def test_exact_and_folded__keeps_breaks(sign: str) -> None:
    exact, folded = exact_and_folded(f"Hòa{sign} {BREAK} {BREAK} kỹ")
    assert exact.split() == ["hoà", BREAK, BREAK, "kĩ"] if sign != "Ω" else ["hoàω", BREAK, BREAK, "kĩ"]
    assert [part.split() for part in folded.split(BREAK)][1:] == [[], ["ki"]]


def test_analyse__parts_of_a_record() -> None:
    analysed = analyse(DOCUMENT)
    assert analysed.title.split() == ["ki", "thuat", "han", "ong"]
    assert analysed.title_exact.split() == ["kĩ", "thuật", "hàn", "ống"]
    assert analysed.summary.split() == ["do", "ga", "tu", "che"]
    assert [part.split() for part in analysed.lines.split(BREAK)] == [
        ["moi", "han", "ho"],
        ["kep", "ong", "truoc", "khi", "han"],
        ["khong", "con", "ho"],
    ]
    assert [part.split() for part in analysed.problem.split(BREAK)] == [
        ["moi", "han", "ho"],
        ["ong", "xe", "dich", "khi", "nong"],
    ]
    assert analysed.marked_pairs == ["ki_thuat=kỹ_thuật", "thuat_han=thuật_hàn", "han_ong=hàn_ống"]


def test_analyse__the_whole_record_once_with_breaks_between_its_texts() -> None:
    analysed = analyse(DOCUMENT)
    exact, folded = analysed.exact.split(), analysed.folded.split()
    assert folded == vi.fold_tokens(exact)
    texts = [" ".join(part.split()) for part in analysed.folded.split(BREAK)]
    for expected in ("do ga tu che", "pipe welding", "sk 2021 7", "nguyen van a", "ban ve do ga", "han ong"):
        assert expected in texts
    assert texts[-1] == "cnvc ld"
    assert "cnvcld" in folded


def test_analyse__pairs_stay_within_a_text() -> None:
    pairs = analyse(DOCUMENT).pairs
    assert {"ki_thuat", "moi_han", "khong_con", "ha_noi", "han_ong"} <= set(pairs)
    assert "ong_moi" not in pairs  # title, then line
    assert "tu_che" not in pairs  # only in the summary


def test_analyse__sketch_is_that_of_the_own_words() -> None:
    long = IndexDocument(
        kind=Kind.INITIATIVE, pk=1, version=1, title="Máy", body="chạy nhanh hơn và bớt ồn " * 9
    )
    assert analyse(long).sketch == sketch(narrative_syllables(long.texts()))
    assert analyse(long).sketch


@given(ANYTHING, ANYTHING)
def test_analyse__accepts_any_text(title: str, body: str) -> None:
    analysed = analyse(IndexDocument(kind=Kind.PAGE, pk=1, version=1, title=title, body=body))
    assert analysed.title.split() == vi.fold_tokens(vi.tokens(title))
    assert analysed.sketch == sketch(narrative_syllables((title, "", "", "", "", "", body)))


def test_analyse__reads_only_so_much_of_a_text() -> None:
    analysed = analyse(IndexDocument(kind=Kind.PAGE, pk=1, version=1, title="t", body="a " * MAX_TEXT))
    assert len(analysed.folded.split()) < MAX_TEXT
