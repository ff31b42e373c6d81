"""Fixtures of the tests that drive a browser.

All of them visit one site: a process of its own, with its own database, uploads and index, that has loaded
the demonstration content. Addresses in `page.goto` are relative to it. What a test adds, others may see.
"""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import ProxyHandler, build_opener

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState, expect

from showcase.demo.accounts import demo_accounts
from tests.browser.words import BINDING, COLLECT_WORDS, is_english
from tests.indexes import remove_index

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
START_SECONDS = 60
# Long, for the machine that runs the tests may be busy; nothing waits longer than it must.
ACTION_MILLISECONDS = 30_000
EXPECT_MILLISECONDS = 15_000

WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}

# Reported by the browser itself, so that nothing depends on the wording of console messages.
WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI} at ${event.sourceFile}`);
});
"""

expect.set_options(timeout=EXPECT_MILLISECONDS)

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo_database() -> Iterator[str]:
    """Address of an empty database on the PostgreSQL server of `DATABASE_URL`, or "" for SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"sangkien_browser_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def index_names() -> Iterator[str]:
    """What the names of the site's indexes begin with, where the engine is Elasticsearch."""
    prefix = f"test-browser-{uuid.uuid4().hex[:8]}"
    yield prefix
    remove_index(settings, prefix)


@pytest.fixture(scope="session")
def base_url(demo_database: str, index_names: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the running site with its demonstration content, loaded and indexed."""
    data = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "demo_settings",
        "PYTHONPATH": str(HERE),
        "DATA_DIR": str(data),
        "DATABASE_URL": demo_database,
        "REDIS_URL": "",
        "LOG_LEVEL": "WARNING",
        "ELASTICSEARCH_PREFIX": index_names,
    }
    manage = [sys.executable, str(ROOT / "manage.py")]
    steps = [
        subprocess.Popen(
            [*manage, *step], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        for step in (["prepare"], ["collectstatic", "--noinput"])
    ]
    for step in steps:
        _output, errors = step.communicate()
        assert step.returncode == 0, errors
    address = f"127.0.0.1:{port}"
    with (data / "server.log").open("w+") as log:
        server = subprocess.Popen(
            [*manage, "runserver", "--noreload", "--skip-checks", address],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(server, f"http://{address}/readyz", data / "server.log")
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait(timeout=10)


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return when the site answers; fail with its log when it stops or stays silent."""
    opener = build_opener(ProxyHandler({}))
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with opener.open(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The site did not start:\n{log.read_text()}")


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> str:
    """Name of the screen that a test runs on, each in turn: "phone" (360 px wide) and "desk" (1280 px)."""
    return str(request.param)


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the pages of `open_page` complained about: refused by the policy, failed, or not delivered.

    English words shown in the admin are a complaint too, for its users read Vietnamese.
    The test fails when anything is left in the list at its end.
    """
    found: list[str] = []
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def open_page(
    browser: Browser,
    browser_context_args: dict[str, Any],
    complaints: list[str],
    sessions: Callable[[str], StorageState],
) -> Iterator[OpenPage]:
    """Open a page in a fresh browser context of a given width, signed in as `user` where one is named.

    Further arguments go to Playwright's `new_context`.
    """
    contexts: list[BrowserContext] = []

    def open_one(width: str = "desk", user: str = "", **arguments: Any) -> Page:
        if user:
            arguments["storage_state"] = sessions(user)
        context = browser.new_context(**{**browser_context_args, "viewport": WIDTHS[width], **arguments})
        contexts.append(context)
        context.set_default_timeout(ACTION_MILLISECONDS)
        context.add_init_script(WATCH_POLICY)
        if user and arguments.get("locale", "vi").startswith("vi"):
            context.expose_function(BINDING, lambda path, texts: _note_words(path, texts, complaints))
            context.add_init_script(COLLECT_WORDS)
        context.on("console", lambda message: _note(message, complaints))
        context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


def _note(message: ConsoleMessage, complaints: list[str]) -> None:
    address = message.location["url"]
    # The editor saves as one types; what is not complete yet is answered with 400, and tried again later.
    is_early_save = "status of 400" in message.text and "/admin/" in address
    if message.type == "error" and not is_early_save:
        complaints.append(f"{message.text} ({address})")


def _note_words(path: str, texts: list[str], complaints: list[str]) -> None:
    complaints.extend(f"English at {path}: {text}" for text in texts if is_english(text))


@pytest.fixture(scope="session")
def sessions(browser: Browser, browser_context_args: dict[str, Any]) -> Callable[[str], StorageState]:
    """Cookies of a demonstration account, which signs in through the form once for the whole run."""
    passwords = {row["username"]: row["password"] for row in demo_accounts()}
    kept: dict[str, StorageState] = {}

    def state(user: str) -> StorageState:
        if user not in kept:
            with browser.new_context(**browser_context_args) as context:
                context.set_default_timeout(ACTION_MILLISECONDS)
                page = context.new_page()
                page.goto("/admin/login/")
                page.locator("[name=username]").fill(user)
                page.locator("[name=password]").fill(passwords[user])
                page.locator("form button[type=submit]").click()
                page.wait_for_url("**/admin/")
                kept[user] = context.storage_state()
        return kept[user]

    return state
