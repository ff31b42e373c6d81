"""Pages of results: how the question was understood, deep pages, everything at once, what is alike."""

import re
from dataclasses import replace
from importlib import import_module
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils.html import escape

from home.models import CampaignPage, GuidancePage
from search.contract import (
    Fragment,
    Hit,
    Interpretation,
    Kind,
    SearchRequest,
    SearchResponse,
)
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.engines.guarded import GuardedEngine
from showcase.models import Initiative, StoryPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_content")]


def html(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def ask(client: Client, question: str, path: str = "/sang-kien/", **others: str) -> str:
    more = "".join(f"&{name}={quote(value)}" for name, value in others.items())
    return html(client, f"{path}?q={quote(question)}{more}")


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[SearchRequest]:
    """What the engine is asked while the test runs."""
    asked: list[SearchRequest] = []
    search = GuardedEngine.search

    def listening(engine: GuardedEngine, request: SearchRequest) -> SearchResponse:
        asked.append(request)
        return search(engine, request)

    monkeypatch.setattr(GuardedEngine, "search", listening)
    return asked


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that cannot be reached."""

    def silent(*_arguments: Any, **_options: Any) -> Any:
        raise EngineUnavailable("switched off by the test")

    for name in ("search", "suggest", "similar"):
        monkeypatch.setattr(GuardedEngine, name, silent)


# How the question was understood


def test_correction__is_said_with_the_way_back(client: Client) -> None:
    page = ask(client, "ky thaut han")
    assert "Đang hiện kết quả cho" in page
    back = re.search(r'<a href="([^"]+)">Vẫn tìm “ky thaut han”</a>', page)
    assert back
    assert "exact=1" in back[1]
    typed = html(client, back[1].replace("&amp;", "&"))
    assert "Đang hiện kết quả cho" not in typed


def test_expansion__is_said_with_the_way_back(client: Client) -> None:
    page = ask(client, "ldld")
    assert "Tìm cả cách nói khác của “ldld”" in page
    assert "Chỉ tìm đúng “ldld”" in page


def test_unmarked_question__is_read_with_its_marks(client: Client) -> None:
    assert "Hiểu câu gõ không dấu là <strong>“tiết kiệm điện”</strong>" in ask(client, "tiet kiem dien")
    assert "Hiểu câu gõ không dấu" not in ask(client, "tiết kiệm điện")


def test_missing_words__stand_beside_each_result_that_lacks_them(client: Client) -> None:
    page = ask(client, "tiết kiệm điện tàu vũ trụ")
    assert re.search(r'<p class="missing">Thiếu: [^<]*vũ', page)
    assert 'class="missing"' not in ask(client, "tiết kiệm điện", exact="1")


def test_notes__are_escaped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "<script>x</script>"
    pk = Initiative.objects.live().with_open_disclosure().values_list("pk", flat=True)[0]
    answer = SearchResponse(
        hits=(Hit(Kind.INITIATIVE, pk, 1.0, (("title", Fragment(evil)),), (evil,)),),
        total=1,
        left_out=(evil,),
        did_you_mean=evil,
        interpreted=(Interpretation(evil, (evil,)),),
    )
    monkeypatch.setattr(GuardedEngine, "search", lambda _engine, _request: answer)
    page = ask(client, evil)
    assert evil not in page
    assert page.count(escape(evil)) >= 5


def test_neighbouring_question__is_offered_above_results(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = GuardedEngine.search
    monkeypatch.setattr(
        GuardedEngine,
        "search",
        lambda engine, request: replace(search(engine, request), did_you_mean="máy dập"),
    )
    page = ask(client, "máy")
    assert re.search(r'Có phải bạn muốn tìm <a href="/sang-kien/\?q=m%C3%A1y\+d%E1%BA%ADp">', page)


# Deep pages


def test_page_after_the_last__leads_back(client: Client) -> None:
    page = html(client, "/sang-kien/?q=m%C3%A1y&level=province&page=400", status=404)
    assert "Danh sách này không có trang 400" in page
    last = re.search(r'<a class="button" href="([^"]+)">Mở trang cuối', page)
    assert last
    assert "level=province" in last[1]
    html(client, last[1].replace("&amp;", "&"))


def test_page_beyond_the_window__keeps_the_filters(client: Client) -> None:
    page = html(client, "/sang-kien/?q=m%C3%A1y&level=province&page=501", status=400)
    assert "Chỉ xem được đến trang 500" in page
    assert 'href="/sang-kien/?q=m%C3%A1y&amp;level=province"' in page


def test_last_reachable_page__says_that_there_is_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = GuardedEngine.search
    monkeypatch.setattr(
        GuardedEngine,
        "search",
        lambda engine, request: replace(search(engine, replace(request, page=1)), total=12_345),
    )
    assert "Đây là trang cuối mở được." in html(client, "/sang-kien/?page=500")
    before = html(client, "/sang-kien/?page=499")
    assert "Đây là trang cuối mở được." not in before
    assert "Mở được 10.000 kết quả đầu" in before


def test_one_kind__page_after_the_last(client: Client) -> None:
    page = html(client, "/tim-kiem/?q=thi+%C4%91ua&kind=guidance&page=9", status=404)
    assert "kind=guidance" in page


# Everything at once


def test_everything__asks_the_engine_twice(client: Client, requests: list[SearchRequest]) -> None:
    page = ask(client, "an toàn", "/tim-kiem/")
    assert len(requests) == 2
    assert page.count('id="nhom-') >= 3


def test_everything__crowded_out_kind_is_asked_alone(
    client: Client, requests: list[SearchRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    view = import_module("search.views.results")
    monkeypatch.setattr(view, "_PAGES_ASKED", 1)
    crowded = re.findall(r'id="nhom-(\w+)"', ask(client, "sáng kiến", "/tim-kiem/"))
    assert len(requests) > 2
    monkeypatch.setattr(view, "_PAGES_ASKED", 100)
    assert crowded == re.findall(r'id="nhom-(\w+)"', ask(client, "sáng kiến", "/tim-kiem/"))


def test_everything__counts_are_those_of_each_kind(client: Client) -> None:
    page = ask(client, "sáng kiến", "/tim-kiem/")
    found = get_engine().search(SearchRequest("sáng kiến", kinds=(Kind.CAMPAIGN,)))
    assert found.full_total == found.total > 0
    group = page[page.index('id="nhom-campaign"') :][:2_000]
    assert f"{found.total} kết quả" in group or f"Xem tất cả {found.total}" in group


def test_everything__without_the_engine(client: Client, no_engine: None) -> None:
    page = ask(client, "sáng kiến", "/tim-kiem/")
    assert "chế độ dự phòng" in page
    assert page.count('id="nhom-') >= 2


# What is alike


def test_similar__on_the_page_of_an_initiative(client: Client) -> None:
    record = Initiative.objects.live().with_open_disclosure().get(code="NL-2022-0417")
    assert "Sáng kiến tương tự" in html(client, record.get_absolute_url())


@pytest.mark.parametrize("model", [Initiative, GuidancePage, StoryPage, CampaignPage])
def test_similar__absent_without_the_engine(client: Client, no_engine: None, model: Any) -> None:
    record = model.objects.live().first()
    address = record.get_absolute_url() if model is Initiative else record.url
    page = html(client, address)
    for heading in ("tuong-tu", "van-ban-gan", "guong-sang-gan", "sang-kien-gan", "tin-gan"):
        assert f'id="{heading}"' not in page


def test_similar__engine_is_asked_once_in_ten_minutes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    similar = GuardedEngine.similar

    def listening(engine: GuardedEngine, kind: Kind, pk: int, **options: Any) -> tuple[Hit, ...]:
        asked.append(pk)
        return similar(engine, kind, pk, **options)

    monkeypatch.setattr(GuardedEngine, "similar", listening)
    story = StoryPage.objects.live().first()
    assert story
    html(client, str(story.url))
    times = len(asked)
    assert times
    html(client, str(story.url))
    assert len(asked) == times


def test_similar__what_was_withdrawn_is_not_shown(client: Client) -> None:
    record = Initiative.objects.live().with_open_disclosure().get(code="NL-2022-0417")
    page = html(client, record.get_absolute_url())
    section = page[page.index('id="tuong-tu"') :]
    code = re.search(r'href="/sang-kien/([A-Z]{2}-\d{4}-\d{4})/', section)
    assert code
    Initiative.objects.filter(code=code[1]).update(live=False)
    again = html(client, record.get_absolute_url())
    assert f"/sang-kien/{code[1]}/" not in again
