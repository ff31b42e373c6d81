"""Featured stories: curated features on outstanding workers and teams."""

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from home.feeds import ENTRIES, FeedEntry, PageWithFeed, newest_entries, tag_uri
from home.forms import SignedPageForm
from home.models import BasePage, ListPage, Office, SiteImage
from home.querysets import PublishedPageManager, PublishedPageQuerySet
from showcase.blocks import story_blocks
from showcase.models.initiatives import Initiative
from showcase.models.people import Consent, standing
from showcase.models.taxonomy import Field

__all__ = ["StoryIndexPage", "StoryInitiative", "StoryPage"]


class StoryQuerySet(PublishedPageQuerySet):
    """Chainable selections of stories."""

    def public(self) -> Self:
        """Behind no restriction, and naming nobody whose consent has ended, expired last night included."""
        agreed = standing("consent__") & Q(consent__covers_name=True, consent__covers_story=True)
        return super().public().filter(Q(name="") | agreed)

    def newest(self) -> Self:
        """Latest first."""
        return self.order_by("-published_at", "-pk")

    def with_list_relations(self) -> Self:
        """What a story card shows."""
        return self.select_related("field__parent", "consent", "portrait")


StoryManager = PublishedPageManager.from_queryset(StoryQuerySet)


class StoryIndexPage(PageWithFeed, ListPage):
    """The list of stories."""

    template = "pages/story_index.html"
    parent_page_types = ["home.FrontPage"]
    subpage_types = ["showcase.StoryPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("danh sách gương sáng")

    def get_items(self, request: HttpRequest) -> Any:
        """Stories below this page, latest first."""
        return StoryPage.objects.child_of(self).published().with_list_relations().newest()

    def feed_entries(self) -> list[FeedEntry]:
        """The latest stories; one that names somebody who does not agree (any more) is left out.

        Such a story is taken off the site by itself, but a feed is copied by others as soon as it is read.
        """
        pages = StoryPage.objects.child_of(self).published().with_list_relations().newest()[:ENTRIES]
        return newest_entries(_entry(page) for page in pages if page.public_name or not page.name)


def _entry(page: "StoryPage") -> FeedEntry:
    return FeedEntry(
        title=page.title,
        url=page.full_url,
        summary=page.lede,
        identity=tag_uri("story", page.pk),
        published=page.published_at,
        updated=page.last_published_at or page.published_at,
    )


class StoryPage(BasePage):
    """A feature on a worker or a team, with the initiatives behind it.

    The prose of a story names the person, so without a standing consent it cannot be published, and a
    withdrawn consent takes it off the site; see `showcase.receivers`.
    """

    class Figure(models.TextChoices):
        """Headwear of the drawn portrait."""

        HELMET = "helmet", _("Mũ bảo hộ")
        HAIR = "hair", _("Tóc dài")
        CAP = "cap", _("Mũ vải")

    published_at = models.DateTimeField(
        _("thời điểm đăng"),
        default=timezone.now,
        help_text=_("Thời điểm ghi dưới tiêu đề và dùng để xếp thứ tự."),
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("bộ phận viết"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
        help_text=_(
            "Người của bộ phận này sửa được bài. Để trống thì bài theo đơn vị của các sáng kiến trong bài."
        ),
    )
    field = models.ForeignKey(
        Field,
        verbose_name=_("lĩnh vực"),
        on_delete=models.PROTECT,
        related_name="stories",
        help_text=_("Lĩnh vực của công việc; cho màu và hình vẽ của bài."),
    )
    person = models.CharField(
        _("nhân vật, không nêu tên"),
        max_length=200,
        help_text=_("Ví dụ: Công nhân vận hành, một xí nghiệp cấp nước ở Hà Nội"),
    )
    name = models.CharField(
        _("tên nhân vật"),
        max_length=120,
        blank=True,
        help_text=_("Chỉ ghi khi có phiếu đồng ý còn hiệu lực. Ví dụ: Nguyễn Văn A"),
    )
    consent = models.ForeignKey(
        Consent,
        verbose_name=_("phiếu đồng ý"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
        help_text=_("Phiếu gồm nêu tên và kể chuyện; rút phiếu thì bài rời cổng."),
    )
    figure = models.CharField(
        _("chân dung vẽ"),
        max_length=10,
        choices=Figure.choices,
        default=Figure.HELMET,
        help_text=_("Hình vẽ thay cho ảnh: chọn thứ người ấy đội khi làm việc."),
    )
    portrait = models.ForeignKey(
        SiteImage,
        verbose_name=_("chân dung khác"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Để trống thì trang dùng chân dung vẽ."),
    )
    body = StreamField(
        story_blocks(),
        verbose_name=_("bài"),
        blank=True,
        help_text=_("Mở bằng một đoạn văn; xen trích lời, hình, chỉ số và thẻ sáng kiến cho dễ đọc."),
    )

    objects = StoryManager()
    base_form_class = SignedPageForm

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("published_at"), FieldPanel("field")]),
                FieldPanel("office", widget=forms.Select),
                FieldPanel("person"),
                FieldRowPanel([FieldPanel("name"), FieldPanel("consent")]),
                FieldRowPanel([FieldPanel("figure"), FieldPanel("portrait")]),
            ],
            heading=_("Nhân vật"),
        ),
        FieldPanel("body"),
        InlinePanel("story_initiatives", heading=_("Sáng kiến trong bài"), label=_("Sáng kiến")),
    ]
    template = "pages/story.html"
    open_graph_type = "article"
    parent_page_types = ["showcase.StoryIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("gương sáng")
        verbose_name_plural = _("gương sáng")
        indexes = [models.Index(fields=["-published_at"], name="story_published")]

    CONSENT_NEEDED = _("Bài nêu tên nhân vật cần phiếu đồng ý còn hiệu lực, gồm nêu tên và kể chuyện.")

    def clean(self) -> None:
        """A story that names somebody needs that person's standing consent; the error stands at the field."""
        super().clean()
        if self.name and not self.public_name:
            raise ValidationError({"consent": self.CONSENT_NEEDED})

    @property
    def public_name(self) -> str:
        """Name with a standing consent that covers name and story, else nothing."""
        consent = self.consent
        if consent and consent.stands and consent.covers_name and consent.covers_story:
            return self.name
        return ""

    @property
    def allows_photo(self) -> bool:
        """Whether photos of the person may be shown, in blocks too: a standing consent covers them."""
        consent = self.consent
        return bool(consent and consent.stands and consent.covers_photo)

    @property
    def shows_portrait_photo(self) -> bool:
        """Whether a photo may be shown: there is one and a standing consent covers it."""
        if not (self.portrait_id and self.allows_photo):
            return False
        return self.portrait is not None and not self.portrait.withheld

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Not there for visitors once the consent to the name has ended, even before the job takes it off."""
        if self.name and not self.public_name and not getattr(request, "is_preview", False):
            raise Http404
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def live_initiatives(self) -> list[Initiative]:
        """Published initiatives behind the story, in the editor's order."""
        ids = [link.initiative_id for link in self.story_initiatives.all()]
        return Initiative.objects.live().with_list_relations().by_ids(ids)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the initiatives behind the story with their honours, and other stories, of the same field first."""
        context = super().get_context(request, *args, **kwargs)
        others = (
            StoryPage.objects.published().in_locale(self.locale_id).exclude(pk=self.pk).with_list_relations()
        )
        near = models.Case(models.When(field_id=self.field_id, then=models.Value(0)), default=models.Value(1))
        initiatives = self.live_initiatives()
        awards = [award for initiative in initiatives for award in initiative.awards.all()]
        context.update(
            initiatives=initiatives,
            honours=list(dict.fromkeys(f"{award.award_type.name}, {award.date.year}" for award in awards)),
            to_repeat=next((one for one in initiatives if not one.is_abstract_only), None),
            related=others.annotate(near=near).order_by("near", "-published_at")[:3],
        )
        return context


class StoryInitiative(Orderable):
    """An initiative behind a story."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="story_initiatives")
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("sáng kiến"),
        on_delete=models.CASCADE,
        related_name="story_links",
        help_text=_("Sáng kiến đã công bố mà bài nói tới."),
    )

    panels = [FieldPanel("initiative")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "initiative"], name="story_initiative_once")]
