"""What people come for, from the first page to the end, on a phone and at a desk.

Every page on the way must keep to its content policy and leave the console free of errors; see `open_page`.
"""

import re
from dataclasses import dataclass
from io import BytesIO

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage

EDITOR = "demo-bientap"
APPROVER = "demo-duyet"
CONTRIBUTOR = "demo-congtac"

both_with_and_without_javascript = pytest.mark.parametrize(
    "javascript", [True, False], ids=["javascript", "no-javascript"]
)


# --- Readers --------------------------------------------------------------------------------------


@both_with_and_without_javascript
def test_reader__gets_from_the_front_page_to_the_file_of_a_guidance_document(
    open_page: OpenPage, width: str, javascript: bool
) -> None:
    """Menu, campaigns, campaign, guidance document, PDF."""
    page = open_page(width, java_script_enabled=javascript)
    page.goto("/")
    main_menu(page, width).get_by_role("link", name="Chiến dịch").click()
    content(page).get_by_role("link", name="75 nghìn sáng kiến").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("75 nghìn sáng kiến")
    content(page).get_by_role("link", name="04/HD-LĐLĐ").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(content(page)).to_contain_text("04/HD-LĐLĐ")

    address = content(page).locator(".files a", has_text="PDF").first.get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.ok
    assert answer.headers["content-type"] == "application/pdf"
    with pypdfium2.PdfDocument(BytesIO(answer.body())) as document:
        assert "04/HD-LĐLĐ" in document[0].get_textpage().get_text_range()


@both_with_and_without_javascript
def test_reader__finds_an_initiative_and_one_like_it(
    open_page: OpenPage, width: str, javascript: bool
) -> None:
    """Search, choose a filter, open a result, go on to a similar one."""
    page = open_page(width, java_script_enabled=javascript)
    page.goto("/")
    page.get_by_label("Bạn đang muốn cải tiến việc gì?").fill("tiết kiệm điện")
    page.get_by_role("button", name="Tìm").click()
    expect(page).to_have_url(re.compile(r"/sang-kien/\?q="))
    results = page.locator(".results .result")
    everywhere = total(page)

    filters = page.get_by_role("form", name="Bộ lọc")
    if width == "phone":
        expect(filters.get_by_role("button", name="Áp dụng bộ lọc")).to_be_hidden()
        filters.locator("summary", has_text="Bộ lọc").click()
    filters.get_by_label("Năng lượng").check()
    filters.get_by_role("button", name="Áp dụng bộ lọc").click()
    expect(page).to_have_url(re.compile("field=nang-luong"))
    expect(results.first).to_be_visible()
    assert 0 < total(page) < everywhere
    expect(results.filter(has=page.locator(".field-tag", has_not_text="Năng lượng"))).to_have_count(0)

    first = results.first.get_by_role("link").first
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    similar = page.get_by_role("region", name="Sáng kiến tương tự").get_by_role("heading", level=3)
    next_title = similar.first.inner_text()
    similar.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(next_title)
    assert next_title != title


@both_with_and_without_javascript
def test_reader__keeps_the_dark_theme(open_page: OpenPage, width: str, javascript: bool) -> None:
    """The choice in the footer holds on the page it was made on, and on the next."""
    page = open_page(width, java_script_enabled=javascript)
    page.goto("/tin-tuc/")
    page.get_by_role("button", name="Tối").click()
    root = page.locator("html")
    expect(page).to_have_url(re.compile("/tin-tuc/$"))
    expect(root).to_have_attribute("data-theme", "dark")
    page.goto("/so-lieu/")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Tối")).to_have_attribute("aria-pressed", "true")


def test_reader__skips_to_the_content_by_keyboard(open_page: OpenPage, width: str) -> None:
    """The first stop of the Tab key is the skip link; behind it the next stop lies in the content."""
    page = open_page(width)
    page.goto("/")
    skip = page.get_by_role("link", name="Tới nội dung chính")
    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(content(page).locator(":focus")).to_have_count(1)


def content(page: Page) -> Locator:
    """The main part of a page."""
    return page.get_by_role("main")


def main_menu(page: Page, width: str) -> Locator:
    """The site's menu; on a phone it is opened first."""
    if width == "phone":
        expect(page.get_by_role("navigation", name="Chính")).to_be_hidden()
        page.locator("details.menu > summary").click()
        return page.get_by_role("navigation", name="Mục lục")
    return page.get_by_role("navigation", name="Chính")


def total(page: Page) -> int:
    """The number of results that the list says it has."""
    found = re.search(r"[\d.]+", page.locator("#ket-qua").inner_text())
    assert found
    return int(found[0].replace(".", ""))


# --- Editors --------------------------------------------------------------------------------------

TITLES = {
    "phone": "Phân xưởng Cúc Phương mở lớp viết đơn buổi trưa",
    "desk": "Phân xưởng Tam Đảo mở lớp viết đơn buổi trưa",
}


def test_approver__writes_previews_and_publishes_an_announcement(open_page: OpenPage, width: str) -> None:
    """From the list of news in the admin to the front page and the search."""
    title = TITLES[width]
    lede = "Mỗi trưa thứ ba, nửa giờ, mang theo một việc đang vướng."
    text = "Người hướng dẫn ngồi cùng từng người, viết xong nửa trang mới về."
    page = open_page(width, user=APPROVER)
    start_announcement(page)
    page.locator("#id_title").fill(title)
    page.get_by_role("textbox", name="Lời dẫn").fill(lede)
    write_paragraph(page, text)

    page.locator("[data-side-panel-toggle=preview]").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text(title)
    expect(preview.get_by_text(text)).to_be_visible()
    page.locator("[data-side-panel-toggle=preview]").click()

    choose_action(page, "action-publish")
    expect(page.locator(".messages")).to_contain_text(title)

    reader = open_page(width)
    for address in ("/", "/tin-tuc/", f"/tim-kiem/?q={title}"):
        reader.goto(address)
        expect(content(reader).get_by_role("link", name=title, exact=True)).to_be_visible()
    content(reader).get_by_role("link", name=title, exact=True).click()
    article = reader.get_by_role("article")
    expect(article.get_by_text(lede)).to_be_visible()
    expect(article.get_by_text(text)).to_be_visible()


def start_announcement(page: Page) -> None:
    """Go from the dashboard's page tree to the form of a new announcement."""
    page.goto("/admin/pages/")
    for title in ("Cổng Sáng kiến – tìm", "Tin tức"):
        page.locator(f"td.children a[title*='{title}']").click()
    page.locator("a[href*='add_subpage']").first.click()
    page.wait_for_url("**/announcementpage/**")


def write_paragraph(page: Page, text: str) -> None:
    """Add a block of running text to the body and write in it."""
    body = page.locator("[data-contentpath=body]")
    body.locator("button.c-sf-add-button").first.click()
    page.get_by_role("option", name="Đoạn văn").click()
    body.locator("[contenteditable=true]").click()
    page.keyboard.insert_text(text)
    # The editor hands its text to the form a moment later.
    expect(body.locator("[name=body-0-value]")).to_have_value(re.compile(text))


def choose_action(page: Page, name: str) -> None:
    """Press a button of the editor's footer that stands in its menu."""
    page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    page.locator(f"[name={name}]").click()


def choose_in_header(page: Page, name: str) -> None:
    """Follow a link of the menu of actions beside the title of a form.

    Other menus may stand beside it, such as those of the windows in which the same page is open. A menu tells whether
    it is open only when its script has started, so that is waited for.
    """
    toggle = page.locator("header").get_by_role("button", name="Thao tác", exact=True)
    expect(toggle).to_have_attribute("aria-expanded", "false")
    toggle.click()
    page.get_by_role("link", name=name).first.click()


@dataclass(frozen=True)
class Draft:
    """What the test writes about its own initiative."""

    code: str
    title: str

    @property
    def address(self) -> str:
        """Address of the public page; the code alone identifies the record."""
        return f"/sang-kien/{self.code}/x/"


DRAFTS = {
    "phone": Draft("KT-2024-9036", "Giá xoay cuộn cáp Bồ Hòn hai người đẩy"),
    "desk": Draft("KT-2024-9128", "Giá xoay cuộn cáp Thạch Thất hai người đẩy"),
}


def test_approver__leads_an_initiative_from_wrong_shares_to_publication_and_back(
    open_page: OpenPage, width: str
) -> None:
    """Refused, corrected, kept as a draft, published, withdrawn; the public sees it only in between."""
    draft = DRAFTS[width]
    page = open_page(width, user=APPROVER)
    reader = open_page(width)
    page.goto("/admin/snippets/showcase/initiative/add/")
    describe(page, draft, shares=("60", "30"))
    save(page)
    expect(page.locator(".messages")).to_contain_text("cộng lại là 90%")
    assert not is_public(reader, draft)

    open_tab(page, "Tác giả, công nhận, khen thưởng")
    page.locator("[name=authors-1-share]").fill("40")
    save(page)
    expect(page).to_have_url(re.compile(r"/initiative/edit/\d+/"))
    edit = page.url
    assert not is_public(reader, draft)

    choose_action(page, "action-publish")
    page.wait_for_url("**/showcase/initiative/")
    assert is_public(reader, draft)
    reader.goto(draft.address)
    expect(reader.get_by_role("complementary", name="Thông tin sáng kiến")).to_contain_text("4/3/2024")

    page.goto(edit.replace("/edit/", "/unpublish/"))
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url("**/showcase/initiative/**")
    assert not is_public(reader, draft)


def test_contributor__drafts_but_does_not_publish(open_page: OpenPage, width: str) -> None:
    """Neither form offers to publish; what is saved stays a draft that editors are asked about."""
    title = f"Bản nháp của cộng tác viên trên {'điện thoại' if width == 'phone' else 'máy bàn'}"
    page = open_page(width, user=CONTRIBUTOR)
    page.goto("/admin/snippets/showcase/initiative/add/")
    expect(page.locator("[name=code]")).to_be_visible()
    expect(page.locator("[name=action-publish]")).to_have_count(0)

    start_announcement(page)
    expect(page.locator("[name=action-publish]")).to_have_count(0)
    page.locator("#id_title").fill(title)
    page.get_by_role("textbox", name="Lời dẫn").fill("Chờ biên tập.")
    choose_action(page, "action-submit")
    expect(page.locator(".messages")).to_contain_text(title)

    reader = open_page(width)
    reader.goto("/tin-tuc/")
    expect(content(reader).get_by_role("link", name=title)).to_have_count(0)
    editor = open_page(width, user=EDITOR)
    editor.goto("/admin/")
    expect(editor.get_by_role("main").get_by_role("link", name=title).first).to_be_visible()


def test_approver__reorders_the_featured_stories(open_page: OpenPage, width: str) -> None:
    """The second story of the front page becomes the first."""
    reader = open_page(width)
    reader.goto("/")
    stories = content(reader).locator(".stories").get_by_role("heading", level=3)
    before = stories.all_inner_texts()
    assert len(before) > 1

    page = open_page(width, user=APPROVER)
    page.goto("/admin/pages/")
    page.get_by_role("link", name=re.compile("Cổng Sáng kiến – tìm")).first.click()
    row = page.locator("#id_featured_stories-FORMS > *").filter(has_text=before[1])
    row.locator("[data-inline-panel-child-move-up]").click()
    choose_action(page, "action-publish")
    expect(page.locator(".messages")).to_contain_text("Cổng Sáng kiến")

    reader.reload()
    expect(stories).to_have_text([before[1], before[0], *before[2:]])


def describe(page: Page, draft: Draft, shares: tuple[str, str]) -> None:
    """Fill in what an initiative cannot be without, and two authors."""
    page.locator("[name=code]").fill(draft.code)
    page.locator("[name=title]").fill(draft.title)
    page.locator("[name=summary]").fill("Giá có vòng bi để hai người xoay cuộn cáp thay cho bốn.")
    open_tab(page, "Phân loại và lợi ích")
    choose_record(page, "field", "Cơ khí chế tạo")
    page.locator("[name=solution_type]").select_option("product")
    choose_record(page, "unit", "Thạch Thất")
    page.locator("[name=sector]").select_option("enterprise")
    day = page.locator("[name=applied_on]")
    day.fill("4/3/2024")
    day.press("Tab")  # closes the calendar
    open_tab(page, "Tác giả, công nhận, khen thưởng")
    for position, share in enumerate(shares):
        page.locator("#id_authors-ADD").click()
        page.locator(f"[name=authors-{position}-name]").fill(f"Người thợ {position + 1}")
        page.locator(f"[name=authors-{position}-job_title]").fill("Thợ kéo cáp")
        page.locator(f"[name=authors-{position}-share]").fill(share)


def open_tab(page: Page, name: str) -> None:
    """Show a part of the form."""
    tab = page.get_by_role("tab", name=name)
    tab.press("Enter")
    expect(tab).to_have_attribute("aria-selected", "true")


def choose_record(page: Page, name: str, text: str) -> None:
    """Look a record up in the dialog of a chooser and take the first that is found."""
    page.locator(f"#id_{name}-chooser [data-chooser-action-choose]").first.click()
    dialog = page.locator(".modal-dialog, [role=dialog]").last
    dialog.get_by_role("searchbox").or_(dialog.locator("[name=q]")).first.fill(text)
    dialog.get_by_role("link", name=re.compile(text)).first.click()
    expect(page.locator(f"#id_{name}-title")).to_contain_text(text)


def save(page: Page) -> None:
    """Save as a draft and wait for the answer."""
    with page.expect_navigation():
        page.locator("footer .action-save").first.click()


def is_public(reader: Page, draft: Draft) -> bool:
    """Whether the page and the two searches show the initiative; they must agree."""
    shown = [reader.request.get(draft.address).status == 200]
    for address in ("/sang-kien/", "/tim-kiem/"):
        reader.goto(f"{address}?q={draft.title}")
        shown.append(content(reader).get_by_role("link", name=draft.title).count() > 0)
    assert len(set(shown)) == 1, shown
    return shown[0]
