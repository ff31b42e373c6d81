"""Relations in the form of a document: what cannot be comes back at its row, whole and with its reason."""

import datetime
from typing import Any

import pytest
from django.test import Client

from home.legal_status import RelationType
from home.models import DocumentRelation, GuidancePage
from tests.editing import errors, filled, inline_formset, page_url, streamfield
from tests.factories import GuidancePageFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2021, 3, 4)


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


def row(kind: RelationType, target: GuidancePage, **values: Any) -> dict[str, Any]:
    return {"type": kind, "target": target.pk, "partly": "", "note": "", **values}


def send(
    admin: Client, page: GuidancePage, relations: list[dict[str, Any]], action: str = "publish", **values: Any
) -> Any:
    edit = page_url("edit", page)
    empty = {name: streamfield([]) for name in ("tasks", "thresholds", "honours", "body")}
    given = {**empty, "relations": inline_formset(relations), **values}
    return admin.post(edit, filled(admin.get(edit), given, action))


def relate(page: GuidancePage, kind: RelationType, target: GuidancePage) -> None:
    DocumentRelation.objects.create(page=page, type=kind, target=target)


@pytest.mark.parametrize("action", ["publish", ""])
def test_relations__circle_comes_back_and_keeps_what_was_typed(admin: Client, action: str) -> None:
    first, second, third = (GuidancePageFactory() for _ in range(3))
    relate(second, RelationType.REPLACES, third)
    relate(third, RelationType.AMENDS, first)
    relations = [row(RelationType.GUIDES, third), row(RelationType.REPLACES, second, note="Chữ đã gõ")]
    answer = send(admin, first, relations, action)
    assert answer.status_code == 200
    (told,) = errors(answer)["relations-1-target"]
    assert f"{second.symbol} → {third.symbol} → văn bản này" in told
    assert "Chữ đã gõ" in answer.content.decode()
    assert not first.relations.exists()


def test_relations__circle_through_a_draft_of_another_comes_back(admin: Client) -> None:
    first, second = GuidancePageFactory(), GuidancePageFactory()
    second.relations.add(DocumentRelation(type=RelationType.REPLACES, target=first))
    second.save_revision()
    DocumentRelation.objects.all().delete()
    answer = send(admin, first, [row(RelationType.REPEALS, second)])
    assert "relations-0-target" in errors(answer)


def test_relations__contradiction_comes_back_at_its_row(admin: Client) -> None:
    page, target = GuidancePageFactory(), GuidancePageFactory()
    answer = send(admin, page, [row(RelationType.IMPLEMENTS, target), row(RelationType.REPLACES, target)])
    assert "Mâu thuẫn" in errors(answer)["relations-1-type"][0]


def test_relations__same_one_twice_comes_back_at_its_row(admin: Client) -> None:
    page, target = GuidancePageFactory(), GuidancePageFactory()
    answer = send(admin, page, [row(RelationType.GUIDES, target), row(RelationType.GUIDES, target)])
    assert "đã ghi ở dòng trên" in errors(answer)["relations-1-type"][0]


def test_relations__change_of_a_newer_document_comes_back(admin: Client) -> None:
    page, newer = GuidancePageFactory(issued_on=DAY), GuidancePageFactory(issued_on=DAY.replace(year=2022))
    answer = send(admin, page, [row(RelationType.AMENDS, newer)])
    assert "4/3/2022" in errors(answer)["relations-0-target"][0]


def test_issued_on__after_a_document_that_changes_this_one_comes_back(admin: Client) -> None:
    page, other = GuidancePageFactory(issued_on=DAY), GuidancePageFactory(issued_on=DAY.replace(year=2022))
    relate(other, RelationType.REPLACES, page)
    late = DAY.replace(year=2023).isoformat()
    answer = send(admin, page, [], issued_on=late, effective_from=late)
    assert other.symbol in errors(answer)["issued_on"][0]
    assert send(admin, page, [], issued_on=DAY.isoformat()).status_code == 302


def test_relations__removed_row_is_no_contradiction(admin: Client) -> None:
    page, target = GuidancePageFactory(), GuidancePageFactory()
    relate(page, RelationType.IMPLEMENTS, target)
    page.save_revision().publish()
    kept = DocumentRelation.objects.get()
    rows = [
        row(RelationType.IMPLEMENTS, target, id=kept.pk, DELETE="on"),
        row(RelationType.REPLACES, target, id=""),
    ]
    edit = page_url("edit", page)
    empty = {name: streamfield([]) for name in ("tasks", "thresholds", "honours", "body")}
    data = filled(admin.get(edit), {**empty, "relations": inline_formset(rows, initial=1)}, "publish")
    answer = admin.post(edit, data)
    assert answer.status_code == 302, errors(answer)
    assert [one.type for one in GuidancePage.objects.get(pk=page.pk).relations.all()] == ["replaces"]


def test_review_on__is_kept_and_not_shown(admin: Client, client: Client) -> None:
    page = GuidancePageFactory()
    assert send(admin, page, [], review_on="2026-12-31").status_code == 302
    assert GuidancePage.objects.get(pk=page.pk).review_on == datetime.date(2026, 12, 31)
    assert "31/12/2026" not in client.get(page.url).content.decode()
