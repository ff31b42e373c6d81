"""Blocks that show an image or offer a file."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

__all__ = ["DownloadBlock", "PictureBlock"]


class PictureBlock(blocks.StructBlock):
    """An image with its alternative text, caption and credit."""

    image = ImageBlock(
        label=_("Hình"),
        help_text=_("Chọn hình rồi ghi mô tả cho người không nhìn thấy; hình chỉ để trang trí thì đánh dấu."),
    )
    caption = blocks.CharBlock(
        label=_("Chú thích"), required=False, help_text=_("Ví dụ: Bàn máy xoay ở xưởng may số 2")
    )
    credit = blocks.CharBlock(
        label=_("Nguồn hình"),
        required=False,
        help_text=_("Ví dụ: CĐCS Công ty Dệt may. Để trống thì lấy nguồn đã ghi ở thư viện hình."),
    )

    class Meta:
        icon = "image"
        label = _("Hình ảnh")
        description = _("Một hình rộng bằng cột chữ, có chú thích và nguồn.")
        template = "blocks/picture.html"
        preview_template = "blocks/previews/picture.html"
        preview_value = {"caption": "Bàn máy xoay ở xưởng may số 2.", "credit": "CĐCS Xưởng may"}


class DownloadBlock(blocks.StructBlock):
    """A file to take away."""

    document = DocumentChooserBlock(
        label=_("Tệp"), help_text=_("PDF, Word, Excel…; trang tự ghi loại và dung lượng.")
    )
    title = blocks.CharBlock(
        label=_("Tên hiển thị"),
        required=False,
        help_text=_("Ví dụ: Mẫu phiếu đăng ký. Để trống thì dùng tên của tệp."),
    )

    class Meta:
        icon = "download"
        label = _("Tệp tải về")
        description = _("Một tệp để người đọc tải, kèm loại và dung lượng.")
        template = "blocks/download.html"
        preview_template = "blocks/previews/download.html"
        preview_value = {"title": "Mẫu phiếu đăng ký sáng kiến"}
