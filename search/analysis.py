"""A record → the words that an index is made of: one analysis for every engine. Pure.

    analysed = analyse(document)
    analysed.folded, analysed.exact    # words of the whole record, parted by spaces, BREAK between its texts
    analysed.title                     # folded words of its title alone; also `lines`, `summary`, `problem`
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
    clean,
    collation_key_of_words,
    fold_tokens,
    join_abbreviations,
    tokens_of_cleaned,
    words_of_cleaned,
)
from search.vietnamese_bytes import exact_and_folded
from search.weights import rank_factor

MAX_TEXT = 200_000
"""Characters of one text that are indexed."""


@dataclass(frozen=True, slots=True)
class Analysed:
    """Words of a record, parted by spaces; folded ones unless a name says otherwise.

    `problem` is its line and the account of the problem. `pairs` are neighbouring syllables of title, lines and names
    (its unit, place and tags: `doi_moi`), `marked_pairs` say how those of the title are written
    (`doi_moi=đổi_mới`). `rank` is the factor, from 1 up, on its scores.
    """

    exact: str
    folded: str
    title_exact: str
    title: str
    lines: str
    summary: str
    problem: str
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
    names = (document.unit_text, *(label.text for label in document.tags))
    others = map(clean, (*names, document.title_en, document.code, *document.authors))
    joined, parts = join_abbreviations(f" {BREAK} ".join((*narrative, *others, *pages)))
    if parts:
        joined = f"{joined} {BREAK} {' '.join(parts)}"
    exact, folded = exact_and_folded(joined)
    texts = folded.split(BREAK, len(narrative) + len(names))
    title, *lines, summary, problem, _body = own = texts[: len(narrative)]
    title_words = title.split()
    written_title = words_of_cleaned(narrative[0])
    return Analysed(
        exact=exact,
        folded=folded,
        title_exact=exact.partition(BREAK)[0],
        title=title,
        lines=BREAK.join(lines),
        summary=summary,
        problem=BREAK.join((lines[0], problem)),
        pairs=_pairs(title_words, *map(str.split, (*lines, *texts[len(narrative) : -1]))),
        marked_pairs=[
            f"{pair}={written}"
            for pair, written in zip(_pairs(title_words), _pairs(written_title), strict=True)
        ],
        title_key=collation_key_of_words(written_title),
        sketch=sketch(BREAK.join(own).split()),
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


def _pairs(*parts: Sequence[str]) -> list[str]:
    """Neighbouring words within each part."""
    return [f"{one}_{two}" for part in parts for one, two in itertools.pairwise(part)]


__all__ = ["MAX_TEXT", "Analysed", "analyse", "narrative_syllables"]
