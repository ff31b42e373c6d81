"""Deadlines of reviews in the admin: a page to move one, and the lists of the dashboard that show them."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log
from wagtail.models import Page, TaskState

from home import audit
from home.models import AnnouncementPage, TaskDeadline
from home.workflow.deadlines import give_deadline, may_change_deadline, with_deadlines

__all__ = ["DeadlineForm", "DeadlineView", "MyReviewsPanel", "ReviewsPanel"]


class DeadlineForm(forms.ModelForm):
    """The day, which must not have passed."""

    class Meta:
        model = TaskDeadline
        fields = ["due_on"]
        widgets = {"due_on": AdminDateInput}

    def clean_due_on(self) -> Any:
        """A day that is gone would be overdue at once."""
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise ValidationError(_("Hạn phải từ hôm nay trở đi."))
        return day


class DeadlineView(WagtailAdminTemplateMixin, FormView):
    """Moves the deadline of a step that goes on; for who asked for the review and who does it."""

    form_class = DeadlineForm
    template_name = "wagtailadmin/home/deadline_form.html"
    page_title = _("Đổi hạn duyệt")
    header_icon = "calendar"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the right first."""
        self.task_state = get_object_or_404(
            TaskState.objects.select_related("workflow_state", "task"), pk=kwargs["pk"]
        )
        self.record = self.task_state.workflow_state.content_object
        if self.record is None or not may_change_deadline(self.task_state, request.user):
            raise PermissionDenied
        if isinstance(self.record, Page):
            self.record = self.record.specific
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Which record it is about."""
        return str(get_latest_str(self.record))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, the record, this page."""
        record = {"url": self._back(), "label": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, record, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from the present day."""
        return {**super().get_form_kwargs(), "instance": give_deadline(self.task_state)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what it is about and where the form came from."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"task_state": self.task_state, "back": self._back()}

    def form_valid(self, form: DeadlineForm) -> HttpResponse:
        """Write the day, and who moved it."""
        before = form.initial["due_on"]
        deadline = form.save(commit=False)
        deadline.changed_by = self.request.user
        deadline.save()
        if deadline.due_on != before:
            days = {"before": f"{before:%d/%m/%Y}", "after": f"{deadline.due_on:%d/%m/%Y}"}
            log(self.record, audit.DEADLINE, data=days)
        messages.success(self.request, _now("Đã đổi hạn thành %(day)s.") % {"day": deadline})
        return redirect(self._back())

    def _back(self) -> str:
        address: str | None = AdminURLFinder(self.request.user).get_edit_url(self.record)
        return address or reverse("wagtailadmin_home")


@hooks.register("register_admin_urls")
def deadline_urls() -> list[URLPattern]:
    """Where a deadline is moved."""
    return [path("han-duyet/<int:pk>/", DeadlineView.as_view(), name="home_deadline")]


class ReviewsPanel(WorkflowObjectsToModeratePanel):
    """What waits for the reader's review, with its deadline; overdue ones first."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Wagtail's rows with their deadlines, in their order; one query more for all."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        states = [row["task_state"] for row in context["states"]]
        with_deadlines(states)
        context["states"].sort(key=lambda row: _day_of(row["task_state"]))
        return context


class MyReviewsPanel(UserObjectsInWorkflowModerationPanel):
    """What the reader asked others to review, with its deadline."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Likewise."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        with_deadlines(
            state.current_task_state for state in context["workflow_states"] if state.current_task_state
        )
        return context


def _day_of(task_state: TaskState) -> Any:
    deadline = task_state._state.fields_cache.get("deadline")
    return deadline.due_on if deadline else timezone.localdate(task_state.started_at)


_PANELS = {WorkflowObjectsToModeratePanel: ReviewsPanel, UserObjectsInWorkflowModerationPanel: MyReviewsPanel}


@hooks.register("construct_homepage_panels")
def show_deadlines(request: HttpRequest, panels: list[Any]) -> None:
    """Put the lists with deadlines in the places of Wagtail's."""
    panels[:] = [_PANELS[type(panel)]() if type(panel) in _PANELS else panel for panel in panels]


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def note_urgency(request: HttpRequest, page: Page) -> None:
    """Log who marks an announcement as urgent, and say when the mark comes too late for the review that goes on."""
    if not isinstance(page, AnnouncementPage):
        return
    revisions = list(
        page.revisions.order_by("-created_at", "-pk").values_list("content__urgent", flat=True)[:2]
    )
    is_urgent = bool(revisions and revisions[0])
    was_urgent = bool(len(revisions) > 1 and revisions[1])
    if is_urgent == was_urgent:
        return
    log(page, audit.URGENT_ON if is_urgent else audit.URGENT_OFF, user=request.user)
    state = page.current_workflow_state
    expected = page.get_workflow()
    if is_urgent and state is not None and expected is not None and state.workflow_id != expected.pk:
        messages.warning(
            request,
            _now(
                "Bài đang được duyệt theo quy trình thường. Hãy huỷ lượt duyệt rồi gửi lại để đi theo tin khẩn."
            ),
        )
