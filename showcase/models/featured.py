"""What was featured where, and when: kept after the slot, the story or the place is gone."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from showcase.models.initiatives import Initiative
from showcase.models.stories import StoryPage
from showcase.models.taxonomy import Field

__all__ = ["FeaturedRun"]


class FeaturedRunQuerySet(models.QuerySet["FeaturedRun"]):
    """Chainable selections of runs."""

    def current(self, day: datetime.date) -> Self:
        """Runs that have not ended before the day; some may begin later."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))

    def between(self, start: datetime.date | None, stop: datetime.date | None) -> Self:
        """Runs that share a day with a stretch of time; None leaves that side open."""
        found = self if start is None else self.current(start)
        return found if stop is None else found.filter(from_on__lte=stop)

    def newest(self) -> Self:
        """Latest beginning first, in the order of the place."""
        return self.order_by("-from_on", "place", "position", "pk")


class FeaturedRun(models.Model):
    """A stretch of days for which a story or an initiative stood in a slot of a place; both days included.

    The names are those at the time: they stay when the place or what was featured is deleted. A run whose slot is
    dated may lie in the future; it is taken back if it leaves the page before it began.
    """

    page = models.ForeignKey(
        Page, verbose_name=_("trang"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    field = models.ForeignKey(
        Field, verbose_name=_("lĩnh vực"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    place = models.CharField(_("nơi nêu bật"), max_length=255)
    story = models.ForeignKey(
        StoryPage,
        verbose_name=_("gương sáng"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("sáng kiến"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    title = models.CharField(_("nêu bật"), max_length=255)
    position = models.PositiveSmallIntegerField(_("ô thứ"))
    from_on = models.DateField(_("từ ngày"))
    to_on = models.DateField(_("đến hết ngày"), null=True, blank=True)

    story_id: int | None
    initiative_id: int | None

    objects = FeaturedRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nêu bật")
        verbose_name_plural = _("lần nêu bật")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="featured_run_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(page__isnull=True) | Q(field__isnull=True), name="featured_run_one_place"
            ),
            models.CheckConstraint(
                condition=Q(story__isnull=True) | Q(initiative__isnull=True), name="featured_run_one_subject"
            ),
        ]
        indexes = [
            models.Index(fields=["-from_on"], name="featured_run_from"),
            models.Index(fields=["place"], name="featured_run_place"),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.title}"

    @property
    def subject(self) -> tuple[int | None, int | None]:
        """What is featured: keys of a story and of an initiative, one of which is None."""
        return self.story_id, self.initiative_id

    def stands_on(self, day: datetime.date) -> bool:
        """Whether the run includes a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    @property
    def state_label(self) -> str:
        """Whether the run is to come, stands today, or is over, in words."""
        today = timezone.localdate()
        if self.from_on > today:
            return _now("Sắp nêu")
        return _now("Đang nêu") if self.stands_on(today) else _now("Đã thôi")

    @property
    def kind_label(self) -> str:
        """What sort of thing was featured, as far as it still exists, in words."""
        if self.story_id:
            return _now("Gương sáng")
        return _now("Sáng kiến") if self.initiative_id else _now("Đã xoá")
