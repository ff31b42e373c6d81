"""Official documents as files: the words that stand in them, in order, whatever they are."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from home.documents import OfficialDocument, Section, write_docx, write_pdf


def paper(**changes: Any) -> OfficialDocument:
    """A short document."""
    values: dict[str, Any] = {
        "parent_body": "Tổng Liên đoàn Lao động Việt Nam",
        "body": "Liên đoàn Lao động thành phố Hà Nội",
        "symbol": "04/HD-LĐLĐ",
        "place_and_date": "Hà Nội, ngày 4 tháng 3 năm 2021",
        "kind": "Hướng dẫn",
        "abstract": "Về việc nhập sáng kiến",
        "sections": (Section("", ["Mở đầu <chú ý> & tiếp."]), Section("Điều kiện", ["Đã áp dụng."])),
        "signer_role": "Ban Thường vụ",
        "recipients": ("Như trên",),
        **changes,
    }
    return OfficialDocument(**values)


def words_of_pdf(content: bytes) -> str:
    with PdfDocument(content) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)


def words_of_docx(content: bytes) -> str:
    file = Document(BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return " ".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


@pytest.mark.parametrize(("write", "words_of"), [(write_pdf, words_of_pdf), (write_docx, words_of_docx)])
def test_file__has_every_part_in_real_text(write: Any, words_of: Any) -> None:
    words = words_of(write(paper(mark="Tệp trình diễn")))
    for part in (
        "04/HD-LĐLĐ",
        "HƯỚNG DẪN",
        "Về việc nhập sáng kiến",
        "<chú ý> &",
        "Điều kiện",
        "Như trên",
        "BAN THƯỜNG VỤ",
    ):
        assert part in words, part
    assert "Tệp trình diễn" in words


@pytest.mark.parametrize("write", [write_pdf, write_docx])
def test_form__has_its_columns_and_blank_rows(write: Any) -> None:
    content = write(paper(sections=(), columns=("STT", "Tên sáng kiến"), blank_rows=40))
    assert len(content) > 1_000


def test_pdf__is_the_same_every_time() -> None:
    assert write_pdf(paper()) == write_pdf(paper())


def test_pdf__breaks_long_texts_into_numbered_pages() -> None:
    content = write_pdf(paper(sections=(Section("Dài", ["Một đoạn khá dài. " * 40] * 30),)))
    with PdfDocument(content) as pdf:
        assert len(pdf) > 3
        assert words_of_pdf(content).count("Một đoạn") == 1_200


@settings(max_examples=15, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_file__takes_any_text(text: str) -> None:
    document = paper(abstract=text, sections=(Section(text, [text]),))
    assert write_pdf(document).startswith(b"%PDF")
    assert write_docx(document).startswith(b"PK")
