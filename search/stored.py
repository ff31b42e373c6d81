"""The texts that an index keeps of a record, and the passages shown from them. Pure.

stored = stored_texts(narrative, pages)      # the author's own words, then a text for each attached page
fragments(highlighter, stored)               # (("title", Fragment), …, ("attachments", Fragment))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search.contract import AttachedPage, Fragment
from search.highlight import Highlighter
from search.vietnamese import clean

NARRATIVE = ("title", "problem_line", "idea_line", "result_line", "summary", "problem", "body")
"""Names of the author's own words, in stored order."""

WHOLE = frozenset(("title", "problem_line", "idea_line", "result_line"))
"""Texts shown whole; of the others only a passage."""

MAX_STORED = 20_000
"""Characters of one text that are kept for passages."""

_SEPARATOR = "\x1f"
_INSIDE = "\x1e"


def stored_texts(narrative: Sequence[str], pages: Sequence[AttachedPage]) -> list[str]:
    """What is kept of a record; `narrative` must be cleaned, so that no text holds a separator."""
    kept = [text[:MAX_STORED] for text in narrative]
    for page in pages:
        kept.append(_INSIDE.join((clean(page.file), str(page.page), clean(page.text)[:MAX_STORED])))
    return kept


def pack(texts: Sequence[str]) -> str:
    """Kept texts as one."""
    return _SEPARATOR.join(texts)


def unpack(packed: str) -> list[str]:
    """Kept texts: those of NARRATIVE, then the attached pages."""
    return packed.split(_SEPARATOR)


def narrative_of(stored: Sequence[str]) -> Sequence[str]:
    """The author's own words."""
    return stored[: len(NARRATIVE)]


def fragments(highlighter: Highlighter, stored: Sequence[str]) -> tuple[tuple[str, Fragment], ...]:
    """Named texts of a hit with their matches; the best passage of all attached pages."""
    found: list[tuple[str, Fragment]] = []
    for name, text in zip(NARRATIVE, stored, strict=False):
        if not text:
            continue
        fragment = highlighter.whole(text) if name in WHOLE else highlighter.passage(text)
        if fragment is not None:
            found.append((name, fragment))
    attached = _best_page(highlighter, stored[len(NARRATIVE) :])
    return (*found, ("attachments", attached)) if attached is not None else tuple(found)


def _best_page(highlighter: Highlighter, pages: Sequence[str]) -> Fragment | None:
    """The passage with the most matches, with its file and page."""
    best: Fragment | None = None
    for packed in pages:
        file, number, text = packed.split(_INSIDE)
        passage = highlighter.passage(text)
        if passage is not None and (best is None or len(passage.spans) > len(best.spans)):
            best = replace(passage, file=file, page=int(number))
    return best


__all__ = ["MAX_STORED", "NARRATIVE", "fragments", "narrative_of", "pack", "stored_texts", "unpack"]
