"""Campaigns: time-bound programmes with phases, tasks by role and questions."""

import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from home.blocks.callouts import QuestionBlock, RoleTasksBlock
from home.blocks.stream import article_blocks
from home.models.base import BasePage, ListPage
from home.querysets import PublishedPageManager, PublishedPageQuerySet

__all__ = ["CampaignIndexPage", "CampaignPage", "CampaignPhase", "CampaignState"]


class CampaignState(models.TextChoices):
    """Where a campaign stands today; follows from its dates alone."""

    ANNOUNCED = "announced", _("Sắp diễn ra")
    RUNNING = "running", _("Đang diễn ra")
    ENDED = "ended", _("Đã kết thúc")


class CampaignQuerySet(PublishedPageQuerySet):
    """Chainable selections of campaigns."""

    def newest(self) -> Self:
        """Latest start first."""
        return self.order_by("-starts_on", "-pk")


CampaignManager = PublishedPageManager.from_queryset(CampaignQuerySet)


class CampaignIndexPage(ListPage):
    """The list of campaigns."""

    template = "pages/campaign_index.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types = ["home.CampaignPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("danh sách chiến dịch")

    def get_items(self, request: HttpRequest) -> Any:
        """Campaigns below this page, latest start first."""
        return CampaignPage.objects.child_of(self).published().newest()


class CampaignPage(BasePage):
    """A programme with a start and, usually, an end."""

    short_title = models.CharField(
        _("tên gọn"), max_length=80, blank=True, help_text=_("Ví dụ: 1 triệu sáng kiến")
    )
    organiser = models.CharField(_("đơn vị phát động"), max_length=200)
    starts_on = models.DateField(_("ngày bắt đầu"))
    ends_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    body = StreamField(article_blocks(), verbose_name=_("nội dung"), blank=True)
    tasks = StreamField([("role", RoleTasksBlock())], verbose_name=_("việc cần làm theo vai"), blank=True)
    questions = StreamField([("question", QuestionBlock())], verbose_name=_("câu hỏi thường gặp"), blank=True)
    field_slugs = models.CharField(
        _("lĩnh vực được nêu"),
        max_length=300,
        blank=True,
        help_text=_("Mã lĩnh vực, cách nhau bằng dấu phẩy, ví dụ: y-te, giao-duc"),
    )
    sources = models.TextField(_("nguồn số liệu"), blank=True)

    objects = CampaignManager()

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("short_title"),
                FieldPanel("organiser"),
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
                FieldPanel("field_slugs"),
            ],
            heading=_("Chương trình"),
        ),
        InlinePanel("phases", heading=_("Giai đoạn"), label=_("Giai đoạn")),
        FieldPanel("body"),
        FieldPanel("tasks"),
        FieldPanel("questions"),
        FieldPanel("sources"),
    ]
    template = "pages/campaign.html"
    parent_page_types = ["home.CampaignIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("chiến dịch")
        verbose_name_plural = _("chiến dịch")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="campaign_dates_in_order",
            )
        ]
        indexes = [models.Index(fields=["-starts_on"], name="campaign_starts")]

    def clean(self) -> None:
        """Dates in order, with the error at the field."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")})

    @property
    def name(self) -> str:
        """The short title where there is one."""
        return self.short_title or self.title

    @property
    def fields_named(self) -> list[str]:
        """Slugs of the fields that the programme names."""
        return [slug for slug in (part.strip() for part in self.field_slugs.split(",")) if slug]

    def state_on(self, day: datetime.date) -> CampaignState:
        """State on a day: the first and the last day both belong to the campaign."""
        if day < self.starts_on:
            return CampaignState.ANNOUNCED
        if self.ends_on and day > self.ends_on:
            return CampaignState.ENDED
        return CampaignState.RUNNING

    @property
    def state(self) -> CampaignState:
        """State today, in the site's time zone."""
        return self.state_on(timezone.localdate())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the phases, and the published documents and announcements of this campaign.

        A campaign that is previewed before it is first saved has none of either.
        """
        context = super().get_context(request, *args, **kwargs)
        context.update(phases=self.phases.all(), documents=[], announcements=[], today=timezone.localdate())
        if self.pk:
            context.update(
                documents=self.guidance_pages.published().with_status_relations().latest(),
                announcements=self.announcement_pages.published().newest()[:6],
            )
        return context


class CampaignPhase(Orderable):
    """A stretch of a campaign."""

    page = ParentalKey(CampaignPage, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(_("tên giai đoạn"), max_length=120)
    starts_on = models.DateField(_("từ ngày"), null=True, blank=True)
    ends_on = models.DateField(_("đến ngày"), null=True, blank=True)
    text = models.TextField(_("việc chính"), blank=True)

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("text"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("giai đoạn")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="phase_dates_in_order",
            )
        ]

    def clean(self) -> None:
        """Dates in order, with the error at the field."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")})
