"""`manage.py expire_consents`: carry out the end of consents whose last day has passed; safe to run at any time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from showcase.consent.effects import expire_due
from showcase.models import Consent

__all__ = ["Command"]


class Command(BaseCommand):
    """Take expired consents off the site."""

    help = "Gỡ khỏi trang những gì dựa vào phiếu đồng ý đã hết hiệu lực."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer a look beforehand."""
        parser.add_argument("--dry-run", action="store_true", help="Chỉ đếm, không thay đổi gì.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        """Count, or end them."""
        count = Consent.objects.run_out().count() if dry_run else expire_due()
        self.stdout.write(f"{count} phiếu đồng ý hết hiệu lực{' (chưa gỡ)' if dry_run else ' đã được gỡ'}.")
