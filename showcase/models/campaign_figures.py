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
        CampaignPage,
        verbose_name=_("chiến dịch"),
        on_delete=models.CASCADE,
        related_name="targets",
        help_text=_("Chỉ tiêu hoặc số liệu thuộc chiến dịch nào."),
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaign_targets",
        help_text=_("Để trống nếu là số của cả nước."),
    )
    kind = models.CharField(
        _("loại"),
        max_length=20,
        choices=Kind.choices,
        help_text=_("Ai đặt ra con số: cấp trên giao, đơn vị tự đặt hay đăng ký."),
    )
    value = models.PositiveBigIntegerField(_("số sáng kiến"), help_text=_("Chỉ ghi số. Ví dụ: 12000"))
    as_of = models.DateField(
        _("thời điểm"), null=True, blank=True, help_text=_("Ngày chỉ tiêu được đặt. Ví dụ: 08/01/2022")
    )
    source = models.CharField(
        _("nguồn"), max_length=300, help_text=_("Văn bản hoặc báo cáo. Ví dụ: Kế hoạch 30/KH-TLĐ")
    )
    note = models.CharField(
        _("ghi chú"), max_length=300, blank=True, help_text=_("Ví dụ: đã điều chỉnh tháng 6")
    )

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
        CampaignPage,
        verbose_name=_("chiến dịch"),
        on_delete=models.CASCADE,
        related_name="figures",
        help_text=_("Số liệu thuộc chiến dịch nào."),
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="campaign_figures",
        help_text=_("Để trống nếu là số của cả nước."),
    )
    kind = models.CharField(
        _("loại"), max_length=20, choices=Kind.choices, help_text=_("Đếm cái gì. Ví dụ: Đã nộp")
    )
    value = models.PositiveBigIntegerField(_("số"), help_text=_("Chỉ ghi số. Ví dụ: 250177"))
    as_of = models.DateTimeField(
        _("tính đến"),
        null=True,
        blank=True,
        help_text=_("Số tính tới lúc nào; để trống khi nguồn không nói. Ví dụ: 20/04/2022 17:00"),
    )
    label = models.CharField(
        _("diễn giải"),
        max_length=200,
        blank=True,
        help_text=_("Khi một loại có nhiều số. Ví dụ: riêng khối doanh nghiệp"),
    )
    approximate = models.BooleanField(
        _("số tròn"), default=False, help_text=_("Nguồn ghi “hơn”, “khoảng”: trang cũng ghi như vậy.")
    )
    source = models.CharField(
        _("nguồn"), max_length=300, help_text=_("Số nào cũng cần nguồn. Ví dụ: Báo cáo 12/BC-TLĐ")
    )
    note = models.CharField(
        _("ghi chú"),
        max_length=400,
        blank=True,
        help_text=_("Điều cần biết khi đọc số. Ví dụ: chưa gồm công đoàn ngành"),
    )

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
