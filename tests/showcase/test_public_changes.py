"""The feed of public changes: what is told, in which order, and what never is."""

import datetime
import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import PageViewRestriction

from home.legal_status import RelationType
from home.models import DocumentRelation
from showcase.models import (
    Consent,
    InitiativeAuthor,
    PublicChange,
    PublicSequence,
    StoryInitiative,
    StoryPage,
    Unit,
    UnitSuccession,
)
from showcase.public_changes import RecordKind, head, mark, read_after, reconcile
from showcase.public_changes.numbering import number_waiting
from showcase.units.changes.plan import Change, ChangeKind, NewBody
from showcase.units.changes.saving import save_change
from tests.factories import (
    CampaignPageFactory,
    ConsentFactory,
    FieldFactory,
    GuidancePageFactory,
    InitiativeFactory,
    StoryPageFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

FEED = "/api/v1/changes"


def drained() -> int:
    """Number everything that waits; returns the last number."""
    while number_waiting():
        pass
    return head()


def told(client: Client, since: str = "", **query: Any) -> list[tuple[str, str, str]]:
    """Everything after a cursor as (action, kind, key)."""
    items: list[Any] = []
    more = True
    while more:
        page = client.get(FEED, {"since": since, **query}).json()
        items += page["items"]
        since, more = page["cursor"], page["more"]
    return [(item["action"], item["kind"], item["key"]) for item in items]


def now(client: Client) -> str:
    drained()
    cursor: str = client.get(FEED, {"since": "now"}).json()["cursor"]
    return cursor


def test_feed__from_the_beginning_tells_of_everything_public(client: Client, demo_content: None) -> None:
    reconcile()
    found = told(client, size=100)
    assert {action for action, _kind, _key in found} <= {"created", "deleted"}
    public = [(kind, key) for action, kind, key in found if action == "created"]
    assert len(public) == PublicChange.objects.filter(is_public=True).count()
    for kind, path in (("initiative", "initiatives?cursor=*"), ("unit", "units"), ("story", "stories")):
        total = 0
        address = f"/api/v1/{path}{'&' if '?' in path else '?'}size=100"
        while address:
            page = client.get(address).json()
            total += len(page["items"])
            address = page["next"]
        assert total == sum(1 for one, _key in public if one == kind)


def test_feed__created_updated_deleted(client: Client) -> None:
    start = now(client)
    initiative = InitiativeFactory()
    assert ("created", "initiative", initiative.code) in told(client, start)
    after = now(client)
    initiative.title = "Tên khác"
    initiative.save()
    assert told(client, after) == [("updated", "initiative", initiative.code)]
    # Whoever has not read yet sees one change, and a new record.
    assert [one for one in told(client, start) if one[1] == "initiative"] == [
        ("created", "initiative", initiative.code)
    ]
    later = now(client)
    initiative.live = False
    initiative.save()
    assert told(client, later) == [("deleted", "initiative", initiative.code)]
    last = now(client)
    initiative.live = True
    initiative.save()
    assert told(client, last) == [("created", "initiative", initiative.code)]
    back = now(client)
    initiative.delete()
    assert told(client, back) == [("deleted", "initiative", initiative.code)]


def test_feed__a_draft_leaves_no_trace(client: Client) -> None:
    start = now(client)
    draft = InitiativeFactory(live=False)
    draft.title = "Vẫn là bản nháp"
    draft.save()
    draft.delete()
    GuidancePageFactory(live=False)
    assert [one for one in told(client, start) if one[1] in {"initiative", "document"}] == []


def test_feed__withdrawn_before_anybody_asked_is_told_as_deleted(client: Client) -> None:
    """Somebody may have read the record from a list meanwhile."""
    start = now(client)
    initiative = InitiativeFactory()
    initiative.live = False
    initiative.save()
    assert ("deleted", "initiative", initiative.code) in told(client, start)


def test_feed__withdrawn_consent_is_an_update_without_the_name(client: Client) -> None:
    consent = ConsentFactory(person="Đỗ Văn Khải")
    initiative = InitiativeFactory(
        authors=[InitiativeAuthor(name="Đỗ Văn Khải", job_title="Thợ tiện", consent=consent)]
    )
    StoryPageFactory(name="Đỗ Văn Khải", consent=consent)
    start = now(client)
    mine = Consent.objects.get(pk=consent.pk)
    mine.withdrawn_on = datetime.date(2023, 1, 1)
    mine.save()
    response = client.get(FEED, {"since": start, "records": "true"})
    assert "Đỗ Văn Khải" not in response.content.decode()
    by_kind = {item["kind"]: item for item in response.json()["items"]}
    assert (by_kind["initiative"]["action"], by_kind["initiative"]["key"]) == ("updated", initiative.code)
    assert by_kind["initiative"]["record"]["authors"] == [{"name": None, "job_title": "Thợ tiện"}]
    assert by_kind["story"]["action"] == "deleted"
    assert StoryPage.objects.live().count() == 0


def test_feed__renamed_unit_touches_everything_that_names_it(client: Client) -> None:
    unit, other = UnitFactory(), UnitFactory()
    initiative = InitiativeFactory(unit=unit)
    before = UnitFactory()
    UnitSuccession.objects.create(old=before, new=unit, on=datetime.date(2025, 7, 1))
    start = now(client)
    unit.refresh_from_db()
    unit.name = "Tên mới"
    unit.save()
    keys = {(kind, key) for _action, kind, key in told(client, start)}
    assert keys == {("unit", unit.slug), ("unit", before.slug), ("initiative", initiative.code)}
    assert other.slug not in {key for _kind, key in keys}


def test_feed__moved_unit_names_its_new_parent(client: Client) -> None:
    old, new = UnitFactory(), UnitFactory()
    unit = UnitFactory(parent=old)
    below = UnitFactory(parent=unit)
    start = now(client)
    Unit.objects.get(pk=unit.pk).move(Unit.objects.get(pk=new.pk), "last-child")
    page = client.get(FEED, {"since": start, "records": "true"}).json()
    assert {item["key"]: item["record"]["parent"] for item in page["items"]}[unit.slug] == new.slug
    assert client.get(f"/api/v1/units/{below.slug}").json()["parent"] == unit.slug


def test_feed__tells_of_a_merger(client: Client) -> None:
    above = UnitFactory()
    one, two = UnitFactory(parent=above), UnitFactory(parent=above)
    record = InitiativeFactory(unit=one)
    start = now(client)
    change = Change(
        kind=ChangeKind.MERGE,
        day=datetime.date(2025, 7, 1),
        legal_basis="Nghị quyết 1",
        old=[one, two],
        new=[NewBody(name="Kinh Bắc", short_name="Kinh Bắc", place="Kinh Bắc")],
    )
    (made,) = save_change(change, None)
    page = client.get(FEED, {"since": start, "records": "true"}).json()
    items = {item["key"]: item for item in page["items"]}
    assert (items[made.slug]["action"], items[made.slug]["record"]["parent"]) == ("created", above.slug)
    for unit in (one, two):
        assert items[unit.slug]["action"] == "updated"
        assert items[unit.slug]["record"]["valid_to"] == "2025-06-30"
        assert items[unit.slug]["record"]["successors"] == [made.slug]
    # A record keeps the unit of its day.
    assert record.code not in items


def test_feed__renamed_field_touches_its_initiatives_and_stories(client: Client) -> None:
    field = FieldFactory()
    initiative, story = InitiativeFactory(field=field), StoryPageFactory(field=field)
    start = now(client)
    field.name = "Lĩnh vực đổi tên"
    field.save()
    assert set(told(client, start)) == {
        ("updated", "field", field.slug),
        ("updated", "initiative", initiative.code),
        ("updated", "story", story.slug),
    }


def test_feed__renamed_campaign_touches_its_initiatives(client: Client) -> None:
    campaign = CampaignPageFactory()
    initiative = InitiativeFactory(campaign=campaign)
    start = now(client)
    campaign.short_title = "Tên gọn khác"
    campaign.save()
    assert ("updated", "initiative", initiative.code) in told(client, start)


def test_feed__story_follows_its_initiatives(client: Client) -> None:
    initiative, story = InitiativeFactory(), StoryPageFactory()
    StoryInitiative.objects.create(page=story, initiative=initiative)
    for change in (initiative.save, initiative.delete):
        start = now(client)
        change()
        assert ("updated", "story", story.slug) in told(client, start)


def test_feed__renamed_section_changes_the_addresses_below_it(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    story = StoryPageFactory()
    start = now(client)
    section = story.get_parent().specific
    section.slug = "guong-sang-moi"
    with django_capture_on_commit_callbacks(execute=True):
        section.save_revision().publish()
    assert ("updated", "story", story.slug) in told(client, start)


def test_feed__restricted_section_takes_its_pages_away(client: Client) -> None:
    story = StoryPageFactory()
    start = now(client)
    PageViewRestriction.objects.create(page=story.get_parent(), restriction_type="login")
    assert ("deleted", "story", story.slug) in told(client, start)


def test_feed__replaced_document_and_the_one_that_replaces_it(client: Client) -> None:
    old, new = GuidancePageFactory(), GuidancePageFactory()
    start = now(client)
    DocumentRelation.objects.create(page=new, type=RelationType.REPLACES, target=old)
    assert told(client, start) == [("updated", "document", old.symbol)]
    after = now(client)
    new.unpublish()
    assert set(told(client, after)) == {
        ("deleted", "document", new.symbol),
        ("updated", "document", old.symbol),
    }


def test_feed__only_some_kinds(client: Client) -> None:
    start = now(client)
    initiative = InitiativeFactory()
    assert told(client, start, kind="initiative") == [("created", "initiative", initiative.code)]
    assert {kind for _action, kind, _key in told(client, start, kind=["field", "unit"])} == {"field", "unit"}


def test_feed__records_are_those_of_their_addresses(client: Client) -> None:
    code = InitiativeFactory().code
    items = client.get(FEED, {"records": "true"}).json()["items"]
    records = {item["kind"]: item["record"] for item in items}
    assert records["initiative"] == client.get(f"/api/v1/initiatives/{code}").json()
    assert records["unit"] in client.get("/api/v1/units").json()["items"]
    assert records["field"] in client.get("/api/v1/fields").json()["items"]


def test_feed__pages_follow_each_other(client: Client) -> None:
    start = now(client)
    codes = [InitiativeFactory().code for _number in range(5)]
    found = [key for _action, kind, key in told(client, start, size=2) if kind == "initiative"]
    assert found == codes


def test_feed__cursor_of_another_database_is_gone(client: Client) -> None:
    InitiativeFactory()
    cursor = now(client)
    PublicChange.objects.update(seq=None)
    PublicSequence.objects.update(last=0)
    number_waiting()
    PublicSequence.objects.update(last=1)
    PublicChange.objects.filter(seq__gt=1).delete()
    response = client.get(FEED, {"since": cursor})
    assert response.status_code == 410
    assert response.headers["Content-Type"].startswith("application/problem+json")


def test_numbers__are_never_given_twice_though_the_last_row_changed_again() -> None:
    initiative = InitiativeFactory()
    mark(RecordKind.INITIATIVE, [initiative.pk])
    last = drained()
    PublicChange.objects.filter(seq=last).update(seq=None)
    number_waiting()
    assert head() == last + 1


def test_reconcile__finds_what_was_written_past_all_signals() -> None:
    initiative = InitiativeFactory()
    hidden = InitiativeFactory()
    PublicChange.objects.filter(kind="initiative", object_id=initiative.pk).delete()
    type(hidden).objects.filter(pk=hidden.pk).update(live=False)
    drained()
    before = head()
    assert reconcile() == 2
    assert reconcile() == 0
    changes = read_after(before, 10).changes
    assert {(one.object_id, one.is_public) for one in changes} == {(initiative.pk, True), (hidden.pk, False)}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_numbers__nothing_is_skipped_while_transactions_commit_out_of_order() -> None:
    """A transaction that began first and commits last gets its number when it commits, above what was read."""
    first, second = InitiativeFactory(), InitiativeFactory()
    drained()
    cursor = head()
    marked, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                mark(RecordKind.INITIATIVE, [first.pk])
                marked.set()
                may_commit.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert marked.wait(10)
    if connection.vendor == "sqlite":  # has one writer at a time: the second has to wait for the first
        may_commit.set()
        writer.join(10)
    mark(RecordKind.INITIATIVE, [second.pk])
    page = read_after(cursor, 10)
    may_commit.set()
    writer.join(10)
    following = read_after(page.cursor, 10)
    told_first, told_then = ([one.object_id for one in part.changes] for part in (page, following))
    if connection.vendor == "sqlite":
        assert (told_first, told_then) == ([first.pk, second.pk], [])
    else:
        assert (told_first, told_then) == ([second.pk], [first.pk])
