"""Offices: the desks that write, sign and look after what the site shows."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import Page

__all__ = ["Office"]


class Office(ClusterableModel):
    """A desk of the communications work: it signs announcements and stories, and its members edit for it.

    Members of an office with sections, or with a unit of the catalogue (`showcase.models.OfficeUnit`), work within
    those alone; see `home.offices`. An office with neither is the central desk and limits nobody.
    """

    name = models.CharField(
        _("tên bộ phận"),
        max_length=120,
        unique=True,
        help_text=_("Ghi dưới tiêu đề tin. Ví dụ: Ban Tuyên giáo LĐLĐ tỉnh Bắc Ninh"),
    )
    name_en = models.CharField(
        _("tên tiếng Anh"),
        max_length=120,
        blank=True,
        help_text=_("Ghi trên trang tiếng Anh; để trống thì dùng tên tiếng Việt."),
    )
    short_name = models.CharField(
        _("tên gọn"),
        max_length=60,
        blank=True,
        help_text=_("Dùng trong danh sách của phần quản trị. Ví dụ: Bắc Ninh"),
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người của bộ phận"),
        related_name="offices",
        blank=True,
        help_text=_("Những người viết và duyệt cho bộ phận này. Quyền của mỗi người vẫn theo vai của họ."),
    )
    sections = models.ManyToManyField(
        Page,
        verbose_name=_("mục được giao"),
        related_name="offices",
        blank=True,
        help_text=_(
            "Các nhánh trang bộ phận phụ trách, ví dụ: Chiến dịch. Có mục hoặc có đơn vị thì người của bộ phận "
            "chỉ thấy và sửa trong phạm vi đó; không có cả hai là ban biên tập trung tâm."
        ),
    )

    class Meta:
        verbose_name = _("bộ phận")
        verbose_name_plural = _("bộ phận")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def public_name(self) -> str:
        """The name that readers see, in the language of the page."""
        if get_language() == "en" and self.name_en:
            return self.name_en
        return self.name
