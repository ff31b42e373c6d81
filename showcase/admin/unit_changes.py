"""Mergers and splits of units: addresses, the way there in the menu, and what the log says."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from showcase.statistics.question import day_words
from showcase.units.changes import views
from showcase.units.changes.saving import LOG_ACTION
from showcase.units.changes.undoing import UNDO_ACTION

__all__ = ["UnitChangeMenuItem"]


class UnitChangeMenuItem(MenuItem):
    """Shown to whoever may merge and split."""

    def __init__(self, order: int) -> None:
        """Stand at a place of the menu of the catalogue."""
        super().__init__(
            _("Hợp nhất, chia tách"),
            reverse_lazy("unit_changes"),
            name="unit-changes",
            icon_name="group",
            order=order,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may do it."""
        return request.user.has_perm(views.PERMISSION)


@hooks.register("register_admin_urls")
def change_urls() -> list[URLPattern]:
    """The list of what was done, the pages of both, and undoing."""
    return [
        path("unit-changes/", views.changes_made, name="unit_changes"),
        path("unit-changes/merge/", views.merge, name="unit_merge"),
        path("unit-changes/split/", views.split, name="unit_split"),
        path("unit-changes/undo/<int:succession_id>/", views.take_back, name="unit_change_undo"),
    ]


@hooks.register("register_permissions")
def change_permission() -> QuerySet[Permission]:
    """Lets administrators give the tool to a group."""
    return Permission.objects.filter(content_type__app_label="showcase", codename="add_unitsuccession")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Say in the history of a unit what was merged, split or undone, of which day and on what basis."""

    @actions.register_action(LOG_ACTION)
    class ChangeFormatter(LogFormatter):
        """Units were merged or split."""

        label = _("Hợp nhất, chia tách")

        def format_message(self, log_entry: Any) -> str:
            """Who became whom."""
            return _who_became_whom(log_entry.data)

    @actions.register_action(UNDO_ACTION)
    class UndoneFormatter(LogFormatter):
        """A merger or split was taken back."""

        label = _("Huỷ việc hợp nhất, chia tách")

        def format_message(self, log_entry: Any) -> str:
            """What was taken back."""
            return _now("Huỷ: %(what)s") % {"what": _who_became_whom(log_entry.data)}


def _who_became_whom(data: Mapping[str, Any]) -> str:
    return _now("%(old)s → %(new)s từ %(day)s. Căn cứ: %(basis)s") % {
        "old": ", ".join(data.get("old", ())),
        "new": ", ".join(data.get("new", ())),
        "day": day_words(data.get("day", "")),
        "basis": data.get("legal_basis", ""),
    }
