"""Changes on their way to the index: marks, drains, failures, several processes."""

import datetime
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search.contract import BulkResult, Kind, Operation, SearchRequest
from search.documents import documents as all_documents
from search.engines import Engine, EngineBusy, EngineUnavailable, get_engine
from search.indexing import drain, draining, mark_pending, mark_selected, pending, rebuild, tasks
from search.indexing.drift import verify
from search.models import IndexedChange, PendingIndexing
from showcase.models import Field, Initiative, InitiativeAward, Keyword, Unit
from tests.factories import (
    AnnouncementPageFactory,
    AwardTypeFactory,
    CampaignPageFactory,
    FieldFactory,
    FrontPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    StandardPageFactory,
    StoryPageFactory,
    UnitFactory,
)
from tests.indexes import engine_class

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(index_path: Path) -> Path:
    """An index of an empty site, and nothing pending."""
    FrontPageFactory()
    rebuild()
    PendingIndexing.objects.all().delete()
    return index_path


def marks() -> set[tuple[str, int]]:
    return set(PendingIndexing.objects.values_list("kind", "object_id"))


def found(text: str, *kinds: Kind) -> list[int]:
    request = SearchRequest(text, kinds=kinds or (Kind.INITIATIVE,), exact=True, size=100)
    return sorted(hit.pk for hit in get_engine().search(request).hits)


def mark_of(record: Initiative) -> PendingIndexing:
    return PendingIndexing.objects.get(kind=Kind.INITIATIVE, object_id=record.pk)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The clock of marks, in nanoseconds, set by hand."""
    now = [time.time_ns()]
    monkeypatch.setattr(pending, "_now", lambda: now[0] // 1_000)
    yield now


# Marks ---------------------------------------------------------------------------------------------------


def test_mark__version_grows_whatever_the_clock_does(clock: list[int]) -> None:
    versions = []
    for moment in (2_000_000, 2_000_000, 1_000_000, 9_000_000):
        clock[0] = moment
        mark_pending(Kind.STORY, [7])
        versions.append(PendingIndexing.objects.get().version)
    assert versions == [2_000, 2_001, 2_002, 9_000]


def test_mark__a_new_change_ends_the_wait_of_a_failed_one() -> None:
    mark_pending(Kind.STORY, [7])
    PendingIndexing.objects.update(attempts=4, next_try_at=timezone.now(), error="hỏng")
    mark_pending(Kind.STORY, [7])
    row = PendingIndexing.objects.get()
    assert (row.attempts, row.next_try_at, row.error) == (0, None, "")


def test_mark_selected__marks_like_single_marks_do(clock: list[int]) -> None:
    records = [InitiativeFactory() for _ in range(3)]
    PendingIndexing.objects.all().delete()
    mark_pending(Kind.INITIATIVE, [records[0].pk])
    before = mark_of(records[0]).version
    mark_selected(Kind.INITIATIVE, Initiative.objects.exclude(pk=records[2].pk))
    assert marks() == {(Kind.INITIATIVE, record.pk) for record in records[:2]}
    assert mark_of(records[0]).version == before + 1
    mark_selected(Kind.INITIATIVE, Initiative.objects.none())
    assert len(marks()) == 2


def test_mark_selected__goes_with_a_rolled_back_change() -> None:
    InitiativeFactory()
    PendingIndexing.objects.all().delete()
    with pytest.raises(RuntimeError), transaction.atomic():
        mark_selected(Kind.INITIATIVE, Initiative.objects.all())
        raise RuntimeError
    assert marks() == set()


def test_mark_selected__a_unit_with_many_initiatives_is_one_statement(
    django_assert_max_num_queries: Any,
) -> None:
    unit = UnitFactory()
    for _ in range(30):
        InitiativeFactory(unit=unit)
    PendingIndexing.objects.all().delete()
    unit.short_name = "Tên gọn mới"
    # Marks of the index and of the change feed; none for each initiative.
    with django_assert_max_num_queries(16):
        unit.save()
    assert len(marks()) == 30


def test_mark__asks_for_one_drain_per_transaction(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as asked:
        with transaction.atomic():
            mark_pending(Kind.STORY, [1])
            mark_selected(Kind.INITIATIVE, Initiative.objects.all())
        mark_pending(Kind.STORY, [2])
    assert len(asked) == 1


# What marks ----------------------------------------------------------------------------------------------


def test_names__mark_whatever_shows_them(index: Path) -> None:
    top = FieldFactory()
    field = FieldFactory(parent=top)
    award = AwardTypeFactory()
    campaign = CampaignPageFactory(slug="mot-trieu")
    record = InitiativeFactory(
        field=field, campaign=campaign, awards=[InitiativeAward(award_type=award, date=datetime.date.today())]
    )
    record.tags.add("tiết kiệm điện")
    record.save()
    story = StoryPageFactory(field=field)
    news = AnnouncementPageFactory(campaign=campaign)
    document = GuidancePageFactory(campaign=campaign)
    initiative = (Kind.INITIATIVE, record.pk)
    expected: list[tuple[Any, str, set[tuple[str, int]]]] = [
        (Field.objects.get(pk=top.pk), "name", {initiative, (Kind.STORY, story.pk)}),
        (Unit.objects.get(pk=record.unit_id), "short_name", {initiative}),
        (award, "name", {initiative}),
        (Keyword.objects.get(), "name", {initiative}),
        (document.issuer, "name", {(Kind.GUIDANCE, document.pk)}),
        (document.kind, "name", {(Kind.GUIDANCE, document.pk)}),
        (
            campaign,
            "slug",
            {
                initiative,
                (Kind.CAMPAIGN, campaign.pk),
                (Kind.ANNOUNCEMENT, news.pk),
                (Kind.GUIDANCE, document.pk),
            },
        ),
    ]
    for shown, name, changed in expected:
        PendingIndexing.objects.all().delete()
        setattr(shown, name, "ten-moi" if name == "slug" else "Tên mới")
        shown.save()
        assert marks() == changed, shown


@pytest.mark.parametrize("gone", ["keyword", "campaign"])
def test_names__that_are_deleted_mark_what_showed_them(index: Path, gone: str) -> None:
    campaign = CampaignPageFactory()
    record = InitiativeFactory(campaign=campaign)
    record.tags.add("tiết kiệm điện")
    record.save()
    PendingIndexing.objects.all().delete()
    if gone == "keyword":
        Keyword.objects.all().delete()
    else:
        campaign.delete()
    assert (Kind.INITIATIVE, record.pk) in marks()


def test_pages__closed_opened_moved_or_deleted_follow_with_everything_below(index: Path) -> None:
    front = FrontPageFactory()
    section = StandardPageFactory(parent=front, title="Về chúng tôi")
    page = section.add_child(instance=StandardPageFactory.build(title="Sân bóng rổ", slug="san-bong"))
    closed = StandardPageFactory(parent=front, title="Nội bộ")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    drain()

    def is_found() -> bool:
        drain()
        return found("sân bóng rổ", Kind.PAGE) == [page.pk]

    assert is_found()
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert not is_found()
    restriction.delete()
    assert is_found()
    section.refresh_from_db()
    section.move(closed, pos="last-child")
    assert not is_found()
    type(section).objects.get(pk=section.pk).move(front, pos="last-child")
    assert is_found()
    type(page).objects.get(pk=page.pk).unpublish()
    assert not is_found()
    type(page).objects.get(pk=page.pk).save_revision().publish()
    assert is_found()
    type(section).objects.get(pk=section.pk).delete()
    assert not is_found()
    assert verify().total == 0


# Drains --------------------------------------------------------------------------------------------------


def test_drain__brings_the_latest_state_once(index: Path) -> None:
    record = InitiativeFactory(title="Quạt hút bụi")
    record.title = "Máy ép viên trấu"
    record.save()
    assert drain() == 1
    assert (found("quạt hút bụi"), found("máy ép viên trấu")) == ([], [record.pk])
    assert drain() == 0


def test_drain__rolled_back_change_never_appears(index: Path) -> None:
    record = InitiativeFactory(title="Quạt hút bụi")
    drain()
    with pytest.raises(RuntimeError), transaction.atomic():
        Initiative.objects.get(pk=record.pk).delete()
        InitiativeFactory(title="Máy chưa từng có")
        raise RuntimeError
    assert marks() == set()
    drain()
    assert (found("quạt hút bụi"), found("máy chưa từng có")) == ([record.pk], [])


def test_drain__change_during_the_write_is_brought_next(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = InitiativeFactory(title="Quạt hút bụi")
    bulk = engine_class().bulk
    changed: list[bool] = []

    def change_first(self: Engine, operations: Iterable[Operation], **kwargs: Any) -> BulkResult:
        if not changed:
            changed.append(True)
            record.title = "Máy ép viên trấu"
            record.save()
        return bulk(self, operations, **kwargs)

    monkeypatch.setattr(engine_class(), "bulk", change_first)
    drain()
    assert (found("quạt hút bụi"), found("máy ép viên trấu")) == ([], [record.pk])
    assert marks() == set()


def test_drain__newest_change_goes_first(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "BATCH", 5)
    old = [InitiativeFactory() for _ in range(8)]
    new = InitiativeFactory(title="Quạt hút bụi")
    assert drain(limit=1) == 1
    assert found("quạt hút bụi") == [new.pk]
    assert len(marks()) == len(old)


def test_drain__clock_set_back_loses_nothing(index: Path, clock: list[int]) -> None:
    record = InitiativeFactory(title="Quạt hút bụi")
    clock[0] += 3_600 * 10**9
    mark_pending(Kind.INITIATIVE, [record.pk])
    drain()
    clock[0] -= 7_200 * 10**9
    Initiative.objects.filter(pk=record.pk).update(live=False)
    mark_pending(Kind.INITIATIVE, [record.pk])
    drain()
    assert found("quạt hút bụi") == []
    clock[0] -= 7_200 * 10**9
    Initiative.objects.filter(pk=record.pk).update(live=True, title="Máy ép viên trấu")
    mark_pending(Kind.INITIATIVE, [record.pk])
    drain()
    assert found("máy ép viên trấu") == [record.pk]
    assert (marks(), verify().total) == (set(), 0)


def test_drain__change_that_took_long_to_commit_beats_an_earlier_deletion(
    index: Path, clock: list[int]
) -> None:
    record = InitiativeFactory(title="Quạt hút bụi", live=False)
    mark_pending(Kind.INITIATIVE, [record.pk])
    started = clock[0]
    clock[0] += 60 * 10**9
    drain()
    clock[0] = started
    Initiative.objects.filter(pk=record.pk).update(live=True)
    mark_pending(Kind.INITIATIVE, [record.pk])
    clock[0] += 61 * 10**9
    drain()
    assert found("quạt hút bụi") == [record.pk]


def test_drain__record_that_cannot_be_read_holds_back_no_other(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [InitiativeFactory(title=f"Quạt hút bụi số {number}") for number in range(9)]
    poisonous = records[4].pk

    def documents(kind: Kind, ids: list[int]) -> Any:
        if kind == Kind.INITIATIVE and poisonous in ids:
            raise ValueError("không đọc được phần mô tả")
        return all_documents(kind, ids)

    monkeypatch.setattr("search.indexing.draining.documents", documents)
    assert drain() == 8
    assert found("quạt hút bụi") == [record.pk for record in records if record.pk != poisonous]
    row = PendingIndexing.objects.get()
    assert (row.object_id, row.attempts) == (poisonous, 1)
    assert "không đọc được phần mô tả" in row.error
    assert drain() == 0
    for attempt in range(2, 20):
        PendingIndexing.objects.update(next_try_at=None)
        drain()
        assert PendingIndexing.objects.get().attempts == attempt
    monkeypatch.undo()
    drain(everything=True)
    assert poisonous in found("quạt hút bụi")
    assert marks() == set()


def test_drain__engine_that_is_away_keeps_everything(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [InitiativeFactory(title="Quạt hút bụi") for _ in range(3)]

    def away(*args: Any, **kwargs: Any) -> BulkResult:
        raise EngineUnavailable("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(engine_class(), "bulk", away)
        assert drain() == 0
    rows = list(PendingIndexing.objects.all())
    assert len(rows) == 3
    assert all(row.attempts == 1 and row.next_try_at and not row.error for row in rows)
    assert drain() == 0
    # The next change that gets through tells that the engine is back.
    other = InitiativeFactory(title="Quạt hút bụi")
    assert drain() == 4
    assert found("quạt hút bụi") == [record.pk for record in (*records, other)]


def test_drain__waits_for_another_writer_and_then_leaves_the_rows(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    InitiativeFactory(title="Quạt hút bụi")
    bulk = engine_class().bulk
    busy = iter([True, True, False])

    def sometimes(self: Engine, operations: Iterable[Operation], **kwargs: Any) -> BulkResult:
        if next(busy):
            raise EngineBusy("another process is writing")
        return bulk(self, operations, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(engine_class(), "bulk", sometimes)
        assert drain() == 1
    InitiativeFactory(title="Quạt hút bụi")
    busy = iter(lambda: True, False)
    with monkeypatch.context() as patched:
        patched.setattr(engine_class(), "bulk", sometimes)
        patched.setattr(draining, "PATIENCE", 0.1)
        assert drain() == 0
    row = PendingIndexing.objects.get()
    assert (row.attempts, row.next_try_at) == (0, None)


def test_drain__claim_of_a_dead_process_runs_out(index: Path) -> None:
    InitiativeFactory(title="Quạt hút bụi")
    assert len(pending.claim()) == 1
    assert pending.claim() == []
    assert drain() == 0
    PendingIndexing.objects.update(next_try_at=F("next_try_at") - pending.CLAIM)
    assert drain() == 1


def test_forget__keeps_what_changed_meanwhile(index: Path) -> None:
    one, other = InitiativeFactory(), InitiativeFactory()
    rows = pending.claim()
    mark_pending(Kind.INITIATIVE, [one.pk])
    assert pending.forget({row.pk: row.version for row in rows}, "gen") == 1
    assert marks() == {(Kind.INITIATIVE, one.pk)}
    assert list(IndexedChange.objects.values_list("object_id", "generation")) == [(other.pk, "gen")]


# Tasks ---------------------------------------------------------------------------------------------------


def test_task__change_is_found_after_the_commit(index: Path, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        record = InitiativeFactory(title="Quạt hút bụi")
    assert found("quạt hút bụi") == [record.pk]


def test_task__worker_hands_a_large_change_on(
    index: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TASKS_BACKEND = "database"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(tasks, "TASK_LIMIT", 3)
    records = [InitiativeFactory(title="Quạt hút bụi") for _ in range(5)]
    assert tasks.drain_pending.call() == 3
    assert len(found("quạt hút bụi")) == 3
    assert tasks.drain_pending.call() == 2
    assert found("quạt hút bụi") == [record.pk for record in records]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_task__without_a_worker_a_thread_takes_the_rest(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "TASK_LIMIT", 3)
    with transaction.atomic():
        records = [InitiativeFactory(title="Quạt hút bụi") for _ in range(8)]
    for thread in threading.enumerate():
        if thread.name == "search-drain":
            thread.join(30)
    assert found("quạt hút bụi") == [record.pk for record in records]


# Several drains ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_drains__at_once_share_the_work(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "_listeners", [])
    monkeypatch.setattr(draining, "BATCH", 5)
    records = [InitiativeFactory(title="Quạt hút bụi") for _ in range(40)]
    bulk = engine_class().bulk
    written: list[int] = []

    def note(self: Engine, operations: Iterable[Operation], **kwargs: Any) -> BulkResult:
        operations = list(operations)
        result = bulk(self, operations, **kwargs)
        written.extend(operation.pk for operation in operations)
        return result

    monkeypatch.setattr(engine_class(), "bulk", note)
    errors: list[BaseException] = []

    def work() -> None:
        try:
            drain()
        except BaseException as error:  # noqa: BLE001 -- reported by the test's own thread
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert sorted(written) == [record.pk for record in records]
    assert found("quạt hút bụi") == [record.pk for record in records]
    assert marks() == set()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_drains__save_is_not_held_up_by_a_drain(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "_listeners", [])
    record = InitiativeFactory(title="Quạt hút bụi")
    bulk = engine_class().bulk
    saved: list[bool] = []

    def save_elsewhere() -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
        again = Initiative.objects.get(pk=record.pk)
        again.title = "Máy ép viên trấu"
        again.save()
        saved.append(True)
        connections.close_all()

    def during(self: Engine, operations: Iterable[Operation], **kwargs: Any) -> BulkResult:
        if not saved:
            thread = threading.Thread(target=save_elsewhere)
            thread.start()
            thread.join(20)
        return bulk(self, operations, **kwargs)

    monkeypatch.setattr(engine_class(), "bulk", during)
    drain()
    assert saved == [True]
    assert found("máy ép viên trấu") == [record.pk]
