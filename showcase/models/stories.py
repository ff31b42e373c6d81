"""Featured stories: curated features on outstanding workers and teams."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from home.blocks.stream import article_blocks
from home.models import BasePage, ListPage, SiteImage
from home.querysets import PublishedPageManager, PublishedPageQuerySet
from showcase.models.initiatives import Initiative
from showcase.models.people import Consent
from showcase.models.taxonomy import Field

__all__ = ["StoryIndexPage", "StoryInitiative", "StoryPage"]


class StoryQuerySet(PublishedPageQuerySet):
    """Chainable selections of stories."""

    def newest(self) -> Self:
        """Latest first."""
        return self.order_by("-published_at", "-pk")

    def with_list_relations(self) -> Self:
        """What a story card shows."""
        return self.select_related("field__parent", "consent", "portrait")


StoryManager = PublishedPageManager.from_queryset(StoryQuerySet)


class StoryIndexPage(ListPage):
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

    published_at = models.DateTimeField(_("thời điểm đăng"), default=timezone.now)
    field = models.ForeignKey(
        Field, verbose_name=_("lĩnh vực"), on_delete=models.PROTECT, related_name="stories"
    )
    person = models.CharField(
        _("nhân vật, không nêu tên"),
        max_length=200,
        help_text=_("Ví dụ: Công nhân vận hành, một xí nghiệp cấp nước ở Hà Nội"),
    )
    name = models.CharField(_("tên nhân vật"), max_length=120, blank=True)
    consent = models.ForeignKey(
        Consent,
        verbose_name=_("phiếu đồng ý"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
    )
    figure = models.CharField(_("chân dung vẽ"), max_length=10, choices=Figure.choices, default=Figure.HELMET)
    portrait = models.ForeignKey(
        SiteImage,
        verbose_name=_("chân dung khác"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Để trống thì trang dùng chân dung vẽ."),
    )
    body = StreamField(article_blocks(), verbose_name=_("bài"), blank=True)

    objects = StoryManager()

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("published_at"), FieldPanel("field")]),
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
    parent_page_types = ["showcase.StoryIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("gương sáng")
        verbose_name_plural = _("gương sáng")
        indexes = [models.Index(fields=["-published_at"], name="story_published")]

    def clean(self) -> None:
        """A story that names somebody needs that person's standing consent; the error stands at the field."""
        super().clean()
        if self.name and not self.public_name:
            raise ValidationError(
                {
                    "consent": _(
                        "Bài nêu tên nhân vật cần phiếu đồng ý còn hiệu lực, gồm nêu tên và kể chuyện."
                    )
                }
            )

    @property
    def public_name(self) -> str:
        """Name with a standing consent that covers name and story, else nothing."""
        consent = self.consent
        if consent and consent.stands and consent.covers_name and consent.covers_story:
            return self.name
        return ""

    @property
    def shows_portrait_photo(self) -> bool:
        """Whether a photo may be shown: there is one and a standing consent covers it."""
        consent = self.consent
        return bool(self.portrait_id and consent and consent.stands and consent.covers_photo)

    def live_initiatives(self) -> list[Initiative]:
        """Published initiatives behind the story, in the editor's order."""
        ids = [link.initiative_id for link in self.story_initiatives.all()]
        return Initiative.objects.live().with_list_relations().by_ids(ids)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the initiatives behind the story and other stories, of the same field first."""
        context = super().get_context(request, *args, **kwargs)
        others = (
            StoryPage.objects.published().in_locale(self.locale_id).exclude(pk=self.pk).with_list_relations()
        )
        near = models.Case(models.When(field_id=self.field_id, then=models.Value(0)), default=models.Value(1))
        context.update(
            initiatives=self.live_initiatives(),
            related=others.annotate(near=near).order_by("near", "-published_at")[:3],
        )
        return context


class StoryInitiative(Orderable):
    """An initiative behind a story."""

    page = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="story_initiatives")
    initiative = models.ForeignKey(
        Initiative, verbose_name=_("sáng kiến"), on_delete=models.CASCADE, related_name="story_links"
    )

    panels = [FieldPanel("initiative")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "initiative"], name="story_initiative_once")]
