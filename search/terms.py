"""Words that editors type into the vocabulary: cleaned, cut into lines, checked. Pure.

Errors refuse an entry; warnings are shown after it was saved, for editors know better what they mean.
"""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from search.params import clean_text
from search.vietnamese import clean, fold_tokens, tokens

__all__ = [
    "MAX_SHORT",
    "MAX_TERMS",
    "group_errors",
    "long_errors",
    "phrase_errors",
    "short_errors",
    "short_warnings",
    "single_syllables",
    "split",
    "usable",
]

MAX_TERMS = 20
"""Terms of one entry."""

MAX_LENGTH = 80
"""Characters of a term."""

MAX_SYLLABLES = 8
"""Syllables of a term."""

MAX_SHORT = 20
"""Characters of an abbreviation."""

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|th|tr|ch|gh|gi|kh|ph|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)


def split(text: str) -> list[str]:
    """Terms one per line: NFC, one line of visible characters each, each wording once, in order."""
    found: dict[tuple[str, ...], str] = {}
    for line in text.splitlines():
        if term := clean(clean_text(line)):
            found.setdefault(tuple(tokens(term)) or (term,), term)
    return list(found.values())


def usable(term: str) -> bool:
    """Whether the vocabulary may take a term, however it came into the database."""
    return len(term) <= MAX_LENGTH and 0 < len(tokens(term)) <= MAX_SYLLABLES


def group_errors(found: Sequence[str]) -> list[str]:
    """Why these terms are no group of synonyms; [] when they are."""
    if not found:
        return [_("Ghi ít nhất hai từ, mỗi dòng một từ.")]
    if len(found) == 1:
        return [_("Chỉ có một từ: “%(term)s”. Một nhóm cần ít nhất hai từ khác nhau.") % {"term": found[0]}]
    return _term_errors(found)


def long_errors(found: Sequence[str], short: str) -> list[str]:
    """Why these are no full forms of an abbreviation."""
    if not found:
        return [_("Ghi ít nhất một cách viết đầy đủ.")]
    errors = _term_errors(found)
    joined = "".join(tokens(short))
    errors += [
        _("“%(term)s” chính là chữ viết tắt, không phải cách viết đầy đủ.") % {"term": term}
        for term in found
        if "".join(tokens(term)) == joined
    ]
    return errors


def short_errors(short: str) -> list[str]:
    """Why this is no abbreviation."""
    lines = split(short)
    letters = "".join(tokens(lines[0])) if lines else ""
    if len(lines) != 1 or len(letters) < 2:
        return [_("Ghi một chữ viết tắt có từ hai chữ cái trở lên.")]
    if " " in lines[0]:
        return [
            _("Chữ viết tắt viết liền, không có dấu cách: “%(short)s”.")
            % {"short": "".join(lines[0].split())}
        ]
    return []


def phrase_errors(found: Sequence[str]) -> list[str]:
    """Why these are no questions to pin results to."""
    if not found:
        return [_("Ghi ít nhất một câu tìm.")]
    return _term_errors(found)


def _term_errors(found: Sequence[str]) -> list[str]:
    errors = []
    if len(found) > MAX_TERMS:
        errors.append(
            _("Có %(count)d dòng; mỗi mục nhiều nhất %(most)d dòng.")
            % {"count": len(found), "most": MAX_TERMS}
        )
    for term in found:
        syllables = len(tokens(term))
        if not syllables:
            errors.append(_("“%(term)s” không có chữ hay số nào.") % {"term": term[:MAX_LENGTH]})
        elif syllables > MAX_SYLLABLES or len(term) > MAX_LENGTH:
            errors.append(
                _("“%(term)s…” quá dài: nhiều nhất %(syllables)d âm tiết và %(length)d ký tự.")
                % {"term": term[:40], "syllables": MAX_SYLLABLES, "length": MAX_LENGTH}
            )
    return errors


def single_syllables(found: Iterable[str]) -> list[str]:
    """Terms of one syllable: without marks they are easily another word (cháy, chạy)."""
    return [term for term in found if len(tokens(term)) == 1 and _reads_as_syllable(term)]


def short_warnings(short: str) -> list[str]:
    """What to mind about an abbreviation that can be read as a word."""
    if not _reads_as_syllable(short):
        return []
    return [
        _(
            "“%(short)s” đọc được như một âm tiết, nên ai gõ âm tiết đó không dấu cũng nhận kết quả của mục này."
        )
        % {"short": short}
    ]


def _reads_as_syllable(term: str) -> bool:
    folded = fold_tokens(tokens(term))
    return len(folded) == 1 and _SYLLABLE.fullmatch(folded[0]) is not None
