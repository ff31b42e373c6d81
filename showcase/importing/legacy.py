"""Vietnamese of the time before Unicode: TCVN3 (ABC fonts) and VNI, as signs of Windows-1252 → Unicode. Pure.

    to_unicode("C«ng ®oµn Hµ Néi", "tcvn3")     # "Công đoàn Hà Nội"
    to_unicode("Coâng ñoaøn Haø Noäi", "vni")   # the same

Bytes of such texts, read as Windows-1252, are the same signs as stand in a Unicode file whose font was an old one.
TCVN3 has capitals with marks for seven letters only; headlines in capitals were set in fonts that draw small letters
as capitals, and come out in small letters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, TypeAlias

from showcase.importing.syllables import score

__all__ = ["FONTS", "Font", "column_font", "is_plainly_unicode", "repair", "to_unicode"]

Font: TypeAlias = Literal["tcvn3", "vni"]
FONTS: tuple[Font, ...] = ("tcvn3", "vni")

_TCVN3_FROM_A1 = (
    "ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "ỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ"
)
"""TCVN 5712:1993 from code 0xA1 to 0xFE."""

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_VNI_TONES = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_HATS = {"â": "", "á": _ACUTE, "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVES = {"ê": "", "é": _ACUTE, "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

_UNICODE_ONLY = re.compile("[ăđơưĂĐƠƯ\u0128\u0129\u0168\u0169\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
"""Letters that no text in an old font contains."""

is_plainly_unicode = _UNICODE_ONLY.search
"""Tells whether a text holds a letter that no text in an old font does."""

_SURE = 0.7
"""Share of a column's words with marks that must be syllables in an old font before the column counts as one."""


def _vni_table() -> dict[str, str]:
    """Sequences of VNI → letters, in both cases; a mark of either case may follow a letter."""
    table: dict[str, str] = {}
    vowels = {**{one: one for one in "aeouy"}, "ô": "ơ", "ö": "ư"}
    pairs = [
        (base + mark, letter + tone) for base, letter in vowels.items() for mark, tone in _VNI_TONES.items()
    ]
    pairs += [(base + mark, base + "\u0302" + tone) for base in "aeo" for mark, tone in _VNI_HATS.items()]
    pairs += [("a" + mark, "a\u0306" + tone) for mark, tone in _VNI_BREVES.items()]
    for signs, letters in pairs:
        letter = unicodedata.normalize("NFC", letters)
        for written in (signs, signs[0] + signs[1].upper()):
            table[written] = letter
        for written in (signs.upper(), signs[0].upper() + signs[1]):
            table[written] = letter.upper()
    for sign, letter in _VNI_ALONE.items():
        table[sign], table[sign.upper()] = letter, letter.upper()
    return table


_TCVN3 = {0xA1 + place: letter for place, letter in enumerate(_TCVN3_FROM_A1)}
_VNI = _vni_table()
_VNI_SEQUENCE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def to_unicode(text: str, font: Font) -> str:
    """The letters that the signs of a text in an old font stand for, composed (NFC)."""
    tcvn3 = font == "tcvn3"
    converted = text.translate(_TCVN3) if tcvn3 else _VNI_SEQUENCE.sub(lambda found: _VNI[found[0]], text)
    return unicodedata.normalize("NFC", converted)


def column_font(texts: list[str]) -> Font | None:
    """The old font that most of a column's texts are in, None for Unicode.

    Decided by syllables: `Hµ Néi` has none in Unicode and two in TCVN3. A text with a letter that only Unicode has
    speaks for Unicode.
    """
    doubtful = " ".join(text for text in texts if not text.isascii() and not _UNICODE_ONLY.search(text))
    if not doubtful:
        return None
    good, bad = score(doubtful)
    plain = good - bad
    best: tuple[int, Font] | None = None
    for font in FONTS:
        good, bad = score(to_unicode(doubtful, font))
        if good - bad > plain and good >= _SURE * (good + bad) and (best is None or good - bad > best[0]):
            best = (good - bad, font)
    return best[1] if best else None


def repair(text: str, font: Font) -> str:
    """A cell of a column in an old font, in Unicode; cells that are in Unicode already stay as they are."""
    if text.isascii() or _UNICODE_ONLY.search(text):
        return text
    converted = to_unicode(text, font)
    return converted if score(converted)[1] <= score(text)[1] else text
