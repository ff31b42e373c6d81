"""The table of changes that the index does not have yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["PendingIndexing"]


class PendingIndexing(models.Model):
    """One record whose public form may have changed since the index was written.

    Written in the transaction of the change, so a rolled-back change leaves nothing behind. `version` moves
    on with every further change; the drain removes the row only if it is still the one it read.
    """

    kind = models.CharField(_("loại"), max_length=20)
    object_id = models.BigIntegerField(_("mã bản ghi"))
    version = models.BigIntegerField(_("phiên bản"))
    attempts = models.PositiveIntegerField(_("số lần thử"), default=0)
    next_try_at = models.DateTimeField(_("thử lại lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("thay đổi chờ đưa vào chỉ mục")
        verbose_name_plural = _("thay đổi chờ đưa vào chỉ mục")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="pending_indexing_once")]
        indexes = [models.Index(fields=["next_try_at", "id"], name="pending_indexing_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
