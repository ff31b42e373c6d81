"""Documents: the content is of the kind that the name says."""

import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from home.uploads.archives import check_archive, check_office
from home.uploads.limits import limits
from home.uploads.names import check_name, extension

__all__ = ["check_document", "refuse_hidden_archive"]

_ROOT = Path(__file__).resolve().parents[2]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = {"doc": ("WordDocument",), "xls": ("Workbook", "Book")}
_MARKUP = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def check_document(file: UploadedFile) -> None:
    """Raise `ValidationError`, in words for editors, unless the file is what its name says; leaves it at its start."""
    name = file.name or ""
    check_name(name)
    if not file.size:
        raise _refusal(_("Tệp rỗng, không có nội dung."))
    kind = extension(name)
    try:
        if kind == "pdf":
            _check_pdf(file)
        elif kind == "csv":
            _check_csv(file)
        elif kind in _OLE_STREAMS:
            _check_old_office(file, kind)
        elif kind == "zip":
            check_archive(file)
        elif kind in {"docx", "xlsx", "pptx", "odt", "ods"}:
            check_office(file, kind)
        else:
            raise _refusal(_("Trang không nhận tệp .%(kind)s.") % {"kind": kind})
    finally:
        file.seek(0)


def _check_pdf(file: UploadedFile) -> None:
    file.seek(0)
    if file.read(5) != b"%PDF-":
        raise _refusal(_("Nội dung không phải tệp .%(kind)s.") % {"kind": "pdf"})
    refuse_hidden_archive(file)
    answer = _probe(file)
    if answer == "password":
        raise _refusal(_("Tệp được đặt mật khẩu, không đọc được nội dung. Hãy bỏ mật khẩu rồi lưu lại."))
    if not answer.startswith("pages ") or answer == "pages 0":
        raise _refusal(_("Tệp PDF hỏng hoặc tải lên chưa hết."))
    pages, most = int(answer.removeprefix("pages ")), limits().max_pages
    if pages > most:
        raise _refusal(_("Tệp có %(pages)d trang, nhiều nhất %(most)d.") % {"pages": pages, "most": most})


def _probe(file: UploadedFile) -> str:
    """What `pdf_probe` says of the file; "" when it had to be stopped or crashed."""
    bounds = limits()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            done = subprocess.run(  # noqa: S603 - our own module, on a file whose name is ours
                [sys.executable, "-m", "home.uploads.pdf_probe", str(bounds.memory), copy.name],
                cwd=_ROOT,
                env={"PATH": "/usr/bin:/bin"},
                capture_output=True,
                timeout=bounds.seconds,
                check=False,
                text=True,
            )
        except subprocess.TimeoutExpired:
            return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _check_csv(file: UploadedFile) -> None:
    file.seek(0)
    content = file.read()
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), "")
    try:
        # Old Vietnamese programs write windows-1258; latin-1 takes any byte, and only control characters tell.
        text = content.decode(encoding) if encoding else _guessed(content)
        if content.lstrip()[:16].lower().startswith(_MARKUP) or _has_controls(text):
            raise ValueError(text[:0])
        for _row in csv.reader(io.StringIO(text, newline="")):
            pass
    except (UnicodeError, ValueError, csv.Error) as error:
        raise _refusal(_("Nội dung không phải bảng chữ .csv.")) from error


def _guessed(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _has_controls(text: str) -> bool:
    return any(ord(letter) < 32 and letter not in "\t\r\n\x0b\x0c" for letter in text)


def _check_old_office(file: UploadedFile, kind: str) -> None:
    """The directory of an OLE file names its streams in UTF-16."""
    file.seek(0)
    content = file.read()
    if not content.startswith(_OLE):
        raise _refusal(_("Nội dung không phải tệp .%(kind)s.") % {"kind": kind})
    if _utf16("EncryptedPackage") in content:
        raise _refusal(_("Tệp được đặt mật khẩu, không đọc được nội dung. Hãy bỏ mật khẩu rồi lưu lại."))
    if not any(_utf16(stream) in content for stream in _OLE_STREAMS[kind]):
        raise _refusal(_("Nội dung không phải tệp .%(kind)s.") % {"kind": kind})
    if _utf16("_VBA_PROJECT") in content:
        raise _refusal(_("Tệp có macro. Hãy lưu lại thành tệp không có macro."))


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def refuse_hidden_archive(file: IO[bytes]) -> None:
    """Refuse a picture or PDF that is a zip archive as well: programs read such archives from their end."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            hidden = bool(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        hidden = False
    finally:
        file.seek(0)
    if hidden:
        raise _refusal(_("Trong tệp có giấu một kho nén."))


def _refusal(message: str) -> ValidationError:
    return ValidationError(message, code="file_content")
