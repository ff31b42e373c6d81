"""Roles of the site and the demonstration accounts, one for each."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from showcase.demo.reader import read
from showcase.roles import ensure_roles

__all__ = ["DemoAccountsRefusedError", "demo_accounts", "ensure_demo_accounts"]


class DemoAccountsRefusedError(Exception):
    """Demonstration accounts were asked for where the settings do not allow them."""


def demo_accounts() -> list[dict[str, str]]:
    """Username, password, name and role of each account."""
    return list(read("accounts")["accounts"])


def ensure_demo_accounts() -> None:
    """Make the accounts, with their known passwords.

    Raises DemoAccountsRefusedError outside development.
    """
    if not settings.DEMO_ACCOUNTS_ALLOWED:
        raise DemoAccountsRefusedError("Demonstration accounts are for development only.")
    ensure_roles()
    users = get_user_model()
    for row in demo_accounts():
        user, is_new = users.objects.get_or_create(
            username=row["username"],
            defaults={"first_name": row["first_name"], "email": f"{row['username']}@example.org"},
        )
        is_administrator = row["role"] == "administrator"
        user.is_staff = user.is_superuser = is_administrator
        if is_new or not user.check_password(row["password"]):
            user.set_password(row["password"])
        user.save()
        user.groups.set([] if is_administrator else [Group.objects.get(name=row["role"])])
