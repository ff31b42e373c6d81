"""The editors' report on the index, and the checks of settings."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from search import checks
from search.contract import SearchRequest
from search.durations import duration_words
from search.engines import get_engine
from search.indexing import rebuild
from search.indexing.lease import leased
from search.models import IndexRun, PendingIndexing
from showcase.models import Initiative
from tests.editing import messages, text_of
from tests.factories import FrontPageFactory, InitiativeFactory, UserFactory


@pytest.fixture
def record(index_path: Path, db: None) -> Initiative:
    """An initiative in an index."""
    FrontPageFactory()
    made: Initiative = InitiativeFactory(title="Quạt hút bụi")
    rebuild()
    return made


def sign_in(client: Client, *permissions: str) -> Client:
    """A user of the admin with these permissions on runs."""
    user = UserFactory()
    names = [*permissions, "access_admin"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return client


def page(client: Client) -> str:
    answer = client.get(reverse("search_index_report"))
    assert answer.status_code == 200
    return " ".join(text_of(answer).split())


def test_report__tells_what_is_indexed_and_what_waits(client: Client, record: Initiative) -> None:
    record.save()
    shown = page(sign_in(client, "view_indexrun"))
    for words in (
        "Chỉ mục đang phục vụ.",
        get_engine().name,
        get_engine().live_generation(),
        "chưa kiểm tra lần nào",
    ):
        assert words in shown
    assert "Thay đổi đang chờ1, lâu nhất từ" in shown
    assert "Đưa thay đổi đang chờ vào ngay" not in shown


def test_report__names_records_that_cannot_be_indexed(client: Client, record: Initiative) -> None:
    record.save()
    PendingIndexing.objects.update(error="ValueError: không đọc được phần mô tả", attempts=3)
    client = sign_in(client, "view_indexrun")
    shown = page(client)
    assert "có 1 bản ghi chưa đưa vào được" in shown
    assert "Quạt hút bụi ValueError: không đọc được phần mô tả 3 lần" in shown
    edit = reverse("wagtailsnippets_showcase_initiative:edit", args=[record.pk])
    assert edit in client.get(reverse("search_index_report")).content.decode()


def test_report__stands_without_an_engine(client: Client, index_path: Path, db: None) -> None:
    shown = page(sign_in(client, "view_indexrun"))
    assert "Chưa có chỉ mục dùng được" in shown
    assert "manage.py search_index rebuild" in shown


def test_report__shows_a_running_rebuild(client: Client, record: Initiative) -> None:
    with leased(IndexRun.Kind.REBUILD) as lease:
        lease.run.expected, lease.run.done = 1_000_000, 250_000
        lease.renew()
        shown = page(sign_in(client, "view_indexrun"))
    assert "Dựng lại: 250.000 / 1.000.000 bản ghi" in shown
    assert "25%" in shown


def test_report__buttons_drain_and_verify(
    client: Client, record: Initiative, django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(client, "view_indexrun", "add_indexrun")
    record.title = "Máy ép viên trấu"
    record.save()
    PendingIndexing.objects.update(attempts=5, next_try_at="2999-01-01T00:00:00Z", error="hỏng")
    assert "Đưa thay đổi đang chờ vào ngay" in page(client)
    answer = client.post(reverse("search_index_report_drain"), follow=True)
    assert "Đã đưa 1 thay đổi vào chỉ mục." in messages(answer)
    assert get_engine().search(SearchRequest("máy ép viên trấu", exact=True)).total == 1
    Initiative.objects.update(live=False)
    client.post(reverse("search_index_report_verify"))
    assert "thừa 1; đã đưa vào hàng chờ để sửa" in page(client)
    client.post(reverse("search_index_report_drain"))
    client.post(reverse("search_index_report_verify"))
    assert "khớp hoàn toàn" in page(client)


@pytest.mark.parametrize("name", ["search_index_report_drain", "search_index_report_verify"])
def test_report__buttons_need_their_permission_and_a_post(
    client: Client, record: Initiative, name: str
) -> None:
    record.save()
    sign_in(client, "view_indexrun").post(reverse(name))
    assert PendingIndexing.objects.count() == 1
    assert not IndexRun.objects.filter(kind=IndexRun.Kind.VERIFY).exists()
    assert sign_in(client, "add_indexrun").get(reverse(name)).status_code == 405


def test_report__is_for_whom_it_is_meant(client: Client, record: Initiative) -> None:
    address = reverse("search_index_report")
    assert client.get(address).status_code == 302
    assert sign_in(client).get(address).status_code == 302
    menu = sign_in(client, "view_indexrun").get(reverse("wagtailadmin_home")).content.decode()
    assert address in menu


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3, "0 giây"),
        (0.4, "0 giây"),
        (59, "59 giây"),
        (60, "1 phút"),
        (61, "1 phút 1 giây"),
        (7_500, "2 giờ 5 phút"),
        (3_605, "1 giờ"),
        (180_000, "2 ngày 2 giờ"),
    ],
)
def test_durations__as_one_says_them(seconds: float, words: str) -> None:
    assert duration_words(datetime.timedelta(seconds=seconds)) == words


# Checks of settings --------------------------------------------------------------------------------------


def found(settings: Any, **search: Any) -> list[str | None]:
    settings.SEARCH = {**settings.SEARCH, "ENGINE": "embedded", **search}
    return [one.id for one in (*checks.check_engine(None), *checks.check_deployment(None))]


def test_checks__default_is_sound(settings: Any) -> None:
    assert found(settings) == []


def test_checks__run_with_all_others(settings: Any) -> None:
    settings.SEARCH = {**settings.SEARCH, "ENGINE": "solr"}
    assert "search.E001" in [one.id for one in run_checks()]


def test_checks__unknown_engine(settings: Any) -> None:
    assert found(settings, ENGINE="solr") == ["search.E001"]


@pytest.mark.parametrize("hosts", [(), ("tim-kiem",), ("9200",), ("http://",)])
def test_checks__elasticsearch_without_an_address(settings: Any, hosts: tuple[str, ...]) -> None:
    settings.TASKS_BACKEND = "database"
    cluster = {**settings.SEARCH["ELASTICSEARCH"], "hosts": hosts}
    assert found(settings, ENGINE="elasticsearch", ELASTICSEARCH=cluster) == ["search.E002"]


def test_checks__folder_that_cannot_be_written(settings: Any, tmp_path: Path) -> None:
    assert found(settings, PATH=tmp_path / "not" / "yet") == []
    (tmp_path / "file").write_text("")
    assert found(settings, PATH=tmp_path / "file" / "index") == ["search.E003"]


def test_checks__one_index_for_several_hosts(settings: Any) -> None:
    assert found(settings, SITE_HOSTS=2) == ["search.W001"]
    settings.TASKS_BACKEND = "database"
    cluster = {**settings.SEARCH["ELASTICSEARCH"], "hosts": ("http://127.0.0.1:9200",)}
    assert found(settings, ENGINE="elasticsearch", ELASTICSEARCH=cluster) == []


def test_checks__saving_that_waits_for_elasticsearch(settings: Any) -> None:
    cluster = {**settings.SEARCH["ELASTICSEARCH"], "hosts": ("http://127.0.0.1:9200",)}
    assert found(settings, ENGINE="elasticsearch", ELASTICSEARCH=cluster) == ["search.W002"]
