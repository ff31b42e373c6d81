"""With an engine in real trouble: pages answer from the database, saves go through, and all is well afterwards."""

import contextlib
import os
import shutil
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django_tasks import TaskResultStatus

from search import fallback
from search.answer import answer
from search.breaker import Breaker, State
from search.contract import FacetName, Filter, Kind, Range, SearchRequest, SearchResponse, Sort
from search.engines import EngineUnavailable, IndexMissing, get_engine
from search.engines.embedded import EmbeddedEngine
from search.engines.guarded import EnginePaused, GuardedEngine
from search.fallback import search_database
from search.indexing import drain, drain_pending, rebuild
from search.models import PendingIndexing
from showcase.choices import Disclosure, Evidence
from showcase.models import Initiative
from tests.factories.catalogue import FieldFactory, InitiativeFactory, UnitFactory
from tests.factories.pages import GuidancePageFactory

pytestmark = pytest.mark.django_db

URLS = tuple(filter(None, os.environ.get("ELASTICSEARCH_URL", "").split(",")))
needs_elasticsearch = pytest.mark.skipif(not URLS, reason="no Elasticsearch: set ELASTICSEARCH_URL")
EVERYWHERE = ("search:catalogue", "search:results")


class Clock:
    """Time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the breaker of the engine that settings choose, from now on."""
    clock = Clock()
    engine = get_engine()
    assert isinstance(engine, GuardedEngine)
    monkeypatch.setattr(engine, "breaker", Breaker(clock=clock))
    return clock


def state() -> State:
    engine = get_engine()
    assert isinstance(engine, GuardedEngine)
    return engine.breaker.state


def pks(response: SearchResponse) -> list[int]:
    return [hit.pk for hit in response.hits]


class Site:
    """The site as visitors and editors meet it."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def answers_from_database(self, record: Initiative) -> None:
        """Every page answers, says why it is plainer, and finds a record by its title."""
        for name in EVERYWHERE:
            page = self.client.get(reverse(name), {"q": record.title})
            assert page.status_code == 200
            text = page.content.decode()
            assert "Tìm kiếm đang chạy ở chế độ dự phòng." in text
            assert record.get_absolute_url() in text
        assert self.client.get(record.get_absolute_url()).status_code == 200
        ready = self.client.get("/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "degraded")

    def saves(self, record: Initiative, title: str) -> None:
        """A save goes through with the drain that follows it, and its change waits."""
        record.title = title
        record.save()
        assert drain_pending.enqueue().status == TaskResultStatus.SUCCESSFUL
        assert Initiative.objects.get(pk=record.pk).title == title
        assert PendingIndexing.objects.filter(kind=Kind.INITIATIVE, object_id=record.pk).exists()


@pytest.fixture
def site(client: Client) -> Site:
    return Site(client)


def assert_recovered(record: Initiative, title: str) -> None:
    """The engine answers again, and has what was saved meanwhile."""
    drain(everything=True)
    response = answer(SearchRequest(title, exact=True))
    assert not response.degraded
    assert pks(response) == [record.pk]
    assert not PendingIndexing.objects.exists()


# The embedded engine, with its files in trouble


@pytest.fixture
def saved(index_path: Path) -> Initiative:
    """A published initiative in an index of the test's own."""
    record = InitiativeFactory(title="Máy uốn thép tự chế", live=True)
    rebuild()
    PendingIndexing.objects.all().delete()
    return record


@pytest.fixture
def embedded(settings: LazySettings) -> None:
    """The embedded engine, whichever the settings choose: these tests are about its files."""
    settings.SEARCH = {**settings.SEARCH, "ENGINE": "embedded"}


on_embedded = pytest.mark.usefixtures("embedded")


def lose(folder: Path) -> Callable[[], None]:
    """Move the index away."""
    aside = folder.with_name("aside")
    folder.rename(aside)

    def mend() -> None:
        shutil.rmtree(folder, ignore_errors=True)  # what was made in its place meanwhile
        aside.rename(folder)

    return mend


def spoil(folder: Path) -> Callable[[], None]:
    """Put noise in place of every file of the index, as new files: what is open stays what it was."""
    whole = folder.with_name("whole")
    folder.rename(whole)
    shutil.copytree(whole, folder)
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "live.json":
            path.write_bytes(os.urandom(path.stat().st_size or 64))

    def mend() -> None:
        shutil.rmtree(folder)
        whole.rename(folder)

    return mend


def spoil_pointer(folder: Path) -> Callable[[], None]:
    """Write noise where the index says which generation serves."""
    pointer = folder / "live.json"
    before = pointer.read_bytes()
    pointer.unlink()
    pointer.write_bytes(b'{"live": "')

    def mend() -> None:
        pointer.unlink()
        pointer.write_bytes(before)

    return mend


def block(folder: Path) -> Callable[[], None]:
    """Put a file where the folder of the index should be: nothing below it can be read or written."""
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.write_text("not a folder", encoding="utf-8")

    def mend() -> None:
        folder.unlink()
        aside.rename(folder)

    return mend


@on_embedded
@pytest.mark.parametrize("harm", [lose, spoil, spoil_pointer, block])
def test_embedded__files_in_trouble(
    harm: Callable[[Path], Callable[[], None]],
    site: Site,
    saved: Initiative,
    index_path: Path,
    clock: Clock,
) -> None:
    mend = harm(index_path)
    site.answers_from_database(saved)
    site.saves(saved, "Máy uốn ống")
    mend()
    clock.now += 60
    assert_recovered(saved, "Máy uốn ống")


@on_embedded
def test_embedded__unreadable_is_noticed_and_asked_no_more(
    saved: Initiative, index_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend = spoil(index_path)
    asked: list[str] = []
    search = EmbeddedEngine.search

    def listening(engine: EmbeddedEngine, *arguments: Any, **options: Any) -> SearchResponse:
        asked.append("search")
        return search(engine, *arguments, **options)

    monkeypatch.setattr(EmbeddedEngine, "search", listening)
    for _ in range(5):
        assert answer(SearchRequest("uốn thép")).degraded
    assert (len(asked), state()) == (3, State.OPEN)
    with pytest.raises(EnginePaused):
        get_engine().suggest("máy")
    with pytest.raises(EnginePaused):
        get_engine().bulk([])
    assert not get_engine().health().ok
    mend()
    clock.now += 60
    assert not answer(SearchRequest("uốn thép")).degraded
    assert state() == State.CLOSED


@on_embedded
def test_missing_index__does_not_open_the_breaker(index_path: Path, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(IndexMissing):
            get_engine().search(SearchRequest())
    assert state() == State.CLOSED


def test_engine__that_breaks_down_is_unavailable(
    client: Client, saved: Initiative, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = get_engine()
    assert isinstance(engine, GuardedEngine)

    def broken(*_arguments: Any, **_options: Any) -> Any:
        raise KeyError("a mistake in the engine")

    monkeypatch.setattr(type(engine.engine), "search", broken)
    with pytest.raises(EngineUnavailable):
        engine.search(SearchRequest("máy"))
    assert client.get(reverse("search:catalogue"), {"q": "máy uốn"}).status_code == 200


def test_suggestions_and_neighbours__are_simply_empty(
    client: Client, saved: Initiative, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = get_engine()
    assert isinstance(engine, GuardedEngine)

    def gone(*_arguments: Any, **_options: Any) -> Any:
        raise EngineUnavailable("gone")

    for name in ("search", "suggest", "similar", "duplicates"):
        monkeypatch.setattr(type(engine.engine), name, gone)
    assert client.get(saved.get_absolute_url()).status_code == 200
    assert client.get(reverse("search:suggestions"), {"q": "máy"}).status_code == 200


# Elasticsearch, behind a line that can be cut


class Line:
    """A port of this machine that leads to a cluster, or says nothing, or is closed."""

    def __init__(self, target: tuple[str, int] | None = None) -> None:
        self.target = target
        self.is_silent = target is None
        self.calls = 0
        self.before_answer: Callable[[], None] = lambda: None
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.port = 0
        self.connect()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> None:
        """Take calls."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Refuse calls, and end those that are going on."""
        assert self._listener is not None
        # A thread that waits for a call holds the port until it wakes up.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._listener = None
        self.drop()

    def drop(self) -> None:
        """End the calls that are going on."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def fall_silent(self) -> None:
        """Take calls and never answer."""
        self.is_silent = True
        self.drop()

    def speak(self) -> None:
        """Lead to the cluster again."""
        self.is_silent = False
        self.drop()

    def _serve(self, listener: socket.socket) -> None:
        while True:
            try:
                caller, _address = listener.accept()
            except OSError:
                return
            self.calls += 1
            self._open.append(caller)
            if not self.is_silent and self.target is not None:
                callee = socket.create_connection(self.target)
                self._open.append(callee)
                for one, other in ((caller, callee), (callee, caller)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        is_answer = one.getpeername() == self.target
        with contextlib.suppress(OSError):
            while data := one.recv(65_536):
                if is_answer:
                    self.before_answer()
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_WR)


def use_elasticsearch(settings: LazySettings, line: Line, prefix: str = "test-nowhere") -> None:
    """Let the site search through this line, and wait for it half a second at most."""
    options = {
        **settings.SEARCH["ELASTICSEARCH"],
        "hosts": (line.url,),
        "prefix": prefix,
        "replicas": 0,
        "search_timeout": 0.5,
    }
    settings.SEARCH = {**settings.SEARCH, "ENGINE": "elasticsearch", "ELASTICSEARCH": options}


@pytest.fixture
def silent_line(settings: LazySettings) -> Iterator[Line]:
    """A server that takes calls and never answers."""
    line = Line()
    use_elasticsearch(settings, line)
    yield line
    line.cut()


def test_hung_server__is_asked_three_times_and_no_more(silent_line: Line, clock: Clock, site: Site) -> None:
    record = InitiativeFactory(title="Máy uốn thép", live=True)
    for _ in range(3):
        assert answer(SearchRequest("máy uốn")).degraded
    calls = silent_line.calls
    assert (calls, state()) == (3, State.OPEN)
    site.answers_from_database(record)
    site.saves(record, "Máy uốn ống")
    assert silent_line.calls == calls


def test_hung_server__one_trial_after_a_pause(silent_line: Line, clock: Clock) -> None:
    for _ in range(3):
        assert answer(SearchRequest()).degraded
    clock.now += 60
    for _ in range(4):
        assert answer(SearchRequest()).degraded
    assert silent_line.calls == 4


def test_stopped_server__save_and_page(settings: LazySettings, site: Site) -> None:
    line = Line()
    line.cut()
    use_elasticsearch(settings, line)
    record = InitiativeFactory(title="Máy uốn thép", live=True)
    site.answers_from_database(record)
    site.saves(record, "Máy uốn ống")


@pytest.fixture
def line(settings: LazySettings) -> Iterator[Line]:
    """A line to the cluster, with an index of the test's own."""
    from elasticsearch import Elasticsearch  # noqa: PLC0415 - the embedded engine does without

    parts = urlsplit(URLS[0])
    line = Line((parts.hostname or "127.0.0.1", parts.port or 9200))
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    use_elasticsearch(settings, line, prefix)
    options = {**settings.SEARCH["ELASTICSEARCH"], "search_timeout": 5}
    settings.SEARCH = {**settings.SEARCH, "ELASTICSEARCH": options}
    yield line
    with contextlib.suppress(AssertionError):
        line.cut()
    with Elasticsearch(list(URLS), request_timeout=30) as direct:
        for name in direct.indices.get_alias(index=f"{prefix}-*"):
            direct.indices.delete(index=name)


@pytest.fixture
def on_cluster(line: Line) -> Initiative:
    """A published initiative in that index."""
    record = InitiativeFactory(title="Máy uốn thép tự chế", live=True)
    rebuild()
    PendingIndexing.objects.all().delete()
    assert not answer(SearchRequest("uốn thép")).degraded
    return record


@pytest.mark.services
@needs_elasticsearch
@pytest.mark.parametrize("harm", ["cut", "fall_silent"])
def test_cluster__gone_and_back(
    harm: str,
    site: Site,
    line: Line,
    on_cluster: Initiative,
    clock: Clock,
) -> None:
    getattr(line, harm)()
    site.answers_from_database(on_cluster)
    site.saves(on_cluster, "Máy uốn ống")
    if harm == "cut":
        line.connect()
    line.speak()
    clock.now += 60
    assert_recovered(on_cluster, "Máy uốn ống")


@pytest.mark.services
@needs_elasticsearch
def test_cluster__slow_answers_are_shown_and_then_not_waited_for(
    site: Site, line: Line, on_cluster: Initiative, clock: Clock
) -> None:
    def dawdle() -> None:
        clock.now += 3

    line.before_answer = dawdle
    for _ in range(3):
        assert not answer(SearchRequest("uốn thép")).degraded
    assert state() == State.OPEN
    calls = line.calls
    site.answers_from_database(on_cluster)
    site.saves(on_cluster, "Máy uốn ống")
    assert line.calls == calls
    line.before_answer = lambda: None
    clock.now += 60
    assert_recovered(on_cluster, "Máy uốn ống")


@pytest.mark.services
@needs_elasticsearch
def test_cluster__read_only(
    settings: LazySettings, site: Site, line: Line, on_cluster: Initiative, clock: Clock
) -> None:
    from elasticsearch import Elasticsearch  # noqa: PLC0415 - the embedded engine does without

    names = f"{settings.SEARCH['ELASTICSEARCH']['prefix']}-*"
    with Elasticsearch(list(URLS), request_timeout=30) as direct:
        direct.indices.put_settings(index=names, settings={"index.blocks.write": True})
        site.saves(on_cluster, "Máy uốn ống")
        assert not answer(SearchRequest("uốn thép")).degraded
        direct.indices.put_settings(index=names, settings={"index.blocks.write": None})
    assert_recovered(on_cluster, "Máy uốn ống")


# What the database answers


def plain(text: str = "", **values: Any) -> list[int]:
    return pks(search_database(SearchRequest(text, **values)))


def test_fallback__matches_marks_aside_and_puts_those_typed_first() -> None:
    other = InitiativeFactory(title="Diễn tập chữa cháy")
    wanted = InitiativeFactory(title="Điện năng cho trạm bơm")
    InitiativeFactory(title="Máy dệt")
    assert plain("điện") == [wanted.pk, other.pk]
    assert set(plain("dien")) == {wanted.pk, other.pk}
    assert plain("dien nang bom") == [wanted.pk]
    assert plain("ĐIỆN NĂNG") == [wanted.pk]
    assert plain("điên cuồng") == []


@pytest.mark.parametrize("text", ["kỹ thuật", "ki thuat", "hoà bình", "thủy", "22kV", "(hàn)"])
def test_fallback__reads_words_as_the_engine_does(text: str) -> None:
    record = InitiativeFactory(title="Kĩ thuật (hàn) ở Hòa Bình, thuỷ điện 22kV")
    assert plain(text) == [record.pk]


@pytest.mark.parametrize("text", ["%", "_", "100% _", "\\", "a" * 500, "\x00", "'; --"])
def test_fallback__odd_questions_are_no_patterns(text: str) -> None:
    InitiativeFactory(title="Máy dệt")
    plain(text, kinds=tuple(Kind))


def test_fallback__finds_codes_and_symbols() -> None:
    record = InitiativeFactory(code="KT-2022-0077")
    page = GuidancePageFactory(symbol="04/HD-LĐLĐ", number=4)
    assert plain("kt-2022-0077") == [record.pk]
    assert plain("04/hd-ldld", kinds=(Kind.GUIDANCE,)) == [page.pk]


def test_fallback__tells_nothing_more_of_a_closed_record() -> None:
    closed = InitiativeFactory(
        code="KT-2022-0088", title="Máy uốn kín", disclosure=Disclosure.ABSTRACT, applied_on=date(2030, 1, 1)
    )
    open_one = InitiativeFactory(title="Máy uốn mở")
    assert set(plain("máy uốn")) == {closed.pk, open_one.pk}
    assert plain("KT-2022-0088") == []
    assert plain("", years=Range(2000, 2040)) == [open_one.pk]
    assert closed.pk not in plain("", filters=(Filter(FacetName.FIELD, (closed.field.slug,)),))
    for sort in (Sort.NEWEST, Sort.OLDEST):
        assert plain("", sort=sort)[-1] == closed.pk


def test_fallback__drafts_stay_out() -> None:
    draft = InitiativeFactory(title="Máy uốn nháp", live=False)
    assert draft.pk not in plain("máy uốn nháp") + plain()


def test_fallback__filters_and_sorts() -> None:
    field, unit = FieldFactory(), UnitFactory()
    in_money = {"field": field, "benefit_evidence": Evidence.COUNCIL}
    cheap = InitiativeFactory(
        title="Bơm b", unit=unit, benefit_value=90_000_000, applied_on=date(2021, 5, 1), **in_money
    )
    dear = InitiativeFactory(
        title="Bơm a", benefit_value=700_000_000, applied_on=date(2019, 5, 1), **in_money
    )
    none = InitiativeFactory(title="Bơm ă", field=field, applied_on=date(2020, 5, 1))
    in_field = (Filter(FacetName.FIELD, (field.slug,)),)
    assert plain("bơm", filters=in_field, sort=Sort.BENEFIT) == [dear.pk, cheap.pk, none.pk]
    assert plain("bơm", filters=in_field, sort=Sort.TITLE) == [dear.pk, none.pk, cheap.pk]
    assert plain("", filters=in_field, sort=Sort.OLDEST) == [dear.pk, none.pk, cheap.pk]
    assert plain("", filters=in_field, sort=Sort.NEWEST) == [cheap.pk, none.pk, dear.pk]
    assert plain("bơm", filters=(Filter(FacetName.UNIT, (unit.slug,)),)) == [cheap.pk]
    assert plain("bơm", filters=(Filter(FacetName.BENEFIT, ("500-", "none")),)) == [none.pk, dear.pk]
    assert plain("bơm", benefit=Range(100_000_000, None)) == [dear.pk]


def test_fallback__counts_honestly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallback, "_MOST", 3)
    made = [InitiativeFactory(title="Máy bơm").pk for _ in range(5)]
    for text in ("", "bơm"):
        response = search_database(SearchRequest(text))
        assert (response.total, response.total_is_exact) == (3, False)
        assert set(pks(response)) <= set(made)
    monkeypatch.setattr(fallback, "_MOST", 5)
    assert search_database(SearchRequest("bơm")).total_is_exact
    monkeypatch.setattr(fallback, "_CANDIDATES", 4)
    assert not search_database(SearchRequest("bơm")).total_is_exact


def test_fallback__pages_go_on_where_the_last_one_ended() -> None:
    made = {InitiativeFactory(title="Máy bơm").pk for _ in range(5)}
    first, second = (plain("bơm", size=3, page=page) for page in (1, 2))
    assert (len(first), len(second), set(first + second)) == (3, 2, made)


def test_fallback__a_query_that_takes_too_long_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    InitiativeFactory(title="Máy bơm")
    endless = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "postgresql": "SELECT pg_sleep(600)",
    }[connection.vendor]
    with pytest.raises(OperationalError), fallback._time_limit(0.2), connection.cursor() as cursor:
        cursor.execute(endless)
    assert plain("bơm")  # the connection is as before


def test_fallback__that_is_broken_off_answers_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made = InitiativeFactory(title="Máy bơm")

    @contextlib.contextmanager
    def broken_off(_seconds: float) -> Iterator[None]:
        yield
        raise OperationalError("interrupted")

    monkeypatch.setattr(fallback, "_time_limit", broken_off)
    response = search_database(SearchRequest("bơm", kinds=tuple(Kind)))
    assert (pks(response), response.total_is_exact, response.degraded) == ([made.pk], False, True)
