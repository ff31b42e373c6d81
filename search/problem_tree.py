"""A trouble described in a sentence or two → the tree that finds records with a problem like it. Pure.

    tree = build_problem_tree("Máy dập hay kẹt phôi, phải dừng máy thò tay vào gỡ", vocabulary)

Unlike a question, a description holds words that no record need have: function words are left out, each other
syllable is looked up in the problem of a record (`Area.PROBLEM`), and a share of them is enough.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from search.function_words import is_idle
from search.query_tree import AllOf, AnyOf, Area, Concept, Mark, Node, QueryTree, Term
from search.vietnamese import exact_tokens, fold_token, fold_tokens, has_marks
from search.vietnamese import words as vietnamese_words
from search.vocabulary import Match, Role, Vocabulary
from search.weights import MAX_PROBLEM_CONCEPTS, PROBLEM_LEAST, PROBLEM_MOST, PROBLEM_SHARE, WEIGHTS


def build_problem_tree(text: str, vocabulary: Vocabulary) -> QueryTree | None:
    """The tree of a description, None when no word is left in it. Quotation marks mean nothing here."""
    written = vietnamese_words(text)
    words = exact_tokens(written)
    is_unmarked = not any(map(has_marks, words))
    telling = [not is_idle(word, unmarked=is_unmarked) for word in words]
    concepts: dict[str, Concept] = {}
    marks: list[Mark] = []
    position = 0
    while position < len(words):
        match = vocabulary.match(words, position)
        length = match.length if match else 1
        others = _alternatives(match) if match else []
        for place in range(position, position + length):
            word = words[place]
            if telling[place] and fold_token(word) not in concepts:
                concepts[fold_token(word)] = _concept(word, others, rank_exact=not is_unmarked)
                marks.append(Mark((fold_token(word),), (word,) if has_marks(word) else ()))
        position += length
    kept = tuple(itertools.islice(concepts.values(), MAX_PROBLEM_CONCEPTS))
    if not kept:
        return None
    return QueryTree(
        concepts=kept,
        minimum=min(len(kept), max(PROBLEM_LEAST, min(PROBLEM_MOST, math.ceil(len(kept) * PROBLEM_SHARE)))),
        bonuses=_pairs(words, telling),
        words=tuple(words),
        written=tuple(written),
        marks=tuple(marks[:MAX_PROBLEM_CONCEPTS]),
    )


def _alternatives(match: Match) -> list[Node]:
    """Other ways to say a stretch: all the syllables of one, anywhere in the problem."""
    factor = WEIGHTS.synonym if match.role == Role.SYNONYM else WEIGHTS.expansion
    weight = WEIGHTS.problem * factor
    return [
        AllOf(tuple(Term(Area.PROBLEM, word, weight / len(words)) for word in fold_tokens(words)))
        for words in match.alternatives
    ]


def _concept(word: str, others: Sequence[Node], *, rank_exact: bool) -> Concept:
    folded = fold_token(word)
    own = Term(Area.PROBLEM, folded, WEIGHTS.problem)
    bonuses = [Term(Area.TITLE, folded, WEIGHTS.problem_title)]
    if rank_exact:
        bonuses.append(Term(Area.ANYWHERE, word, WEIGHTS.problem_exact, exact=True))
    return Concept(word, (folded,), AnyOf((own, *others)) if others else own, tuple(bonuses))


def _pairs(words: Sequence[str], telling: Sequence[bool]) -> tuple[Node, ...]:
    """Neighbours in the description that are neighbours in a record's title or lines too."""
    folded = fold_tokens(words)
    found = [
        Term(Area.PAIRS, f"{one}_{two}", WEIGHTS.pair)
        for (one, two), both in zip(
            itertools.pairwise(folded), map(all, itertools.pairwise(telling)), strict=True
        )
        if both
    ]
    return tuple(dict.fromkeys(found))


__all__ = ["build_problem_tree"]
