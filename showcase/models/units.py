"""Union bodies and workplaces through time."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from showcase.choices import Sector

__all__ = ["Unit", "UnitSuccession"]


class UnitQuerySet(MP_NodeQuerySet):
    """Chainable selections of units."""

    def valid_on(self, day: datetime.date) -> Self:
        """Units that exist on a day."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):  # type: ignore[misc]  # a class made at run time
    """Units in tree order, as treebeard's operations expect."""

    def get_queryset(self) -> UnitQuerySet:
        """Rows in tree order, with the selections above: treebeard's own manager would drop them."""
        return UnitQuerySet(self.model, using=self._db).order_by("path")


class Unit(MP_Node):
    """A body of the unions, or the workplace that a grassroots union covers.

    A record keeps the unit of its day: a merged body stays, with its last day and its successor.
    """

    class Kind(models.TextChoices):
        """Place of the unit in the unions' structure."""

        CONFEDERATION = "confederation", _("Tổng Liên đoàn")
        PROVINCE = "province", _("Liên đoàn lao động tỉnh, thành phố")
        UPPER = "upper", _("Công đoàn cấp trên trực tiếp cơ sở")
        SECTOR = "sector", _("Công đoàn ngành")
        GRASSROOTS = "grassroots", _("Công đoàn cơ sở")

    name = models.CharField(_("tên đầy đủ"), max_length=200)
    short_name = models.CharField(_("tên gọn"), max_length=120, help_text=_("Ví dụ: LĐLĐ tỉnh Bắc Ninh"))
    slug = models.SlugField(_("mã trong đường dẫn"), max_length=100, unique=True)
    workplace = models.CharField(_("nơi làm việc"), max_length=200, blank=True)
    kind = models.CharField(_("cấp"), max_length=15, choices=Kind.choices)
    sector = models.CharField(_("khu vực"), max_length=15, choices=Sector.choices, blank=True)
    place = models.CharField(_("địa bàn"), max_length=80, blank=True)
    members = models.PositiveIntegerField(_("số đoàn viên"), null=True, blank=True)
    valid_from = models.DateField(_("có từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    is_demo = models.BooleanField(_("nội dung minh hoạ"), default=False)

    objects = UnitManager()

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("short_name"), FieldPanel("slug")]),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("sector")]),
                FieldPanel("workplace"),
                FieldRowPanel([FieldPanel("place"), FieldPanel("members")]),
            ],
            heading=_("Đơn vị"),
        ),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        FieldPanel("is_demo"),
    ]

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = _("đơn vị")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="unit_dates_in_order",
            )
        ]
        indexes = [models.Index(fields=["kind", "name"], name="unit_kind_name")]

    def __str__(self) -> str:
        return self.short_name

    def clean(self) -> None:
        """Dates in order, with the error at the field."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("Ngày cuối phải từ ngày đầu trở đi.")})

    @property
    def public_name(self) -> str:
        """What readers see: the workplace where the unit covers one, else the body."""
        return self.workplace or self.short_name

    @classmethod
    def ancestor_paths(cls, path: str) -> list[str]:
        """Tree paths from the root down to `path` itself."""
        step = cls.steplen
        return [path[:end] for end in range(step, len(path) + 1, step)]


class UnitSuccession(models.Model):
    """One body passing into another; many to many, because bodies both merge and split."""

    old = models.ForeignKey(
        Unit, verbose_name=_("đơn vị cũ"), on_delete=models.CASCADE, related_name="successions"
    )
    new = models.ForeignKey(
        Unit, verbose_name=_("đơn vị mới"), on_delete=models.CASCADE, related_name="origins"
    )
    on = models.DateField(_("từ ngày"))
    legal_basis = models.CharField(_("căn cứ"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kế thừa đơn vị")
        verbose_name_plural = _("kế thừa đơn vị")
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="succession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succession_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    def clean(self) -> None:
        """A body does not succeed itself."""
        super().clean()
        if self.old_id and self.old_id == self.new_id:
            raise ValidationError({"new": _("Đơn vị mới phải khác đơn vị cũ.")})
