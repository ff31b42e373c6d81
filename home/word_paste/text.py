"""Spaces, marks and formats of stretches of text put in order."""

import re
import unicodedata
from collections.abc import Iterable

from home.word_paste.model import Run

__all__ = ["plain", "tidy"]

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Soft hyphens, joiners, marks of direction and order, private signs of symbol fonts, control characters.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe\uffff\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_BREAK = "\n"


def plain(text: str) -> str:
    """One line of words: NFC, single spaces, nothing invisible."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", _INVISIBLE.sub("", text))).strip()


def tidy(runs: Iterable[Run]) -> list[Run]:
    """The same words with neighbours of one format joined, single spaces, and none at either end.

    A mark that stands in another run than its letter is no letter of its own: runs are joined before they are
    normalised, and such a mark moves to its letter.
    """
    joined: list[Run] = []
    for run in runs:
        text = run.text if run.text == _BREAK else _SPACES.sub(" ", _INVISIBLE.sub("", run.text))
        while (
            text
            and text != _BREAK
            and joined
            and joined[-1].text != _BREAK
            and unicodedata.combining(text[0])
        ):
            joined[-1] = _with(joined[-1], joined[-1].text + text[0])
            text = text[1:]
        if not text:
            continue
        last = joined[-1] if joined else None
        if last and _BREAK not in (text, last.text) and _format(last) == _format(run):
            joined[-1] = _with(last, last.text + text)
        else:
            joined.append(_with(run, text))
    return _trimmed(_with(run, unicodedata.normalize("NFC", run.text)) for run in joined)


def _trimmed(runs: Iterable[Run]) -> list[Run]:
    """Without spaces and breaks at either end, around breaks, or twice in a row."""
    kept: list[Run] = []
    after_space = True
    for run in runs:
        if run.text == _BREAK:
            _strip_end(kept)
            if kept and kept[-1].text != _BREAK:
                kept.append(Run(_BREAK))
            after_space = True
            continue
        text = _SPACES.sub(" ", run.text)
        text = text.lstrip(" ") if after_space else text
        if text:
            kept.append(_with(run, text))
            after_space = text.endswith(" ")
    while kept and (kept[-1].text == _BREAK or not kept[-1].text.strip()):
        kept.pop()
    _strip_end(kept)
    return kept


def _strip_end(runs: list[Run]) -> None:
    while runs and runs[-1].text != _BREAK:
        text = runs[-1].text.rstrip(" ")
        if text:
            runs[-1] = _with(runs[-1], text)
            return
        runs.pop()


def _format(run: Run) -> tuple[bool, bool, str]:
    return run.bold, run.italic, run.href


def _with(run: Run, text: str) -> Run:
    return Run(text, run.bold, run.italic, run.href)
