"""Which stretches of a text matched, and which passage to show. Pure; nothing here makes HTML.

    highlighter = Highlighter(tree.marks)
    highlighter.whole("Máy dệt tiết kiệm điện")     # Fragment with spans
    highlighter.passage(long_text)                  # best passage, None when nothing matched

A syllable typed with marks lights up its exact form; only a text without it lights up other forms.

One regular expression that knows every letter with its marks finds every match; texts themselves are not folded.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from search.contract import Fragment
from search.query_tree import Mark
from search.vietnamese import tokens

PASSAGE = 200
"""Characters of a passage."""

MAX_SCANNED = 10_000
"""Characters of a long text that are looked at."""

_BETWEEN = r"[\W_]+"
_JOINTS = "[.&\u2010\u2011–-]?"
_Y_WORDS = frozenset(f"{onset}i" for onset in ("h", "k", "l", "m", "s", "t", "qu"))
_CONSONANTS = re.compile("[b-df-hj-np-tv-xz]{3,}")


def _variants() -> dict[str, str]:
    """Base letters → themselves and what folds to them, in lower case."""
    found = {letter: letter for letter in string.ascii_lowercase}
    found["d"] += "đ"
    for char in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))):
        base = unicodedata.normalize("NFD", char)[0]
        if char == char.lower() and base in found and base != char:
            found[base] += char
    return found


_VARIANTS = _variants()


class Match(NamedTuple):
    """A match: `text[start:end]`, for the mark of that number."""

    start: int
    end: int
    mark: int


def _letter(char: str) -> str:
    """A character of a folded word as it may be written, decimal commas included."""
    if char == ".":
        return "[.,]"
    return f"[{_VARIANTS[char]}]" if char in _VARIANTS else re.escape(char)


def _pattern(folded: Sequence[str]) -> str:
    """What a mark looks like in a lower-case text: y for i, joints inside abbreviations."""
    words = []
    for word in folded:
        letters = list(map(_letter, word))
        if word in _Y_WORDS:
            letters[-1] = f"[{_VARIANTS['i']}{_VARIANTS['y']}]"
        words.append((_JOINTS if _CONSONANTS.fullmatch(word) else "").join(letters))
    return _BETWEEN.join(words)


class Highlighter:
    """Marks the matches of one question in any number of texts."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        longest_first = sorted((mark for mark in marks if mark.folded), key=lambda mark: -len(mark.folded))
        self._exact = [list(mark.exact) for mark in longest_first]
        self._compared: dict[tuple[int, str], bool] = {}
        groups = "|".join(f"({_pattern(mark.folded)})" for mark in longest_first)
        self._regex = re.compile(rf"(?<!\w)(?:{groups})(?!\w)") if groups else None

    def _matches(self, text: str) -> list[Match]:
        """Every match in order; exact ones instead of others for a mark that has any."""
        if self._regex is None:
            return []
        lowered = text.lower()
        if len(lowered) != len(text):
            lowered = "".join(char if len(char) == 1 else " " for char in map(str.lower, text))
        found = []
        with_exact = set()
        for place in self._regex.finditer(lowered):
            number = (place.lastindex or 1) - 1
            is_exact = self._is_exact(number, text[place.start() : place.end()])
            if is_exact:
                with_exact.add(number)
            found.append((Match(place.start(), place.end(), number), is_exact))
        return [match for match, is_exact in found if is_exact or match.mark not in with_exact]

    def _is_exact(self, number: int, written: str) -> bool:
        """Whether a match is spelt as the mark was typed; the same few words come again and again."""
        key = (number, written)
        if key not in self._compared:
            exact = self._exact[number]
            self._compared[key] = not exact or tokens(written) == exact
        return self._compared[key]

    def whole(self, text: str) -> Fragment:
        """A short text with every match marked."""
        return Fragment(text, _merged(text, self._matches(text)))

    def passage(self, text: str, *, length: int = PASSAGE) -> Fragment | None:
        """The passage of at most about `length` characters with the most different matches."""
        matches = self._matches(text[:MAX_SCANNED])
        if not matches:
            return None
        start, end = _edges(text, *_best_window(matches, length), length)
        inside = [match for match in matches if match.start >= start and match.end <= end]
        shifted = tuple((a - start, b - start) for a, b in _merged(text, inside))
        return Fragment(text[start:end], shifted, cut_before=start > 0, cut_after=end < len(text))


def _best_window(matches: Sequence[Match], length: int) -> tuple[int, int]:
    """Where the shortest stretch with the most different marks begins and ends; the first one of equals."""
    best, chosen = (0, 0), (matches[0].start, matches[0].end)
    for index, first in enumerate(matches[:200]):
        marks: set[int] = set()
        for other in matches[index:]:
            if other.end - first.start > length:
                break
            if other.mark not in marks:
                marks.add(other.mark)
                stretch = (len(marks), first.start - other.end)
                if len(marks) > best[0] or stretch > best:
                    best, chosen = stretch, (first.start, other.end)
    return chosen


def _edges(text: str, start: int, end: int, length: int) -> tuple[int, int]:
    """Widen to about `length` characters, from a sentence's beginning where one is near, cut at spaces."""
    room = max(0, length - (end - start))
    begin = max(0, start - room // 2)
    sentence = max(text.rfind(mark, begin, start) for mark in (". ", "! ", "? ", "\n", "; "))
    if sentence >= 0:
        begin = sentence + 1
    elif begin > 0:
        space = text.find(" ", begin, start)
        begin = space + 1 if space >= 0 else begin
    finish = min(len(text), max(end, begin + length))
    if finish < len(text):
        space = text.rfind(" ", end, finish)
        finish = space if space >= 0 else finish
    while begin < start and text[begin].isspace():
        begin += 1
    while finish > end and text[finish - 1].isspace():
        finish -= 1
    return begin, finish


def _merged(text: str, matches: Sequence[Match]) -> tuple[tuple[int, int], ...]:
    """Character spans, joined where only spaces lie between."""
    merged: list[tuple[int, int]] = []
    for start, end, _ in matches:
        if merged and (start <= merged[-1][1] or text[merged[-1][1] : start].isspace()):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


__all__ = ["PASSAGE", "Highlighter"]
