"""`python -m bench.faults`: kill -9 the indexer at seeded random moments, and see whether anything is lost.

    python -m bench.faults --points 50 --seed 1 --data var/bench/faults

At every point people change the catalogue while a rebuild or a drain runs in a process of its own, which is killed at
a random moment; in half of the rebuilds a process that drains is killed as well. Then a drain and a check run. Nothing
may be missing, stale or left over, and every record that was changed must be found by the word that its last change
gave it, and by no word that it was given before. The engine and the database are those of the settings.

Prints a line per point and ends with 1 when something was lost.
"""

import argparse
import io
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

CHANGES = 40
"""Changes that people make at a point."""


def main() -> None:
    """Prepare a site, kill, check, print."""
    options = _options()
    os.environ |= {
        "DATA_DIR": str(options.data.resolve()),
        "DJANGO_SETTINGS_MODULE": "sangkien.settings.dev",
        # Nobody runs the tasks: what a commit asks for stays undone until this program drains.
        "TASKS_BACKEND": "database",
        "LOG_LEVEL": "CRITICAL",
    }
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django

    django.setup()
    scene = Scene(options.records)
    scene.prepare()
    lost = 0
    for point in range(options.points):
        rng = random.Random(f"{options.seed}/{point}")
        outcome = scene.play(rng)
        lost += not outcome["sound"]
        print(json.dumps({"point": point, **outcome}, ensure_ascii=False), flush=True)
    print(json.dumps({"points": options.points, "lost": lost}))
    raise SystemExit(1 if lost else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__.partition("\n")[0])
    parser.add_argument("--points", type=int, default=50, help="moments at which to kill")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed gives the same changes and moments"
    )
    parser.add_argument("--records", type=int, default=1_500, help="initiatives of the site")
    parser.add_argument(
        "--data", type=Path, default=ROOT / "var" / "bench" / "faults", help="folder of the site"
    )
    return parser.parse_args()


class Scene:
    """A site with initiatives, and what was done to it. Every act runs in a process of its own."""

    def __init__(self, records: int) -> None:
        self.records = records
        self.took = {"rebuild": 2.0, "drain": 1.0}
        self.words: dict[int, list[str]] = {}
        self.change = 0

    def prepare(self) -> None:
        """Migrate, generate what is missing, build the first index, and see how long things take."""
        self.run(_prepare, self.records)
        for what in self.took:
            self._change(random.Random(what))
            began = time.monotonic()
            self.run(ACTS[what])
            self.took[what] = time.monotonic() - began
        self.run(_drain)

    def play(self, rng: random.Random) -> dict[str, Any]:
        """One point: change, kill, recover, compare."""
        what = rng.choice(("rebuild", "rebuild", "drain"))
        moment = rng.uniform(0, 1.1 * self.took[what])
        self._change(rng)
        victims = [self.start(ACTS[what])]
        if what == "rebuild" and rng.random() < 0.5:
            victims.append(self.start(_drain_on))
        deadline = time.monotonic() + moment
        self._change(rng)
        time.sleep(max(0.0, deadline - time.monotonic()))
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        killed = [os.waitpid(victim, 0)[1] for victim in victims]
        if again := rng.random() < 0.5:
            self._change(rng)
            self.run(_rebuild)
        report = self.run(_recover, self.words, again)
        return {
            "what": what,
            "moment": round(moment, 3),
            "killed": sum(map(os.WIFSIGNALED, killed)),
            "rebuilt": again,
            **report,
        }

    def _change(self, rng: random.Random) -> None:
        self.change += 1
        told: list[tuple[int, str]] = self.run(_change, rng.random(), self.change)
        for pk, word in told:
            self.words.setdefault(pk, []).append(word)

    def start(self, act: Callable[..., Any], *args: Any) -> int:
        """Begin an act in a process of its own; returns its id."""
        pid = os.fork()
        if pid == 0:
            _last(act, args, None)
        return pid

    def run(self, act: Callable[..., Any], *args: Any) -> Any:
        """Do an act in a process of its own and return what it returns; what it raises ends the program."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _last(act, args, writing)
        os.close(writing)
        with os.fdopen(reading) as stream:
            said = stream.read()
        _, status = os.waitpid(pid, 0)
        if status:
            raise SystemExit(f"{act.__name__} failed")
        return json.loads(said)


def _last(act: Callable[..., Any], args: tuple[Any, ...], writing: int | None) -> None:
    """Do an act, say what it returns, and end this process."""
    try:
        said = json.dumps(act(*args))
        if writing is not None:
            with os.fdopen(writing, "w") as stream:
                stream.write(said)
    except BaseException:  # noqa: BLE001 -- the process ends here
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


# Acts: each imports what it needs, so that no connection is opened before the fork ------------------------


def _prepare(records: int) -> None:
    from django.core.management import call_command

    from search.indexing import rebuild
    from showcase.generation import generate
    from showcase.models import Initiative

    call_command("migrate", verbosity=0)
    call_command("load_demo", "--if-needed", verbosity=0, stdout=io.StringIO())
    missing = records - Initiative.objects.count()
    if missing > 0:
        generate(missing, seed=1)
    rebuild()


def _rebuild() -> None:
    from search.indexing import rebuild

    rebuild(wait=True)


def _drain() -> None:
    from search.indexing import drain

    drain(everything=True)


def _drain_on() -> None:
    from search.indexing import drain

    while True:
        drain()
        time.sleep(0.01)


ACTS: dict[str, Callable[..., Any]] = {"rebuild": _rebuild, "drain": _drain}


def _change(seed: float, number: int) -> list[tuple[int, str]]:
    """Change the catalogue as people do; returns the records with the word that each was given."""
    from django.db import transaction

    from showcase.models import Initiative, Unit

    rng = random.Random(seed)
    keys = list(Initiative.objects.values_list("pk", flat=True))
    told = []
    for place, pk in enumerate(rng.sample(keys, min(CHANGES, len(keys)))):
        record = Initiative.objects.get(pk=pk)
        word = f"kt{number}x{place}"
        with transaction.atomic():
            dice = rng.random()
            if dice < 0.05:
                record.delete()
            else:
                record.live = dice > 0.25
                record.title = f"Quạt hút bụi {word}"
                record.save()
            if dice > 0.9:
                transaction.set_rollback(True)
                continue
        told.append((pk, word))
    unit = rng.choice(list(Unit.objects.filter(initiatives__isnull=False).distinct()[:50]))
    unit.short_name = f"Đơn vị {number}"
    unit.save()
    return told


def _recover(words: dict[int, list[str]], rebuilt: bool) -> dict[str, Any]:
    """Drain, compare, and ask for every word that was ever given; what is wrong is in `faults`."""
    from search.contract import SearchRequest
    from search.engines import get_engine
    from search.indexing import drain, verify
    from search.models import IndexRun, PendingIndexing
    from showcase.models import Initiative

    drained = drain(everything=True)
    engine = get_engine()
    drift = verify()
    faults = []
    if drift.total:
        faults.append(str(drift.as_json()))
    for row in PendingIndexing.objects.all()[:3]:
        faults.append(f"{row} waits until {row.next_try_at}, {row.attempts} attempts: {row.error}")
    live = dict(Initiative.objects.live().values_list("pk", "title"))
    for pk, given in words.items():
        for word in given:
            hits = [hit.pk for hit in engine.search(SearchRequest(word, exact=True, highlight=False)).hits]
            if hits != ([pk] if word in live.get(pk, "") else []):
                faults.append(f"{word} finds {hits}, record {pk} is {live.get(pk)!r}")
    if rebuilt and engine.health().building:
        faults.append(f"left over: {engine.health().building}")
    if rebuilt and IndexRun.objects.filter(status=IndexRun.Status.RUNNING).exists():
        faults.append("a run is still marked as running")
    return {"drained": drained, "sound": not faults, "faults": faults[:5]}


if __name__ == "__main__":
    main()
