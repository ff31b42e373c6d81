"""Consent: a name goes with it, from pages, search and the index, at once."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from search.contract import Kind
from search.documents import documents
from search.indexing import drain, rebuild
from search.models import PendingIndexing
from showcase.models import (
    AwardType,
    Consent,
    Field,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    StoryPage,
    Unit,
)
from showcase.signals import initiatives_changed
from tests.factories import (
    AwardTypeFactory,
    CataloguePageFactory,
    ConsentFactory,
    FieldFactory,
    FrontPageFactory,
    InitiativeFactory,
    StoryPageFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

NAME = "Lò Thị Nhung"
TODAY = datetime.date(2026, 3, 1)


@pytest.fixture
def initiative(index_path: Path) -> Initiative:
    """A published initiative whose author agreed to be named, in the index; nothing is pending."""
    FrontPageFactory()
    CataloguePageFactory()
    author = InitiativeAuthor(name=NAME, job_title="Thợ điện", consent=ConsentFactory(person=NAME))
    record = InitiativeFactory(authors=[author])
    rebuild()
    PendingIndexing.objects.all().delete()
    return record


def pending() -> set[tuple[str, int]]:
    return set(PendingIndexing.objects.values_list("kind", "object_id"))


def is_found(client: Client, initiative: Initiative) -> bool:
    return (
        initiative.get_absolute_url() in client.get("/sang-kien/", {"q": NAME, "exact": "1"}).content.decode()
    )


def take_away(way: str) -> None:
    """Withdraw the consent, narrow it, or delete it, singly or through a queryset."""
    consent = Consent.objects.get()
    if way == "withdrawn":
        consent.withdrawn_on = TODAY
        consent.save()
    elif way == "narrowed":
        consent.covers_name = False
        consent.save()
    elif way == "deleted":
        consent.delete()
    else:
        Consent.objects.all().delete()


@pytest.mark.parametrize("way", ["withdrawn", "narrowed", "deleted", "deleted in bulk"])
def test_author__loses_the_name_on_page_and_in_search(
    client: Client, initiative: Initiative, way: str
) -> None:
    address = initiative.get_absolute_url()
    assert NAME in client.get(address).content.decode()
    assert is_found(client, initiative)

    take_away(way)
    page = client.get(address).content.decode()
    assert NAME not in page
    assert "Thợ điện" in page
    assert pending() == {(Kind.INITIATIVE, initiative.pk)}

    assert drain() == 1
    assert pending() == set()
    assert not is_found(client, initiative)
    assert NAME not in repr(documents(Kind.INITIATIVE, [initiative.pk]))
    assert Initiative.objects.live().filter(pk=initiative.pk).exists()


def test_author__gets_the_name_with_a_consent_given_later(client: Client, initiative: Initiative) -> None:
    take_away("withdrawn")
    drain()
    consent = Consent.objects.get()
    consent.withdrawn_on = None
    consent.save()
    assert pending() == {(Kind.INITIATIVE, initiative.pk)}
    drain()
    assert is_found(client, initiative)


def test_author__removed_from_the_record_leaves_the_index(client: Client, initiative: Initiative) -> None:
    initiative.authors = []
    initiative.save()
    drain()
    assert not is_found(client, initiative)


@pytest.mark.parametrize("way", ["withdrawn", "narrowed", "deleted", "deleted in bulk"])
def test_story__without_its_consent_names_nobody(client: Client, initiative: Initiative, way: str) -> None:
    story = StoryPageFactory(title="Chuyện trạm bơm", name=NAME, consent=Consent.objects.get())
    rebuild()
    PendingIndexing.objects.all().delete()
    assert NAME in repr(documents(Kind.STORY, [story.pk]))
    take_away(way)
    assert (Kind.STORY, story.pk) in pending()
    assert StoryPage.objects.get(pk=story.pk).public_name == ""
    assert NAME not in repr(documents(Kind.STORY, [story.pk]))
    answer = client.get(story.url)
    assert answer.status_code == 404 or NAME not in answer.content.decode()


# Other changes that reach the index ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Field, {"name": "Tên khác"}),
        (Field, {"slug": "ma-khac"}),
        (Unit, {"workplace": "Xưởng khác"}),
        (Unit, {"place": "Hà Nội"}),
        (AwardType, {"name": "Bằng khác"}),
    ],
)
def test_related_record__renamed_marks_its_initiatives(
    index_path: Path, model: type[Any], changes: dict[str, str]
) -> None:
    field, unit, award = FieldFactory(), UnitFactory(), AwardTypeFactory()
    own = {
        "field": FieldFactory(parent=field),
        "unit": UnitFactory(parent=unit),
        "awards": [InitiativeAward(award_type=award, date=TODAY)],
    }
    below = InitiativeFactory(**own)
    InitiativeFactory()
    InitiativeFactory(live=False, field=field, unit=unit)
    record = model.objects.get(pk={Field: field, Unit: unit, AwardType: award}[model].pk)
    PendingIndexing.objects.all().delete()
    record.save()
    assert pending() == set()
    for name, value in changes.items():
        setattr(record, name, value)
    record.save()
    assert pending() == {(Kind.INITIATIVE, below.pk)}


def test_initiative__is_announced_within_the_transaction_that_writes_its_authors() -> None:
    depths: list[int] = []

    def note(**kwargs: Any) -> None:
        depths.append(len(connection.savepoint_ids))

    outside = len(connection.savepoint_ids)
    initiatives_changed.connect(note)
    try:
        InitiativeFactory(authors=[InitiativeAuthor(name=NAME)])
    finally:
        initiatives_changed.disconnect(note)
    assert depths
    assert min(depths) > outside


def test_initiative__deleted_in_bulk_is_announced() -> None:
    records = [InitiativeFactory(), InitiativeFactory()]
    ids = {(Kind.INITIATIVE, record.pk) for record in records}
    PendingIndexing.objects.all().delete()
    Initiative.objects.all().delete()
    assert pending() == ids
