"""What the heading of a column says that the column holds; which rows of a table are its headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from showcase.importing.names import name_key
from showcase.importing.rows import BadCell, Cell
from showcase.importing.targets import TARGETS, is_target

__all__ = ["JOINT", "Guess", "Head", "find_head", "guess_heading", "unique"]

JOINT = " / "
"""Between the lines of a heading of two lines."""

_OPENING_ROWS = 15
_IGNORED = frozenset(["stt", "tt", "so-tt", "so-thu-tu", "ghi-chu", "nguon", "nam", "luu-y"])
_IN_GROUPS: dict[str, dict[str, str]] = {
    "authors": {
        "ten": "name",
        "so": "",
        "chuc-vu": "job_title",
        "don-vi": "workplace",
        "ty-le-dong-gop": "share",
    },
    "recognitions": {
        "so": "decision_number",
        "ngay": "date",
        "cap": "level",
        "don-vi": "body",
        "noi": "body",
    },
    "awards": {
        "hinh-thuc": "award_type",
        "so": "decision_number",
        "ngay": "date",
        "noi": "body",
        "cap": "body",
    },
}
_GROUPS = {
    "authors": ("dong-tac-gia", "tac-gia", "chu-nhiem", "nguoi-thuc-hien"),
    "recognitions": ("cong-nhan", "quyet-dinh-cong-nhan", "qd-cong-nhan"),
    "awards": ("khen-thuong", "quyet-dinh-khen-thuong", "qd-khen-thuong", "danh-hieu"),
}
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NUMBER = re.compile(r"(?:^|-)(?:thu-)?(\d{1,2}|nhat|hai|ba|tu|nam)(?=-|$)")
_ORDINALS = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5}
_COLUMN_NUMBER = re.compile(r"\(?\s*\[?([0-9]{1,3}|[A-Z]|[a-z])\]?\s*\)?")


@dataclass(frozen=True, slots=True)
class Guess:
    """A target (of a collection without its number), the number in the heading (0 for none), how sure (0 to 1)."""

    target: str
    number: int = 0
    confidence: float = 0.0


def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    for target in TARGETS.values():
        for word in (*target.words, name_key(target.label)):
            words.setdefault(word, target.name)
    return words


_BY_WORD = _words()
_PHRASES = sorted((word for word in _BY_WORD if "-" in word), key=len, reverse=True)


@lru_cache(maxsize=4_096)
def guess_heading(heading: str) -> Guess:
    """What a column with this heading holds; no target where the heading does not tell."""
    if is_target(heading):
        return _by_name(heading)
    if JOINT in heading:
        return _of_two_lines(heading)
    whole = name_key(heading)
    key = name_key(_ASIDE.sub(" ", heading)) or whole
    if target := _BY_WORD.get(whole) or _BY_WORD.get(key):
        return Guess(target, 0, 1.0)
    return Guess("") if key in _IGNORED or not key else _of_words(key)


def _of_words(key: str) -> Guess:
    """A heading that is no usual one word for word: its number, its group, the longest usual one in it."""
    key, number = _without_number(key)
    if target := _BY_WORD.get(key):
        return Guess(target, number if "." in target else 0, 0.95)
    if found := _in_group(key, number):
        return found
    padded = f"-{key}-"
    phrase = next((one for one in _PHRASES if f"-{one}-" in padded), "")
    if not phrase:
        return Guess("")
    target = _BY_WORD[phrase]
    return Guess(target, number if "." in target else 0, round(0.4 + 0.4 * len(phrase) / len(key), 3))


def _by_name(heading: str) -> Guess:
    """A heading that is the name of a target, as exports write them."""
    parts = heading.split(".")
    if len(parts) == 3:
        return Guess(f"{parts[0]}.{parts[2]}", int(parts[1]), 1.0)
    return Guess(heading, 0, 1.0)


def _of_two_lines(heading: str) -> Guess:
    """“Tác giả 1 / Họ tên”: the first line says whose, the second what."""
    upper, lower = heading.split(JOINT, 1)
    whole = guess_heading(f"{lower} {upper}")
    alone = guess_heading(lower)
    group, number = _without_number(name_key(_ASIDE.sub(" ", upper)))
    for collection, names in _GROUPS.items():
        if group in names or any(f"-{name}-" in f"-{group}-" for name in names):
            part = _part(collection, name_key(_ASIDE.sub(" ", lower)) or name_key(lower))
            if part:
                return Guess(f"{collection}.{part}", number, 0.9)
    return max(alone, whole, key=lambda guess: guess.confidence)


def _without_number(key: str) -> tuple[str, int]:
    """“tac-gia-1” → (“tac-gia”, 1): of numbers the last one counts; ordinals count behind “thứ” alone."""
    for found in reversed(list(_NUMBER.finditer(key))):
        word = found[1]
        if word.isdigit() or "thu-" in found[0]:
            number = int(word) if word.isdigit() else _ORDINALS[word]
            rest = (key[: found.start()] + key[found.end() :]).strip("-")
            return (rest, number) if rest and number else (key, 0)
    return key, 0


def _in_group(key: str, number: int) -> Guess | None:
    """“ty-le-dong-gop-tac-gia” → the share of an author: what is left without the name of the group."""
    padded = f"-{key}-"
    for collection, names in _GROUPS.items():
        for name in names:
            if f"-{name}-" not in padded:
                continue
            rest = padded.replace(f"-{name}-", "-").strip("-").removeprefix("cua-").removesuffix("-cua")
            if name == "dong-tac-gia" and not number:
                number = 2
            if not rest:
                return Guess("authors.name", number, 0.9) if collection == "authors" else None
            if part := _part(collection, rest):
                return Guess(f"{collection}.{part}", number, 0.85)
    return None


def _part(collection: str, key: str) -> str:
    """The part of a collection that a word within its group means."""
    if key in _IN_GROUPS[collection]:
        return _IN_GROUPS[collection][key]
    target = _BY_WORD.get(key, "")
    return target.split(".")[1] if target.startswith(f"{collection}.") else ""


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of a table and the number of rows, counted from the top, that they and what is above take."""

    headings: tuple[str, ...]
    rows: int


def find_head(rows: Sequence[Sequence[Cell]]) -> Head:
    """The headings among the first rows: the row, or the two rows, whose words say most; the first row else.

    Tables often open with the name of the body and a title, have a heading over several columns, and a row of
    numbers of columns below.
    """
    texts = [[_text(cell) for cell in row] for row in rows[:_OPENING_ROWS]]
    filled = [place for place, row in enumerate(texts) if any(row)]
    if not filled:
        return Head((), 0)
    best, best_said, taken = texts[filled[0]], _said(texts[filled[0]]), filled[0] + 1
    for place in filled:
        if (said := _said(texts[place])) > best_said:
            best, best_said, taken = texts[place], said, place + 1
    for upper, lower in pairwise(filled):
        if lower == upper + 1 and _is_heading_pair(texts[upper], texts[lower]):
            both = _joined(texts[upper], texts[lower])
            if (said := _said(both)) > best_said or (
                said == best_said and taken == upper + 1 and _gaps(texts[upper])
            ):
                best, best_said, taken = both, said, lower + 1
    if taken < len(texts) and _numbers_columns(texts[taken]):
        taken += 1
    while best and not best[-1]:
        best = best[:-1]
    return Head(tuple(unique(best)), taken)


def unique(headings: Sequence[str]) -> list[str]:
    """Headings that can be told apart: a second “Họ tên” becomes “Họ tên (2)”, one without words “Cột 3”."""
    seen: dict[str, int] = {}
    told: list[str] = []
    for place, heading in enumerate(headings, start=1):
        text = heading or f"Cột {place}"
        seen[text] = seen.get(text, 0) + 1
        told.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return told


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, BadCell):
        return ""
    return " ".join(str(cell).replace("\ufeff", "").split())


def _said(headings: Sequence[str]) -> float:
    """How much a row says as a row of headings; texts of a length that no heading has say nothing."""
    names: set[tuple[str, int]] = set()
    total = 0.0
    for heading in headings:
        if not heading or len(heading) > 120:
            continue
        guess = guess_heading(heading)
        place = (guess.target, guess.number)
        if guess.target and place not in names:
            names.add(place)
            total += guess.confidence
    return total


def _gaps(upper: Sequence[str]) -> bool:
    """Whether a heading stands over several columns."""
    return any(not text for text in upper[1:])


def _is_heading_pair(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a second line of headings may stand under the first: it has words, and only under headings that stand
    over several columns."""
    if _numbers_columns(lower) or not _gaps(upper):
        return False
    for place, text in enumerate(lower):
        if not text:
            continue
        if len(text) > 60 or text[0].isdigit():
            return False
        over_several = place + 1 >= len(upper) or not upper[place + 1]
        if place < len(upper) and upper[place] and not over_several:
            return False
    return True


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two lines of headings as one; a heading holds for the columns to its right that have none, over a lower line."""
    width = max(len(upper), len(lower))
    joined: list[str] = []
    over = ""
    for place in range(width):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        over = above or (over if below else "")
        joined.append(JOINT.join(text for text in (over, below) if text))
    return joined


def _numbers_columns(row: Sequence[str]) -> bool:
    """Whether a row only numbers the columns: (1), (2), (3) or A, B, 1, 2."""
    texts = [text for text in row if text]
    return (
        len(texts) > 1 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts) and _counts_from_one(texts)
    )


def _counts_from_one(texts: Sequence[str]) -> bool:
    numbers = [
        int(found[1]) for text in texts if (found := _COLUMN_NUMBER.fullmatch(text)) and found[1].isdigit()
    ]
    return len(numbers) * 2 >= len(texts) and numbers == list(range(1, len(numbers) + 1))
