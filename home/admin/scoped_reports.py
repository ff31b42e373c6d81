"""Wagtail's reports that know nothing of offices, put before theirs at the same addresses.

Wagtail shows the log and the workflows of a whole model to whoever may change any record of it. `urlpatterns` are
included in front of the admin's own, so links and menus lead here.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView

from home.admin.journal import JournalView
from home.admin.reach import scoped_records
from home.offices import page_scope

__all__ = ["urlpatterns"]


class OfficeWorkflowView(WorkflowView):
    """Reviews of the records that are the reader's."""

    def get_queryset(self) -> Any:
        """Wagtail keeps to the pages that the reader edits; records of catalogues need the same."""
        user = self.request.user
        states = super().get_queryset()
        if page_scope(user) is None:
            return states
        return states.filter(scoped_records(user, "base_content_type", "object_id", others=True))


class OfficeWorkflowTasksView(WorkflowTasksView):
    """Steps of reviews of the records that are the reader's."""

    def get_queryset(self) -> Any:
        """Likewise."""
        user = self.request.user
        states = super().get_queryset()
        if page_scope(user) is None:
            return states
        kind, key = "workflow_state__base_content_type", "workflow_state__object_id"
        return states.filter(scoped_records(user, kind, key, others=True))


class CentralPageTypesView(PageTypesUsageReportView):
    """Types of pages with the page edited last, whoever's it is: for the central desk."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse members of limited offices."""
        if page_scope(request.user) is not None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def _report(address: str, view: Any) -> list[URLPattern]:
    """A report and its results alone, for people who may enter the admin."""
    return [
        path(f"reports/{address}/", require_admin_access(view.as_view())),
        path(f"reports/{address}/results/", require_admin_access(view.as_view(results_only=True))),
    ]


urlpatterns: list[URLPattern] = [
    *_report("site-history", JournalView),
    *_report("workflow", OfficeWorkflowView),
    *_report("workflow_tasks", OfficeWorkflowTasksView),
    *_report("page-types-usage", CentralPageTypesView),
]
