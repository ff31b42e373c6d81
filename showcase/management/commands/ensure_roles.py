"""`manage.py ensure_roles`: the roles of the site and their ways to publication."""

from typing import Any

from django.core.management.base import BaseCommand

from showcase.roles import APPROVER, CONTRIBUTOR, EDITOR, ensure_roles

__all__ = ["Command"]


class Command(BaseCommand):
    """Safe to run again: what administrators added to the roles stays."""

    help = "Tạo ba vai (cộng tác viên, biên tập viên, người duyệt) và hai quy trình duyệt nếu còn thiếu."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing."""
        ensure_roles()
        if options["verbosity"]:
            self.stdout.write(f"Đã có các vai: {CONTRIBUTOR}, {EDITOR}, {APPROVER}.")
