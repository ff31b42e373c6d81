"""Union bodies and workplaces through time."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from home.slug_fields import NamePanel
from showcase.choices import Sector
from showcase.units.succession import Link, SuccessionCircleError, Successions

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

    name = models.CharField(
        _("tên đầy đủ"), max_length=200, help_text=_("Ví dụ: Liên đoàn Lao động tỉnh Bắc Ninh")
    )
    short_name = models.CharField(_("tên gọn"), max_length=120, help_text=_("Ví dụ: LĐLĐ tỉnh Bắc Ninh"))
    slug = models.SlugField(
        _("mã trong đường dẫn"),
        max_length=100,
        unique=True,
        help_text=_("Chữ thường không dấu, không đổi về sau. Ví dụ: ldld-tinh-bac-ninh"),
    )
    workplace = models.CharField(
        _("nơi làm việc"),
        max_length=200,
        blank=True,
        help_text=_("Cơ quan, doanh nghiệp mà công đoàn cơ sở gắn với. Ví dụ: Công ty Cấp nước số 2"),
    )
    kind = models.CharField(
        _("cấp"),
        max_length=15,
        choices=Kind.choices,
        help_text=_("Bậc trong tổ chức công đoàn. Ví dụ: Công đoàn cơ sở"),
    )
    sector = models.CharField(
        _("khu vực"),
        max_length=15,
        choices=Sector.choices,
        blank=True,
        help_text=_("Khu vực của nơi làm việc; để trống với cơ quan công đoàn."),
    )
    place = models.CharField(
        _("địa bàn"),
        max_length=80,
        blank=True,
        help_text=_("Tỉnh, thành phố hoặc quận, huyện. Ví dụ: Bắc Ninh"),
    )
    members = models.PositiveIntegerField(
        _("số đoàn viên"), null=True, blank=True, help_text=_("Số gần nhất. Ví dụ: 412")
    )
    members_on = models.DateField(
        _("số đoàn viên tính đến"),
        null=True,
        blank=True,
        help_text=_("Ngày chốt số đoàn viên; để trống nếu không rõ. Ví dụ: 31/12/2025"),
    )
    valid_from = models.DateField(
        _("có từ ngày"),
        null=True,
        blank=True,
        help_text=_("Ngày thành lập; để trống nếu không rõ. Ví dụ: 01/07/2025"),
    )
    valid_to = models.DateField(
        _("đến hết ngày"),
        null=True,
        blank=True,
        help_text=_("Ngày cuối cùng còn hoạt động; để trống khi đang hoạt động."),
    )
    is_demo = models.BooleanField(
        _("nội dung minh hoạ"), default=False, help_text=_("Đánh dấu đơn vị dựng lên để trình diễn.")
    )

    objects = UnitManager()

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([NamePanel("short_name"), FieldPanel("slug")]),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("sector")]),
                FieldPanel("workplace"),
                FieldPanel("place"),
                FieldRowPanel([FieldPanel("members"), FieldPanel("members_on")]),
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

    def get_absolute_url(self) -> str:
        """Address of the unit's page."""
        return reverse("showcase:unit", args=[self.slug])

    def has_ended(self, day: datetime.date | None = None) -> bool:
        """Whether the unit no longer exists on a day, by default today."""
        return self.valid_to is not None and self.valid_to < (day or timezone.localdate())

    @classmethod
    def ancestor_paths(cls, path: str) -> list[str]:
        """Tree paths from the root down to `path` itself."""
        step = cls.steplen
        return [path[:end] for end in range(step, len(path) + 1, step)]


class UnitSuccession(models.Model):
    """One body passing into another; many to many, because bodies both merge and split.

    Of a body that is split, a succession can tell which part it takes: a place, a sector or both.
    """

    old = models.ForeignKey(
        Unit, verbose_name=_("đơn vị cũ"), on_delete=models.CASCADE, related_name="successions"
    )
    new = models.ForeignKey(
        Unit, verbose_name=_("đơn vị mới"), on_delete=models.CASCADE, related_name="origins"
    )
    on = models.DateField(_("từ ngày"))
    legal_basis = models.CharField(_("căn cứ"), max_length=200, blank=True)
    part_place = models.CharField(
        _("phần thuộc địa bàn"),
        max_length=80,
        blank=True,
        help_text=_("Khi chia tách: đơn vị mới nhận phần ở địa bàn nào. Ví dụ: Hà Đông"),
    )
    part_sector = models.CharField(
        _("phần thuộc khu vực"),
        max_length=15,
        choices=Sector.choices,
        blank=True,
        help_text=_("Khi chia tách theo khu vực. Ví dụ: Đơn vị sự nghiệp"),
    )

    class Meta:
        verbose_name = _("kế thừa đơn vị")
        verbose_name_plural = _("kế thừa đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["old", "new", "part_place", "part_sector"], name="succession_once"
            ),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succession_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    def clean(self) -> None:
        """A body succeeds neither itself nor a body that it passed into."""
        super().clean()
        if not self.old_id or not self.new_id:
            return
        if self.old_id == self.new_id:
            raise ValidationError({"new": _("Đơn vị mới phải khác đơn vị cũ.")})
        links = type(self).objects.exclude(pk=self.pk).values_list("old_id", "new_id", "on")
        try:
            Successions([*(Link(*row) for row in links), Link(self.old_id, self.new_id, self.on)])
        except SuccessionCircleError as error:
            raise ValidationError(
                {"new": _("Vòng lặp: đơn vị mới lại là đơn vị đi trước của đơn vị cũ.")}
            ) from error
