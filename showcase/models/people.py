"""Consent: without it the public sees a unit and a job title, never a name or a picture.

Rule: Law on Personal Data Protection, in force since 2026-01-01.
"""

import datetime
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from home.models import Office, SiteImage
from home.uploads.fields import validate_evidence

__all__ = ["Consent", "ImageConsent", "standing", "uncovered_pictures"]


def private_storage() -> Storage:
    """Where evidence is kept: no address of the public site leads there."""
    return storages["private"]


def standing(prefix: str = "", day: datetime.date | None = None) -> Q:
    """Condition of a consent in force on a day, today by default; `prefix` is the way to it, as "consent__"."""
    day = day or timezone.localdate()
    lasting = Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gte": day})
    return Q(**{f"{prefix}withdrawn_on__isnull": True}) & lasting


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Chainable selections of consents."""

    def standing(self, day: datetime.date | None = None) -> Self:
        """Consents in force: neither withdrawn nor expired."""
        return self.filter(standing(day=day))

    def run_out(self, day: datetime.date | None = None) -> Self:
        """Consents whose last day has passed and whose end has not been carried out yet."""
        return self.filter(
            valid_until__lt=day or timezone.localdate(), withdrawn_on__isnull=True, ended_at__isnull=True
        )


class Consent(ClusterableModel):
    """What one person agreed to, for which purpose, since when, until when, and on what evidence."""

    person = models.CharField(
        _("người đồng ý"),
        max_length=120,
        help_text=_("Họ và tên như trong giấy đồng ý. Ví dụ: Nguyễn Văn A"),
    )
    covers_name = models.BooleanField(
        _("nêu tên"), default=False, help_text=_("Tên được hiện trong sáng kiến và gương sáng.")
    )
    covers_photo = models.BooleanField(
        _("dùng hình"), default=False, help_text=_("Hình nhận ra được người này được hiện trên trang.")
    )
    covers_story = models.BooleanField(
        _("kể chuyện"), default=False, help_text=_("Được đăng bài gương sáng về người này.")
    )
    purpose = models.CharField(
        _("mục đích"), max_length=200, help_text=_("Ví dụ: công bố sáng kiến trên Cổng Sáng kiến")
    )
    given_on = models.DateField(_("ngày đồng ý"), help_text=_("Ngày ký giấy đồng ý. Ví dụ: 15/03/2026"))
    valid_until = models.DateField(
        _("có hiệu lực đến hết ngày"),
        null=True,
        blank=True,
        help_text=_("Để trống khi không ghi thời hạn. Hết ngày này phiếu tự hết hiệu lực. Ví dụ: 31/12/2028"),
    )
    evidence = models.CharField(
        _("căn cứ"), max_length=200, blank=True, help_text=_("Ví dụ: phiếu đồng ý lưu tại công đoàn cơ sở")
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("bộ phận giữ phiếu"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consents",
        help_text=_("Bộ phận nhận và lưu phiếu; người của bộ phận này luôn thấy phiếu."),
    )
    evidence_file = models.FileField(
        _("bản chụp căn cứ"),
        blank=True,
        upload_to="phieu-dong-y/%Y/",
        storage=private_storage,
        validators=[validate_evidence],
        help_text=_(
            "Không bắt buộc: tệp PDF hoặc hình. Tệp nằm trong kho riêng, chỉ người có quyền xem phiếu mở được."
        ),
    )
    withdrawn_on = models.DateField(
        _("ngày rút lại"),
        null=True,
        blank=True,
        help_text=_("Nên dùng nút “Rút lại đồng ý”: nút đó cho xem trước những gì sẽ biến mất."),
    )
    withdrawal_reason = models.CharField(
        _("lý do rút lại"), max_length=300, blank=True, help_text=_("Ví dụ: theo đơn đề nghị ngày 02/04/2026")
    )
    ended_at = models.DateTimeField(_("đã gỡ khỏi trang lúc"), null=True, blank=True, editable=False)
    is_demo = models.BooleanField(
        _("nội dung minh hoạ"), default=False, help_text=_("Đánh dấu phiếu dựng lên để trình diễn.")
    )

    objects = ConsentQuerySet.as_manager()

    panels = [
        FieldPanel("person"),
        MultiFieldPanel(
            [FieldPanel("covers_name"), FieldPanel("covers_photo"), FieldPanel("covers_story")],
            heading=_("Đồng ý những gì"),
        ),
        FieldPanel("purpose"),
        FieldRowPanel([FieldPanel("given_on"), FieldPanel("valid_until")]),
        MultiFieldPanel([FieldPanel("evidence"), FieldPanel("evidence_file")], heading=_("Căn cứ")),
        FieldPanel("office", widget=forms.Select),
        InlinePanel(
            "pictures",
            heading=_("Hình có người này"),
            label=_("Hình"),
            help_text=_("Những hình nhận ra được người này. Rút lại đồng ý thì các hình này biến mất."),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("withdrawn_on"), FieldPanel("withdrawal_reason")])],
            heading=_("Rút lại"),
        ),
    ]

    class Meta:
        verbose_name = _("phiếu đồng ý")
        verbose_name_plural = _("phiếu đồng ý")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("given_on")),
                name="consent_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="consent_person"),
            models.Index(fields=["valid_until"], name="consent_valid_until"),
        ]

    def __str__(self) -> str:
        return self.person

    def clean(self) -> None:
        """Dates in order, with the error at the field."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.withdrawn_on and self.given_on and self.withdrawn_on < self.given_on:
            errors["withdrawn_on"] = _("Ngày rút lại phải từ ngày đồng ý trở đi.")
        if self.valid_until and self.given_on and self.valid_until < self.given_on:
            errors["valid_until"] = _("Ngày hết hiệu lực phải từ ngày đồng ý trở đi.")
        if errors:
            raise ValidationError(errors)

    @property
    def stands(self) -> bool:
        """Whether the consent is in force today: neither withdrawn nor expired."""
        return self.withdrawn_on is None and (
            self.valid_until is None or self.valid_until >= timezone.localdate()
        )

    @property
    def number(self) -> str:
        """What logs call the consent: they keep no names."""
        return f"Phiếu đồng ý số {self.pk}"


class ImageConsent(models.Model):
    """A person with a consent can be recognised in a picture.

    The link outlives the consent: somebody in the picture then agrees no longer, whatever the others do.
    """

    consent = ParentalKey(Consent, null=True, on_delete=models.SET_NULL, related_name="pictures")
    image = models.ForeignKey(
        SiteImage,
        verbose_name=_("hình"),
        on_delete=models.CASCADE,
        related_name="image_consents",
        help_text=_("Chọn hình nhận ra được người này; hình được đánh dấu “có người nhận ra được”."),
    )

    panels = [FieldPanel("image")]

    class Meta:
        verbose_name = _("hình có người đồng ý")
        verbose_name_plural = _("hình có người đồng ý")
        constraints = [models.UniqueConstraint(fields=["consent", "image"], name="image_consent_once")]

    def __str__(self) -> str:
        return f"{self.image_id} – {self.consent_id}"


def uncovered_pictures() -> "QuerySet[SiteImage]":
    """Pictures of recognisable people of whom not everyone has a standing consent to use them, or nobody has one."""
    links = ImageConsent.objects.filter(image=OuterRef("pk"))
    lapsed = links.exclude(Q(consent__covers_photo=True) & standing("consent__"))
    return SiteImage.objects.filter(shows_people=True).filter(~Exists(links) | Exists(lapsed))
