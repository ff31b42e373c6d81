"""Which encoding the bytes of a text file are in, from a sample of them. Pure.

    detect(b"C\\xabng \\xaeo\\xb5n")    # Encoding("tcvn3", 0.9…)

UTF-8 and UTF-16 show themselves; of the encodings with one byte per letter the one is right in which the words are
Vietnamese syllables.
"""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from showcase.importing.legacy import to_unicode
from showcase.importing.rows import TableError
from showcase.importing.syllables import score

__all__ = ["Encoding", "Name", "decode_line", "detect", "is_mixed_in"]

Name: TypeAlias = Literal["utf-8", "utf-16-le", "utf-16-be", "windows-1258", "tcvn3", "vni"]

_MARKS: tuple[tuple[bytes, Name], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SINGLE: tuple[Name, ...] = ("windows-1258", "tcvn3", "vni")
_MOSTLY = 0.3
_LEAST = 0.6
"""Confidence below which an encoding is not guessed but asked for."""

_UNKNOWN = (
    "Không nhận ra mã chữ của tệp: không phải Unicode, Windows-1258, TCVN3 hay VNI. Trong Excel hãy chọn Lưu thành, "
    "“CSV UTF-8”, hoặc lưu thành .xlsx."
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding with how sure the guess is, from 0 to 1; `mark` is the length of the byte-order mark."""

    name: Name
    confidence: float
    mark: int = 0

    @property
    def is_wide(self) -> bool:
        """Whether letters take two bytes."""
        return self.name.startswith("utf-16")


def detect(sample: bytes) -> Encoding:
    """The encoding of a file that opens with, or of which the telling part is, this sample. Raises TableError.

    The sample may end within a letter.
    """
    if sample.startswith(_UTF32):
        raise TableError("Tệp dùng mã UTF-32; hãy lưu lại thành CSV UTF-8.")
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return Encoding(name, 1.0, len(mark))
    return _wide(sample) or _narrow(sample)


def _wide(sample: bytes) -> Encoding | None:
    """UTF-16 without a mark shows by its zero bytes, all on one side: every Latin letter has one."""
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) / half > _MOSTLY and not sample[0::2].count(0):
        return Encoding("utf-16-le", 0.9)
    if sample[0::2].count(0) / half > _MOSTLY and not sample[1::2].count(0):
        return Encoding("utf-16-be", 0.9)
    return None


def _narrow(sample: bytes) -> Encoding:
    """An encoding in which ASCII is ASCII. Raises TableError."""
    zero = sample.find(b"\0")
    if zero >= 0 and b"\n" not in sample[:zero]:
        raise TableError("Đây không phải là bảng chữ: có ký tự rỗng bên trong.")
    if sample.isascii():
        return Encoding("utf-8", 1.0)
    telling = [line for line in sample.splitlines()[:2_000] if not line.isascii() and b"\0" not in line]
    if not telling:
        return Encoding("utf-8", 1.0)
    unicode = sum(_is_utf8(line, cut=place == len(telling) - 1) for place, line in enumerate(telling))
    if unicode * 2 > len(telling):
        return Encoding("utf-8", unicode / len(telling))
    return _best_single(b"\n".join(telling))


def _is_utf8(line: bytes, *, cut: bool) -> bool:
    """Whether a line is UTF-8; the last one of a sample may be cut within a letter."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line, final=not cut)
    except UnicodeDecodeError:
        return False
    return True


def _best_single(sample: bytes) -> Encoding:
    """The encoding with one byte per letter in which most words are syllables. Raises TableError for none."""
    scored: list[tuple[float, int, Name]] = []
    for name in _SINGLE:
        try:
            good, bad = score(decode_line(sample, name))
        except UnicodeDecodeError:
            continue
        scored.append((good / (good + bad) if good + bad else 0.0, good, name))
    scored.sort(reverse=True)
    if not scored or scored[0][0] < _LEAST:
        raise TableError(_UNKNOWN)
    runner_up = scored[1][0] if len(scored) > 1 else 0.0
    return Encoding(scored[0][2], round(scored[0][0] * (1 - runner_up / 2), 3))


def decode_line(line: bytes, name: Name) -> str:
    """Bytes → text, composed (NFC) where they are in an old encoding. Raises UnicodeDecodeError."""
    if name in ("tcvn3", "vni"):
        return to_unicode(line.decode("cp1252"), "tcvn3" if name == "tcvn3" else "vni")
    if name == "windows-1258":
        return unicodedata.normalize("NFC", line.decode("cp1258"))
    return line.decode(name)


def is_mixed_in(line: bytes) -> bool:
    """Whether a line of a file with one byte per letter is UTF-8 after all, pasted from elsewhere."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    good, bad = score(text)
    return good > bad
