"""Making the index anew: changes meanwhile, checks before the swap, leases, going back."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from home.processes import holder
from search.contract import BulkResult, IndexDocument, Kind, Operation, SearchRequest
from search.documents import documents as all_documents
from search.engines import Engine, get_engine
from search.indexing import catch_up, drain, mark_pending, pending, rebuild, rollback, verify
from search.indexing.lease import LEASE, LeaseHeld, LeaseLost, leased
from search.indexing.pending import release_all
from search.indexing.rebuilding import RebuildRefused
from search.models import IndexedChange, IndexRun, PendingIndexing
from showcase.models import Consent, Initiative, InitiativeAuthor
from tests import processes
from tests.factories import ConsentFactory, FrontPageFactory, InitiativeFactory, StandardPageFactory
from tests.indexes import engine_class

pytestmark = pytest.mark.django_db


def found(text: str) -> list[int]:
    request = SearchRequest(text, exact=True, size=100)
    return sorted(hit.pk for hit in get_engine().search(request).hits)


@pytest.fixture
def records(index_path: Path) -> list[Initiative]:
    """Initiatives in an index; nothing is pending."""
    FrontPageFactory()
    made = [InitiativeFactory(title=f"Quạt hút bụi số {number}") for number in range(6)]
    rebuild()
    PendingIndexing.objects.all().delete()
    return made


def during_backfill(monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Call `act` once, right after the first batch of a backfill was written."""
    bulk = engine_class().bulk
    done: list[bool] = []

    def write(self: Engine, operations: Iterable[Operation], **kwargs: Any) -> BulkResult:
        result = bulk(self, operations, **kwargs)
        if kwargs.get("fresh") and not done:
            done.append(True)
            act()
        return result

    monkeypatch.setattr(engine_class(), "bulk", write)


# Changes meanwhile ---------------------------------------------------------------------------------------


def test_rebuild__changes_during_the_backfill_are_in_the_new_index(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        records[0].title = "Máy ép viên trấu"
        records[0].save()
        Initiative.objects.get(pk=records[1].pk).delete()
        drain()
        # Brought to the index that serves, at once.
        assert found("máy ép viên trấu") == [records[0].pk]
        records[2].title = "Bếp than tổ ong"
        records[2].save()

    during_backfill(monkeypatch, change)
    rebuild()
    assert found("máy ép viên trấu") == [records[0].pk]
    assert found("bếp than tổ ong") == [records[2].pk]
    assert found("quạt hút bụi") == [record.pk for record in records[3:]]
    assert not PendingIndexing.objects.exists()
    assert verify().total == 0


def test_rebuild__what_another_process_wrote_meanwhile_is_not_lost(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = records[0]

    def change() -> None:
        record.title = "Máy ép viên trấu"
        record.save()
        rows = pending.claim()
        # The drain of another process: it has the database's state, and writes to the live index alone.
        processes.run(
            "from search.contract import IndexDocument, Kind\n"
            "from search.engines import get_engine\n"
            f"document = IndexDocument(Kind.INITIATIVE, {record.pk}, {rows[0].version}, {record.title!r})\n"
            "assert get_engine().bulk([document]).written == 1"
        )
        pending.forget({row.pk: row.version for row in rows}, get_engine().live_generation())
        assert found("máy ép viên trấu") == [record.pk]

    during_backfill(monkeypatch, change)
    rebuild()
    assert found("máy ép viên trấu") == [record.pk]
    assert (verify().total, PendingIndexing.objects.count()) == (0, 0)


def test_rebuild__what_was_written_while_it_swapped_is_written_again(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = records[0]
    promote = engine_class().promote

    def swap(self: Engine, generation: str) -> None:
        record.title = "Máy ép viên trấu"
        record.save()
        drain()
        promote(self, generation)

    monkeypatch.setattr(engine_class(), "promote", swap)
    rebuild()
    assert found("máy ép viên trấu") == [record.pk]
    assert (verify().total, PendingIndexing.objects.count()) == (0, 0)


def test_rebuild__killed_after_the_swap_leaves_nothing_behind(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = records[0]
    promote = engine_class().promote

    class Killed(BaseException):
        pass

    def swap(self: Engine, generation: str) -> None:
        record.title = "Máy ép viên trấu"
        record.save()
        drain()
        promote(self, generation)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(engine_class(), "promote", swap)
        with pytest.raises(Killed):
            rebuild()
    assert found("máy ép viên trấu") == []
    drain()
    assert found("máy ép viên trấu") == [record.pk]
    assert (verify().total, PendingIndexing.objects.count()) == (0, 0)


def test_rebuild__rows_written_past_the_signals_are_taken_in(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        Initiative.objects.filter(pk=records[0].pk).update(
            title="Máy ép viên trấu", updated_at=timezone.now()
        )
        Initiative.objects.filter(pk=records[1].pk).update(live=False)

    during_backfill(monkeypatch, change)
    rebuild()
    assert found("máy ép viên trấu") == [records[0].pk]
    assert records[1].pk not in found("quạt hút bụi")
    assert verify().total == 0


def test_rebuild__record_that_cannot_be_read_is_left_out_and_kept_waiting(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    poisonous = records[2].pk

    def documents(kind: Kind, ids: list[int]) -> list[IndexDocument]:
        if kind == Kind.INITIATIVE and poisonous in ids:
            raise ValueError("không đọc được phần mô tả")
        return all_documents(kind, ids)

    def in_range(after: int, until: int, structure: Any) -> list[IndexDocument]:
        raise ValueError("không đọc được cả loạt")

    with monkeypatch.context() as patched:
        for module in ("building", "draining"):
            patched.setattr(f"search.indexing.{module}.documents", documents)
        patched.setattr("search.indexing.rebuilding.initiative_range", in_range)
        assert rebuild() == len(records) - 1
    assert found("quạt hút bụi") == [record.pk for record in records if record.pk != poisonous]
    assert "không đọc được phần mô tả" in PendingIndexing.objects.get().error
    drain(everything=True)
    assert poisonous in found("quạt hút bụi")


# Checks before the swap ----------------------------------------------------------------------------------


def test_rebuild__refuses_an_index_that_lacks_records(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    live = get_engine().live_generation()
    bulk = engine_class().bulk

    def forgetful(self: Engine, operations: Iterable[Operation], **kwargs: Any) -> BulkResult:
        return bulk(self, [one for one in operations if one.pk != records[0].pk], **kwargs)

    monkeypatch.setattr(engine_class(), "bulk", forgetful)
    with pytest.raises(RebuildRefused, match=f"initiative {records[0].pk}"):
        rebuild()
    health = get_engine().health()
    assert (health.generation, health.building) == (live, "")
    run = IndexRun.objects.first()
    assert run is not None
    assert (run.status, str(records[0].pk) in run.message) == (IndexRun.Status.FAILED, True)


def test_rebuild__refuses_an_index_that_does_not_answer(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    live = get_engine().live_generation()
    bulk = engine_class().bulk

    def garbled(self: Engine, operations: Iterable[Operation], **kwargs: Any) -> BulkResult:
        return bulk(
            self, [IndexDocument(one.kind, one.pk, one.version, "sai hết") for one in operations], **kwargs
        )

    monkeypatch.setattr(engine_class(), "bulk", garbled)
    with pytest.raises(RebuildRefused, match="quạt hút bụi"):
        rebuild()
    monkeypatch.undo()
    assert get_engine().live_generation() == live


# Leases --------------------------------------------------------------------------------------------------


def test_lease__second_rebuild_is_refused_and_says_why(records: list[Initiative]) -> None:
    with leased(IndexRun.Kind.REBUILD) as lease:
        lease.run.expected, lease.run.done = 500, 20
        lease.renew()
        with pytest.raises(LeaseHeld, match="20/500"):
            rebuild()
        with pytest.raises(LeaseHeld):
            rollback()
        assert verify().total == 0
    assert rebuild() > 0


def test_lease__of_a_dead_process_is_taken_over_at_once(records: list[Initiative]) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    run = IndexRun.objects.create(kind=IndexRun.Kind.REBUILD, lease="live", holder=holder(child.pid))
    with pytest.raises(LeaseHeld):
        rebuild()
    child.send_signal(signal.SIGKILL)
    # Dead already, although nobody has asked for its exit code.
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert rebuild() > 0
    child.wait()
    run.refresh_from_db()
    assert run.status == IndexRun.Status.LOST


@pytest.mark.parametrize(("silent", "taken"), [(LEASE - datetime.timedelta(minutes=1), False), (LEASE, True)])
def test_lease__of_a_silent_process_elsewhere_is_taken_over_in_time(
    records: list[Initiative], silent: datetime.timedelta, taken: bool
) -> None:
    renewed = timezone.now() - silent
    IndexRun.objects.create(
        kind=IndexRun.Kind.REBUILD, lease="live", holder="other-host/x/1/2", renewed_at=renewed
    )
    if taken:
        assert rebuild() > 0
    else:
        with pytest.raises(LeaseHeld):
            rebuild()


def test_lease__holder_that_lost_it_does_not_swap(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    live = get_engine().live_generation()
    during_backfill(
        monkeypatch,
        lambda: IndexRun.objects.filter(status="running").update(status=IndexRun.Status.LOST),
    )
    with pytest.raises(LeaseLost):
        rebuild()
    health = get_engine().health()
    assert (health.generation, health.building) == (live, "")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_lease__of_two_rebuilds_at_once_one_waits(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes: list[int | BaseException] = []

    def work() -> None:
        try:
            outcomes.append(rebuild(wait=True))
        except BaseException as error:  # noqa: BLE001 -- reported by the test's own thread
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert [type(one) for one in outcomes] == [int, int], outcomes
    second, first = IndexRun.objects.all()[:2]
    assert (first.status, second.status) == (IndexRun.Status.DONE, IndexRun.Status.DONE)
    assert first.finished_at is not None
    assert first.finished_at <= second.started_at
    assert verify().total == 0


# Going back ----------------------------------------------------------------------------------------------


def test_rollback__brings_the_previous_index_up_to_date(records: list[Initiative]) -> None:
    first = get_engine().live_generation()
    rebuild()
    records[0].title = "Máy ép viên trấu"
    records[0].save()
    Initiative.objects.get(pk=records[1].pk).delete()
    fresh = InitiativeFactory(title="Bếp than tổ ong")
    drain()
    assert rollback() == first
    assert get_engine().live_generation() == first
    assert found("máy ép viên trấu") == [records[0].pk]
    assert found("bếp than tổ ong") == [fresh.pk]
    assert found("quạt hút bụi") == [record.pk for record in records[2:]]
    assert (verify().total, PendingIndexing.objects.count()) == (0, 0)


def test_rollback__withdrawn_name_does_not_come_back(index_path: Path) -> None:
    FrontPageFactory()
    consent = ConsentFactory(person="Lò Thị Nhung")
    record = InitiativeFactory(authors=[InitiativeAuthor(name="Lò Thị Nhung", consent=consent)])
    rebuild()
    rebuild()
    assert found("lò thị nhung") == [record.pk]
    # The record's own row stays as it is: only the mark tells that its document has changed.
    consent = Consent.objects.get()
    consent.withdrawn_on = datetime.date(2026, 3, 1)
    consent.save()
    drain()
    assert found("lò thị nhung") == []
    rollback()
    assert found("lò thị nhung") == []


def test_rollback__done_by_the_engine_alone_is_noticed_by_the_next_drain(records: list[Initiative]) -> None:
    rebuild()
    records[0].title = "Máy ép viên trấu"
    records[0].save()
    drain()
    get_engine().rollback()
    assert found("máy ép viên trấu") == []
    drain()
    assert found("máy ép viên trấu") == [records[0].pk]


def test_rebuild__keeps_no_changes_that_both_generations_have(records: list[Initiative]) -> None:
    records[0].save()
    drain()
    assert IndexedChange.objects.exists()
    rebuild()
    assert not IndexedChange.objects.exists()


def test_rebuild__writes_what_the_live_index_was_given_only_once(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    for record in records:
        record.save()
    assert drain() == len(records)
    given = dict(IndexedChange.objects.values_list("object_id", "version"))

    def refuse(*_anything: object) -> None:
        raise AssertionError("a record was out of step after the backfill")

    monkeypatch.setattr("search.indexing.rebuilding._mend", refuse)
    rebuild()
    held = dict(get_engine().scan_versions(Kind.INITIATIVE, after=0))
    assert held == given


def test_rebuild__first_one_takes_what_had_no_index(index_path: Path) -> None:
    FrontPageFactory()
    page = StandardPageFactory(title="Sân bóng rổ")
    assert drain() == 0
    assert PendingIndexing.objects.filter(next_try_at__isnull=False).exists()
    rebuild()
    assert not PendingIndexing.objects.exists()
    request = SearchRequest("sân bóng rổ", kinds=(Kind.PAGE,))
    assert [hit.pk for hit in get_engine().search(request).hits] == [page.pk]


def test_rebuild__takes_marked_changes_along(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    records[0].title = "Máy ép viên trấu"
    records[0].save()
    records[1].unpublish()
    drained: list[int] = []

    def note(engine: Engine, rows: Sequence[PendingIndexing]) -> int:
        drained.extend(row.object_id for row in rows)
        return 0

    with monkeypatch.context() as patched:
        patched.setattr("search.indexing.draining._write", note)
        rebuild()
    # The withdrawn record is not in the new index: its mark is left to the drain, as a deletion.
    assert drained == [records[1].pk]
    release_all()
    drain()
    assert not PendingIndexing.objects.exists()
    assert found("máy ép viên trấu") == [records[0].pk]
    assert records[1].pk not in found("quạt hút bụi")
    assert verify().total == 0
    # The index before the rebuild never had the change: going back marks it again.
    rollback()
    assert found("máy ép viên trấu") == [records[0].pk]


def test_catch_up__rebuilds_where_most_of_the_catalogue_waits(
    records: list[Initiative], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = get_engine().live_generation()
    records[0].save()
    assert catch_up() == 1
    assert get_engine().live_generation() == before
    monkeypatch.setattr("search.indexing.rebuilding.LARGE", 2)
    for record in records:
        record.title = f"Máy ép viên trấu {record.pk}"
        record.save()
    assert catch_up() == len(records)
    assert get_engine().live_generation() != before
    assert not PendingIndexing.objects.exists()
    assert sorted(found("máy ép viên trấu")) == [record.pk for record in records]


def test_rebuild__rolled_back_mark_is_no_change(records: list[Initiative]) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        mark_pending(Kind.INITIATIVE, [records[0].pk])
        raise RuntimeError
    assert drain() == 0


def test_rebuild__killed_leaves_no_worker_processes(index_path: Path) -> None:
    script = f"""
import multiprocessing, os, signal, sys
sys.path[:0] = [{str(Path.cwd())!r}, {str(Path.cwd() / "site")!r}]
from search.contract import IndexDocument, Kind
from search.engines import tantivy_write
from search.engines.embedded import EmbeddedEngine
if __name__ == "__main__":
    tantivy_write.PARALLEL_FROM = 1
    engine = EmbeddedEngine({str(index_path)!r})
    documents = [IndexDocument(Kind.INITIATIVE, pk, 1, "Quạt hút bụi") for pk in range(1, 2_000)]
    engine.bulk(documents, generation=engine.begin_rebuild(), fresh=True)
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    file = index_path.parent / "killed.py"
    file.write_text(script, encoding="utf-8")
    # To a file: the workers would keep a pipe open.
    with (index_path.parent / "workers").open("w+") as said:
        killed = subprocess.run([sys.executable, str(file)], stdout=said, timeout=120, check=False)
        said.seek(0)
        workers = [int(pid) for pid in said.read().split()]
    assert killed.returncode == -signal.SIGKILL
    assert workers
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and any(map(is_alive, workers)):
        time.sleep(0.1)
    assert not any(map(is_alive, workers))


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has asked for its exit code does not."""
    return bool(holder(pid).rpartition("/")[2])
