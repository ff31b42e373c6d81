"""Near-duplicates: sketches of three-syllable shingles (bottom-k MinHash) and the Jaccard index. Pure.

A sketch is the SKETCH_SIZE smallest hashes of a text's shingles, looking only at those that begin with one
eighth of all syllables (a fixed eighth, so that texts alike look at the same ones). Texts alike share many of
these hashes, so records that share any are candidates, to be verified with `jaccard` on all shingles.
Source: A. Broder, "On the resemblance and containment of documents", 1997.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from zlib import crc32

from search.vietnamese import MAX_CACHED_WORDS

SKETCH_SIZE = 8
"""Hashes kept per record: texts with a Jaccard index of 0.5 that fill it share one with a chance of 99.6%."""

MIN_SYLLABLES = 12
"""Shorter texts are too short to compare."""

_HASH_BITS = (1 << 30) - 1
_EIGHTH = 7 << 16
_PRIMES = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)


class _Hashes(dict[str, int]):
    """Stable 30-bit hashes of syllables, remembered: one family of them for each place in a shingle."""

    def __init__(self, prime: int) -> None:
        super().__init__()
        self._prime = prime

    def __missing__(self, word: str) -> int:
        if len(self) >= MAX_CACHED_WORDS:
            self.clear()
        value = self[word] = crc32(word.encode()) * self._prime >> 16 & _HASH_BITS
        return value


class _InEighth(dict[str, bool]):
    """Whether a syllable belongs to the eighth that shingles of a sketch begin with, remembered."""

    def __missing__(self, word: str) -> bool:
        if len(self) >= MAX_CACHED_WORDS:
            self.clear()
        value = self[word] = not crc32(word.encode()) * _PRIMES[0] & _EIGHTH
        return value


_FIRST, _SECOND, _THIRD = map(_Hashes, _PRIMES)
_IN_EIGHTH = _InEighth()


def shingles(folded: Sequence[str]) -> set[int]:
    """Hashes of all runs of three folded syllables, the same in every process."""
    return _hashed(folded, range(len(folded) - 2))


def _hashed(folded: Sequence[str], places: Iterable[int]) -> set[int]:
    """Hashes of the runs of three that begin at these places; all stay small, which makes Python quick."""
    return {_FIRST[folded[at]] ^ _SECOND[folded[at + 1]] ^ _THIRD[folded[at + 2]] for at in places}


def sketch(folded: Sequence[str]) -> list[int]:
    """The smallest hashes among the shingles of a text, [] for one too short to compare."""
    if len(folded) < MIN_SYLLABLES:
        return []
    places = itertools.compress(range(len(folded) - 2), map(_IN_EIGHTH.__getitem__, folded))
    return sorted(_hashed(folded, places))[:SKETCH_SIZE]


def jaccard(one: set[int], two: set[int]) -> float:
    """Shared share of two sets of shingles, 0–1."""
    if not one or not two:
        return 0.0
    shared = len(one & two)
    return shared / (len(one) + len(two) - shared)


__all__ = ["jaccard", "shingles", "sketch"]
