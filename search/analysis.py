"""A record → the words that an index is made of: one analysis for every engine. Pure.

    analysed = analyse(document)
    analysed.folded, analysed.exact    # tokens of the whole record, BREAK between its texts
    analysed.folded[analysed.title]    # its title alone; also `lines`, `summary`
    analysed.stored                    # texts to keep for passages, see `search.stored`

A record is analysed in one go, which is what makes indexing fast. A BREAK stands between its texts, so that no
phrase reaches across them; engines do not index it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.contract import IndexDocument, Kind
from search.similarity import sketch
from search.stored import NARRATIVE, stored_texts
from search.vietnamese import (
    BREAK,
    abbreviation_parts,
    clean,
    collation_key_of_words,
    fold_tokens,
    tokens_of_cleaned,
    words_of_cleaned,
)
from search.weights import rank_factor

MAX_TEXT = 200_000
"""Characters of one text that are indexed."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """Tokens of a record; the slices say where its parts stand among them.

    `pairs` are neighbouring folded syllables of title and lines (`doi_moi`), `marked_pairs` say how those of
    the title are written (`doi_moi=đổi_mới`). `rank` is the factor, from 1 up, on its scores.
    """

    exact: list[str]
    folded: list[str]
    title: slice
    lines: slice
    summary: slice
    pairs: list[str]
    marked_pairs: list[str]
    title_key: str
    sketch: list[int]
    stored: list[str]
    rank: float


def analyse(document: IndexDocument) -> Analysed:
    """Everything about a record that takes text work."""
    narrative = [clean(getattr(document, part)[:MAX_TEXT]) for part in NARRATIVE]
    pages = [clean(page.text) for page in document.attachments]
    extra = (
        *pages,
        document.title_en,
        document.unit_text,
        document.code,
        *document.authors,
        *(label.text for label in document.tags),
    )
    cleaned = f" {BREAK} ".join((*narrative, *map(clean, extra)))
    exact = tokens_of_cleaned(cleaned)
    folded = fold_tokens(exact)
    title, *lines, summary, body = _stretches(exact)
    written_title = words_of_cleaned(narrative[0])
    parts = abbreviation_parts(cleaned)
    if parts:
        exact += [BREAK, *parts]
        folded += [BREAK, *fold_tokens(parts)]
    marked = [
        f"{one}_{two}={written_one}_{written_two}"
        for (one, two), (written_one, written_two) in zip(
            itertools.pairwise(folded[title]), itertools.pairwise(written_title), strict=True
        )
    ]
    return Analysed(
        exact=exact,
        folded=folded,
        title=title,
        lines=slice(lines[0].start, lines[-1].stop),
        summary=summary,
        pairs=_pairs(folded, (title, *lines)),
        marked_pairs=marked,
        title_key=collation_key_of_words(written_title),
        sketch=sketch(folded[: body.stop]),
        stored=stored_texts(narrative, document.attachments),
        rank=rank_factor(
            document.static_rank,
            featured=document.featured,
            date=document.date,
            is_news=document.kind == Kind.ANNOUNCEMENT,
        ),
    )


def narrative_syllables(texts: Iterable[str]) -> list[str]:
    """Folded tokens of the author's own words, as compared with other records."""
    return fold_tokens(tokens_of_cleaned(f" {BREAK} ".join(map(clean, texts))))


def _stretches(exact: Sequence[str]) -> list[slice]:
    """Where the narrative texts stand among the tokens."""
    found = []
    start = 0
    for _ in NARRATIVE:
        stop = exact.index(BREAK, start)
        found.append(slice(start, stop))
        start = stop + 1
    return found


def _pairs(tokens: Sequence[str], parts: Iterable[slice]) -> list[str]:
    """Neighbouring tokens within each part."""
    return [f"{one}_{two}" for part in parts for one, two in itertools.pairwise(tokens[part])]


__all__ = ["MAX_TEXT", "Analysed", "analyse", "narrative_syllables"]
