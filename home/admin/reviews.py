"""The report “Văn bản cần xem lại”: guidance documents due for another look, with the reason."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.models import GuidancePage
from home.reviews import documents_to_review
from home.templatetags.typography import vi_date

__all__ = ["DocumentsToReviewView"]

_NAME = "home_documents_to_review"


class DocumentsToReviewView(ReportView):
    """Documents that the reader edits."""

    page_title = _("Văn bản cần xem lại")
    header_icon = "doc-full-inverse"
    index_url_name = _NAME
    index_results_url_name = f"{_NAME}_results"
    any_permission_required = ["change"]
    is_searchable = False
    export_headings = {
        "page.symbol": _("Số, ký hiệu"),
        "page.title": _("Tên"),
        "reason": _("Vì sao"),
        "page.status.label": _("Hiệu lực"),
        "page.review_on": _("Xem lại trước ngày"),
        "page.last_published_at": _("Cập nhật lần cuối"),
    }
    list_export = list(export_headings)
    columns = [
        TitleColumn(
            "title",
            label=_("Văn bản"),
            accessor=lambda due: f"{due.page.symbol} – {due.page.title}",
            get_url=lambda due: reverse("wagtailadmin_pages:edit", args=[due.page.pk]),
        ),
        Column("reason", label=_("Vì sao")),
        Column("status", label=_("Hiệu lực"), accessor=lambda due: due.page.status.label),
        Column(
            "last",
            label=_("Cập nhật lần cuối"),
            accessor=lambda due: (
                vi_date(timezone.localdate(due.page.last_published_at)) if due.page.last_published_at else ""
            ),
        ),
    ]

    @property
    def permission_policy(self) -> Any:
        """That of pages."""
        return policy_registry.get_by_type(Page)

    def get_filtered_queryset(self) -> Any:
        """A list, since whether a document is in force follows from dates and relations."""
        own = self.permission_policy.instances_user_has_permission_for(self.request.user, "change")
        pages = GuidancePage.objects.filter(pk__in=own.values("pk"))
        return documents_to_review(timezone.localdate(), pages)

    def get_filename(self) -> str:
        """Name of the exported file, without its ending."""
        return f"van-ban-can-xem-lai-{timezone.localdate():%Y-%m-%d}"


class _ReportMenuItem(MenuItem):
    """Shown to whoever may change pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the reader has the right anywhere."""
        return bool(policy_registry.get_by_type(Page).user_has_permission(request.user, "change"))


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """The report's place in the menu."""
    return _ReportMenuItem(
        DocumentsToReviewView.page_title,
        reverse(_NAME),
        name="documents-to-review",
        icon_name="doc-full-inverse",
        order=650,
    )


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The report and its results alone."""
    at = "reports/documents-to-review/"
    return [
        path(at, DocumentsToReviewView.as_view(), name=_NAME),
        path(f"{at}results/", DocumentsToReviewView.as_view(results_only=True), name=f"{_NAME}_results"),
    ]
