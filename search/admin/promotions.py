"""Results that editors pin to questions, in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList, PageChooserPanel
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from search.admin.editing import CreateEntryView, EditEntryView, EntryForm, TryOutPanel
from search.documents import PAGE_MODELS
from search.models import PromotedResult
from search.promotions import MAX_SHOWN

__all__ = ["PromotedResultViewSet"]


class CreatePromotionView(CreateEntryView):
    """A new promotion."""

    prefilled = ("phrases",)


class PromotedResultViewSet(SnippetViewSet):
    """Pinned results: shown above the others as soon as they are saved, within their dates."""

    model = PromotedResult
    icon = "pick"
    menu_label = _("Kết quả ghim")
    list_display = [
        "__str__",
        Column("state", label=_("Trạng thái")),
        DateColumn("starts_on", label=_("Từ ngày"), sort_key="starts_on"),
        DateColumn("ends_on", label=_("Đến hết ngày"), sort_key="ends_on"),
        DateColumn("updated_at", label=_("Sửa lúc"), sort_key="updated_at"),
        UserColumn("updated_by", label=_("Người sửa")),
    ]
    list_filter = ["is_active"]
    search_fields = ["phrases", "note"]
    ordering = ["-updated_at"]
    list_per_page = 50
    copy_view_enabled = False
    add_view_class = CreatePromotionView
    edit_view_class = EditEntryView
    edit_handler = ObjectList(
        [
            FieldPanel("phrases"),
            TryOutPanel(heading=_("Tìm thử")),
            InlinePanel(
                "records",
                panels=[
                    FieldPanel(
                        "initiative",
                        help_text=_("Sáng kiến đã công bố; mỗi dòng chọn một sáng kiến hoặc một trang."),
                    ),
                    PageChooserPanel(
                        "page",
                        [f"{model._meta.app_label}.{model.__name__}" for model in PAGE_MODELS.values()],
                    ),
                ],
                heading=_("Bản ghi được ghim"),
                label=_("Bản ghi"),
                min_num=1,
                max_num=MAX_SHOWN,
                help_text=_(
                    "Mỗi dòng chọn một sáng kiến hoặc một trang; kéo để đổi thứ tự. "
                    "Bản ghi chưa đăng hoặc đã gỡ không hiện ra."
                ),
            ),
            FieldRowPanel(
                [
                    FieldPanel("starts_on", help_text=_("Để trống thì ghim ngay. Ví dụ: 01/05/2026")),
                    FieldPanel("ends_on", help_text=_("Để trống thì ghim tới khi tắt. Ví dụ: 31/05/2026")),
                ]
            ),
            FieldPanel("is_active"),
            FieldPanel("note"),
        ],
        base_form_class=EntryForm,
    )
