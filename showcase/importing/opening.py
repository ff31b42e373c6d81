"""What a file is follows from its bytes, not from its name."""

from __future__ import annotations

from pathlib import Path

from showcase.importing.delimited import DelimitedTable
from showcase.importing.jsonlines import JsonLinesTable
from showcase.importing.limits import IMPORT, Limits
from showcase.importing.rows import TableError
from showcase.importing.tables import Table
from showcase.importing.xlsx import WorkbookTable

__all__ = ["open_table"]

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BETTER = "hãy chọn tệp .csv, .xlsx hoặc .jsonl."
_OTHERS = (
    (b"%PDF", "Đây là tệp PDF"),
    (b"\x89PNG", "Đây là tệp hình"),
    (b"\xff\xd8\xff", "Đây là tệp hình"),
    (b"GIF8", "Đây là tệp hình"),
    (b"PK\x05\x06", "Đây là tệp nén trống"),
    (b"{\\rtf", "Đây là tệp RTF"),
    (b"\x1f\x8b", "Đây là tệp nén gzip, hãy giải nén trước"),
    (b"Rar!", "Đây là tệp nén"),
    (b"7z\xbc\xaf", "Đây là tệp nén"),
    (b"PAR1", "Đây là tệp Parquet"),
    (b"SQLite format 3\0", "Đây là cơ sở dữ liệu"),
)
_XML = (b"<!doctype html", b"<html", b"<table", b"<?xml")
_OPENING = 4_096
_PASSWORD = (
    "Tệp có mật khẩu; hãy bỏ mật khẩu trong Excel (Tệp, Thông tin, Bảo vệ sổ làm việc) rồi tải lên lại."  # noqa: S105 - words about one
)


def open_table(path: Path | str, name: str = "", limits: Limits = IMPORT, sheet: str = "") -> Table:
    """Open a file as a table. Raises TableError for anything that is none.

    `name` is what the file was called where it came from: it decides where the bytes leave a choice (a CSV whose
    first cell begins with a brace). `sheet` chooses among the sheets of a workbook.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            opening = file.read(_OPENING)
    except OSError as error:
        raise TableError("Không mở được tệp; hãy tải lên lại.") from error
    if not opening.strip():
        raise TableError("Tệp trống, không có gì để đọc.")
    if size > limits.max_bytes:
        raise TableError(f"Tệp lớn hơn {limits.max_bytes // (1 << 20)} MB; hãy chia nhỏ.")
    for head, what in _OTHERS:
        if opening.startswith(head):
            raise TableError(f"{what}; {_BETTER}")
    if opening.startswith(_OLE):
        raise TableError(_old_office(path))
    if opening.startswith(_ZIP):
        return WorkbookTable(path, limits, sheet)
    text = opening.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if text.startswith(_XML):
        raise TableError(f"Tệp này là trang web hoặc XML đổi đuôi, không phải bảng; {_BETTER}")
    if _is_json(text, name):
        return JsonLinesTable(path, limits)
    return DelimitedTable(path, limits)


def _is_json(text: bytes, name: str) -> bool:
    """Whether text holds objects; a list of them is refused with the way out."""
    narrow = text.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if name.lower().endswith((".csv", ".tsv", ".txt")):
        return False
    if name.lower().endswith(".json") or narrow.startswith(b"["):
        if narrow.startswith(b"["):
            raise TableError("Đây là một mảng JSON; hãy lưu thành JSON Lines, mỗi dòng một sáng kiến { … }.")
        return narrow.startswith(b"{")
    return narrow.startswith(b'{"') or name.lower().endswith((".jsonl", ".ndjson"))


def _old_office(path: Path) -> str:
    """What an OLE file is: encrypted, of Word, or a workbook of Excel 97."""
    with path.open("rb") as file:
        tail = b""
        while block := file.read(1 << 20):
            part = tail + block
            if "EncryptedPackage".encode("utf-16-le") in part:
                return _PASSWORD
            if "WordDocument".encode("utf-16-le") in part:
                return f"Đây là tệp Word; {_BETTER}"
            tail = block[-64:]
    return "Tệp .xls kiểu cũ; hãy mở trong Excel, chọn Lưu thành .xlsx rồi tải lên lại."
