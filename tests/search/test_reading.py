"""Reading files in a process of its own: real files, honest ones and hostile ones."""

import errno
import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import home.documents
from search.attachments.faults import Status
from search.attachments.limits import Limits
from search.attachments.reading import read_file
from search.attachments.text import is_garbled, legacy_font, page_text, passages

FONT = "BeVietnamPro"
LIMITS = Limits()
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pdf(pages: Sequence[Sequence[str]], encrypt: StandardEncryption | None = None) -> bytes:
    """A PDF with these lines on its pages."""
    pdfmetrics.registerFont(
        TTFont(FONT, Path(home.documents.__file__).parent / "fonts" / "BeVietnamPro-Regular.ttf")
    )
    out = BytesIO()
    canvas = Canvas(out, encrypt=encrypt, invariant=1)
    for lines in pages:
        canvas.setFont(FONT, 12)
        canvas.rect(40, 40, 20, 20, fill=1)
        for number, line in enumerate(lines):
            canvas.drawString(60, 760 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    """A DOCX with these paragraphs."""
    file = Document()
    for paragraph in paragraphs:
        file.add_paragraph(paragraph)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def package(document: bytes | str, **parts: bytes) -> bytes:
    """A DOCX whose main part is given as it stands."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/document.xml", document)
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def same_page_many_times(count: int) -> bytes:
    """A small PDF whose page tree names one page `count` times."""
    kids = b" ".join([b"3 0 R"] * count)
    content = b"BT /F1 12 Tf 60 700 Td (Trang lap lai) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    out = BytesIO(b"%PDF-1.4\n")
    out.seek(0, os.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


@pytest.fixture
def given(tmp_path: Path) -> Callable[[bytes], Path]:
    """Write bytes to a file."""

    def write(content: bytes) -> Path:
        path = tmp_path / "tep"
        path.write_bytes(content)
        return path

    return write


# Honest files


def test_pdf__gives_its_pages(given: Callable[[bytes], Path]) -> None:
    reading = read_file(given(pdf([["Điều 1. Tiết kiệm", "điện năng."], ["Phụ lục cưa xương"]])), LIMITS)
    assert (reading.status, reading.message, reading.page_count) == (Status.OK, "", 2)
    assert reading.pages == ((1, "Điều 1. Tiết kiệm điện năng."), (2, "Phụ lục cưa xương"))
    assert reading.tool.startswith("pypdfium2 ")


def test_pdf__words_broken_at_a_line_end_are_joined(given: Callable[[bytes], Path]) -> None:
    lines = ["đoàn viên CNVC-", "LĐ nhận infor-", "mation giai đoạn 2021-", "2025"]
    (page,) = read_file(given(pdf([lines])), LIMITS).pages
    assert page == (1, "đoàn viên CNVC-LĐ nhận information giai đoạn 2021-2025")


def test_docx__gives_paragraphs_tables_and_footnotes(given: Callable[[bytes], Path]) -> None:
    file = Document()
    file.add_paragraph("Mở đầu\tdòng hai")
    file.add_table(rows=1, cols=1).cell(0, 0).text = "Ô trong bảng"
    out = BytesIO()
    file.save(out)
    reading = read_file(given(out.getvalue()), LIMITS)
    assert (reading.status, reading.page_count) == (Status.OK, 0)
    assert reading.pages == ((0, "Mở đầu dòng hai\nÔ trong bảng"),)


def test_docx__leaves_out_what_was_deleted_or_stands_twice(given: Callable[[bytes], Path]) -> None:
    space = WORD[1:-1]
    body = (
        f'<w:document xmlns:w="{space}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<w:body><w:p><w:r><w:t>Giữ </w:t></w:r><w:del><w:r><w:delText>xoá</w:delText></w:r></w:del>"
        "<w:r><w:instrText>HYPERLINK</w:instrText></w:r><w:r><w:t>lại</w:t></w:r>"
        "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>Hộp</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>Hộp</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
        "</w:p></w:body></w:document>"
    )
    assert read_file(given(package(body)), LIMITS).pages == ((0, "Hộp\nGiữ lại"),)


def test_docx__long_text_comes_in_pieces(given: Callable[[bytes], Path]) -> None:
    reading = read_file(given(docx(*[f"Đoạn {number}. " + "chữ " * 200 for number in range(30)])), LIMITS)
    assert len(reading.pages) > 3
    assert all(page == 0 and len(text) <= 5_000 for page, text in reading.pages)
    assert all(any(f"Đoạn {number}." in text for _page, text in reading.pages) for number in range(30))


# Files that give less, or nothing


@pytest.mark.parametrize(
    ("content", "status", "message"),
    [
        (b"", Status.EMPTY, "Tệp rỗng."),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 500, Status.UNSUPPORTED, "không phải là PDF hay DOCX"),
        (b"%PDF-1.7\n", Status.FAILED, "hỏng"),
        (b"%PDF-1.7\n" + os.urandom(5_000), Status.FAILED, "hỏng"),
        (b"PK\x03\x04" + os.urandom(500), Status.FAILED, "hỏng"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, Status.UNSUPPORTED, "đời cũ"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            Status.FAILED,
            "mật khẩu",
        ),
    ],
    ids=["empty", "disguised", "head-only", "noise-pdf", "noise-zip", "old-word", "locked-docx"],
)
def test_file__that_gives_nothing_says_why(
    given: Callable[[bytes], Path], content: bytes, status: Status, message: str
) -> None:
    reading = read_file(given(content), LIMITS)
    assert (reading.status, reading.pages) == (status, ())
    assert message in reading.message


def test_pdf__scan_has_no_text(given: Callable[[bytes], Path]) -> None:
    reading = read_file(given(pdf([[], []])), LIMITS)
    assert (reading.status, reading.message) == (Status.EMPTY, "Bản quét, không có lớp chữ.")


def test_pdf__partly_scanned_says_so(given: Callable[[bytes], Path]) -> None:
    reading = read_file(given(pdf([[], ["Có chữ"], []])), LIMITS)
    assert (reading.status, reading.pages) == (Status.OK, ((2, "Có chữ"),))
    assert "2 trên 3 trang" in reading.message


def test_pdf__with_a_password(given: Callable[[bytes], Path]) -> None:
    locked = pdf([["Bí mật"]], encrypt=StandardEncryption("mo", ownerPassword="chu"))
    reading = read_file(given(locked), LIMITS)
    assert (reading.status, reading.message) == (Status.FAILED, "Tệp PDF có mật khẩu.")


def test_pdf__cut_short_is_no_accident(given: Callable[[bytes], Path]) -> None:
    whole = pdf([["Một"], ["Hai"]])
    for share in (0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        reading = read_file(given(whole[: int(len(whole) * share)]), LIMITS)
        assert reading.status in (Status.FAILED, Status.OK, Status.EMPTY)
        assert reading.status == Status.OK or reading.message


def test_pdf__nuls_before_and_inside(given: Callable[[bytes], Path]) -> None:
    reading = read_file(given(b"\0" * 100 + pdf([["Vẫn đọc"]])), LIMITS)
    assert "\0" not in "".join(text for _page, text in reading.pages)
    assert page_text("a\x00b \ud800c") == "ab c"


def test_docx__not_a_word_file(given: Callable[[bytes], Path]) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("xl/workbook.xml", "<x/>")
    assert read_file(given(out.getvalue()), LIMITS).status == Status.UNSUPPORTED


def test_docx__cut_short(given: Callable[[bytes], Path]) -> None:
    whole = docx("Một", "Hai")
    assert read_file(given(whole[: len(whole) // 2]), LIMITS).status == Status.FAILED


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "bom"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_docx__declares_nothing(given: Callable[[bytes], Path], declaration: str) -> None:
    text = f'<w:document xmlns:w="{WORD[1:-1]}"><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:document>'
    body = f'<?xml version="1.0"?>{declaration}{text}'
    reading = read_file(given(package(body)), LIMITS)
    assert (reading.status, reading.pages) == (Status.FAILED, ())
    assert "khai báo" in reading.message


def test_docx__bomb_is_not_unpacked(given: Callable[[bytes], Path]) -> None:
    head = f'<w:document xmlns:w="{WORD[1:-1]}"><w:body><w:p><w:r><w:t>'.encode()
    content = package(head + b" " * (100 << 20))
    assert len(content) < 200_000
    assert read_file(given(content), LIMITS).status == Status.TOO_LARGE


def test_docx__nested_too_deeply(given: Callable[[bytes], Path]) -> None:
    body = f'<w:document xmlns:w="{WORD[1:-1]}">' + "<w:p>" * 100_000
    assert read_file(given(package(body)), LIMITS).status in (Status.FAILED, Status.TOO_LARGE)


# Limits


def test_limit__of_bytes(given: Callable[[bytes], Path]) -> None:
    reading = read_file(given(pdf([["Một"]])), replace(LIMITS, max_bytes=100))
    assert (reading.status, reading.pages) == (Status.TOO_LARGE, ())


def test_limit__of_pages(given: Callable[[bytes], Path]) -> None:
    reading = read_file(given(same_page_many_times(10_000)), replace(LIMITS, max_pages=3))
    assert (reading.status, reading.page_count, len(reading.pages)) == (Status.OK, 10_000, 3)
    assert "3 trang đầu trong 10000 trang" in reading.message


def test_limit__of_characters(given: Callable[[bytes], Path]) -> None:
    reading = read_file(given(pdf([["chữ " * 10]] * 5)), replace(LIMITS, max_characters=60))
    assert sum(len(text) for _page, text in reading.pages) <= 60
    assert "60 ký tự đầu" in reading.message


def test_limit__of_memory(given: Callable[[bytes], Path]) -> None:
    reading = read_file(given(pdf([["Một"]])), replace(LIMITS, memory=1 << 20))
    assert reading.status in (Status.TOO_LARGE, Status.FAILED)
    assert reading.message


def test_limit__of_time_ends_the_process(tmp_path: Path) -> None:
    pipe = tmp_path / "khong-het"
    os.mkfifo(pipe)
    reading = read_file(pipe, replace(LIMITS, seconds=1))
    assert (reading.status, reading.message) == (Status.TIMEOUT, "Đọc quá 1 giây chưa xong.")
    with pytest.raises(OSError) as refused:
        os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    assert refused.value.errno == errno.ENXIO  # nobody reads it any more


# Text


def test_passages__cut_after_sentences_and_lose_nothing() -> None:
    text = " ".join(f"Câu số {number} nói về điện." for number in range(100))
    pieces = list(passages(text, 300))
    assert all(len(piece) <= 300 and piece.endswith(".") for piece in pieces)
    assert " ".join(pieces) == text


def test_passages__without_a_space() -> None:
    assert list(passages("x" * 25, 10)) == ["x" * 10, "x" * 10, "x" * 5]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Liªn ®oµn lao ®éng thµnh phè Hµ Néi h­íng dÉn viÖc tæ chøc phong trµo thi ®ua " * 3, "TCVN3"),
        ("Coâng ñoaøn Vieät Nam höôùng daãn vieäc toå chöùc phong traøo thi ñua lao ñoäng " * 3, "VNI"),
        ("Công đoàn Việt Nam hướng dẫn việc tổ chức phong trào thi đua lao động " * 3, ""),
        ("The union of workers, façade, naïve, coöperate, 5 µm ± 2 °C " * 3, ""),
        ("", ""),
    ],
)
def test_legacy_font__is_recognised(text: str, name: str) -> None:
    assert legacy_font(text) == name


def test_garbled__text_of_a_font_without_a_map() -> None:
    assert is_garbled("\ufffd\ue012\ue013 \ue014")
    assert not is_garbled("Công đoàn \ufffd")
