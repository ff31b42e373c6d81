"""Vietnamese typed in old fonts (TCVN3, VNI), which Unicode readers see as other signs. Pure.

legacy_font_of_line("C«ng ®oµn")    "TCVN3"

Old fonts keep Vietnamese letters under codes of other signs. In TCVN3 (.VnTime) signs stand inside words; in VNI
a vowel is followed by a marked one.
"""

import re

__all__ = ["legacy_font", "legacy_font_of_line"]

_SURE = 20
"""Signs of an old font that make a long text one; a few may be a formula or a foreign name."""

_SURE_OF_A_LINE = {"TCVN3": 3, "VNI": 4}
"""The same for a title or a paragraph; pairs of vowels as in VNI stand in ordinary words too (`hoà`, `thuê`)."""

_TCVN3 = re.compile(r"[a-z][\u00a1-\u00bf\u00d7\u00f7]|[\u00a1-\u00bf\u00ae][a-z]", re.IGNORECASE)
_VNI = re.compile("[aeouy][ùøûõïâáàåãäêéè]|ñ", re.IGNORECASE)
_VIETNAMESE = re.compile("[ăđơư\u1ea0-\u1ef9]", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


def legacy_font(text: str) -> str:
    """Which old encoding a long text seems to be in, "" for none: TCVN3 or VNI."""
    if len(_VIETNAMESE.findall(text)) >= _SURE:
        return ""
    counts = _counts(text)
    name = max(counts, key=lambda one: counts[one])
    letters = len(_LETTER.findall(text)) or 1
    return name if counts[name] >= _SURE and counts[name] / letters > 0.05 else ""


def legacy_font_of_line(text: str) -> str:
    """The same of a title or a paragraph: a single letter that Unicode alone has settles the contrary."""
    if _VIETNAMESE.search(text):
        return ""
    counts = _counts(text)
    return next((name for name, sure in _SURE_OF_A_LINE.items() if counts[name] >= sure), "")


def _counts(text: str) -> dict[str, int]:
    return {"TCVN3": len(_TCVN3.findall(text)), "VNI": len(_VNI.findall(text))}
