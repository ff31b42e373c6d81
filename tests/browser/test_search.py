"""Suggestions under the search box and the box for troubles: by keyboard, by finger, without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import AXE_OPTIONS


def box(page: Page) -> Locator:
    return page.locator("main [name=q]").first


def typed(page: Page, text: str) -> Locator:
    """The list of suggestions after typing, key by key."""
    box(page).press_sequentially(text, delay=20)
    found = page.get_by_role("listbox", name="Gợi ý")
    expect(found).to_be_visible()
    return found


def test_suggestions__by_keyboard(open_page: OpenPage, width: str) -> None:
    """Down, up, round, and Enter opens what is chosen."""
    page = open_page(width)
    page.goto("/sang-kien/")
    found = typed(page, "nang lu")
    field = box(page)
    expect(field).to_have_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "true")
    options = found.get_by_role("option")
    expect(page.get_by_role("status").filter(has_text="gợi ý")).to_contain_text(str(options.count()))

    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_be_focused()
    field.press("Home")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))

    field.press("ArrowDown")
    address = options.first.get_attribute("href")
    field.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(str(address)) + "$"))


def test_suggestions__escape_closes_and_keeps_the_words(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/sang-kien/")
    found = typed(page, "an toan")
    box(page).press("Escape")
    expect(found).to_be_hidden()
    expect(box(page)).to_have_value("an toan")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/sang-kien/\?q=an\+toan$"))


def test_suggestions__tab_leaves_and_closes(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/sang-kien/")
    found = typed(page, "an toan")
    box(page).press("ArrowDown")
    box(page).press("Tab")
    expect(found).to_be_hidden()
    expect(page.get_by_role("button", name="Tìm", exact=True)).to_be_focused()


def test_suggestions__by_finger(open_page: OpenPage) -> None:
    page = open_page("phone", has_touch=True)
    page.goto("/sang-kien/")
    option = typed(page, "nang lu").get_by_role("option").first
    rectangle = option.bounding_box()
    assert rectangle
    assert rectangle["height"] >= 44
    option.tap()
    expect(page).to_have_url(re.compile("/sang-kien/linh-vuc/nang-luong/$"))


def test_suggestions__nothing_moves_when_they_come(open_page: OpenPage, width: str) -> None:
    page = open_page(width)
    page.goto("/sang-kien/")
    below = page.locator("main h2").first
    before = below.bounding_box()
    typed(page, "an toan")
    assert below.bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_suggestions__axe_finds_nothing_with_the_list_open(open_page: OpenPage, width: str) -> None:
    page = open_page(width)
    page.goto("/sang-kien/")
    typed(page, "an toan")
    box(page).press("ArrowDown")
    assert Axe().run(page, options=AXE_OPTIONS).response["violations"] == []


def test_suggestions__wait_for_the_input_method(open_page: OpenPage) -> None:
    """While a syllable is being composed no key is ours and nothing is asked."""
    page = open_page()
    page.goto("/sang-kien/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "goi-y" in request.url else None)
    box(page).evaluate(
        """(input) => {
            input.focus();
            input.dispatchEvent(new CompositionEvent("compositionstart"));
            input.value = "an toan";
            input.dispatchEvent(new InputEvent("input", { isComposing: true }));
        }"""
    )
    page.wait_for_timeout(400)
    assert asked == []
    box(page).evaluate("(input) => input.dispatchEvent(new CompositionEvent('compositionend'))")
    expect(page.get_by_role("listbox", name="Gợi ý")).to_be_visible()


def test_suggestions__a_failing_server_leaves_a_plain_form(
    open_page: OpenPage, complaints: list[str]
) -> None:
    page = open_page()
    page.route("**/tim-kiem/goi-y/*", lambda route: route.fulfill(status=500, body="no"))
    page.goto("/sang-kien/")
    with page.expect_response("**/tim-kiem/goi-y/*"):
        box(page).press_sequentially("an toan", delay=20)
    expect(page.get_by_role("listbox", name="Gợi ý")).to_be_hidden()
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"q=an\+toan"))
    assert all("500" in one for one in complaints)
    complaints.clear()


def test_suggestions__a_late_answer_is_dropped(open_page: OpenPage) -> None:
    page = open_page()
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/tim-kiem/goi-y/*", hold_the_first)
    page.goto("/sang-kien/")
    box(page).press_sequentially("an to", delay=20)
    page.wait_for_timeout(400)
    assert held
    box(page).fill("nang lu")
    found = page.get_by_role("listbox", name="Gợi ý")
    expect(found).to_contain_text("Năng lượng")
    held[0].fulfill(json={"groups": [{"label": "Thẻ", "items": [{"url": "/", "parts": [["cũ", True]]}]}]})
    page.wait_for_timeout(200)
    expect(found).to_contain_text("Năng lượng")
    expect(found).not_to_contain_text("cũ")


def test_box__without_javascript_is_a_plain_form(open_page: OpenPage, width: str) -> None:
    page = open_page(width, java_script_enabled=False)
    page.goto("/sang-kien/")
    expect(box(page)).to_have_role("searchbox")
    box(page).fill("an toan")
    page.locator("main search").get_by_role("button", name="Tìm").first.click()
    expect(page).to_have_url(re.compile(r"/sang-kien/\?q=an\+toan"))
    expect(page.locator(".results .result").first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_trouble__told_and_found(open_page: OpenPage, width: str, javascript: bool) -> None:
    page = open_page(width, java_script_enabled=javascript)
    page.goto("/sang-kien/")
    page.get_by_role("link", name="Kể vướng mắc của bạn").click()
    page.get_by_label("Chỗ bạn đang vướng chuyện gì?").fill(
        "Bể nước hay tràn, đêm phải có người trực bật bơm."
    )
    page.get_by_role("button", name="Tìm cách gỡ").click()
    first = page.locator(".results .result").first
    expect(first).to_contain_text("Vướng gì")
    expect(first.locator("mark").first).to_be_visible()
    if javascript:
        assert Axe().run(page, options=AXE_OPTIONS).response["violations"] == []
