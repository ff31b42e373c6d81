"""`manage.py prepare_figures`: count what the pages of figures show."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from showcase.statistics.prepared import prepare


class Command(BaseCommand):
    """Safe to run again and side by side; meant for every four minutes."""

    help = "Tính trước số liệu thống kê và bảng xếp hạng; chạy theo giờ hẹn, vài phút một lần."

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and say how many figures there are and how long it took."""
        started = time.monotonic()
        number = prepare(wait=True)
        if options["verbosity"]:
            seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
            self.stdout.write(self.style.SUCCESS(f"Đã tính {number} bộ số liệu trong {seconds} giây."))
