"""Changes on their way to the index: those it does not have yet, and those it has been given since it was made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["IndexedChange", "PendingIndexing"]


class PendingIndexing(models.Model):
    """One record whose public form may have changed since the index was written.

    Written in the transaction of the change, so a rolled-back change leaves nothing behind. `version` (microseconds
    since 1970) only ever grows; the drain removes the row only if it is still the one it read. `next_try_at` in
    the future means that a drain has the row in hand, or that it waits after a failure; `error` says which.
    """

    kind = models.CharField(_("loại"), max_length=20)
    object_id = models.BigIntegerField(_("mã bản ghi"))
    version = models.BigIntegerField(_("phiên bản"))
    attempts = models.PositiveIntegerField(_("số lần thử"), default=0)
    next_try_at = models.DateTimeField(_("thử lại lúc"), null=True, blank=True)
    error = models.TextField(_("lỗi lần thử cuối"), blank=True, default="")

    class Meta:
        verbose_name = _("thay đổi chờ đưa vào chỉ mục")
        verbose_name_plural = _("thay đổi chờ đưa vào chỉ mục")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="pending_indexing_once")]
        # The latest change goes first, so that one edit need not wait behind a hundred thousand.
        indexes = [models.Index(fields=["-version"], name="pending_indexing_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class IndexedChange(models.Model):
    """One change that the index was given, kept for as long as another generation may lack it.

    `generation` is the one written to: whenever another one is live, the change must be written again. `carried`
    says that the generation being built has it too, or was begun after it. Gone after the next rebuild.
    """

    kind = models.CharField(_("loại"), max_length=20)
    object_id = models.BigIntegerField(_("mã bản ghi"))
    version = models.BigIntegerField(_("phiên bản"))
    generation = models.CharField(_("thế hệ chỉ mục"), max_length=100, db_index=True)
    carried = models.BooleanField(_("đã sang thế hệ đang dựng"), default=False)

    class Meta:
        verbose_name = _("thay đổi đã đưa vào chỉ mục")
        verbose_name_plural = _("thay đổi đã đưa vào chỉ mục")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="indexed_change_once")]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(carried=False), name="indexed_change_to_carry")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
