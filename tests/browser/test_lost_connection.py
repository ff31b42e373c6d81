"""Typing on while the line is down: told at once, kept, and saved when the line is back."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

EDITOR, APPROVER = "demo-bientap", "demo-duyet"


def test_editor__loses_the_line_and_nothing_else(open_page: OpenPage, complaints: list[str]) -> None:
    """The notice stands over the form, the words stay, and the next save brings them in."""
    page = open_page(user=EDITOR)
    page.goto("/admin/snippets/showcase/initiative/")
    page.locator("table.listing a[href*='/edit/']").first.click()
    summary = page.locator("#id_summary")
    expect(summary).to_be_visible()
    assert re.fullmatch("[0-9a-f]{32}", page.locator("[name=form_token]").input_value())

    page.context.set_offline(True)
    with page.expect_event("requestfailed", lambda request: "/edit/" in request.url):
        summary.clear()
        # At the pace of a person, for changes are looked for only some time after the page has loaded.
        summary.press_sequentially("Gõ lúc mất mạng, không được để mất.", delay=80)
    notice = page.locator("#editing-notice")
    expect(notice).to_contain_text("Mất kết nối")
    expect(summary).to_have_value("Gõ lúc mất mạng, không được để mất.")

    page.context.set_offline(False)
    expect(notice).to_contain_text("đã được lưu", timeout=40_000)
    page.reload()
    expect(page.locator("#id_summary")).to_have_value("Gõ lúc mất mạng, không được để mất.")
    # The browser itself reports the requests that failed while it was offline.
    complaints[:] = [one for one in complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def test_approver__publishing_right_after_typing_meets_no_conflict_with_their_own_autosave(
    open_page: OpenPage,
) -> None:
    """Autosave and the button race; the form goes through, once."""
    page = open_page(user=APPROVER)
    page.goto("/admin/snippets/showcase/initiative/")
    page.locator("table.listing a[href*='/edit/']").nth(1).click()
    address = page.url
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.locator("#id_summary").fill("Lần thứ nhất.")
    page.locator("#id_summary").fill("Lần thứ hai.")
    page.locator("footer .w-dropdown__toggle, footer [data-controller='w-dropdown'] button").first.click()
    page.locator("[name=action-publish]").click()
    expect(page.locator(".messages")).not_to_contain_text("Chưa lưu")
    page.goto(address)
    expect(page.locator("#id_summary")).to_have_value("Lần thứ hai.")
