"""Targets and reported figures of campaigns: every number with its source and its day."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from home.models import CampaignPage
from showcase.models.units import Unit

__all__ = ["CampaignFigure", "CampaignTarget"]

_UNIT_OR_COUNTRY = Coalesce(F("unit"), Value(0), output_field=models.BigIntegerField())


class CampaignTarget(models.Model):
    """How many initiatives a unit is to reach; without a unit, the whole country."""

    class Kind(models.TextChoices):
        """Who set the target."""

        ASSIGNED = "assigned", _("Được giao")
        SELF_SET = "self_set", _("Tự đặt")
        REGISTERED = "registered_target", _("Đăng ký")

    campaign = models.ForeignKey(
        CampaignPage, verbose_name=_("chiến dịch"), on_delete=models.CASCADE, related_name="targets"
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaign_targets",
    )
    kind = models.CharField(_("loại"), max_length=20, choices=Kind.choices)
    value = models.PositiveBigIntegerField(_("số sáng kiến"))
    as_of = models.DateField(_("thời điểm"), null=True, blank=True)
    source = models.CharField(_("nguồn"), max_length=300)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    panels = [
        FieldPanel("campaign"),
        FieldPanel("unit"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("value"), FieldPanel("as_of")]),
        FieldPanel("source"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("chỉ tiêu")
        verbose_name_plural = _("chỉ tiêu")
        ordering = ["campaign", "kind", "-value"]
        constraints = [
            models.UniqueConstraint(F("campaign"), _UNIT_OR_COUNTRY, F("kind"), name="target_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"


class CampaignFigure(models.Model):
    """A reported number; without a unit, the whole country. `as_of` is null where the source gives no day."""

    class Kind(models.TextChoices):
        """What was counted."""

        REGISTERED = "registered", _("Đăng ký")
        ENTERED = "entered", _("Đã nhập")
        SUBMITTED = "submitted", _("Đã nộp")
        VALID = "valid", _("Hợp lệ")
        PARTICIPANTS = "participants", _("Người tham gia")
        RECOGNISED = "recognised", _("Được công nhận")
        PROPOSED = "proposed", _("Được đề nghị")
        AWARDED = "awarded", _("Được tặng danh hiệu")
        CERTIFICATES = "certificates", _("Bằng khen")
        BENEFIT = "benefit", _("Giá trị làm lợi (đồng)")

    campaign = models.ForeignKey(
        CampaignPage, verbose_name=_("chiến dịch"), on_delete=models.CASCADE, related_name="figures"
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaign_figures",
    )
    kind = models.CharField(_("loại"), max_length=20, choices=Kind.choices)
    value = models.PositiveBigIntegerField(_("số"))
    as_of = models.DateTimeField(_("tính đến"), null=True, blank=True)
    label = models.CharField(_("diễn giải"), max_length=200, blank=True)
    approximate = models.BooleanField(_("số tròn"), default=False)
    source = models.CharField(_("nguồn"), max_length=300)
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)

    panels = [
        FieldPanel("campaign"),
        FieldPanel("unit"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("value"), FieldPanel("as_of")]),
        FieldPanel("label"),
        FieldPanel("approximate"),
        FieldPanel("source"),
        FieldPanel("note"),
    ]

    class Meta:
        verbose_name = _("số liệu báo cáo")
        verbose_name_plural = _("số liệu báo cáo")
        ordering = ["campaign", "kind", "-value"]
        constraints = [
            models.UniqueConstraint(
                F("campaign"), _UNIT_OR_COUNTRY, F("kind"), F("as_of"), F("label"), name="figure_once"
            ),
            models.UniqueConstraint(
                F("campaign"),
                _UNIT_OR_COUNTRY,
                F("kind"),
                F("label"),
                condition=Q(as_of__isnull=True),
                name="figure_without_day_once",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="figure_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"
