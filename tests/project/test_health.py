"""Health checks: what is essential decides the status, details stay inside."""

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.db import DatabaseError
from django.test import Client

from sangkien import health
from search.contract import Health


def _fail() -> None:
    raise DatabaseError("secret-host refused")


def test_alive__needs_no_database(client: Client) -> None:
    """pytest-django forbids the database here, so any query would fail."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready__runs_every_check(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Database and cache are the real ones of the test run."""
    monkeypatch.setattr(health, "_check_index", lambda: None)
    response = client.get("/readyz")
    assert response.status_code == 200
    answer = response.json()
    assert answer["status"] == "ok"
    assert {name: check["ok"] for name, check in answer["checks"].items()} == {
        "database": True,
        "cache": True,
        "index": True,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("broken", "status", "word"),
    [("database", 503, "failed"), ("cache", 503, "failed"), ("index", 200, "degraded")],
)
def test_ready__reports_a_broken_part(
    client: Client, monkeypatch: pytest.MonkeyPatch, broken: str, status: int, word: str
) -> None:
    """Without its index the site still serves; without database or cache it does not."""
    monkeypatch.setattr(health, "_check_index", lambda: None)
    monkeypatch.setattr(health, f"_check_{broken}", _fail)
    response = client.get("/readyz")
    assert response.status_code == status
    assert response.json()["status"] == word
    assert response.json()["checks"][broken]["ok"] is False
    assert "secret-host" not in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("ok", "status"), [(True, "ok"), (False, "degraded")])
def test_ready__asks_the_engine(
    client: Client, monkeypatch: pytest.MonkeyPatch, ok: bool, status: str
) -> None:
    """The engine's own word on its health is what counts."""

    class Engine:
        def health(self) -> Health:
            """As told."""
            return Health(ok=ok, engine="embedded")

    monkeypatch.setattr(health, "get_engine", Engine)
    assert client.get("/readyz").json()["status"] == status


@pytest.mark.django_db
def test_ready__notices_a_cache_that_forgets(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache may answer and still not keep anything."""

    class Forgetful(LocMemCache):
        def set(self, *args: object, **kwargs: object) -> None:
            """Keep nothing."""

    monkeypatch.setattr(health, "cache", Forgetful("forgetful", {}))
    assert client.get("/readyz").json()["checks"]["cache"]["ok"] is False
