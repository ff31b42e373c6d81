"""The report “Tệp chưa đọc được”: attached files whose text is not, or not wholly, in the index, and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from home.models import GuidanceFile, SiteDocument
from search.attachments.extraction import read_again
from search.attachments.files import KINDS, unread_documents
from search.models.attachments import AttachedText
from showcase.models import InitiativeAttachment

__all__: list[str] = []

_NAME = "search_attachments"


def _may_read(request: HttpRequest) -> bool:
    """Whoever may change files may see which of them cannot be read."""
    return bool(policy_registry.get_by_type(SiteDocument).user_has_permission(request.user, "change"))


class _FileColumn(Column):
    """The file, and the records that show it."""

    cell_template_name = "wagtailadmin/search/attachment_file.html"


class _AgainColumn(Column):
    """The button that has a file read once more."""

    cell_template_name = "wagtailadmin/search/attachment_again.html"

    def get_cell_context_data(self, instance: AttachedText, parent_context: Any) -> dict[str, Any]:
        """Where the form goes, and where it comes back to."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        query = request.GET.copy()
        query.pop("_w_filter_fragment", None)
        return context | {
            "csrf_token": get_token(request),
            "again_url": reverse(f"{_NAME}_again", args=[instance.pk]),
            "next_url": f"{reverse(_NAME)}?{query.urlencode()}",
        }


class UnreadFilesView(ReportView):
    """Files that gave no text, or less than they hold; latest first."""

    page_title = _("Tệp chưa đọc được")
    header_icon = "doc-full-inverse"
    template_name = "wagtailadmin/search/attachments.html"
    index_url_name = _NAME
    index_results_url_name = f"{_NAME}_results"
    default_ordering = "-extracted_at"
    columns = [
        _FileColumn("files", label=_("Tệp"), width="40%"),
        Column("get_status_display", label=_("Tình trạng")),
        Column("message", label=_("Lý do")),
        DateColumn("extracted_at", label=_("Đọc lúc"), sort_key="extracted_at"),
        _AgainColumn("again", label=""),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for whoever may change files."""
        if not _may_read(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        """Texts with something to say; without the pages, which may be long."""
        return AttachedText.objects.exclude(message="").defer("pages")

    def decorate_paginated_queryset(self, object_list: Iterable[AttachedText]) -> Sequence[AttachedText]:
        """Add to each text the files it is of, with where they are used: three queries a page."""
        texts = list(object_list)
        documents = SiteDocument.objects.filter(sha256__in=[text.sha256 for text in texts])
        files = defaultdict(list)
        uses = _uses(document.pk for document in documents)
        for document in documents:
            files[document.sha256].append((document, uses.get(document.pk, [])))
        for text in texts:
            text.files = files[text.sha256]  # type: ignore[attr-defined]  # for the cell alone
        return texts

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say also how many files wait to be read."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        waiting = {key for kind in KINDS for key in unread_documents(kind)}
        return context | {"waiting": len(waiting)}


def _uses(documents: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
    """(name, address of its form) of the records that show these documents, by document."""
    keys = list(documents)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for link in GuidanceFile.objects.filter(document_id__in=keys).select_related("page"):
        address = reverse("wagtailadmin_pages:edit", args=[link.page_id])
        found[link.document_id].append((f"{link.page.symbol} · {link.page.title}", address))
    for attached in InitiativeAttachment.objects.filter(document_id__in=keys).select_related("initiative"):
        address = reverse("wagtailsnippets_showcase_initiative:edit", args=[attached.initiative_id])
        found[attached.document_id].append(
            (f"{attached.initiative.code} · {attached.initiative.title}", address)
        )
    return found


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have one file read once more, in the background, and go back to the report."""
    if not _may_read(request):
        raise PermissionDenied
    read_again(get_object_or_404(AttachedText.objects.defer("pages"), pk=pk))
    messages.success(request, _now("Tệp đang được đọc lại; tải lại trang này sau ít giây để xem kết quả."))
    return redirect(get_valid_next_url_from_request(request) or _NAME)


class _EditorsMenuItem(MenuItem):
    """Shown to whoever may change files."""

    def is_shown(self, request: HttpRequest) -> bool:
        return _may_read(request)


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """The report's place in the menu."""
    return _EditorsMenuItem(
        _("Tệp chưa đọc được"),
        reverse(_NAME),
        name="search-attachments",
        icon_name="doc-full-inverse",
        order=720,
    )


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The report, its results alone, and the button."""
    at = "reports/search-attachments/"
    return [
        path(at, UnreadFilesView.as_view(), name=_NAME),
        path(f"{at}results/", UnreadFilesView.as_view(results_only=True), name=f"{_NAME}_results"),
        path(f"{at}<int:pk>/again/", again, name=f"{_NAME}_again"),
    ]
