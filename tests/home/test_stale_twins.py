"""Translations that have fallen behind: what readers are told, and the report for editors."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page

from home import moments
from home.admin.stale_twins import TwinState, in_state, with_twins
from home.models import StandardPage
from showcase.roles import EDITOR
from tests.editing import text_of
from tests.factories import FrontPageFactory, StandardPageFactory, UserFactory

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/ban-tieng-anh/"
NOTICE = "This page is older than the Vietnamese one (updated 20 April 2026)."


@pytest.fixture
def english() -> Iterator[Locale]:
    locale = Locale.objects.create(language_code="en")
    FrontPageFactory(last_published_at=timezone.now()).copy_for_translation(locale).save_revision().publish()
    yield locale


def at(month: int, day: int) -> datetime.datetime:
    return datetime.datetime(2026, month, day, 9, tzinfo=timezone.get_default_timezone())


def pair(
    english: Locale, vietnamese_at: datetime.datetime, english_at: datetime.datetime, **values: Any
) -> StandardPage:
    """A page and its twin, published when it is said; returns the Vietnamese one."""
    page = StandardPageFactory(**values)
    page.copy_for_translation(english).save_revision().publish()
    Page.objects.filter(pk=page.pk).update(last_published_at=vietnamese_at)
    Page.objects.filter(translation_key=page.translation_key, locale=english).update(
        last_published_at=english_at
    )
    return StandardPage.objects.get(pk=page.pk)


# Readers ----------------------------------------------------------------------------------------------


def test_notice__older_translation_says_so(client: Client, english: Locale) -> None:
    page = pair(english, at(4, 20), at(3, 1))
    text = text_of(client.get(f"/en{page.url}"))
    assert NOTICE in text
    assert "cũ hơn" not in text_of(client.get(page.url))


@pytest.mark.parametrize("english_at", [(4, 20), (4, 21)])
def test_notice__not_where_the_translation_has_kept_up(
    client: Client, english: Locale, english_at: tuple[int, int]
) -> None:
    page = pair(english, at(4, 20), at(*english_at))
    assert "This page is older" not in text_of(client.get(f"/en{page.url}"))


def test_notice__not_where_the_original_is_withdrawn(client: Client, english: Locale) -> None:
    page = pair(english, at(4, 20), at(3, 1))
    page.unpublish()
    assert "This page is older" not in text_of(client.get(f"/en{page.url}"))


@pytest.mark.usefixtures("long_moment")
def test_notice__costs_no_query(client: Client, english: Locale) -> None:
    counts = []
    for english_at in (at(3, 1), at(4, 21)):
        page = pair(english, at(4, 20), english_at)
        client.get(f"/en{page.url}")
        moments.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en{page.url}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Editors ----------------------------------------------------------------------------------------------


def test_states__older_missing_current(english: Locale) -> None:
    older = pair(english, at(4, 20), at(3, 1))
    current = pair(english, at(4, 20), at(4, 21))
    missing = StandardPageFactory(last_published_at=at(1, 1))
    draft_twin = pair(english, at(4, 20), at(3, 1))
    draft_twin.get_translation(english).unpublish()
    pages = with_twins(Page.objects.all())
    assert set(in_state(pages, TwinState.OLDER).values_list("pk", flat=True)) == {older.pk}
    assert current.pk in in_state(pages, TwinState.CURRENT).values_list("pk", flat=True)
    assert {missing.pk, draft_twin.pk} <= set(in_state(pages, TwinState.MISSING).values_list("pk", flat=True))


def test_seen_revision__is_the_one_that_was_translated(english: Locale) -> None:
    page = StandardPageFactory(title="Lúc dịch")
    page.save_revision().publish()
    translated = page.latest_revision
    page.copy_for_translation(english).save_revision().publish()
    page = StandardPage.objects.get(pk=page.pk)
    page.title = "Sau khi dịch"
    page.save_revision().publish()
    (row,) = in_state(with_twins(Page.objects.filter(pk=page.pk)), TwinState.OLDER)
    assert row.seen_revision == translated.pk


@pytest.fixture
def editor(client: Client) -> Any:
    user = UserFactory(role=EDITOR)
    client.force_login(user)
    return user


def test_report__older_ones_first_and_the_others_by_choice(
    client: Client, english: Locale, editor: Any
) -> None:
    older = pair(english, at(4, 20), at(3, 1), title="Trang đã cũ bản dịch")
    StandardPageFactory(title="Trang chưa dịch")
    text = text_of(client.get(REPORT))
    assert "Trang đã cũ bản dịch" in text
    assert "Trang chưa dịch" not in text
    missing = text_of(client.get(f"{REPORT}?state=missing"))
    assert "Trang chưa dịch" in missing
    assert "Trang đã cũ bản dịch" not in missing
    twin = older.get_translation(english)
    assert reverse("wagtailadmin_pages:edit", args=[twin.pk]) in client.get(REPORT).content.decode()


def test_report__leads_to_what_has_changed(client: Client, english: Locale, editor: Any) -> None:
    page = StandardPageFactory(title="Lúc dịch")
    page.save_revision().publish()
    seen = page.latest_revision
    page.copy_for_translation(english).save_revision().publish()
    page = StandardPage.objects.get(pk=page.pk)
    page.title = "Sau khi dịch"
    page.save_revision(user=editor).publish()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, seen.pk, "live"])
    answer = client.get(REPORT)
    assert address in answer.content.decode()
    assert editor.username in text_of(answer)
    assert "Sau khi dịch" in text_of(client.get(address))


def test_report__as_a_table(client: Client, english: Locale, editor: Any) -> None:
    pair(english, at(4, 20), at(3, 1), title="Trang đã cũ bản dịch")
    response = client.get(f"{REPORT}?export=csv")
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined] # a streamed answer
    assert "Bản tiếng Việt" in text
    assert "Trang đã cũ bản dịch" in text


@pytest.mark.usefixtures("long_moment")
def test_report__costs_the_same_whatever_its_length(client: Client, english: Locale, editor: Any) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            pair(english, at(4, 20), at(3, 1))
        client.get(REPORT)
        moments.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get(REPORT)
        counts.append(len(queries))
    assert counts[1] <= counts[0]


def test_report__is_in_the_menu_for_whoever_works_on_pages(client: Client, editor: Any) -> None:
    FrontPageFactory()
    assert REPORT in client.get("/admin/").content.decode()


def test_report__strangers_are_sent_away(client: Client) -> None:
    assert client.get(REPORT).status_code == 302
