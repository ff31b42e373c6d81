"""`python -m bench.importing_parts`: how fast tables are read and understood, and in how much memory.

Each measurement runs in a process of its own, so that its peak of memory is its own. Needs no database.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

from showcase.importing.detection import Name
from showcase.importing.mapping import guess_mapping
from showcase.importing.opening import open_table
from showcase.importing.rows import ParsedRow
from showcase.importing.understanding import Reader

__all__ = ["invented", "main", "write_xlsx"]

_HEADINGS = (
    "Mã sáng kiến",
    "Tên sáng kiến",
    "Tóm tắt",
    "Vấn đề",
    "Giải pháp",
    "Kết quả",
    "Lĩnh vực",
    "Đơn vị",
    "Khu vực",
    "Loại giải pháp",
    "Ngày áp dụng",
    "Giá trị làm lợi",
    "Mức bằng chứng",
    "Từ khoá",
    "Họ tên tác giả 1",
    "Chức danh tác giả 1",
    "Trình độ tác giả 1",
    "Tỷ lệ 1",
    "Họ tên tác giả 2",
    "Tỷ lệ 2",
    "Cấp công nhận",
    "Số quyết định",
    "Ngày quyết định",
)
_THINGS = (
    "máy khoan bàn",
    "lò hơi",
    "băng tải",
    "tủ điện",
    "xe nâng",
    "máy dệt",
    "bể lắng",
    "quạt hút",
    "kho lạnh",
)
_DEEDS = (
    "cữ định vị",
    "bộ hẹn giờ",
    "giá đỡ",
    "lưới chắn",
    "van khoá nhanh",
    "bảng màu",
    "khay chia",
    "cảm biến mức",
)
_FIELDS = ("An toàn máy", "Tiết kiệm điện", "Giáo dục", "Y tế", "Môi trường", "Cơ khí")
_SECTORS = ("Doanh nghiệp nhà nước", "Đơn vị sự nghiệp", "Cơ quan nhà nước", "Khu vực ngoài nhà nước")
_TYPES = ("Kỹ thuật – sản phẩm", "Kỹ thuật – quy trình", "Quản lý", "Tác nghiệp")
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
_GIVEN = (
    "An",
    "Bình",
    "Cường",
    "Dung",
    "Hạnh",
    "Khánh",
    "Linh",
    "Minh",
    "Nga",
    "Phúc",
    "Quân",
    "Thảo",
    "Vân",
)
_UNITS = 2_000


def invented(
    count: int,
    *,
    units: Sequence[str] = tuple(f"CĐCS Công ty số {number}" for number in range(_UNITS)),
    fields: Sequence[str] = _FIELDS,
    sectors: Sequence[str] = _SECTORS,
    types: Sequence[str] = _TYPES,
) -> Iterator[tuple[str, ...]]:
    """Invented rows as lists of unions have them; narratives differ in every row, names of records recur."""
    random = Random(6)
    for number in range(count):
        thing, deed = random.choice(_THINGS), random.choice(_DEEDS)
        month, day, share = random.randint(1, 12), random.randint(1, 28), random.randint(10, 90)
        yield (
            f"NL-{2015 + number % 10}-{number:07}",
            f"{deed.capitalize()} cho {thing} số {number}",
            f"Trước đây {thing} dừng {random.randint(2, 40)} phút mỗi ca. {deed.capitalize()} giúp máy chạy liên tục.",
            f"Tổ phải căn lại {thing} bằng tay, mỗi tháng hỏng {random.randint(5, 90)} chi tiết, mất thời gian chờ.",
            f"Lắp {deed} vào {thing}; chốt bằng hai bu lông, căn một lần rồi dùng cho cả lô {number % 977}.",
            f"Sau ba tháng còn {random.randint(1, 9)} lần dừng; tiết kiệm {random.randint(1, 20)},5 giờ công mỗi tuần.",
            random.choice(fields),
            random.choice(units),
            random.choice(sectors),
            random.choice(types),
            f"{day}/{month}/{2015 + number % 10}",
            f"{random.randint(5, 900)}.{random.randint(0, 999):03}.000 đ",
            "Hội đồng công nhận",
            f"{thing}; {deed}",
            f"{random.choice(_FAMILIES)} Văn {random.choice(_GIVEN)}",
            "Thợ vận hành",
            "Cao đẳng",
            str(share),
            f"{random.choice(_FAMILIES)} Thị {random.choice(_GIVEN)}",
            str(100 - share),
            "Cấp cơ sở",
            f"{number % 900 + 1}/QĐ-CĐCS",
            f"{day}/{month}/{2016 + number % 10}",
        )


class _Records:
    """Lookups that know every name, as a dictionary of them does."""

    def __init__(self) -> None:
        self._units = {f"CĐCS Công ty số {number}": number for number in range(_UNITS)}
        self._fields = {name: number for number, name in enumerate(_FIELDS)}

    def unit(self, name: str) -> int | None:
        return self._units.get(name)

    def field(self, name: str) -> int | None:
        return self._fields.get(name)

    def campaign(self, name: str) -> int | None:
        return None

    def award(self, name: str) -> int | None:
        return None


def _write_csv(path: Path, count: int, encoding: Name) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADINGS)
        writer.writerows(invented(count))


def _write_jsonl(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in invented(count):
            file.write(json.dumps(dict(zip(_HEADINGS, row, strict=True)), ensure_ascii=False) + "\n")


_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="Trang 1" sheetId="1" r:id="a"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="a" Type="http://x/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}


def write_xlsx(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A workbook as Excel writes it: every text is kept apart from its cells, once."""
    shared: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b"<worksheet><sheetData>")
            for number, row in enumerate(chain((headings,), rows), start=1):
                cells = "".join(
                    f'<c r="{chr(65 + column)}{number}" t="s"><v>{shared.setdefault(text, len(shared))}</v></c>'
                    for column, text in enumerate(row)
                )
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as texts:
            texts.write(b"<sst>")
            for text in shared:
                texts.write(f"<si><t>{escape(text)}</t></si>".encode())
            texts.write(b"</sst>")


def _measure(path: Path, *, understand: bool) -> dict[str, Any]:
    """Rows per second of wall and of processor time from opening to the last row, and the peak of memory in MiB."""
    wall, processor = time.perf_counter(), time.process_time()
    table = open_table(path, path.name)
    reader = Reader(guess_mapping(table.headings, table.samples), _Records())
    count = faulty = 0
    for raw in table.rows():
        count += 1
        if understand and not isinstance(reader.read(raw), ParsedRow):
            faulty += 1
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rows": count,
        "faulty": faulty,
        "wall": count / wall,
        "processor": count / processor,
        "mib": peak,
        "bytes": path.stat().st_size,
        "encoding": table.encoding,
    }


def _in_process(path: Path, *, understand: bool) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.importing_parts", "--measure", str(path)]
    done = subprocess.run(
        [*command, *(["--understand"] if understand else [])],
        check=True,
        capture_output=True,
        env=dict(os.environ),
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Write the files, measure each, print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m bench.importing_parts", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="rows of each file")
    parser.add_argument("--measure", type=Path, help="measure one file and print JSON")
    parser.add_argument("--understand", action="store_true", help="with --measure: understand the rows, too")
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(_measure(options.measure, understand=options.understand)))
        return
    print("| file | rows | size | work | rows/s | rows/s of processor time | peak of memory |")
    print("|---|--:|--:|---|--:|--:|--:|")
    with TemporaryDirectory(prefix="importing-") as folder:
        for name, write in (
            ("utf8.csv", lambda path: _write_csv(path, options.rows, "utf-8")),
            ("utf16.csv", lambda path: _write_csv(path, options.rows, "utf-16-le")),
            ("rows.jsonl", lambda path: _write_jsonl(path, options.rows)),
            ("rows.xlsx", lambda path: write_xlsx(path, _HEADINGS, invented(options.rows))),
        ):
            path = Path(folder) / name
            write(path)
            for understand in (False, True):
                found = _in_process(path, understand=understand)
                if found["rows"] != options.rows or found["faulty"]:
                    raise SystemExit(f"{name}: {found['rows']} rows, {found['faulty']} faulty")
                work = "read and understood" if understand else "read"
                print(
                    f"| {name} | {found['rows']:,} | {found['bytes'] / 2**20:.0f} MiB | {work} | {found['wall']:,.0f} "
                    f"| {found['processor']:,.0f} | {found['mib']:.0f} MiB |",
                    flush=True,
                )
            path.unlink()


if __name__ == "__main__":
    main()
