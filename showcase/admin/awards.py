"""The award desk in the admin: addresses, menu, and what its log says."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from showcase.awards import stages, views, writing
from showcase.awards.rights import may_see
from showcase.models import Stage

__all__: list[str] = []


@hooks.register("register_admin_urls")
def award_urls() -> list[URLPattern]:
    """The pages of the desk."""
    return [
        path("xet-thuong/", views.rounds, name="awards_rounds"),
        path("xet-thuong/them/", views.create, name="awards_create"),
        path("xet-thuong/<int:pk>/", views.desk, name="awards_desk"),
        path("xet-thuong/<int:pk>/sua/", views.edit, name="awards_edit"),
        path("xet-thuong/<int:pk>/xoa/", views.delete, name="awards_delete"),
        path("xet-thuong/<int:pk>/ung-vien/", views.candidates, name="awards_candidates"),
        path("xet-thuong/<int:pk>/quyet-dinh/", views.decision, name="awards_decision"),
        path("xet-thuong/<int:pk>/quyet-dinh.<slug:form>", views.paper, name="awards_decision_file"),
        path("xet-thuong/<int:pk>/danh-sach/<slug:stage>.<slug:form>", views.paper, name="awards_list_file"),
        path("xet-thuong/<int:pk>/hoan-tac/<int:writing_pk>/", views.undo, name="awards_undo"),
    ]


class DeskMenuItem(MenuItem):
    """Shown to whoever works at the desk."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person may see rounds."""
        return may_see(request.user)


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    """The desk's place in the menu, after the catalogue."""
    return DeskMenuItem(
        _("Xét thưởng"), reverse("awards_rounds"), name="award-desk", icon_name="success", order=155
    )


@hooks.register("register_permissions")
def desk_permissions() -> QuerySet[Permission]:
    """Lets administrators give the desk to other groups."""
    return Permission.objects.filter(content_type__app_label="showcase", content_type__model="awardround")


class _Counted(LogFormatter):
    """An entry about a number of candidates or initiatives."""

    def format_message(self, log_entry: Any) -> str:
        """The label and the number."""
        return f"{self.label}: {log_entry.data.get('count', 0)}"


class _Moved(LogFormatter):
    """Candidates went to another list."""

    label = _("Chuyển ứng viên")

    def format_message(self, log_entry: Any) -> str:
        """How many, where to and why."""
        data = log_entry.data
        known = data.get("stage") in Stage.values
        words = {
            "count": data.get("count", 0),
            "stage": Stage(data["stage"]).label if known else "",
            "note": f" – {data['note']}" if data.get("note") else "",
        }
        return _now("Chuyển %(count)d ứng viên sang “%(stage)s”%(note)s") % words


class _Awarded(LogFormatter):
    """An initiative was given an award by the desk, or it was taken back."""

    def format_message(self, log_entry: Any) -> str:
        """Which award and by which decision."""
        data = log_entry.data
        return f"{self.label}: {data.get('award', '')} ({data.get('decision', '')})"


_ACTIONS: dict[str, tuple[Any, type[LogFormatter]]] = {
    stages.ADDED: (_("Thêm ứng viên xét thưởng"), _Counted),
    stages.MOVED: (_("Chuyển ứng viên"), _Moved),
    stages.JOINED: (_("Gộp ứng viên là một người"), _Counted),
    stages.PARTED: (_("Tách ứng viên đã gộp"), _Counted),
    stages.REMOVED: (_("Xoá ứng viên khỏi danh sách xét"), _Counted),
    stages.CLOSED: (_("Chốt đợt xét thưởng"), _Counted),
    stages.OPENED: (_("Mở lại đợt xét thưởng"), LogFormatter),
    writing.WRITTEN: (_("Ghi khen thưởng vào sáng kiến"), _Counted),
    writing.UNDONE: (_("Hoàn tác việc ghi khen thưởng"), _Counted),
    writing.GIVEN: (_("Ghi khen thưởng"), _Awarded),
    writing.TAKEN: (_("Gỡ khen thưởng đã ghi"), _Awarded),
}


@hooks.register("register_log_actions")
def desk_log_actions(actions: Any) -> None:
    """Entries of the histories of rounds and initiatives, in words."""
    for action, (label, kind) in _ACTIONS.items():
        actions.register_action(action)(type("Formatter", (kind,), {"label": label, "message": label}))
