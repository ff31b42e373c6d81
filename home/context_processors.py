"""What the frame of every page needs: navigation, footer, contact, theme."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from home.models import SiteSettings

__all__ = ["site"]


def site(request: HttpRequest) -> dict[str, Any]:
    """Site settings and navigation, worked out when a template first asks: the admin never does.

    An address outside every site (a health check by IP before set-up) has empty settings.
    """
    settings = SimpleLazyObject(lambda: _settings(request))
    return {
        "site_settings": settings,
        "site_nav": SimpleLazyObject(lambda: _navigation(settings, request.path)),
        "theme": getattr(request, "theme", "auto"),
    }


def _settings(request: HttpRequest) -> SiteSettings:
    return SiteSettings.for_request(request) if Site.find_for_request(request) else SiteSettings()


def _navigation(settings: Any, path: str) -> list[dict[str, Any]]:
    return [
        {"title": link.value["title"], "url": href, "current": href != "/" and path.startswith(href)}
        for link in settings.navigation
        if (href := link.value.href)
    ]
