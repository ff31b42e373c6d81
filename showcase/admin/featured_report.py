"""The report “Đã nêu bật”: what stood in which slot and when, also after it has left."""

import datetime
from typing import Any

import django_filters
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from home.templatetags.typography import vi_date
from showcase.models import FeaturedRun

__all__ = ["FeaturedReportView"]

VIEW = "showcase.view_featuredrun"
NAME = "featured_report"


def places() -> list[tuple[str, str]]:
    """Every place that has featured something, those that are gone included."""
    names = FeaturedRun.objects.order_by("place").values_list("place", flat=True).distinct()
    return [(name, name) for name in names]


class FeaturedFilterSet(WagtailFilterSet):
    """Place and time."""

    place = django_filters.ChoiceFilter(label=_("Nơi nêu bật"), choices=places, empty_label=_("Mọi nơi"))
    days = django_filters.DateFromToRangeFilter(
        label=_("Có nêu trong khoảng"), method="between", widget=DateRangePickerWidget
    )

    class Meta:
        model = FeaturedRun
        fields = ["place"]

    def between(self, queryset: Any, name: str, value: slice) -> Any:
        """Runs that share a day with the stretch of time."""
        start, stop = (_day(moment) for moment in (value.start, value.stop))
        return queryset.between(start, stop)


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return timezone.localtime(moment).date() if moment else None


class SubjectColumn(TitleColumn):
    """What was featured, with a link to its form while there is one."""

    def get_link_url(self, instance: FeaturedRun, parent_context: Any) -> str | None:
        """The editor of the story or of the initiative; none for what is deleted."""
        if instance.story_id:
            return reverse("wagtailadmin_pages:edit", args=[instance.story_id])
        if instance.initiative_id:
            return reverse("wagtailsnippets_showcase_initiative:edit", args=[instance.initiative_id])
        return None


class FeaturedReportView(ReportView):
    """Runs, latest first."""

    model = FeaturedRun
    any_permission_required = ("view",)
    page_title = _("Đã nêu bật")
    header_icon = "history"
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    filterset_class = FeaturedFilterSet
    default_ordering = "-from_on"
    export_filename = "da-neu-bat"
    list_export = ["place", "kind_label", "title", "position", "from_on", "to_on", "state_label"]
    export_headings = {
        "place": _("Nơi nêu bật"),
        "kind_label": _("Loại"),
        "title": _("Nêu bật"),
        "position": _("Ô thứ"),
        "from_on": _("Từ ngày"),
        "to_on": _("Đến hết ngày"),
        "state_label": _("Tình trạng"),
    }
    columns = [
        SubjectColumn("title", label=_("Nêu bật"), sort_key="title", width="34%"),
        Column("kind_label", label=_("Loại")),
        Column("place", label=_("Nơi nêu bật"), sort_key="place"),
        NumberColumn("position", label=_("Ô thứ")),
        Column("from_on", label=_("Từ ngày"), accessor=lambda run: vi_date(run.from_on), sort_key="from_on"),
        Column("to_on", label=_("Đến hết ngày"), accessor=lambda run: vi_date(run.to_on), sort_key="to_on"),
        Column("state_label", label=_("Tình trạng")),
    ]

    def get_base_queryset(self) -> QuerySet[FeaturedRun]:
        """All runs; nothing else is read for a row."""
        return FeaturedRun.objects.newest()


class ReportMenuItem(MenuItem):
    """Shown to whoever may read the report."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the reader has the permission."""
        return request.user.has_perm(VIEW)


@hooks.register("register_reports_menu_item")
def featured_menu_item() -> MenuItem:
    """The report's place in the menu."""
    return ReportMenuItem(
        _("Đã nêu bật"), reverse(NAME), name="featured-report", icon_name="history", order=720
    )


@hooks.register("register_admin_urls")
def featured_urls() -> list[URLPattern]:
    """The report and its results alone."""
    return [
        path("reports/da-neu-bat/", FeaturedReportView.as_view(), name=NAME),
        path(
            "reports/da-neu-bat/results/",
            FeaturedReportView.as_view(results_only=True),
            name=f"{NAME}_results",
        ),
    ]


@hooks.register("register_permissions")
def featured_permission() -> QuerySet[Permission]:
    """Lets administrators give the report to other groups."""
    return Permission.objects.filter(content_type__app_label="showcase", codename="view_featuredrun")
