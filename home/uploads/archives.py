"""Files that are zip archives inside: zip, OOXML (docx, xlsx, pptx) and OpenDocument (odt, ods)."""

import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from home.uploads.limits import limits
from home.uploads.names import is_program

__all__ = ["check_archive", "check_office"]

_RATIO_FROM = 1 << 20
_SMALL_PART = 4 << 20

_MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_MIMETYPES = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_archive(file: IO[bytes]) -> None:
    """A plain zip: sound, within limits, without programs, locked parts or paths that lead outside."""
    with _opened(file) as archive:
        _check_size(archive)
        for member in archive.infolist():
            if is_program(member.filename):
                raise _refusal(
                    _("Trong tệp nén có “%(name)s” là chương trình hoặc trang mạng.")
                    % {"name": member.filename[-80:]}
                )


def check_office(file: IO[bytes], kind: str) -> None:
    """A document of an office program, of the kind that its name says, without macros or a password."""
    file.seek(0)
    head = file.read(8)
    if head == _OLE and kind in _MAIN_PARTS:
        raise _refusal(
            _(
                "Tệp được đặt mật khẩu hoặc là bản kiểu cũ đổi tên, không đọc được nội dung. "
                "Hãy bỏ mật khẩu rồi lưu lại."
            )
        )
    with _opened(file) as archive:
        _check_size(archive)
        names = {member.filename for member in archive.infolist()}
        if kind in _MAIN_PARTS:
            _check_ooxml(archive, names, kind)
        else:
            _check_opendocument(archive, names, kind)


def _check_ooxml(archive: zipfile.ZipFile, names: set[str], kind: str) -> None:
    if _MAIN_PARTS[kind] not in names or "[Content_Types].xml" not in names:
        raise _mismatch(kind)
    types = _small_part(archive, "[Content_Types].xml")
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refusal(_("Tệp có macro. Hãy lưu lại thành tệp không có macro."))


def _check_opendocument(archive: zipfile.ZipFile, names: set[str], kind: str) -> None:
    if not {"mimetype", "content.xml", "META-INF/manifest.xml"} <= names:
        raise _mismatch(kind)
    if _small_part(archive, "mimetype").strip() != _MIMETYPES[kind]:
        raise _mismatch(kind)
    if b"encryption-data" in _small_part(archive, "META-INF/manifest.xml"):
        raise _refusal(_("Tệp được đặt mật khẩu, không đọc được nội dung. Hãy bỏ mật khẩu rồi lưu lại."))
    if any(name.startswith(("Basic/", "Scripts/")) for name in names):
        raise _refusal(_("Tệp có macro. Hãy lưu lại thành tệp không có macro."))


def _opened(file: IO[bytes]) -> zipfile.ZipFile:
    file.seek(0)
    if file.read(4) not in {b"PK\x03\x04", b"PK\x05\x06"}:
        raise _refusal(_("Nội dung tệp không đúng với đuôi của tên tệp."))
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refusal(_("Tệp hỏng hoặc tải lên chưa hết.")) from error


def _check_size(archive: zipfile.ZipFile) -> None:
    """Count what the archive says and unpack nothing: `zipfile` itself stops reading at the size that it says."""
    bounds = limits()
    members = archive.infolist()
    if len(members) > bounds.max_members:
        raise _refusal(
            _("Trong tệp có %(count)d phần, nhiều nhất %(most)d.")
            % {"count": len(members), "most": bounds.max_members}
        )
    total = sum(member.file_size for member in members)
    if total > bounds.max_unpacked:
        raise _refusal(
            _("Tệp mở ra thành %(size)s, nhiều nhất %(most)s.")
            % {"size": filesizeformat(total), "most": filesizeformat(bounds.max_unpacked)}
        )
    for member in members:
        if member.flag_bits & 0x1:
            raise _refusal(_("Tệp được đặt mật khẩu, không đọc được nội dung. Hãy bỏ mật khẩu rồi lưu lại."))
        if member.file_size > _RATIO_FROM and member.file_size > bounds.max_ratio * max(
            member.compress_size, 1
        ):
            raise _refusal(_("Tệp nén quá chặt, mở ra lớn bất thường."))
        if member.filename.startswith(("/", "\\")) or ".." in member.filename.replace("\\", "/").split("/"):
            raise _refusal(_("Trong tệp nén có đường dẫn ra ngoài thư mục."))


def _small_part(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as part:
            return part.read(_SMALL_PART)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise _refusal(_("Tệp hỏng hoặc tải lên chưa hết.")) from error


def _mismatch(kind: str) -> ValidationError:
    return _refusal(_("Nội dung không phải tệp .%(kind)s.") % {"kind": kind})


def _refusal(message: str) -> ValidationError:
    return ValidationError(message, code="file_content")
