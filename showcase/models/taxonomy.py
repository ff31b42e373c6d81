"""Fields, keywords and award types."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TagBase
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable

from home.slugs import vietnamese_slug
from showcase.choices import Education, Level
from showcase.models.units import Unit

__all__ = ["AwardThreshold", "AwardType", "Field", "FieldPromotion", "Keyword"]


class FieldQuerySet(models.QuerySet["Field"]):
    """Chainable selections of fields."""

    def top_level(self) -> Self:
        """Fields without a parent, in their order."""
        return self.filter(parent__isnull=True).order_by("sort_order", "name")

    def without_words(self) -> Self:
        """Names and places in the tree alone, for menus and filters."""
        return self.only("parent_id", "name", "slug", "sort_order")

    def with_parent(self) -> Self:
        """Fetch the parent in the same query."""
        return self.select_related("parent")


class Field(ClusterableModel):
    """A subject area; two levels, no more."""

    parent = models.ForeignKey(
        "self",
        verbose_name=_("thuộc lĩnh vực"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    name = models.CharField(_("tên"), max_length=80)
    slug = models.SlugField(_("mã trong đường dẫn"), max_length=60, unique=True)
    sort_order = models.PositiveIntegerField(_("thứ tự"), default=0)
    summary = models.CharField(_("một câu giới thiệu"), max_length=300, blank=True)
    intro = RichTextField(_("lời mở đầu"), blank=True, features=["bold", "link", "ul"])
    questions = StreamField(
        [
            (
                "question",
                blocks.StructBlock(
                    [
                        ("text", blocks.CharBlock(label=_("Câu hỏi"))),
                        ("q", blocks.CharBlock(label=_("Tìm bằng từ"))),
                    ],
                    label=_("Câu hỏi"),
                ),
            )
        ],
        verbose_name=_("câu hỏi người lao động hay mang tới"),
        blank=True,
    )

    objects = FieldQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("parent"), FieldPanel("sort_order")]),
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("intro"), FieldPanel("questions")], heading=_("Trang lĩnh vực")
        ),
        InlinePanel("promotions", heading=_("Sáng kiến nêu bật"), label=_("Sáng kiến"), max_num=6),
    ]

    class Meta:
        verbose_name = _("lĩnh vực")
        verbose_name_plural = _("lĩnh vực")
        ordering = ["sort_order", "name"]
        constraints = [models.CheckConstraint(condition=~Q(parent=F("id")), name="field_not_its_own_parent")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Keep the tree at two levels, and no field under itself."""
        super().clean()
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("Lĩnh vực không thể nằm dưới chính nó.")})
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("Lĩnh vực chỉ có hai cấp: chọn một lĩnh vực cấp trên cùng.")})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError(
                {"parent": _("Lĩnh vực này đang có lĩnh vực con nên không thể nằm dưới lĩnh vực khác.")}
            )

    @cached_property
    def top(self) -> "Field":
        """The parent, or the field itself: it gives the hue, the icon and the picture."""
        return self.parent if self.parent_id and self.parent else self

    @property
    def hue(self) -> str:
        """Value of `data-field` in templates."""
        return self.top.slug

    @property
    def path_slugs(self) -> tuple[str, ...]:
        """Slugs from the top down; an initiative is found under each."""
        return (self.top.slug, self.slug) if self.parent_id else (self.slug,)

    def get_absolute_url(self) -> str:
        """Landing page of the field."""
        return reverse("search:field", args=[self.slug])


class FieldPromotion(Orderable):
    """An initiative that editors put first on the page of a field."""

    field = ParentalKey(Field, on_delete=models.CASCADE, related_name="promotions")
    initiative = models.ForeignKey(
        "showcase.Initiative", verbose_name=_("sáng kiến"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("initiative")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["field", "initiative"], name="field_promotion_once")]


class Keyword(TagBase):
    """A tag of initiatives, with a slug that reads well in Vietnamese."""

    free_tagging = True

    class Meta:
        verbose_name = _("từ khoá")
        verbose_name_plural = _("từ khoá")
        ordering = ["name"]

    def slugify(self, tag: str, i: int | None = None) -> str:
        """`tiết kiệm điện` → `tiet-kiem-dien`, with a number when another tag has taken it."""
        slug = vietnamese_slug(tag) or "tu-khoa"
        return f"{slug}-{i}" if i is not None else slug


class AwardType(ClusterableModel):
    """An honour that can be given for an initiative."""

    name = models.CharField(_("tên"), max_length=120, unique=True)
    slug = models.SlugField(_("mã"), max_length=60, unique=True)
    body = models.ForeignKey(
        Unit, verbose_name=_("cấp trao"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    level = models.CharField(_("cấp"), max_length=12, choices=Level.choices)
    description = models.TextField(_("mô tả"), blank=True)

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("body"), FieldPanel("level")]),
        FieldPanel("description"),
        InlinePanel("thresholds", heading=_("Điều kiện theo thời kỳ"), label=_("Điều kiện")),
    ]

    class Meta:
        verbose_name = _("hình thức khen thưởng")
        verbose_name_plural = _("hình thức khen thưởng")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AwardThreshold(Orderable):
    """A dated condition for an award: eligibility is data, not code.

    `min_value` is in đồng, in total; `min_years` is the number of consecutive years with an initiative.
    """

    award_type = ParentalKey(AwardType, on_delete=models.CASCADE, related_name="thresholds")
    valid_from = models.DateField(_("áp dụng từ"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    min_value = models.BigIntegerField(_("tổng giá trị làm lợi từ (đồng)"), default=0)
    min_years = models.PositiveSmallIntegerField(_("số năm liên tiếp từ"), default=1)
    max_education = models.CharField(
        _("trình độ cao nhất"), max_length=12, choices=Education.choices, blank=True
    )
    allows_leaders = models.BooleanField(_("xét cả người giữ chức vụ quản lý"), default=False)
    text = models.CharField(_("nội dung điều kiện"), max_length=300)
    source = models.CharField(_("văn bản quy định"), max_length=200, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
        FieldRowPanel([FieldPanel("min_value"), FieldPanel("min_years")]),
        FieldRowPanel([FieldPanel("max_education"), FieldPanel("allows_leaders")]),
        FieldPanel("text"),
        FieldPanel("source"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="threshold_dates_in_order",
            ),
            models.CheckConstraint(condition=Q(min_value__gte=0), name="threshold_value_not_negative"),
        ]

    def clean(self) -> None:
        """Dates in order and no negative money, with errors at the fields."""
        super().clean()
        errors: dict[str, Any] = {}
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            errors["valid_to"] = _("Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        if self.min_value is not None and self.min_value < 0:
            errors["min_value"] = _("Giá trị không thể âm.")
        if errors:
            raise ValidationError(errors)
