"""Addresses and cookies that cannot be read are answered with a helpful 400, never a failure."""

from urllib.parse import quote

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from sangkien.middleware import is_decodable

# The page that explains the refusal shows the site's navigation.
pytestmark = pytest.mark.django_db

UNREADABLE = ["%00", "a%00b", "%ff", "%c3%28", "%ed%a0%80", "%C0%80"]


@pytest.mark.parametrize("escaped", UNREADABLE)
def test_path__unreadable_is_refused(client: Client, escaped: str) -> None:
    """NUL, stray bytes, broken sequences, lone surrogates and overlong forms in the path."""
    response = client.get(f"/{escaped}/")
    assert response.status_code == 400
    assert "errors/400.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("escaped", UNREADABLE)
def test_query__unreadable_is_refused(client: Client, escaped: str) -> None:
    """The same in a value and in a name."""
    for query in (f"q={escaped}", f"{escaped}=1"):
        assert client.get("/robots.txt", QUERY_STRING=query).status_code == 400


def test_cookie__nul_is_refused(client: Client) -> None:
    """A quoted cookie can spell NUL in octal, which PostgreSQL would refuse as a session key."""
    assert client.get("/robots.txt", headers={"cookie": r'sessionid="\000\000\000\000"'}).status_code == 400


def test_host__unknown_is_refused_with_the_same_page(client: Client) -> None:
    """Django's own refusals use the same template."""
    response = client.get("/robots.txt", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "errors/400.html" in [template.name for template in response.templates]


@given(text=st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_query__any_text_is_let_through(text: str) -> None:
    """Every Unicode text but NUL is readable, in whatever script."""
    assert is_decodable(RequestFactory().get("/", QUERY_STRING=f"q={quote(text, safe='')}"))


@given(raw=st.binary(max_size=40))
def test_query__bytes_pass_only_as_text(raw: bytes) -> None:
    """Whatever bytes arrive, they pass exactly when they are UTF-8 without NUL."""
    readable = b"\x00" not in raw and raw.decode("utf-8", "ignore").encode() == raw
    assert is_decodable(RequestFactory().get("/", QUERY_STRING=f"q={quote(raw, safe='')}")) == readable
