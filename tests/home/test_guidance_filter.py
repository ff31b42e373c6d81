"""Filters of the list of guidance documents, and what the list says of a document on a day."""

import datetime
from typing import Any

import pytest
from django.test import Client

from home.legal_status import LegalStatus, RelationType
from home.models import DocumentRelation, GuidanceIndexPage, GuidancePage
from home.templatetags.home import document_state, news_years, page_crumbs
from tests.factories import AnnouncementPageFactory, GuidancePageFactory, IssuerFactory

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2021, 3, 4)
SECOND = datetime.date(2026, 3, 15)


def changed(kind: RelationType, partly: bool = False) -> tuple[GuidancePage, GuidancePage]:
    """A document of 2021 as the database has it, and the one of 2026 that changes it."""
    old = GuidancePageFactory(issued_on=FIRST)
    new = GuidancePageFactory(issued_on=SECOND)
    new.relations.add(DocumentRelation(type=kind, target=old, partly=partly))
    new.save()
    return GuidancePage.objects.get(pk=old.pk), new


def listed(client: Client, query: dict[str, Any]) -> Any:
    """Context of the list for a query."""
    page = GuidanceIndexPage.objects.get()
    response = client.get(page.url, query)
    assert response.status_code == 200
    return response.context_data


def test_filters__issuer_and_kind_narrow_the_list(client: Client) -> None:
    other = IssuerFactory(name="Tổng Liên đoàn Lao động Việt Nam", short_name="Tổng LĐLĐ Việt Nam")
    here, there = GuidancePageFactory(), GuidancePageFactory(issuer=other)
    assert {page.pk for page in listed(client, {})["items"]} == {here.pk, there.pk}
    context = listed(client, {"issuer": other.pk, "kind": there.kind.pk})
    assert [page.pk for page in context["items"]] == [there.pk]
    assert context["filters"].query == f"issuer={other.pk}&kind={there.kind.pk}&"


def test_filters__offer_only_what_published_documents_have(client: Client) -> None:
    IssuerFactory(name="Không có văn bản", short_name="Không có")
    shown = GuidancePageFactory()
    fields = listed(client, {})["filters"].fields
    assert [issuer.pk for issuer in fields["issuer"].queryset] == [shown.issuer.pk]


@pytest.mark.parametrize("name", ["on", "valid_on"])
@pytest.mark.parametrize("day", ["31/2/2021", "hôm nay", "2021"])
def test_filters__wrong_day_is_named_at_its_field(client: Client, day: str, name: str) -> None:
    page = GuidancePageFactory()
    context = listed(client, {name: day})
    assert set(context["filters"].errors) == {name}
    assert context["is_today"] is True
    assert len(context["items"]) == 1
    assert "Gõ ngày theo kiểu" in client.get(page.get_parent().url, {name: day}).content.decode()


@pytest.mark.parametrize("query", [{"status": "mới"}, {"year": "1900"}, {"kind": "x"}, {"issuer": "0"}])
def test_filters__wrong_choice_is_named_and_narrows_nothing(client: Client, query: dict[str, str]) -> None:
    GuidancePageFactory()
    context = listed(client, query)
    assert set(context["filters"].errors) == set(query)
    assert len(context["items"]) == 1


def test_filters__day_in_force_leaves_what_had_effect_that_day(client: Client) -> None:
    replaced, replacing = changed(RelationType.REPLACES)
    ended = GuidancePageFactory(issued_on=FIRST, effective_to=datetime.date(2021, 4, 20))
    amended, amending = changed(RelationType.AMENDS)

    def found(day: str) -> set[int]:
        context = listed(client, {"valid_on": day})
        assert {page.status_on(context["day"]) for page in context["items"]} <= {
            LegalStatus.IN_FORCE,
            LegalStatus.PARTLY,
        }
        return {page.pk for page in context["items"]}

    assert found("3/3/2021") == set()
    assert found("20/4/2021") == {replaced.pk, ended.pk, amended.pk}
    assert found("21/4/2021") == {replaced.pk, amended.pk}
    assert found("15/3/2026") == {replacing.pk, amended.pk, amending.pk}


def test_filters__status_is_that_of_the_day_shown(client: Client) -> None:
    old, new = changed(RelationType.REPLACES)
    before, after = "14/3/2026", "15/3/2026"
    assert [page.pk for page in listed(client, {"status": "ended", "on": after})["items"]] == [old.pk]
    assert list(listed(client, {"status": "ended", "on": before})["items"]) == []
    assert [page.pk for page in listed(client, {"status": "pending", "on": before})["items"]] == [new.pk]


def test_filters__year_narrows_and_offers_the_years_of_documents(client: Client) -> None:
    old, new = GuidancePageFactory(issued_on=FIRST), GuidancePageFactory(issued_on=SECOND)
    context = listed(client, {"year": "2021"})
    assert [page.pk for page in context["items"]] == [old.pk]
    assert [value for value, _label in context["filters"].fields["year"].choices] == ["", "2026", "2021"]
    assert [page.pk for page in listed(client, {"year": "2026"})["items"]] == [new.pk]


@pytest.mark.parametrize("day", ["5/3/2021", "05/03/2021", "2021-03-05"])
def test_filters__day_is_read_in_vietnamese_order(client: Client, day: str) -> None:
    GuidancePageFactory()
    context = listed(client, {"on": day})
    assert context["day"] == datetime.date(2021, 3, 5)
    assert context["is_today"] is False


@pytest.mark.parametrize(
    ("kind", "partly", "status", "note"),
    [
        (RelationType.REPLACES, False, LegalStatus.ENDED, "thay bằng"),
        (RelationType.REPEALS, True, LegalStatus.PARTLY, "bãi bỏ bằng"),
        (RelationType.AMENDS, False, LegalStatus.PARTLY, "sửa đổi, bổ sung bằng"),
    ],
)
def test_state__names_the_document_that_changed_it(
    kind: RelationType, partly: bool, status: LegalStatus, note: str
) -> None:
    old, new = changed(kind, partly)
    before = document_state(old, SECOND - datetime.timedelta(days=1))
    assert before == {"status": LegalStatus.IN_FORCE, "note": "", "links": []}
    after = document_state(old, SECOND)
    assert after == {"status": status, "note": note, "links": [{"symbol": new.symbol, "url": new.url}]}


def test_state__pending_and_expired_name_their_day() -> None:
    page = GuidancePageFactory(issued_on=FIRST, effective_to=datetime.date(2021, 4, 20))
    assert document_state(page, datetime.date(2021, 3, 3))["note"] == "từ 4/3/2021"
    assert document_state(page, datetime.date(2021, 4, 21))["note"] == "hết ngày 20/4/2021"


def test_crumbs__a_list_names_itself_and_a_document_does_not() -> None:
    page = GuidancePageFactory()
    above = page.get_parent()
    assert [(crumb["title"], crumb.get("current", False)) for crumb in page_crumbs(above)] == [
        ("Trang chủ", False),
        (above.title, True),
    ]
    assert [crumb["title"] for crumb in page_crumbs(page)] == ["Trang chủ", above.title]


def test_news_years__keep_the_order_and_part_what_is_pinned() -> None:
    zone = datetime.UTC
    late = AnnouncementPageFactory(
        published_at=datetime.datetime(2022, 12, 31, 20, tzinfo=zone)
    )  # 3:00 next day
    early = AnnouncementPageFactory(published_at=datetime.datetime(2022, 5, 1, tzinfo=zone))
    pinned = AnnouncementPageFactory(published_at=early.published_at, pinned_until=datetime.date(2999, 1, 1))
    assert news_years([pinned, late, early]) == [("Đang ghim", [pinned]), ("2023", [late]), ("2022", [early])]
