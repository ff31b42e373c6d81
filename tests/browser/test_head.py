"""What pages say to machines, in a real browser: data blocks are read, and the content policy is not in their way."""

import pytest

from tests.browser.conftest import OpenPage

READ = """() => [...document.querySelectorAll("script[type='application/ld+json']")]
    .flatMap((block) => JSON.parse(block.textContent)["@graph"].map((thing) => thing["@type"]))"""

PAGES = {
    "/": "WebSite",
    "/tin-tuc/viet-sang-kien-trong-nua-trang/": "NewsArticle",
    "/huong-dan/04-hd-ldld-2021/": "Legislation",
    "/chien-dich/1-trieu-sang-kien/": "Event",
    "/guong-sang/chi-tho-may-xoay-cai-ban/": "Article",
    "/sang-kien/NL-2022-0417/": "CreativeWork",
    "/du-lieu/": "Dataset",
}


@pytest.mark.parametrize(("path", "kind"), PAGES.items())
def test_structured_data__is_read_and_refused_by_no_policy(open_page: OpenPage, path: str, kind: str) -> None:
    """`complaints` fails the test on any violation of the policy."""
    page = open_page()
    page.goto(path)
    assert kind in page.evaluate(READ)


def test_policy__still_refuses_what_would_be_executed(open_page: OpenPage, complaints: list[str]) -> None:
    """The same element without its type is a script, and refused: the watch of the tests above works."""
    page = open_page()
    page.goto("/")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'executed'";
            document.head.append(script);
        }"""
    )
    page.wait_for_timeout(100)
    assert page.title() != "executed"
    assert complaints
    complaints.clear()


def test_announcement__on_paper(open_page: OpenPage) -> None:
    """The code that leads back to the page is printed; buttons and other pages are not."""
    page = open_page()
    page.goto("/tin-tuc/viet-sang-kien-trong-nua-trang/")
    page.emulate_media(media="print")
    assert page.locator(".qr-card svg").is_visible()
    for hidden in (".share", ".read-on", ".masthead .nav"):
        assert not page.locator(hidden).first.is_visible()
    code = page.locator(".qr-card svg").bounding_box()
    assert code is not None
    assert 60 <= code["width"] <= 120
