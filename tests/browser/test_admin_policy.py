"""The admin works under its own content policy, and previews under the public one."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

ADMINISTRATOR = "demo-quantri"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "pages/",
        "images/add/",
        "documents/",
        "snippets/",
        "snippets/showcase/initiative/",
        "snippets/showcase/unit/add/",
        "reports/site-history/",
        "account/",
        "settings/home/sitesettings/",
    ],
)
def test_admin__runs_without_complaint(open_page: OpenPage, path: str) -> None:
    """Dashboard, lists, uploads, reports and account: no refused file, no failed script."""
    page = open_page(user=ADMINISTRATOR)
    page.goto(f"/admin/{path}")
    expect(page.get_by_role("main")).to_be_visible()
    page.wait_for_load_state("networkidle")


def test_complaints__notice_a_refused_script(open_page: OpenPage, complaints: list[str]) -> None:
    """The guard itself works: an inline script on a public page is refused and reported."""
    page = open_page()
    page.goto("/robots.txt")
    with page.expect_console_message(lambda message: message.text.startswith("policy: ")):
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))")
    assert any("script-src" in complaint for complaint in complaints)
    complaints.clear()


def test_complaints__notice_a_missing_file(open_page: OpenPage, complaints: list[str]) -> None:
    """The guard itself works: a picture that does not exist is reported."""
    page = open_page()
    page.goto("/tim-kiem/")
    with page.expect_console_message(lambda message: message.type == "error"):
        page.evaluate("document.body.append(Object.assign(new Image(), {src: '/static/missing.png'}))")
    assert any("missing.png" in complaint for complaint in complaints)
    complaints.clear()
