"""Fixtures of the tests that drive a browser."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

# Reported by the browser itself, so that nothing depends on the wording of console messages.
WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy: ${event.effectiveDirective} refused ${event.blockedURI} at ${event.sourceFile}`);
});
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that `-m "not browser"` leaves it out."""
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def complaints(context: BrowserContext, page: Page) -> list[str]:
    """What the content policy refused and what scripts failed, on every page and frame visited so far."""
    found: list[str] = []
    context.add_init_script(WATCH_POLICY)
    context.on(
        "console", lambda message: found.append(message.text) if message.text.startswith("policy: ") else None
    )
    context.on("weberror", lambda error: found.append(f"script: {error.error}"))
    return found


@pytest.fixture
def administrator(live_server: LiveServer, context: BrowserContext) -> None:
    """Sign the browser in as a user who may do everything."""
    user = get_user_model().objects.create_superuser("administrator", "administrator@example.org", "unused")
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
