"""The text of files as pages show it beside them: what the index has of the same file, cut to what a page bears."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Collection, CollectionViewRestriction

from home.models import SiteDocument
from search.attachments.faults import Status
from search.models.attachments import AttachedText

__all__ = ["MOST_SHOWN", "ShownPage", "ShownText", "shown_texts"]

MOST_SHOWN = 48_000
"""Characters of all files together on one page: about 20 KB compressed, of the 30 KB that a page may weigh."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """Text of a page of a file; `number` counts from 1, or is 0 where the format has no pages."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ShownText:
    """What can be shown of a file: its pages, or the reason why there are none.

    `note` says what the reading left out, `is_cut` that this page left out the end.
    """

    pages: Sequence[ShownPage] = ()
    reason: str = ""
    note: str = ""
    is_cut: bool = False


def shown_texts(documents: Iterable[SiteDocument]) -> dict[int, ShownText]:
    """Texts by key of the document; three queries at most.

    Files of restricted collections have none: their words are no more for everyone than they are.
    """
    given = list(documents)
    if not given:
        return {}
    hidden = tuple(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    closed = _below(hidden) if hidden else set()
    public = [one for one in given if one.collection_id not in closed]
    read = AttachedText.objects.filter(sha256__in={one.sha256 for one in public} - {""})
    texts = {text.sha256: text for text in read}
    shown: dict[int, ShownText] = {}
    left = MOST_SHOWN
    for document in public:
        if document.pk in shown:
            continue
        shown[document.pk] = one = _shown(texts.get(document.sha256), left)
        left -= sum(len(page.text) for page in one.pages)
    return shown


def _below(paths: tuple[str, ...]) -> set[int]:
    """Keys of the collections at these paths and below them."""
    return {pk for pk, path in Collection.objects.values_list("pk", "path") if path.startswith(paths)}


def _shown(text: AttachedText | None, left: int) -> ShownText:
    if text is None:
        return ShownText(reason=_("Tệp chưa được đọc."))
    if not text.pages:
        return ShownText(reason=text.message or str(text.get_status_display()))
    pages: list[ShownPage] = []
    for number, words in text.pages:
        if left <= 0:
            break
        pages.append(ShownPage(number, words[:left]))
        left -= len(words)
    is_cut = len(pages) < len(text.pages) or left < 0
    if not pages:
        return ShownText(reason=_("Trang này đã đầy; mở tệp để đọc."))
    note = "" if text.status == Status.OK else text.message
    return ShownText(tuple(pages), note=note, is_cut=is_cut)
