"""A note that the demonstration content was loaded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["DemoLoad"]


class DemoLoad(models.Model):
    """One load of the demonstration data; `checksum` is the SHA-256 of its files."""

    checksum = models.CharField(_("mã kiểm"), max_length=64)
    loaded_at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("lần nạp nội dung trình diễn")
        verbose_name_plural = _("lần nạp nội dung trình diễn")

    def __str__(self) -> str:
        return self.checksum[:12]
