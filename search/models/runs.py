"""The care of the index: rebuilds, rollbacks and checks, running and past."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.durations import duration_words

__all__ = ["IndexRun"]


class IndexRun(models.Model):
    """One rebuild, rollback or check. A running one is a lease: the database allows one of each `lease` at a time.

    `holder` names the process (see `search.indexing.lease`), `renewed_at` moves on while it works; `done` of
    `expected` documents is its progress. `result` holds what a check found, see `search.indexing.drift.Drift`.
    """

    class Kind(models.TextChoices):
        """What is done; rebuilds and rollbacks share a lease, because both change what is live."""

        REBUILD = "rebuild", _("Dựng lại")
        ROLLBACK = "rollback", _("Trở lại bản trước")
        VERIFY = "verify", _("Kiểm tra")

    class Status(models.TextChoices):
        """How it stands."""

        RUNNING = "running", _("Đang chạy")
        DONE = "done", _("Xong")
        FAILED = "failed", _("Không xong")
        LOST = "lost", _("Bị ngắt")

    kind = models.CharField(_("việc"), max_length=10, choices=Kind.choices)
    lease = models.CharField(_("khoá"), max_length=10)
    holder = models.CharField(_("tiến trình"), max_length=200)
    status = models.CharField(_("tình trạng"), max_length=10, choices=Status.choices, default=Status.RUNNING)
    started_at = models.DateTimeField(_("bắt đầu"), default=timezone.now)
    renewed_at = models.DateTimeField(_("cập nhật"), default=timezone.now)
    finished_at = models.DateTimeField(_("kết thúc"), null=True, blank=True)
    generation = models.CharField(_("thế hệ chỉ mục"), max_length=100, blank=True)
    done = models.PositiveIntegerField(_("đã làm"), default=0)
    expected = models.PositiveIntegerField(_("tất cả"), default=0)
    message = models.TextField(_("ghi chú"), blank=True)
    result = models.JSONField(_("kết quả"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần chăm sóc chỉ mục")
        verbose_name_plural = _("các lần chăm sóc chỉ mục")
        default_permissions = ("add", "view")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lease"], condition=Q(status="running"), name="index_run_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_at:%d/%m/%Y %H:%M}"

    @property
    def took(self) -> str:
        """How long it took, in words; "" while it runs."""
        return duration_words(self.finished_at - self.started_at) if self.finished_at else ""

    @property
    def percent(self) -> int:
        """Progress from 0 to 100."""
        return min(100, self.done * 100 // self.expected) if self.expected else 0
