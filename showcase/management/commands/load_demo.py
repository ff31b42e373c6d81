"""`manage.py load_demo`: put the demonstration content into the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from showcase.demo.accounts import demo_accounts
from showcase.demo.load import ResetRefusedError, is_loaded, load, reset
from showcase.demo.reader import DemoDataError


class Command(BaseCommand):
    """Safe to run again: what exists is left alone."""

    help = "Nạp nội dung trình diễn: chương trình, văn bản, tin, sáng kiến, gương sáng và các tài khoản."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--reset`, `--if-needed` and `--accounts`."""
        parser.add_argument(
            "--reset", action="store_true", help="Xoá mọi trang và sáng kiến rồi nạp lại từ đầu."
        )
        parser.add_argument("--if-needed", action="store_true", help="Chỉ nạp khi tệp dữ liệu đã đổi.")
        parser.add_argument("--accounts", action="store_true", help="Chỉ in các tài khoản trình diễn.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say why not."""
        if options["accounts"]:
            self._print_accounts()
            return
        try:
            if options["reset"]:
                reset(self._report)
            elif options["if_needed"] and is_loaded():
                return
            load(self._report)
        except (DemoDataError, ResetRefusedError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS("Đã nạp nội dung trình diễn."))

    def _report(self, message: str) -> None:
        self.stdout.write(f"  {message} …")
        self.stdout.flush()

    def _print_accounts(self) -> None:
        self.stdout.write("Tài khoản trình diễn (chỉ dùng được khi phát triển), đăng nhập tại /admin/:")
        for row in demo_accounts():
            self.stdout.write(f"  {row['first_name']:<10} {row['username']:<14} {row['password']}")
