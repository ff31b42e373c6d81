"""What editors decide about search: words that mean the same, and results shown first."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable, Page

from search import terms
from showcase.models import Initiative

__all__ = [
    "Abbreviation",
    "EditorialStamp",
    "PromotedRecord",
    "PromotedResult",
    "ShippedEntryOff",
    "SynonymGroup",
]


class EditorialQuerySet(models.QuerySet[Any]):
    """Chainable selections of what editors wrote."""

    def active(self) -> Self:
        """What is switched on."""
        return self.filter(is_active=True)


class Editorial(models.Model):
    """What entries share: switched on or off, a note, and who wrote it last."""

    is_active = models.BooleanField(_("đang dùng"), default=True)
    note = models.CharField(
        _("ghi chú"),
        max_length=250,
        blank=True,
        help_text=_("Chỉ ban biên tập thấy. Ví dụ: ai đề nghị, vì sao."),
    )
    updated_at = models.DateTimeField(_("sửa lúc"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người sửa"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = EditorialQuerySet.as_manager()

    class Meta:
        abstract = True


class SynonymGroup(Editorial):
    """Terms that mean the same: whoever asks for one finds them all."""

    terms = models.TextField(
        _("các từ"),
        max_length=2_000,
        help_text=_("Mỗi dòng một từ hoặc cụm từ, ít nhất hai dòng. Gõ từ nào cũng tìm được các từ còn lại."),
    )

    class Meta:
        verbose_name = _("nhóm từ đồng nghĩa")
        verbose_name_plural = _("từ đồng nghĩa")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return ", ".join(self.term_list)

    @property
    def term_list(self) -> list[str]:
        """The terms, cleaned, each once."""
        return terms.split(self.terms)

    @property
    def questions(self) -> list[str]:
        """What a reader may type to make use of the entry."""
        return self.term_list

    def clean(self) -> None:
        """At least two usable terms; they are kept cleaned, one per line."""
        super().clean()
        found = self.term_list
        if self.terms and (errors := terms.group_errors(found)):
            raise ValidationError({"terms": errors})
        self.terms = "\n".join(found)


class Abbreviation(Editorial):
    """A short form and what it stands for: either finds the other."""

    short = models.CharField(
        _("viết tắt"),
        max_length=terms.MAX_SHORT,
        help_text=_("Ví dụ: LĐLĐ, TP.HCM, GD&ĐT. Hoa hay thường như nhau."),
    )
    long = models.TextField(
        _("viết đầy đủ"),
        max_length=2_000,
        help_text=_("Mỗi dòng một cách viết đầy đủ, cách hay dùng nhất đứng đầu."),
    )

    class Meta:
        verbose_name = _("chữ viết tắt")
        verbose_name_plural = _("chữ viết tắt")
        ordering = ["short"]

    def __str__(self) -> str:
        return f"{self.short} = {', '.join(self.long_list)}"

    @property
    def long_list(self) -> list[str]:
        """The full forms, cleaned, each once."""
        return terms.split(self.long)

    @property
    def questions(self) -> list[str]:
        """What a reader may type to make use of the entry."""
        return [self.short, *self.long_list]

    def clean(self) -> None:
        """One word that abbreviates, and at least one full form; kept cleaned."""
        super().clean()
        long = self.long_list
        errors: dict[str, list[Any]] = {}
        if self.short and (problems := terms.short_errors(self.short)):
            errors["short"] = problems
        if self.long and (problems := terms.long_errors(long, self.short)):
            errors["long"] = problems
        if errors:
            raise ValidationError(errors)
        self.short = " ".join(terms.split(self.short))
        self.long = "\n".join(long)


class ShippedEntryOff(models.Model):
    """An entry of the lists shipped with the site that editors have switched off; `key` as in `search.shipped`."""

    key = models.CharField(_("mục"), max_length=200, unique=True)
    updated_at = models.DateTimeField(_("tắt lúc"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người tắt"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("mục có sẵn đã tắt")
        verbose_name_plural = _("mục có sẵn đã tắt")
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class PromotedResult(Editorial, ClusterableModel):
    """Records that editors show above the results of certain questions."""

    phrases = models.TextField(
        _("câu tìm"),
        max_length=2_000,
        help_text=_(
            "Mỗi dòng một câu. Kết quả được ghim khi người đọc gõ đúng trọn câu đó, có dấu hay không dấu, "
            "hoa hay thường."
        ),
    )
    starts_on = models.DateField(_("từ ngày"), null=True, blank=True)
    ends_on = models.DateField(_("đến hết ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("kết quả ghim")
        verbose_name_plural = _("kết quả ghim")
        ordering = ["-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="promoted_result_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(f"“{phrase}”" for phrase in self.phrase_list)

    @property
    def phrase_list(self) -> list[str]:
        """The questions, cleaned, each once."""
        return terms.split(self.phrases)

    @property
    def questions(self) -> list[str]:
        """What a reader may type to make use of the entry."""
        return self.phrase_list

    def is_due(self, day: datetime.date) -> bool:
        """Whether `day` lies within the dates."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )

    @property
    def state(self) -> str:
        """What a list says of it today."""
        today = timezone.localdate()
        if not self.is_active:
            return str(_("đã tắt"))
        if self.starts_on and today < self.starts_on:
            return str(_("chưa tới ngày"))
        return str(_("đang ghim") if self.is_due(today) else _("đã hết hạn"))

    def clean(self) -> None:
        """Usable questions, dates in order; the questions are kept cleaned, one per line."""
        super().clean()
        found = self.phrase_list
        if self.phrases and (errors := terms.phrase_errors(found)):
            raise ValidationError({"phrases": errors})
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("Ngày cuối phải sau ngày đầu.")})
        self.phrases = "\n".join(found)


class PromotedRecord(Orderable):
    """One record of a promotion: an initiative or a page."""

    promotion = ParentalKey(PromotedResult, on_delete=models.CASCADE, related_name="records")
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("sáng kiến"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    page = models.ForeignKey(
        Page,
        verbose_name=_("trang"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text=_("Văn bản hướng dẫn, tin, chiến dịch, gương sáng hoặc trang khác."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("bản ghi được ghim")
        verbose_name_plural = _("bản ghi được ghim")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(initiative__isnull=True, page__isnull=False)
                | Q(initiative__isnull=False, page__isnull=True),
                name="promoted_record_is_one_record",
                violation_error_message=_("Mỗi dòng chọn một sáng kiến hoặc một trang, không phải cả hai."),
            )
        ]

    def __str__(self) -> str:
        return str(self.initiative or self.page or "")


class EditorialStamp(models.Model):
    """One row whose value changes with every change of the tables above: processes look at it to notice."""

    ROW = 1

    value = models.BigIntegerField(_("mốc"))

    class Meta:
        verbose_name = _("mốc thay đổi")
        verbose_name_plural = _("mốc thay đổi")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.value)
