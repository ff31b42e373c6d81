"""The report “Bản tiếng Anh cũ hơn bản tiếng Việt”: which translations have fallen behind, or are missing."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.conf import settings
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import PageReportView
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

__all__ = ["StaleTwinsView", "TwinState", "with_twins"]

NAME = "stale_twins"


class TwinState:
    """Where a translation stands towards the page in the site's own language."""

    OLDER = "older"
    MISSING = "missing"
    CURRENT = "current"

    CHOICES = (
        (OLDER, _("Bản tiếng Anh cũ hơn")),
        (MISSING, _("Chưa có bản tiếng Anh")),
        (CURRENT, _("Bản tiếng Anh đã theo kịp")),
    )


def with_twins(pages: QuerySet[Any], code: str = "en") -> QuerySet[Any]:
    """Published pages of the site's own language, each with its translation into `code` beside it.

    Annotations: `twin_pk`, `twin_title`, `twin_published_at` and `twin_editor` of the published translation (None
    without one), `editor` who last published the page, and `seen_revision`, the revision of the page that was there
    when the translation was published: what has come since is the difference to the page of today.
    """
    twins = Page.objects.live().filter(
        translation_key=OuterRef("translation_key"), locale__language_code=code
    )
    seen = Revision.objects.filter(
        content_type=OuterRef("content_type"),
        object_id=Cast(OuterRef("pk"), CharField()),
        created_at__lte=OuterRef("twin_published_at"),
    ).order_by("-created_at")
    found: QuerySet[Any] = (
        pages.filter(live=True, locale__language_code=settings.LANGUAGE_CODE, depth__gt=1)
        .annotate(
            twin_pk=Subquery(twins.values("pk")[:1]),
            twin_title=Subquery(twins.values("title")[:1]),
            twin_published_at=Subquery(twins.values("last_published_at")[:1]),
            twin_editor=Subquery(twins.values("live_revision__user__username")[:1]),
            editor=F("live_revision__user__username"),
        )
        .annotate(seen_revision=Subquery(seen.values("pk")[:1]))
    )
    return found


def in_state(pages: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Of `with_twins`, those in a state; a translation of which no day is known counts as older."""
    older = Q(twin_published_at__isnull=True) | Q(last_published_at__gt=F("twin_published_at"))
    if state == TwinState.MISSING:
        return pages.filter(twin_pk__isnull=True)
    if state == TwinState.CURRENT:
        return pages.filter(twin_pk__isnull=False).exclude(older)
    return pages.filter(older, twin_pk__isnull=False)


class StaleTwinsFilterSet(WagtailFilterSet):
    """Which translations are shown: those that are older, unless another choice is made."""

    state = django_filters.ChoiceFilter(
        label=_("Tình trạng"),
        choices=TwinState.CHOICES,
        empty_label=None,
        null_label=None,
        method="in_chosen_state",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Page
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Start with the older ones."""
        if data is not None and not data.get("state"):
            data = data.copy()
            data["state"] = TwinState.OLDER
        super().__init__(data, *args, **kwargs)

    def in_chosen_state(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep the pages in the state that was chosen."""
        return in_state(pages, value)


class TwinColumn(ButtonsColumnMixin, TitleColumn):
    """The Vietnamese page with what can be done about its translation."""

    def get_buttons(self, instance: Any, parent_context: Any) -> list[Button]:
        """Links to edit the translation, to what has changed since it was published, and to make a missing one."""
        user = parent_context["request"].user
        buttons = []
        if instance.twin_pk:
            buttons.append(
                Button(
                    _("Sửa bản tiếng Anh"),
                    reverse("wagtailadmin_pages:edit", args=[instance.twin_pk]),
                    priority=10,
                )
            )
            if instance.seen_revision:
                address = reverse(
                    "wagtailadmin_pages:revisions_compare", args=[instance.pk, instance.seen_revision, "live"]
                )
                buttons.append(Button(_("So bản tiếng Việt lúc ấy với nay"), address, priority=20))
        elif user.has_perm("simple_translation.submit_translation"):
            address = reverse("simple_translation:submit_page_translation", args=[instance.pk])
            buttons.append(Button(_("Tạo bản tiếng Anh"), address, priority=10))
        return buttons


def _type_name(page: Page) -> str:
    model = page.content_type.model_class()
    return str(capfirst(model._meta.verbose_name)) if model else ""


class StaleTwinsView(PageReportView):
    """Vietnamese pages with the state of their English ones."""

    page_title = _("Bản tiếng Anh cũ hơn bản tiếng Việt")
    header_icon = "site"
    template_name = "wagtailadmin/reports/base_report.html"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    filterset_class = StaleTwinsFilterSet
    any_permission_required = ["add", "change", "publish"]
    default_ordering = "-last_published_at"
    export_filename = "ban-tieng-anh"
    list_export = [
        "title",
        "last_published_at",
        "editor",
        "twin_title",
        "twin_published_at",
        "twin_editor",
    ]
    export_headings = {
        "title": _("Bản tiếng Việt"),
        "last_published_at": _("Cập nhật tiếng Việt"),
        "editor": _("Người công bố"),
        "twin_title": _("Bản tiếng Anh"),
        "twin_published_at": _("Cập nhật tiếng Anh"),
        "twin_editor": _("Người công bố bản tiếng Anh"),
    }
    columns = [
        TwinColumn(
            "title",
            label=_("Bản tiếng Việt"),
            sort_key="title",
            url_name="wagtailadmin_pages:edit",
            width="34%",
        ),
        Column("type", label=_("Loại trang"), accessor=_type_name),
        DateColumn("last_published_at", label=_("Cập nhật"), sort_key="last_published_at"),
        Column("editor", label=_("Người công bố"), accessor=lambda page: page.editor or ""),
        Column("twin_title", label=_("Bản tiếng Anh"), accessor=lambda page: page.twin_title or _("chưa có")),
        DateColumn("twin_published_at", label=_("Cập nhật"), sort_key="twin_published_at"),
        Column("twin_editor", label=_("Người công bố"), accessor=lambda page: page.twin_editor or ""),
    ]

    def get_base_queryset(self) -> Any:
        """Pages that this user may see in the admin."""
        pages = page_permission_policy.explorable_instances(self.request.user)
        return with_twins(pages).select_related("content_type")


class ReportMenuItem(MenuItem):
    """Shown to whoever works on pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user may open the report."""
        return bool(
            page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"})
        )


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """The report and its results alone."""
    return [
        path("reports/ban-tieng-anh/", StaleTwinsView.as_view(), name=NAME),
        path(
            "reports/ban-tieng-anh/results/",
            StaleTwinsView.as_view(results_only=True),
            name=f"{NAME}_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """The report in the menu."""
    return ReportMenuItem(_("Bản tiếng Anh"), reverse(NAME), name="stale-twins", icon_name="site", order=750)
