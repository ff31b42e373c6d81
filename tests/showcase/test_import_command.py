"""`manage.py import_initiatives`: check, import, resume, undo, and saying why not."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from showcase.models import ImportRun, Initiative
from tests.imports import catalogue, checked, content, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a good row and a faulty one."""
    catalogue()
    path = tmp_path / "sang-kien.csv"
    path.write_bytes(content([row("KT-2022-0001"), row("sai")]))
    return path


def run(*args: object) -> str:
    out = StringIO()
    call_command("import_initiatives", *map(str, args), stdout=out)
    return out.getvalue()


def test_file__is_checked_and_imported(file: Path) -> None:
    said = run(file)
    assert "2 dòng = thêm 1 + cập nhật 0 + giữ nguyên 0 + lỗi 1" in said
    assert "Dòng 3, cột Mã sáng kiến" in said
    assert Initiative.objects.count() == 1


def test_dry_run__writes_nothing_and_can_be_imported_later(file: Path) -> None:
    assert "Đã kiểm tra" in run(file, "--dry-run")
    assert not Initiative.objects.exists()
    run("--run", ImportRun.objects.get().pk)
    assert Initiative.objects.count() == 1


def test_undo__takes_it_back(file: Path) -> None:
    run(file, "--publish")
    assert Initiative.objects.get().live
    assert "xoá 1" in run("--undo", ImportRun.objects.get().pk)
    assert not Initiative.objects.exists()


def test_resume__of_a_stopped_run(file: Path) -> None:
    stopped = checked(file.read_bytes())
    ImportRun.objects.filter(pk=stopped.pk).update(
        state="cancelled", rows_read=0, added=0, failed=0, cursor=0, last_row=0, error_bytes=0
    )
    run("--resume", stopped.pk)
    assert Initiative.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "Cần một tệp"),
        (("khong-co.csv",), "Không mở được"),
        (("--undo", 99), "Không có lần nhập"),
        (("khong-co.csv", "--profile", "x"), "Không"),
    ],
)
def test_refused__with_words(arguments: tuple[object, ...], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        run(*arguments)


def test_unreadable__keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x89PNG")
    with pytest.raises(CommandError):
        run(path)
    assert not ImportRun.objects.exists()
