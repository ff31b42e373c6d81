"""Days by which reviews are due, and the words for them."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now
from wagtail.models import TaskState

from home.models import TaskDeadline
from home.workflow.lanes import due_days

__all__ = ["add_working_days", "days_in_words", "give_deadline", "may_change_deadline", "with_deadlines"]

_SATURDAY = 5


def add_working_days(day: datetime.date, count: int) -> datetime.date:
    """The day `count` working days after `day`; zero from a weekend is the Monday after.

    Saturdays and Sundays are no working days. Public holidays are not known here: whoever submits or approves can
    change the day.
    """
    while day.weekday() >= _SATURDAY:
        day += datetime.timedelta(days=1)
    for _step in range(count):
        day += datetime.timedelta(days=3 if day.weekday() == _SATURDAY - 1 else 1)
    return day


def give_deadline(task_state: TaskState) -> TaskDeadline:
    """The deadline of a step, given when it starts; one that exists stays."""
    start = timezone.localdate(task_state.started_at)
    deadline, _created = TaskDeadline.objects.get_or_create(
        task_state_id=task_state.pk,
        defaults={"due_on": add_working_days(start, due_days(task_state.workflow_state.workflow))},
    )
    return deadline


def may_change_deadline(task_state: TaskState, user: Any) -> bool:
    """Whether somebody may move the day: who asked for the review, and who does it; only while it goes on."""
    if task_state.status != TaskState.STATUS_IN_PROGRESS:
        return False
    state = task_state.workflow_state
    if state.requested_by_id == user.pk:
        return True
    return bool(task_state.task.specific.get_actions(state.content_object, user))


def with_deadlines(task_states: Iterable[TaskState]) -> None:
    """Put the deadline of each state where `state.deadline` finds it; one query for all."""
    states = list(task_states)
    found = TaskDeadline.objects.in_bulk([state.pk for state in states], field_name="task_state_id")
    for state in states:
        # Django remembers the reverse of a one-to-one relation here, "none" included.
        state._state.fields_cache["deadline"] = found.get(state.pk)


def days_in_words(days: int) -> str:
    """How long there is until a day, counted from today: "hôm nay", "còn 3 ngày", "quá 2 ngày"."""
    if days == 0:
        return _now("hôm nay")
    if days == 1:
        return _now("ngày mai")
    if days > 1:
        return _now("còn %(days)d ngày") % {"days": days}
    return _now("quá %(days)d ngày") % {"days": -days}
