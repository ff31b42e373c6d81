"""Reading CSV and JSON Lines as streams: every form is read, every broken file is refused at its row."""

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showcase.importing.limits import Limits
from showcase.importing.opening import open_table
from showcase.importing.rows import BadCell, RawRow, TableError
from showcase.importing.tables import Table

HEAD = "Mã;Tên sáng kiến;Đơn vị"
ROWS = ["NL-2022-0001;Cữ định vị;CĐCS Công ty A", "NL-2022-0002;Tiết kiệm điện;LĐLĐ tỉnh Bắc Ninh"]
CELLS = [tuple(row.split(";")) for row in ROWS]
TEXT = "\n".join([HEAD, *ROWS]) + "\n"
LIMITS = Limits(max_rows=1_000, max_columns=50, max_cell=2_000)

from_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def opened(folder: Path, data: bytes, name: str = "a.csv") -> Table:
    path = folder / "upload"
    path.write_bytes(data)
    return open_table(path, name, LIMITS)


def cells(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows()]


def refused(folder: Path, data: bytes, name: str = "a.csv") -> TableError:
    with pytest.raises(TableError) as caught:
        list(opened(folder, data, name).rows())
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv__every_form(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    table = opened(tmp_path, TEXT.replace(";", delimiter).replace("\n", end).encode(encoding))
    assert table.headings == ("Mã", "Tên sáng kiến", "Đơn vị")
    assert cells(table) == CELLS
    assert [row.number for row in table.rows()] == [2, 3]
    assert table.format == "csv"


def test_csv__quotes_breaks_and_blank_rows(tmp_path: Path) -> None:
    table = opened(tmp_path, 'Mã,Tên\n\n"a","b ""c"",\nd"\n,,\ne\n'.encode())
    assert cells(table) == [("a", 'b "c",\nd'), ("e", None)]
    assert [row.number for row in table.rows()] == [3, 5]


def test_csv__separator_line_and_titles(tmp_path: Path) -> None:
    table = opened(tmp_path, ("sep=;\nCÔNG ĐOÀN A;;\n;;\n" + TEXT).encode())
    assert table.headings[0] == "Mã"
    assert cells(table) == CELLS


def test_csv__too_many_cells_is_the_rows_fault(tmp_path: Path) -> None:
    table = opened(tmp_path, (TEXT + "a;b;c;d\n" + ROWS[0] + "\n").encode())
    faults = [row.fault for row in table.rows()]
    assert [bool(fault) for fault in faults] == [False, False, True, False]
    assert "4 ô, tiêu đề chỉ có 3 cột" in faults[2]


def test_csv__old_font_columns_of_a_unicode_file(tmp_path: Path) -> None:
    text = HEAD + "\nNL-2022-0001;C÷ ®Þnh vÞ;Công đoàn A\nNL-2022-0002;TiÕt kiÖm ®iÖn;Bắc Ninh\n"
    table = opened(tmp_path, text.encode())
    assert table.fonts == {1: "tcvn3"}
    assert cells(table)[0] == ("NL-2022-0001", "Cữ định vị", "Công đoàn A")
    assert cells(table)[1] == ("NL-2022-0002", "Tiết kiệm điện", "Bắc Ninh")


def test_csv__old_font_that_comes_late_is_marked(tmp_path: Path) -> None:
    rows = "".join(f"NL-2022-{number:04};Cữ định vị;A\n" for number in range(400))
    table = opened(tmp_path, (HEAD + "\n" + rows + "NL-2022-9999;TiÕt kiÖm ®iÖn s¶n xuÊt;A\n").encode())
    last = list(table.rows())[-1]
    assert isinstance(last.cells[1], BadCell)
    assert "TCVN3" in last.cells[1].reason


@pytest.mark.parametrize("font", ["tcvn3", "vni", "windows-1258"])
def test_csv__old_encodings(tmp_path: Path, font: str) -> None:
    texts = {
        "tcvn3": "M·;Tªn s¸ng kiÕn;§¬n vÞ\nNL-2022-0001;TiÕt kiÖm ®iÖn;C«ng ®oµn\n".encode("latin-1"),
        "vni": "Maõ;Teân saùng kieán;Ñôn vò\nNL-2022-0001;Tieát kieäm ñieän;Coâng ñoaøn\n".encode("cp1252"),
        "windows-1258": b"Ma\xde;T\xean s\xe1ng ki\xea\xecn;\xd0\xf5n vi\xf2\nNL-2022-0001;"
        b"Ti\xea\xect ki\xea\xf2m \xf0i\xea\xf2n;C\xf4ng \xf0o\xe0n\n",
    }
    table = opened(tmp_path, texts[font])
    assert table.encoding == font
    assert table.headings == ("Mã", "Tên sáng kiến", "Đơn vị")
    assert cells(table) == [("NL-2022-0001", "Tiết kiệm điện", "Công đoàn")]


def test_csv__marks_far_behind_the_beginning(tmp_path: Path) -> None:
    plain = "".join(f"NL-2022-{number:04},Cu dinh vi,A\n" for number in range(12_000))
    text = "Ma,Ten,Don vi\n" + plain
    path = tmp_path / "upload"
    path.write_bytes(text.encode() + "NL-2022-99999,TiÕt kiÖm ®iÖn,C«ng ®oµn\n".encode("latin-1"))
    table = open_table(path, "a.csv")
    assert table.encoding == "tcvn3"
    assert list(table.rows())[-1].cells[1] == "Tiết kiệm điện"


# Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason", "row"),
    [
        (b"", "trống", None),
        (b" \n \n", "trống", None),
        (b"\xef\xbb\xbf", "trống", None),
        ((TEXT + "NL-2022-0003;Tiế").encode()[:-1], "cắt cụt", 4),
        (TEXT.encode() + b"NL-2022-0003;\xd0\xf4ng;A\n" + ROWS[0].encode(), "không thuộc mã UTF-8", 4),
        ((TEXT + 'NL-2022-0003;"mở mà không đóng;A\n' + ROWS[0]).encode(), "nháy kép", 4),
        ((TEXT + 'NL-2022-0003;"a"b;A\n').encode(), "nháy kép", 4),
        ((TEXT + "NL-2022-0003;" + "a" * 20_000 + ";A\n").encode(), "dài quá", 4),
        ((TEXT + "NL-2022-0003;" + "a" * 2_500 + ";A\n").encode(), "dài quá", 4),
        (TEXT.encode() + "NL-2022-0003;Tiết\n".encode("utf-16-le"), "ký tự rỗng", 4),
        ((";".join(f"c{number}" for number in range(16_000)) + "\n").encode(), "16000 cột", 1),
        (b"%PDF-1.7", "PDF", None),
        (b"\x1f\x8b\x08", "gzip", None),
        (b"<html><table>", "trang web", None),
        (b"[{}]", "mảng JSON", None),
    ],
)
def test_refused__at_the_row(tmp_path: Path, data: bytes, reason: str, row: int | None) -> None:
    error = refused(tmp_path, data, "a.json" if data.startswith(b"[") else "a.csv")
    assert reason in error.message_vi
    assert error.row == row


def test_refused__unicode_pasted_into_an_old_encoding(tmp_path: Path) -> None:
    text = "M·;Tªn s¸ng kiÕn;§¬n vÞ\n" + "NL-2022-0001;TiÕt kiÖm ®iÖn;C«ng ®oµn\n" * 20
    error = refused(tmp_path, text.encode("latin-1") + "NL-2022-0002;Tiết kiệm điện;Công đoàn\n".encode())
    assert "ghép từ hai mã" in error.message_vi
    assert error.row == 22


def test_refused__beyond_the_limit_of_rows(tmp_path: Path) -> None:
    error = refused(tmp_path, (HEAD + "\n" + (ROWS[0] + "\n") * 1_001).encode())
    assert "hơn 1000 dòng" in error.message_vi


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.jsonl", "a.xlsx"]))
@from_folder
def test_refused__any_bytes_raise_nothing_else(tmp_path: Path, data: bytes, name: str) -> None:
    for prefix in (b"", TEXT.encode(), b"PK\x03\x04", b'{"code": "a"}\n'):
        try:
            table = opened(tmp_path, prefix + data, name)
            assert all(isinstance(row, RawRow) for row in table.rows())
        except TableError as error:
            assert error.message_vi


# Taking up again ----------------------------------------------------------------------------------

PLAIN = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn"), blacklist_characters="\ufffd"), max_size=8
)


@given(
    st.lists(st.tuples(PLAIN, st.text('aốé\n";, ', max_size=8)), min_size=1, max_size=12),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
    st.sampled_from(["\n", "\r\n"]),
)
@from_folder
def test_resume__from_any_row_gives_the_same_rows(
    tmp_path: Path, rows: list[tuple[str, str]], encoding: str, end: str
) -> None:
    lines = [f'"{number}";"{first}";"{second}"' for number, (first, second) in enumerate(_escaped(rows))]
    text = "\ufeff" + end.join([HEAD, *lines]) + end
    table = opened(tmp_path, text.encode(encoding))
    whole = list(table.rows())
    assert [row.cells[0] for row in whole] == [str(number) for number in range(len(rows))]
    for place, row in enumerate(whole):
        assert list(table.rows(row.offset, row.number)) == whole[place + 1 :]
        assert list(table.rows(row.offset)) == whole[place + 1 :]


def _escaped(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(first.replace('"', '""'), second.replace('"', '""')) for first, second in rows]


def test_resume__other_places_are_refused(tmp_path: Path) -> None:
    table = opened(tmp_path, TEXT.encode())
    for place in (3, 10**6):
        with pytest.raises(TableError, match="tệp đã đổi"):
            list(table.rows(place))
    offset = next(table.rows()).offset
    with pytest.raises(TableError, match="tệp đã đổi"):
        list(table.rows(offset + 1))


def test_streaming__memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD + "\n")
        for _block in range(50):
            file.write((ROWS[0] + "\n") * 2_000)
    table = open_table(path, "a.csv")
    assert sum(1 for _row in itertools.islice(table.rows(), 100_000)) == 100_000
    assert len(table.samples) <= 50


# JSON Lines ---------------------------------------------------------------------------------------


def test_jsonl__nested_values_and_late_keys(tmp_path: Path) -> None:
    lines = [
        {
            "code": "NL-2022-0001",
            "authors": [{"name": "A", "share": 60}],
            "unit": {"name": "CĐCS A", "id": 3},
        },
        {"code": "NL-2022-0002", "title_en": "Stop", "cost": 1.5, "tags": [], "x": None, "y": True},
    ]
    table = opened(
        tmp_path, "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode(), "a.jsonl"
    )
    first, second = table.rows()
    column = table.headings.index
    assert table.format == "jsonl"
    assert (first.number, second.number) == (1, 3)
    assert first.cells[column("authors")] == '[{"name": "A", "share": 60}]'
    assert first.cells[column("unit")] == "CĐCS A"
    assert second.cells[column("title_en")] == "Stop"
    assert str(second.cells[column("cost")]) == "1.5"
    assert second.cells[column("tags")] is None
    assert second.cells[column("y")] == "có"


def test_jsonl__bad_lines_are_faults_of_their_rows(tmp_path: Path) -> None:
    good = '{"code": "NL-2022-0001"}\n'
    late = "".join(good for _line in range(400)) + '{"code": "a", "colour": "red"}\n'
    for text, reason in [
        ('{"code": }\n', "ký tự thứ 10"),
        ("[1]\n", "đối tượng JSON"),
        ('{"code": NaN}\n', "không hợp lệ"),
        ('{"a": 1, "a": 2}\n', "hai lần"),
        ("[" * 100_000, "lồng nhau"),
        ('{"a": 1' + "0" * 5_000 + "}\n", "không hợp lệ"),
    ]:
        rows = list(opened(tmp_path, (good + text[:7_900] + "\n" + good).encode(), "a.jsonl").rows())
        assert reason in rows[1].fault, text[:20]
        assert not rows[2].fault
    last = list(opened(tmp_path, late.encode(), "a.jsonl").rows())[-1]
    assert "“colour”" in last.fault


def test_jsonl__resume(tmp_path: Path) -> None:
    text = "".join(f'{{"code": "NL-2022-{number:04}", "title": "Cữ"}}\n' for number in range(20))
    table = opened(tmp_path, text.encode(), "a.jsonl")
    whole = list(table.rows())
    for place, row in enumerate(whole):
        assert list(table.rows(row.offset, row.number)) == whole[place + 1 :]
        assert list(table.rows(row.offset)) == whole[place + 1 :]


def test_jsonl__no_object_is_refused(tmp_path: Path) -> None:
    assert "đối tượng JSON" in refused(tmp_path, b"1\n2\n", "a.jsonl").message_vi
