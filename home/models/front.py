"""The front page: search first, then what is going on."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from home.blocks.links import SearchExampleBlock
from home.days import ShownDay, shown_day
from home.guidance_ahead import with_coming_changes
from home.models.announcements import AnnouncementPage
from home.models.base import BasePage
from home.models.campaigns import CampaignPage
from home.models.featured import featured_stories, newest_stories
from home.models.guidance import GuidancePage
from home.schedule import shown_on
from home.slots import SlotsPanel

__all__ = ["FrontPage"]

STORIES, ANNOUNCEMENTS, DOCUMENTS = 3, 4, 4
"""How many of each the front page shows at most."""


class FrontPage(BasePage):
    """Entry to the site; its featured stories are chosen and ordered by editors."""

    headline = models.CharField(
        _("câu mở đầu"),
        max_length=160,
        help_text=_("Một câu nói với người lao động. Ví dụ: Việc khó ở chỗ bạn có thể đã có người gỡ"),
    )
    search_label = models.CharField(
        _("nhãn ô tìm kiếm"),
        max_length=120,
        default="Bạn đang muốn cải tiến việc gì?",
        help_text=_("Câu hỏi phía trên ô tìm kiếm."),
    )
    search_placeholder = models.CharField(
        _("ví dụ trong ô tìm kiếm"),
        max_length=120,
        blank=True,
        help_text=_("Chữ mờ trong ô. Ví dụ: máy cắt ống, giảm bụi, sổ trực…"),
    )
    search_examples = StreamField(
        [("text", SearchExampleBlock())],
        verbose_name=_("từ khoá gợi ý"),
        blank=True,
        max_num=8,
        help_text=_("Hiện dưới ô tìm kiếm; bấm vào là tìm ngay. Tối đa 8."),
    )
    key_figure_kicker = models.CharField(
        _("nhãn con số"), max_length=80, blank=True, help_text=_("Ví dụ: Giá trị làm lợi năm 2022")
    )
    key_figure_prefix = models.CharField(
        _("chữ trước con số"), max_length=40, blank=True, help_text=_("Ví dụ: hơn")
    )
    key_figure = models.CharField(_("con số"), max_length=40, blank=True, help_text=_("Ví dụ: 488"))
    key_figure_unit = models.CharField(_("đơn vị"), max_length=60, blank=True, help_text=_("Ví dụ: tỷ đồng"))
    key_figure_text = models.TextField(
        _("con số nói gì"),
        blank=True,
        max_length=400,
        help_text=_("Con số ấy nghĩa là gì với người đọc, một câu."),
    )
    key_figure_source = models.CharField(
        _("nguồn và thời điểm"),
        max_length=300,
        blank=True,
        help_text=_("Con số nào cũng cần nguồn và thời điểm."),
    )
    campaign = models.ForeignKey(
        CampaignPage,
        verbose_name=_("chiến dịch nêu bật"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Để trống thì trang đầu nêu chiến dịch bắt đầu gần đây nhất."),
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("headline"),
                FieldPanel("search_label"),
                FieldPanel("search_placeholder"),
                FieldPanel("search_examples"),
            ],
            heading=_("Mở đầu và tìm kiếm"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("key_figure_kicker"),
                FieldPanel("key_figure_prefix"),
                FieldPanel("key_figure"),
                FieldPanel("key_figure_unit"),
                FieldPanel("key_figure_text"),
                FieldPanel("key_figure_source"),
            ],
            heading=_("Con số hôm nay"),
        ),
        FieldPanel("campaign"),
        SlotsPanel(
            "featured_stories",
            heading=_("Gương sáng nêu bật"),
            label=_("Gương sáng"),
            max_num=24,
            help_text=_(
                "Trang đầu hiện nhiều nhất 3 bài đang trong hạn, theo thứ tự ở đây. Không ô nào trong hạn thì hiện "
                "các bài mới nhất. Ví dụ: một bài nêu từ 01/05/2026 đến hết 31/05/2026 cho Tháng Công nhân."
            ),
        ),
    ]
    template = "pages/front.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("trang đầu")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the featured stories, the latest announcements and documents, and the campaign, as of the shown day.

        Only published pages are shown: a featured story that is withdrawn leaves its place at once.
        """
        context = super().get_context(request, *args, **kwargs)
        shown = shown_day(request)
        context.update(
            stories=self.stories_on(shown),
            announcements=self._announcements(shown),
            documents=self._documents(shown),
            front_campaign=self.front_campaign(shown),
            today=shown.day,
        )
        return context

    def stories_on(self, shown: ShownDay) -> list[Any]:
        """Stories in the slots that stand on the day, in the editor's order; the newest where none stands."""
        return featured_stories(self.featured_stories, shown, STORIES) or newest_stories(shown, STORIES)

    def front_campaign(self, shown: ShownDay) -> CampaignPage | None:
        """The campaign an editor chose, else the one that started last; None when there is none."""
        public = CampaignPage.objects.published()
        if self.campaign_id:
            chosen = public.filter(pk=self.campaign_id)
            found = shown_on(chosen, shown, belongs=lambda page: page.pk == self.campaign_id)
            if found:
                return found[0]
        newest = public.in_locale(self.locale_id).newest()
        return next(iter(shown_on(newest, shown, limit=1, belongs=self._is_of_my_language)), None)

    def _announcements(self, shown: ShownDay) -> list[AnnouncementPage]:
        public = AnnouncementPage.objects.published().in_locale(self.locale_id).pinned_first(shown.day)
        return shown_on(
            public,
            shown,
            limit=ANNOUNCEMENTS,
            belongs=self._is_of_my_language,
            annotations={"pin": lambda page: int(not page.is_pinned_on(shown.day))},
        )

    def _documents(self, shown: ShownDay) -> list[GuidancePage]:
        public = GuidancePage.objects.published().in_locale(self.locale_id).with_status_relations().latest()
        found = shown_on(public, shown, limit=DOCUMENTS, belongs=self._is_of_my_language)
        return with_coming_changes(found, shown)

    def _is_of_my_language(self, page: BasePage) -> bool:
        return bool(page.locale_id == self.locale_id)
