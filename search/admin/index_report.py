"""The report “Tình trạng chỉ mục tìm kiếm”: what is indexed, what waits, what cannot be indexed, the last checks."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from search.contract import Kind
from search.indexing import drain_pending, verify_index
from search.indexing.lease import LeaseHeld
from search.indexing.pending import release_all
from search.indexing.state import state
from search.models import PendingIndexing
from showcase.models import Initiative

__all__ = ["IndexReportView"]

VIEW, ACT = "search.view_indexrun", "search.add_indexrun"

_NAME = "search_index_report"


class IndexReportView(WagtailAdminTemplateMixin, TemplateView):
    """The page; it stands when the engine does not."""

    page_title = _("Tình trạng chỉ mục tìm kiếm")
    header_icon = "search"
    template_name = "wagtailadmin/search/index_report.html"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the permission first."""
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, this page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything there is to know, and whether the reader may set something going."""
        now = state()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "state": now,
            "failing": _named(now.failing),
            "may_act": self.request.user.has_perm(ACT),
            "drain_url": reverse(f"{_NAME}_drain"),
            "verify_url": reverse(f"{_NAME}_verify"),
        }


@require_POST
def drain_now(request: HttpRequest) -> HttpResponse:
    """Let everything that waits be tried now, in the background."""
    _require_act(request)
    waiting = PendingIndexing.objects.count()
    release_all()
    drain_pending.enqueue()
    left = PendingIndexing.objects.count()
    if left:
        messages.success(
            request, _now("Đang đưa %(count)s thay đổi vào chỉ mục.") % {"count": intcomma(left)}
        )
    else:
        messages.success(
            request, _now("Đã đưa %(count)s thay đổi vào chỉ mục.") % {"count": intcomma(waiting)}
        )
    return redirect(_NAME)


@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Compare database and index and mend what differs, in the background."""
    _require_act(request)
    try:
        result = verify_index.enqueue()
    except LeaseHeld as error:
        messages.warning(request, str(error))
        return redirect(_NAME)
    if result.is_finished and not result.errors:
        messages.success(request, _now("Đã kiểm tra xong; kết quả ở dưới."))
    elif result.errors:
        messages.error(request, _now("Chưa kiểm tra được; lý do ở bảng các lần chạy gần đây."))
    else:
        messages.success(request, _now("Đang kiểm tra; tải lại trang sau ít phút để xem kết quả."))
    return redirect(_NAME)


def _require_act(request: HttpRequest) -> None:
    if not request.user.has_perm(ACT):
        raise PermissionDenied


def _named(rows: Iterable[PendingIndexing]) -> list[dict[str, Any]]:
    """Records that cannot be indexed, with their titles and where to edit them; two queries."""
    rows = list(rows)
    initiatives = Initiative.objects.in_bulk([row.object_id for row in rows if row.kind == Kind.INITIATIVE])
    pages = Page.objects.in_bulk([row.object_id for row in rows if row.kind != Kind.INITIATIVE])
    named = []
    for row in rows:
        is_initiative = row.kind == Kind.INITIATIVE
        record: Any = (initiatives if is_initiative else pages).get(row.object_id)
        editor = "wagtailsnippets_showcase_initiative:edit" if is_initiative else "wagtailadmin_pages:edit"
        named.append(
            {
                "row": row,
                "title": record.title if record else str(row),
                "url": reverse(editor, args=[row.object_id]) if record else "",
            }
        )
    return named


class _ReportMenuItem(MenuItem):
    """Shown to whoever may read the report."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the reader has the permission."""
        return request.user.has_perm(VIEW)


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """The report's place in the menu."""
    return _ReportMenuItem(
        IndexReportView.page_title, reverse(_NAME), name="search-index", icon_name="search", order=720
    )


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The page and its two buttons."""
    at = "reports/search-index/"
    return [
        path(at, IndexReportView.as_view(), name=_NAME),
        path(f"{at}drain/", drain_now, name=f"{_NAME}_drain"),
        path(f"{at}verify/", verify_now, name=f"{_NAME}_verify"),
    ]


@hooks.register("register_permissions")
def report_permissions() -> QuerySet[Permission]:
    """Lets administrators give the report, and its buttons, to other groups."""
    return Permission.objects.filter(
        content_type__app_label="search", codename__in=["view_indexrun", "add_indexrun"]
    )
