"""The archive that an XLSX file is: refusing what is broken, protected or a bomb; parsing its parts as streams.

Parts are parsed with expat; a document type, without which no entity can be declared, is refused.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

from showcase.importing.limits import Limits
from showcase.importing.rows import TableError

__all__ = ["Handlers", "check_prolog", "local_name", "open_archive", "parse_part"]

_UNPACKED_FREELY = 5 * 1024 * 1024
"""Bytes below which it does not matter how well a file is packed."""
_BLOCK = 64 * 1024
_LONGEST_TAG = 4 * 1024 * 1024
_BETTER = "hãy chọn tệp .csv, .xlsx hoặc .jsonl."
_BROKEN = "Tệp hỏng hoặc chưa tải lên đủ; hãy mở lại trong Excel, lưu thành .xlsx rồi tải lên lại."
_PASSWORD = "Tệp có mật khẩu; hãy bỏ mật khẩu rồi tải lên lại."  # noqa: S105 - words about one
_FAULTS = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    expat.ExpatError,
)
"""What reading a broken archive raises."""

Handlers = tuple[
    Callable[[str, dict[str, str]], object], Callable[[str], object] | None, Callable[[str], object] | None
]
"""What is called for the beginning of an element, its end and its text."""


@contextlib.contextmanager
def open_archive(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The archive, for reading its parts. Raises TableError for one that is no workbook or not safe to read.

    Whatever goes wrong while its parts are read is a TableError, too.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, path, limits)
            yield archive
    except _FAULTS as error:
        raise TableError(_BROKEN) from error
    except RuntimeError as error:  # zipfile's way of asking for a password
        raise TableError(_PASSWORD) from error


def _check(archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        if "xl/workbook.bin" in names or "content.xml" in names:
            raise TableError("Tệp .xlsb hoặc .ods; hãy mở trong Excel, chọn Lưu thành .xlsx rồi tải lên lại.")
        what = "Đây là tệp Word" if "word/document.xml" in names else "Đây là tệp nén, không phải bảng tính"
        raise TableError(f"{what}; {_BETTER}")
    if len(names) != len(entries):
        raise TableError(_BROKEN)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise TableError(_PASSWORD)
    unpacked = sum(entry.file_size for entry in entries)
    dense = unpacked > _UNPACKED_FREELY and unpacked > limits.max_ratio * path.stat().st_size
    if unpacked > limits.max_unpacked or dense:
        raise TableError("Tệp giải nén ra quá lớn so với một bảng; không mở để giữ an toàn.")


def local_name(name: str) -> str:
    """The name of an element without its prefix."""
    return name.rpartition(":")[2]


def parse_part(part: IO[bytes], handlers: Handlers) -> Iterator[None]:
    """Parse a part of the archive, pausing after every block for the caller to fetch what the handlers gathered."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = handlers
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    while block := part.read(_BLOCK):
        parser.Parse(block, False)
        fed += len(block)
        if fed - max(parser.CurrentByteIndex, 0) > _LONGEST_TAG:
            raise TableError(_BROKEN)
        yield
    parser.Parse(b"", True)
    yield


def check_prolog(part: IO[bytes]) -> None:
    """Refuse a part with a document type, whoever parses it next. Raises TableError."""
    begun: list[str] = []
    for _block in parse_part(part, (lambda tag, _given: begun.append(tag), None, None)):
        if begun:
            return


def _refuse_doctype(*_declared: object) -> None:
    raise TableError("Tệp có phần khai báo XML không được phép; hãy lưu lại bằng Excel.")
