"""Bytes of a text file → text: UTF-8 and UTF-16, with or without a byte-order mark. Pure."""

import codecs

from showcase.importing.faults import SheetError

__all__ = ["decode"]

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SAMPLE = 4_096
_MOSTLY = 0.3


def decode(data: bytes) -> str:
    """The text of a file. Raises SheetError for bytes in another encoding, and for files that are no text at all.

    Old Vietnamese encodings (TCVN3, VNI) are indistinguishable from others by their bytes alone and are refused.
    """
    if data.startswith(_UTF32):
        raise SheetError("Tệp dùng mã UTF-32; hãy lưu lại thành CSV UTF-8.")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    return _decoded(data, _unmarked(data[:_SAMPLE]))


def _unmarked(sample: bytes) -> str:
    """UTF-16 without a mark shows by its zero bytes, all on one side: every Latin letter has one."""
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) / half > _MOSTLY and not sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) / half > _MOSTLY and not sample[1::2].count(0):
        return "utf-16-be"
    return "utf-8"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetError(
            "Không đọc được chữ trong tệp: mã chữ không phải Unicode, hoặc đây không phải là bảng. Trong Excel hãy "
            "chọn Lưu thành, “CSV UTF-8”, hoặc lưu thành .xlsx."
        ) from error
