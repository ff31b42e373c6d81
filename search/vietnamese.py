"""Vietnamese text, the same for documents and questions and for every engine. Pure: no I/O, no settings.

Order of work: drop invisible characters, NFC, eth → đ, lower-case; join abbreviation punctuation
(`TP.HCM` → `tphcm`); cut into tokens (letters and digits, decimals kept together); one style of tone
placement (hòa → hoà); i for y in open syllables (kỹ → kĩ). `fold` then strips every mark. Every function
accepts any `str`, lone surrogates and NULs included, and none raises.

    clean("…")          text to store and show: NFC, nothing invisible, case kept
    tokens("Kỹ thuật")  ["kĩ", "thuật"]     exact forms, to rank
    fold("Kỹ thuật")    "ki thuat"          folded forms, to match
    spans("Kỹ thuật")   exact forms with their place in a cleaned text, to highlight
    code_key("04/HD-LĐLĐ")  "04hdldld"      codes and symbols typed in full
    collation_key("Ấp")     sorts in Vietnamese alphabetical order by plain comparison
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

MAX_CACHED_WORDS = 100_000
"""Distinct words remembered per cache; a cache that grows beyond it starts anew."""

BREAK = "\ue000"
"""Token that stands between texts analysed together; `clean` removes it from any text."""

MAX_WORD = 60
"""Characters of one token that are kept: longer runs are not words."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ue000\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_ETH = str.maketrans("Ðð", "Đđ")
_WORD = re.compile(r"\w[\w\u0300-\u036f]*(?:(?<=\d)[.,](?=\d)[\w\u0300-\u036f]+)*|\ue000")
_JOINT = re.compile(r"[.&\-\u2010\u2011–](?=[A-Za-zĐđ])(?<=[A-Za-zĐđ].)")
_JOINED = re.compile(r"(?<![\w/])[A-Za-zĐđ]{1,6}(?:[.&\-\u2010\u2011–][A-Za-zĐđ]{1,6})+(?![\w\u0300-\u036f])")
_NOT_LETTER = re.compile(r"[^A-Za-zĐđ]")
_VOWEL = re.compile("[aeiouy]")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")

TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
TONES = {
    unicodedata.normalize("NFC", first + tone + second): unicodedata.normalize("NFC", first + second + tone)
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for tone in TONE_MARKS
}
_Y_TO_I = {
    onset + unicodedata.normalize("NFC", "y" + tone): onset + unicodedata.normalize("NFC", "i" + tone)
    for onset in ("h", "k", "l", "m", "s", "t", "qu")
    for tone in ("", *TONE_MARKS)
}


class Span(NamedTuple):
    """A token and where it stands in a cleaned text: `text[start:end]`."""

    exact: str
    start: int
    end: int


Value = TypeVar("Value")


class _Cache(dict[str, Value], Generic[Value]):
    """Remembers a function of one word; looked up at C speed by `__getitem__`."""

    def __init__(self, function: Callable[[str], Value]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> Value:
        if len(self) >= MAX_CACHED_WORDS:
            self.clear()
        value = self[word] = self._function(word)
        return value


def clean(text: str) -> str:
    """NFC without control, zero-width and direction characters, soft hyphens or surrogates; case kept."""
    if text.isascii():
        return _INVISIBLE.sub("", text) if not text.isprintable() else text
    if not text.isprintable():
        text = _INVISIBLE.sub("", text)
    if "Ð" in text or "ð" in text:
        text = text.translate(_ETH)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _exact_form(word: str) -> str:
    """One spelling for a lower-case word: tone placement, i/y, decimal point."""
    word = word[:MAX_WORD]
    if "," in word:
        word = word.replace(",", ".")
    tail = TONES.get(word[-2:])
    if tail is not None and not (word.startswith("qu") and tail[0] == "u"):
        word = word[:-2] + tail
    return _Y_TO_I.get(word, word)


def _fold_word(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.replace("đ", "d"))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
    folded = unicodedata.normalize("NFC", re.sub(r"[^\w.]+", "", bare))
    return folded.strip(".") or word


def _words_of_chunk(chunk: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_composed(chunk)))


def _exact_of_chunk(chunk: str) -> tuple[str, ...]:
    return tuple(map(_EXACT.__getitem__, _words_of_chunk(chunk)))


_EXACT = _Cache(_exact_form)
_WORDS_OF_CHUNK = _Cache(_words_of_chunk)
_EXACT_OF_CHUNK = _Cache(_exact_of_chunk)
_FOLDED = _Cache(_fold_word)


def _is_abbreviation(run: str) -> bool:
    """Whether letters joined by `.`, `-` or `&` are one abbreviation: TP.HCM, CNVC-LĐ, but not mi-ni."""
    parts = _NOT_LETTER.split(run)
    consonants = [len(part) > 1 and not _VOWEL.search(part.lower()) for part in parts]
    return all(consonants) or (any(consonants) and run.upper() == run)


def _joined(match: re.Match[str]) -> str:
    run = match.group()
    return _NOT_LETTER.sub("", run) if _is_abbreviation(run) else run


def _composed(lowered: str) -> str:
    """NFC again, which lower-casing may undo, and no underscores."""
    return unicodedata.normalize("NFC", lowered.replace("_", " "))


def _lowered(text: str) -> str:
    return _composed(text.lower())


def words(text: str) -> list[str]:
    """Lower-case words of a text as written, before spellings are unified (kỹ stays kỹ)."""
    return words_of_cleaned(clean(text))


def words_of_cleaned(cleaned: str) -> list[str]:
    """`words` of a text that went through `clean`; a BREAK between joined texts comes out as a token."""
    return list(
        itertools.chain.from_iterable(map(_WORDS_OF_CHUNK.__getitem__, _chunks(_with_joined(cleaned))))
    )


def _with_joined(cleaned: str) -> str:
    """The text with its abbreviations joined."""
    return _JOINED.sub(_joined, cleaned) if _JOINT.search(cleaned) else cleaned


def _chunks(joined: str) -> list[str]:
    """What stands between spaces, in lower case: few and repeated, so what is made of them is remembered."""
    return joined.lower().split()


def exact_tokens(written: Iterable[str]) -> list[str]:
    """Exact forms of `words`: one tone placement, i for y."""
    return list(map(_EXACT.__getitem__, written))


def tokens(text: str) -> list[str]:
    """Exact tokens of a text, in order."""
    return tokens_of_cleaned(clean(text))


def tokens_of_cleaned(cleaned: str) -> list[str]:
    """`tokens` of a text that went through `clean`; the fastest way, for documents."""
    return tokens_of_joined(_with_joined(cleaned))


def abbreviation_parts(cleaned: str) -> list[str]:
    """Exact parts of the joined abbreviations of a cleaned text: `THCS-THPT` → thcs, thpt are found too."""
    return _parts(cleaned) if _JOINT.search(cleaned) else []


def join_abbreviations(cleaned: str) -> tuple[str, list[str]]:
    """A cleaned text with its abbreviations joined, and their `abbreviation_parts`."""
    return (_JOINED.sub(_joined, cleaned), _parts(cleaned)) if _JOINT.search(cleaned) else (cleaned, [])


def tokens_of_joined(joined: str) -> list[str]:
    """`tokens` of a text that went through `clean` and `join_abbreviations`."""
    return list(itertools.chain.from_iterable(map(_EXACT_OF_CHUNK.__getitem__, _chunks(joined))))


def _parts(cleaned: str) -> list[str]:
    runs = (match.group() for match in _JOINED.finditer(cleaned))
    return [_EXACT[part] for run in runs if _is_abbreviation(run) for part in _NOT_LETTER.split(run.lower())]


def fold_tokens(exact: Iterable[str]) -> list[str]:
    """Folded forms of exact tokens: no marks, đ as d; ASCII for anything Vietnamese."""
    return list(map(_FOLDED.__getitem__, exact))


def fold_token(exact: str) -> str:
    """Folded form of one exact token."""
    return _FOLDED[exact]


def normalise(text: str) -> str:
    """Exact tokens joined by spaces. Idempotent; the same for NFC and NFD."""
    return " ".join(tokens(text))


def fold(text: str) -> str:
    """Folded tokens joined by spaces."""
    return " ".join(fold_tokens(tokens(text)))


def has_marks(exact: str) -> bool:
    """True when folding changes the token: whoever typed it meant its marks."""
    return _FOLDED[exact] != exact


def spans(cleaned: str) -> list[Span]:
    """Tokens of a text that went through `clean`, with their places; a joined abbreviation is one token."""
    found: list[Span] = []
    joined = [m for m in _JOINED.finditer(cleaned) if _is_abbreviation(m.group())]
    position = 0
    spaced = cleaned.replace("_", " ")
    for match in (*joined, None):
        stop = match.start() if match else len(cleaned)
        for word in _WORD.finditer(spaced, position, stop):
            found.append(Span(_EXACT[_lowered(word.group())], word.start(), word.end()))
        if match:
            bare = _NOT_LETTER.sub("", match.group())
            found.append(Span(_EXACT[_lowered(bare)], match.start(), match.end()))
            position = match.end()
    return found


def code_key(text: str) -> str:
    """Letters and digits of a code or symbol, folded and run together: `04/HD-LĐLĐ` → `04hdldld`."""
    return _NOT_ALPHANUMERIC.sub("", "".join(fold_tokens(tokens(text))))


_CODE = re.compile(r"(?=.*[0-9])(?=.*[^\W\d_])[^\W_]+(?:/[^\W_]+|(?:[-./][^\W_]+){2})(?:[-./][^\W_]+)*")


def is_code(text: str) -> bool:
    """Whether a text is written as codes and symbols are: NL-2022-0417, 116/LĐLĐ; not covid-19, 22kV, TP.HCM."""
    return _CODE.fullmatch(clean(text).strip()) is not None


COLLATED = 50
"""Characters of a title that decide its place."""

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONE_ORDER = {"": "0", "\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def _collation_tables() -> tuple[dict[int, str], dict[int, str]]:
    letters: dict[int, str] = {}
    tones: dict[int, str] = {}
    for rank, letter in enumerate(_ALPHABET):
        for mark, order in _TONE_ORDER.items():
            char = unicodedata.normalize("NFC", letter + mark)
            if len(char) == 1:
                letters[ord(char)] = chr(ord("A") + rank)
                tones[ord(char)] = order
    return letters, tones


_LETTER_ORDER, _TONE_OF = _collation_tables()


def collation_key(text: str) -> str:
    """Key that sorts by plain comparison as a Vietnamese dictionary does.

    Letters first (a ă â b c d đ e ê … o ô ơ … u ư …), then tones (ngang, huyền, hỏi, ngã, sắc, nặng); digits
    before letters; punctuation ignored. Only the first COLLATED characters count.
    """
    return collation_key_of_words(_WORD.findall(_lowered(clean(text))))


def collation_key_of_words(written: Iterable[str]) -> str:
    """`collation_key` of a text's `words`."""
    line = " ".join(written)[:COLLATED]
    return f"{line.translate(_LETTER_ORDER)} {line.translate(_TONE_OF)}"


__all__ = [
    "BREAK",
    "Span",
    "abbreviation_parts",
    "clean",
    "code_key",
    "collation_key",
    "collation_key_of_words",
    "exact_tokens",
    "fold",
    "fold_token",
    "fold_tokens",
    "has_marks",
    "is_code",
    "join_abbreviations",
    "normalise",
    "spans",
    "tokens",
    "tokens_of_cleaned",
    "tokens_of_joined",
    "words",
    "words_of_cleaned",
]
