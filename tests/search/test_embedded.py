"""The embedded engine against a real tantivy index."""

import contextlib
import multiprocessing
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tantivy import Query

from search.contract import SearchRequest
from search.engines import Engine, EngineBusy, EngineUnavailable, IndexMissing, tantivy_write
from search.engines.embedded import EmbeddedEngine
from search.engines.generations import Generations
from search.engines.tantivy_session import Session
from tests.search.engine_behaviour import DOCUMENTS, EngineBehaviour, fill, initiative, pks


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    yield EmbeddedEngine(tmp_path / "index")


class TestEmbedded(EngineBehaviour):
    """The common suite."""


def test_protocol__is_met(engine: EmbeddedEngine) -> None:
    assert isinstance(engine, Engine)


def test_writing__second_process_is_told_busy(engine: EmbeddedEngine, tmp_path: Path) -> None:
    fill(engine)
    building = engine.begin_rebuild()
    other = EmbeddedEngine(tmp_path / "index")
    with pytest.raises(EngineBusy):
        other.bulk([initiative(1, "Một việc", version=2)], generation=building)
    with pytest.raises(EngineBusy):
        other.begin_rebuild()
    assert other.bulk([initiative(1, "Việc mới", version=2)]).written == 1
    assert engine.search(SearchRequest("việc mới", exact=True)).total == 1


def test_reading__sees_commits_and_promotions_of_others(engine: EmbeddedEngine, tmp_path: Path) -> None:
    fill(engine)
    other = EmbeddedEngine(tmp_path / "index")
    assert other.search(SearchRequest()).total == 20
    engine.bulk([initiative(50, "Thêm một")])
    assert other.search(SearchRequest()).total == 21
    fill(engine, DOCUMENTS[:2])
    assert other.search(SearchRequest()).total == 2


def test_reading__panic_of_the_library_is_an_engine_that_does_not_answer(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine)

    def panic(session: Session, *_arguments: Any) -> None:
        session._searcher.search(Query.all_query(), 0)

    monkeypatch.setattr(Session, "hits", panic)
    with pytest.raises(EngineUnavailable, match="greater than 0"):
        engine.search(SearchRequest("máy"))


def test_rebuild__left_by_a_dead_process_is_removed(engine: EmbeddedEngine, tmp_path: Path) -> None:
    live = fill(engine)
    dead = Generations(tmp_path / "index").create("deadbeef")
    building = engine.begin_rebuild()
    names = {path.name for path in (tmp_path / "index").iterdir() if path.is_dir()}
    assert names == {live, building}
    assert dead not in names


def test_promote__keeps_one_previous_generation(engine: EmbeddedEngine, tmp_path: Path) -> None:
    fill(engine)
    second, third = fill(engine), fill(engine)
    names = {path.name for path in (tmp_path / "index").iterdir() if path.is_dir()}
    assert names == {second, third}


def test_open__other_schema_means_rebuild(engine: EmbeddedEngine, tmp_path: Path) -> None:
    live = fill(engine)
    folder = tmp_path / "index"
    (folder / live).rename(folder / "00000000-x")
    Generations(folder).point("00000000-x", "")
    with pytest.raises(IndexMissing):
        EmbeddedEngine(folder).search(SearchRequest())


def test_open__damaged_index_is_unavailable(engine: EmbeddedEngine, tmp_path: Path) -> None:
    live = fill(engine)
    (tmp_path / "index" / live / "meta.json").write_text("{", encoding="utf-8")
    broken = EmbeddedEngine(tmp_path / "index")
    with pytest.raises(EngineUnavailable):
        broken.search(SearchRequest())
    assert not broken.health().ok


def _ask(engine: EmbeddedEngine, answers: "multiprocessing.Queue[int]") -> None:
    answers.put(engine.search(SearchRequest("điện", exact=True)).total)


def _forked(engine: EmbeddedEngine) -> int:
    """What a forked child finds; raises `queue.Empty` when it does not answer. No child is left behind."""
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[int] = context.Queue()
    child = context.Process(target=_ask, args=(engine, answers))
    child.start()
    try:
        found = answers.get(timeout=10)
        child.join(10)
        assert child.exitcode == 0
    finally:
        child.kill()
        child.join()
    return found


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_fork__child_opens_its_own(engine: EmbeddedEngine) -> None:
    fill(engine)
    here = engine.search(SearchRequest("điện", exact=True)).total
    for _attempt in range(3):
        # A child that is forked while a thread of the parent cleans up inherits the lock and waits for itself.
        with contextlib.suppress(queue.Empty):
            assert _forked(engine) == here
            return
    pytest.fail("no child ever answered")


def test_threads__search_while_writing(engine: EmbeddedEngine) -> None:
    fill(engine)
    totals: list[int] = []

    def read() -> None:
        for _ in range(20):
            totals.append(engine.search(SearchRequest()).total)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(5):
        engine.bulk([initiative(100 + number, f"Việc số {number}")])
    for reader in readers:
        reader.join()
    assert len(totals) == 60
    assert set(totals) <= set(range(20, 26))
    assert pks(engine.search(SearchRequest("việc số 4", exact=True))) == [104]


def test_rebuild__workers_write_what_one_process_writes(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_write, "PARALLEL_FROM", 10)
    monkeypatch.setattr(tantivy_write, "CHUNK", 7)
    building = engine.begin_rebuild()
    first = [initiative(pk, f"Bơm nước số {pk}", version=1) for pk in range(1, 41)]
    assert engine.bulk(first, generation=building, fresh=True).written == 40
    # A change of a live site overtakes the backfill: one record before it is read, one after.
    live = [initiative(7, "Máy dệt", version=3), initiative(60, "Máy hàn", version=3)]
    assert engine.bulk(live, generation=building).written == 2
    late = [initiative(pk, f"Bơm nước số {pk}", version=2) for pk in range(41, 71)]
    result = engine.bulk(late, generation=building, fresh=True)
    assert (result.written, result.stale) == (29, 1)
    engine.promote(building)
    assert engine.health().documents == 70
    assert engine.search(SearchRequest("bơm nước", exact=True)).total == 68
    assert pks(engine.search(SearchRequest("máy hàn", exact=True))) == [60]


def test_rebuild__workers_leave_with_an_aborted_one(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_write, "PARALLEL_FROM", 1)
    building = engine.begin_rebuild()
    engine.bulk([initiative(1, "Bơm nước")], generation=building, fresh=True)
    assert multiprocessing.active_children()
    engine.abort(building)
    assert not multiprocessing.active_children()
    assert not engine.health().ok
