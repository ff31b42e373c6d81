"""Announcements: news, notices and how-tos."""

from typing import Any, Self

from django.contrib.syndication.views import Feed
from django.db import models
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.models import Orderable

from home.blocks.stream import article_blocks
from home.models.base import BasePage, ListPage
from home.models.campaigns import CampaignPage
from home.models.guidance import GuidancePage
from home.models.media import SiteImage
from home.querysets import PublishedPageManager, PublishedPageQuerySet

__all__ = ["AnnouncementDocument", "AnnouncementIndexPage", "AnnouncementPage"]


class AnnouncementQuerySet(PublishedPageQuerySet):
    """Chainable selections of announcements."""

    def newest(self) -> Self:
        """Latest first."""
        return self.order_by("-published_at", "-pk")

    def pinned_first(self) -> Self:
        """What is pinned today first, then the latest."""
        pinned = Case(When(pinned_until__gte=timezone.localdate(), then=Value(0)), default=Value(1))
        return self.annotate(pin=pinned).order_by("pin", "-published_at", "-pk")


AnnouncementManager = PublishedPageManager.from_queryset(AnnouncementQuerySet)


class AnnouncementFeed(Feed):
    """Atom feed of one list of announcements: published ones only, the latest 30."""

    feed_type = Atom1Feed

    def __init__(self, index: "AnnouncementIndexPage") -> None:
        """Take the list page that the feed belongs to."""
        self.title = index.title
        self.subtitle = index.lede
        self.link = index.full_url
        self._index = index

    def items(self) -> Any:
        """Latest announcements below the list page."""
        return AnnouncementPage.objects.child_of(self._index).published().newest()[:30]

    def item_title(self, item: "AnnouncementPage") -> str:
        """Title of the announcement."""
        return item.title

    def item_description(self, item: "AnnouncementPage") -> str:
        """Its lede."""
        return item.lede

    def item_link(self, item: "AnnouncementPage") -> str:
        """Its full address."""
        return item.full_url

    def item_pubdate(self, item: "AnnouncementPage") -> Any:
        """When it was published."""
        return item.published_at

    def item_updateddate(self, item: "AnnouncementPage") -> Any:
        """When its words last changed; Atom (RFC 4287) asks for it of every entry."""
        return item.last_published_at or item.published_at


class AnnouncementIndexPage(RoutablePageMixin, ListPage):
    """The list of announcements, with an Atom feed at `feed/`."""

    template = "pages/announcement_index.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types = ["home.AnnouncementPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("danh sách tin tức")

    def get_items(self, request: HttpRequest) -> Any:
        """Announcements below this page, pinned ones first."""
        return AnnouncementPage.objects.child_of(self).published().select_related("lead_image").pinned_first()

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """Atom feed of the latest announcements."""
        return AnnouncementFeed(self)(request)


class AnnouncementPage(BasePage):
    """A piece of news, signed by an office."""

    class Kind(models.TextChoices):
        """What sort of text it is."""

        NEWS = "tin", _("Tin")
        NOTICE = "thong-bao", _("Thông báo")
        REPORT = "phong-su", _("Phóng sự")
        HOW_TO = "huong-dan", _("Hướng dẫn")

    kind = models.CharField(_("thể loại"), max_length=20, choices=Kind.choices, default=Kind.NEWS)
    published_at = models.DateTimeField(
        _("thời điểm đăng"),
        default=timezone.now,
        help_text=_("Thời điểm ghi dưới tiêu đề và dùng để xếp thứ tự."),
    )
    office = models.CharField(_("bộ phận viết"), max_length=120, default="Ban biên tập Cổng Sáng kiến")
    lead_image = models.ForeignKey(
        SiteImage,
        verbose_name=_("hình chính"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(article_blocks(), verbose_name=_("nội dung"), blank=True)
    campaign = models.ForeignKey(
        CampaignPage,
        verbose_name=_("chiến dịch"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="announcement_pages",
    )
    pinned_until = models.DateField(_("ghim đến hết ngày"), null=True, blank=True)

    objects = AnnouncementManager()

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("published_at")]),
                FieldRowPanel([FieldPanel("office"), FieldPanel("pinned_until")]),
                FieldPanel("lead_image"),
            ],
            heading=_("Thông tin bài"),
        ),
        FieldPanel("body"),
        FieldPanel("campaign"),
        InlinePanel("documents", heading=_("Văn bản liên quan"), label=_("Văn bản")),
    ]
    template = "pages/announcement.html"
    parent_page_types = ["home.AnnouncementIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("tin, thông báo")
        verbose_name_plural = _("tin, thông báo")
        indexes = [models.Index(fields=["-published_at"], name="announcement_published")]

    @property
    def is_pinned(self) -> bool:
        """Whether the announcement is pinned today."""
        return bool(self.pinned_until and self.pinned_until >= timezone.localdate())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the documents it names and what else to read: same campaign first, then the latest."""
        context = super().get_context(request, *args, **kwargs)
        others = AnnouncementPage.objects.published().in_locale(self.locale_id).exclude(pk=self.pk)
        same_campaign = Q(campaign_id=self.campaign_id) if self.campaign_id else Q(pk__in=[])
        context.update(
            documents=GuidancePage.objects.published().with_status_relations().named_by(self),
            related=others.annotate(near=Case(When(same_campaign, then=Value(0)), default=Value(1))).order_by(
                "near", "-published_at"
            )[:3],
        )
        return context


class AnnouncementDocument(Orderable):
    """A guidance document that an announcement is about."""

    page = ParentalKey(AnnouncementPage, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(
        GuidancePage, verbose_name=_("văn bản"), on_delete=models.CASCADE, related_name="announcement_links"
    )

    panels = [PageChooserPanel("document", page_type="home.GuidancePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("văn bản liên quan")
        constraints = [
            models.UniqueConstraint(fields=["page", "document"], name="announcement_document_once")
        ]
