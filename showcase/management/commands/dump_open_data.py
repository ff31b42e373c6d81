"""Write the open data as files: every night, and by hand after something had to be taken back."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from showcase.exporting.dumps import discard, dump, latest
from showcase.models import Initiative
from showcase.public_changes import reconcile

__all__ = ["Command"]


class Command(BaseCommand):
    """`manage.py dump_open_data`: CSV, JSON Lines and Parquet with checksums, dictionary and licence."""

    help = "Ghi toàn bộ sáng kiến đã công bố ra tệp dữ liệu mở (CSV, JSON Lines, Parquet)."

    def add_arguments(self, parser: CommandParser) -> None:
        """How long dumps are kept, and whether the present ones go first."""
        parser.add_argument(
            "--keep-days",
            type=int,
            default=settings.OPEN_DATA["DAYS"],
            help="giữ các bản của bấy nhiêu ngày; bản cuối luôn được giữ",
        )
        parser.add_argument(
            "--discard", action="store_true", help="xoá mọi bản cũ trước, khi trong đó có điều phải thu hồi"
        )
        parser.add_argument("--if-needed", action="store_true", help="chỉ ghi khi chưa có bản nào")
        parser.add_argument("--base-url", default=settings.WAGTAILADMIN_BASE_URL, help="địa chỉ của cổng")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the feed of changes in step, then write the dump."""
        if options["discard"]:
            self.stdout.write(f"Đã xoá {discard()} bản cũ.")
        if options["if_needed"] and latest() is not None:
            return
        if (wrong := reconcile()) and options["verbosity"]:
            self.stdout.write(f"Đã ghi thêm {wrong} thay đổi công khai chưa được báo.")
        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("", total=Initiative.objects.live().count())
            made = dump(
                options["base_url"].rstrip("/"),
                keep_days=options["keep_days"],
                report=lambda rows: progress.advance(task, rows),
            )
        if not options["verbosity"]:
            return
        self.stdout.write(f"{made.rows} sáng kiến, {made.seconds:.1f} giây, ở {made.folder}")
        for file in made.files:
            self.stdout.write(f"  {file.sha256[:12]}…  {file.size:>12}  {file.name}")
