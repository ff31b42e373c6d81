"""What the frame of every page needs: navigation, footer, contact, theme."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from wagtail.models import Site

from home.languages import FrameWords, Twin, site_of, twins_of_addresses
from home.models import SiteSettings
from home.moments import of_the_moment

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


@of_the_moment
def _stored(site: Site) -> tuple[SiteSettings, Links, Columns]:
    """The settings of a site; titles and addresses of the links of its navigation and footer."""
    stored = SiteSettings.for_site(site)
    return (
        stored,
        [(link.value["title"], link.value.href) for link in stored.navigation],
        stored.footer,
    )


def _frame(request: HttpRequest) -> Frame:
    found = site_of(request)
    stored, navigation, footer = _stored(found) if found else (SiteSettings(), [], [])
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
