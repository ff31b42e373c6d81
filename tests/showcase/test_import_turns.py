"""Imports over time: long ones that work in turns, and what is kept of them afterwards."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import TestCase
from django.utils import timezone

from showcase.importing import tasks
from showcase.importing.runs import ask_import, ask_undo, purge
from showcase.importing.work import work
from showcase.models import ImportRun, Initiative
from tests.imports import catalogue, checked, content, imported, row

pytestmark = pytest.mark.django_db

State = ImportRun.State


@pytest.fixture(autouse=True)
def known() -> Any:
    """What the rows refer to."""
    return catalogue()


def codes(first: int, last: int) -> list[str]:
    return [f"KT-2022-{number:04}" for number in range(first, last + 1)]


def asked(given: list[str]) -> ImportRun:
    run = checked(content([row(code) for code in given]))
    assert ask_import(run)
    return run


def test_long_import__is_handed_on_and_ends_as_in_one_go() -> None:
    given = codes(1, 7)
    run = asked([*given, given[0], "sai mã"])
    turns = 0
    while run.state == State.RUNNING:
        run = work(run.pk, batch=3, seconds=0)
        assert run.holder == ""
        turns += 1
        if turns == 2:  # what was kept for this turn is lost: the codes are read again
            run.seen_path.unlink()
    assert turns == 4
    assert not run.seen_path.exists()
    assert (run.state, run.added, run.failed) == (State.DONE, 7, 2)
    assert "dòng 2" in run.faults.first().reason  # type: ignore[union-attr]  # there are two
    assert run.rows_read == sum(run.counts.values()) == 9


def test_long_undoing__is_handed_on() -> None:
    run = asked(codes(1, 7))
    work(run.pk, batch=2)
    assert ask_undo(run)
    turns = 0
    while run.state == State.UNDOING:
        run = work(run.pk, seconds=0)
        turns += 1
    assert turns == 5
    assert (run.state, Initiative.objects.count()) == (State.UNDONE, 0)


def test_purge__forgets_files_with_names_and_keeps_the_history() -> None:
    long_ago = timezone.now() - datetime.timedelta(days=91)
    old = imported(content([row("KT-2022-0001"), row("sai mã")]))
    unused = checked(content([row("KT-2022-0002")]))
    recent = imported(content([row("KT-2022-0003")]))
    paths = [Path(run.file.path) for run in (old, unused)] + [old.error_path]
    ImportRun.objects.filter(pk__in=[old.pk, unused.pk]).update(created_at=long_ago)
    ImportRun.objects.filter(pk=old.pk).update(finished_at=long_ago)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert purge() == 2
    assert not any(path.exists() for path in paths)
    old.refresh_from_db()
    assert (old.state, old.added, old.failed, len(old.checksum)) == (State.DONE, 1, 1, 64)
    assert not old.faults.exists()
    assert not old.changes.exists()
    assert not ask_undo(old)
    assert not ImportRun.objects.filter(pk=unused.pk).exists()
    assert Path(recent.file.path).exists()
    assert purge() == 0


def test_task__goes_to_the_end_of_the_queue_after_its_turn(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.TASKS_BACKEND = "database"
    monkeypatch.setattr(tasks, "_TURN", 0)
    queued: list[int] = []
    monkeypatch.setattr(type(tasks.work_in_background), "enqueue", lambda self, pk: queued.append(pk))
    monkeypatch.setattr(tasks, "work", lambda pk, seconds: work(pk, batch=3, seconds=seconds))
    run = asked(codes(1, 4))
    tasks.work_in_background.func(run.pk)
    assert queued == [run.pk]
    tasks.work_in_background.func(run.pk)
    tasks.work_in_background.func(run.pk)
    assert queued == [run.pk, run.pk]
    run.refresh_from_db()
    assert (run.state, run.added) == (State.DONE, 4)
