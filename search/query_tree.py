"""A question as an engine-neutral tree: pure, frozen, no I/O. Engines only translate it.

    tree = build_tree("ldld bac ninh", vocabulary)
    tree.concepts          # what must match, each with its own bonuses
    tree.bonuses           # what only adds to the score: pairs, phrases
    tree.code              # the whole question as a code, "ldldbacninh"
    tree.relaxed(0.75, {"bac": 40, "ninh": 12}) # fewer concepts required
    tree.with_marks({"bac": "bắc"})             # rank by guessed marks

Matching happens on folded forms over everything (`Area.ANYWHERE`); exact forms, titles, lines, summaries,
neighbouring syllables and phrases only rank.
"""

from __future__ import annotations

import enum
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from search.contract import Interpretation
from search.function_words import SAID_OF_ALL, function_words_of
from search.vietnamese import code_key, exact_tokens, fold_token, fold_tokens, has_marks, tokens
from search.vietnamese import words as vietnamese_words
from search.vocabulary import Match, Role, Vocabulary
from search.weights import (
    COUNTED_RECORDS,
    MAX_CONCEPTS,
    MAX_COUNTED,
    MIN_COUNTED,
    MIN_TELLING,
    RELAXED_PHRASE,
    WEIGHTS,
)

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_PHRASE_LIMIT = 8
"""Longest question looked up as one phrase, and most pairs looked up as phrases."""

_COMMON_NAME = 2
"""Full names of so few syllables (công đoàn, lao động) stand in most records: no phrase is asked of them."""


class Area(enum.StrEnum):
    """Where to look. ANYWHERE holds every text of a record, the others are parts of it.

    PROBLEM holds the problem line and the account of the problem.
    PAIRS holds `first_second` for neighbouring folded syllables of the title and the lines.
    """

    ANYWHERE = "anywhere"
    TITLE = "title"
    LINES = "lines"
    SUMMARY = "summary"
    PROBLEM = "problem"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True)
class Term:
    """One token: folded, or exact where `exact` (ANYWHERE and TITLE only)."""

    area: Area
    text: str
    weight: float = 1.0
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded tokens standing together in this order (ANYWHERE and TITLE only)."""

    area: Area
    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Any of these; the best one counts."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these; scores add up."""

    nodes: tuple[Node, ...]


Node = Term | Phrase | AnyOf | AllOf


@dataclass(frozen=True, slots=True)
class Concept:
    """A part of the question: what was `typed`, how it may `match`, what `bonuses` rank it.

    `folded` are its folded tokens. A `required` concept (quoted phrase) survives relaxing.
    `loose` are the concepts it falls apart into when relaxed (a known long name into its syllables).
    """

    typed: str
    folded: tuple[str, ...]
    match: Node
    bonuses: tuple[Node, ...] = ()
    required: bool = False
    loose: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What to highlight: consecutive folded tokens, preferably spelt `exact` (() if marks were not typed)."""

    folded: tuple[str, ...]
    exact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryTree:
    """The whole question. `minimum` of the concepts that are not required must match (all by default).

    `words` are the exact tokens of the question, `written` the same words as they were typed, in lower case.
    `ranking` are concepts that need not match and are not counted. `code` is the whole question as a code;
    `marks` say what to highlight; `dropped` lists concepts left out.
    """

    concepts: tuple[Concept, ...]
    minimum: int
    bonuses: tuple[Node, ...] = ()
    ranking: tuple[Concept, ...] = ()
    code: str = ""
    words: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    interpreted: tuple[Interpretation, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def folded(self) -> tuple[str, ...]:
        """Folded tokens of the question in order."""
        return tuple(fold_tokens(self.words))

    @property
    def lookups(self) -> frozenset[str]:
        """Every folded token that matching may look up, for `relaxed(…, frequencies)`."""
        found: set[str] = set()
        for concept in self.concepts:
            for part in (concept, *concept.loose):
                for node in leaves(part.match):
                    found.update((node.text,) if isinstance(node, Term) else node.words)
        return frozenset(found)

    @property
    def is_unmarked(self) -> bool:
        """True when no syllable was typed with marks."""
        return not any(map(has_marks, self.words))

    @property
    def is_strict(self) -> bool:
        """True while every concept must match."""
        return self.minimum >= sum(not concept.required for concept in self.concepts)

    @property
    def preferences(self) -> tuple[Node, ...]:
        """Everything that only ranks, each once."""
        counted = (node for concept in self.concepts for node in concept.bonuses)
        others = (node for concept in self.ranking for node in (concept.match, *concept.bonuses))
        return tuple(dict.fromkeys((*counted, *others, *self.bonuses)))

    def relaxed(self, fraction: float, frequencies: Mapping[str, int]) -> QueryTree | None:
        """The tree with only that share of its concepts required, None when that changes nothing.

        Names fall apart into syllables. Concepts with a token outside `frequencies` (how many records hold each
        token that occurs at all) are no longer counted, for nothing can match them. Of the others the rarest are
        counted, for they say most and cost least; the commonest of a long question only rank.
        """
        concepts = tuple(
            replace(loose, match=_affordable(loose.match, frequencies))
            for concept in self.concepts
            for loose in (concept.loose or (concept,))
        )
        free = [concept for concept in concepts if not concept.required]
        possible = [concept for concept in free if _records(concept.match, frequencies)]
        counted = _rarest(possible, frequencies)
        minimum = math.ceil(fraction * len(counted))
        if concepts == self.concepts and minimum >= self.minimum:
            return None
        if not minimum and not any(concept.required for concept in concepts):
            return None
        left_out = tuple(concept.typed for concept in free if concept not in possible)
        return replace(
            self,
            concepts=tuple(concept for concept in concepts if concept.required or concept in counted),
            ranking=tuple(concept for concept in possible if concept not in counted),
            minimum=minimum,
            dropped=(*self.dropped, *left_out),
        )

    def lightened(self, frequencies: Mapping[str, int]) -> QueryTree:
        """The tree with its commonest concepts only ranking, when very many records hold them.

        As large a share of those still counted must match as before.
        """
        counted = _rarest(self.concepts, frequencies, len(self.concepts))
        minimum = math.ceil(self.minimum * len(counted) / len(self.concepts))
        return replace(
            self,
            concepts=tuple(concept for concept in self.concepts if concept in counted),
            ranking=tuple(concept for concept in self.concepts if concept not in counted),
            minimum=minimum,
        )

    def with_marks(self, guessed: Mapping[str, str]) -> QueryTree:
        """The tree with bonuses for guessed exact forms, by folded token; matching stays the same."""
        bonuses = tuple(
            Term(area, exact, weight * WEIGHTS.restored, exact=True)
            for exact in dict.fromkeys(guessed[word] for word in self.folded if word in guessed)
            for area, weight in (
                (Area.ANYWHERE, WEIGHTS.exact_anywhere),
                (Area.TITLE, WEIGHTS.exact_title),
            )
        )
        return replace(self, bonuses=(*self.bonuses, *bonuses))


def _rarest(
    concepts: Sequence[Concept], frequencies: Mapping[str, int], most: int = MAX_COUNTED
) -> list[Concept]:
    """The concepts that are counted where not all must match, rarest first; `most` of them."""
    ordered = sorted(concepts, key=lambda concept: _records(concept.match, frequencies))
    spent = itertools.accumulate(_records(concept.match, frequencies) for concept in ordered)
    affordable = sum(records <= COUNTED_RECORDS for records in spent)
    return ordered[: min(most, max(MIN_COUNTED, affordable))]


def _affordable(node: Node, frequencies: Mapping[str, int]) -> Node:
    """A node without those of its other ways that are phrases of common words: dear to look up for every word."""
    if not isinstance(node, AnyOf):
        return node
    return _any(
        [
            inner
            for inner in node.nodes
            if not isinstance(inner, Phrase) or _records(inner, frequencies) <= RELAXED_PHRASE
        ]
        or node.nodes
    )


def _records(node: Node, frequencies: Mapping[str, int]) -> int:
    """Most records that can hold a node; 0 when a token that it needs occurs nowhere."""
    match node:
        case Term():
            return frequencies.get(node.text, 0)
        case Phrase():
            return min(frequencies.get(word, 0) for word in node.words)
        case AnyOf():
            return sum(_records(inner, frequencies) for inner in node.nodes)
        case AllOf():
            return min(_records(inner, frequencies) for inner in node.nodes)


def leaves(node: Node) -> Iterator[Term | Phrase]:
    """Terms and phrases of a node, depth first."""
    if isinstance(node, AnyOf | AllOf):
        for inner in node.nodes:
            yield from leaves(inner)
    else:
        yield node


def _node(words: Sequence[str], area: Area, weight: float) -> Term | Phrase:
    folded = tuple(fold_tokens(words))
    return Term(area, folded[0], weight) if len(folded) == 1 else Phrase(area, folded, weight)


def _anywhere(word: str) -> Term:
    """A syllable anywhere: marks that were typed count more than letters, see `_syllable_bonuses`."""
    factor = WEIGHTS.unmatched_marks_anywhere if has_marks(word) else 1.0
    return Term(Area.ANYWHERE, fold_token(word), WEIGHTS.anywhere * factor)


def _any(nodes: Sequence[Node]) -> Node:
    unique = tuple(dict.fromkeys(nodes))
    return unique[0] if len(unique) == 1 else AnyOf(unique)


def _syllable_bonuses(word: str, *, rank_exact: bool) -> list[Node]:
    """Title, lines and summary for one syllable, and its exact form where marks can be trusted."""
    folded = fold_token(word)
    factor = WEIGHTS.unmatched_marks if has_marks(word) else 1.0
    nodes: list[Node] = [
        Term(Area.TITLE, folded, WEIGHTS.title * factor),
        Term(Area.LINES, folded, WEIGHTS.lines * factor),
        Term(Area.SUMMARY, folded, WEIGHTS.summary * factor),
    ]
    if rank_exact:
        nodes.append(Term(Area.ANYWHERE, word, WEIGHTS.exact_anywhere, exact=True))
        nodes.append(Term(Area.TITLE, word, WEIGHTS.exact_title, exact=True))
    return nodes


def _alternatives(match: Match) -> tuple[list[Node], list[Node]]:
    """Matching nodes and title bonuses for the other ways to say a stretch."""
    factor = WEIGHTS.synonym if match.role == Role.SYNONYM else WEIGHTS.expansion
    matching: list[Node] = [
        _node(words, Area.ANYWHERE, WEIGHTS.anywhere * factor) for words in match.alternatives
    ]
    title: list[Node] = [_node(words, Area.TITLE, WEIGHTS.title * factor) for words in match.alternatives]
    title += [
        Term(Area.PAIRS, "_".join(fold_tokens(words)), WEIGHTS.pair * factor)
        for words in match.alternatives
        if len(words) == 2
    ]
    return matching, title


class _Builder:
    """Walks over the tokens of a question once and collects concepts, marks and interpretations."""

    def __init__(self, vocabulary: Vocabulary | None, *, rank_exact: bool) -> None:
        self.vocabulary = vocabulary
        self.rank_exact = rank_exact
        self.concepts: list[Concept] = []
        self.bonuses: list[Node] = []
        self.marks: list[Mark] = []
        self.interpreted: list[Interpretation] = []

    def _mark(self, words: Sequence[str]) -> None:
        folded = tuple(fold_tokens(words))
        self.marks.append(Mark(folded, tuple(words) if any(map(has_marks, words)) else ()))

    def _syllable(self, word: str, others: Sequence[Node] = ()) -> Concept:
        folded = fold_token(word)
        match = _any([_anywhere(word), *others])
        bonuses = tuple(_syllable_bonuses(word, rank_exact=self.rank_exact))
        return Concept(word, (folded,), match, bonuses)

    def add_phrase(self, words: Sequence[str]) -> None:
        """A quoted phrase: must stand as it is, marks aside."""
        folded = tuple(fold_tokens(words))
        bonuses: list[Node] = [_node(words, Area.TITLE, WEIGHTS.phrase_title)]
        for word in words:
            bonuses += _syllable_bonuses(word, rank_exact=self.rank_exact)
        match = _node(words, Area.ANYWHERE, WEIGHTS.anywhere)
        self.concepts.append(
            Concept(f"“{' '.join(words)}”", folded, match, tuple(dict.fromkeys(bonuses)), required=True)
        )
        self._mark(words)

    def add_words(self, words: Sequence[str]) -> None:
        """Unquoted words, known stretches first."""
        position = 0
        while position < len(words):
            match = self.vocabulary.match(words, position) if self.vocabulary else None
            if match is None:
                self.concepts.append(self._syllable(words[position]))
                self._mark(words[position : position + 1])
                position += 1
            else:
                self._add_known(words[position : position + match.length], match)
                position += match.length

    def _add_known(self, words: Sequence[str], match: Match) -> None:
        """A known stretch: one concept that any of its names satisfies, syllables apart once relaxed."""
        matching, bonuses = _alternatives(match)
        if match.names:
            self.interpreted.append(Interpretation(" ".join(words), match.names))
        folded = tuple(fold_tokens(words))
        own: Node
        is_common = match.role == Role.LONG and len(words) <= _COMMON_NAME
        if len(words) > 1 and not match.is_proper and (match.role == Role.SYNONYM or is_common):
            own = AllOf(tuple(map(_anywhere, words)))
            bonuses.append(_node(words, Area.ANYWHERE, WEIGHTS.together))
            for word in words:
                self._mark([word])
        else:
            own = _node(words, Area.ANYWHERE, WEIGHTS.anywhere)
            bonuses.append(_node(words, Area.TITLE, WEIGHTS.title))
            self._mark(words)
        for word in words:
            bonuses += _syllable_bonuses(word, rank_exact=self.rank_exact)
        for alternative in match.alternatives:
            self._mark(alternative)
        self.concepts.append(
            Concept(
                typed=" ".join(words),
                folded=folded,
                match=_any([own, *matching]),
                bonuses=tuple(dict.fromkeys(bonuses)),
                loose=self._loose(words, match, matching, tuple(dict.fromkeys(bonuses))),
            )
        )

    def leave_aside(self, concepts: Iterable[Concept]) -> None:
        """Words that need not match: a known one ranks as usual, the others little, and light nothing up."""
        weight = WEIGHTS.exact_anywhere * WEIGHTS.function_word
        for concept in concepts:
            if len(concept.folded) > 1:
                self.bonuses += concept.bonuses
            else:
                self.bonuses.append(Term(Area.ANYWHERE, concept.typed, weight, exact=True))
                exact = (concept.typed,) if has_marks(concept.typed) else ()
                self.marks = [mark for mark in self.marks if mark != Mark(concept.folded, exact)]

    def _loose(
        self, words: Sequence[str], match: Match, matching: Sequence[Node], bonuses: tuple[Node, ...]
    ) -> tuple[Concept, ...]:
        """What a known stretch becomes when relaxed: its syllables, or the words of a short form apart."""
        if len(words) > 1:
            return tuple(self._syllable(word, matching) for word in words)
        apart = [
            AllOf(tuple(Term(Area.ANYWHERE, word, WEIGHTS.apart) for word in fold_tokens(other)))
            for other in match.alternatives
            if len(other) > 2
        ]
        if match.role != Role.SHORT or not apart:
            return ()
        own = _node(words, Area.ANYWHERE, WEIGHTS.anywhere)
        return (Concept(words[0], tuple(fold_tokens(words)), _any([own, *matching, *apart]), bonuses),)


def _closeness(words: Sequence[str], asides: AbstractSet[str] = frozenset()) -> list[Node]:
    """Bonuses for neighbouring syllables and for the whole question in order."""
    folded = fold_tokens(words)
    if len(folded) < 2:
        return []
    nodes: list[Node] = [
        Term(Area.PAIRS, f"{first}_{second}", WEIGHTS.pair) for first, second in itertools.pairwise(folded)
    ]
    if len(folded) == 2:
        nodes.append(Phrase(Area.ANYWHERE, tuple(folded), WEIGHTS.word_anywhere))
    elif len(folded) <= _PHRASE_LIMIT:
        nodes.append(Phrase(Area.ANYWHERE, tuple(folded), WEIGHTS.phrase_anywhere))
        nodes.append(Phrase(Area.TITLE, tuple(folded), WEIGHTS.phrase_title))
    if len(folded) > 2:
        pairs = [pair for pair in itertools.pairwise(words) if asides.isdisjoint(pair)]
        nodes += [
            Phrase(Area.ANYWHERE, tuple(fold_tokens(pair)), WEIGHTS.pair_anywhere)
            for pair in pairs[:_PHRASE_LIMIT]
        ]
    return list(dict.fromkeys(nodes))


def _told_apart(
    concepts: Sequence[Concept], function_words: AbstractSet[str]
) -> tuple[list[Concept], list[Concept]]:
    """What a question is about, and what need not match; few concepts stay together."""
    asides = [
        concept
        for place, concept in enumerate(concepts)
        if concept.typed in function_words or (place == 0 and concept.folded == SAID_OF_ALL)
    ]
    telling = [concept for concept in concepts if concept not in asides]
    return (telling, asides) if len(telling) >= MIN_TELLING else (list(concepts), [])


def build_tree(text: str, vocabulary: Vocabulary | None = None) -> QueryTree | None:
    """The tree of a question, None when it holds no word. Without a vocabulary nothing is expanded.

    Only the first MAX_CONCEPTS concepts are used; the others are in `dropped`.
    """
    plain: list[str] = []
    written = vietnamese_words(text)
    everything = exact_tokens(written)
    if not everything:
        return None
    builder = _Builder(vocabulary, rank_exact=any(map(has_marks, everything)))
    position = 0
    for quoted in _QUOTED.finditer(text):
        before = tokens(text[position : quoted.start()])
        builder.add_words(before)
        plain += before
        inside = tokens(quoted.group(1))
        if inside:
            builder.add_phrase(inside)
        position = quoted.end()
    rest = tokens(text[position:])
    builder.add_words(rest)
    plain += rest
    unique = list(dict.fromkeys(builder.concepts))
    asides: list[Concept] = []
    if vocabulary is not None:
        function_words = function_words_of(everything, unmarked=not builder.rank_exact)
        unique, asides = _told_apart(unique, function_words)
        builder.leave_aside(asides)
    concepts = tuple(unique[:MAX_CONCEPTS])
    return QueryTree(
        concepts=concepts,
        minimum=sum(not concept.required for concept in concepts),
        bonuses=tuple(
            dict.fromkeys((*builder.bonuses, *_closeness(plain, {aside.typed for aside in asides})))
        ),
        code=code_key(text),
        words=tuple(everything),
        written=tuple(written),
        marks=tuple(dict.fromkeys(builder.marks)),
        interpreted=tuple(dict.fromkeys(builder.interpreted)),
        dropped=tuple(concept.typed for concept in unique[MAX_CONCEPTS:]),
    )


__all__ = [
    "AllOf",
    "AnyOf",
    "Area",
    "Concept",
    "Mark",
    "Node",
    "Phrase",
    "QueryTree",
    "Term",
    "build_tree",
    "leaves",
]
