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
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable

from home.blocks.links import AskBlock
from home.models.featured import STORY_MODEL, Slot, slot_constraint
from home.slots import SlotsPanel
from home.slug_fields import NamePanel
from home.slugs import vietnamese_slug
from showcase.choices import Education, Level
from showcase.models.units import Unit

__all__ = ["AwardThreshold", "AwardType", "Field", "FieldPromotion", "FieldStory", "Keyword"]


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
        help_text=_("Để trống nếu là lĩnh vực lớn; chỉ có hai cấp. Ví dụ: An toàn lao động"),
    )
    name = models.CharField(
        _("tên"), max_length=80, help_text=_("Ngắn, dễ hiểu với người lao động. Ví dụ: Tiết kiệm điện")
    )
    slug = models.SlugField(
        _("mã trong đường dẫn"),
        max_length=60,
        unique=True,
        help_text=_("Chữ thường không dấu, nối bằng gạch ngang. Ví dụ: tiet-kiem-dien"),
    )
    sort_order = models.PositiveIntegerField(
        _("thứ tự"), default=0, help_text=_("Số nhỏ đứng trước. Ví dụ: 10")
    )
    summary = models.CharField(
        _("một câu giới thiệu"),
        max_length=300,
        blank=True,
        help_text=_("Một câu trong danh sách lĩnh vực. Ví dụ: Bớt điện, nước, than mà việc vẫn chạy"),
    )
    intro = RichTextField(
        _("lời mở đầu"),
        blank=True,
        features=["bold", "link", "ul"],
        help_text=_("Hai, ba câu đầu trang lĩnh vực."),
    )
    questions = StreamField(
        [("question", AskBlock())],
        verbose_name=_("câu hỏi người lao động hay mang tới"),
        blank=True,
        help_text=_("Hiện đầu trang lĩnh vực; bấm vào là tìm. Ví dụ: Làm sao bớt bụi ở khâu mài?"),
    )

    objects = FieldQuerySet.as_manager()

    panels = [
        FieldRowPanel([NamePanel(), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("parent"), FieldPanel("sort_order")]),
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("intro"), FieldPanel("questions")], heading=_("Trang lĩnh vực")
        ),
        SlotsPanel(
            "promotions",
            heading=_("Sáng kiến nêu bật"),
            label=_("Sáng kiến"),
            max_num=24,
            help_text=_(
                "Mục “Nên đọc trước” của trang lĩnh vực hiện nhiều nhất 6 sáng kiến đang trong hạn, theo thứ tự ở đây. "
                "Không ô nào trong hạn thì mục này ẩn, người đọc thấy ngay danh sách."
            ),
        ),
        SlotsPanel(
            "featured_stories",
            heading=_("Gương sáng nêu bật"),
            label=_("Gương sáng"),
            max_num=24,
            help_text=_(
                "Trang lĩnh vực hiện nhiều nhất 3 bài đang trong hạn, theo thứ tự ở đây. Không ô nào trong hạn thì "
                "hiện các bài mới nhất của lĩnh vực."
            ),
        ),
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


class FieldPromotion(Slot):
    """An initiative that editors put first on the page of a field."""

    subject_field = "initiative"

    field = ParentalKey(Field, on_delete=models.CASCADE, related_name="promotions")
    initiative = models.ForeignKey(
        "showcase.Initiative",
        verbose_name=_("sáng kiến"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Sáng kiến chỉ công bố tóm tắt thì không hiện ở đây."),
    )

    panels = [FieldPanel("initiative"), Slot.dates_panel]

    class Meta(Slot.Meta):
        verbose_name = _("sáng kiến nêu bật")
        constraints = [slot_constraint("field_promotion_dates_in_order")]


class FieldStory(Slot):
    """A story that editors put first on the page of a field."""

    subject_field = "story"

    field = ParentalKey(Field, on_delete=models.CASCADE, related_name="featured_stories")
    story = models.ForeignKey(
        STORY_MODEL,
        verbose_name=_("gương sáng"),
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Bài chưa công bố hoặc đã rút xuống thì tạm vắng mặt, ô vẫn giữ chỗ."),
    )

    panels = [PageChooserPanel("story"), Slot.dates_panel]

    class Meta(Slot.Meta):
        verbose_name = _("gương sáng nêu bật")
        constraints = [slot_constraint("field_story_dates_in_order")]


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

    class Subject(models.TextChoices):
        """Who is honoured: it makes the candidates of the award desk."""

        INITIATIVE = "initiative", _("Sáng kiến")
        PERSON = "person", _("Tác giả")

    name = models.CharField(
        _("tên"), max_length=120, unique=True, help_text=_("Ví dụ: Bằng Lao động sáng tạo")
    )
    slug = models.SlugField(
        _("mã"),
        max_length=60,
        unique=True,
        help_text=_("Chữ thường không dấu. Ví dụ: bang-lao-dong-sang-tao"),
    )
    body = models.ForeignKey(
        Unit,
        verbose_name=_("cấp trao"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Cơ quan ký tặng. Ví dụ: Tổng Liên đoàn"),
    )
    level = models.CharField(
        _("cấp"),
        max_length=12,
        choices=Level.choices,
        help_text=_("Cấp của hình thức khen, dùng để xếp thứ tự."),
    )
    subject = models.CharField(
        _("khen cho"),
        max_length=10,
        choices=Subject.choices,
        default=Subject.INITIATIVE,
        help_text=_(
            "Ứng viên khi xét thưởng là từng sáng kiến hay từng tác giả. Ví dụ: Công nhân giỏi khen tác giả"
        ),
    )
    description = models.TextField(_("mô tả"), blank=True, help_text=_("Khen ai, vì gì, một hai câu."))

    panels = [
        FieldRowPanel([NamePanel(), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("body"), FieldPanel("level"), FieldPanel("subject")]),
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
    valid_from = models.DateField(
        _("áp dụng từ"), help_text=_("Ngày quy định có hiệu lực. Ví dụ: 01/01/2021")
    )
    valid_to = models.DateField(
        _("đến hết ngày"), null=True, blank=True, help_text=_("Để trống khi quy định còn hiệu lực.")
    )
    min_value = models.BigIntegerField(
        _("tổng giá trị làm lợi từ (đồng)"), default=0, help_text=_("Đồng, chỉ ghi số. Ví dụ: 80000000")
    )
    min_years = models.PositiveSmallIntegerField(
        _("số năm liên tiếp từ"),
        default=1,
        help_text=_("Ví dụ: 3 (ba năm liên tiếp, năm nào cũng có sáng kiến)"),
    )
    max_education = models.CharField(
        _("trình độ cao nhất"),
        max_length=12,
        choices=Education.choices,
        blank=True,
        help_text=_("Để trống thì không xét trình độ."),
    )
    allows_leaders = models.BooleanField(
        _("xét cả người giữ chức vụ quản lý"),
        default=False,
        help_text=_("Bỏ trống: chỉ xét người lao động trực tiếp."),
    )
    text = models.CharField(
        _("nội dung điều kiện"),
        max_length=300,
        help_text=_("Điều kiện viết thành câu. Ví dụ: Có một giải pháp làm lợi từ 80 triệu đồng"),
    )
    source = models.CharField(
        _("văn bản quy định"), max_length=200, blank=True, help_text=_("Ví dụ: Hướng dẫn 04/HD-LĐLĐ, mục III")
    )

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
