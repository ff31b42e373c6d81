"""`manage.py generate_initiatives N`: invented initiatives for load tests, straight into the database."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from showcase.generation import DEFAULT_BATCH, DEFAULT_UNITS, MAX_COUNT, GenerationError, generate

_MAX_BATCH = 50_000
_MAX_UNITS = 30_000


class Command(BaseCommand):
    """Each run adds; nothing that exists is changed."""

    help = "Dựng sáng kiến minh hoạ với số lượng lớn để thử tải, ghi thẳng vào cơ sở dữ liệu."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number, `--seed`, `--batch-size` and `--units`."""
        parser.add_argument("count", type=int, metavar="N", help="Số sáng kiến cần dựng.")
        parser.add_argument("--seed", type=int, default=1, help="Cùng một số cho cùng kết quả (mặc định: 1).")
        parser.add_argument(
            "--batch-size", type=int, default=DEFAULT_BATCH, help="Số sáng kiến ghi trong một giao dịch."
        )
        parser.add_argument(
            "--units",
            type=int,
            default=DEFAULT_UNITS,
            help="Số công đoàn cơ sở minh hoạ, chỉ dựng khi còn thiếu.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Generate with a progress bar, or say why not."""
        count: int = options["count"]
        _within("N", count, 1, MAX_COUNT)
        _within("--seed", options["seed"], 0, 2**63 - 1)
        _within("--batch-size", options["batch_size"], 1, _MAX_BATCH)
        _within("--units", options["units"], 1, _MAX_UNITS)
        columns = (
            TextColumn("Dựng sáng kiến"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
        )
        start = time.monotonic()
        done = 0
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task("", total=count, rate="")

            def advance(written: int) -> None:
                nonlocal done
                done += written
                rate = done / (time.monotonic() - start)
                progress.update(bar, advance=written, rate=f"{rate:,.0f}/giây".replace(",", "."))

            try:
                announced = generate(
                    count,
                    options["seed"],
                    batch_size=options["batch_size"],
                    units=options["units"],
                    report=advance,
                )
            except GenerationError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"Đã dựng {count} sáng kiến minh hoạ."))
        if not announced:
            self.stdout.write(
                "Chỉ mục tìm kiếm chưa có các sáng kiến này: chạy `manage.py search_index rebuild`."
            )


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise CommandError(f"{name} phải từ {low} đến {high}, không phải {value}.")
