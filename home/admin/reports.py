"""The reports “Liên kết cần sửa” and “Hình thiếu mô tả”: what the last inspection found, with a link to each place."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.contrib.settings.models import BaseSiteSetting

from home.admin.records import edit_url, kind_name
from home.inspection.run import inspect_in_background
from home.models import Finding

__all__ = ["ImageReportView", "LinkReportView"]

_LINKS, _IMAGES, _AGAIN = "findings_links", "findings_images", "findings_again"
_IMAGE_REASONS = {Finding.Reason.NO_ALT, Finding.Reason.DECORATIVE}


def _sources(request: HttpRequest | None) -> Any:
    """Kinds of records that have findings."""
    kinds = Finding.objects.order_by().values("source_type")
    return ContentType.objects.filter(pk__in=kinds).order_by("pk")


class _KindFilter(ModelChoiceFilter):
    """Kinds of records under the names that menus use."""

    @property
    def field(self) -> Any:
        """The field with labels of ours."""
        field = super().field
        field.label_from_instance = kind_name
        return field


class _FilterSet(WagtailFilterSet):
    """By what is wrong, and by the kind of record."""

    source_type = _KindFilter(label=_("Kiểu nội dung"), queryset=_sources)

    class Meta:
        model = Finding
        fields = ["reason", "source_type"]


class LinkFilterSet(_FilterSet):
    """What can be wrong with a link."""

    reason = ChoiceFilter(
        label=_("Tình trạng"),
        choices=[choice for choice in Finding.Reason.choices if choice[0] not in _IMAGE_REASONS],
    )


class ImageFilterSet(_FilterSet):
    """What there is to say of a picture."""

    reason = ChoiceFilter(
        label=_("Tình trạng"),
        choices=[choice for choice in Finding.Reason.choices if choice[0] in _IMAGE_REASONS],
    )


def _edit(finding: Finding) -> str:
    """The form in which the place is mended."""
    model = finding.source_type.model_class()
    if model is not None and issubclass(model, BaseSiteSetting):
        meta = model._meta
        return reverse("wagtailsettings:edit", args=[meta.app_label, meta.model_name])
    return edit_url(model, finding.source_id)


class _FindingsView(ReportView):
    """Findings of one category, the newest inspection's."""

    category = ""
    template_name = "wagtailadmin/reports/findings.html"
    default_ordering = "source_title"
    columns = [
        TitleColumn(
            "source_title", label=_("Ở trang, bản ghi"), sort_key="source_title", get_url=_edit, width="28%"
        ),
        Column(
            "source_type", label=_("Kiểu nội dung"), accessor=lambda finding: kind_name(finding.source_type)
        ),
        Column("place", label=_("Chỗ")),
        Column("target", label=_("Trỏ tới"), width="22%"),
        Column("get_reason_display", label=_("Tình trạng"), sort_key="reason"),
        Column("detail", label=_("Chi tiết")),
        DateColumn("found_at", label=_("Kiểm tra"), sort_key="found_at"),
    ]
    list_export = [
        "source_title",
        "source_type",
        "place",
        "target",
        "get_reason_display",
        "detail",
        "found_at",
    ]
    export_headings = {
        "source_title": _("Ở trang, bản ghi"),
        "source_type": _("Kiểu nội dung"),
        "place": _("Chỗ"),
        "target": _("Trỏ tới"),
        "get_reason_display": _("Tình trạng"),
        "detail": _("Chi tiết"),
        "found_at": _("Kiểm tra lúc"),
    }
    custom_field_preprocess = {
        "source_type": {"csv": kind_name, "xlsx": kind_name},
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for whoever writes pages."""
        _require_editor(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> Any:
        """Findings of the category with the kinds of their records."""
        return Finding.objects.filter(category=self.category).select_related("source_type")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Say also when the content was last read."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"again_url": reverse(_AGAIN), "report": self.index_url_name}


class LinkReportView(_FindingsView):
    """Links and choices that lead nowhere."""

    page_title = _("Liên kết cần sửa")
    header_icon = "link"
    category = Finding.Category.LINK
    filterset_class = LinkFilterSet
    index_url_name = _LINKS
    index_results_url_name = f"{_LINKS}_results"
    export_filename = "lien-ket-can-sua"


class ImageReportView(_FindingsView):
    """Pictures on published pages without words for those who cannot see them; ornaments are listed as such."""

    page_title = _("Hình thiếu mô tả")
    header_icon = "image"
    category = Finding.Category.IMAGE
    filterset_class = ImageFilterSet
    index_url_name = _IMAGES
    index_results_url_name = f"{_IMAGES}_results"
    export_filename = "hinh-thieu-mo-ta"


@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Read the published content anew, in the background; other sites are asked at night alone."""
    _require_editor(request)
    result = inspect_in_background.enqueue()
    if result.is_finished and not result.errors:
        messages.success(request, _now("Đã đọc lại toàn bộ nội dung; kết quả ở dưới."))
    elif result.is_finished:
        messages.error(request, _now("Chưa đọc lại được. Hãy thử lại sau, hoặc báo người quản trị."))
    else:
        messages.success(request, _now("Đang đọc lại nội dung; tải lại trang sau ít phút để xem kết quả."))
    return redirect(_IMAGES if request.POST.get("report") == _IMAGES else _LINKS)


def _may(request: HttpRequest) -> bool:
    return bool(user_has_any_page_permission(request.user))


def _require_editor(request: HttpRequest) -> None:
    if not _may(request):
        raise PermissionDenied


class _EditorsMenuItem(MenuItem):
    """Shown to whoever writes pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return _may(request)


@hooks.register("register_reports_menu_item")
def link_report_item() -> MenuItem:
    """The report on links in the menu."""
    return _EditorsMenuItem(
        LinkReportView.page_title, reverse(_LINKS), name="findings-links", icon_name="link", order=730
    )


@hooks.register("register_reports_menu_item")
def image_report_item() -> MenuItem:
    """The report on pictures in the menu."""
    return _EditorsMenuItem(
        ImageReportView.page_title, reverse(_IMAGES), name="findings-images", icon_name="image", order=731
    )


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """Both reports, their results alone, and the button."""
    links, images = "reports/links/", "reports/image-descriptions/"
    return [
        path(links, LinkReportView.as_view(), name=_LINKS),
        path(f"{links}results/", LinkReportView.as_view(results_only=True), name=f"{_LINKS}_results"),
        path(images, ImageReportView.as_view(), name=_IMAGES),
        path(f"{images}results/", ImageReportView.as_view(results_only=True), name=f"{_IMAGES}_results"),
        path("reports/findings/again/", again, name=_AGAIN),
    ]
