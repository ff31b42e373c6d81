"""Announcements: news, notices and how-tos."""

import datetime
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Prefetch, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Workflow

from home.blocks.stream import article_blocks
from home.feeds import ENTRIES, FeedEntry, PageWithFeed, announcement_entry, newest_entries
from home.forms import SignedPageForm
from home.models.base import BasePage, ListPage
from home.models.campaigns import CampaignPage
from home.models.guidance import GuidancePage
from home.models.media import THUMBNAILS, SiteImage
from home.models.offices import Office
from home.querysets import PublishedPageManager, PublishedPageQuerySet
from home.related import RELATED_TYPES, RelatedPage, picked_pages
from home.workflow.lanes import urgent_workflow

__all__ = ["AnnouncementDocument", "AnnouncementIndexPage", "AnnouncementPage", "AnnouncementRelated"]

MOST_RELATED = 6
"""Pages that editors may pick to be read next."""

RELATED_SHOWN = 3
"""Pages to read next that are filled up to."""


class AnnouncementQuerySet(PublishedPageQuerySet):
    """Chainable selections of announcements."""

    def newest(self) -> Self:
        """Latest first."""
        return self.order_by("-published_at", "-pk")

    def with_thumbnails(self) -> Self:
        """Fetch the lead pictures with the crops that lists show, in two further queries at most."""
        pictures = SiteImage.objects.prefetch_renditions(*THUMBNAILS)
        return self.prefetch_related(Prefetch("lead_image", queryset=pictures))

    def pinned_first(self, day: datetime.date | None = None) -> Self:
        """What is pinned on the day, by default today, first; then the latest."""
        pinned = Case(When(pinned_until__gte=day or timezone.localdate(), then=Value(0)), default=Value(1))
        return self.annotate(pin=pinned).order_by("pin", "-published_at", "-pk")


AnnouncementManager = PublishedPageManager.from_queryset(AnnouncementQuerySet)


class AnnouncementIndexPage(PageWithFeed, ListPage):
    """The list of announcements."""

    template = "pages/announcement_index.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types = ["home.AnnouncementPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("danh sách tin tức")

    def get_items(self, request: HttpRequest) -> Any:
        """Announcements below this page, pinned ones first."""
        return AnnouncementPage.objects.child_of(self).published().with_thumbnails().pinned_first()

    def feed_entries(self) -> list[FeedEntry]:
        """The latest announcements below this page."""
        return newest_entries(
            announcement_entry(page)
            for page in AnnouncementPage.objects.child_of(self).published().newest()[:ENTRIES]
        )


class AnnouncementPage(BasePage):
    """A piece of news, signed by an office."""

    class Kind(models.TextChoices):
        """What sort of text it is."""

        NEWS = "tin", _("Tin")
        NOTICE = "thong-bao", _("Thông báo")
        REPORT = "phong-su", _("Phóng sự")
        HOW_TO = "huong-dan", _("Hướng dẫn")

    kind = models.CharField(
        _("thể loại"),
        max_length=20,
        choices=Kind.choices,
        default=Kind.NEWS,
        help_text=_("“Thông báo” cho việc phải làm, “Tin” cho việc đã xong, “Hướng dẫn” cho cách làm."),
    )
    published_at = models.DateTimeField(
        _("thời điểm đăng"),
        default=timezone.now,
        help_text=_(
            "Ghi dưới tiêu đề và dùng để xếp thứ tự. Bài hẹn giờ công bố thì ghi đúng giờ hẹn, ví dụ 30/4/2026 07:00."
        ),
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("bộ phận viết"),
        null=True,
        blank=True,
        # Versions cannot be read when what they point to was protected and has gone all the same.
        on_delete=models.SET_NULL,
        related_name="announcements",
        help_text=_("Tên bộ phận ghi dưới tiêu đề. Người của bộ phận này sửa được bài."),
    )
    urgent = models.BooleanField(
        _("tin khẩn"),
        default=False,
        help_text=_(
            "Đánh dấu trước khi gửi duyệt: bài bỏ bước biên tập, tới thẳng người duyệt và người duyệt nhận thư "
            "ngay. Chỉ dùng khi chậm một ngày là hỏng việc, ví dụ hoãn hội nghị vì bão. Nhật ký ghi lại ai đánh dấu."
        ),
    )
    lead_image = models.ForeignKey(
        SiteImage,
        verbose_name=_("hình chính"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Hiện ở đầu bài và trong danh sách. Chỗ nào cắt hình đều giữ lại vùng quan trọng đã đánh dấu khi sửa hình."
        ),
    )
    body = StreamField(
        article_blocks(),
        verbose_name=_("nội dung"),
        blank=True,
        help_text=_("Viết việc chính ở đoạn đầu. Dán từ Word được: bấm “Dán từ Word” phía trên."),
    )
    campaign = models.ForeignKey(
        CampaignPage,
        verbose_name=_("chiến dịch"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="announcement_pages",
        help_text=_("Bài sẽ hiện trên trang của chiến dịch. Ví dụ: 1 triệu sáng kiến"),
    )
    pinned_until = models.DateField(
        _("ghim đến hết ngày"),
        null=True,
        blank=True,
        help_text=_("Đứng đầu danh sách và trang đầu đến hết ngày này, rồi tự về chỗ cũ. Ví dụ: 30/4/2026"),
    )

    objects = AnnouncementManager()
    base_form_class = SignedPageForm

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("published_at")]),
                FieldRowPanel([FieldPanel("office", widget=forms.Select), FieldPanel("pinned_until")]),
                FieldPanel("urgent"),
                FieldPanel("lead_image"),
            ],
            heading=_("Thông tin bài"),
        ),
        FieldPanel("body"),
        FieldPanel("campaign"),
        InlinePanel("documents", heading=_("Văn bản liên quan"), label=_("Văn bản")),
        InlinePanel(
            "related_pages",
            heading=_("Đọc tiếp"),
            label=_("Trang"),
            max_num=MOST_RELATED,
            help_text=_(
                "Những trang nên đọc sau bài này, theo thứ tự. Còn chỗ thì trang tự thêm tin gần nhất."
            ),
        ),
    ]
    template = "pages/announcement.html"
    open_graph_type = "article"
    parent_page_types = ["home.AnnouncementIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("tin, thông báo")
        verbose_name_plural = _("tin, thông báo")
        indexes = [models.Index(fields=["-published_at"], name="announcement_published")]

    @property
    def is_pinned(self) -> bool:
        """Whether the announcement is pinned today."""
        return self.is_pinned_on(timezone.localdate())

    def is_pinned_on(self, day: datetime.date) -> bool:
        """Whether the announcement is pinned on a day."""
        return bool(self.pinned_until and self.pinned_until >= day)

    def get_workflow(self) -> Workflow | None:
        """The short way for what is urgent, where the site has one."""
        return (urgent_workflow() if self.urgent else None) or super().get_workflow()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the documents it names and what to read next: what editors picked, then what is near.

        What stands beside the text already (the documents, the campaign) does not come again below it.
        """
        context = super().get_context(request, *args, **kwargs)
        documents = GuidancePage.objects.published().with_status_relations().named_by(self)
        shown = {self.pk, self.campaign_id, *(document.pk for document in documents)}
        picked = picked_pages(self, shown)
        shown |= {one.page.pk for one in picked}
        suggested = self._suggestions(shown, RELATED_SHOWN - len(picked))
        context.update(
            documents=documents,
            related=[*picked, *(RelatedPage(page, is_suggested=True) for page in suggested)],
            shown=[*documents, *(one.page for one in picked)],
        )
        return context

    def _suggestions(self, shown: "set[int | None]", room: int) -> "list[AnnouncementPage]":
        """As many announcements as there is room for: of the same campaign first, then the latest."""
        if room <= 0:
            return []
        others = AnnouncementPage.objects.published().in_locale(self.locale_id)
        others = others.exclude(pk__in=[pk for pk in shown if pk])
        same_campaign = Q(campaign_id=self.campaign_id) if self.campaign_id else Q(pk__in=[])
        near = Case(When(same_campaign, then=Value(0)), default=Value(1))
        return list(others.annotate(near=near).order_by("near", "-published_at", "-pk")[:room])


class AnnouncementDocument(Orderable):
    """A guidance document that an announcement is about."""

    page = ParentalKey(AnnouncementPage, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        GuidancePage,
        verbose_name=_("văn bản"),
        on_delete=models.CASCADE,
        related_name="announcement_links",
        help_text=_("Văn bản mà bài nói tới; trạng thái hiệu lực tự hiện theo."),
    )

    panels = [PageChooserPanel("document", page_type="home.GuidancePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("văn bản liên quan")
        constraints = [
            models.UniqueConstraint(fields=["page", "document"], name="announcement_document_once")
        ]


class AnnouncementRelated(Orderable):
    """A page that editors picked to be read after an announcement."""

    page = ParentalKey(AnnouncementPage, on_delete=models.CASCADE, related_name="related_pages")
    target = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("trang"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Một tin, văn bản, chiến dịch hoặc gương sáng."),
    )

    panels = [PageChooserPanel("target", page_type=RELATED_TYPES)]

    class Meta(Orderable.Meta):
        verbose_name = _("trang đọc tiếp")
        constraints = [
            models.UniqueConstraint(fields=["page", "target"], name="announcement_related_once"),
            models.CheckConstraint(condition=~Q(page=F("target")), name="announcement_related_not_itself"),
        ]

    def clean(self) -> None:
        """An announcement does not lead to itself; the error stands at the row."""
        super().clean()
        if self.target_id and self.target_id == self.page_id:
            raise ValidationError({"target": _("Bài không thể dẫn tới chính nó.")})
