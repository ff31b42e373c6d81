"""The catalogue in the admin: lists with columns, filters and bulk actions, made for a million rows."""

import hashlib
from typing import Any

from django.core.cache import cache
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, LiveStatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    InspectView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from home.admin.careful_snippets import CarefulSnippetCreateView, CarefulSnippetEditView
from home.choosers import searchable_chooser
from home.permissions import ScopedViewSet
from home.templatetags.typography import number, vi_date
from showcase.admin.consents import ConsentEditView
from showcase.admin.field_day import field_day_button
from showcase.admin.unit_changes import UnitChangeMenuItem
from showcase.campaign_entry.menu import EntryMenuItem
from showcase.forms import ConsentForm, InitiativeForm, UnitBoundForm, UnitForm
from showcase.models import AwardType, CampaignFigure, CampaignTarget, Consent, Field, Initiative, Unit

__all__ = ["CampaignFigureViewSet", "CatalogueViewSetGroup", "InitiativeViewSet"]

_COUNT_SECONDS = 60
_COUNT_CACHED_FROM = 10_000


class PatientPaginator(WagtailPaginator):
    """Counts a long list once a minute instead of on every page, and reads whole rows of one page only."""

    def page(self, number: Any) -> Any:
        """The keys of a page are found first, in an index; skipping rows then never reads them."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[first : first + self.per_page])
        return self._get_page(self.object_list.filter(pk__in=keys), number, self)

    @cached_property
    def count(self) -> int:
        """Number of rows; for lists from 10,000 rows on, at most a minute old."""
        key = "showcase:count:" + hashlib.sha256(str(self.object_list.query).encode()).hexdigest()
        found: int | None = cache.get(key)
        if found is None:
            found = self.object_list.order_by().count()
            if found >= _COUNT_CACHED_FROM:
                cache.set(key, found, _COUNT_SECONDS)
        return found


class LargeIndexView(IndexView):
    """A list over a large table."""

    paginator_class = PatientPaginator


class InitiativeIndexView(LargeIndexView):
    """The list of initiatives: what its columns show comes with the rows."""

    def get_base_queryset(self) -> Any:
        """Rows with field and unit, without the narrative."""
        return (
            super()
            .get_base_queryset()
            .with_publication_state()
            .select_related("field__parent", "unit")
            .defer(
                "problem",
                "solution",
                "steps",
                "results",
                "measures",
                "suits",
                "does_not_suit",
                "benefit_method",
            )
        )


class InitiativeInspectView(InspectView):
    """All columns of an initiative, to read."""

    def get_field_display_value(self, field_name: str = "field", field: Any = None) -> Any:
        """The column `field` has the very name of this hook: asked without arguments, show it."""
        return super().get_field_display_value(field_name, field) if field else str(self.object.field)


class InitiativeViewSet(ScopedViewSet):
    """Initiatives: drafts, preview, publishing, history."""

    model = Initiative
    chooser_viewset_class = searchable_chooser(
        names=["code", "title"], columns=[Column("year", label=_("Năm"))], ordering=["-year", "-pk"]
    )
    icon = "pick"
    menu_label = _("Sáng kiến")
    menu_name = "initiatives"
    list_display = [
        "title",
        Column("code", label=_("Mã"), sort_key="code", width="140"),
        Column("field", label=_("Lĩnh vực")),
        Column("unit", label=_("Đơn vị")),
        Column("year", label=_("Năm"), sort_key="year"),
        Column("get_highest_level_display", label=_("Cấp cao nhất")),
        LiveStatusTagColumn(),
        DateColumn("updated_at", label=_("Sửa lúc"), sort_key="updated_at"),
    ]
    list_filter = [
        "live",
        "field",
        "year",
        "highest_level",
        "campaign",
        "benefit_evidence",
        "disclosure",
        "is_demo",
    ]
    search_fields = ["code", "title"]
    ordering = ["-updated_at"]
    list_per_page = 50
    index_view_class = InitiativeIndexView
    add_view_class = CarefulSnippetCreateView
    edit_view_class = CarefulSnippetEditView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = InitiativeInspectView

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("code", required_on_save=True), FieldPanel("disclosure")]),
                    FieldPanel("title"),
                    FieldPanel("summary"),
                    MultiFieldPanel(
                        [FieldPanel("problem_line"), FieldPanel("idea_line"), FieldPanel("result_line")],
                        heading=_("Ba dòng hiện trong danh sách"),
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("problem"),
                            FieldPanel("solution"),
                            FieldPanel("steps"),
                            FieldPanel("cost"),
                            FieldPanel("results"),
                            FieldPanel("measures"),
                            FieldPanel("suits"),
                            FieldPanel("does_not_suit"),
                        ],
                        heading=_("Nội dung"),
                    ),
                ],
                heading=_("Sáng kiến"),
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("field"), FieldPanel("solution_type")]),
                    FieldPanel("tags"),
                    FieldRowPanel([FieldPanel("unit"), FieldPanel("sector")]),
                    FieldRowPanel([FieldPanel("applied_on"), FieldPanel("scope")]),
                    FieldPanel("campaign"),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("benefit_value"), FieldPanel("benefit_evidence")]),
                            FieldPanel("benefit_period"),
                            FieldPanel("benefit_method"),
                        ],
                        heading=_("Giá trị làm lợi"),
                    ),
                    MultiFieldPanel(
                        [
                            FieldPanel("other_productivity"),
                            FieldPanel("other_quality"),
                            FieldPanel("other_safety"),
                            FieldPanel("other_environment"),
                            FieldPanel("other_welfare"),
                        ],
                        heading=_("Lợi ích khác"),
                    ),
                ],
                heading=_("Phân loại và lợi ích"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "authors",
                        panels=[
                            FieldRowPanel([FieldPanel("name"), FieldPanel("job_title")]),
                            FieldRowPanel([FieldPanel("workplace"), FieldPanel("education")]),
                            FieldRowPanel([FieldPanel("share"), FieldPanel("holds_leadership_post")]),
                            FieldPanel("consent"),
                        ],
                        heading=_("Tác giả"),
                        label=_("Tác giả"),
                    ),
                    InlinePanel(
                        "recognitions",
                        panels=[
                            FieldRowPanel([FieldPanel("level"), FieldPanel("date")]),
                            FieldPanel("body"),
                            FieldRowPanel([FieldPanel("decision_number"), FieldPanel("certificate_number")]),
                        ],
                        heading=_("Công nhận"),
                        label=_("Công nhận"),
                    ),
                    InlinePanel(
                        "awards",
                        panels=[
                            FieldRowPanel([FieldPanel("award_type"), FieldPanel("date")]),
                            FieldPanel("body"),
                            FieldPanel("decision_number"),
                        ],
                        heading=_("Khen thưởng"),
                        label=_("Khen thưởng"),
                    ),
                ],
                heading=_("Tác giả, công nhận, khen thưởng"),
            ),
            ObjectList(
                [
                    InlinePanel(
                        "pictures",
                        panels=[FieldPanel("image"), FieldPanel("alternative_text"), FieldPanel("caption")],
                        heading=_("Hình"),
                        label=_("Hình"),
                    ),
                    InlinePanel(
                        "attachments",
                        panels=[FieldPanel("document"), FieldPanel("title")],
                        heading=_("Tệp đính kèm"),
                        label=_("Tệp"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel("title_en"), FieldPanel("summary_en")], heading=_("Tiếng Anh")
                    ),
                    FieldPanel("is_demo"),
                ],
                heading=_("Hình, tệp, tiếng Anh"),
            ),
        ],
        base_form_class=InitiativeForm,
    )


class FieldEditView(EditView):
    """The form of a field, with the way to its page as of a day."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Wagtail's own buttons and ours."""
        return [*super().header_more_buttons, field_day_button(self.object, priority=5)]


class FieldViewSet(SnippetViewSet):
    """Fields and their landing pages."""

    model = Field
    chooser_viewset_class = searchable_chooser(
        names=["name"],
        slugs=["slug"],
        columns=[Column("parent", label=_("Thuộc"))],
        ordering=[
            Coalesce("parent__sort_order", "sort_order"),
            Coalesce("parent__name", "name"),
            F("parent").asc(nulls_first=True),
            "sort_order",
            "name",
        ],
        related=["parent"],
    )
    chooser_per_page = 50
    icon = "tag"
    menu_label = _("Lĩnh vực")
    edit_view_class = FieldEditView
    list_display = ["name", Column("parent", label=_("Thuộc")), "slug"]
    search_fields = ["name", "slug"]
    ordering = ["sort_order", "name"]


class UnitViewSet(SnippetViewSet):
    """Units through time."""

    model = Unit
    chooser_viewset_class = searchable_chooser(
        names=["name", "short_name", "workplace", "place"],
        slugs=["slug"],
        columns=[
            Column("workplace", label=_("Nơi làm việc")),
            Column("place", label=_("Địa bàn")),
            Column(
                "valid_to",
                label=_("Đến hết ngày"),
                accessor=lambda unit: vi_date(unit.valid_to) if unit.valid_to else "",
            ),
        ],
    )
    chooser_per_page = 25
    icon = "group"
    menu_label = _("Đơn vị")
    list_display = [
        "short_name",
        Column("workplace", label=_("Nơi làm việc")),
        Column("get_kind_display", label=_("Cấp"), sort_key="kind"),
        Column("place", label=_("Địa bàn"), sort_key="place"),
        DateColumn("valid_to", label=_("Đến hết ngày"), sort_key="valid_to"),
    ]
    list_filter = ["kind", "sector", "is_demo"]
    search_fields = ["name", "short_name", "workplace", "slug"]
    ordering = ["path"]
    list_per_page = 50
    index_view_class = LargeIndexView
    edit_handler = ObjectList([FieldPanel("parent"), *Unit.panels], base_form_class=UnitForm)


class AwardTypeViewSet(SnippetViewSet):
    """Honours and the dated conditions for them."""

    model = AwardType
    chooser_viewset_class = searchable_chooser(names=["name"])
    icon = "success"
    menu_label = _("Khen thưởng")
    list_display = ["name", Column("get_level_display", label=_("Cấp")), Column("body", label=_("Cấp trao"))]
    search_fields = ["name"]


class ConsentViewSet(ScopedViewSet):
    """Who agreed to what."""

    model = Consent
    chooser_viewset_class = searchable_chooser(
        names=["person", "purpose"], columns=[Column("purpose", label=_("Mục đích"))], ordering=["-pk"]
    )
    icon = "user"
    menu_label = _("Phiếu đồng ý")
    list_display = [
        "person",
        BooleanColumn("covers_name", label=_("Tên")),
        BooleanColumn("covers_photo", label=_("Hình")),
        BooleanColumn("covers_story", label=_("Chuyện")),
        DateColumn("given_on", label=_("Từ ngày"), sort_key="given_on"),
        DateColumn("valid_until", label=_("Đến hết ngày"), sort_key="valid_until"),
        DateColumn("withdrawn_on", label=_("Rút lại"), sort_key="withdrawn_on"),
    ]
    list_filter = ["covers_name", "covers_photo", "covers_story"]
    search_fields = ["person"]
    ordering = ["-pk"]
    index_view_class = LargeIndexView
    edit_handler = ObjectList(Consent.panels, base_form_class=ConsentForm)
    edit_view_class = ConsentEditView


_NUMBERS: list[str | Column] = [
    "campaign",
    "unit",
    Column("get_kind_display", label=_("Loại"), sort_key="kind"),
    Column("value", label=_("Số"), sort_key="value", accessor=lambda row: number(row.value)),
    Column("as_of", label=_("Tính đến"), sort_key="as_of", accessor=lambda row: vi_date(row.as_of)),
]


class CampaignTargetViewSet(ScopedViewSet):
    """Targets of campaigns."""

    model = CampaignTarget
    chooser_viewset_class = searchable_chooser(names=["source"])
    icon = "flag"
    menu_label = _("Chỉ tiêu")
    list_display = _NUMBERS
    list_filter = ["campaign", "kind"]
    edit_handler = ObjectList(CampaignTarget.panels, base_form_class=UnitBoundForm)


class CampaignFigureViewSet(ScopedViewSet):
    """Reported figures of campaigns."""

    model = CampaignFigure
    chooser_viewset_class = searchable_chooser(names=["source"])
    icon = "table"
    menu_label = _("Số liệu báo cáo")
    list_display = _NUMBERS
    list_filter = ["campaign", "kind"]
    edit_handler = ObjectList(CampaignFigure.panels, base_form_class=UnitBoundForm)


class CatalogueViewSetGroup(SnippetViewSetGroup):
    """The catalogue's menu."""

    menu_label = _("Danh mục")
    menu_icon = "folder-open-inverse"
    menu_name = "catalogue"
    menu_order = 150
    items = (
        InitiativeViewSet,
        FieldViewSet,
        UnitViewSet,
        AwardTypeViewSet,
        ConsentViewSet,
        CampaignTargetViewSet,
        CampaignFigureViewSet,
    )

    def get_submenu_items(self) -> list[Any]:
        """The snippets, then the pages on which figures are entered together and units are merged and split."""
        items: list[Any] = super().get_submenu_items()
        return [*items, EntryMenuItem(order=len(items) + 1), UnitChangeMenuItem(order=len(items) + 2)]
