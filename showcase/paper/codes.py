"""Codes of initiatives as people type them off a sheet of paper. Pure.

read_code("nl 2022 0417")      "NL-2022-0417"
read_code("NL2022O417")        "NL-2022-0417"
read_code("xin chào")          ""
"""

import re
import unicodedata

from showcase.models.initiatives import CODE_PATTERN

__all__ = ["MOST", "read_code", "read_number"]

MOST = 60
"""Characters that are read of a code or a number; a longer text is neither."""

_DIGITS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_PARTED = re.compile(r"[^A-Z0-9]+")
_JOINED = re.compile(r"([A-Z]{2,4})([0-9OIL]{8,13})")
_WHOLE = re.compile(CODE_PATTERN, re.ASCII)
_WITHIN = re.compile(rf"(?<![A-Z0-9])(?:{CODE_PATTERN})(?![0-9])", re.ASCII)
_DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")


def read_code(text: str) -> str:
    """The code that was meant, in its one form; "" for what cannot be one.

    A short address that was pasted is read too. Letter case, spaces, any dash, dots and full-width signs make no
    difference, nor do O, I and L typed for digits.
    """
    plain = unicodedata.normalize("NFKC", text[: MOST + 1]).upper().strip()
    if len(plain) > MOST:
        return ""
    if found := _WITHIN.search(plain):
        return found[0]
    parts = [part for part in _PARTED.split(plain) if part]
    if len(parts) == 3:
        letters, year, number = parts
    else:
        match = _JOINED.fullmatch("".join(parts))
        if match is None:
            return ""
        letters, digits = match.groups()
        year, number = digits[:4], digits[4:]
    code = f"{letters}-{year.translate(_DIGITS)}-{number.translate(_DIGITS)}"
    return code if _WHOLE.fullmatch(code) else ""


def read_number(text: str) -> str:
    """The number of a certificate in a form to compare: letter case, spaces and kinds of dashes make no difference."""
    plain = unicodedata.normalize("NFKC", text[: MOST + 1]).casefold()
    return re.sub(r"\s+", "", _DASHES.sub("-", plain))
