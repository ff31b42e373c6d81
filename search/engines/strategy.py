"""How a question is answered, step by step, the same for every engine.

1. A code or symbol that a record has: that record, and those that mention it in full; one that none has is not
   taken apart.
2. Every concept must match. Enough for a page: done.
3. Nearly nothing found and a syllable occurs nowhere: look for a misspelling among pairs of syllables.
4. Still less than a page: three quarters of the concepts, then half; full matches stay first.

A described trouble (`Focus.PROBLEM`) takes one step: enough of its words must stand in a record's problem.

An engine offers the primitives of `Backend`; `answer` decides when to use them. Counts decide; hits and facets
are asked for once, when it is clear what to show.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Protocol

from search.contract import Facet, Focus, Hit, SearchRequest, SearchResponse, Sort
from search.problem_tree import build_problem_tree
from search.query_tree import QueryTree, build_tree
from search.vietnamese import exact_tokens, fold_tokens, is_code, tokens
from search.vocabulary import Vocabulary
from search.weights import FEW_RESULTS, RELAXED_FRACTIONS

Pair = tuple[str, str]

COMMON_WORD_VOTES = 3
"""Records' worth of trust in a listed common word when guessing marks."""

MAX_CORRECTED_WORDS = 10
"""Longer questions are not corrected."""

MAX_DOUBTS = 3
"""Pairs of a question for which neighbouring spellings are looked up."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool = True


class Backend(Protocol):
    """What `answer` needs of an engine. A tree of None stands for "everything"."""

    def hits(self, tree: QueryTree | None, full: QueryTree | None, request: SearchRequest) -> Page:
        """One page. `full` is the strict tree when `tree` is relaxed: its matches come first, and the other
        hits say which words they miss."""
        ...

    def facets(self, tree: QueryTree | None, request: SearchRequest) -> tuple[Facet, ...]:
        """The facets asked for, each without its own filter."""
        ...

    def count(self, tree: QueryTree, request: SearchRequest) -> int:
        """Matches under the request's kinds and filters. What is counted last is what `hits` shows next."""
        ...

    def has_code(self, code: str) -> bool:
        """Whether `code` (see `search.vietnamese.code_key`) is the code or symbol of a record."""
        ...

    def frequencies(self, folded: Iterable[str]) -> dict[str, int]:
        """How many records hold each folded token, more or less; without those that none holds."""
        ...

    def marked_pairs(self, first: str, second: str) -> list[tuple[Pair, int]]:
        """How neighbouring folded syllables are written in titles, with their record counts."""
        ...

    def similar_pairs(self, first: str, second: str, distance: int) -> list[tuple[Pair, int]]:
        """Written pairs whose folded form is at most `distance` edits away, with counts."""
        ...


def answer(request: SearchRequest, backend: Backend, vocabulary: Vocabulary) -> SearchResponse:
    """Answer a request; the engine fills in its name and the time."""
    if not request.text:
        return _response(request, backend, None)
    if request.focus == Focus.PROBLEM:
        return _nearest(request, backend, vocabulary)
    used = None if request.exact else vocabulary
    strict = build_tree(request.text, used)
    if strict is None:
        return SearchResponse()
    if strict.code and backend.has_code(strict.code):
        mentioned = build_tree(f'"{" ".join(strict.written)}"', used)
        if mentioned is not None and backend.count(mentioned, request):
            return _response(request, backend, mentioned)
    restored = None
    if not request.exact and strict.is_unmarked:
        strict, restored = _with_guessed_marks(strict, backend, vocabulary)
    full_total = backend.count(strict, request)
    # Whoever asks for a code wants that one, not its neighbours.
    if full_total >= request.size or request.exact or is_code(request.text):
        return _response(request, backend, strict, restored_to=restored)

    corrected = meant = None
    if request.allow_fuzzy and full_total < FEW_RESULTS:
        better, sure = _correction(strict, full_total, request, backend, vocabulary)
        if better is not None and sure:
            strict, restored = better, None
            if strict.is_unmarked:
                strict, restored = _with_guessed_marks(strict, backend, vocabulary)
            corrected = restored or " ".join(strict.written)
            restored = None
            full_total = backend.count(strict, request)
        elif better is not None:
            meant = " ".join(better.written)
    tree = strict
    if request.sort == Sort.RELEVANCE or not full_total:
        tree = _relaxed(strict, full_total, request, backend)
    return _response(
        request,
        backend,
        tree,
        strict if tree is not strict else None,
        full_total=full_total,
        restored_to=restored,
        corrected_to=corrected,
        did_you_mean=meant,
    )


def _relaxed(strict: QueryTree, total: int, request: SearchRequest, backend: Backend) -> QueryTree:
    """The tree that asks for less and less until it fills a page."""
    tree = strict
    frequencies = backend.frequencies(strict.lookups) if total < request.size else {}
    for fraction in RELAXED_FRACTIONS:
        relaxed = strict.relaxed(fraction, frequencies) if total < request.size else None
        if relaxed is not None:
            tree, total = relaxed, backend.count(relaxed, request)
    return tree


def _nearest(request: SearchRequest, backend: Backend, vocabulary: Vocabulary) -> SearchResponse:
    """Records whose problem reads most like the trouble described."""
    tree = build_problem_tree(request.text, vocabulary)
    if tree is None:
        return SearchResponse()
    if tree.is_unmarked:
        tree, _ = _with_guessed_marks(tree, backend, vocabulary)
    tree = tree.lightened(backend.frequencies(tree.lookups))
    return _response(request, backend, tree)


def _response(
    request: SearchRequest,
    backend: Backend,
    tree: QueryTree | None,
    full: QueryTree | None = None,
    *,
    full_total: int | None = None,
    restored_to: str | None = None,
    corrected_to: str | None = None,
    did_you_mean: str | None = None,
) -> SearchResponse:
    """What is shown for a tree; `full` is the strict one when it is relaxed."""
    page = backend.hits(tree, full, request)
    return SearchResponse(
        hits=page.hits,
        total=page.total,
        total_is_exact=page.total_is_exact,
        full_total=page.total if full_total is None else full_total,
        facets=backend.facets(tree, request) if request.facets else (),
        left_out=_left_out(tree, page.hits) if tree else (),
        corrected_to=corrected_to,
        did_you_mean=did_you_mean,
        restored_to=restored_to,
        interpreted=tree.interpreted if tree else (),
    )


def _left_out(tree: QueryTree, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Words that could not count, and those that every incomplete hit lacks."""
    incomplete = [hit for hit in hits if hit.missing]
    lacking = [
        concept.typed
        for concept in (*tree.concepts, *tree.ranking)
        if incomplete and all(concept.typed in hit.missing for hit in incomplete)
    ]
    return tuple(dict.fromkeys((*tree.dropped, *lacking)))


def _with_guessed_marks(
    tree: QueryTree, backend: Backend, vocabulary: Vocabulary
) -> tuple[QueryTree, str | None]:
    """Rank an unmarked question by the marks its pairs of syllables most often carry."""
    folded = tree.folded
    votes: list[Counter[str]] = [Counter() for _ in folded]
    for place, (first, second) in enumerate(itertools.pairwise(folded)):
        forms = Counter(dict(backend.marked_pairs(first, second)))
        for common in vocabulary.common_forms((first, second)):
            written = next((form for form in forms if tuple(exact_tokens(form)) == common), common)
            forms[(written[0], written[1])] += COMMON_WORD_VOTES
        for (one, two), count in forms.items():
            votes[place][one] += count
            votes[place + 1][two] += count
    likeliest = [vote.most_common(1)[0][0] if vote else "" for vote in votes]
    guessed = {
        word: exact_tokens([form])[0]
        for word, form in zip(folded, likeliest, strict=True)
        if form and form != word
    }
    if not guessed:
        return tree, None
    return tree.with_marks(guessed), " ".join(likeliest) if all(likeliest) else None


def _correction(
    tree: QueryTree, full_total: int, request: SearchRequest, backend: Backend, vocabulary: Vocabulary
) -> tuple[QueryTree | None, bool]:
    """A neighbouring question that finds more, and whether it is sure (a syllable occurs nowhere)."""
    folded = tree.folded
    if not 2 <= len(folded) <= MAX_CORRECTED_WORDS:
        return None, False
    known: AbstractSet[str] = backend.frequencies(folded).keys()
    sure = any(_may_be_misspelt(word, known) for word in folded)
    if not sure and full_total:
        return None, False
    words = list(tree.written)
    doubts = 0
    for place, pair in enumerate(itertools.pairwise(folded)):
        doubtful = any(_may_be_misspelt(word, known) for word in pair)
        if not doubtful and (sure or backend.marked_pairs(*pair)):
            continue
        doubts += 1
        if doubts > MAX_DOUBTS:
            break
        best = _best_pair(pair, known, backend)
        if best is not None:
            for offset, word in enumerate(best):
                plain = fold_tokens(tokens(word))
                if plain != [pair[offset]]:
                    words[place + offset] = plain[0] if tree.is_unmarked else word
            known = known | set(fold_tokens(tokens(" ".join(best))))
            folded = tuple(fold_tokens(tokens(" ".join(words))))
            if not sure:
                break
    corrected = build_tree(" ".join(words), vocabulary) if words != list(tree.written) else None
    if corrected is None or backend.count(corrected, request) <= full_total:
        return None, False
    return corrected, sure


def _may_be_misspelt(word: str, known: AbstractSet[str]) -> bool:
    return word not in known and word.isalpha()


def _best_pair(pair: Pair, known: AbstractSet[str], backend: Backend) -> Pair | None:
    """The likeliest intended pair: keep the known syllable, few edits, frequent."""
    distance = 1 if sum(map(len, pair)) <= 5 else 2
    candidates = backend.similar_pairs(*pair, distance)

    def fitness(candidate: tuple[Pair, int]) -> tuple[int, int, int]:
        form, count = candidate
        folded = fold_tokens(exact_tokens(form))
        kept = sum(one == two for one, two in zip(folded, pair, strict=True))
        edits = edit_distance("_".join(folded), "_".join(pair), limit=distance)
        return (kept, -edits, count)

    candidates = [
        candidate
        for candidate in candidates
        if all(
            word not in known or word == other
            for word, other in zip(pair, fold_tokens(exact_tokens(candidate[0])), strict=True)
        )
        or all(word in known for word in pair)
    ]
    return max(candidates, key=fitness)[0] if candidates else None


def edit_distance(one: str, two: str, *, limit: int) -> int:
    """Edits (insert, delete, replace, swap neighbours) between two words; limit + 1 once it is passed."""
    if abs(len(one) - len(two)) > limit or len(set(one) ^ set(two)) > 2 * limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, char in enumerate(one, 1):
        before, previous, row = row, before, [i]
        for j, other in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == two[j - 2] and one[i - 2] == other:
                cost = min(cost, previous[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def finished(response: SearchResponse, *, engine: str, took_ms: float) -> SearchResponse:
    """The response signed by its engine."""
    return replace(response, engine=engine, took_ms=took_ms)


__all__ = ["Backend", "Page", "Pair", "answer", "edit_distance", "finished"]
