"""Text as it comes out of a file → text fit to be indexed and shown. Pure.

page_text("công nhân viên chức-\r\nlao động")    "công nhân viên chức lao động" …
passages("…", 8_000)                             pieces cut at sentences or spaces
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from home.legacy_font import legacy_font
from search.vietnamese import clean

__all__ = ["is_garbled", "legacy_font", "page_text", "passages"]

_HYPHENS = "-\u2010\u00ad\x02\ufffe"
"""What stands where a word goes on in the next line; PDFium writes the last two for a hyphen there."""

_LINE_END = re.compile(rf"(?<=\w)[{_HYPHENS}][ \t]*\r?\n[ \t]*(?=\w)|(?<=\w)[\x02\ufffe](?=\w)")
_BLANKS = re.compile(r"\s+")
_SENTENCE = re.compile(r"[.!?;:]\s")
_LETTER = re.compile(r"[^\W\d_]")
_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]")


def page_text(raw: str) -> str:
    """One page as running text: words joined over line ends, single spaces, NFC, nothing invisible."""
    return _BLANKS.sub(" ", clean(_LINE_END.sub(_joint, raw))).strip()


def _joint(found: re.Match[str]) -> str:
    """Nothing inside a broken word; the hyphen where it belongs there (`CNVC-LĐ`, `2021-2025`)."""
    before, after = found.string[found.start() - 1], found.string[found.end()]
    return "" if before.islower() and after.islower() else "-"


def passages(text: str, longest: int) -> Iterator[str]:
    """The text in pieces of at most `longest` characters, cut after a sentence, else at a space."""
    while len(text) > longest:
        ends = [found.end() for found in _SENTENCE.finditer(text, longest // 2, longest)]
        cut = ends[-1] if ends else text.rfind(" ", longest // 2, longest) + 1
        cut = cut or longest
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def is_garbled(text: str) -> bool:
    """Whether the letters come out of a font that does not say what they are."""
    return len(_UNMAPPED.findall(text)) > len(_LETTER.findall(text)) // 2
