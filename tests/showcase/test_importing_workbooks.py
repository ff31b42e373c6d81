"""Reading workbooks as streams: cells as an editor sees them, and what a workbook must not contain."""

import datetime
import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showcase.importing.limits import Limits
from showcase.importing.opening import open_table
from showcase.importing.rows import BadCell, TableError
from showcase.importing.tables import Table
from showcase.importing.xlsx_parts import SharedTexts, day_of_serial
from showcase.importing.xlsx_sheet import SheetReader

HEAD = ["Mã", "Tên sáng kiến", "Ngày áp dụng", "Tỷ lệ", "Chi phí"]
LIMITS = Limits(max_rows=1_000, max_columns=50, max_cell=2_000)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(rows: list[list[Any]], change: Callable[[Any], object] = lambda sheet: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    change(sheet)
    return saved(book)


def opened(folder: Path, data: bytes, sheet: str = "", limits: Limits = LIMITS) -> Table:
    path = folder / "upload"
    path.write_bytes(data)
    return open_table(path, "a.xlsx", limits, sheet)


def refused(folder: Path, data: bytes, limits: Limits = LIMITS) -> TableError:
    with pytest.raises(TableError) as caught:
        list(opened(folder, data, limits=limits).rows())
    return caught.value


def changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The archive with a replacement in one of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == name:
                assert old in content
                content = content.replace(old, new)
            target.writestr(entry.filename, content)
    return out.getvalue()


def test_cells__as_an_editor_sees_them(tmp_path: Path) -> None:
    def formats(sheet: Any) -> None:
        sheet["D2"].number_format = "0%"
        sheet["D3"].number_format = "0.00%"
        sheet["C3"].number_format = '"ngày" dd/mm/yyyy'

    rows: list[list[Any]] = [
        HEAD,
        ["NL-2022-0001", "Cữ", datetime.date(2022, 3, 5), 0.6, 80_000_000],
        ["NL-2022-0002", "Tên  hai\ndòng", 44_625, 0.3333, 1.5],
        ["NL-2022-0003", True, datetime.datetime(2022, 3, 5, 14, 30), None, 8e7],
    ]
    table = opened(tmp_path, workbook(rows, formats))
    assert table.format == "xlsx"
    assert [row.cells for row in table.rows()] == [
        ("NL-2022-0001", "Cữ", datetime.date(2022, 3, 5), "60%", 80_000_000),
        ("NL-2022-0002", "Tên  hai\ndòng", datetime.date(2022, 3, 5), "33.33%", 1.5),
        ("NL-2022-0003", "có", datetime.date(2022, 3, 5), None, 80_000_000),
    ]
    assert [row.number for row in table.rows()] == [2, 3, 4]


def test_cells__formulas(tmp_path: Path) -> None:
    data = workbook([HEAD, ["NL-2022-0001", "=UPPER(B1)", None, "=1+1", "=NA()"]])
    bare = next(opened(tmp_path, data).rows()).cells
    assert all(
        isinstance(cell, BadCell) and "Công thức chưa có giá trị" in cell.reason
        for cell in (bare[1], bare[3])
    )
    part = "xl/worksheets/sheet1.xml"
    data = changed(data, part, b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
    data = changed(data, part, b'r="E2"><f>NA()</f><v></v>', b'r="E2" t="e"><f>NA()</f><v>#N/A</v>')
    data = changed(data, part, b'r="B2"><f>UPPER(B1)</f><v></v>', b'r="B2" t="str"><f>UPPER(B1)</f><v>X</v>')
    cells = next(opened(tmp_path, data).rows()).cells
    assert cells[1] == "X"
    assert cells[3] == 2
    assert isinstance(cells[4], BadCell)
    assert "#N/A" in cells[4].reason


def test_cells__shared_texts(tmp_path: Path) -> None:
    """Excel keeps texts apart from the cells; parts of one text may be set in different ways, or be a reading aid."""
    texts = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>Mã</t></si><si><r><t>Tên </t></r><r><t>sáng kiến</t></r></si><si><t></t></si>"
        '<si><t>NL-2022-0001</t><rPh sb="0" eb="1"><t>đọc</t></rPh></si><si><t>Cữ &amp; gá</t></si></sst>'
    )
    cells = '<c r="A{0}" t="s"><v>{1}</v></c><c r="B{0}" t="s"><v>{2}</v></c><c r="C{0}" t="s"><v>2</v></c>'
    rows = "".join(
        f'<row r="{row}">{cells.format(row, *numbers)}</row>' for row, *numbers in [(1, 0, 1), (2, 3, 4)]
    )
    data = workbook([])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        empty = b"<sheetData></sheetData>"
        empty = empty if empty in archive.read("xl/worksheets/sheet1.xml") else b"<sheetData/>"
    data = changed(data, "xl/worksheets/sheet1.xml", empty, f"<sheetData>{rows}</sheetData>".encode())
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if name != "xl/sharedStrings.xml":
                target.writestr(name, source.read(name))
        target.writestr("xl/sharedStrings.xml", texts)
    table = opened(tmp_path, out.getvalue())
    assert table.headings == ("Mã", "Tên sáng kiến")
    assert [row.cells for row in table.rows()] == [("NL-2022-0001", "Cữ & gá")]
    missing = out.getvalue().replace(b"<v>4</v>", b"<v>9</v>")
    assert "hỏng" in refused(tmp_path, missing).message_vi


CELL = st.sampled_from(
    [
        '<c r="{}" t="s"><v>0</v></c>',
        '<c r="{}" s="1" t="s"><v>1</v></c>',
        '<c r="{}"/>',
        '<c r="{}" s="1"></c>',
        '<c r="{}"><v>12.5</v></c>',
        '<c r="{}" s="1"><v>44625</v></c>',
        '<c r="{}"><f>A1+1</f><v>3</v></c>',
        '<c r="{}"><f>A1+1</f></c>',
        '<c r="{}" t="str"><f t="shared" si="0"/><v></v></c>',
        '<c r="{}" t="str"><f>A1</f><v>chữ</v></c>',
        '<c r="{}" t="str"><v>a &amp; b</v></c>',
        '<c r="{}" t="inlineStr"><is><t>trong ô</t></is></c>',
        '<c r="{}" t="b"><v>1</v></c>',
        '<c r="{}" t="e"><v>#N/A</v></c>',
        '<!-- <row r="9"> --><c r="{}"><v>7</v></c>',
    ]
)


@given(st.lists(st.lists(CELL, max_size=4), max_size=5), st.sampled_from(["", '<row r="99"/>']))
def test_rows__taken_apart_as_they_are_parsed(rows: list[list[str]], end: str) -> None:
    """The quick way of reading rows, and the parser behind it, tell the same."""
    written = "".join(
        f'<row r="{number}" spans="1:4">'
        + "".join(cell.format(f"{letter}{number}") for letter, cell in zip("ABCD", cells, strict=False))
        + "</row>"
        for number, cells in enumerate(rows, start=1)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("sheet", f"<worksheet><sheetData>{written}{end}</sheetData></worksheet>")
        archive.writestr("xl/sharedStrings.xml", "<sst><si><t>một</t></si><si><t>hai</t></si></sst>")
    with zipfile.ZipFile(out) as archive:
        texts = SharedTexts(archive, 100)

        def reader() -> SheetReader:
            return SheetReader(texts, ["", "date"], since_1904=False, max_columns=9, max_cell=100)

        assert list(reader().rows(archive, "sheet")) == list(reader()._parsed(archive, "sheet"))


def test_cells__merged_ones_are_in_doubt(tmp_path: Path) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("B2:B3")
        sheet.merge_cells("D4:E4")

    rows: list[list[Any]] = [HEAD, ["a", "Cữ"], ["b"], ["c", "Tên", None, 1, 2], ["d", "Khác"]]
    found = list(opened(tmp_path, workbook(rows, merge)).rows())
    first, second, third, fourth = (row.cells for row in found)
    assert isinstance(first[1], BadCell)
    assert isinstance(second[1], BadCell)
    assert "các dòng 2–3" in second[1].reason
    assert isinstance(third[3], BadCell)
    assert "nhiều cột" in third[3].reason
    assert fourth[1] == "Khác"


def test_head__merged_over_two_lines(tmp_path: Path) -> None:
    def merge(sheet: Any) -> None:
        for block in ("A1:E1", "A2:A3", "B2:B3", "C2:D2"):
            sheet.merge_cells(block)

    rows: list[list[Any]] = [
        ["DANH SÁCH SÁNG KIẾN"],
        ["Mã", "Tên sáng kiến", "Tác giả", None, "Lĩnh vực"],
        [None, None, "Họ tên", "Tỷ lệ", None],
        ["NL-2022-0001", "Cữ", "Nguyễn Văn A", 100, "Điện"],
    ]
    table = opened(tmp_path, workbook(rows, merge))
    assert table.headings == ("Mã", "Tên sáng kiến", "Tác giả / Họ tên", "Tác giả / Tỷ lệ", "Lĩnh vực")
    assert [row.cells for row in table.rows()] == [("NL-2022-0001", "Cữ", "Nguyễn Văn A", 100, "Điện")]


def test_sheets__hidden_are_left_out_and_any_can_be_chosen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Trống"
    hidden = book.create_sheet("Nháp")
    hidden.append(HEAD)
    hidden.sheet_state = "hidden"
    for name in ("Hà Nội", "Huế"):
        sheet = book.create_sheet(name)
        sheet.append(HEAD)
        sheet.append([name, "Cữ"])
    data = saved(book)
    table = opened(tmp_path, data)
    assert table.sheets == ("Trống", "Hà Nội", "Huế")
    assert table.sheet == "Hà Nội"
    assert next(opened(tmp_path, data, "Huế").rows()).cells[0] == "Huế"
    with pytest.raises(TableError, match="tệp có: Trống, Hà Nội, Huế"):
        opened(tmp_path, data, "Nháp")


def test_rows__old_font_columns(tmp_path: Path) -> None:
    rows = [HEAD, ["a", "C÷ ®Þnh vÞ"], ["b", "TiÕt kiÖm ®iÖn"]]
    table = opened(tmp_path, workbook(rows))
    assert table.fonts == {1: "tcvn3"}
    assert [row.cells[1] for row in table.rows()] == ["Cữ định vị", "Tiết kiệm điện"]


def test_rows__gaps_blank_rows_and_strays(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[], HEAD, ["a", "Cữ"], [], [" "], ["b", "Tên", None, None, None, None, "lạc"]]
    first, second = opened(tmp_path, workbook(rows)).rows()
    assert (first.number, second.number) == (3, 6)
    assert len(first.cells) == len(HEAD)
    assert "ngoài các cột có tiêu đề" in second.fault


@pytest.mark.parametrize("since_1904", [False, True])
def test_serials__both_calendars(since_1904: bool) -> None:
    day = datetime.date(2022, 3, 5)
    serial = (day - (datetime.date(1904, 1, 1) if since_1904 else datetime.date(1899, 12, 30))).days
    assert day_of_serial(serial, since_1904=since_1904) == day


def test_serials__before_the_day_that_was_none() -> None:
    assert day_of_serial(1) == datetime.date(1900, 1, 1)
    assert day_of_serial(59) == datetime.date(1900, 2, 28)
    assert day_of_serial(61) == datetime.date(1900, 3, 1)
    for serial in (0, 60, Decimal("0.5"), 10**9, float("inf")):
        assert isinstance(day_of_serial(serial), BadCell)


# Refusals -----------------------------------------------------------------------------------------


def test_refused__sixteen_thousand_columns(tmp_path: Path) -> None:
    wide = workbook([[f"c{number}" for number in range(16_000)]])
    error = refused(tmp_path, wide)
    assert "cột" in error.message_vi
    assert (error.row, error.column) == (1, 51)
    late = workbook([HEAD, ["a", "Cữ"], ["b", *[None] * 15_000, "x"]])
    assert refused(tmp_path, late).row == 3


def test_refused__empty_long_and_too_many(tmp_path: Path) -> None:
    assert "trống" in refused(tmp_path, workbook([])).message_vi
    error = refused(tmp_path, workbook([HEAD, ["a", "b" * 3_000]]))
    assert "dài quá" in error.message_vi
    assert "1000 dòng" in refused(tmp_path, workbook([HEAD, *[["a", "b"]] * 1_001])).message_vi


def test_refused__protected_old_and_other_files(tmp_path: Path) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    assert "mật khẩu" in refused(tmp_path, ole + "EncryptedPackage".encode("utf-16-le")).message_vi
    assert "Word" in refused(tmp_path, ole + "WordDocument".encode("utf-16-le")).message_vi
    assert ".xls kiểu cũ" in refused(tmp_path, ole).message_vi
    for name, reason in [("word/document.xml", "Word"), ("x.txt", "tệp nén"), ("content.xml", ".ods")]:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, "x")
        assert reason in refused(tmp_path, out.getvalue()).message_vi


def test_refused__bombs(tmp_path: Path) -> None:
    data = workbook([HEAD, ["a", "Cữ"]])
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 30_000_000)
    assert "giải nén ra quá lớn" in refused(tmp_path, out.getvalue()).message_vi
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    assert (
        "khai báo XML"
        in refused(tmp_path, changed(data, "xl/worksheets/sheet1.xml", b"<worksheet", laughs)).message_vi
    )


def test_refused__broken_at_any_byte(tmp_path: Path) -> None:
    data = workbook([HEAD, *[[f"NL-2022-{number:04}", "Cữ"] for number in range(50)]])
    for end in range(0, len(data), 211):
        try:
            list(opened(tmp_path, data[:end]).rows())
        except TableError as error:
            assert error.message_vi


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_refused__any_damage_raises_nothing_else(tmp_path: Path, place: int, damage: bytes) -> None:
    data = workbook([HEAD, ["a", "Cữ", datetime.date(2022, 3, 5), 0.5, "=1+1"]])
    place %= len(data)
    try:
        list(opened(tmp_path, data[:place] + damage + data[place + len(damage) :]).rows())
    except TableError as error:
        assert error.message_vi


@given(
    st.sampled_from([b'r="', b"<c ", b"<v>", b"</row>", b'spans="1:5"', b's="', b'<row r="2"']),
    st.binary(max_size=6),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_refused__any_damage_within_a_sheet(tmp_path: Path, old: bytes, new: bytes) -> None:
    data = workbook([HEAD, ["a", "Cữ", datetime.date(2022, 3, 5), 0.5, 7]])
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if old not in archive.read(part):
            return
    try:
        list(opened(tmp_path, changed(data, part, old, new)).rows())
    except TableError as error:
        assert error.message_vi


def test_resume__from_any_row(tmp_path: Path) -> None:
    rows = [[f"NL-2022-{number:04}", "Cữ"] if number % 3 else [] for number in range(30)]
    table = opened(tmp_path, workbook([HEAD, *rows], lambda sheet: sheet.merge_cells("B5:B9")))
    whole = list(table.rows())
    for place, row in enumerate(whole):
        assert list(table.rows(row.offset)) == whole[place + 1 :]
