"""`manage.py send_reminders`: the daily mail about what is due."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from home.reminders import digests, send_digests

__all__ = ["Command"]


class Command(BaseCommand):
    """Safe to run again on the same day: nobody gets a second mail, and what failed is tried again."""

    help = "Gửi thư nhắc trong ngày: việc đến hạn duyệt, văn bản cần xem lại, trang sắp gỡ, số liệu đến kỳ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--dry-run`."""
        parser.add_argument("--dry-run", action="store_true", help="Chỉ in ai sẽ nhận gì, không gửi.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, or say what would be sent."""
        day = timezone.localdate()
        if options["dry_run"]:
            for digest in digests(day):
                self.stdout.write(f"{digest.user.get_username()} <{digest.user.email}>: {digest.count} mục")
                for section in digest.sections:
                    self.stdout.write(f"  {section.title}")
                    for item in section.items:
                        self.stdout.write(f"    {item.title}: {item.note}")
            return
        sent, failed = send_digests(day)
        if options["verbosity"]:
            self.stdout.write(f"Đã gửi {sent} thư nhắc.")
        if failed:
            raise CommandError(f"{failed} thư chưa gửi được; chạy lại lệnh để gửi tiếp.")
