"""`manage.py check_links`: look for links that lead nowhere and for pictures without a description."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from home.inspection.outside import check_due
from home.inspection.run import inspect
from home.models import ExternalLink


class Command(BaseCommand):
    """Safe to run again; meant for every night. Other sites are asked once a week each."""

    help = "Tìm liên kết hỏng và hình chưa có mô tả trong nội dung đã công bố; kết quả ở mục Báo cáo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--internal` and `--limit`."""
        parser.add_argument("--internal", action="store_true", help="Không hỏi các trang ngoài.")
        parser.add_argument(
            "--limit", type=int, default=500, help="Số địa chỉ ngoài hỏi nhiều nhất mỗi lần (mặc định 500)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Inspect, ask other sites, and inspect once more when one of them answered."""
        found = inspect()

        def report(link: ExternalLink) -> None:
            if options["verbosity"] > 1:
                self.stdout.write(f"{link.url}: {link.get_state_display()} {link.reason}".rstrip())

        asked = 0 if options["internal"] else check_due(options["limit"], report)
        if asked:
            found = inspect()
        if options["verbosity"]:
            self.stdout.write(self.style.SUCCESS(f"Đã hỏi {asked} địa chỉ ngoài; {found} điều cần xem."))
