"""Featuring: a story is chosen for next week, looked at on a day of it, and published; visitors wait for it."""

import datetime

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_journeys import APPROVER, choose_action, choose_in_header, content

DAY = datetime.timedelta(days=1)
VIETNAM = datetime.timezone(datetime.timedelta(hours=7))


def test_editor__features_a_story_next_week_and_looks_at_that_day(open_page: OpenPage, width: str) -> None:
    """Slot with dates, draft, page as of two days, publication; today's front page stays as it is."""
    today = datetime.datetime.now(VIETNAM).date()
    start, stop = today + 7 * DAY, today + 9 * DAY
    page, reader = open_page(width, user=APPROVER), open_page(width)
    title = story_title(reader, width)

    page.goto("/admin/pages/")
    page.get_by_role("link", name="Cổng Sáng kiến – tìm").first.click()
    add_slot_first(page, title, start, stop)
    with page.expect_navigation():
        page.locator("footer .action-save").first.click()

    choose_in_header(page, "Xem trang vào ngày…")
    framed = page.frame_locator("iframe.day-preview__frame").locator(".stories")
    expect(framed.get_by_role("link", name=title)).to_have_count(0)
    for day, count in ((start, 1), (stop, 1), (stop + DAY, 0)):
        field = page.locator("[name=ngay]")
        field.fill(f"{day:%d/%m/%Y}")
        field.press("Tab")
        page.get_by_role("button", name="Xem", exact=True).click()
        expect(page.get_by_role("status").filter(has_text="Đang xem")).to_contain_text(
            f"{day.day}/{day.month}/{day.year}"
        )
        expect(framed.get_by_role("heading").first).to_be_visible()
        expect(framed.get_by_role("link", name=title)).to_have_count(count)

    page.get_by_role("link", name="Về trang sửa").click()
    choose_action(page, "action-publish")
    expect(page.locator(".messages")).to_contain_text("Cổng Sáng kiến")
    reader.goto("/")
    expect(content(reader).locator(".stories").get_by_role("link", name=title)).to_have_count(0)
    page.goto("/admin/reports/da-neu-bat/")
    row = (
        page.get_by_role("row")
        .filter(has_text=title)
        .filter(has_text=f"{start.day}/{start.month}/{start.year}")
    )
    expect(row.first).to_contain_text("Sắp nêu")


def story_title(reader: Page, width: str) -> str:
    """A published story that the front page does not feature; another one for each width."""
    reader.goto("/")
    featured = content(reader).locator(".stories").get_by_role("heading", level=3).all_inner_texts()
    reader.goto("/guong-sang/")
    titles = content(reader).locator(".story").get_by_role("heading").all_inner_texts()
    others = [title for title in titles if title not in featured]
    return others[-1 if width == "phone" else -2]


def add_slot_first(page: Page, title: str, start: datetime.date, stop: datetime.date) -> None:
    """Add a slot with a story and its days, and move it to the top of the list."""
    rows = page.locator("#id_featured_stories-FORMS > *")
    expect(rows.first).to_be_visible()
    place = rows.count()
    page.locator("#id_featured_stories-ADD").click()
    row = rows.nth(place)
    row.locator("[data-chooser-action-choose]").first.click()
    dialog = page.locator(".modal-dialog, [role=dialog]").last
    dialog.locator("[name=q]").first.fill(title)
    dialog.get_by_role("link", name=title).first.click()
    expect(row.locator(".chooser__title")).to_contain_text(title)
    for name, day in (("starts_on", start), ("ends_on", stop)):
        field = row.locator(f"[name$=-{name}]")
        field.fill(f"{day:%d/%m/%Y}")
        field.press("Tab")
    for step in range(place, 0, -1):
        rows.nth(step).locator("[data-inline-panel-child-move-up]").click()
        expect(rows.nth(step - 1).locator(".chooser__title")).to_contain_text(title)
