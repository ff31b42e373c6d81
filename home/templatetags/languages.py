"""Links between languages for the frame of every page."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.translation import get_language

from home.languages import LanguageLink, language_links, newer_original

register = template.Library()


@register.simple_tag(takes_context=True)
def alternate_languages(context: Context) -> Sequence[Any]:
    """What the context calls `alternates`, else the links worked out from its request and page."""
    if "alternates" in context:
        return context["alternates"] or []
    return language_links(context.get("request"), context.get("page"))


@register.simple_tag(takes_context=True)
def content_language(context: Context) -> str:
    """Language of the main part where it is not that of the frame: views show Vietnamese records."""
    if get_language() == settings.LANGUAGE_CODE:
        return ""
    match = getattr(context.get("request"), "resolver_match", None)
    shows_page = context.get("page") is not None and (match is None or match.url_name == "wagtail_serve")
    return "" if shows_page else settings.LANGUAGE_CODE


@register.simple_tag(takes_context=True)
def older_than_original(context: Context, languages: Sequence[Any]) -> LanguageLink | None:
    """The Vietnamese page where it has changed since this translation of it was published, else None."""
    page = context.get("page")
    match = getattr(context.get("request"), "resolver_match", None)
    is_page = page is not None and (match is None or match.url_name == "wagtail_serve")
    if get_language() == settings.LANGUAGE_CODE or not is_page:
        return None
    return newer_original(page, languages)


@register.simple_tag
def front_url() -> str:
    """Address of the front page in the language of the page."""
    return reverse("wagtail_serve", args=[""])
