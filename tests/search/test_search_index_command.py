"""`manage.py search_index`: words, exit codes, and what each action leaves behind."""

import datetime
import signal
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from search.contract import SearchRequest
from search.engines import get_engine
from search.indexing import rebuild
from search.indexing.lease import leased
from search.models import IndexRun, PendingIndexing
from showcase.models import Initiative
from tests import processes
from tests.factories import FrontPageFactory, InitiativeFactory

pytestmark = pytest.mark.django_db


def run(*args: str) -> tuple[int, str]:
    """Exit code, and what was said on both streams."""
    said = StringIO()
    try:
        call_command("search_index", *args, stdout=said, no_color=True)
    except CommandError as error:
        return error.returncode, f"{said.getvalue()}{error}"
    return 0, said.getvalue()


@pytest.fixture
def record(index_path: Path) -> Initiative:
    """An initiative in an index."""
    FrontPageFactory()
    made: Initiative = InitiativeFactory(title="Quạt hút bụi")
    rebuild()
    return made


def test_status__without_an_index_ends_with_2(index_path: Path) -> None:
    code, said = run("status")
    assert code == 2
    assert "chưa dùng được" in said
    assert "search_index rebuild" in said


def test_status__tells_queue_failures_and_checks(record: Initiative) -> None:
    record.save()
    run("verify")
    PendingIndexing.objects.update(error="ValueError: hỏng", attempts=3)
    code, said = run("status")
    assert code == 0
    for words in ("sẵn sàng", "chờ 1 thay đổi", "không đưa vào được 1", "ValueError: hỏng (3 lần)", "lệch 0"):
        assert words in said


def test_rebuild__if_needed_leaves_a_usable_index_alone(record: Initiative) -> None:
    before = get_engine().live_generation()
    assert run("rebuild", "--if-needed") == (0, "")
    assert get_engine().live_generation() == before
    code, said = run("rebuild")
    assert (code, "Chỉ mục có 1 bản ghi" in said) == (0, True)
    assert get_engine().live_generation() != before


def test_rebuild__while_another_runs_ends_with_4(record: Initiative) -> None:
    with leased(IndexRun.Kind.REBUILD):
        code, said = run("rebuild")
    assert code == 4
    assert "Đang có việc “Dựng lại”" in said


def test_drain__takes_what_waits_after_a_failure(record: Initiative) -> None:
    record.title = "Máy ép viên trấu"
    record.save()
    PendingIndexing.objects.update(attempts=5, next_try_at="2999-01-01T00:00:00Z", error="hỏng")
    assert run("drain") == (0, "Đã đưa 1 thay đổi vào chỉ mục; còn chờ 0.\n")
    assert get_engine().search(SearchRequest("máy ép viên trấu", exact=True)).total == 1


def test_verify__difference_ends_with_3_and_repair_mends_it(record: Initiative) -> None:
    assert run("verify")[0] == 0
    Initiative.objects.update(updated_at=F("updated_at") + datetime.timedelta(days=1))
    code, said = run("verify")
    assert code == 3
    assert f"cũ 1, thừa 0; đang chờ 0.\nChẳng hạn: initiative {record.pk}." in said
    assert run("verify", "--repair")[0] == 0
    assert run("verify")[0] == 0


def test_verify__without_an_index_ends_with_2(index_path: Path) -> None:
    FrontPageFactory()
    InitiativeFactory()
    assert run("verify")[0] == 2


def test_rollback__goes_back_once_there_is_something_to_go_to(record: Initiative) -> None:
    first = get_engine().live_generation()
    code, said = run("rollback")
    assert code == 1
    assert "previous" in said
    run("rebuild")
    code, said = run("rollback")
    assert (code, first in said) == (0, True)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_drain_watch__brings_changes_until_it_is_told_to_stop(
    record: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.indexing.pending._listeners", [])
    record.title = "Máy ép viên trấu"
    record.save()
    PendingIndexing.objects.update(attempts=1, next_try_at="2020-01-01T00:00:00Z")
    with processes.start(
        "from django.core.management import call_command\n"
        "call_command('search_index', 'drain', '--watch', '--interval', '0.1')\n"
        "print('stopped')"
    ) as watching:
        try:
            deadline = time.monotonic() + 60
            while PendingIndexing.objects.exists() and time.monotonic() < deadline:
                assert watching.poll() is None
                time.sleep(0.1)
            assert get_engine().search(SearchRequest("máy ép viên trấu", exact=True)).total == 1
            watching.send_signal(signal.SIGTERM)
            said, _ = watching.communicate(timeout=60)
        finally:
            watching.kill()
    assert watching.returncode == 0
    assert said.endswith("stopped\n")
