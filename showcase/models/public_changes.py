"""What changed for the public, one row for each record that ever was public; see `showcase.public_changes`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

__all__ = ["PublicChange", "PublicSequence"]


class PublicChange(models.Model):
    """The last change of one record, whatever came before it.

    Written in the transaction of the change with `seq` empty; a later, serialised step numbers what has been
    committed, so whoever has read up to a number has missed nothing below it. A record that never was public has
    no row. `public_since` is the number under which it appeared, `appeared` says that it has to be set anew, and
    `key` is how the public names the record: its code, slug or symbol.
    """

    kind = models.CharField(_("loại"), max_length=12)
    object_id = models.BigIntegerField(_("mã bản ghi"))
    key = models.CharField(_("mã công khai"), max_length=255)
    seq = models.BigIntegerField(_("số thứ tự"), null=True, unique=True)
    public_since = models.BigIntegerField(_("công khai từ số"), null=True)
    appeared = models.BooleanField(_("mới công khai"), default=True)
    is_public = models.BooleanField(_("đang công khai"), default=True)
    changed_at = models.DateTimeField(_("thay đổi lúc"))

    class Meta:
        verbose_name = _("thay đổi công khai")
        verbose_name_plural = _("thay đổi công khai")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="public_change_once")]
        indexes = [
            models.Index(
                fields=["changed_at", "id"], condition=Q(seq__isnull=True), name="public_change_waits"
            ),
            models.Index(fields=["kind", "-changed_at"], name="public_change_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class PublicSequence(models.Model):
    """The last number given, in the only row; whoever gives numbers holds its lock until they are committed."""

    ROW = 1

    last = models.BigIntegerField(_("số cuối"), default=0)

    class Meta:
        verbose_name = _("bộ đếm thay đổi công khai")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.last)
