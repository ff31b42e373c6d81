"""Abbreviations, synonyms and common words that widen a question.

They act on questions alone, so a change needs no reindexing. The files in `search/data/` are a start;
editors' own entries are added with `Vocabulary.build(abbreviations=…, synonyms=…)`::

    vocabulary = default_vocabulary()
    vocabulary.match(["ldld", "bac", "ninh"], 0)   # Match(length=1, alternatives=(("liên", "đoàn", …), …))

- abbreviations.yaml: `abbreviations:` list of `{short: LĐLĐ, long: [liên đoàn lao động]}`; both directions.
  `also: […]` are wider terms, which the short form finds but not the other way round.
- synonyms.yaml: `synonyms:` list of groups `[tiết kiệm điện, tiết giảm điện]`; every term finds every other.
- common_words.yaml: `common_words:` frequent two-syllable words, to guess the marks of an unmarked question.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from search.vietnamese import fold_tokens, has_marks, tokens

DATA = Path(__file__).parent / "data"

Words = tuple[str, ...]
"""Exact tokens of a term."""


class Role(enum.StrEnum):
    """How a stretch of a question is known."""

    SHORT = "short"
    LONG = "long"
    SYNONYM = "synonym"


@dataclass(frozen=True, slots=True)
class Match:
    """A known stretch of `length` tokens, the other ways to say it, and their names as people write them.

    `is_proper` for a name that the vocabulary writes in capitals, Sài Gòn: its syllables mean nothing apart.
    """

    length: int
    role: Role
    alternatives: tuple[Words, ...]
    names: tuple[str, ...] = ()
    is_proper: bool = False


@dataclass(slots=True)
class _Entry:
    role: Role
    alternatives: dict[Words, str]


def _splits(short: Words) -> list[Words]:
    """An abbreviation written apart: tphcm → (tp, hcm), (tph, cm)."""
    word = short[0]
    return [(word[:cut], word[cut:]) for cut in range(2, len(word) - 1)] if len(short) == 1 else []


class Vocabulary:
    """Looks stretches of a question up, by exact form, or by folded form when it was typed without marks."""

    def __init__(self) -> None:
        self._exact: dict[Words, list[_Entry]] = {}
        self._folded: dict[Words, list[_Entry]] = {}
        self._common: dict[Words, set[Words]] = {}
        self._longest = 1

    @classmethod
    def build(
        cls,
        abbreviations: Iterable[Mapping[str, Any]] = (),
        synonyms: Iterable[Sequence[str]] = (),
        common_words: Iterable[str] = (),
    ) -> Vocabulary:
        """A vocabulary from entries shaped as in the data files. Empty terms are passed over."""
        vocabulary = cls()
        for one in abbreviations:
            terms = {name: [str(term) for term in one.get(name, ())] for name in ("long", "also")}
            vocabulary._add_abbreviation(str(one["short"]), terms["long"], terms["also"])
        for group in synonyms:
            vocabulary._add_synonyms([str(term) for term in group])
        for word in common_words:
            vocabulary._add_common(tuple(tokens(str(word))))
        return vocabulary

    def _enter(self, term: Words, role: Role, alternatives: Mapping[Words, str]) -> None:
        """Remember `term`; `alternatives` maps each other way to its name, "" for mere spellings."""
        if not term or not alternatives.keys() - {term}:
            return
        entry = _Entry(role, {words: name for words, name in alternatives.items() if words})
        self._exact.setdefault(term, []).append(entry)
        if role != Role.SYNONYM or len(term) > 1:
            self._folded.setdefault(tuple(fold_tokens(term)), []).append(entry)
        self._longest = max(self._longest, len(term))

    def _add_abbreviation(self, short: str, long: Sequence[str], also: Sequence[str] = ()) -> None:
        written = tuple(tokens(short))
        joined = ("".join(written),)
        spellings = dict.fromkeys((written, *_splits(joined)), "") | {joined: short}
        expansions = {tuple(tokens(term)): term for term in long}
        wider = {tuple(tokens(term)): term for term in also}
        self._enter(joined, Role.SHORT, spellings | expansions | wider)
        for words in expansions:
            self._enter(words, Role.LONG, spellings | expansions)
            self._add_common(words)

    def _add_synonyms(self, terms: Sequence[str]) -> None:
        group = {tuple(tokens(term)): term for term in terms}
        for words in group:
            self._enter(words, Role.SYNONYM, group)
            self._add_common(words)

    def _add_common(self, words: Words) -> None:
        for pair in itertools.pairwise(words):
            self._common.setdefault(tuple(fold_tokens(pair)), set()).add(pair)

    def match(self, exact: Sequence[str], start: int) -> Match | None:
        """The longest known stretch that begins at `start`; abbreviations win over synonyms."""
        for length in range(min(self._longest, len(exact) - start), 0, -1):
            window = tuple(exact[start : start + length])
            found = self._entries(window)
            if length > 1 and not found:
                found = [entry for entry in self._entries(("".join(window),)) if entry.role == Role.SHORT]
            if found:
                return self._merged(window, found)
        return None

    def _entries(self, window: Words) -> list[_Entry]:
        if found := self._exact.get(window):
            return found
        if any(map(has_marks, window)):
            return []
        return self._folded.get(window, [])

    @staticmethod
    def _merged(window: Words, entries: Sequence[_Entry]) -> Match:
        role = min((entry.role for entry in entries), key=list(Role).index)
        typed = fold_tokens(window)
        others = {
            words: name
            for entry in entries
            if entry.role == role
            for words, name in entry.alternatives.items()
            if fold_tokens(words) != typed
        }
        names = dict.fromkeys(
            name
            for entry in entries
            if entry.role == role
            for words, name in entry.alternatives.items()
            if name and words != window
        )
        is_proper = any(
            name.istitle()
            for entry in entries
            for words, name in entry.alternatives.items()
            if len(words) > 1 and fold_tokens(words) == typed
        )
        return Match(len(window), role, tuple(others), tuple(names), is_proper)

    def common_forms(self, folded_pair: Words) -> frozenset[Words]:
        """Frequent marked forms of an unmarked pair: (doi, moi) → {(đổi, mới)}."""
        return frozenset(self._common.get(folded_pair, ()))


def _read(path: Path) -> list[Any]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as stream:
        entries = yaml.safe_load(stream) or {}
    return entries[path.stem] or [] if entries else []


@lru_cache(maxsize=3)
def shipped(name: str) -> tuple[Any, ...]:
    """Entries of a data file (`abbreviations`, `synonyms`, `common_words`), read once per process."""
    return tuple(_read(DATA / f"{name}.yaml"))


def load_vocabulary(folder: Path = DATA) -> Vocabulary:
    """Read the data files; a missing file counts as empty."""
    return Vocabulary.build(
        _read(folder / "abbreviations.yaml"),
        _read(folder / "synonyms.yaml"),
        _read(folder / "common_words.yaml"),
    )


@lru_cache(maxsize=1)
def default_vocabulary() -> Vocabulary:
    """The vocabulary of the data files, read once per process."""
    return load_vocabulary()


__all__ = ["DATA", "Match", "Role", "Vocabulary", "default_vocabulary", "load_vocabulary", "shipped"]
