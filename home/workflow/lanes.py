"""The two ways to publication: edited then approved, or approved at once because it is urgent."""

from wagtail.models import Workflow

__all__ = ["DUE_DAYS", "REGULAR", "URGENT", "due_days", "urgent_workflow"]

REGULAR = "Biên tập rồi duyệt"
URGENT = "Tin khẩn"

DUE_DAYS = 2
"""Working days that each step of the regular way is given."""

_URGENT_DAYS = 0


def urgent_workflow() -> Workflow | None:
    """The short way, where the site has it and administrators have not switched it off."""
    return Workflow.objects.filter(name=URGENT, active=True).first()


def due_days(workflow: Workflow) -> int:
    """Working days for a step of a workflow; none for what is urgent: it is due the day it comes."""
    return _URGENT_DAYS if workflow.name == URGENT else DUE_DAYS
