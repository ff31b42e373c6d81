"""Links in running text to documents that are not wholly in force say so right behind the link."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText, expand_db_html

from home.legal_status import RelationType
from home.models import DocumentRelation, GuidancePage, StandardPage
from home.rich_text import marks_behind_links
from tests.editing import text_of
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    FrontPageFactory,
    GuidancePageFactory,
    StandardPageFactory,
    StoryPageFactory,
)

pytestmark = pytest.mark.django_db

TOMORROW = timezone.localdate() + datetime.timedelta(days=1)


def link(page: Page, words: str = "đây") -> str:
    return f'<a linktype="page" id="{page.pk}">{words}</a>'


def changed(kind: RelationType, *, partly: bool = False) -> tuple[GuidancePage, GuidancePage]:
    old, new = GuidancePageFactory(), GuidancePageFactory()
    DocumentRelation.objects.create(page=new, type=kind, target=old, partly=partly)
    return old, new


def shown(html: str) -> str:
    return str(RichText(html)).strip()


def test_link__replaced_document_leads_to_its_replacement() -> None:
    old, new = changed(RelationType.REPLACES)
    html = shown(f"<p>Xem {link(old)}.</p>")
    assert f'<a href="{old.url}">đây</a> <span class="legal-mark legal-mark--ended">(hết hiệu lực, ' in html
    assert f'thay bằng <a href="{new.url}">{new.symbol}</a>)</span>.</p>' in html


@pytest.mark.parametrize(
    ("kind", "partly", "words"),
    [
        (RelationType.REPEALS, False, "(hết hiệu lực, bãi bỏ bằng "),
        (RelationType.REPLACES, True, "(còn hiệu lực một phần, thay bằng "),
        (RelationType.AMENDS, False, "(còn hiệu lực một phần, sửa đổi, bổ sung bằng "),
    ],
)
def test_link__says_what_happened(kind: RelationType, partly: bool, words: str) -> None:
    old, _new = changed(kind, partly=partly)
    assert words in shown(link(old))


def test_link__pending_and_expired_name_their_day() -> None:
    pending = GuidancePageFactory(effective_from=TOMORROW)
    expired = GuidancePageFactory(effective_to=datetime.date(2021, 4, 20))
    html = shown(link(pending) + link(expired))
    assert f"(chưa có hiệu lực, từ {TOMORROW.day}/{TOMORROW.month}/{TOMORROW.year})" in html
    assert "(hết hiệu lực, hết ngày 20/4/2021)" in html


def test_link__in_force_or_to_another_page_is_plain() -> None:
    document, page = GuidancePageFactory(), StandardPageFactory()
    assert shown(link(document) + link(page)) == (
        f'<a href="{document.url}">đây</a><a href="{page.url}">đây</a>'
    )


def test_link__to_nothing_is_no_error() -> None:
    assert shown('<a linktype="page" id="999999">x</a><a linktype="page" id="x">y</a>') == "<a>x</a><a>y</a>"
    assert shown('<a href="https://example.org/">x</a>') == '<a href="https://example.org/">x</a>'


def test_link__symbols_cannot_break_out() -> None:
    old, new = changed(RelationType.REPLACES)
    GuidancePage.objects.filter(pk=new.pk).update(symbol='1/"><script>x</script>')
    html = shown(f"<p>{link(old)}</p>")
    assert "<script>" not in html
    assert 'thay bằng <a href="' in html


def test_link__draft_changes_nothing() -> None:
    old, new = GuidancePageFactory(), GuidancePageFactory(live=False)
    DocumentRelation.objects.create(page=new, type=RelationType.REPLACES, target=old)
    assert "legal-mark" not in shown(link(old))


def test_link__leads_to_the_twin_of_the_readers_language() -> None:
    page = StandardPageFactory(slug="gioi-thieu")
    english, _created = Locale.objects.get_or_create(language_code="en")
    FrontPageFactory().copy_for_translation(english)
    twin = page.copy_for_translation(english)
    twin.save_revision().publish()
    Page.objects.filter(depth=2).update(live=True)
    with translation.override("en"):
        assert f'href="{StandardPage.objects.get(pk=twin.pk).url}"' in expand_db_html(link(page))
    assert f'href="{page.url}"' in expand_db_html(link(page))


def test_links__of_a_text_cost_the_same_whatever_their_number() -> None:
    pages = [changed(RelationType.REPLACES)[0] for _ in range(6)]

    def cost(html: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(html)
        return len(queries)

    shown(link(pages[0]))
    assert cost("".join(link(page) for page in pages)) <= cost(link(pages[0])) <= 5


def test_links__of_an_article_are_looked_up_together() -> None:
    pages = [changed(RelationType.AMENDS)[0] for _ in range(6)]
    body = [("paragraph", f"<p>{link(page)}</p>") for page in pages]
    article = StandardPageFactory(body=body)

    def cost(stored: StandardPage) -> int:
        with CaptureQueriesContext(connection) as queries:
            html = "".join(block.render() for block in stored.body)
        assert html.count("legal-mark--partly") == len(stored.body)
        return len(queries)

    cost(StandardPage.objects.get(pk=article.pk))  # reads what is cached for all pages
    many = cost(StandardPage.objects.get(pk=article.pk))
    article.body = body[:1]
    article.save()
    assert many <= cost(StandardPage.objects.get(pk=article.pk))


@pytest.mark.parametrize(
    "factory", [AnnouncementPageFactory, CampaignPageFactory, StandardPageFactory, StoryPageFactory]
)
def test_link__readers_see_the_mark_on_every_kind_of_page(client: Client, factory: Any) -> None:
    old, new = changed(RelationType.REPLACES)
    page = factory(body=[("paragraph", f"<p>Theo {link(old, old.symbol)}.</p>")])
    answer = client.get(page.url)
    assert f"Theo {old.symbol} (hết hiệu lực, thay bằng {new.symbol})." in text_of(answer)
    assert "data-legal-mark" not in answer.content.decode()


def test_marks__text_without_any_stays_as_it_is() -> None:
    assert marks_behind_links("<p>a</p>") == "<p>a</p>"
