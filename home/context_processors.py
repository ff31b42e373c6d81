"""What the frame of every page needs: navigation, footer, contact, theme."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Page, Site

from home.languages import FrameWords, Twin, twins_of_addresses
from home.models import SiteSettings

__all__ = ["Frame", "site"]


@dataclass(slots=True)
class Frame:
    """The site settings in the language of the page; links lead to a page's twin where it has one."""

    site_title: str
    banner: str = ""
    banner_lang: str = ""
    navigation: list[dict[str, Any]] = field(default_factory=list)
    footer: list[dict[str, Any]] = field(default_factory=list)
    footer_text: str = ""
    footer_text_lang: str = ""
    contact_office: str = ""
    contact_address: str = ""
    contact_phone: str = ""
    contact_email: str = ""


def site(request: HttpRequest) -> dict[str, Any]:
    """Site settings and navigation, worked out when a template first asks: the admin never does.

    An address outside every site (a health check by IP before set-up) has empty settings.
    """
    frame = SimpleLazyObject(lambda: _frame(request))
    return {
        "site_settings": frame,
        "site_nav": SimpleLazyObject(lambda: frame.navigation),
        "theme": getattr(request, "theme", "auto"),
    }


Links = list[tuple[str, str]]
Columns = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Addresses:
    """The links of the settings with their addresses, and what these were worked out from."""

    basis: tuple[Any, ...]
    keys: frozenset[int]
    pages: dict[int, str]
    navigation: Links
    footer: Columns


_known: dict[int, _Addresses] = {}
"""By site. Working the addresses out takes longer than asking whether they still hold, which is done each time."""


def _links(stored: SiteSettings) -> tuple[Links, Columns]:
    """Navigation and footer: titles and addresses of their links; one small query while nothing changes."""
    basis = (
        Site.get_site_root_paths(),
        [dict(link) for link in stored.navigation.raw_data],
        [dict(column) for column in stored.footer_columns.raw_data],
    )
    known = _known.get(stored.site_id)
    if known is None or known.basis != basis or known.pages != _paths(known.keys):
        keys = frozenset(_linked_pages(basis[1:]))
        known = _known[stored.site_id] = _Addresses(
            basis=basis,
            keys=keys,
            pages=_paths(keys),
            navigation=[(link.value["title"], link.value.href) for link in stored.navigation],
            footer=stored.footer,
        )
    return known.navigation, known.footer


def _linked_pages(raw: Any) -> Iterator[int]:
    """Keys of the pages that stored links name, also of those that are gone."""
    if isinstance(raw, list | tuple):
        for one in raw:
            yield from _linked_pages(one)
    elif isinstance(raw, dict):
        for name, value in raw.items():
            if name == "page" and value:
                yield value
            else:
                yield from _linked_pages(value)


def _paths(keys: Iterable[int]) -> dict[int, str]:
    """Where pages stand in the tree."""
    return dict(Page.objects.filter(pk__in=list(keys)).values_list("pk", "url_path"))


def _frame(request: HttpRequest) -> Frame:
    if Site.find_for_request(request):
        stored = SiteSettings.for_request(request)
        navigation, footer = _links(stored)
    else:
        stored, navigation, footer = SiteSettings(), [], []
    addresses = [href for _title, href in navigation]
    addresses += [link["url"] for column in footer for link in column["links"]]
    twins = twins_of_addresses(request, dict.fromkeys(addresses))
    banner, footer_text = FrameWords.of(stored.banner), FrameWords.of(stored.footer_text)
    return Frame(
        site_title=stored.site_title,
        banner=banner.text,
        banner_lang=banner.lang,
        navigation=[
            {**link, "current": link["url"] != "/" and request.path.startswith(link["url"])}
            for link in (_link(title, href, twins) for title, href in navigation if href)
        ],
        footer=[
            {
                **_words(column["title"]),
                "links": [_link(link["title"], link["url"], twins) for link in column["links"]],
            }
            for column in footer
        ],
        footer_text=footer_text.text,
        footer_text_lang=footer_text.lang,
        contact_office=FrameWords.of(stored.contact_office).text,
        contact_address=stored.contact_address,
        contact_phone=stored.contact_phone,
        contact_email=stored.contact_email,
    )


def _words(title: str) -> dict[str, str]:
    words = FrameWords.of(title)
    return {"title": words.text, "lang": words.lang}


def _link(title: str, url: str, twins: dict[str, Twin]) -> dict[str, str]:
    """A link to the twin under the twin's own title, else to the Vietnamese page under its Vietnamese one."""
    if url in twins:
        return {"title": twins[url].title, "url": twins[url].url, "lang": ""}
    is_foreign = get_language() != settings.LANGUAGE_CODE
    return {"title": title, "url": url, "lang": settings.LANGUAGE_CODE if is_foreign else ""}
