"""Where a name still stands in words: found by its letters, for a person to read; no machine knows who is meant.

Read are titles, ledes, texts, captions and quotations of what is published, titles of files, and the extracted text of
attached files, which the search layer adds. Words inside pictures and scans cannot be read.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Page

from home.models import SiteDocument, SiteImage
from home.references import texts
from showcase.models import Initiative
from showcase.signals import name_sought

__all__ = ["MOST", "Mention", "mentions_of"]

MOST = 50
"""Places that are listed; a name that stands in more is a common one."""

_COLUMNS = (
    "title",
    "summary",
    "problem_line",
    "idea_line",
    "result_line",
    "problem",
    "solution",
    "steps",
    "results",
    "suits",
    "does_not_suit",
    "benefit_method",
    "other_productivity",
    "other_quality",
    "other_safety",
    "other_environment",
    "other_welfare",
    "title_en",
    "summary_en",
    "pictures__caption",
    "pictures__alternative_text",
)


@dataclass(frozen=True)
class Mention:
    """A published record whose words hold the name."""

    kind: str
    title: str
    url: str


def mentions_of(name: str) -> list[Mention]:
    """At most `MOST` places; reads every published page and scans the catalogue once."""
    sought = _plain(name)
    if not sought:
        return []
    found: list[Mention] = []
    for mention in _all(name, sought):
        if mention not in found:
            found.append(mention)
        if len(found) == MOST:
            break
    return found


def _all(name: str, sought: str) -> Iterator[Mention]:
    for page in Page.objects.live().specific().iterator(chunk_size=200):
        if any(sought in _plain(text) for text in texts(page)):
            yield Mention(str(page._meta.verbose_name), page.title, page.url or "")
    condition = Q()
    for column in _COLUMNS:
        for form in dict.fromkeys((unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))):
            condition |= Q(**{f"{column}__icontains": form})
    initiatives = Initiative.objects.live().filter(condition).only("code", "title").order_by("pk")
    for initiative in initiatives.distinct()[:MOST]:
        yield Mention(_("Sáng kiến"), str(initiative), initiative.get_absolute_url())
    for document in SiteDocument.objects.filter(title__icontains=name)[:MOST]:
        yield Mention(_("Tên tệp"), document.title, document.url)
    for image in SiteImage.objects.filter(Q(title__icontains=name) | Q(description__icontains=name))[:MOST]:
        yield Mention(_("Tên hoặc mô tả hình"), image.title, "")
    answers: Any = name_sought.send(sender=Mention, name=name)
    for _receiver, places in answers:
        yield from (Mention(_("Chữ trong tệp"), title, url) for title, url in places)


def _plain(text: str) -> str:
    """Letters in one form and one case, white space folded."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
