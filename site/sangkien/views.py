"""Views that belong to the whole site: theme, robots.txt, security.txt and the error pages."""

from datetime import timedelta
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sangkien.middleware import THEME_COOKIE, THEMES
from sangkien.middleware import bad_request as bad_request_page

__all__ = ["bad_request", "favicon", "not_found", "robots_txt", "security_txt", "server_error", "set_theme"]

PLAIN_TEXT = "text/plain; charset=utf-8"


@csrf_exempt  # changes only how the visitor's own pages look, and keeps public pages free of tokens
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme in `theme` for a year and go back to `next`, or to where the visitor was."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return bad_request_page(request)
    target = request.POST.get("next") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target, status=HTTPStatus.SEE_OTHER)
    response.set_cookie(
        THEME_COOKIE,
        theme,
        max_age=timedelta(days=365),
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead to the site's icon where a browser cannot read its address: beside texts, feeds and PDF files."""
    return HttpResponseRedirect(static("icons/favicon.svg"))


@require_safe
@cache_control(public=True, max_age=86_400)
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Tell crawlers what not to ask for and where the sitemap is (RFC 9309)."""
    lines = [
        "User-agent: *",
        f"Disallow: /{settings.ADMIN_PATH}",
        f"Disallow: {reverse('theme')}",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN_TEXT)


@require_safe
@cache_control(public=True, max_age=86_400)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say how to report a weakness (RFC 9116); the statement holds for half a year from today."""
    expires = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: vi, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN_TEXT)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the page for requests that Django itself refuses."""
    return bad_request_page(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the page for addresses that lead nowhere."""
    return render(request, "errors/404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Show the page for failures; without context processors, because any of them may be what failed."""
    return render(None, "errors/500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)
