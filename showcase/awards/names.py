"""Whether two author rows name the same person, as far as a name can say. Pure.

The same name in the same unit is taken for one person, in two units for two, until somebody joins them.
"""

import unicodedata

__all__ = ["person_key"]

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def person_key(name: str) -> str:
    """A form in which spellings of one name are equal: letter case, spaces, Unicode form, place of the tone mark.

    `Hòa` and `Hoà` are one name; `Hoa` is another, since marks count.
    """
    return " ".join(_word(word) for word in unicodedata.normalize("NFD", name.casefold()).split())


def _word(word: str) -> str:
    tones = "".join(sign for sign in word if sign in _TONES)
    letters = "".join(sign for sign in word if sign not in _TONES)
    return unicodedata.normalize("NFC", letters) + tones
