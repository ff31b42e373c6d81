"""Fixtures for the whole suite.

Sockets are limited to the loopback interface. With `REQUIRE_ALL=1`, as in CI, a test that would be
skipped fails instead: nothing may go unchecked unnoticed.
"""

import math
import os
import shutil
from collections.abc import Generator, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, BrowserType
from pytest_django.plugin import DjangoDbBlocker

from tests.indexes import remove_index, use_copied_index, use_empty_index

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
# Machines are shared: how long an example takes says nothing about the code.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

# Playwright's synchronous interface runs an event loop in the test's thread, which Django would refuse.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """Give tests on the live server back what the migrations wrote, and put those with demo content last.

    Tests on the live server empty every table when they end; the next one needs Wagtail's root page, site and
    groups. Demonstration content stays in the database once it is loaded, so tests that want the database as
    the migrations leave it come first; within both groups pytest-django's own order stands.
    """
    for item in items:
        if "live_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
    yield
    items.sort(key=lambda item: "demo_content" in getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn skips into failures when everything is required."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1, but skipped: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _fresh_start() -> None:
    """Start every test in Vietnamese with an empty cache, and without what editors decided in the test before.

    A request leaves the thread in its language: after a test that read an English page, the addresses that the
    next one works out would be English.
    """
    from home import moments  # noqa: PLC0415 - models are loaded only now
    from search import snapshots  # noqa: PLC0415 - likewise

    cache.clear()
    moments.forget()
    snapshots.forget()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def long_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that count queries: no page is so slow that a moment ends while it is made."""
    from home import moments  # noqa: PLC0415 - models are loaded only now
    from search import snapshots  # noqa: PLC0415 - likewise

    monkeypatch.setattr(moments, "TRUST", math.inf)
    monkeypatch.setattr(snapshots, "CHECK_SECONDS", math.inf)


@pytest.fixture(scope="session", autouse=True)
def _clean_cluster() -> Iterator[None]:
    """Leave nothing behind on the cluster that serves the tests."""
    yield
    remove_index(settings)


@pytest.fixture
def media_root(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty folder that receives the test's uploads."""
    root = tmp_path / "media"
    settings.MEDIA_ROOT = str(root)
    return root


@pytest.fixture
def index_path(settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    """Where the test's own index will be, which nobody has made yet: a folder, or names on the cluster."""
    path = tmp_path / "index"
    use_empty_index(settings, path)
    yield path
    remove_index(settings)


@pytest.fixture(scope="session")
def demo_content(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The demonstration content in the database and in the session's index, for the rest of the session.

    A test that asks for it still rolls back what it changes; one that writes to the index works on its own
    copy, see `demo_index`.
    """
    from search.indexing import rebuild  # noqa: PLC0415 - models are loaded only now
    from search.models import PendingIndexing  # noqa: PLC0415

    with django_db_blocker.unblock():
        # What the migrations wrote; pytest-django keeps it when a test of this session is on the live server.
        saved: str | None = getattr(connection, "_test_serialized_contents", None)
        if saved and not _has_rows():
            connection.creation.deserialize_db_from_string(saved)
        call_command("load_demo", stdout=StringIO())
        rebuild()
        PendingIndexing.objects.all().delete()
        cache.clear()
        if saved:
            contents = connection.creation.serialize_db_to_string()
            connection._test_serialized_contents = contents  # type: ignore[attr-defined]  # read by Django's tests


def _has_rows() -> bool:
    """Whether the database holds what the migrations wrote: a test on the live server leaves it empty."""
    from wagtail.models import Page  # noqa: PLC0415 - models are loaded only now

    return Page.objects.exists()


@pytest.fixture
def demo_index(demo_content: None, settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    """A copy of the index of the demonstration content, for a test that changes it."""
    path = tmp_path / "index"
    use_copied_index(settings, path)
    yield path
    remove_index(settings)


def _chromium() -> str | None:
    """Path of the system's Chromium, or of the one that the variable `CHROMIUM` names."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Start Playwright before the database when any chosen test drives a browser.

    Its event loop changes the context in which Django keeps its connections: a database made before it
    would be seen through another connection afterwards, without the saved content of the migrations.
    """
    if any("browser" in getattr(item, "fixturenames", ()) for item in request.session.items):
        request.getfixturevalue("playwright")


@pytest.fixture(scope="session")
def browser(browser_type: BrowserType) -> Iterator[Browser]:
    """The system's Chromium; Playwright's own builds are not used."""
    path = _chromium()
    if path is None:
        pytest.skip("no Chromium found: install it, or name it in the variable CHROMIUM")
    chromium = browser_type.launch(
        executable_path=path,
        args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-proxy-server"],
    )
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Visit as a Vietnamese reader."""
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
