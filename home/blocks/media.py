"""Blocks that show an image or offer a file."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

__all__ = ["DownloadBlock", "PictureBlock"]


class PictureBlock(blocks.StructBlock):
    """An image with its alternative text, caption and credit."""

    image = ImageBlock(label=_("Hình"))
    caption = blocks.CharBlock(label=_("Chú thích"), required=False)
    credit = blocks.CharBlock(label=_("Nguồn hình"), required=False)

    class Meta:
        icon = "image"
        label = _("Hình ảnh")
        template = "blocks/picture.html"


class DownloadBlock(blocks.StructBlock):
    """A file to take away."""

    document = DocumentChooserBlock(label=_("Tệp"))
    title = blocks.CharBlock(label=_("Tên hiển thị"), required=False)

    class Meta:
        icon = "download"
        label = _("Tệp tải về")
        template = "blocks/download.html"
