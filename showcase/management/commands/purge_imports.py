"""`manage.py purge_imports`: forget imported files when they have been kept long enough."""

from typing import Any

from django.core.management.base import BaseCommand

from showcase.importing.runs import purge


class Command(BaseCommand):
    """Safe to run at any time and again; the nightly timer does (`deploy/systemd/sangkien-maintenance.service`)."""

    help = "Xoá tệp đã nhập, dòng lỗi và dữ liệu hoàn tác đã quá hạn giữ (IMPORT_FILE_DAYS); lịch sử nhập vẫn còn."

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge, and say how much."""
        forgotten = purge()
        if options["verbosity"]:
            self.stdout.write(f"Đã xoá tệp của {forgotten} lần nhập.")
