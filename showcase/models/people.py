"""Consent: without it the public sees a unit and a job title, never a name or a picture.

Rule: Law on Personal Data Protection, in force since 2026-01-01.
"""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

__all__ = ["Consent"]


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Chainable selections of consents."""

    def standing(self) -> Self:
        """Consents that have not been withdrawn."""
        return self.filter(withdrawn_on__isnull=True)


class Consent(models.Model):
    """What one person agreed to, for which purpose, since when, and on what evidence."""

    person = models.CharField(_("người đồng ý"), max_length=120)
    covers_name = models.BooleanField(_("nêu tên"), default=False)
    covers_photo = models.BooleanField(_("dùng hình"), default=False)
    covers_story = models.BooleanField(_("kể chuyện"), default=False)
    purpose = models.CharField(
        _("mục đích"), max_length=200, help_text=_("Ví dụ: công bố sáng kiến trên Cổng Sáng kiến")
    )
    given_on = models.DateField(_("ngày đồng ý"))
    evidence = models.CharField(
        _("căn cứ"), max_length=200, blank=True, help_text=_("Ví dụ: phiếu đồng ý lưu tại công đoàn cơ sở")
    )
    withdrawn_on = models.DateField(_("ngày rút lại"), null=True, blank=True)
    is_demo = models.BooleanField(_("nội dung minh hoạ"), default=False)

    objects = ConsentQuerySet.as_manager()

    panels = [
        FieldPanel("person"),
        MultiFieldPanel(
            [FieldPanel("covers_name"), FieldPanel("covers_photo"), FieldPanel("covers_story")],
            heading=_("Đồng ý những gì"),
        ),
        FieldPanel("purpose"),
        FieldRowPanel([FieldPanel("given_on"), FieldPanel("withdrawn_on")]),
        FieldPanel("evidence"),
    ]

    class Meta:
        verbose_name = _("phiếu đồng ý")
        verbose_name_plural = _("phiếu đồng ý")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_dates_in_order",
            )
        ]
        indexes = [models.Index(fields=["person"], name="consent_person")]

    def __str__(self) -> str:
        return self.person

    def clean(self) -> None:
        """Dates in order, with the error at the field."""
        super().clean()
        if self.withdrawn_on and self.given_on and self.withdrawn_on < self.given_on:
            raise ValidationError({"withdrawn_on": _("Ngày rút lại phải từ ngày đồng ý trở đi.")})

    @property
    def stands(self) -> bool:
        """Whether the consent has not been withdrawn."""
        return self.withdrawn_on is None
