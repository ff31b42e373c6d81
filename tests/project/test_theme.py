"""The visitor's theme: remembered in a cookie, put on the request, never an open redirect."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from sangkien.middleware import ThemeMiddleware


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [(None, "auto"), ("auto", "auto"), ("light", "light"), ("dark", "dark"), ("neon", "auto"), ("", "auto")],
)
def test_theme__is_read_from_the_cookie(rf: RequestFactory, cookie: str | None, theme: str) -> None:
    """Unknown values count as automatic."""
    request = rf.get("/")
    if cookie is not None:
        request.COOKIES["theme"] = cookie
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.theme)  # type: ignore[attr-defined] # set by the middleware
        return HttpResponse()

    response = ThemeMiddleware(view)(request)
    assert seen == [theme]
    assert "Cookie" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("data", "referer", "target"),
    [
        ({"next": "/so-lieu/?nam=2022"}, "", "/so-lieu/?nam=2022"),
        ({}, "http://testserver/tin-tuc/", "http://testserver/tin-tuc/"),
        ({"next": "https://evil.example/"}, "", "/"),
        ({"next": "//evil.example/"}, "", "/"),
        ({"next": "javascript:alert(1)"}, "", "/"),
        ({}, "https://evil.example/", "/"),
        ({}, "", "/"),
    ],
)
def test_set_theme__returns_only_to_this_site(
    client: Client, data: dict[str, str], referer: str, target: str
) -> None:
    """`next` wins over the referring page; strangers lead home."""
    response = client.post("/giao-dien/", {"theme": "dark", **data}, headers={"referer": referer})
    assert response.status_code == 303
    assert response.headers["Location"] == target
    cookie = response.cookies["theme"]
    assert (cookie.value, cookie["samesite"], cookie["path"]) == ("dark", "Lax", "/")


def test_set_theme__needs_no_token() -> None:
    """Public pages carry no CSRF token, so that they can be cached."""
    response = Client(enforce_csrf_checks=True).post("/giao-dien/", {"theme": "light"})
    assert response.status_code == 303


@pytest.mark.django_db
def test_set_theme__refuses_unknown_themes_and_reads(client: Client) -> None:
    """Only the three themes, only by POST."""
    assert client.post("/giao-dien/", {"theme": "neon"}).status_code == 400
    assert client.get("/giao-dien/").status_code == 405
