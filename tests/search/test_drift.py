"""Comparing database and index."""

import datetime
from pathlib import Path

import pytest
from django.db.models import F
from wagtail.models import PageViewRestriction

from search.contract import Deletion, IndexDocument, Kind, SearchRequest, VersionSummary
from search.documents import documents, microseconds
from search.engines import get_engine
from search.indexing import drain, drift, mark_pending, rebuild, verify
from search.indexing.drift import Problem
from search.models import IndexedChange, IndexRun, PendingIndexing
from showcase.choices import Disclosure
from showcase.models import Initiative, InitiativeAuthor
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    ConsentFactory,
    FrontPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    StandardPageFactory,
    StoryPageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(index_path: Path) -> list[Initiative]:
    """Records of every kind in an index; nothing is pending."""
    FrontPageFactory()
    for factory in (
        AnnouncementPageFactory,
        CampaignPageFactory,
        GuidancePageFactory,
        StandardPageFactory,
        StoryPageFactory,
    ):
        factory()
    made = [InitiativeFactory(disclosure=Disclosure.ABSTRACT), *(InitiativeFactory() for _ in range(30))]
    rebuild()
    drain()
    return made


@pytest.fixture
def small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges and scans of a few records, so that a test meets many."""
    monkeypatch.setattr(drift, "RANGE", 4)
    monkeypatch.setattr(drift, "SCAN", 3)


def move_time(record: Initiative, **delta: int) -> None:
    """Change when a record was last written, past the signals."""
    Initiative.objects.filter(pk=record.pk).update(updated_at=F("updated_at") + datetime.timedelta(**delta))


@pytest.mark.usefixtures("small_ranges")
def test_verify__healthy_index_has_no_drift(records: list[Initiative]) -> None:
    found = verify()
    assert (found.total, found.waiting) == (0, 0)
    assert found.documents == len(records) + 5 == get_engine().health().documents


@pytest.mark.usefixtures("small_ranges")
def test_verify__finds_what_is_missing_stale_or_left_over(records: list[Initiative]) -> None:
    engine = get_engine()
    engine.bulk([Deletion(Kind.INITIATIVE, records[3].pk, 10**17)])
    engine.bulk([IndexDocument(Kind.INITIATIVE, 99_999, 1, "Không còn trong cơ sở dữ liệu")])
    engine.bulk([IndexDocument(Kind.STORY, 99_999, 1, "Không còn trong cơ sở dữ liệu")])
    Initiative.objects.filter(pk=records[5].pk).update(live=False)
    move_time(records[7], days=1)
    found = verify()
    assert found.found == {
        (Kind.INITIATIVE, Problem.MISSING): [records[3].pk],
        (Kind.INITIATIVE, Problem.STALE): [records[7].pk],
        (Kind.INITIATIVE, Problem.ORPHANED): [records[5].pk, 99_999],
        (Kind.STORY, Problem.ORPHANED): [99_999],
    }
    assert (found.missing, found.stale, found.orphaned) == (1, 1, 3)
    assert not PendingIndexing.objects.exists()
    assert verify(repair=True).total == 5
    drain()
    assert verify().total == 0
    assert not engine.search(SearchRequest("không còn trong cơ sở", kinds=tuple(Kind), exact=True)).hits


def test_verify__difference_of_a_microsecond_is_seen(records: list[Initiative]) -> None:
    move_time(records[0], microseconds=1)
    # Indexed by a rebuild or by a drain, under the moment of the record or of the mark after it.
    get_engine().bulk([documents(Kind.INITIATIVE, [records[0].pk])[0]])
    held = dict(get_engine().scan_versions(Kind.INITIATIVE))[records[0].pk]
    Initiative.objects.filter(pk=records[0].pk).update(
        updated_at=datetime.datetime.fromtimestamp(0, datetime.UTC)
        + datetime.timedelta(microseconds=held + 1)
    )
    assert verify().found == {(Kind.INITIATIVE, Problem.STALE): [records[0].pk]}


def test_verify__mark_that_was_lost_after_it_was_given_is_seen(index_path: Path) -> None:
    FrontPageFactory()
    consent = ConsentFactory()
    record = InitiativeFactory(authors=[InitiativeAuthor(name="Lò Thị Nhung", consent=consent)])
    rebuild()
    held = dict(get_engine().scan_versions(Kind.INITIATIVE))[record.pk]
    consent.withdrawn_on = datetime.date(2026, 3, 1)
    consent.save()
    drain()
    assert verify().total == 0
    # An index restored from a copy has the record as it was, under a version that its own row agrees with.
    generation = get_engine().begin_rebuild()
    get_engine().bulk(
        [IndexDocument(Kind.INITIATIVE, record.pk, held, record.title, authors=("Lò Thị Nhung",))],
        generation=generation,
        fresh=True,
    )
    assert held >= microseconds(Initiative.objects.get().updated_at)
    IndexedChange.objects.update(carried=True)
    compared = drift.compare(get_engine(), generation)
    get_engine().abort(generation)
    assert (Kind.INITIATIVE, record.pk) in set(compared.records())


def test_verify__closed_page_is_left_over(records: list[Initiative]) -> None:
    page = StandardPageFactory(title="Sân bóng rổ")
    drain()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    PendingIndexing.objects.all().delete()
    assert verify().found == {(Kind.PAGE, Problem.ORPHANED): [page.pk]}


def test_verify__what_waits_is_no_drift(records: list[Initiative]) -> None:
    move_time(records[0], days=1)
    mark_pending(Kind.INITIATIVE, [records[0].pk])
    found = verify()
    assert (found.total, found.waiting) == (0, 1)


def test_verify__result_is_kept(records: list[Initiative]) -> None:
    move_time(records[0], days=1)
    verify(repair=True)
    run = IndexRun.objects.filter(kind=IndexRun.Kind.VERIFY).first()
    assert run is not None
    assert (run.status, run.percent) == (IndexRun.Status.DONE, 100)
    assert run.result == {
        "documents": len(records) + 5,
        "waiting": 0,
        "missing": 0,
        "stale": 1,
        "orphaned": 0,
        "sample": {"initiative:stale": [records[0].pk]},
        "repaired": 1,
    }


@pytest.mark.parametrize(
    "moment",
    [
        datetime.datetime(2026, 3, 1, 12, 30, 15, 0, datetime.UTC),
        datetime.datetime(2026, 3, 1, 12, 30, 15, 1, datetime.UTC),
        datetime.datetime(2026, 3, 1, 12, 30, 15, 120_000, datetime.UTC),
        datetime.datetime(1999, 12, 31, 23, 59, 59, 999_999, datetime.UTC),
    ],
)
def test_summary__database_counts_microseconds_as_the_index_does(moment: datetime.datetime) -> None:
    record = InitiativeFactory()
    Initiative.objects.filter(pk=record.pk).update(updated_at=moment)
    assert drift._summary(Kind.INITIATIVE, 0, None) == VersionSummary.of([microseconds(moment)])
