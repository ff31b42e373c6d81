"""Why a record stands where it stands for a question: the same for every engine. Pure.

    explanation = explain(tree, document)
    explanation.words[0]        # WordFound("tiết kiệm", places=(Place.TITLE,), …)
    explanation.missing         # words of the question that the record lacks
    explanation.bonuses         # what raises its score beyond holding the words
    explanation.standing        # what level, completeness, being featured and its date add

An engine multiplies each weight by how rare the word is; that part depends on all the other records, so weights are
told and scores are not.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.analysis import analyse
from search.contract import IndexDocument, Kind
from search.query_tree import AllOf, AnyOf, Area, Concept, Node, Phrase, QueryTree, Term, leaves
from search.vietnamese import BREAK, clean, code_key, fold_token, fold_tokens, tokens, tokens_of_cleaned
from search.weights import rank_factor


class Place(enum.StrEnum):
    """Parts of a record as its readers know them. NAMES are unit, tags, authors and code."""

    TITLE = "title"
    LINES = "lines"
    SUMMARY = "summary"
    BODY = "body"
    NAMES = "names"
    FILES = "files"


class Spelling(enum.StrEnum):
    """How a word of the question stands in a record."""

    AS_TYPED = "as_typed"
    OTHER_MARKS = "other_marks"
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True)
class WordFound:
    """A word of the question and where it stands; `places` is empty when the record lacks it.

    `via` is the other way to say it that matched ("" for the word itself). `spelling` says whether its marks
    agree: UNMARKED when none were typed. `weight` adds up what the word brings, before rarity.
    """

    typed: str
    places: tuple[Place, ...]
    via: str = ""
    spelling: Spelling = Spelling.UNMARKED
    weight: float = 0.0
    required: bool = False


@dataclass(frozen=True, slots=True)
class Bonus:
    """Something that only ranks: `words` of the question as they stand together in an `area`, and the weight.

    One word alone stands there with its `exact` marks.
    """

    words: tuple[str, ...]
    area: Area
    weight: float
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a record's own standing does to its score, as shares: 0.05 raises it by five per cent."""

    level: float
    featured: float
    recency: float
    factor: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a record stands where it stands. `is_code` when the question is its own code, which comes first."""

    words: tuple[WordFound, ...]
    bonuses: tuple[Bonus, ...]
    standing: Standing
    is_code: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """Words of the question that the record lacks."""
        return tuple(word.typed for word in self.words if not word.places)

    @property
    def is_full(self) -> bool:
        """Whether the record holds every word: those that do come before the others."""
        return not self.missing

    @property
    def weight(self) -> float:
        """Everything that ranks the record added up, before rarity and standing."""
        return sum(word.weight for word in self.words) + sum(bonus.weight for bonus in self.bonuses)


def explain(tree: QueryTree, document: IndexDocument) -> Explanation:
    """Hold a question against a record. Give the strict tree: one that is relaxed has lost words already."""
    record = _Record(document)
    names = {
        tuple(fold_tokens(tokens(name))): name for one in tree.interpreted for name in (one.typed, *one.also)
    }
    spelled = dict(zip(tree.folded, tree.words, strict=True))
    return Explanation(
        words=tuple(
            _found(part, record, names) for concept in tree.concepts for part in _parts(concept, record)
        ),
        bonuses=tuple(
            _bonus(node, spelled)
            for node in tree.bonuses
            if isinstance(node, Term | Phrase) and record.holds(node)
        ),
        standing=_standing(document),
        is_code=bool(tree.code) and code_key(document.code) == tree.code,
    )


class _Record:
    """The tokens of a record by area, as engines index them, and by place, as readers know them."""

    def __init__(self, document: IndexDocument) -> None:
        analysed = analyse(document)
        self._folded: dict[Area, Sequence[str]] = {
            Area.ANYWHERE: analysed.folded.split(),
            Area.TITLE: analysed.title.split(),
            Area.LINES: analysed.lines.split(),
            Area.SUMMARY: analysed.summary.split(),
            Area.PROBLEM: analysed.problem.split(),
            Area.PAIRS: analysed.pairs,
        }
        self._exact: dict[Area, Sequence[str]] = {
            Area.ANYWHERE: analysed.exact.split(),
            Area.TITLE: analysed.title_exact.split(),
        }
        self._places = {place: _tokens_of(texts) for place, texts in _texts(document).items()}

    def holds(self, node: Node) -> bool:
        """Whether an engine would match this node."""
        match node:
            case Term():
                return node.text in (self._exact if node.exact else self._folded)[node.area]
            case Phrase():
                return _together(node.words, self._folded[node.area])
            case AnyOf():
                return any(map(self.holds, node.nodes))
            case AllOf():
                return all(map(self.holds, node.nodes))

    def places(self, node: Node) -> tuple[Place, ...]:
        """Where the tokens of a node that matches stand."""
        wanted = [_words_of(leaf) for leaf in leaves(node)]
        return tuple(
            place
            for place, exact in self._places.items()
            if any(_together(words, fold_tokens(exact)) for words in wanted)
        )

    def spelt_places(self, words: Sequence[str], *, together: bool) -> tuple[Place, ...]:
        """Where these words stand with exactly these marks: all of them `together`, or any."""
        wanted = [words] if together else [(word,) for word in words]
        return tuple(
            place
            for place, exact in self._places.items()
            if any(_together(stretch, exact) for stretch in wanted)
        )

    def spells(self, word: str) -> bool:
        """Whether the word stands somewhere with exactly these marks."""
        return word in self._exact[Area.ANYWHERE]


def _texts(document: IndexDocument) -> dict[Place, tuple[str, ...]]:
    labels = (label.text for label in document.tags)
    return {
        Place.TITLE: (document.title,),
        Place.LINES: (document.problem_line, document.idea_line, document.result_line),
        Place.SUMMARY: (document.summary,),
        Place.BODY: (document.problem, document.body, document.title_en),
        Place.NAMES: (document.unit_text, *labels, *document.authors, document.code),
        Place.FILES: tuple(page.text for page in document.attachments),
    }


def _tokens_of(texts: Iterable[str]) -> list[str]:
    return tokens_of_cleaned(f" {BREAK} ".join(map(clean, texts)))


def _together(words: Sequence[str], among: Sequence[str]) -> bool:
    """Whether the words stand one after the other."""
    if len(words) == 1:
        return words[0] in among
    first, length = words[0], len(words)
    return any(
        one == first and tuple(among[at : at + length]) == tuple(words) for at, one in enumerate(among)
    )


def _words_of(node: Term | Phrase) -> tuple[str, ...]:
    """The syllables of a leaf; a token of PAIRS holds two."""
    if isinstance(node, Phrase):
        return node.words
    return tuple(node.text.split("_")) if node.area == Area.PAIRS else (fold_token(node.text),)


def _parts(concept: Concept, record: _Record) -> tuple[Concept, ...]:
    """A known stretch that the record lacks falls apart, so that its syllables tell which of them is missing."""
    return concept.loose if concept.loose and not record.holds(concept.match) else (concept,)


def _bonus(node: Term | Phrase, spelled: Mapping[str, str]) -> Bonus:
    if isinstance(node, Term) and node.exact:
        return Bonus((node.text,), node.area, node.weight, exact=True)
    return Bonus(tuple(spelled.get(word, word) for word in _words_of(node)), node.area, node.weight)


def _found(concept: Concept, record: _Record, names: Mapping[tuple[str, ...], str]) -> WordFound:
    """How one word of the question fares: told by its own marks if they stand there, else by the weightiest way."""
    ways = concept.match.nodes if isinstance(concept.match, AnyOf) else (concept.match,)
    holding = [way for way in ways if record.holds(way)]
    if not holding:
        return WordFound(concept.typed, (), required=concept.required)
    spelling = _spelling(concept, record)
    as_typed = spelling == Spelling.AS_TYPED and holding[0] == ways[0]
    way = ways[0] if as_typed else max(holding, key=_promise)
    folded = tuple(itertools.chain.from_iterable(map(_words_of, leaves(way))))
    via = "" if folded == concept.folded else names.get(folded, " ".join(folded))
    weights = [node.weight for node in leaves(way)]
    weights += [
        node.weight for node in concept.bonuses if isinstance(node, Term | Phrase) and record.holds(node)
    ]
    return WordFound(
        concept.typed,
        record.spelt_places(tokens(concept.typed), together=isinstance(way, Phrase))
        if as_typed
        else record.places(way),
        via,
        Spelling.UNMARKED if via else spelling,
        sum(weights),
        concept.required,
    )


def _promise(way: Node) -> float:
    """What a way to match brings where all words are equally rare: a phrase brings as much as its words."""
    return sum(leaf.weight * len(_words_of(leaf)) for leaf in leaves(way))


def _spelling(concept: Concept, record: _Record) -> Spelling:
    marked = [word for word in tokens(concept.typed) if fold_token(word) != word]
    if not marked:
        return Spelling.UNMARKED
    return Spelling.AS_TYPED if all(map(record.spells, marked)) else Spelling.OTHER_MARKS


def _standing(document: IndexDocument) -> Standing:
    """What the record's own standing adds, part by part."""
    is_news = document.kind == Kind.ANNOUNCEMENT
    plain = rank_factor(document.static_rank, featured=False, date=document.date, is_news=False)
    chosen = rank_factor(document.static_rank, featured=document.featured, date=document.date, is_news=False)
    factor = rank_factor(
        document.static_rank, featured=document.featured, date=document.date, is_news=is_news
    )
    return Standing(level=plain - 1, featured=chosen - plain, recency=factor - chosen, factor=factor)


__all__ = ["Bonus", "Explanation", "Place", "Spelling", "Standing", "WordFound", "explain"]
