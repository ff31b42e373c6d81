"""`manage.py search_index rebuild|drain|status`: care of the search index."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from search.contract import Kind
from search.documents import PAGE_MODELS
from search.engines import get_engine
from search.engines.base import EngineError
from search.indexing import drain, index_is_ready, rebuild
from search.models import PendingIndexing
from showcase.models import Initiative


class Command(BaseCommand):
    """Each action is safe to run again."""

    help = "Chỉ mục tìm kiếm: dựng lại, đưa thay đổi đang chờ vào, xem tình trạng."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the action, and `--if-needed` for a rebuild."""
        parser.add_argument("action", choices=("rebuild", "drain", "status"))
        parser.add_argument(
            "--if-needed", action="store_true", help="Chỉ dựng khi chưa có chỉ mục dùng được."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the action, or say why not."""
        try:
            getattr(self, f"_{options['action']}")(options)
        except EngineError as error:
            raise CommandError(str(error)) from error

    def _rebuild(self, options: dict[str, Any]) -> None:
        if options["if_needed"] and index_is_ready():
            return
        expected = Initiative.objects.live().count() + sum(
            model.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE).count()
            for model in PAGE_MODELS.values()
        )
        columns = (TextColumn("Dựng chỉ mục"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            bar = progress.add_task("", total=expected)

            def advance(kind: Kind, count: int) -> None:
                progress.advance(bar, count)

            total = rebuild(advance)
        self.stdout.write(self.style.SUCCESS(f"Chỉ mục có {total} bản ghi."))

    def _drain(self, options: dict[str, Any]) -> None:
        self.stdout.write(
            f"Đã đưa {drain()} thay đổi vào chỉ mục; còn chờ {PendingIndexing.objects.count()}."
        )

    def _status(self, options: dict[str, Any]) -> None:
        health = get_engine().health()
        state = "sẵn sàng" if health.ok else "chưa dùng được"
        pending = PendingIndexing.objects.count()
        self.stdout.write(
            f"{health.engine}: {state} · {health.documents} bản ghi · {health.size_bytes} byte"
            f" · chờ {pending} thay đổi"
        )
        for detail in health.details:
            self.stdout.write(f"  {detail}")
