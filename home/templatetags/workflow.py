"""Deadlines of reviews in the admin's templates."""

from typing import Any

from django import template
from django.urls import reverse
from wagtail.models import TaskState

from home.workflow.deadlines import days_in_words, may_change_deadline

register = template.Library()


@register.inclusion_tag("wagtailadmin/home/deadline.html")
def review_deadline(task_state: TaskState | None, user: Any = None) -> dict[str, Any]:
    """The deadline of a step in words, with a link to move it where `user` is given and may do so.

    A step without a deadline, or none, shows nothing.
    """
    deadline = getattr(task_state, "deadline", None) if task_state is not None else None
    if deadline is None or task_state is None or task_state.status != TaskState.STATUS_IN_PROGRESS:
        return {}
    may_change = user is not None and may_change_deadline(task_state, user)
    return {
        "deadline": deadline,
        "words": days_in_words(deadline.days_left),
        "url": reverse("home_deadline", args=[task_state.pk]) if may_change else "",
    }
