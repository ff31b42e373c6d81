"""Links in running text: one to a document that is not wholly in force says so right behind it.

Wagtail rewrites the opening tag of a link. Ours carries the mark in an attribute, and the template that shows
rich text (`wagtailcore/shared/richtext.html`) puts it behind the closing tag. All links of a text, or of all
paragraphs of an article (`ArticleText`), cost the same few queries.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from html import unescape
from typing import Any

from django.apps import apps
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import escape
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from home.legal_status import LegalStatus
from home.standing import standing

__all__ = ["ArticleText", "PageLinks", "article_texts", "marks_behind_links", "opening_tags"]

_ATTRIBUTE = "data-legal-mark"
_MARKED_LINK = re.compile(rf'<a\b([^>]*?) {_ATTRIBUTE}="([^"]*)">(.*?)</a>', re.DOTALL)


class PageLinks:
    """Opening tags of links to pages, worked out together when the first is asked for."""

    def __init__(self, keys: Iterable[Any]) -> None:
        """Take the keys of the pages as the text has them."""
        self._keys = {str(key) for key in keys}

    def opening_tag(self, key: Any) -> str:
        """Tag for the page with this key; a bare one where the page is gone."""
        return self._tags.get(str(key), "<a>")

    @cached_property
    def _tags(self) -> dict[str, str]:
        keys = [key for key in self._keys if key.isdecimal()]
        if not keys:
            return {}
        pages = _in_active_language(Page.objects.filter(pk__in=keys).defer_streamfields().specific())
        guidance = apps.get_model("home", "GuidancePage")
        documents = [page for page in pages.values() if isinstance(page, guidance) and page.live]
        prefetch_related_objects(documents, guidance.objects.status_relations())
        marks = {document.pk: _mark(document) for document in documents}
        return {key: _opening_tag(page.url, marks.get(page.pk, "")) for key, page in pages.items()}


def _in_active_language(pages: Iterable[Page]) -> dict[str, Page]:
    """Pages by key, each as its published twin in the language of the reader where it has one."""
    found = {str(page.pk): page for page in pages}
    locale = Locale.get_active()
    foreign = {page.translation_key for page in found.values() if page.locale_id != locale.pk}
    if not foreign:
        return found
    twins = Page.objects.live().filter(locale=locale, translation_key__in=foreign).defer_streamfields()
    by_key = {twin.translation_key: twin for twin in twins.specific()}
    return {key: by_key.get(page.translation_key, page) for key, page in found.items()}


def _mark(document: Any) -> str:
    """What stands behind a link to a document: "" where it is in force."""
    state = standing(document, timezone.localdate())
    if state["status"] == LegalStatus.IN_FORCE:
        return ""
    return render_to_string("components/legal_mark.html", dict(state)).strip()


def _opening_tag(url: str | None, mark: str) -> str:
    attribute = f' {_ATTRIBUTE}="{escape(mark)}"' if mark else ""
    return f'<a href="{escape(url or "")}"{attribute}>'


_at_hand: ContextVar[PageLinks | None] = ContextVar("page_links", default=None)


def opening_tags(keys: Sequence[Any]) -> list[str]:
    """Opening tags of links: a fixed number of queries, or none where the article has them at hand."""
    links = _at_hand.get() or PageLinks(keys)
    return [links.opening_tag(key) for key in keys]


class ArticleText(RichText):
    """Rich text whose links are worked out together with those of the other paragraphs of its article."""

    def __init__(self, source: str, links: PageLinks) -> None:
        """Take the text as stored, and the links of the article."""
        super().__init__(source)
        self._links = links

    def __html__(self) -> str:
        with _use(self._links):
            html: str = super().__html__()
            return html


@contextmanager
def _use(links: PageLinks) -> Iterator[None]:
    token = _at_hand.set(links)
    try:
        yield
    finally:
        _at_hand.reset(token)


def article_texts(sources: Sequence[Any]) -> list[RichText]:
    """Texts of one article, as stored, made to share their links."""
    links = PageLinks(key for source in sources for key in _linked(source or ""))
    return [ArticleText(source, links) for source in sources]


def _linked(source: str) -> Iterator[str]:
    for attributes in FIND_A_TAG.findall(source):
        attrs = extract_attrs(attributes)
        if attrs.get("linktype") == "page" and "id" in attrs:
            yield attrs["id"]


def marks_behind_links(html: str) -> str:
    """Move marks from the opening tags of links to behind the links."""
    if _ATTRIBUTE not in html:
        return html
    return _MARKED_LINK.sub(lambda found: f"<a{found[1]}>{found[3]}</a> {unescape(found[2])}", html)
