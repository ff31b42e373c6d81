"""Texts: composed, without control characters, within the length of their field."""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal

from showcase.exporting.cells import restore
from showcase.importing.rows import BadCell, Cell
from showcase.importing.values.faults import ValueFault

__all__ = ["clean_line", "clean_text", "shown"]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe]")
_SPACES = re.compile(r"[^\S\n]+")
_REPLACED = "\ufffd"


def shown(cell: Cell) -> str:
    """A cell as an editor sees it: 5/3/2022, 1,5."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, BadCell):
        return cell.text
    if isinstance(cell, datetime.date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    if isinstance(cell, (float, Decimal)):
        return str(cell).replace(".", ",")
    return str(cell)


def clean_line(cell: Cell, length: int = 0) -> str:
    """The text of a cell on one line; line breaks become spaces. Raises ValueFault.

    A text that begins like a formula stays a text; the apostrophe that our own exports put before one is taken away.
    """
    if isinstance(cell, str) and _is_tidy(cell) and "  " not in cell and (not length or len(cell) <= length):
        return cell
    text = _composed(cell)
    plain = text.isprintable() and "  " not in text and _REPLACED not in text
    text = text.strip(" ") if plain else " ".join(_checked(text).split())
    if length and len(text) > length:
        raise ValueFault(f"Dài {len(text)} ký tự, nhiều nhất {length}.")
    return text


def clean_text(cell: Cell, length: int = 0) -> str:
    """The text of a cell, its lines kept apart by one line feed each. Raises ValueFault."""
    if isinstance(cell, str) and _is_tidy(cell) and (not length or len(cell) <= length):
        return cell
    text = _composed(cell)
    if text.isprintable() and _REPLACED not in text:
        text = text.strip(" ")
    else:
        text = _checked(text.replace("\r\n", "\n").replace("\r", "\n"))
        text = "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip("\n")
    if length and len(text) > length:
        raise ValueFault(f"Dài {len(text)} ký tự, nhiều nhất {length}.")
    return text


def _is_tidy(text: str) -> bool:
    """Whether a text can stay as it is, as nearly all can: printable, composed, without a space or sign at its ends."""
    return (
        text.isprintable()
        and (text.isascii() or (unicodedata.is_normalized("NFC", text) and _REPLACED not in text))
        and text[:1] not in ("'", " ", "")
        and text[-1] != " "
    )


def _composed(cell: Cell) -> str:
    if isinstance(cell, str):
        text = cell
    elif isinstance(cell, BadCell):
        raise ValueFault(cell.reason)
    else:
        return shown(cell)
    if text[:1] == "'":
        text = restore(text)
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def _checked(text: str) -> str:
    """A text without invisible signs. Raises ValueFault for control characters."""
    text = _INVISIBLE.sub("", text)
    for letter in text:
        if letter == _REPLACED or (
            letter not in "\n\t\r" and unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co")
        ):
            raise ValueFault(
                f"Có ký tự điều khiển hoặc ký tự hỏng (U+{ord(letter):04X}); hãy xoá rồi gõ lại."
            )
    return text
