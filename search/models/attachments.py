"""The texts of attached files, one row per file version."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.attachments.faults import Status

__all__ = ["AttachedText"]

_STATUSES = [
    (Status.OK.value, _("Đã đọc")),
    (Status.EMPTY.value, _("Không có chữ")),
    (Status.TOO_LARGE.value, _("Quá lớn")),
    (Status.TIMEOUT.value, _("Đọc quá lâu")),
    (Status.UNSUPPORTED.value, _("Không đọc được loại tệp này")),
    (Status.FAILED.value, _("Đọc hỏng")),
]


class AttachedText(models.Model):
    """What was read from the file with this SHA-256, or why nothing was. The same file is read once.

    `pages` is a list of [page, text]: pages count from 1, or are 0 where the format has none. `message` tells
    editors what is wrong, or what was left out.
    """

    sha256 = models.CharField(_("mã kiểm SHA-256"), max_length=64, unique=True)
    status = models.CharField(_("tình trạng"), max_length=12, choices=_STATUSES)
    message = models.CharField(_("lý do"), max_length=200, blank=True)
    page_count = models.PositiveIntegerField(_("số trang"), default=0)
    tool = models.CharField(_("đọc bằng"), max_length=60, blank=True)
    extracted_at = models.DateTimeField(_("đọc lúc"), auto_now=True)
    pages = models.JSONField(_("chữ từng trang"), default=list)

    class Meta:
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["-extracted_at"], name="attached_text_noted", condition=~models.Q(message="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.get_status_display()}"
