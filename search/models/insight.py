"""What people search for, counted at once: no row tells who asked.

A question is known by a keyed digest alone until it has been asked often enough (`search.insight`); only then
are its words kept, and only as long as that stays so.
"""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, FloatField, Max, Q, Sum, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

__all__ = ["MAX_QUESTION", "Place", "Question", "QuestionDay"]

MAX_QUESTION = 120
"""Characters of a question that is counted; longer ones are not questions but texts."""


class Place(models.TextChoices):
    """Where a question was asked."""

    CATALOGUE = "catalogue", _("Danh mục sáng kiến")
    EVERYTHING = "everything", _("Tìm trên cả trang")
    FIELD = "field", _("Trang lĩnh vực")


_COUNTS = ("searches", "empty", "relaxed", "corrected", "clicks", "pinned_clicks", "positions")


class QuestionQuerySet(models.QuerySet["Question"]):
    """Chainable selections of questions."""

    def told(self) -> Self:
        """Those whose words are kept."""
        return self.exclude(text="")

    def with_counts(self, since: datetime.date, place: str = "") -> Self:
        """Counts from `since` on, at one place or all; questions that nobody asked then are left out.

        Adds every count of `QuestionDay`, `all_clicks`, `last_day`, and `average_position` (from 1, None
        without a click).
        """
        wanted = Q(days__day__gte=since)
        if place:
            wanted &= Q(days__place=place)
        counts: dict[str, Any] = {name: Coalesce(Sum(f"days__{name}", filter=wanted), 0) for name in _COUNTS}
        return (
            self.annotate(**counts, last_day=Max("days__day", filter=wanted))
            .filter(searches__gt=0)
            .annotate(
                all_clicks=F("clicks") + F("pinned_clicks"),
                average_position=Case(
                    When(clicks__gt=0, then=Cast("positions", FloatField()) / F("clicks")),
                    default=Value(None),
                    output_field=FloatField(),
                ),
            )
        )


class Question(models.Model):
    """A question; `text` is empty until enough searches asked it."""

    digest = models.CharField(_("dấu"), max_length=32, unique=True)
    text = models.CharField(_("câu tìm"), max_length=MAX_QUESTION, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("câu người đọc tìm")
        verbose_name_plural = _("câu người đọc tìm")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.text or self.digest


class QuestionDay(models.Model):
    """Counts of one question on one day at one place."""

    question = models.ForeignKey(
        Question, verbose_name=_("câu tìm"), on_delete=models.CASCADE, related_name="days"
    )
    day = models.DateField(_("ngày"), db_index=True)
    place = models.CharField(_("nơi tìm"), max_length=12, choices=Place.choices)
    searches = models.PositiveIntegerField(_("lượt tìm"), default=0)
    empty = models.PositiveIntegerField(_("lượt không thấy gì"), default=0)
    relaxed = models.PositiveIntegerField(_("lượt phải bỏ bớt từ"), default=0)
    corrected = models.PositiveIntegerField(_("lượt được sửa chính tả"), default=0)
    clicks = models.PositiveIntegerField(_("lượt chọn kết quả"), default=0)
    pinned_clicks = models.PositiveIntegerField(_("lượt chọn kết quả ghim"), default=0)
    positions = models.PositiveIntegerField(_("tổng thứ hạng được chọn"), default=0)

    class Meta:
        verbose_name = _("số đếm của một ngày")
        verbose_name_plural = _("số đếm theo ngày")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["question", "day", "place"], name="question_day_once")]

    def __str__(self) -> str:
        return f"{self.question} · {self.day}"
