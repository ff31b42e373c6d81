"""What stands in the head of a page for machines: canonical address, languages, structured data, sharing card."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from home.addresses import absolute, origin_of
from home.languages import LanguageLink
from home.social_cards import HEIGHT, WIDTH, card_address
from home.structured_data import Facts, breadcrumb_list, describe, script_content
from home.templatetags.home import page_crumbs

register = template.Library()


@dataclass(frozen=True, slots=True)
class HeadLink:
    """The address of a page in a language; `code` is “x-default” for readers of any other."""

    code: str
    url: str


@dataclass(frozen=True, slots=True)
class SharingCard:
    """The picture of a page for sharing: full address, pixels, and what it says."""

    url: str
    width: int
    height: int
    alt: str


@register.simple_tag(takes_context=True)
def canonical_address(context: Context) -> str:
    """The one address under which a page is to be known; "" where there is none (a preview, an error).

    Later pages of a list are pages of their own.
    """
    meta = context.get("meta") or {}
    if meta.get("url"):
        return str(meta["url"])
    page = context.get("page")
    if not isinstance(page, Page) or not page.pk:
        return ""
    number = getattr(context.get("items"), "number", 1)
    address = page.full_url or ""
    return f"{address}?page={number}" if address and number > 1 else address


@register.simple_tag(takes_context=True)
def absolute_address(context: Context, address: str) -> str:
    """The full form of an address of this site: ``{% absolute_address initiative.get_absolute_url %}``."""
    request = context.get("request")
    return absolute(request, address) if request is not None else address


@register.simple_tag(takes_context=True)
def language_alternates(context: Context, languages: Iterable[LanguageLink]) -> list[HeadLink]:
    """The page in every language it has, itself included, and the one for everybody else; none without a twin."""
    request: HttpRequest | None = context.get("request")
    twins = [link for link in languages if not link.front_only]
    if request is None or not twins:
        return []
    here = get_language() or settings.LANGUAGE_CODE
    page = context.get("page")
    own = page.url if isinstance(page, Page) and page.pk and not context.get("meta") else None
    links = [HeadLink(here, absolute(request, own or request.get_full_path()))]
    links += [HeadLink(link.code, absolute(request, link.url)) for link in twins]
    default = next((link.url for link in links if link.code == settings.LANGUAGE_CODE), None)
    return [*links, HeadLink("x-default", default)] if default else links


@register.simple_tag(takes_context=True)
def sharing_card(context: Context, record: Any) -> SharingCard | None:
    """The card of a record, None where there is none: ``{% sharing_card page as card %}``."""
    request: HttpRequest | None = context.get("request")
    if request is None or not _is_public(context, record):
        return None
    found = card_address(record, _language_of(record))
    if found is None:
        return None
    address, card = found
    return SharingCard(absolute(request, address), WIDTH, HEIGHT, card.words)


@register.simple_tag(takes_context=True)
def structured_data(context: Context, record: Any, crumbs: Any = None) -> SafeString:
    """What is said of a record, and of the way up to it, to search engines, as a block of data; nothing of a preview.

    A block of data is not executed (HTML, “prepare the script element”), so the content policy has no say in it.
    """
    request: HttpRequest | None = context.get("request")
    if request is None or getattr(request, "is_preview", False) or context.get("is_preview"):
        return SafeString("")
    known = bool(record) and bool(getattr(record, "pk", None))
    url = canonical_address(context) or (absolute(request, record.get_absolute_url()) if known else "")
    if not url:
        return SafeString("")
    frame = context.get("site_settings")
    facts = Facts(
        origin=origin_of(request),
        url=url,
        site_name=getattr(frame, "site_title", "") or settings.WAGTAIL_SITE_NAME,
        language=_language_of(record),
        image=getattr(sharing_card(context, record), "url", ""),
        email=getattr(frame, "contact_email", ""),
    )
    things = describe(record, facts) if known else []
    crumbs = crumbs or context.get("crumbs") or (page_crumbs(record) if isinstance(record, Page) else None)
    if crumbs:
        title = (
            getattr(record, "title", str(record)) if known else (context.get("meta") or {}).get("title", "")
        )
        things = [*things, breadcrumb_list(crumbs, facts, title)]
    if not things:
        return SafeString("")
    content = script_content(things)
    return mark_safe(f'<script type="application/ld+json">{content}</script>')  # noqa: S308 - escaped by script_content


def _is_public(context: Context, record: Any) -> bool:
    """Whether the record is shown to the public here: a preview or an error page is not."""
    request = context.get("request")
    shown_in_admin = getattr(request, "is_preview", False) or context.get("is_preview")
    return bool(record) and bool(getattr(record, "pk", None)) and not shown_in_admin


def _language_of(record: Any) -> str:
    """The language of the record's own words: records of the catalogue are Vietnamese on every page."""
    here = get_language() or settings.LANGUAGE_CODE
    return here if isinstance(record, Page) else settings.LANGUAGE_CODE
