"""Fixtures for the whole suite.

Sockets are limited to the loopback interface. With `REQUIRE_ALL=1`, as in CI, a test that would be
skipped fails instead: nothing may go unchecked unnoticed.
"""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserType

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

# Playwright's synchronous interface runs an event loop in the test's thread, which Django would refuse.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests on the live server back what the migrations wrote.

    Those tests empty every table when they end; the next one needs Wagtail's root page, site and groups.
    """
    for item in items:
        if "live_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)


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
def _empty_cache() -> None:
    """Start every test with an empty cache."""
    cache.clear()


@pytest.fixture
def media_root(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty folder that receives the test's uploads."""
    root = tmp_path / "media"
    settings.MEDIA_ROOT = str(root)
    return root


@pytest.fixture
def index_path(settings: LazySettings, tmp_path: Path) -> Path:
    """An empty folder for the test's own embedded index."""
    path = tmp_path / "index"
    settings.SEARCH = {**settings.SEARCH, "PATH": path}
    return path


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
