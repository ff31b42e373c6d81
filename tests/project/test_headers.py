"""Security headers: strict on public pages, wide enough for the admin, previews in frames of this site."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from wagtail.utils.decorators import xframe_options_sameorigin_override

from sangkien.middleware import ContentPolicyMiddleware


def _policy(response: Any) -> dict[str, set[str]]:
    """The response's content policy: directive → sources."""
    parts = (part.split() for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


def _apply(request: HttpRequest, response: HttpResponse) -> dict[str, set[str]]:
    return _policy(ContentPolicyMiddleware(lambda _: response)(request))


def test_policy__public_pages_load_only_files_of_this_site(client: Client) -> None:
    """The whole policy, so that any widening shows."""
    assert _policy(client.get("/robots.txt")) == {
        "default-src": {"'none'"},
        "script-src": {"'self'"},
        "style-src": {"'self'"},
        "img-src": {"'self'"},
        "font-src": {"'self'"},
        "connect-src": {"'self'"},
        "media-src": {"'self'"},
        "manifest-src": {"'self'"},
        "form-action": {"'self'"},
        "frame-ancestors": {"'none'"},
        "base-uri": {"'none'"},
    }


@pytest.mark.django_db
def test_policy__admin_adds_only_what_wagtail_needs(client: Client) -> None:
    """Inline elements, data: and blob: pictures, frames of this site; no other origin, handler or eval."""
    admin = _policy(client.get("/admin/login/"))
    public = _policy(client.get("/robots.txt"))
    added = {name: admin[name] - public.get(name, set()) for name in admin}
    assert {name: sources for name, sources in added.items() if sources} == {
        "script-src-elem": {"'self'", "'unsafe-inline'"},
        "style-src": {"'unsafe-inline'"},
        "img-src": {"data:", "blob:"},
        "frame-src": {"'self'"},
    }


def test_policy__previews_may_be_framed_by_this_site(rf: RequestFactory) -> None:
    """Wagtail marks the request of a preview; the rest of the public policy stays."""
    request = rf.get("/")
    request.is_preview = True  # type: ignore[attr-defined] # as Wagtail sets it
    preview = _apply(request, HttpResponse())
    assert preview.pop("frame-ancestors") == {"'self'"}
    public = _apply(rf.get("/"), HttpResponse())
    assert public.pop("frame-ancestors") == {"'none'"}
    assert preview == public


def test_policy__follows_the_same_origin_decorator(rf: RequestFactory) -> None:
    """Frame rules of the two headers never contradict each other."""
    view = xframe_options_sameorigin_override(lambda request: HttpResponse())
    assert _apply(rf.get("/admin/x/"), view(rf.get("/admin/x/")))["frame-ancestors"] == {"'self'"}


@pytest.mark.django_db
def test_headers__accompany_every_answer(client: Client) -> None:
    """Also the refusal of an unreadable address."""
    for path in ("/healthz", "/%00"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Permissions-Policy"] == settings.PERMISSIONS_POLICY
        assert headers["X-Frame-Options"] == "DENY"
