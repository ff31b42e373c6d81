"""Questions that a new generation must answer before it goes live, taken from the records themselves.

    problems = failures(engine, generation)    # [] when all is well, else Vietnamese sentences for operators

A record's title must find it however it is typed: as it is, in capitals, in decomposed letters, without marks.
Well-known spellings of the same words must find the same number of records, and an abbreviation at least what its
full form finds.
"""

import unicodedata
from collections.abc import Iterator

from django.db.models import Max

from search.contract import MAX_SIZE, IndexDocument, Kind, SearchRequest, SearchResponse
from search.documents import PAGE_MODELS, primary_keys
from search.engines import Engine
from search.indexing.building import readable
from search.indexing.pending import on_their_way
from search.vietnamese import exact_tokens, fold_tokens, tokens, words
from search.vocabulary_store import current_vocabulary
from showcase.models import Initiative

__all__ = ["failures"]

SAMPLES = 3
"""Records of each kind that are asked for, spread over its keys."""

WORDS = 8
"""Words of a title that are typed."""

SAME = (
    ("kỹ thuật", "kĩ thuật", "KỸ THUẬT"),
    ("thủy lợi", "thuỷ lợi"),
    ("điện năng", unicodedata.normalize("NFD", "điện năng")),
    ("TP.HCM", "tphcm"),
)
"""Spellings that find the same records, whatever editors add to the vocabulary."""

ABBREVIATIONS = ("TP.HCM", "LĐLĐ", "CNVCLĐ")
"""Asked for together with their full forms, where the vocabulary knows them."""


def failures(engine: Engine, generation: str) -> list[str]:
    """What the generation does not answer as it must."""
    found = []
    for document in _samples():
        lost = [text for text in _spellings(document) if not _finds(engine, generation, document, text)]
        # Asked afterwards, because a record may have changed since it was read.
        if lost and not on_their_way(document.kind, [document.pk], building=True):
            typed = ", ".join(f"“{text}”" for text in lost)
            found.append(f"{typed} không tìm ra bản ghi {document.kind} {document.pk}.")
    for spellings in SAME:
        totals = {text: _count(engine, generation, text) for text in spellings}
        if len(set(totals.values())) > 1:
            found.append(
                "; ".join(f"“{text}” tìm ra {total}" for text, total in totals.items()) + " bản ghi."
            )
    for short, long in _abbreviations():
        fewer, more = _count(engine, generation, short), _count(engine, generation, long)
        if fewer < more:
            found.append(f"“{short}” tìm ra {fewer} bản ghi, ít hơn “{long}”: {more}.")
    return found


def _samples() -> Iterator[IndexDocument]:
    """A few public records of each kind, from its first keys to its last."""
    for kind in Kind:
        model = Initiative if kind == Kind.INITIATIVE else PAGE_MODELS[kind]
        last = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        keys = {key for part in range(SAMPLES) for key in primary_keys(kind, last * part // SAMPLES, 1)}
        # One that cannot be read is not in the generation either, and waits with its reason.
        yield from readable(kind, sorted(keys), lambda pk: None)


def _spellings(document: IndexDocument) -> list[str]:
    typed = words(document.title)[:WORDS]
    title = " ".join(typed)
    bare = " ".join(fold_tokens(exact_tokens(typed)))
    return [title, title.upper(), unicodedata.normalize("NFD", title), bare] if typed else []


def _abbreviations() -> Iterator[tuple[str, str]]:
    """Abbreviations with each full form that the vocabulary has."""
    vocabulary = current_vocabulary()
    for short in ABBREVIATIONS:
        known = vocabulary.match(tokens(short), 0)
        for form in known.alternatives if known else ():
            if len(form) > 1:
                yield short, " ".join(form)


def _finds(engine: Engine, generation: str, document: IndexDocument, text: str) -> bool:
    """Whether the record is among the hits; more records than a page holds may share its words."""
    request = SearchRequest(text, kinds=(document.kind,), size=MAX_SIZE, exact=True, highlight=False)
    answer = engine.search(request, generation=generation)
    return answer.full_total > MAX_SIZE or any(hit.pk == document.pk for hit in answer.hits)


def _count(engine: Engine, generation: str, text: str) -> int:
    """Records of any kind that hold all of the question."""
    request = SearchRequest(text, kinds=tuple(Kind), size=1, allow_fuzzy=False, highlight=False)
    answer: SearchResponse = engine.search(request, generation=generation)
    return answer.full_total
