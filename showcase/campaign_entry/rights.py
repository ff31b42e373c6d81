"""Who may enter numbers of a campaign: the permissions on targets and reported figures that Wagtail's snippets use.

Members of an office with units enter the numbers of those alone.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from showcase.campaign_entry.columns import TARGETS
from showcase.campaign_entry.plan import Plan, What
from showcase.scope import unit_paths, units_of

__all__ = ["may_enter", "missing_rights"]

_ACTIONS = {What.NEW: "add", What.CHANGED: "change", What.REMOVED: "delete"}


def may_enter(user: Any) -> bool:
    """Whether a user may change both targets and figures."""
    return _may(user, "change", ("campaigntarget", "campaignfigure"))


def missing_rights(user: Any, plan: Plan) -> list[str]:
    """What a plan does and this user may not: sentences for the editor."""
    words = {
        "add": _("Bạn không có quyền thêm chỉ tiêu hoặc số liệu mới."),
        "change": _("Bạn không có quyền sửa chỉ tiêu hoặc số liệu đã có."),
        "delete": _("Bạn không có quyền xoá chỉ tiêu hoặc số liệu."),
    }
    wanted = {
        (_ACTIONS[one.what], "campaigntarget" if one.entry.column in TARGETS else "campaignfigure")
        for one in plan.writes
    }
    refused = {action for action, model in wanted if not _may(user, action, (model,))}
    found = [words[action] for action in words if action in refused]
    if not _covers({one.entry.unit for one in plan.writes}, user):
        found.append(
            _("Có đơn vị nằm ngoài phạm vi bộ phận của bạn; hãy bỏ những dòng ấy, kể cả dòng “Cả nước”.")
        )
    return found


def _covers(units: Collection[int], user: Any) -> bool:
    """Whether all these units are the user's to write about; the whole country is nobody's whom units limit."""
    if unit_paths(user) is None:
        return True
    return units_of(user).filter(pk__in=units).count() == len(units)


def _may(user: Any, action: str, models: Iterable[str]) -> bool:
    return all(user.has_perm(f"showcase.{action}_{model}") for model in models)
