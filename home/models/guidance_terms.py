"""What guidance documents refer to: their kinds and the bodies that issue them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

__all__ = ["DocumentKind", "Issuer"]


class DocumentKind(models.Model):
    """A kind of official document with the abbreviation used in symbols."""

    name = models.CharField(_("tên loại"), max_length=60, unique=True, help_text=_("Ví dụ: Hướng dẫn"))
    abbreviation = models.CharField(
        _("chữ viết tắt"),
        max_length=10,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Ví dụ: HD. Công văn không ghi loại trong ký hiệu nên để trống."),
    )

    panels = [FieldPanel("name"), FieldPanel("abbreviation")]

    class Meta:
        verbose_name = _("loại văn bản")
        verbose_name_plural = _("loại văn bản")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Issuer(models.Model):
    """A body that issues documents."""

    name = models.CharField(
        _("tên đầy đủ"),
        max_length=200,
        unique=True,
        help_text=_("Ví dụ: Liên đoàn Lao động thành phố Hà Nội"),
    )
    short_name = models.CharField(
        _("tên gọn"), max_length=100, help_text=_("Hiện trong danh sách. Ví dụ: LĐLĐ thành phố Hà Nội")
    )

    panels = [FieldPanel("name"), FieldPanel("short_name")]

    class Meta:
        verbose_name = _("cơ quan ban hành")
        verbose_name_plural = _("cơ quan ban hành")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name
