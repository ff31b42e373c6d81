"""The Elasticsearch engine against a real cluster, the one that `ELASTICSEARCH_URL` names."""

import multiprocessing
import os
import socket
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from elasticsearch import Elasticsearch

from search.contract import Deletion, FacetName, Kind, Label, SearchRequest, VersionSummary
from search.engines import (
    Engine,
    EngineBusy,
    EngineError,
    EngineUnavailable,
    IndexMissing,
    elasticsearch_schema,
    elasticsearch_write,
)
from search.engines.elasticsearch import Cluster, ElasticsearchEngine
from tests.search.engine_behaviour import DOCUMENTS, EngineBehaviour, fill, initiative, pks

URLS = tuple(filter(None, os.environ.get("ELASTICSEARCH_URL", "").split(",")))

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(
        not URLS, reason="no Elasticsearch: start one (make elasticsearch), set ELASTICSEARCH_URL"
    ),
]


@pytest.fixture(scope="session")
def client() -> Iterator[Elasticsearch]:
    """A client beside the engine's."""
    with Elasticsearch(list(URLS), request_timeout=30) as client:
        yield client


def names(client: Elasticsearch, cluster: Cluster) -> set[str]:
    """Indexes under the prefix of the test."""
    return set(client.indices.get_alias(index=f"{cluster.prefix}-*"))


@pytest.fixture
def cluster(client: Elasticsearch) -> Iterator[Cluster]:
    """The cluster under names of the test's own, which go away with it."""
    cluster = Cluster(URLS, prefix=f"test-{uuid.uuid4().hex[:12]}", replicas=0, search_timeout=20)
    yield cluster
    if left := names(client, cluster):
        client.indices.delete(index=list(left))


@pytest.fixture
def engine(cluster: Cluster) -> ElasticsearchEngine:
    return ElasticsearchEngine(cluster)


class TestElasticsearch(EngineBehaviour):
    """The common suite."""


def test_protocol__is_met(engine: ElasticsearchEngine) -> None:
    assert isinstance(engine, Engine)


# Generations


def test_promote__is_seen_by_other_processes_at_once(engine: ElasticsearchEngine, cluster: Cluster) -> None:
    fill(engine)
    other = ElasticsearchEngine(cluster)
    assert other.search(SearchRequest()).total == 20
    engine.bulk([initiative(50, "Thêm một")])
    assert other.search(SearchRequest()).total == 21
    fill(engine, DOCUMENTS[:2])
    assert other.search(SearchRequest()).total == 2
    assert other.live_generation() == engine.live_generation() != ""


def test_promote__keeps_one_previous_generation(
    engine: ElasticsearchEngine, client: Elasticsearch, cluster: Cluster
) -> None:
    fill(engine)
    second, third = fill(engine), fill(engine)
    assert names(client, cluster) == {second, third}
    assert engine.rollback() == second
    assert engine.health().previous == third
    fourth = fill(engine)
    assert names(client, cluster) == {second, fourth}


def test_rebuild__left_by_a_dead_process_is_removed(
    engine: ElasticsearchEngine, client: Elasticsearch, cluster: Cluster
) -> None:
    live = fill(engine)
    dead = ElasticsearchEngine(cluster).begin_rebuild()
    client.indices.create(index=f"{cluster.prefix}-other")
    building = engine.begin_rebuild()
    assert names(client, cluster) == {live, building, f"{cluster.prefix}-other"}
    with pytest.raises(EngineError):
        engine.bulk([initiative(1, "Một việc")], generation=dead)
    with pytest.raises(EngineError):
        engine.promote(dead)
    assert engine.search(SearchRequest()).total == 20


def test_rebuild__takes_no_copies_and_no_refreshing_until_it_serves(
    client: Elasticsearch, cluster: Cluster
) -> None:
    engine = ElasticsearchEngine(replace(cluster, replicas=2))
    building = engine.begin_rebuild()
    before = client.indices.get_settings(index=building)[building]["settings"]["index"]
    assert (before["refresh_interval"], before["number_of_replicas"]) == ("-1", "0")
    engine.promote(building)
    after = client.indices.get_settings(index=building)[building]["settings"]["index"]
    assert after["auto_expand_replicas"] == "0-2"
    assert "refresh_interval" not in after


def test_release__reads_its_own_schema_alone(
    engine: ElasticsearchEngine, cluster: Cluster, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = fill(engine)
    monkeypatch.setattr(elasticsearch_schema, "SCHEMA_HASH", "0123abcd")
    later = ElasticsearchEngine(cluster)
    with pytest.raises(IndexMissing):
        later.search(SearchRequest())
    new = fill(later, DOCUMENTS[:3])
    assert later.search(SearchRequest()).total == 3
    with pytest.raises(EngineError, match="release before"):
        later.rollback()
    building = later.begin_rebuild()
    monkeypatch.undo()
    # The release before goes on with its own, and keeps its hands off the other's.
    assert engine.search(SearchRequest()).total == 20
    with pytest.raises(EngineError):
        engine.bulk([initiative(1, "Một việc")], generation=building)
    assert names(client, cluster) == {old, new, building}
    third = fill(engine)
    assert names(client, cluster) == {old, third}


# Writing


def test_delete__outlives_what_elasticsearch_remembers(
    engine: ElasticsearchEngine, client: Elasticsearch
) -> None:
    live = fill(engine)
    client.indices.put_settings(index=live, settings={"index.gc_deletes": "0s"})
    engine.bulk([Deletion(Kind.INITIATIVE, 1, 5)])
    client.indices.flush(index=live, force=True)
    client.indices.forcemerge(index=live, max_num_segments=1)
    result = engine.bulk([initiative(1, "Trở lại", version=4)])
    assert (result.stale, result.newer, result.generation) == (1, ((Kind.INITIATIVE, 1, 5),), live)
    facets = engine.search(SearchRequest(kinds=tuple(Kind), facets=(FacetName.KIND,))).facets[0]
    assert facets.count("initiative") == 19
    assert {value.value for value in facets} == {"initiative", "announcement", "guidance"}
    assert engine.suggest("tiet kiem dien nang") == ()
    assert engine.similar(Kind.INITIATIVE, 1) == ()


def test_bulk__same_version_is_stale_but_not_newer(engine: ElasticsearchEngine) -> None:
    live = fill(engine)
    result = engine.bulk([DOCUMENTS[0], initiative(99, "Mới")])
    assert (result.written, result.stale, result.newer, result.generation) == (1, 1, (), live)


def test_bulk__partial_failure_is_told_and_can_be_sent_again(engine: ElasticsearchEngine) -> None:
    fill(engine)
    unfit = initiative(91, "Năm quá lớn", version=2, year=99_999)
    with pytest.raises(EngineError, match="initiative-91") as caught:
        engine.bulk([initiative(90, "Thêm một", version=2), unfit])
    assert not isinstance(caught.value, EngineUnavailable | EngineBusy)
    again = engine.bulk([initiative(90, "Thêm một", version=2), initiative(91, "Vừa", version=2)])
    assert (again.written, again.stale) == (1, 1)
    assert engine.search(SearchRequest()).total == 22


def test_bulk__index_closed_to_writing_is_busy(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    live = fill(engine)
    client.indices.add_block(index=live, block="write")
    with pytest.raises(EngineBusy):
        engine.bulk([initiative(90, "Thêm một", version=2)])
    assert engine.search(SearchRequest()).total == 20
    client.indices.put_settings(index=live, settings={"index.blocks.write": None})
    assert engine.bulk([initiative(90, "Thêm một", version=2)]).written == 1


def test_bulk__never_makes_an_index(
    engine: ElasticsearchEngine, client: Elasticsearch, cluster: Cluster
) -> None:
    live = fill(engine)
    client.indices.delete(index=live)
    with pytest.raises(IndexMissing):
        engine.bulk([initiative(90, "Thêm một")])
    assert names(client, cluster) == set()


def test_rebuild__workers_write_what_one_process_writes(
    engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elasticsearch_write, "PARALLEL_FROM", 10)
    monkeypatch.setattr(elasticsearch_write, "CHUNK", 7)
    building = engine.begin_rebuild()
    first = [initiative(pk, f"Bơm nước số {pk}") for pk in range(1, 41)]
    engine.bulk(first, generation=building, fresh=True)
    # A change of a live site overtakes the backfill: one record before it is read, one after.
    engine.bulk([initiative(60, "Máy hàn", version=3)], generation=building)
    late = [initiative(pk, f"Bơm nước số {pk}", version=2) for pk in range(41, 71)]
    engine.bulk(late, generation=building, fresh=True)
    assert engine.summarise_versions(Kind.INITIATIVE, generation=building) == VersionSummary(70, 40 + 58 + 3)
    engine.promote(building)
    assert not multiprocessing.active_children()
    assert engine.search(SearchRequest("bơm nước", exact=True)).total == 69
    assert pks(engine.search(SearchRequest("máy hàn", exact=True))) == [60]


def test_rebuild__failure_in_a_worker_stops_the_swap(
    engine: ElasticsearchEngine, client: Elasticsearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = fill(engine)
    monkeypatch.setattr(elasticsearch_write, "PARALLEL_FROM", 1)
    building = engine.begin_rebuild()
    engine.bulk([initiative(1, "Năm quá lớn", year=99_999)], generation=building, fresh=True)
    with pytest.raises(EngineError, match="initiative-1"):
        engine.promote(building)
    engine.abort(building)
    assert (engine.live_generation(), engine.health().building) == (live, "")
    assert not multiprocessing.active_children()


# Trouble


def test_unreachable__is_unavailable(cluster: Cluster) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    engine = ElasticsearchEngine(replace(cluster, hosts=(address,)))
    for attempt in (
        lambda: engine.search(SearchRequest("điện")),
        lambda: engine.suggest("điện"),
        lambda: engine.bulk([initiative(1, "Một việc")]),
        engine.begin_rebuild,
        engine.live_generation,
    ):
        with pytest.raises(EngineUnavailable) as caught:
            attempt()
        assert not isinstance(caught.value, IndexMissing)
    assert not engine.health().ok


def test_dead_node__is_passed_over(engine: ElasticsearchEngine, cluster: Cluster) -> None:
    fill(engine)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}"
    other = ElasticsearchEngine(replace(cluster, hosts=(dead, *cluster.hosts)))
    assert [other.search(SearchRequest()).total for _ in range(4)] == [20] * 4


def test_silent_node__is_unavailable_after_the_wait(cluster: Cluster) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        engine = ElasticsearchEngine(replace(cluster, hosts=(address,), search_timeout=0.2))
        with pytest.raises(EngineUnavailable, match="in time"):
            engine.search(SearchRequest("điện"))


def test_closed_index__is_unavailable(engine: ElasticsearchEngine, client: Elasticsearch) -> None:
    live = fill(engine)
    client.indices.close(index=live)
    with pytest.raises(EngineUnavailable):
        engine.search(SearchRequest("điện"))
    assert not engine.health().ok


def _ask(engine: ElasticsearchEngine, answers: "multiprocessing.Queue[int]") -> None:
    answers.put(engine.search(SearchRequest("điện", exact=True)).total)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_fork__child_connects_itself(engine: ElasticsearchEngine) -> None:
    fill(engine)
    here = engine.search(SearchRequest("điện", exact=True)).total
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[int] = context.Queue()
    child = context.Process(target=_ask, args=(engine, answers))
    child.start()
    assert answers.get(timeout=30) == here
    child.join(30)
    assert child.exitcode == 0


def test_shards__answer_as_one(client: Elasticsearch, cluster: Cluster) -> None:
    engine = ElasticsearchEngine(replace(cluster, shards=3))
    documents = [
        initiative(pk, "Một việc", units=(Label(f"u{pk % 50:02}", f"Đơn vị {pk % 50}"),))
        for pk in range(1, 200)
    ]
    fill(engine, documents)
    response = engine.search(SearchRequest("một việc", facets=(FacetName.UNIT,), size=100))
    assert [(one.exact, one.count("u01")) for one in response.facets] == [(True, 4)]
    following = engine.search(SearchRequest("một việc", size=100, page=2))
    assert sorted(pks(response) + pks(following)) == list(range(1, 200))
