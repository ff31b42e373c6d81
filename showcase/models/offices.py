"""Which units an office works for."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel

from home.models import Office
from showcase.models.units import Unit

__all__ = ["OfficeUnit"]


class OfficeUnit(models.Model):
    """A unit in the care of an office, with everything below it: its members see and edit these records alone.

    Several rows after a merger: an office looks after the old bodies as well as the new one.
    """

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="unit_links")
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị"),
        on_delete=models.CASCADE,
        related_name="office_links",
        help_text=_(
            "Người của bộ phận chỉ thấy sáng kiến, phiếu đồng ý và số liệu của đơn vị này và cấp dưới."
        ),
    )

    objects: ClassVar[models.Manager["OfficeUnit"]] = models.Manager()

    panels = [FieldPanel("unit")]

    class Meta:
        verbose_name = _("đơn vị của bộ phận")
        verbose_name_plural = _("đơn vị của bộ phận")
        constraints = [models.UniqueConstraint(fields=["office", "unit"], name="office_unit_once")]

    def __str__(self) -> str:
        return str(self.unit)
