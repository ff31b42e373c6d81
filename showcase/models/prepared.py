"""Figures prepared in the background, so that pages read them instead of counting a million records."""

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["PreparedFigure"]


class PreparedFigure(models.Model):
    """What `showcase.statistics.prepared` counted under a key, as JSON, and when."""

    key = models.CharField(_("khoá"), max_length=80, primary_key=True)
    value = models.JSONField(_("số liệu"))
    as_of = models.DateTimeField(_("tính lúc"))

    class Meta:
        verbose_name = _("số liệu chuẩn bị sẵn")
        verbose_name_plural = _("số liệu chuẩn bị sẵn")

    def __str__(self) -> str:
        return self.key
