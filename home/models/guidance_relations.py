"""What hangs on a guidance document: what it says of other documents, and its files."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Orderable

from home.legal_status import CHANGES, ENDING, LegalStatus, RelationType
from home.models.media import SiteDocument

__all__ = ["DocumentRelation", "GuidanceFile", "state_on"]


class DocumentRelationQuerySet(models.QuerySet["DocumentRelation"]):
    """Chainable selections of relations."""

    def from_live_pages(self) -> Self:
        """Relations stated by published documents: a draft changes nothing.

        A twin in another language repeats what its original says; it does not say it once more.
        """
        return self.filter(page__live=True, page__locale=F("target__locale"))

    def in_effect_on(self, day: datetime.date) -> Self:
        """Relations whose stating document has effect on a day."""
        return self.filter(page__effective_from__lte=day)


class DocumentRelation(Orderable):
    """What one document says of another."""

    page = ParentalKey("home.GuidancePage", on_delete=models.CASCADE, related_name="relations")
    type = models.CharField(
        _("quan hệ"),
        max_length=20,
        choices=RelationType.choices,
        help_text=_("Văn bản này làm gì với văn bản kia. Ví dụ: thay thế"),
    )
    target = models.ForeignKey(
        "home.GuidancePage",
        verbose_name=_("với văn bản"),
        on_delete=models.CASCADE,
        related_name="incoming_relations",
        help_text=_("Chọn văn bản đã có trên cổng."),
    )
    partly = models.BooleanField(
        _("chỉ một phần"),
        default=False,
        help_text=_("Thay thế hoặc bãi bỏ một phần, phần còn lại vẫn có hiệu lực."),
    )
    note = models.CharField(
        _("ghi chú"), max_length=200, blank=True, help_text=_("Phần nào. Ví dụ: khoản 2 mục III")
    )

    objects = DocumentRelationQuerySet.as_manager()

    panels = [
        FieldPanel("type"),
        PageChooserPanel("target", page_type="home.GuidancePage"),
        FieldPanel("partly"),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("quan hệ văn bản")
        constraints = [
            models.UniqueConstraint(fields=["page", "type", "target"], name="document_relation_once"),
            models.CheckConstraint(condition=~Q(page=F("target")), name="document_relation_not_itself"),
        ]

    def clean(self) -> None:
        """A document does nothing to itself."""
        super().clean()
        if self.target_id and self.target_id == self.page_id:
            raise ValidationError({"target": _("Văn bản không thể có quan hệ với chính nó.")})

    @property
    def relation_label(self) -> str:
        """The relation as this document states it."""
        return str(RelationType(self.type).label)

    @property
    def inverse_label(self) -> str:
        """The relation as the other document states it."""
        return RelationType(self.type).inverse_label


class GuidanceFile(Orderable):
    """A file of a document."""

    class Role(models.TextChoices):
        """What the file is."""

        SIGNED = "signed", _("Bản gốc")
        TEXT = "text", _("Bản chữ")
        FORM = "form", _("Biểu mẫu")
        ANNEX = "annex", _("Phụ lục")

    page = ParentalKey("home.GuidancePage", on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        SiteDocument,
        verbose_name=_("tệp"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Bản PDF có chữ ký là tốt nhất; phần mềm đọc được chữ thì tìm được cả trong tệp."),
    )
    role = models.CharField(
        _("là"),
        max_length=10,
        choices=Role.choices,
        default=Role.SIGNED,
        help_text=_("“Bản gốc” là bản có chữ ký; “Bản chữ” là cùng nội dung, sửa được."),
    )
    title = models.CharField(
        _("tên hiển thị"),
        max_length=200,
        blank=True,
        help_text=_("Ví dụ: Phụ lục 1 – Mẫu phiếu. Để trống thì dùng tên của tệp."),
    )

    panels = [FieldPanel("document"), FieldPanel("role"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("tệp của văn bản")

    @property
    def name(self) -> str:
        """Title to show."""
        return self.title or self.document.title


def state_on(day: datetime.date) -> Case:
    """The state of a document on a day as an expression over documents: `derive_status` in the database."""
    active = DocumentRelation.objects.from_live_pages().in_effect_on(day).filter(target=OuterRef("pk"))
    return Case(
        When(effective_from__gt=day, then=Value(LegalStatus.PENDING.value)),
        When(effective_to__lt=day, then=Value(LegalStatus.ENDED.value)),
        When(Exists(active.filter(type__in=ENDING, partly=False)), then=Value(LegalStatus.ENDED.value)),
        When(Exists(active.filter(type__in=CHANGES)), then=Value(LegalStatus.PARTLY.value)),
        default=Value(LegalStatus.IN_FORCE.value),
        output_field=models.CharField(),
    )
