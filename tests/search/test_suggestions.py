"""Completions of what is being typed."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from home.models import GuidancePage
from search.contract import Fragment, Kind, Suggestion, SuggestionKind
from search.engines.base import EngineUnavailable
from search.engines.guarded import GuardedEngine
from showcase.models import Initiative

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_content")]


def groups(client: Client, text: str, path: str = "/tim-kiem/goi-y/") -> dict[str, list[dict[str, Any]]]:
    response = client.get(path, {"q": text})
    assert response.status_code == 200
    return {group["label"]: group["items"] for group in response.json()["groups"]}


@pytest.mark.parametrize("text", ["nang lu", "năng lư", "NĂNG LƯỢNG"])
def test_suggestions__field_by_its_beginning_with_or_without_marks(client: Client, text: str) -> None:
    field = groups(client, text)["Lĩnh vực"][0]
    assert field["url"] == "/sang-kien/linh-vuc/nang-luong/"
    assert "".join(piece for piece, _typed in field["parts"]) == "Năng lượng"
    assert any(typed for _piece, typed in field["parts"])


def test_suggestions__every_address_opens(client: Client) -> None:
    found = [
        item["url"]
        for text in ("an to", "ha no", "04", "may")
        for items in groups(client, text).values()
        for item in items
    ]
    assert len(found) > 8
    for address in found:
        assert client.get(address).status_code == 200, address


def test_suggestions__document_by_its_title(client: Client) -> None:
    assert any(item["url"].startswith("/huong-dan/") for item in groups(client, "tháng công nhân")["Văn bản"])


def test_suggestions__say_which_documents_are_no_longer_in_force(client: Client) -> None:
    typed = ("thang điểm xếp hạng", "phong trào sáng kiến của đoàn viên")
    found = [item for words in typed for item in groups(client, words).get("Văn bản", [])]
    notes = {item["url"]: item.get("note") for item in found}
    ended, in_force = (GuidancePage.objects.get(symbol=symbol) for symbol in ("904/QĐ-TLĐ", "901/KH-TLĐ"))
    assert notes[ended.url] == "Hết hiệu lực"
    assert notes[in_force.url] is None


def test_suggestions__english_addresses_on_the_english_site(client: Client) -> None:
    found = groups(client, "năng lượng", "/en/tim-kiem/goi-y/")
    assert found["Lĩnh vực"][0]["url"] == "/en/sang-kien/linh-vuc/nang-luong/"


@pytest.mark.parametrize("text", ["", "a", "zzzqqq", "\u200b", "?!"])
def test_suggestions__nothing_to_say(client: Client, text: str) -> None:
    assert groups(client, text) == {}


def test_suggestions__kept_for_a_minute_without_cookies(client: Client) -> None:
    response = client.get("/tim-kiem/goi-y/", {"q": "an toàn"})
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_suggestions__none_without_the_engine(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_arguments: Any, **_options: Any) -> Any:
        raise EngineUnavailable("switched off by the test")

    monkeypatch.setattr(GuardedEngine, "suggest", silent)
    response = client.get("/tim-kiem/goi-y/", {"q": "an toàn"})
    assert response.json() == {"groups": []}
    assert "no-store" in response.headers["Cache-Control"]


def test_suggestions__only_reading(client: Client) -> None:
    assert client.post("/tim-kiem/goi-y/", {"q": "an"}).status_code == 405


def test_suggestions__withdrawn_record_is_left_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Initiative.objects.live().first()
    assert record
    one = Suggestion(SuggestionKind.TITLE, Fragment(record.title), Kind.INITIATIVE, record.pk)
    monkeypatch.setattr(GuardedEngine, "suggest", lambda *_arguments, **_options: (one,))
    assert groups(client, "x y")["Sáng kiến"][0]["url"] == record.get_absolute_url()
    Initiative.objects.filter(pk=record.pk).update(live=False)
    assert groups(client, "x y") == {}


def test_suggestions__few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    groups(client, "an toàn")
    with django_assert_max_num_queries(6):
        groups(client, "an toàn")


def test_box__carries_the_address_and_the_script_and_works_without_them(client: Client) -> None:
    page = client.get("/sang-kien/").content.decode()
    assert 'data-suggestions="/tim-kiem/goi-y/"' in page
    assert page.count("js/suggestions.js") == 1
    assert '<form class="search" action="/sang-kien/" method="get"' in page
    assert "js/suggestions.js" not in client.get("/gioi-thieu/").content.decode()
