"""Three people and one announcement: written, returned with a comment, written again, edited, approved for tomorrow."""

import datetime
import re
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_journeys import choose_action, content, start_announcement, write_paragraph

CONTRIBUTOR, EDITOR, APPROVER = "demo-congtac", "demo-bientap", "demo-duyet"
TITLE = "Phân xưởng Ba Vì mở góc thử đồ gá tối thứ năm"
COMMENT = "Thiếu giờ mở cửa và người phụ trách."


def test_review__drafted_returned_edited_and_scheduled(open_page: OpenPage) -> None:
    """Nobody publishes alone, and nothing appears before its day."""
    writer = open_page(user=CONTRIBUTOR)
    start_announcement(writer)
    writer.locator("#id_title").fill(TITLE)
    writer.get_by_role("textbox", name="Lời dẫn").fill("Ai có đồ gá đang làm dở mang tới thử.")
    write_paragraph(writer, "Góc thử ở cuối nhà xưởng số hai.")
    choose_action(writer, "action-submit")
    expect(writer.locator(".messages")).to_contain_text(TITLE)

    editor = open_page(user=EDITOR)
    row = open_review(editor)
    expect(row).to_contain_text(re.compile(r"Hạn\s+\d+/\d+/\d+"))
    act(editor, "reject", COMMENT)
    expect(editor.get_by_role("main").get_by_role("link", name=TITLE)).to_have_count(0)

    writer.goto("/admin/")
    mine = writer.locator("#objects-in-workflow-section tr", has_text=TITLE)
    expect(mine).to_contain_text("Được trả lại")
    mine.get_by_role("link", name=TITLE).click()
    expect(writer.get_by_text(COMMENT).first).to_be_attached()
    writer.get_by_role("textbox", name="Lời dẫn").fill(
        "Mở 18 giờ đến 20 giờ, anh tổ trưởng tổ đồ gá phụ trách."
    )
    choose_action(writer, "action-submit")
    expect(writer.locator(".messages")).to_contain_text(TITLE)

    editor.goto("/admin/")
    open_review(editor)
    act(editor, "approve")

    approver = open_page(user=APPROVER)
    open_review(approver).get_by_role("link", name=TITLE).click()
    schedule(approver)
    approver.goto("/admin/")
    open_review(approver)
    act(approver, "approve")

    reader = open_page()
    reader.goto("/tin-tuc/")
    expect(content(reader).get_by_role("link", name=TITLE)).to_have_count(0)
    approver.goto(f"/admin/lich-cong-bo/?month={tomorrow():%Y-%m}")
    planned = approver.get_by_role("main").get_by_role("listitem").filter(has_text=TITLE)
    expect(planned.first).to_contain_text("Lên trang")


def tomorrow() -> datetime.datetime:
    """Nine in the morning of the next day, in Vietnam."""
    now = datetime.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    return (now + datetime.timedelta(days=1)).replace(hour=9, minute=0)


def open_review(page: Page) -> Locator:
    """The announcement's row among what waits for the person at the dashboard."""
    page.goto("/admin/")
    row = page.locator("#awaiting-review-section tr", has_text=TITLE)
    expect(row).to_be_visible()
    return row


def act(page: Page, action: str, comment: str = "") -> None:
    """Approve, or return with a comment, from the dashboard."""
    row = open_review(page)
    row.get_by_role("button", name="Việc có thể làm").click()
    buttons = page.locator(f"button[data-workflow-action-url*='/{action}/']").filter(visible=True)
    if comment:
        buttons.and_(page.locator("[data-launch-modal]")).first.click()
        page.locator(".modal textarea[name=comment]").fill(comment)
        with page.expect_navigation():
            page.locator(".modal [type=submit]").click()
    else:
        with page.expect_navigation():
            buttons.and_(page.locator(":not([data-launch-modal])")).first.click()


def schedule(page: Page) -> None:
    """Set tomorrow as the day on which the announcement goes on the site, and save."""
    page.locator("[data-side-panel-toggle=status]").click()
    page.locator("[data-a11y-dialog-show=schedule-publishing-dialog]").first.click()
    moment = page.locator("#id_go_live_at")
    moment.fill(f"{tomorrow():%d/%m/%Y %H:%M}")
    moment.press("Tab")
    with page.expect_navigation():
        # By the keyboard, for the picker of days may lie over the button.
        page.locator("#schedule-publishing-dialog [type=submit]").first.press("Enter")
