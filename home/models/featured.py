"""Featured slots of the front page and of campaigns: which stories stand there, and when.

home knows stories by name only; see docs/adr/0015. What it asks of that page type is what every published page of
this site has, and `newest()` and `with_list_relations()` of its manager.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.coreutils import resolve_model_string
from wagtail.models import Orderable

from home.days import ShownDay
from home.schedule import shown_on
from home.slots import standing

__all__ = [
    "STORY_MODEL",
    "CampaignStory",
    "FrontPageStory",
    "Slot",
    "featured_stories",
    "newest_stories",
    "slot_constraint",
]

STORY_MODEL = "showcase.StoryPage"


def slot_constraint(name: str) -> models.CheckConstraint:
    """The database's own rule that a slot does not end before it starts."""
    return models.CheckConstraint(
        condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        name=name,
    )


class Slot(Orderable):
    """A place in which something is featured, at most from one day to another, both included."""

    subject_field: ClassVar[str]
    """Name of the key to what is featured."""

    starts_on = models.DateField(
        _("nêu từ ngày"),
        null=True,
        blank=True,
        help_text=_("Để trống: nêu ngay khi công bố. Ví dụ: 01/05/2026"),
    )
    ends_on = models.DateField(
        _("đến hết ngày"),
        null=True,
        blank=True,
        help_text=_("Để trống: nêu tới khi bỏ khỏi ô này. Ví dụ: 31/05/2026"),
    )

    dates_panel = FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")])

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self) -> None:
        """Dates in order, with the error at the field."""
        super().clean()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")})


class StorySlot(Slot):
    """A slot that holds a story."""

    subject_field = "story"

    story = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("gương sáng"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Bài chưa công bố hoặc đã rút xuống thì tạm vắng mặt, ô vẫn giữ chỗ."),
    )

    panels = [PageChooserPanel("story", page_type=STORY_MODEL), Slot.dates_panel]

    class Meta(Slot.Meta):
        abstract = True


class FrontPageStory(StorySlot):
    """A story on the front page."""

    page = ParentalKey("home.FrontPage", on_delete=models.CASCADE, related_name="featured_stories")

    class Meta(StorySlot.Meta):
        verbose_name = _("gương sáng nêu bật")
        constraints = [slot_constraint("front_story_dates_in_order")]


class CampaignStory(StorySlot):
    """A story on the page of a campaign."""

    page = ParentalKey("home.CampaignPage", on_delete=models.CASCADE, related_name="featured_stories")

    class Meta(StorySlot.Meta):
        verbose_name = _("gương sáng nêu bật")
        constraints = [slot_constraint("campaign_story_dates_in_order")]


def featured_stories(slots: Any, shown: ShownDay, limit: int) -> list[Any]:
    """Published stories whose slots stand on the day, in the editor's order; two queries at most."""
    ids = [slot.story_id for slot in standing(slots.all(), shown.day)]
    if not ids:
        return []
    public = _stories().published().filter(pk__in=ids).with_list_relations()
    pages = {page.pk: page for page in shown_on(public, shown, belongs=lambda page: page.pk in ids)}
    return [pages[pk] for pk in dict.fromkeys(ids) if pk in pages][:limit]


def newest_stories(shown: ShownDay, limit: int) -> list[Any]:
    """The latest published stories in the site's own language, for a place where no slot stands."""
    public = _stories().published().in_default_language().with_list_relations().newest()
    return shown_on(public, shown, limit=limit, belongs=_in_default_language)


def _in_default_language(page: Any) -> bool:
    return bool(page.locale.language_code == settings.LANGUAGE_CODE)


def _stories() -> Any:
    return resolve_model_string(STORY_MODEL).objects
