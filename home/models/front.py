"""The front page: search first, then what is going on."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from home.blocks.links import SearchExampleBlock
from home.models.announcements import AnnouncementPage
from home.models.base import BasePage
from home.models.campaigns import CampaignPage
from home.models.guidance import GuidancePage

__all__ = ["FrontPage", "FrontPageStory"]


class FrontPage(BasePage):
    """Entry to the site; its featured stories are chosen and ordered by editors."""

    headline = models.CharField(_("câu mở đầu"), max_length=160)
    search_label = models.CharField(
        _("nhãn ô tìm kiếm"), max_length=120, default="Bạn đang muốn cải tiến việc gì?"
    )
    search_placeholder = models.CharField(_("ví dụ trong ô tìm kiếm"), max_length=120, blank=True)
    search_examples = StreamField(
        [("text", SearchExampleBlock())], verbose_name=_("từ khoá gợi ý"), blank=True, max_num=8
    )
    key_figure_kicker = models.CharField(_("nhãn con số"), max_length=80, blank=True)
    key_figure_prefix = models.CharField(_("chữ trước con số"), max_length=40, blank=True)
    key_figure = models.CharField(_("con số"), max_length=40, blank=True, help_text=_("Ví dụ: 488"))
    key_figure_unit = models.CharField(_("đơn vị"), max_length=60, blank=True, help_text=_("Ví dụ: tỷ đồng"))
    key_figure_text = models.TextField(_("con số nói gì"), blank=True, max_length=400)
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
        InlinePanel("featured_stories", heading=_("Gương sáng nêu bật"), label=_("Gương sáng"), max_num=6),
    ]
    template = "pages/front.html"
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("trang đầu")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the featured stories in the editor's order, the latest announcements and documents.

        Only published pages are shown: a featured story that is withdrawn leaves its place at once.
        """
        context = super().get_context(request, *args, **kwargs)
        context.update(
            stories=self.live_stories(),
            announcements=AnnouncementPage.objects.published().in_locale(self.locale_id).pinned_first()[:4],
            documents=GuidancePage.objects.published()
            .in_locale(self.locale_id)
            .with_status_relations()
            .latest()[:4],
            front_campaign=self.front_campaign(),
            today=timezone.localdate(),
        )
        return context

    def live_stories(self) -> list[Page]:
        """Published featured stories, specific, in the editor's order; a fixed number of queries."""
        ids = [featured.story_id for featured in self.featured_stories.all()]
        pages = {page.pk: page for page in Page.objects.live().public().filter(pk__in=ids).specific()}
        return [pages[pk] for pk in ids if pk in pages]

    def front_campaign(self) -> CampaignPage | None:
        """The campaign an editor chose, else the one that started last; None when there is none."""
        if self.campaign and self.campaign.live:
            return self.campaign
        return CampaignPage.objects.published().in_locale(self.locale_id).newest().first()


class FrontPageStory(Orderable):
    """A story in a featured slot."""

    page = ParentalKey(FrontPage, on_delete=models.CASCADE, related_name="featured_stories")
    story = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("gương sáng"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("story", page_type="showcase.StoryPage")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "story"], name="front_story_once")]
