"""`manage.py purge_search_insight`: forget what people searched for when it is too old or too rare."""

from typing import Any

from django.core.management.base import BaseCommand

from search.insight import purge

__all__ = ["Command"]


class Command(BaseCommand):
    """Safe to run at any time and again; the nightly timer does (`deploy/systemd/sangkien-maintenance.service`)."""

    help = "Xoá số đếm câu tìm đã quá hạn giữ, và chữ của những câu nay còn quá ít lượt."

    def handle(self, *args: Any, **options: Any) -> None:
        """Purge, and say how much."""
        days, questions = purge()
        if options["verbosity"]:
            self.stdout.write(f"Đã xoá {days} dòng đếm theo ngày và {questions} câu tìm.")
