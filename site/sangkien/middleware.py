"""Site-wide middleware: content policy, security headers, the visitor's theme, undecodable requests."""

from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

__all__ = [
    "THEMES",
    "THEME_COOKIE",
    "ContentPolicyMiddleware",
    "DecodableRequestMiddleware",
    "SecurityHeadersMiddleware",
    "ThemeMiddleware",
    "bad_request",
    "is_decodable",
]

GetResponse = Callable[[HttpRequest], HttpResponseBase]

THEME_COOKIE = "theme"
#: `auto` follows the visitor's device.
THEMES = ("auto", "light", "dark")


class ContentPolicyMiddleware(CSPMiddleware):
    """Set the Content-Security-Policy: strict for the public site, wider for the admin.

    Previews are public pages shown in a frame of the admin, so they, and whatever a view marks with
    Django's or Wagtail's same-origin decorators, may be framed by this site; nothing else may be framed.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Return the policy of one response, starting from what the view itself asked for."""
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        if report_only:
            return parts
        if parts.config is None and request.path_info.startswith(f"/{settings.ADMIN_PATH}"):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        if getattr(request, "is_preview", False) or response.get("X-Frame-Options") == "SAMEORIGIN":
            parts.replace = {**(parts.replace or {}), "frame-ancestors": ["'self'"]}
        return parts


class SecurityHeadersMiddleware:
    """Set the security headers for which Django has no setting."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers that the response does not carry yet."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class ThemeMiddleware:
    """Put the theme that the visitor chose on `request.theme`: one of `THEMES`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Read the cookie; anything unknown counts as `auto`."""
        theme = request.COOKIES.get(THEME_COOKIE, "")
        request.theme = theme if theme in THEMES else "auto"  # type: ignore[attr-defined] # set for templates
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response


class DecodableRequestMiddleware:
    """Answer 400, with a helpful page, to addresses and cookies that are not UTF-8 text or hold NUL.

    PostgreSQL refuses NUL in text and Django replaces broken bytes silently; checking here keeps every
    view, and every query built from an address, free of both.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass decodable requests on."""
        if not is_decodable(request):
            return bad_request(request)
        return self.get_response(request)


def bad_request(request: HttpRequest) -> HttpResponse:
    """Return the page that says an address cannot be read, with status 400."""
    return render(request, "errors/400.html", status=400)


def is_decodable(request: HttpRequest) -> bool:
    """Whether path and query are UTF-8 without NUL, and the cookies without NUL.

    Django has already written the broken bytes of the path back as percent-escapes by the time it is seen
    here, so unquoting it once more brings them to light.
    """
    path = unquote_to_bytes(request.path_info)
    query = unquote_to_bytes(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    try:
        texts = [path.decode(), query.decode(), *request.COOKIES.values()]
    except UnicodeDecodeError:
        return False
    return not any("\x00" in text for text in texts)
