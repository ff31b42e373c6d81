"""`manage.py extract_attachments`: read the text of attached files that has not been read yet."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from home.models import SiteDocument
from search.attachments.extraction import forget_troubles, read_unread
from search.models.attachments import AttachedText


class Command(BaseCommand):
    """Safe to run again, and beside the background worker: a file version is read once."""

    help = "Đọc chữ trong các tệp đính kèm (PDF, DOCX) chưa đọc, để tìm được cả trong tệp."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--retry`."""
        parser.add_argument(
            "--retry", action="store_true", help="Đọc lại cả những tệp lần trước chưa đọc được."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, and say of each file how it went."""
        if options["retry"]:
            forget_troubles()

        def report(document: SiteDocument, text: AttachedText) -> None:
            if options["verbosity"]:
                state = text.get_status_display()
                self.stdout.write(f"{document.filename}: {state}. {text.message}".rstrip(". ") + ".")

        done = read_unread(report)
        if options["verbosity"]:
            self.stdout.write(self.style.SUCCESS(f"Đã đọc {done} tệp."))
