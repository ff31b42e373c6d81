"""What the site adds to Wagtail's workflows: tasks that keep to offices, and days by which they are due."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Task, TaskState
from wagtail.permissions import policy_registry

from home.page_permissions import in_scope

__all__ = ["OfficeApprovalTask", "ReminderChoice", "ReminderSent", "TaskDeadline"]


class OfficeApprovalTask(AbstractGroupApprovalTask):
    """Approval by the members of some groups, each for the records of their own offices only.

    Wagtail's own group task would show everything in review to every member of its groups, and open the editor.
    """

    class Meta:
        verbose_name = _("bước duyệt theo bộ phận")
        verbose_name_plural = _("bước duyệt theo bộ phận")

    def may_review(self, record: Any, user: Any) -> bool:
        """Whether somebody reviews at this step, and this record."""
        return bool(user.is_superuser or (self._user_in_groups(user) and in_scope(user, record)))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Reviewers may correct what they review."""
        return self.may_review(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """While the record waits here, only its reviewers change it."""
        return not self.may_review(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        """Reviewers may keep others out."""
        return self.may_review(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Return with a comment, approve, approve with a comment."""
        return super().get_actions(obj, user) if self.may_review(obj, user) else []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """What waits for somebody at this step: the records of their offices."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states if user.is_superuser else states.filter(_within_reach(user, self))

    @classmethod
    def get_description(cls) -> str:
        """What administrators read when they choose the kind of a step."""
        return str(_("Người trong các vai đã chọn duyệt, mỗi người trong phạm vi bộ phận của mình"))


def _within_reach(user: Any, task: Task) -> Q:
    """Condition on task states: their record is one that somebody's offices own; a query for each kind in review."""
    waiting = TaskState.objects.filter(task=task, status=TaskState.STATUS_IN_PROGRESS)
    kinds = waiting.order_by().values_list("workflow_state__base_content_type", flat=True).distinct()
    reach = Q(pk__in=[])
    for key in kinds:
        kind = ContentType.objects.get_for_id(key)
        model = kind.model_class()
        if model is None:
            continue
        records = policy_registry.get_by_type(model).instances_user_has_any_permission_for(
            user, {"add", "change", "publish"}
        )
        keys = records.order_by().values(text_key=Cast("pk", CharField()))
        reach |= Q(workflow_state__base_content_type=kind, workflow_state__object_id__in=keys)
    return reach


class TaskDeadline(models.Model):
    """The day by which a step of a review should be done."""

    task_state = models.OneToOneField(
        TaskState, verbose_name=_("bước duyệt"), on_delete=models.CASCADE, related_name="deadline"
    )
    due_on = models.DateField(
        _("hạn xử lý"), help_text=_("Ngày cuối cùng nên duyệt hoặc trả lại. Ví dụ: 24/11/2026"), db_index=True
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người đổi hạn"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects: ClassVar[models.Manager["TaskDeadline"]] = models.Manager()

    class Meta:
        verbose_name = _("hạn duyệt")
        verbose_name_plural = _("hạn duyệt")

    def __str__(self) -> str:
        return f"{self.due_on:%d/%m/%Y}"

    def days_left_on(self, day: datetime.date) -> int:
        """Days from `day` to the deadline; negative when it has passed."""
        return (self.due_on - day).days

    @property
    def days_left(self) -> int:
        """Days left today, in the site's time zone."""
        return self.days_left_on(timezone.localdate())

    @property
    def is_overdue(self) -> bool:
        """Whether the day has passed."""
        return self.days_left < 0


class ReminderChoice(models.Model):
    """Whether somebody wants the daily mail; without a row they do."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_choice", editable=False
    )
    daily = models.BooleanField(
        _("thư nhắc việc hằng ngày"),
        default=True,
        help_text=_(
            "Mỗi ngày nhiều nhất một thư, chỉ khi có việc đến hạn, văn bản cần xem lại hay trang sắp gỡ."
        ),
    )

    objects: ClassVar[models.Manager["ReminderChoice"]] = models.Manager()

    class Meta:
        verbose_name = _("lựa chọn thư nhắc")
        verbose_name_plural = _("lựa chọn thư nhắc")

    def __str__(self) -> str:
        return f"{self.user}: {self.daily}"


class ReminderSent(models.Model):
    """That somebody got the mail of a day: it is never sent twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    objects: ClassVar[models.Manager["ReminderSent"]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user}, {self.day}"
