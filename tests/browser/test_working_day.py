"""The working day beyond one announcement: a document is replaced, and a worker takes a consent back."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_journeys import APPROVER, choose_action, choose_in_header, content

OLD, NEW = "902/HD-TLĐ", "905/HD-TLĐ"
NEWS = "/tin-tuc/viet-sang-kien-trong-nua-trang/"
PERSON, STORY, INITIATIVE = "Phạm Đình Lâm", "/guong-sang/but-chi-trong-kim-han/", "GD-2021-0236"


def test_document__is_replaced_and_every_place_that_links_to_the_old_one_says_so(open_page: OpenPage) -> None:
    """Its own page, the list, the search, the text of an announcement, and the editors' report."""
    page, reader = open_page(user=APPROVER), open_page()
    reader.goto(NEWS)
    link = content(reader).locator(".prose").get_by_role("link", name=OLD, exact=True)
    mark = link.locator("xpath=following-sibling::*[1]")
    expect(mark).to_contain_text("còn hiệu lực một phần")

    edit_document(page, NEW)
    page.locator("[name=relations-0-type]").select_option("replaces")
    choose_action(page, "action-publish")
    expect(page.locator(".messages")).to_contain_text("905")

    reader.goto(NEWS)
    expect(mark).to_contain_text(re.compile(rf"hết hiệu lực, thay bằng\s+{NEW}"))
    reader.goto("/huong-dan/")
    row = content(reader).get_by_role("row").filter(has_text=OLD)
    expect(row.first).to_contain_text("Hết hiệu lực")
    reader.goto("/tim-kiem/?q=902/HD-TLĐ")
    hit = content(reader).get_by_role("listitem").filter(has_text=OLD).first
    expect(hit).to_contain_text("Hết hiệu lực")
    expect(hit).to_contain_text(NEW)
    reader.goto("/huong-dan/902-hd-tld-2026/")
    expect(content(reader)).to_contain_text("Văn bản này đã được thay thế.")
    expect(content(reader).get_by_role("link", name=NEW).first).to_be_visible()
    page.goto("/admin/reports/ended-links/")
    expect(page.get_by_role("main").get_by_role("row").filter(has_text=OLD).first).to_contain_text(NEW)


def test_worker__withdraws_consent_and_disappears(open_page: OpenPage) -> None:
    """The editor sees beforehand what will go; name and story are gone at once, the initiative stays."""
    page, reader = open_page(user=APPROVER), open_page()
    reader.goto(f"/sang-kien/{INITIATIVE}/x/")
    address = reader.url
    expect(content(reader)).to_contain_text(PERSON)
    reader.goto(STORY)
    expect(content(reader)).to_contain_text(PERSON)

    consents = page.get_by_role("main").get_by_role("link", name=PERSON)
    page.goto(f"/admin/snippets/showcase/consent/?q={PERSON}")
    seen = ""
    for number in range(consents.count()):
        page.goto(f"/admin/snippets/showcase/consent/?q={PERSON}")
        consents.nth(number).click()
        seen += withdraw(page)
    assert INITIATIVE in seen
    assert "1 gương sáng" in seen

    assert reader.request.get(address).status == 200
    reader.goto(address)
    expect(content(reader)).not_to_contain_text(PERSON)
    assert reader.request.get(STORY).status == 404
    reader.goto("/guong-sang/")
    expect(content(reader)).not_to_contain_text("Cây bút chì trong kìm hàn")
    reader.goto(f"/tim-kiem/?q={PERSON}")
    expect(content(reader).get_by_role("listitem").filter(has_text=PERSON)).to_have_count(0)


def withdraw(page: Page) -> str:
    """Take back the consent whose form is open; returns what the editor was told beforehand."""
    choose_in_header(page, "Rút lại đồng ý")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Sẽ biến mất khỏi trang công khai")
    told = main.inner_text()
    for box in main.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Rút lại đồng ý và gỡ ngay").click()
    expect(main).to_contain_text("Nơi còn nhắc tên")
    return told


def edit_document(page: Page, symbol: str) -> None:
    """Open the form of a document from the list that stands under its symbol."""
    page.goto("/admin/pages/")
    for title in ("Cổng Sáng kiến – tìm", "Văn bản hướng dẫn"):
        page.locator(f"td.children a[title*='{title}']").click()
    page.get_by_role("main").get_by_role("link", name=symbol).first.click()
