"""Reading pasted tables, CSV files and workbooks; every file that cannot be read is refused in words."""

import datetime
import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from showcase.importing.limits import Limits
from showcase.importing.sheets import Row, Sheet, SheetError, read_pasted, read_upload, to_pasted
from showcase.importing.workbooks import check_archive

PASTED = "Đơn vị\tĐã nộp\nLĐLĐ tỉnh Bắc Ninh\t1.234\n"
ROWS = [("Đơn vị", "Đã nộp"), ("LĐLĐ tỉnh Bắc Ninh", "1.234")]
PLAIN = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cf")), max_size=12)


def cells(sheet: Sheet) -> list[tuple[Any, ...]]:
    return [row.cells for row in sheet.rows]


def workbook(rows: list[list[Any]], *, before: int = 0) -> bytes:
    """An XLSX file with these rows on its last sheet, after `before` empty ones."""
    book = openpyxl.Workbook()
    sheet = book.active
    for number in range(before):
        sheet = book.create_sheet(f"Trang {number}")
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# Text ---------------------------------------------------------------------------------------------


def test_pasted__tabs_part_cells() -> None:
    assert cells(read_pasted(PASTED)) == ROWS


def test_pasted__keeps_the_numbers_of_rows() -> None:
    sheet = read_pasted("\nTiêu đề\n\n\nĐơn vị\tSố\n\nHà Nội\t5\n")
    assert [row.number for row in sheet.rows] == [2, 5, 7]


def test_pasted__quoted_cell_holds_tabs_breaks_and_quotes() -> None:
    sheet = read_pasted('Đơn vị\tGhi chú\nHà Nội\t"dòng một\ndòng ""hai"""\nHuế\t\n')
    assert cells(sheet)[1] == ("Hà Nội", 'dòng một\ndòng "hai"')
    assert sheet.rows[2] == Row(3, ("Huế",))


def test_pasted__open_quote_is_named_with_its_row() -> None:
    with pytest.raises(SheetError, match="từ dòng 2"):
        read_pasted('Đơn vị\tSố\n"Hà Nội\t5\nHuế\t6')


@pytest.mark.parametrize("text", ["", "  \n\t\n"])
def test_pasted__nothing_is_refused(text: str) -> None:
    with pytest.raises(SheetError, match="trống"):
        read_pasted(text)


@given(st.lists(st.lists(PLAIN, min_size=2, max_size=5), min_size=1, max_size=6))
@example([["", '"'], ["a", ""]])
def test_pasted__written_and_read_is_the_same(rows: list[list[str]]) -> None:
    sheet = Sheet(
        tuple(
            Row(number, tuple(kept))
            for number, row in enumerate(rows, start=1)
            if (kept := trimmed([cell.strip() for cell in row]))
        )
    )
    if sheet.width > 1:
        assert read_pasted(to_pasted(sheet)) == sheet


def trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


@given(st.text(max_size=200))
def test_pasted__any_text_is_read_or_refused(text: str) -> None:
    try:
        assert read_pasted(text).rows
    except SheetError as error:
        assert str(error)


@given(st.binary(max_size=300))
def test_upload__any_bytes_without_a_workbook_are_read_or_refused(data: bytes) -> None:
    if data.startswith((b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))):
        return
    try:
        assert read_upload(data).rows
    except SheetError as error:
        assert str(error)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv__encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    text = PASTED.replace("\t", delimiter).replace("\n", "\r\n")
    assert cells(read_upload(text.encode(encoding))) == ROWS


def test_csv__separator_line_of_excel_is_no_row() -> None:
    sheet = read_upload("sep=;\r\nĐơn vị;Số\r\nHuế;1,5".encode("utf-8-sig"))
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ("Đơn vị", "Số")), (2, ("Huế", "1,5"))]


def test_csv__semicolon_wins_over_decimal_commas() -> None:
    assert cells(read_upload("Đơn vị;Số\nHuế;1,5\nVinh;2,5".encode()))[1] == ("Huế", "1,5")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "trống"),
        (b" \r\n ", "trống"),
        ("Đơn vị,Số\nHuế,1".encode("cp1258", "replace") + b"\xd0\xff", "UTF-8"),
        (b"\xff\xfe\x00\x00" + "a".encode("utf-32-le"), "UTF-32"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n", "hình"),
        (b"<html><table><tr><td>1</td></tr></table>", "trang web"),
        (b"abc\x00def,1", "ký tự rỗng"),
    ],
)
def test_upload__what_is_no_sheet_is_named(data: bytes, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        read_upload(data)


# Workbooks ----------------------------------------------------------------------------------------


def test_xlsx__cells_keep_their_kind() -> None:
    day = datetime.date(2022, 4, 20)
    sheet = read_upload(workbook([["Đơn vị", "Số", "Lẻ", "Ngày", "Đúng"], ["Hà Nội", 1234, 1.5, day, True]]))
    assert [row.number for row in sheet.rows] == [1, 2]
    name, count, fraction, when, truth = sheet.rows[1].cells
    assert (name, count, fraction, truth) == ("Hà Nội", 1234, 1.5, True)
    assert isinstance(count, int)
    assert isinstance(when, datetime.date)
    assert when.isoformat().startswith("2022-04-20")


def test_xlsx__row_numbers_are_those_of_excel() -> None:
    sheet = read_upload(workbook([[None], ["Báo cáo"], [None], ["Đơn vị", "Số"], ["Huế", 5]]))
    assert [row.number for row in sheet.rows] == [2, 4, 5]


def test_xlsx__first_sheet_with_anything_is_read() -> None:
    sheet = read_upload(workbook([["Đơn vị"], ["Huế"]], before=2))
    assert sheet.name == "Trang 1"
    assert cells(sheet) == [("Đơn vị",), ("Huế",)]


def test_xlsx__without_anything_is_refused() -> None:
    with pytest.raises(SheetError, match="trống"):
        read_upload(workbook([]))


def test_xlsx__cut_short_is_refused() -> None:
    data = workbook([["Đơn vị"], ["Huế"]])
    with pytest.raises(SheetError, match="hỏng"):
        read_upload(data[: len(data) // 2])


def test_xlsx__with_a_wrong_byte_is_refused() -> None:
    data = bytearray(workbook([[f"Đơn vị {number}"] for number in range(200)]))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    data[entry.header_offset + 60 + entry.compress_size // 2] ^= 0xFF
    with pytest.raises(SheetError, match="hỏng"):
        read_upload(bytes(data))


def test_xlsx__with_a_password_is_refused() -> None:
    data = (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )
    with pytest.raises(SheetError, match="mật khẩu"):
        read_upload(data)


def test_zip__with_a_password_is_refused() -> None:
    data = bytearray(workbook([["Đơn vị"], ["Huế"]]))
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) != -1:  # the flags in the directory of the archive
        struct.pack_into("<H", data, start + 8, 1)
        start += 4
    with pytest.raises(SheetError, match="mật khẩu"):
        read_upload(bytes(data))


def test_xls__broken_is_refused() -> None:
    with pytest.raises(SheetError, match=r"hỏng|quá lớn"):
        read_upload(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2_000))


@pytest.mark.parametrize(("member", "words"), [("word/document.xml", "Word"), ("anh.jpg", "tệp nén")])
def test_zip__of_something_else_is_named(member: str, words: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, b"x")
    with pytest.raises(SheetError, match=words):
        read_upload(out.getvalue())


def test_zip__that_unpacks_to_gigabytes_is_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", bytes(20 * 1024 * 1024))
    with pytest.raises(SheetError, match="giải nén"):
        check_archive(out.getvalue(), Limits())


def test_xlsx__that_claims_the_whole_grid_is_refused() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "Đơn vị", 1
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(SheetError, match=r"quá lớn|cột|bộ nhớ"):
        read_upload(out.getvalue(), Limits(memory=512 * 1024 * 1024))


# Limits -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(max_rows=1), "hơn 1 dòng"),
        (Limits(max_columns=1), "hơn 1 cột"),
        (Limits(max_cell=5), "dài hơn 5 ký tự"),
        (Limits(max_bytes=10), "lớn hơn"),
    ],
)
def test_limits__are_said(limits: Limits, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        read_pasted(PASTED, limits)
    with pytest.raises(SheetError, match=words):
        read_upload(PASTED.encode(), limits)


def test_worker__knows_nothing_of_django() -> None:
    asked = (
        "import sys, showcase.importing.worker; print(sum(name.startswith('django') for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=Path(__file__).resolve().parents[2],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "0"
