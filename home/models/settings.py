"""Navigation, footer and contact: one record per site, edited in the admin."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField

from home.blocks.links import FooterColumnBlock, LinkBlock

__all__ = ["SiteSettings"]


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """What stands around every page."""

    site_title = models.CharField(
        _("tên trang"),
        max_length=100,
        default="Cổng Sáng kiến",
        help_text=_("Tên ở đầu mọi trang và trên thẻ trình duyệt. Ví dụ: Cổng Sáng kiến"),
    )
    banner = models.CharField(
        _("dòng thông báo đầu trang"),
        max_length=300,
        blank=True,
        help_text=_("Hiện trên mọi trang, ví dụ để nói đây là bản trình diễn. Để trống thì không hiện."),
    )
    navigation = StreamField(
        [("link", LinkBlock())],
        verbose_name=_("thanh mục"),
        blank=True,
        max_num=8,
        help_text=_("Các mục ở đầu mọi trang, tối đa 8; mục quan trọng đứng trước."),
    )
    footer_columns = StreamField(
        [("column", FooterColumnBlock())],
        verbose_name=_("cột chân trang"),
        blank=True,
        max_num=4,
        help_text=_("Tối đa 4 cột liên kết ở cuối mọi trang."),
    )
    footer_text = models.TextField(
        _("dòng cuối trang"),
        blank=True,
        max_length=600,
        help_text=_("Ví dụ: Nội dung được dùng lại tự do nếu ghi nguồn."),
    )
    contact_office = models.CharField(
        _("bộ phận phụ trách"),
        max_length=200,
        blank=True,
        help_text=_("Ví dụ: Ban Tuyên giáo Tổng Liên đoàn"),
    )
    contact_address = models.CharField(
        _("địa chỉ"), max_length=300, blank=True, help_text=_("Ví dụ: 82 Trần Hưng Đạo, Hà Nội")
    )
    contact_phone = models.CharField(
        _("điện thoại"), max_length=50, blank=True, help_text=_("Số của cơ quan. Ví dụ: 024 0000 0000")
    )
    contact_email = models.EmailField(
        _("thư điện tử"),
        blank=True,
        help_text=_("Hộp thư của bộ phận, không phải của một người. Ví dụ: sangkien@example.org"),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("site_title"), FieldPanel("banner"), FieldPanel("navigation")], heading=_("Đầu trang")
        ),
        MultiFieldPanel([FieldPanel("footer_columns"), FieldPanel("footer_text")], heading=_("Chân trang")),
        MultiFieldPanel(
            [
                FieldPanel("contact_office"),
                FieldPanel("contact_address"),
                FieldPanel("contact_phone"),
                FieldPanel("contact_email"),
            ],
            heading=_("Liên hệ"),
        ),
    ]

    class Meta:
        verbose_name = _("Đầu trang, chân trang và liên hệ")

    @property
    def footer(self) -> list[dict[str, Any]]:
        """Footer columns as plain data: title and links with their addresses."""
        return [
            {
                "title": column.value["title"],
                "links": [{"title": link["title"], "url": link.href} for link in column.value["links"]],
            }
            for column in self.footer_columns
        ]
