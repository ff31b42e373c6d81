"""The admin shows no English: `open_page` complains of every English word that an editor would see."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.words import is_english

ADMINISTRATOR = "demo-quantri"


@pytest.mark.parametrize(
    "text", ["Save draft", "The page", "Toggle sidebar", "1 day ago", "Go live date/time"]
)
def test_is_english__messages_of_wagtail(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lưu bản nháp",
        "Slug",
        "Kaizen 5S",
        "Robot hàn tự động",
        "04/HD-LĐLĐ",
        "20/4/2022",
        "Wagtail",
        "CSV",
        "",
    ],
)
def test_is_english__not_vietnamese_with_foreign_names(text: str) -> None:
    assert not is_english(text)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "pages/",
        "images/",
        "images/add/",
        "images/multiple/add/",
        "documents/",
        "documents/multiple/add/",
        "snippets/",
        "snippets/showcase/initiative/",
        "snippets/showcase/initiative/add/",
        "snippets/showcase/unit/",
        "snippets/showcase/unit/add/",
        "snippets/showcase/field/",
        "snippets/showcase/consent/add/",
        "lich-cong-bo/",
        "reports/links/",
        "reports/image-descriptions/",
        "reports/ended-links/",
        "reports/ban-tieng-anh/",
        "reports/da-neu-bat/",
        "reports/documents-to-review/",
        "reports/site-history/",
        "reports/locked/",
        "reports/workflow/",
        "reports/workflow_tasks/",
        "reports/aging-pages/",
        "reports/page-types-usage/",
        "workflows/list/",
        "workflows/tasks/index/",
        "collections/",
        "collections/add/",
        "users/",
        "users/new/",
        "groups/",
        "groups/new/",
        "sites/",
        "locales/",
        "redirects/",
        "redirects/add/",
        "redirects/import/",
        "account/",
        "settings/home/sitesettings/",
        "pages/search/?q=s%C3%A1ng",
        "password_reset/",
    ],
)
def test_admin__shows_no_english(open_page: OpenPage, path: str) -> None:
    page = open_page(user=ADMINISTRATOR)
    page.goto(f"/admin/{path}")
    expect(page.locator("body")).to_be_visible()
    page.wait_for_load_state("networkidle")
