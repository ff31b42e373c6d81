"""Workbooks (XLSX, XLS, ODS) → rows, read by a process of its own that has little memory and little time.

A small file can claim a sheet of a million columns, unpack to gigabytes or bring the reader down: none of that reaches
the site. The process gets no environment, hence no secrets.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import signal
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import TYPE_CHECKING, Any

from showcase.importing.faults import SheetError
from showcase.importing.limits import Limits

if TYPE_CHECKING:
    from showcase.importing.sheets import Cell

__all__ = ["check_archive", "is_workbook", "read_workbook"]

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-E", "-s", "-m", "showcase.importing.worker")
_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OTHERS = (
    (b"%PDF", "Đây là tệp PDF"),
    (b"\x89PNG", "Đây là tệp hình"),
    (b"\xff\xd8\xff", "Đây là tệp hình"),
    (b"PK\x05\x06", "Đây là tệp nén trống"),
    (b"{\\rtf", "Đây là tệp RTF"),
)
_BETTER = "hãy chọn tệp .xlsx, .xls, .ods hoặc .csv, hoặc chép bảng rồi dán vào ô bên cạnh."
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)
"""What reading a broken archive raises."""
_UNPACKED_FREELY = 5 * 1024 * 1024
"""Bytes below which it does not matter how well a file is packed."""


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are a workbook; False for text. Raises SheetError for what is clearly neither."""
    for head, what in _OTHERS:
        if data.startswith(head):
            raise SheetError(f"{what}; {_BETTER}")
    opening = data[:1_024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if opening.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        raise SheetError(f"Tệp này là trang web hoặc XML đổi đuôi, không phải bảng tính; {_BETTER}")
    return data.startswith((_ZIP, _OLE))


def check_archive(data: bytes, limits: Limits) -> None:
    """Refuse a packed workbook that is broken, has a password or unpacks to too much. Raises SheetError."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
                what = (
                    "Đây là tệp Word"
                    if "word/document.xml" in names
                    else "Đây là tệp nén, không phải bảng tính"
                )
                raise SheetError(f"{what}; {_BETTER}")
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise SheetError(_PASSWORD)
            unpacked = sum(entry.file_size for entry in entries)
            too_dense = unpacked > _UNPACKED_FREELY and unpacked > limits.max_ratio * len(data)
            if unpacked > limits.max_unpacked or too_dense:
                raise SheetError("Tệp giải nén ra quá lớn so với một bảng số liệu; không mở để giữ an toàn.")
            if archive.testzip() is not None:
                raise SheetError(_BROKEN)
    except _BROKEN_ARCHIVE as error:
        raise SheetError(_BROKEN) from error
    except RuntimeError as error:  # zipfile's way of asking for a password
        raise SheetError(_PASSWORD) from error


_PASSWORD = (
    "Tệp có mật khẩu; hãy bỏ mật khẩu trong Excel (Tệp, Thông tin, Bảo vệ sổ làm việc) rồi tải lên lại."  # noqa: S105 - words about one
)
_BROKEN = "Tệp hỏng hoặc chưa tải lên đủ; hãy mở lại trong Excel, lưu thành .xlsx rồi tải lên lại."


def read_workbook(data: bytes, limits: Limits) -> tuple[str, list[list[Cell]]]:
    """Name and rows, from the top of the sheet, of the first sheet that holds anything. Raises SheetError."""
    if data.startswith(_ZIP):
        check_archive(data, limits)
    elif "EncryptedPackage".encode("utf-16-le") in data:
        raise SheetError(_PASSWORD)
    elif "WordDocument".encode("utf-16-le") in data:
        raise SheetError(f"Đây là tệp Word; {_BETTER}")
    with NamedTemporaryFile(prefix="sheet-") as copy, TemporaryFile() as output:
        copy.write(data)
        copy.flush()
        code = _run(copy.name, output, limits)
        output.seek(0)
        lines = output.read().splitlines()
    try:
        last = json.loads(lines.pop())
        rows = [[_unpacked(cell) for cell in json.loads(line)] for line in lines]
        fault, name = last["fault"], last["name"]
    except (IndexError, ValueError, TypeError, KeyError):
        if code == -signal.SIGXCPU:
            raise SheetError(
                f"Đọc tệp quá {limits.seconds} giây chưa xong; hãy xoá phần thừa hoặc chia nhỏ."
            ) from None
        raise SheetError(
            "Bảng tính quá lớn hoặc hỏng nên không đọc được; hãy chép riêng bảng số liệu sang tệp mới."
        ) from None
    if fault:
        raise SheetError({"password": _PASSWORD, "broken": _BROKEN}.get(fault, fault))
    return name, rows


def _run(path: str, output: Any, limits: Limits) -> int:
    """Have the file read; the code of the process, negative where a signal ended it."""
    process = subprocess.Popen(  # noqa: S603 - our own module, on a file whose name we made
        (*_COMMAND, path, limits.to_json()),
        cwd=_ROOT,
        env=_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _unpacked(cell: Any) -> Cell:
    """A cell as the process wrote it: days and times stand as a mapping of one kind to its ISO form."""
    if not isinstance(cell, dict):
        return cell if isinstance(cell, (str, int, float, bool)) else ""
    if "datetime" in cell:
        return datetime.datetime.fromisoformat(cell["datetime"])
    if "date" in cell:
        return datetime.date.fromisoformat(cell["date"])
    return datetime.time.fromisoformat(cell["time"])
