"""Near-duplicates: sketches of three-syllable shingles (bottom-k MinHash) and the Jaccard index. Pure.

A sketch is the SKETCH_SIZE smallest hashes of a text's shingles, looking only at those that begin with one
eighth of all syllables (a fixed eighth, so that texts alike look at the same ones). Texts alike share many of
these hashes, so records that share any are candidates, to be verified with `jaccard` on all shingles.
Source: A. Broder, "On the resemblance and containment of documents", 1997.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

SKETCH_SIZE = 8
"""Hashes kept per record: texts with a Jaccard index of 0.5 that fill it share one with a chance of 99.6%."""

MIN_SYLLABLES = 12
"""Shorter texts are too short to compare."""

_MASK = (1 << 32) - 1
_EIGHTH = 7 << 16
_PRIMES = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)


class _Hashes(dict[str, int]):
    """Stable 32-bit hashes of syllables, remembered."""

    def __missing__(self, word: str) -> int:
        if len(self) > 200_000:
            self.clear()
        value = self[word] = crc32(word.encode()) * _PRIMES[0] & _MASK
        return value


_HASHES = _Hashes()


def shingles(folded: Sequence[str]) -> set[int]:
    """Hashes of all runs of three folded syllables, the same in every process."""
    return _shingles(list(map(_HASHES.__getitem__, folded)), everywhere=True)


def _shingles(hashes: list[int], *, everywhere: bool) -> set[int]:
    one, two, three = _PRIMES
    return {
        (first * one + second * two + third * three ^ second >> 7 ^ first >> 13) & _MASK
        for first, second, third in zip(hashes, hashes[1:], hashes[2:], strict=False)
        if everywhere or not first & _EIGHTH
    }


def sketch(folded: Sequence[str]) -> list[int]:
    """The smallest hashes among the shingles of a text, [] for one too short to compare."""
    if len(folded) < MIN_SYLLABLES:
        return []
    return sorted(_shingles(list(map(_HASHES.__getitem__, folded)), everywhere=False))[:SKETCH_SIZE]


def jaccard(one: set[int], two: set[int]) -> float:
    """Shared share of two sets of shingles, 0–1."""
    if not one or not two:
        return 0.0
    shared = len(one & two)
    return shared / (len(one) + len(two) - shared)


__all__ = ["jaccard", "shingles", "sketch"]
