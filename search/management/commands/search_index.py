"""`manage.py search_index status|rebuild|drain|verify|rollback`: care of the search index."""

import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from search.engines.base import EngineError
from search.indexing import catch_up, drain, index_is_ready, rebuild, rollback, verify
from search.indexing.drift import public_count
from search.indexing.lease import LeaseHeld, LeaseLost
from search.indexing.state import state
from search.models import IndexRun, PendingIndexing

ACTIONS = ("status", "rebuild", "drain", "verify", "rollback")

AT_ONCE = 5_000
"""Changes that `drain --watch` brings before it looks again how many there are."""

UNUSABLE, DRIFTED, BUSY = 2, 3, 4
"""Exit codes: no usable index; database and index differ; another process is at it. 1 is any other failure."""


class Command(BaseCommand):
    """Each action is safe to run again, and at any time."""

    help = (
        "Chỉ mục tìm kiếm: xem tình trạng (status), dựng lại (rebuild), đưa thay đổi đang chờ vào (drain),"
        " so với cơ sở dữ liệu (verify), trở lại bản trước (rollback). Mã thoát: 0 xong; 2 chưa có chỉ mục dùng"
        " được; 3 có bản ghi lệch; 4 tiến trình khác đang làm; 1 lỗi khác."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the action and its options."""
        parser.add_argument("action", choices=ACTIONS)
        parser.add_argument(
            "--if-needed", action="store_true", help="rebuild: chỉ dựng khi chưa có chỉ mục dùng được."
        )
        parser.add_argument(
            "--wait", action="store_true", help="rebuild: đợi nếu tiến trình khác đang dựng, rồi dựng."
        )
        parser.add_argument(
            "--watch", action="store_true", help="drain: chạy mãi, vài giây một lần, cho đến khi bị dừng."
        )
        parser.add_argument(
            "--interval",
            type=float,
            default=2.0,
            metavar="GIÂY",
            help="drain --watch: nghỉ giữa hai lần (2).",
        )
        parser.add_argument(
            "--repair", action="store_true", help="verify: đưa ngay những bản ghi lệch vào chỉ mục."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the action, or say why not."""
        try:
            getattr(self, f"_{options['action']}")(options)
        except LeaseHeld as error:
            raise CommandError(str(error), returncode=BUSY) from error
        except (EngineError, LeaseLost) as error:
            raise CommandError(str(error), returncode=1 if index_is_ready() else UNUSABLE) from error

    def _rebuild(self, options: dict[str, Any]) -> None:
        if options["if_needed"] and index_is_ready():
            return
        with self._bar("Dựng chỉ mục", public_count()) as advance:
            total = rebuild(lambda kind, count: advance(count), wait=options["wait"])
        self.stdout.write(self.style.SUCCESS(f"Chỉ mục có {total} bản ghi."))

    def _drain(self, options: dict[str, Any]) -> None:
        if options["watch"]:
            self._watch(options["interval"])
            return
        with self._bar("Đưa vào chỉ mục", PendingIndexing.objects.count()) as advance:
            done = catch_up(advance)
        self.stdout.write(f"Đã đưa {done} thay đổi vào chỉ mục; còn chờ {PendingIndexing.objects.count()}.")

    def _watch(self, interval: float) -> None:
        """Drain now and then, until SIGTERM or SIGINT: what a failure postponed, and what nobody else drained."""
        stopping = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        before = -1
        while not stopping.is_set():
            close_old_connections()
            # While changes are still coming in, only the latest: a rebuild amid an import would soon be old again.
            waiting = PendingIndexing.objects.count()
            done = catch_up() if waiting == before else drain(limit=AT_ONCE)
            before = waiting - done
            if done:
                self.stdout.write(f"Đã đưa {done} thay đổi vào chỉ mục.")
            stopping.wait(interval)

    def _verify(self, options: dict[str, Any]) -> None:
        with self._bar("So với cơ sở dữ liệu", public_count()) as advance:
            drift = verify(repair=options["repair"], report=advance)
        found = (
            f"Đã so {drift.documents} bản ghi: thiếu {drift.missing}, cũ {drift.stale}, thừa {drift.orphaned};"
            f" đang chờ {drift.waiting}."
        )
        if not drift.total:
            self.stdout.write(self.style.SUCCESS(found))
            return
        self.stdout.write(self.style.WARNING(found))
        if options["repair"]:
            drain()
            self.stdout.write(f"Đã đưa bản ghi lệch vào chỉ mục; còn chờ {PendingIndexing.objects.count()}.")
            return
        some = ", ".join(f"{kind} {pk}" for _, (kind, pk) in zip(range(5), drift.records(), strict=False))
        raise CommandError(f"Chẳng hạn: {some}. Chạy lại với --repair để sửa.", returncode=DRIFTED)

    def _rollback(self, options: dict[str, Any]) -> None:
        generation = rollback()
        self.stdout.write(
            self.style.SUCCESS(
                f"Đang dùng lại {generation}; còn chờ {PendingIndexing.objects.count()} thay đổi. Nên chạy verify."
            )
        )

    def _status(self, options: dict[str, Any]) -> None:
        now = state()
        health = now.health
        ready = "sẵn sàng" if health.ok else "chưa dùng được"
        age = f", lâu nhất {now.age}" if now.age else ""
        lines = [
            f"{health.engine}: {ready} · {health.documents} bản ghi · {health.size_bytes} byte",
            f"  đang dùng: {health.generation or 'chưa có'} · bản trước: {health.previous or 'không có'}",
            f"  chờ {now.waiting} thay đổi{age} · không đưa vào được {now.failing_count}",
            *(f"  {detail}" for detail in health.details),
            *(f"  {row}: {row.error} ({row.attempts} lần)" for row in now.failing[:5]),
            *(
                f"  đang chạy: {run.get_kind_display()} {run.done}/{run.expected} ({run.percent}%)"
                for run in now.running
            ),
        ]
        if health.building and not any(run.kind == IndexRun.Kind.REBUILD for run in now.running):
            lines.append(f"  dựng dở, lần dựng sau sẽ dọn: {health.building}")
        if now.check and now.check.result:
            lines.append(f"  kiểm tra gần nhất {now.check.finished_at:%Y-%m-%d %H:%M}: lệch {now.drift}")
        self.stdout.write("\n".join(lines))
        if not health.ok:
            raise CommandError("Chưa có chỉ mục dùng được: chạy search_index rebuild.", returncode=UNUSABLE)

    @contextmanager
    def _bar(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """A progress bar on the terminal; gives the function that moves it on."""
        columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task("", total=total)
            yield lambda count: progress.advance(task, count)
