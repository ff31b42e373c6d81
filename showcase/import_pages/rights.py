"""Who may import: whoever may add, change and publish initiatives, that is approvers and administrators."""

from typing import Any

from django.db.models import QuerySet

from showcase.models import ImportRun
from showcase.scope import unit_paths

__all__ = ["may_add", "may_import", "visible_runs"]

_NEEDED = ("showcase.add_initiative", "showcase.change_initiative", "showcase.publish_initiative")


def may_import(user: Any) -> bool:
    """Whether a person may import initiatives."""
    return bool(user.is_active and user.has_perms(_NEEDED))


def may_add(user: Any, kind: str) -> bool:
    """Whether a person may put a new unit or field into the catalogue; members of an office leave that to others."""
    return bool(user.has_perm(f"showcase.add_{kind}")) and unit_paths(user) is None


def visible_runs(user: Any) -> QuerySet[ImportRun]:
    """The central desk sees every import, members of an office with units their own."""
    runs = ImportRun.objects.select_related("started_by")
    return runs if unit_paths(user) is None else runs.filter(started_by=user)
