"""The site in more than one language: the same page elsewhere, and the frame in the language of the page.

A page and its twin share a translation key and, below the front page, a slug: the English site repeats the
paths of the Vietnamese one under `/en/`. What has no twin stays reachable in Vietnamese and says so.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import translate_url
from django.utils.translation import get_language, gettext
from wagtail.models import Page, Site
from wagtail.models.sites import get_site_for_hostname

from home.moments import of_the_moment

__all__ = [
    "FrameWords",
    "LanguageLink",
    "Twin",
    "language_links",
    "newer_original",
    "site_of",
    "twins_of_addresses",
]

_PAGE_VIEW = "wagtail_serve"


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A way to another language; `front_only` when it leads to the front page for want of a twin.

    `title` is the name of the language in the language itself; `updated` says when a twin was last published.
    """

    code: str
    url: str
    title: str
    front_only: bool = False
    updated: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """The address and title of a page's twin."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class FrameWords:
    """Words that editors set in Vietnamese, translated where the catalogue of interface words has them."""

    text: str
    lang: str

    @classmethod
    def of(cls, text: str) -> "FrameWords":
        """The translation of `text`; `lang` is "vi" where there is none, "" where none is needed."""
        if not text or get_language() == settings.LANGUAGE_CODE:
            return cls(text, "")
        words = gettext(text)
        return cls(words, settings.LANGUAGE_CODE if words == text else "")


def language_links(request: HttpRequest | None, page: Page | None) -> list[LanguageLink]:
    """Links to the other languages in which the site has a published front page; two queries at most.

    A view of the site has the same address in every language. A page has a twin, or the link leads to the
    other front page.
    """
    site = site_of(request) if request is not None else None
    if request is None or site is None:
        return []
    here = get_language()
    if _serves_every_language(request):
        codes = _front_languages(site.root_page_id)
        return [
            LanguageLink(code, translate_url(request.get_full_path(), code), title)
            for code, title in settings.LANGUAGES
            if code != here and code in codes
        ]
    keys = {site.root_page.translation_key}
    if page is not None and page.pk:
        keys.add(page.translation_key)
    found = {
        (other.translation_key, other.locale.language_code): other
        for other in Page.objects.live().filter(translation_key__in=keys).select_related("locale")
    }
    links = []
    for code, title in settings.LANGUAGES:
        front = found.get((site.root_page.translation_key, code))
        if code == here or front is None:
            continue
        twin = found.get((page.translation_key, code)) if page is not None else None
        if twin is not None:
            address = twin.get_url(request) or front.get_url(request)
            links.append(LanguageLink(code, address, title, updated=twin.last_published_at))
        else:
            links.append(LanguageLink(code, front.get_url(request), title, front_only=True))
    return links


def newer_original(page: Page, links: Iterable[LanguageLink]) -> LanguageLink | None:
    """The page in the site's own language, where it was published after its translation `page` was; else None."""
    for link in links:
        if link.code == settings.LANGUAGE_CODE and not link.front_only and link.updated:
            translated = page.last_published_at
            return link if translated is None or link.updated > translated else None
    return None


def site_of(request: HttpRequest) -> Site | None:
    """The site that a request is for, None where there is none; the default one for a host that is refused."""
    try:
        hostname, _port = split_domain_port(request.get_host())
    except DisallowedHost:
        hostname = ""
    return _site_at(hostname, int(request.get_port()))


@of_the_moment
def _site_at(hostname: str, port: int) -> Site | None:
    """What `Site.find_for_request` finds; it asks the database for every request."""
    try:
        found: Site = get_site_for_hostname(hostname, port)
    except Site.DoesNotExist:
        return None
    return found


@of_the_moment
def _front_languages(front_id: int) -> frozenset[str]:
    """Codes of the languages in which a front page is published."""
    fronts = Page.objects.live().filter(
        translation_key__in=Page.objects.filter(pk=front_id).values("translation_key")
    )
    return frozenset(fronts.values_list("locale__language_code", flat=True))


def _serves_every_language(request: HttpRequest) -> bool:
    """Whether a view, not a page, answers at this address, and does so under every language's prefix."""
    match = request.resolver_match
    if match is None or match.url_name == _PAGE_VIEW:
        return False
    other = next(code for code, _name in settings.LANGUAGES if code != get_language())
    return translate_url(request.path, other) != request.path


def twins_of_addresses(request: HttpRequest, addresses: Iterable[str]) -> dict[str, Twin]:
    """Twins, in the language of the request, of Vietnamese addresses of pages; one query.

    Addresses without a published twin are left out; in Vietnamese nothing needs one.
    """
    code = get_language()
    site = site_of(request)
    if code == settings.LANGUAGE_CODE or site is None:
        return {}
    roots = [
        root.root_path
        for root in Site.get_site_root_paths()
        if root.site_id == site.pk and root.language_code == code
    ]
    if not roots:
        return {}
    paths = {address: roots[0] + address[1:] for address in addresses if address.startswith("/")}
    pages = {page.url_path: page for page in Page.objects.live().filter(url_path__in=paths.values())}
    return {
        address: Twin(pages[path].get_url(request) or address, pages[path].title)
        for address, path in paths.items()
        if path in pages
    }
