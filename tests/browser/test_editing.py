"""The editors' house in a real browser: home page, pasting from Word, checks in the preview, slugs, reports.

No page may complain in the console, and axe finds nothing in what this project adds to the admin.
"""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.clipboard import WORD, paste
from tests.browser.conftest import OpenPage
from tests.browser.handbook_pictures import day_preview, figures, withdrawal

ADMINISTRATOR = "demo-quantri"
APPROVER = "demo-duyet"


def violations(page: Page, context: str = "main") -> dict[str, list[str]]:
    """What axe finds within an element."""
    found = Axe().run(page, context=context, options={"resultTypes": ["violations"]}).response["violations"]
    return {one["id"]: [node["html"][:160] for node in one["nodes"]] for one in found}


def new_page(page: Page) -> None:
    """Open the form of a new page of text."""
    page.goto("/admin/pages/")
    page.get_by_role("link", name=re.compile("Cổng Sáng kiến – tìm")).first.click()
    page.goto(re.sub(r"/admin/pages/(\d+)/.*", r"/admin/pages/add/home/standardpage/\1/", page.url))


# Home page and reports ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "context"),
    [
        ("", ".work"),
        ("work/drafts/", "main"),
        ("work/figures/", "main"),
        ("reports/links/", "main"),
        ("reports/image-descriptions/", "main"),
        ("reports/ended-links/", "main"),
        ("reports/ban-tieng-anh/", "main"),
        ("reports/da-neu-bat/", "main"),
        ("reports/documents-to-review/", "main"),
        ("lich-cong-bo/", "main"),
    ],
)
def test_admin__what_we_add_is_sound(open_page: OpenPage, path: str, context: str) -> None:
    """Lists of work and reports, for an administrator; no refused file, no failed script."""
    page = open_page(user=ADMINISTRATOR)
    page.goto(f"/admin/{path}")
    expect(page.locator(context).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page, context) == {}


@pytest.mark.parametrize("opened", [figures, day_preview, withdrawal])
def test_admin__forms_we_add_are_sound(open_page: OpenPage, opened: Callable[[Page], None]) -> None:
    """The grid of a campaign's figures, a page as of a day, and what goes with a consent."""
    page = open_page(user=ADMINISTRATOR)
    opened(page)
    page.wait_for_load_state("networkidle")
    assert violations(page, "main") == {}


def test_home__leads_to_work(open_page: OpenPage) -> None:
    """An editor sees the lists; one of them is worked off by following its first row."""
    page = open_page(user=APPROVER)
    page.goto("/admin/")
    for heading in (
        "Bản nháp của tôi",
        "Số liệu chiến dịch đến kỳ",
        "Thiếu phiếu đồng ý",
    ):
        expect(page.get_by_role("heading", name=heading, level=3)).to_be_visible()


def test_report__is_read_anew(open_page: OpenPage) -> None:
    """The button reads the content and comes back to the report."""
    page = open_page(user=APPROVER)
    page.goto("/admin/reports/links/")
    page.get_by_role("button", name="Đọc lại ngay").click()
    expect(page.locator(".messages")).to_contain_text("Đã đọc lại toàn bộ nội dung")


# Word -----------------------------------------------------------------------------------------------


def test_word__becomes_blocks_that_are_saved(open_page: OpenPage) -> None:
    """Paste, look, add; after saving the blocks are there, and the public page shows them."""
    page = open_page(user=APPROVER)
    new_page(page)
    page.locator("#id_title").fill("Trang dán từ Word")
    page.get_by_role("button", name="Dán từ Word").click()
    dialog = page.get_by_role("dialog", name="Dán từ Word")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Thêm vào cuối bài")).to_be_disabled()
    paste(page, "[data-word-paste-area]", WORD)
    expect(dialog.locator("[data-word-paste-blocks] > li")).to_have_count(4)
    expect(dialog).to_contain_text("Đã bỏ 1 hình")
    assert violations(page, "#word-paste-dialog") == {}

    dialog.get_by_role("button", name="Thêm vào cuối bài").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[name=body-count]")).to_have_value("4")
    page.locator("[name='body-3-value-caption']").fill("Chỉ tiêu và số đã nộp")
    with page.expect_navigation():
        page.locator("[name=action-publish]").evaluate("button => button.click()")
    expect(page.locator(".messages")).to_contain_text("Trang dán từ Word")

    reader = open_page()
    reader.goto("/trang-dan-tu-word/")
    article = reader.get_by_role("main")
    expect(article.get_by_role("heading", name="Mục đích", level=2)).to_be_visible()
    expect(article.locator("ul ul li")).to_have_text("theo mẫu của cơ sở")
    expect(article.get_by_role("region", name="Chỉ tiêu và số đã nộp")).to_contain_text("13.450")
    expect(article).not_to_contain_text("NTA1")
    narrow = open_page(viewport={"width": 320, "height": 640})
    narrow.goto("/trang-dan-tu-word/")
    assert narrow.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_word__replaces_what_is_there_and_refuses_nothing(open_page: OpenPage) -> None:
    """An empty clipboard is answered with a sentence; replacing leaves only what came."""
    page = open_page(user=APPROVER)
    new_page(page)
    for _turn in range(2):
        page.get_by_role("button", name="Dán từ Word").click()
        paste(page, "[data-word-paste-area]", "<h2>Một</h2><p>hai</p>")
        page.get_by_role("button", name="Thêm vào cuối bài").click()
    expect(page.locator("[name=body-count]")).to_have_value("4")
    page.get_by_role("button", name="Dán từ Word").click()
    paste(page, "[data-word-paste-area]", "<p>chỉ còn đoạn này</p>")
    page.get_by_role("button", name="Thay toàn bộ nội dung bài").click()
    expect(page.locator("[name^=body-][name$=-deleted][value='']")).to_have_count(1)


def test_word__pasted_into_a_paragraph_is_cleaned(open_page: OpenPage) -> None:
    """Drawn lists become lists, review marks go, within one paragraph block."""
    page = open_page(user=APPROVER)
    new_page(page)
    page.get_by_role("button", name="Dán từ Word").click()
    paste(page, "[data-word-paste-area]", "<p>đầu</p>")
    page.get_by_role("button", name="Thêm vào cuối bài").click()
    editor = page.locator(".Draftail-Editor [contenteditable=true]").last
    editor.click()
    paste(page, ".Draftail-Editor [contenteditable=true]", WORD)
    expect(page.locator(".Draftail-Editor li").first).to_contain_text("Viết phiếu")
    text = page.locator(".Draftail-Editor").first
    expect(text).not_to_contain_text("NTA1")
    expect(text).not_to_contain_text("·")


# Checks, slugs, dates -------------------------------------------------------------------------------


def test_checks__tell_of_an_empty_link_name_in_the_preview(
    open_page: OpenPage, complaints: list[str]
) -> None:
    """The rules of the site run in the editor's preview and speak Vietnamese."""
    page = open_page(user=APPROVER)
    new_page(page)
    page.locator("#id_title").fill("Trang để kiểm tra")
    long = " ".join(["tiếng"] * 45)
    page.get_by_role("button", name="Dán từ Word").click()
    html = f"<p>Xem <a href='https://example.org/'>tại đây</a>.</p><p>{long}.</p>"
    paste(page, "[data-word-paste-area]", html)
    page.get_by_role("button", name="Thêm vào cuối bài").click()
    page.locator("[data-side-panel-toggle=preview]").click()
    page.locator("[data-side-panel-toggle=checks]").click()
    panel = page.locator("[data-checks-panel]")
    expect(panel).to_contain_text("Liên kết không nói dẫn tới đâu")
    expect(panel).to_contain_text("Câu dài quá 40 tiếng")
    # axe reports what it found to the console, as Wagtail has it do.
    complaints[:] = [one for one in complaints if not one.startswith("axe.run results")]


@pytest.mark.parametrize(
    ("snippet", "name"), [("field", "name"), ("unit", "short_name"), ("awardtype", "name")]
)
def test_slug__follows_the_name_while_it_is_typed(open_page: OpenPage, snippet: str, name: str) -> None:
    """đ is d, and twice marked letters keep their base; a record that is there keeps its slug."""
    page = open_page(user=APPROVER)
    page.goto(f"/admin/snippets/showcase/{snippet}/add/")
    field = page.locator(f"[name={name}]")
    field.press_sequentially("Đổi mới điện nước")
    field.blur()
    expect(page.locator("[name=slug]")).to_have_value("doi-moi-dien-nuoc")

    page.goto(f"/admin/snippets/showcase/{snippet}/")
    page.locator("main td.title a").first.click()
    before = page.locator("[name=slug]").input_value()
    page.locator(f"[name={name}]").fill("Tên khác hẳn")
    page.locator(f"[name={name}]").blur()
    expect(page.locator("[name=slug]")).to_have_value(before)


def test_date__is_written_with_the_day_first(open_page: OpenPage) -> None:
    """The calendar writes what Vietnamese readers read."""
    page = open_page(user=APPROVER)
    page.goto("/admin/snippets/showcase/consent/add/")
    day = page.locator("[name=given_on]")
    day.click()
    page.locator(".xdsoft_datetimepicker:visible td[data-date='4']:not(.xdsoft_other_month)").first.click()
    expect(day).to_have_value(re.compile(r"^04/\d{2}/\d{4}$"))


def test_block_chooser__shows_previews(open_page: OpenPage) -> None:
    """A block is seen before it is chosen, in the site's own styles."""
    page = open_page(user=APPROVER)
    new_page(page)
    page.locator("[data-contentpath=body] .c-sf-add-button").first.click()
    page.locator(".w-combobox__option-row", has_text="Bảng").locator("button").click()
    frame = page.frame_locator("iframe[src*='block-preview']").first
    expect(frame.locator("table caption")).to_contain_text("Sáng kiến đã nộp")
