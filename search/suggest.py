"""Shaping of suggestions as one types: engine-independent, pure.

An engine finds candidates; `shape` removes repetitions, gives every kind its share and marks what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.contract import Fragment, Suggestion, SuggestionKind
from search.vietnamese import clean, fold_token, fold_tokens, spans, tokens

MIN_CHARACTERS = 2
"""Shorter beginnings get no suggestions."""

SHARES: dict[SuggestionKind, int] = {
    SuggestionKind.FIELD: 2,
    SuggestionKind.TAG: 2,
    SuggestionKind.UNIT: 2,
    SuggestionKind.DOCUMENT: 2,
    SuggestionKind.TITLE: 8,
}
"""Most suggestions of each kind, in the order shown."""


def typed_words(text: str) -> list[str]:
    """Folded tokens of what was typed, [] when too short; the last one may be the beginning of a word."""
    folded = fold_tokens(tokens(text))
    return folded if sum(map(len, folded)) >= MIN_CHARACTERS else []


def marked(label: str, typed: Sequence[str]) -> Fragment:
    """The label with the words typed marked, the last one as a beginning."""
    text = clean(label)
    found: list[tuple[int, int]] = []
    for span in spans(text):
        folded = fold_token(span.exact)
        if folded in typed[:-1]:
            found.append((span.start, span.end))
        elif typed and folded.startswith(typed[-1]):
            length = len(typed[-1]) if len(folded) == span.end - span.start else span.end - span.start
            found.append((span.start, span.start + length))
    return Fragment(text, tuple(found))


def shape(candidates: Iterable[Suggestion], *, limit: int) -> tuple[Suggestion, ...]:
    """At most `limit` suggestions, each kind within its share, nothing twice, best first within a kind."""
    chosen: dict[SuggestionKind, list[Suggestion]] = {kind: [] for kind in SHARES}
    seen: set[tuple[SuggestionKind, str]] = set()
    for candidate in candidates:
        key = (candidate.kind, candidate.value or candidate.label.text.casefold())
        kept = chosen[candidate.kind]
        if key not in seen and len(kept) < SHARES[candidate.kind]:
            seen.add(key)
            kept.append(candidate)
    ordered = [candidate for kind in SHARES for candidate in chosen[kind]]
    titles = [candidate for candidate in ordered if candidate.kind == SuggestionKind.TITLE]
    others = [candidate for candidate in ordered if candidate.kind != SuggestionKind.TITLE]
    room = max(limit - len(titles), (limit + 1) // 2)
    return tuple((others[:room] + titles)[:limit])


__all__ = ["MIN_CHARACTERS", "SHARES", "marked", "shape", "typed_words"]
