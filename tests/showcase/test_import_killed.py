"""kill -9 at random points of an import, with real processes, then resume: no row twice, none missing.

A few points here; KILL_POINTS in the environment asks for more. Two runs at once on real connections likewise.
"""

import os
import random
import time
from collections import Counter

import pytest
from django.db import transaction

from showcase.importing.runs import ask_import
from showcase.importing.work import work
from showcase.models import ImportRun, Initiative, InitiativeAuthor, InitiativeKeyword, Recognition
from tests import processes
from tests.imports import catalogue, checked, content, row

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

POINTS = int(os.environ.get("KILL_POINTS", "3"))
ROWS = max(300, 120 * POINTS)
FAULTY_EVERY = 50

WORK = """
from showcase.importing.work import work
print("ready", flush=True)
work({pk}, batch={batch}, report=lambda run: print(run.rows_read, flush=True))
"""


def _asked(rows: list[list[str]]) -> ImportRun:
    run = checked(content(rows))
    assert ask_import(run)
    return run


def test_killed_import__loses_and_repeats_nothing() -> None:
    catalogue()
    rows = [
        row(f"KT-2022-{number:04}") if number % FAULTY_EVERY else row(f"sai {number}")
        for number in range(1, ROWS + 1)
    ]
    run = _asked(rows)
    rng = random.Random(7)
    killed = 0
    for _point in range(POINTS):
        with processes.start(WORK.format(pk=run.pk, batch=10)) as process:
            assert process.stdout is not None
            for _line in range(rng.randint(1, 4)):
                process.stdout.readline()
            time.sleep(rng.random() * 0.05)
            killed += process.poll() is None
            process.kill()
    assert killed
    with transaction.atomic():
        # PostgreSQL may still be finishing what the killed process sent last.
        run = ImportRun.objects.select_for_update().get(pk=run.pk)
        assert run.state == ImportRun.State.RUNNING
        at_death = run.rows_read
        assert Initiative.objects.count() == run.added
    run = work(run.pk, batch=10)
    assert at_death < ROWS
    faulty = ROWS // FAULTY_EVERY
    assert (run.state, run.rows_read, run.added, run.failed) == ("done", ROWS, ROWS - faulty, faulty)
    found = Counter(Initiative.objects.values_list("code", flat=True))
    assert found == Counter(cells[0] for cells in rows if cells[0].startswith("KT"))
    assert InitiativeAuthor.objects.count() == 2 * (ROWS - faulty)
    assert Recognition.objects.count() == ROWS - faulty
    assert InitiativeKeyword.objects.count() == 2 * (ROWS - faulty)
    assert len(run.error_path.read_text("utf-8-sig").splitlines()) == faulty + 1
    assert sum(len(change.added) for change in run.changes.all()) == run.added


@pytest.mark.parametrize("together", [3, 0], ids=["by_batch", "row_by_row"])
def test_two_runs_at_once__write_each_code_once(together: int) -> None:
    catalogue()
    script = f"from showcase.importing import work as module\nmodule._TOGETHER = {together}\n{WORK}"
    rows = [row(f"KT-2022-{number:04}") for number in range(1, 101)]
    runs = [_asked(rows), _asked(rows[::-1])]
    with (
        processes.start(script.format(pk=runs[0].pk, batch=10)) as first,
        processes.start(script.format(pk=runs[1].pk, batch=10)) as second,
    ):
        for process in (first, second):
            process.communicate(timeout=120)
            assert process.returncode == 0
    for run in runs:
        run.refresh_from_db()
        assert (run.state, sum(run.counts.values())) == ("done", 100)
        assert run.failed == 0
    assert runs[0].added + runs[1].added == 100
    assert Initiative.objects.count() == 100
    assert InitiativeAuthor.objects.count() == 200


def test_one_run__is_not_worked_on_twice() -> None:
    catalogue()
    run = _asked([row(f"KT-2022-{number:04}") for number in range(1, 201)])
    with (
        processes.start(WORK.format(pk=run.pk, batch=5)) as first,
        processes.start(WORK.format(pk=run.pk, batch=5)) as second,
    ):
        codes = []
        for process in (first, second):
            process.communicate(timeout=120)
            codes.append(process.returncode)
    assert 0 in codes
    run.refresh_from_db()
    assert (run.state, run.added) == ("done", 200)
    assert Initiative.objects.count() == 200
