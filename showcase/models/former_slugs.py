"""Slugs that fields and units had before: links to them go on working."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from showcase.models.taxonomy import Field
from showcase.models.units import Unit

__all__ = ["FormerSlug"]


class FormerSlugQuerySet(models.QuerySet["FormerSlug"]):
    """Chainable selections of former slugs."""

    def current_field(self, slug: str) -> str | None:
        """The slug that a field of this former slug has today; None where no field ever had it."""
        found: str | None = (
            self.filter(slug=slug, field__isnull=False).values_list("field__slug", flat=True).first()
        )
        return found

    def current_unit(self, slug: str) -> str | None:
        """The slug that a unit of this former slug has today; None where no unit ever had it."""
        found: str | None = (
            self.filter(slug=slug, unit__isnull=False).values_list("unit__slug", flat=True).first()
        )
        return found


class FormerSlug(models.Model):
    """A slug that one field, or one unit, has given up; written by `showcase.former_slugs`.

    It points at the record, not at its next slug, so that several renamings are one step.
    """

    slug = models.SlugField(_("mã cũ trong đường dẫn"), max_length=100)
    field = models.ForeignKey(
        Field,
        verbose_name=_("lĩnh vực"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="former_slugs",
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("đơn vị"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="former_slugs",
    )
    since = models.DateTimeField(_("đổi lúc"), auto_now_add=True)

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        verbose_name = _("mã cũ")
        verbose_name_plural = _("mã cũ")
        constraints = [
            models.CheckConstraint(
                condition=Q(field__isnull=False, unit__isnull=True)
                | Q(field__isnull=True, unit__isnull=False),
                name="former_slug_of_one_record",
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(field__isnull=False), name="former_slug_field_once"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(unit__isnull=False), name="former_slug_unit_once"
            ),
        ]

    def __str__(self) -> str:
        record: Any = self.field or self.unit
        return f"{self.slug} → {record}"
