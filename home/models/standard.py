"""Pages of plain text: about, sources, accessibility, contact."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from home.blocks.stream import article_blocks
from home.models.base import BasePage

__all__ = ["StandardPage"]


class StandardPage(BasePage):
    """A page of text."""

    body = StreamField(
        article_blocks(),
        verbose_name=_("nội dung"),
        blank=True,
        help_text=_("Chữ của trang. Dán từ Word được: bấm “Dán từ Word” phía trên."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    template = "pages/standard.html"

    class Meta:
        verbose_name = _("trang văn bản")
        verbose_name_plural = _("trang văn bản")
