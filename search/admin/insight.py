"""The report “Người đọc tìm gì”: most asked, nothing found, never chosen; with links to do something about it."""

import datetime
from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django import forms
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button

from home.templatetags.typography import vi_date
from search.admin.editing import search_url
from search.models import Place, Question, QuestionDay

__all__ = ["ReportMenuItem"]

VIEW = "search.view_question"

_ADDING = (
    ("search.add_synonymgroup", "search_synonymgroup", "terms", _("Thêm từ đồng nghĩa")),
    ("search.add_promotedresult", "search_promotedresult", "phrases", _("Ghim kết quả")),
)


class QuestionColumn(ButtonsColumnMixin, TitleColumn):
    """A question with what can be done about it."""

    def get_buttons(self, instance: Question, parent_context: Any) -> list[Button]:
        """Links to forms filled in with the question, and to the public search."""
        user = parent_context["request"].user
        buttons = [
            Button(
                label,
                url=f"{reverse(f'wagtailsnippets_{model}:add')}?{urlencode({field: instance.text})}",
                priority=at,
            )
            for at, (permission, model, field, label) in enumerate(_ADDING)
            if user.has_perm(permission)
        ]
        address = search_url(instance.text)
        return [
            *buttons,
            Button(_("Xem kết quả"), url=address, attrs={"target": "_blank", "rel": "noopener"}, priority=9),
        ]


def _position(question: Any) -> str:
    """The average place of the results chosen, as people read it; "" without a click."""
    average = question.average_position
    return "" if average is None else f"{average:.1f}".replace(".", ",")


class QuestionFilterSet(WagtailFilterSet):
    """Period and place; the view counts with them."""

    days = django_filters.ChoiceFilter(
        label=_("Khoảng thời gian"),
        choices=[(7, _("7 ngày qua")), (30, _("30 ngày qua")), (90, _("90 ngày qua"))],
        empty_label=_("Mọi ngày đang giữ"),
        method="unchanged",
        widget=forms.RadioSelect,
    )
    place = django_filters.ChoiceFilter(
        label=_("Nơi tìm"),
        choices=Place.choices,
        empty_label=_("Mọi nơi"),
        method="unchanged",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = []

    def unchanged(self, queryset: QuerySet[Question], name: str, value: Any) -> QuerySet[Question]:
        """Counting, not filtering, uses the value."""
        return queryset


class QuestionsView(ReportView):
    """Questions most asked."""

    model = Question
    any_permission_required = ("view",)
    page_title = _("Người đọc tìm gì")
    tab = _("Tìm nhiều nhất")
    name = "search_questions"
    header_icon = "search"
    template_name = "wagtailadmin/search/questions.html"
    filterset_class = QuestionFilterSet
    default_ordering = "-searches"
    export_filename = "nguoi-doc-tim-gi"
    list_export = [
        "text",
        "searches",
        "empty",
        "relaxed",
        "corrected",
        "clicks",
        "pinned_clicks",
        "average_position",
        "last_day",
    ]
    export_headings = {
        "text": _("Câu tìm"),
        "searches": _("Lượt tìm"),
        "empty": _("Không thấy gì"),
        "relaxed": _("Phải bỏ bớt từ"),
        "corrected": _("Được sửa chính tả"),
        "clicks": _("Lượt chọn kết quả"),
        "pinned_clicks": _("Lượt chọn kết quả ghim"),
        "average_position": _("Thứ hạng trung bình được chọn"),
        "last_day": _("Lần cuối"),
    }
    columns = [
        QuestionColumn("text", label=_("Câu tìm"), sort_key="text", width="36%"),
        NumberColumn("searches", label=_("Lượt tìm"), sort_key="searches"),
        NumberColumn("empty", label=_("Không thấy"), sort_key="empty"),
        NumberColumn("relaxed", label=_("Bớt từ"), sort_key="relaxed"),
        NumberColumn("corrected", label=_("Sửa chữ"), sort_key="corrected"),
        NumberColumn("all_clicks", label=_("Lượt chọn"), sort_key="all_clicks"),
        Column("average_position", label=_("Thứ hạng"), accessor=_position, sort_key="average_position"),
        Column(
            "last_day", label=_("Lần cuối"), accessor=lambda one: vi_date(one.last_day), sort_key="last_day"
        ),
    ]

    @property
    def index_url_name(self) -> str:
        """Address of the whole page."""
        return self.name

    @property
    def index_results_url_name(self) -> str:
        """Address of its results alone."""
        return f"{self.name}_results"

    def get_base_queryset(self) -> Any:
        """Questions whose words are kept, with their counts in the chosen period and place."""
        chosen = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        days = int(chosen.get("days") or settings.SEARCH_INSIGHT["DAYS"])
        since = timezone.localdate() - datetime.timedelta(days=days)
        return self.narrowed(Question.objects.told().with_counts(since, chosen.get("place") or ""))

    def get_filtered_queryset(self) -> Any:
        """Counting has taken the filters into account."""
        return self.get_queryset()

    def narrowed(self, questions: Any) -> Any:
        """The questions that this tab is about."""
        return questions

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The tabs, and how much is counted without its words."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        rare = QuestionDay.objects.filter(question__text="").aggregate(searches=Sum("searches"))
        query = self.request.GET.copy()
        for name in ("p", "ordering", "export", "_w_filter_fragment"):
            query.pop(name, None)
        return context | {
            "tabs": [
                (view.tab, f"{reverse(view.name)}?{query.urlencode()}", view is type(self)) for view in _VIEWS
            ],
            "least": settings.SEARCH_INSIGHT["LEAST"],
            "days": settings.SEARCH_INSIGHT["DAYS"],
            "rare_searches": rare["searches"] or 0,
        }


class EmptyQuestionsView(QuestionsView):
    """Questions that found nothing."""

    tab = _("Không thấy gì")
    name = "search_questions_empty"
    default_ordering = "-empty"
    export_filename = "tim-khong-thay"

    def narrowed(self, questions: Any) -> Any:
        """At least one search found nothing."""
        return questions.filter(empty__gt=0)


class UnchosenQuestionsView(QuestionsView):
    """Questions that found something which nobody chose."""

    tab = _("Không ai chọn")
    name = "search_questions_unchosen"
    export_filename = "tim-khong-chon"

    def narrowed(self, questions: Any) -> Any:
        """Something was found, and no result was chosen."""
        return questions.filter(all_clicks=0, searches__gt=F("empty"))


_VIEWS: Sequence[type[QuestionsView]] = (QuestionsView, EmptyQuestionsView, UnchosenQuestionsView)


class ReportMenuItem(MenuItem):
    """Shown to whoever may read the report."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the reader has the permission."""
        return request.user.has_perm(VIEW)


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    """The report's place in the menu."""
    return ReportMenuItem(
        _("Người đọc tìm gì"),
        reverse(QuestionsView.name),
        name="search-questions",
        icon_name="search",
        order=700,
    )


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """Each tab, and its results alone."""
    patterns = []
    for view in _VIEWS:
        at = f"reports/{view.name.replace('_', '-')}/"
        patterns += [
            path(at, view.as_view(), name=view.name),
            path(f"{at}results/", view.as_view(results_only=True), name=f"{view.name}_results"),
        ]
    return patterns


@hooks.register("register_permissions")
def report_permission() -> QuerySet[Permission]:
    """Lets administrators give the report to other groups."""
    return Permission.objects.filter(content_type__app_label="search", codename="view_question")
