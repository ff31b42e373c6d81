"""The one table of weights. Everything that decides an order is here and nowhere else.

Weights multiply BM25 scores of the engines, unless a line says that it is a constant.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Relevance weights; see each line."""

    anywhere: float = 1.6
    """A folded syllable anywhere in the record."""
    title: float = 2.6
    """The same in the title."""
    lines: float = 1.3
    """The same in the problem, idea and result lines."""
    summary: float = 0.5
    """The same in the summary."""

    exact_anywhere: float = 2.4
    """The syllable with the marks that were typed, anywhere."""
    exact_title: float = 1.0
    """The same in the title."""
    unmatched_marks: float = 0.3
    """Factor on the folded title, lines and summary weights of a syllable typed with marks."""
    unmatched_marks_anywhere: float = 0.3
    """The same for its folded weight anywhere."""
    function_word: float = 0.2
    """Factor for a word that only holds the question together."""
    restored: float = 0.5
    """Factor on exact weights when the marks were guessed."""

    problem: float = 1.0
    """A folded syllable of a described trouble in the problem of a record."""
    problem_exact: float = 0.6
    """The same with the marks that were typed, anywhere."""
    problem_title: float = 0.6
    """The same in the title."""

    pair: float = 2.4
    """Two neighbouring syllables of the question, neighbours in title or lines too."""
    pair_anywhere: float = 1.3
    """The same, neighbours anywhere; asked of questions longer than a pair."""
    word_anywhere: float = 3.0
    """A question of two syllables as one word, anywhere."""
    together: float = 1.0
    """The syllables of a known word together, anywhere."""
    phrase_title: float = 2.5
    """The whole question, in order, in the title."""
    phrase_anywhere: float = 1.2
    """The whole question, in order, anywhere."""

    expansion: float = 0.6
    """Factor for the other way to write an abbreviation."""
    synonym: float = 0.9
    """Factor for a synonym."""
    apart: float = 0.4
    """Each syllable of an abbreviation's full form standing apart: only when relaxed."""

    code: float = 10_000.0
    """Constant: a code or symbol typed in full."""
    full_match: float = 100.0
    """Constant: a record that holds every word, when others that hold fewer are listed too."""

    static_rank: float = 0.12
    """Largest share by which level, completeness and being featured raise a score."""
    featured: float = 0.5
    """What being featured adds to a static rank of 0–1 (capped at 1)."""
    recency: float = 0.25
    """Largest share by which the date raises the score of an announcement."""


WEIGHTS = Weights()

RELAXED_FRACTIONS = (0.75, 0.5)
"""Shares of the concepts that must match once a full match came up short."""

FEW_RESULTS = 5
"""Below this many full matches a question may be misspelt."""

MIN_TELLING = 2
"""With so many concepts that tell something, function words need not match."""

MAX_CONCEPTS = 24
"""Concepts of a question that are used; the rest are reported as left out."""

MAX_COUNTED, MIN_COUNTED = 8, 3
"""Concepts of a relaxed question that are counted, the rarest ones; the others only rank."""

COUNTED_RECORDS = 1_000_000
"""Records that hold the counted concepts, added up: beyond this fewer are counted, but MIN_COUNTED always are."""

RELAXED_PHRASE = 20_000
"""Records of the rarest word of a phrase up to which a relaxed word may also be said by that phrase."""

PROBLEM_SHARE, PROBLEM_LEAST, PROBLEM_MOST = 0.3, 2, 5
"""Of a described trouble this share of its words must stand in a record's problem; at least, and at most, so many."""

MAX_PROBLEM_CONCEPTS = 40
"""Words of a described trouble that are used."""

RECENCY_FROM, RECENCY_UNTIL = 1_262_304_000, 2_051_222_400
"""2010-01-01 and 2035-01-01 (seconds since 1970): recency grows evenly between them."""


def rank_factor(static_rank: float, *, featured: bool, date: int, is_news: bool) -> float:
    """What a record's score is multiplied by, from 1 up to about 1.4."""
    standing = min(1.0, max(0.0, static_rank) + (WEIGHTS.featured if featured else 0.0))
    factor = 1.0 + WEIGHTS.static_rank * standing
    if is_news:
        age = (date - RECENCY_FROM) / (RECENCY_UNTIL - RECENCY_FROM)
        factor += WEIGHTS.recency * min(1.0, max(0.0, age))
    return factor


__all__ = [
    "COUNTED_RECORDS",
    "FEW_RESULTS",
    "MAX_CONCEPTS",
    "MAX_COUNTED",
    "MAX_PROBLEM_CONCEPTS",
    "MIN_COUNTED",
    "PROBLEM_LEAST",
    "PROBLEM_MOST",
    "PROBLEM_SHARE",
    "RELAXED_FRACTIONS",
    "RELAXED_PHRASE",
    "WEIGHTS",
    "Weights",
    "rank_factor",
]
