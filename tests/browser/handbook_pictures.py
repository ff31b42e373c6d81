"""Pictures of the editors' handbook, taken from the demonstration site: `make handbook-pictures`.

Not part of the suite: the name keeps pytest from collecting it, the Makefile names it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clipboard import WORD, paste
from tests.browser.conftest import OpenPage
from tests.browser.test_journeys import choose_in_header, start_announcement
from tests.browser.test_working_day import edit_document

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "handbook"
ADMINISTRATOR = "demo-quantri"
SIZE = {"width": 1280, "height": 860}


def dashboard(page: Page) -> None:
    """The lists of work."""
    page.goto("/admin/")


def word_paste(page: Page) -> None:
    """The dialog that takes what Word left on the clipboard."""
    start_announcement(page)
    page.get_by_role("button", name="Dán từ Word").first.click()
    expect(page.get_by_role("dialog", name="Dán từ Word")).to_be_visible()
    paste(page, "[data-word-paste-area]", WORD)


def calendar(page: Page) -> None:
    """What appears and ends in a month."""
    page.goto("/admin/lich-cong-bo/")


def relations(page: Page) -> None:
    """What a document says of others, in its form."""
    edit_document(page, "04/HD-LĐLĐ")
    page.locator("#id_relations-FORMS").scroll_into_view_if_needed()


def figures(page: Page) -> None:
    """The grid of targets and reported figures."""
    page.goto("/admin/campaign-entry/")
    page.get_by_role("main").get_by_role("link", name="1 triệu").first.click()


def day_preview(page: Page) -> None:
    """The front page as of tomorrow."""
    page.goto("/admin/pages/")
    page.get_by_role("link", name="Cổng Sáng kiến – tìm").first.click()
    choose_in_header(page, "Xem trang vào ngày…")
    expect(
        page.frame_locator("iframe.day-preview__frame").get_by_role("heading", level=1).first
    ).to_be_visible()


def withdrawal(page: Page) -> None:
    """What disappears with a consent."""
    page.goto("/admin/snippets/showcase/consent/")
    page.get_by_role("main").locator("td.title a").first.click()
    page.goto(page.url.replace("/snippets/showcase/consent/edit/", "/phieu-dong-y/") + "rut-lai/")


@pytest.mark.parametrize(
    "take", [dashboard, word_paste, calendar, relations, figures, day_preview, withdrawal]
)
def test_picture(open_page: OpenPage, take: Callable[[Page], None]) -> None:
    """Take one picture, of what the window shows."""
    page = open_page(user=ADMINISTRATOR, viewport=SIZE)
    take(page)
    page.wait_for_load_state("networkidle")
    FOLDER.mkdir(exist_ok=True)
    page.screenshot(path=FOLDER / f"{take.__name__.replace('_', '-')}.png")
