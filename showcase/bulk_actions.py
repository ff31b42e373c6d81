"""Publishing and withdrawing several initiatives at once."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from showcase.models import Initiative

__all__ = ["PublishBulkAction", "WithdrawBulkAction"]


class InitiativeBulkAction(SnippetBulkAction):
    """An action on initiatives for those who may publish them."""

    models = [Initiative]
    template_name = "showcase/bulk_actions/confirm.html"
    question: Any = ""

    def check_perm(self, snippet: Initiative) -> bool:
        """Only who may publish an initiative may change what the public sees."""
        return self.permission_policy.user_has_permission_for_instance(self.request.user, "publish", snippet)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the question that the confirmation asks."""
        return {**super().get_context_data(**kwargs), "question": self.question}


class PublishBulkAction(InitiativeBulkAction):
    """Publish the latest draft of each."""

    display_name = _("Công bố")
    action_type = "publish"
    aria_label = _("Công bố các sáng kiến đã chọn")
    question = _("Công bố các sáng kiến này?")
    action_priority = 10

    @classmethod
    def execute_action(
        cls, objects: Sequence[Initiative], user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Publish; a record without a draft is shown as it is."""
        for initiative in objects:
            revision = initiative.get_latest_revision()
            (revision or initiative.save_revision(user=user)).publish(user=user)
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say how many."""
        return ngettext(
            "Đã công bố %(count)d sáng kiến.", "Đã công bố %(count)d sáng kiến.", num_parent_objects
        ) % {"count": num_parent_objects}


class WithdrawBulkAction(InitiativeBulkAction):
    """Take each out of the public's sight; the record stays."""

    display_name = _("Rút xuống")
    action_type = "withdraw"
    aria_label = _("Rút các sáng kiến đã chọn khỏi trang công khai")
    question = _("Rút các sáng kiến này khỏi trang công khai?")
    action_priority = 20
    classes = {"serious"}

    @classmethod
    def execute_action(
        cls, objects: Sequence[Initiative], user: Any = None, **kwargs: Any
    ) -> tuple[int, int]:
        """Unpublish those that are live."""
        live = [initiative for initiative in objects if initiative.live]
        for initiative in live:
            initiative.unpublish(user=user)
        return len(live), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say how many."""
        return ngettext("Đã rút %(count)d sáng kiến.", "Đã rút %(count)d sáng kiến.", num_parent_objects) % {
            "count": num_parent_objects
        }
