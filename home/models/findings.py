"""What an inspection of the published content found, and what is known of addresses of other sites."""

from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

__all__ = ["ExternalLink", "Finding"]


class ExternalLinkQuerySet(models.QuerySet["ExternalLink"]):
    """Chainable selections of addresses."""

    def troubled(self) -> Self:
        """Addresses that an editor should look at."""
        return self.filter(state__in=[ExternalLink.State.BROKEN, ExternalLink.State.MOVED]) | self.filter(
            state=ExternalLink.State.UNREACHABLE, failures__gt=1
        )

    def due(self, before: Any) -> Self:
        """Addresses never asked, or last asked before a moment; the longest waiting first."""
        waiting = self.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=before))
        return waiting.order_by(models.F("checked_at").asc(nulls_first=True), "pk")


class ExternalLink(models.Model):
    """An address of another site, and how it last answered; `failures` counts bad answers in a row."""

    class State(models.TextChoices):
        """How the address answered."""

        UNKNOWN = "unknown", _("Chưa kiểm tra được")
        OK = "ok", _("Mở được")
        MOVED = "moved", _("Đã dời sang địa chỉ khác")
        BROKEN = "broken", _("Không còn trang")
        UNREACHABLE = "unreachable", _("Không trả lời")

    key = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 of the address: addresses may be longer than an index takes."""
    url = models.TextField(_("địa chỉ"))
    state = models.CharField(_("tình trạng"), max_length=12, choices=State.choices, default=State.UNKNOWN)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    failures = models.PositiveSmallIntegerField(_("số lần hỏng liên tiếp"), default=0)
    checked_at = models.DateTimeField(_("kiểm tra lúc"), null=True, blank=True)

    objects = ExternalLinkQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("địa chỉ ngoài")
        verbose_name_plural = _("địa chỉ ngoài")
        default_permissions = ()
        indexes = [models.Index(fields=["checked_at"], name="external_link_checked")]

    def __str__(self) -> str:
        return self.url


class Finding(models.Model):
    """One thing to mend in one place of a published record; written anew by every inspection."""

    class Category(models.TextChoices):
        """Which report shows it."""

        LINK = "link", _("Liên kết")
        IMAGE = "image", _("Hình")

    class Reason(models.TextChoices):
        """What is wrong."""

        UNPUBLISHED = "unpublished", _("Trang đã rút xuống hoặc chưa công bố")
        DELETED = "deleted", _("Trang hoặc tệp đã xoá")
        MISSING_FILE = "missing_file", _("Tệp không còn trong kho")
        MOVED = "moved", _("Đã dời: nên trỏ thẳng tới nơi mới")
        NOWHERE = "nowhere", _("Đường dẫn không tới trang nào")
        OUTSIDE_BROKEN = "outside_broken", _("Trang ngoài không còn")
        OUTSIDE_SILENT = "outside_silent", _("Trang ngoài không trả lời")
        OUTSIDE_MOVED = "outside_moved", _("Trang ngoài đã dời")
        NO_ALT = "no_alt", _("Chưa có mô tả")
        DECORATIVE = "decorative", _("Đánh dấu trang trí")

    category = models.CharField(_("loại"), max_length=5, choices=Category.choices)
    reason = models.CharField(_("tình trạng"), max_length=15, choices=Reason.choices)
    source_type = models.ForeignKey(
        ContentType, verbose_name=_("kiểu nội dung"), on_delete=models.CASCADE, related_name="+"
    )
    source_id = models.BigIntegerField()
    source_title = models.CharField(_("ở"), max_length=300)
    place = models.CharField(_("chỗ"), max_length=200)
    target = models.TextField(_("trỏ tới"))
    detail = models.CharField(_("chi tiết"), max_length=300, blank=True)
    found_at = models.DateTimeField(_("kiểm tra lúc"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("điều cần sửa")
        verbose_name_plural = _("điều cần sửa")
        default_permissions = ()
        indexes = [
            models.Index(fields=["category", "reason"], name="finding_category"),
            models.Index(fields=["source_type", "source_id"], name="finding_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source_title}: {self.get_reason_display()}"
