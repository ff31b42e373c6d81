"""Signing in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

__all__ = ["AccountBackend"]


class AccountBackend(ModelBackend):
    """Django's own backend, but demonstration accounts sign in only where the settings allow them.

    Their passwords are printed by `make run`, so a copy of a demonstration database must not open a door.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse inactive users, and demonstration accounts outside development and tests."""
        if user is None or not super().user_can_authenticate(user):
            return False
        is_demo = user.get_username().startswith(settings.DEMO_ACCOUNT_PREFIX)
        return settings.DEMO_ACCOUNTS_ALLOWED or not is_demo
