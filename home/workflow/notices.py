"""Mails about reviews: to reviewers within whose offices the record lies, after the change is safe in the database.

Wagtail sends them from inside the transaction, to every member of a group, and lets some failures of the mail server
pass on to whoever saved. Here a mail waits for the commit, and `home.mail` keeps failures away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.db import transaction
from wagtail.admin.mail import (
    EmailNotificationMixin,
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from home.models import OfficeApprovalTask
from home.workflow.deadlines import give_deadline

__all__ = ["connect", "muted"]


_muted: ContextVar[bool] = ContextVar("home.workflow.muted", default=False)


@contextmanager
def muted() -> Iterator[None]:
    """A block in which reviews start and end without mails: for content that is loaded, not written."""
    token = _muted.set(True)
    try:
        yield
    finally:
        _muted.reset(token)


class AfterCommit(EmailNotificationMixin):
    """Sends when the transaction has ended well."""

    def get_context(self, instance: Any, **kwargs: Any) -> dict[str, Any]:
        """Say what sort of page it is; Wagtail calls them all pages."""
        context: dict[str, Any] = super().get_context(instance, **kwargs)
        if page := context.get("page"):
            context["model_name"] = page._meta.verbose_name
        return context

    def send_notifications(self, template_set: Any, context: Any, recipients: Any, **kwargs: Any) -> bool:
        """Put the mails behind the commit; a failure there is logged by Django and hurts nobody."""
        if _muted.get():
            return True
        send = partial(super().send_notifications, template_set, context, recipients, **kwargs)
        transaction.on_commit(send, robust=True)
        return True


class ReviewAsked(AfterCommit, GroupApprovalTaskStateSubmissionEmailNotifier):
    """To those who may review the record at this step, at once."""

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> Any:
        """Members of the step's groups, without those whose offices the record does not belong to."""
        users = super().get_recipient_users(task_state, **kwargs).distinct()
        task = task_state.task.specific
        if not isinstance(task, OfficeApprovalTask):
            return users
        record = task_state.workflow_state.content_object
        return [user for user in users if task.may_review(record, user)]

    def get_context(self, instance: TaskState, **kwargs: Any) -> dict[str, Any]:
        """Add who asked, by when, and on which way."""
        context = super().get_context(instance, **kwargs)
        state = instance.workflow_state
        return context | {
            "deadline": give_deadline(instance),
            "workflow": state.workflow,
            "requested_by": state.requested_by,
        }


class Returned(AfterCommit, WorkflowStateRejectionEmailNotifier):
    """To who asked for the review: it came back, with the reviewer's comment."""


class Approved(AfterCommit, WorkflowStateApprovalEmailNotifier):
    """To who asked for the review: it is published, or will be on its day."""


# Kept here, for signals hold their receivers weakly.
_review_asked, _returned, _approved = ReviewAsked(), Returned(), Approved()


def _give_deadline(instance: TaskState, **kwargs: Any) -> None:
    give_deadline(instance)


def connect() -> None:
    """Take the places of Wagtail's notifiers: under their names, before Wagtail's application is ready.

    Connecting a receiver under a name that is taken does nothing, so Wagtail's own stay out.
    """
    task_submitted.connect(_give_deadline, dispatch_uid="home.give_deadline")
    task_submitted.connect(
        _review_asked, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification"
    )
    workflow_rejected.connect(
        _returned, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
    )
    workflow_approved.connect(
        _approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification"
    )
