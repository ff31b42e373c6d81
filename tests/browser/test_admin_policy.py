"""The admin works under its own content policy, and previews under the public one."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Page as WagtailPage

from home.models import StandardPage


@pytest.fixture
def standard_page() -> StandardPage:
    """A page with a paragraph, below the site's root."""
    root = WagtailPage.objects.get(depth=2)
    body = [("paragraph", "<p>Một đoạn văn để xem trước.</p>")]
    added: StandardPage = root.add_child(instance=StandardPage(title="Giới thiệu", body=body))
    added.save_revision().publish()
    return added


@pytest.mark.usefixtures("administrator")
@pytest.mark.parametrize(
    "path",
    [
        "",
        "pages/",
        "images/add/",
        "documents/",
        "snippets/",
        "reports/site-history/",
        "account/",
        "settings/home/sitesettings/",
    ],
)
def test_admin__runs_without_complaint(
    live_server: LiveServer, page: Page, complaints: list[str], path: str
) -> None:
    """Dashboard, lists, uploads, reports and account: no refused file, no failed script."""
    page.goto(f"{live_server.url}/admin/{path}", wait_until="networkidle")
    expect(page.get_by_role("main")).to_be_visible()
    assert complaints == []


@pytest.mark.usefixtures("administrator")
def test_editor__previews_in_its_frame(
    live_server: LiveServer, page: Page, complaints: list[str], standard_page: StandardPage
) -> None:
    """The preview panel frames the page as the public will see it."""
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(f"{live_server.url}/admin/pages/{standard_page.pk}/edit/", wait_until="networkidle")
    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_text("Một đoạn văn để xem trước.")).to_be_visible()
    page.locator("[data-side-panel-toggle=checks]").click()
    expect(page.locator("[data-side-panel=checks]")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert complaints == []


def test_complaints__notice_a_refused_script(
    live_server: LiveServer, page: Page, complaints: list[str]
) -> None:
    """The guard itself works: an inline script on a public page is refused and reported."""
    page.goto(f"{live_server.url}/robots.txt")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))")
    page.wait_for_timeout(100)
    assert any("script-src" in complaint for complaint in complaints)
