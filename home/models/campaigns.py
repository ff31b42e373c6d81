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

from home.admin.campaign_panels import ReportReminderPanel
from home.blocks.callouts import QuestionBlock, RoleTasksStreamBlock
from home.blocks.stream import article_blocks
from home.blocks.video import VideoBlock
from home.campaign_phases import PhaseDays, Standing, standing
from home.days import shown_day
from home.feeds import (
    ENTRIES,
    FeedEntry,
    PageWithFeed,
    announcement_entry,
    campaign_entry,
    document_entry,
    newest_entries,
)
from home.forms import CampaignPageForm
from home.guidance_ahead import with_coming_changes
from home.models.base import BasePage, ListPage
from home.models.media import SiteDocument
from home.querysets import PublishedPageManager, PublishedPageQuerySet
from home.schedule import shown_on
from home.slots import SlotsPanel

_ROLE_ORDER = {"worker": 0, "grassroots": 1, "upper": 2}

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

    def with_phases(self) -> Self:
        """With the phases that say where each stands: one query for all."""
        return self.prefetch_related("phases")


CampaignManager = PublishedPageManager.from_queryset(CampaignQuerySet)


class CampaignIndexPage(PageWithFeed, ListPage):
    """The list of campaigns."""

    template = "pages/campaign_index.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types = ["home.CampaignPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("danh sách chiến dịch")

    def get_items(self, request: HttpRequest) -> Any:
        """Campaigns below this page, latest start first."""
        return CampaignPage.objects.child_of(self).published().newest().with_phases()

    def feed_entries(self) -> list[FeedEntry]:
        """The campaigns that came onto the site last."""
        return newest_entries(
            campaign_entry(page)
            for page in CampaignPage.objects.child_of(self).published().newly_added()[:ENTRIES]
        )


class CampaignPage(PageWithFeed, BasePage):
    """A programme with a start and, usually, an end."""

    short_title = models.CharField(
        _("tên gọn"),
        max_length=80,
        blank=True,
        help_text=_("Dùng ở chỗ hẹp, thay cho tiêu đề. Ví dụ: 1 triệu sáng kiến"),
    )
    organiser = models.CharField(
        _("đơn vị phát động"), max_length=200, help_text=_("Ví dụ: Liên đoàn Lao động thành phố Hà Nội")
    )
    starts_on = models.DateField(
        _("ngày bắt đầu"),
        help_text=_("Ngày đầu tiên. Trang tự chuyển “Sắp diễn ra”, “Đang diễn ra”, “Đã kết thúc” theo ngày."),
    )
    ends_on = models.DateField(
        _("ngày kết thúc"),
        null=True,
        blank=True,
        help_text=_("Ngày cuối cùng, tính cả ngày đó. Để trống nếu chưa định."),
    )
    body = StreamField(
        article_blocks(),
        verbose_name=_("nội dung"),
        blank=True,
        help_text=_("Giới thiệu chương trình: vì sao có, dành cho ai, được gì. Dán từ Word được."),
    )
    tasks = StreamField(
        RoleTasksStreamBlock(),
        verbose_name=_("việc cần làm theo vai"),
        blank=True,
        help_text=_("Mỗi vai một lần. Trang luôn xếp: người lao động, công đoàn cơ sở, công đoàn cấp trên."),
    )
    videos = StreamField(
        [("video", VideoBlock())],
        verbose_name=_("video hướng dẫn"),
        blank=True,
        help_text=_("Video ở trang ngoài, kèm lời trong video. Người xem bấm vào mới sang trang ngoài."),
    )
    questions = StreamField(
        [("question", QuestionBlock())],
        verbose_name=_("câu hỏi thường gặp"),
        blank=True,
        help_text=_("Câu hỏi công đoàn cơ sở hay gọi điện hỏi. Ví dụ: Một người gửi được mấy sáng kiến?"),
    )
    field_slugs = models.CharField(
        _("lĩnh vực được nêu"),
        max_length=300,
        blank=True,
        help_text=_("Mã lĩnh vực, cách nhau bằng dấu phẩy, ví dụ: y-te, giao-duc"),
    )
    sources = models.TextField(
        _("nguồn số liệu"),
        blank=True,
        help_text=_("Ví dụ: Báo cáo số 12/BC-LĐLĐ ngày 5/9/2023. Hiện ở cuối trang."),
    )
    report = StreamField(
        article_blocks(),
        verbose_name=_("nội dung báo cáo"),
        blank=True,
        help_text=_("Kết quả, bài học, nơi làm tốt. Chỉ hiện khi chiến dịch đã kết thúc, ở ngay đầu trang."),
    )
    report_file = models.ForeignKey(
        SiteDocument,
        verbose_name=_("tệp báo cáo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Bản ký số hoặc bản quét, ví dụ PDF. Có thể thay cho nội dung ở trên."),
    )
    report_published_on = models.DateField(
        _("ngày công bố báo cáo"),
        null=True,
        blank=True,
        help_text=_("Báo cáo hiện từ ngày này. Ví dụ: 15/9/2023"),
    )

    objects = CampaignManager()

    content_panels = [
        ReportReminderPanel(),
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
        InlinePanel(
            "phases",
            heading=_("Giai đoạn"),
            label=_("Giai đoạn"),
            help_text=_(
                "Đủ hai ngày là một giai đoạn: nằm trong thời gian chiến dịch, không trùng ngày giai đoạn khác. "
                "Chỉ một ngày là một mốc, ví dụ ngày ban hành kế hoạch."
            ),
        ),
        FieldPanel("body"),
        FieldPanel("tasks"),
        FieldPanel("videos"),
        FieldPanel("questions"),
        SlotsPanel(
            "featured_stories",
            heading=_("Gương sáng nêu bật"),
            label=_("Gương sáng"),
            max_num=24,
            help_text=_(
                "Trang hiện nhiều nhất 3 bài đang trong hạn, theo thứ tự ở đây. Không ô nào trong hạn thì trang tự "
                "chọn bài mới nhất về các sáng kiến của chiến dịch."
            ),
        ),
        FieldPanel("sources"),
        MultiFieldPanel(
            [FieldPanel("report"), FieldPanel("report_file"), FieldPanel("report_published_on")],
            heading=_("Báo cáo tổng kết"),
        ),
    ]
    base_form_class = CampaignPageForm
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
        """Dates in order, and a report with its day; each error at its field."""
        super().clean()
        errors = {}
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            errors["ends_on"] = _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        if message := self._report_day_problem():
            errors["report_published_on"] = message
        if errors:
            raise ValidationError(errors)

    def _report_day_problem(self) -> Any:
        """What is wrong with the day of the report; "" if nothing is."""
        has_report = bool(self.report or self.report_file_id)
        if has_report and self.report_published_on is None:
            return _("Báo cáo cần ngày công bố.")
        if self.report_published_on and not has_report:
            return _("Chưa có báo cáo: hãy viết nội dung hoặc chọn tệp, hoặc để trống ngày này.")
        if self.report_published_on and self.ends_on and self.report_published_on < self.ends_on:
            return _("Báo cáo tổng kết công bố từ ngày kết thúc chiến dịch trở đi.")
        return ""

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

    @property
    def phase_days(self) -> list[PhaseDays]:
        """The phases as days, in the editors' order."""
        return [PhaseDays(phase.name, phase.starts_on, phase.ends_on) for phase in self.phases.all()]

    def standing_on(self, day: datetime.date) -> Standing:
        """Where the campaign stands on a day, in words."""
        return standing(self.starts_on, self.ends_on, self.phase_days, day)

    def shows_report_on(self, day: datetime.date) -> bool:
        """Whether the public sees the closing report: the campaign is over and the report's day has come."""
        is_out = self.report_published_on is not None and self.report_published_on <= day
        return (
            self.state_on(day) == CampaignState.ENDED and is_out and bool(self.report or self.report_file_id)
        )

    @property
    def awaits_report(self) -> bool:
        """Whether the campaign is over, and nothing has been written to close it."""
        if not self.starts_on or self.state != CampaignState.ENDED:
            return False
        return not (self.report or self.report_file_id)

    @property
    def tasks_in_order(self) -> list[Any]:
        """The tasks of workers first, then of grassroots unions, then of the unions above."""
        return sorted(self.tasks, key=lambda block: _ROLE_ORDER.get(block.value["role"], 3))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the phases, and the published documents and announcements of this campaign.

        A campaign that is previewed before it is first saved has none of either.
        """
        context = super().get_context(request, *args, **kwargs)
        shown = shown_day(request)
        context.update(
            # Read once: whoever asks for the phases afterwards finds them in memory.
            phases=self.phases.get_object_list(),
            documents=[],
            announcements=[],
            shown=shown,
            today=shown.day,
            shows_report=self.shows_report_on(shown.day),
        )
        if self.pk:
            documents = self.guidance_pages.published().with_status_relations().latest()
            announcements = self.announcement_pages.published().newest()
            context.update(
                documents=with_coming_changes(shown_on(documents, shown, belongs=self._has), shown),
                announcements=shown_on(announcements, shown, belongs=self._has, limit=6),
            )
        return context

    def feed_entries(self) -> list[FeedEntry]:
        """The latest announcements and documents of this campaign."""
        documents = self.guidance_pages.published().with_status_relations().newly_added()[:ENTRIES]
        announcements = self.announcement_pages.published().newest()[:ENTRIES]
        return newest_entries(map(announcement_entry, announcements), map(document_entry, documents))

    def _has(self, page: Any) -> bool:
        """Whether a page names this campaign as its own."""
        return bool(page.campaign_id == self.pk)


class CampaignPhase(Orderable):
    """A stretch of a campaign."""

    page = ParentalKey(CampaignPage, on_delete=models.CASCADE, related_name="phases")
    name = models.CharField(_("tên giai đoạn"), max_length=120, help_text=_("Ví dụ: Đăng ký chỉ tiêu"))
    starts_on = models.DateField(_("từ ngày"), null=True, blank=True, help_text=_("Ví dụ: 8/1/2026"))
    ends_on = models.DateField(
        _("đến ngày"), null=True, blank=True, help_text=_("Tính cả ngày này. Để trống nếu là một mốc.")
    )
    text = models.TextField(
        _("việc chính"), blank=True, help_text=_("Một, hai câu. Ví dụ: Các đơn vị đăng ký số sáng kiến.")
    )

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
