"""Editors learn which of their pages link to documents no longer in force."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from home.admin.ended_links import ended_documents_linked_from
from home.legal_status import RelationType
from home.models import (
    AnnouncementDocument,
    AnnouncementIndexPage,
    DocumentRelation,
    GuidancePage,
    SiteSettings,
)
from showcase.roles import CONTRIBUTOR, ensure_roles
from tests.editing import filled, inline_formset, messages, page_url, streamfield, text_of
from tests.factories import (
    AnnouncementPageFactory,
    GuidancePageFactory,
    StandardPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

REPORT = "home_ended_links"


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.fixture
def replaced() -> GuidancePage:
    """A document that 31/HD-LĐLĐ has replaced."""
    old = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    new = GuidancePageFactory(number=31, symbol="31/HD-LĐLĐ", issued_on=datetime.date(2022, 1, 1))
    new.relations.add(DocumentRelation(type=RelationType.REPLACES, target=old))
    new.save()
    return old


def paragraph(document: GuidancePage) -> list[tuple[str, str]]:
    return [("paragraph", f'<p><a linktype="page" id="{document.pk}">xem</a></p>')]


def rows(client: Client, **query: str) -> list[Any]:
    answer = client.get(reverse(REPORT), query)
    assert answer.status_code == 200
    return list(answer.context["object_list"])


def saved(client: Client, page: Any, values: dict[str, Any], action: str) -> str:
    edit = page_url("edit", page)
    answer = client.post(edit, filled(client.get(edit), values, action), follow=True)
    assert answer.status_code == 200
    return messages(answer) if answer.context.get("messages") else text_of(answer)


@pytest.mark.parametrize("action", ["", "publish"])
def test_saving__warns_of_a_document_that_is_named(
    admin: Client, replaced: GuidancePage, action: str
) -> None:
    page = AnnouncementPageFactory()
    values = {"body": streamfield([]), "documents": inline_formset([{"document": replaced.pk}])}
    told = saved(admin, page, values, action)
    assert "04/HD-LĐLĐ (thay bằng 31/HD-LĐLĐ)" in told


def test_saving__warns_of_a_link_in_the_text(admin: Client, replaced: GuidancePage) -> None:
    page = StandardPageFactory(body=paragraph(replaced))
    assert ended_documents_linked_from(page) == [replaced]


def test_saving__does_not_warn_of_documents_in_force(admin: Client, replaced: GuidancePage) -> None:
    new = GuidancePage.objects.get(symbol="31/HD-LĐLĐ")
    values = {"body": streamfield([]), "documents": inline_formset([{"document": new.pk}])}
    assert "hết hiệu lực" not in saved(admin, AnnouncementPageFactory(), values, "")


def test_saving__document_that_replaces_another_is_not_warned_of_it(replaced: GuidancePage) -> None:
    new = GuidancePage.objects.get(symbol="31/HD-LĐLĐ")
    assert ended_documents_linked_from(new) == []


def test_report__lists_texts_choosers_and_settings_with_the_replacement(
    admin: Client, replaced: GuidancePage
) -> None:
    text = StandardPageFactory(title="Trang có liên kết", body=paragraph(replaced))
    news = AnnouncementPageFactory(title="Tin có văn bản")
    news.documents.add(AnnouncementDocument(document=replaced))
    news.save()
    StandardPageFactory(body=paragraph(GuidancePage.objects.get(symbol="31/HD-LĐLĐ")))
    found = rows(admin)
    assert {row.source_title for row in found} == {"Trang có liên kết", "Tin có văn bản"}
    assert {(row.symbol, row.replacement, row.state) for row in found} == {
        ("04/HD-LĐLĐ", "31/HD-LĐLĐ", "Hết hiệu lực")
    }
    assert {row.edit_url for row in found} == {page_url("edit", text), page_url("edit", news)}


def test_report__links_appear_when_the_document_is_replaced(admin: Client) -> None:
    old = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    StandardPageFactory(body=paragraph(old))
    assert rows(admin) == []
    assert "Không có liên kết nào" in text_of(admin.get(reverse(REPORT)))
    new = GuidancePageFactory(issued_on=datetime.date(2022, 1, 1))
    new.relations.add(DocumentRelation(type=RelationType.REPEALS, target=old))
    new.save_revision().publish()
    assert [row.symbol for row in rows(admin)] == ["04/HD-LĐLĐ"]


def test_report__is_exported(admin: Client, replaced: GuidancePage) -> None:
    StandardPageFactory(title="Trang có liên kết", body=paragraph(replaced))
    answer = admin.get(reverse(REPORT), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined] # a streamed file
    assert "Trang có liên kết" in text
    assert "31/HD-LĐLĐ" in text


def test_report__shows_contributors_only_what_they_may_change(client: Client, replaced: GuidancePage) -> None:
    ensure_roles()
    writer = UserFactory()
    writer.groups.add(Group.objects.get(name=CONTRIBUTOR))
    StandardPageFactory(title="Của người khác", body=paragraph(replaced))
    StandardPageFactory(title="Của tôi", body=paragraph(replaced), owner=writer)
    client.force_login(writer)
    assert [row.source_title for row in rows(client)] == ["Của tôi"]


def test_report__is_for_those_who_work_on_pages(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(reverse(REPORT)).status_code in (302, 403)


def test_report__costs_the_same_whatever_its_length(admin: Client, replaced: GuidancePage) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows(admin)
        return len(queries)

    StandardPageFactory(body=paragraph(replaced))
    rows(admin)
    few = cost()
    for _ in range(5):
        StandardPageFactory(body=paragraph(replaced))
    rows(admin)  # reads anew what is cached for all pages
    assert cost() <= few


def test_index_page_and_settings__are_no_trouble(replaced: GuidancePage) -> None:
    """Records of other kinds are read for links as well."""
    assert ended_documents_linked_from(AnnouncementIndexPage(title="A")) == []
    assert ended_documents_linked_from(SiteSettings()) == []
