"""Lists of results as Atom feeds."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from search.engines.base import EngineUnavailable
from search.engines.guarded import GuardedEngine
from showcase.models import Initiative

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_content")]

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: Client, path: str) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own answer


def entries(root: ElementTree.Element, name: str) -> list[str]:
    return [str(entry.findtext(f"{ATOM}{name}")) for entry in root.iter(f"{ATOM}entry")]


def silent(*_arguments: Any, **_options: Any) -> Any:
    raise EngineUnavailable("switched off by the test")


def test_feed__is_atom(client: Client) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: what a feed and its entries must have."""
    root = feed(client, "/sang-kien/feed/?q=m%C3%A1y&level=province")
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}title") == "Sáng kiến: “máy”, Cấp tỉnh, thành phố – Cổng Sáng kiến"
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://testserver/sang-kien/feed/?q=m%C3%A1y&level=province"
    assert links["alternate"] == "http://testserver/sang-kien/?q=m%C3%A1y&level=province"
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}")
        assert all(entries(root, name))
    assert len(set(entries(root, "id"))) == len(entries(root, "id")) > 0


def test_feed__newest_first_and_never_more_than_fifty(client: Client) -> None:
    root = feed(client, "/sang-kien/feed/")
    links = [str(link.get("href")) for link in root.findall(f"{ATOM}entry/{ATOM}link")]
    codes = [link.split("/")[-3] for link in links]
    dates = dict(Initiative.objects.with_open_disclosure().values_list("code", "applied_on"))
    shown = [dates[code] for code in codes if code in dates]
    assert shown == sorted(shown, reverse=True)
    assert 0 < len(links) <= 50


def test_feed__id_stays_when_the_title_changes(client: Client) -> None:
    before = feed(client, "/sang-kien/feed/?q=m%C3%A1y")
    Initiative.objects.all().update(title="Tên khác")
    after = feed(client, "/sang-kien/feed/?q=m%C3%A1y")
    assert entries(before, "id") == entries(after, "id")
    assert set(entries(after, "title")) == {"Tên khác"}


def test_feed__unchanged_is_304(client: Client) -> None:
    first = client.get("/sang-kien/feed/?q=m%C3%A1y")
    again = client.get("/sang-kien/feed/?q=m%C3%A1y", headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    since = client.get(
        "/sang-kien/feed/?q=m%C3%A1y", headers={"if-modified-since": first.headers["Last-Modified"]}
    )
    assert since.status_code == 304
    assert "max-age=600" in first.headers["Cache-Control"]
    assert first.headers["X-Robots-Tag"] == "noindex"


def test_feed__empty_one_is_the_same_every_time(client: Client) -> None:
    first = client.get("/sang-kien/feed/?q=zzzqqq")
    assert b"<entry>" not in first.content
    assert client.get("/sang-kien/feed/?q=zzzqqq").content == first.content


def test_feed__holds_full_matches_alone(client: Client) -> None:
    assert entries(feed(client, "/sang-kien/feed/?q=m%C3%A1y+t%C3%A0u+v%C5%A9+tr%E1%BB%A5"), "id") == []


@pytest.mark.parametrize(
    "path",
    ["/tim-kiem/feed/?q=s%C3%A1ng+ki%E1%BA%BFn", "/tim-kiem/feed/?q=thi+%C4%91ua&kind=guidance"],
)
def test_feed__of_everything_and_of_one_kind(client: Client, path: str) -> None:
    root = feed(client, path)
    kinds = {one.split(",2026:")[1].split("/")[0] for one in entries(root, "id")}
    assert kinds == {"guidance"} if "kind=" in path else len(kinds) > 1


def test_feed__of_a_field(client: Client) -> None:
    root = feed(client, "/sang-kien/linh-vuc/nang-luong/feed/")
    assert root.findtext(f"{ATOM}title") == "Năng lượng – Cổng Sáng kiến"
    assert entries(root, "id")


def test_closed_record__gives_its_gain_alone(client: Client) -> None:
    record = Initiative.objects.get(code="AT-2023-0491")
    root = feed(client, "/sang-kien/feed/?q=" + record.title.split()[0])
    for entry in root.iter(f"{ATOM}entry"):
        if entry.findtext(f"{ATOM}title") == record.title:
            assert (entry.findtext(f"{ATOM}summary") or "") == record.result_line


def test_without_the_engine__last_good_entries(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/sang-kien/feed/?q=m%C3%A1y"
    good = entries(feed(client, path), "id")
    monkeypatch.setattr(GuardedEngine, "search", silent)
    assert entries(feed(client, path), "id") == good
    withdrawn = int(good[0].rsplit("/", 1)[1])
    Initiative.objects.filter(pk=withdrawn).update(live=False, updated_at=timezone.now())
    assert entries(feed(client, path), "id") == good[1:]


def test_without_the_engine__nothing_known_asks_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(GuardedEngine, "search", silent)
    response = client.get("/sang-kien/feed/?q=m%C3%A1y")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "300"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sang-kien/feed/?level=galaxy", 400),
        ("/tim-kiem/feed/", 400),
        ("/tim-kiem/feed/?q=a&kind=x", 400),
        ("/sang-kien/linh-vuc/khong-co/feed/", 404),
    ],
)
def test_feed__bad_addresses(client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("/sang-kien/?q=m%C3%A1y&sort=title&page=2", "/sang-kien/feed/?q=m%C3%A1y"),
        (
            "/sang-kien/linh-vuc/nang-luong/?level=province",
            "/sang-kien/linh-vuc/nang-luong/feed/?level=province",
        ),
        ("/tim-kiem/?q=thi+%C4%91ua&kind=campaign", "/tim-kiem/feed/?kind=campaign&amp;q=thi+%C4%91ua"),
        ("/tim-kiem/?q=thi+%C4%91ua", "/tim-kiem/feed/?q=thi+%C4%91ua"),
    ],
)
def test_list__leads_to_its_feed(client: Client, page: str, address: str) -> None:
    text = client.get(page).content.decode()
    assert text.count(f'href="{address}"') == 2
    assert "Theo dõi kết quả này" in text
