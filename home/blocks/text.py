"""Blocks of running text."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText

from home.rich_text import article_texts

__all__ = ["PARAGRAPH_FEATURES", "HeadingBlock", "ParagraphBlock", "QuoteBlock"]

PARAGRAPH_FEATURES = ["bold", "link", "document-link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A heading of the second level; the page title is the only first level."""

    def __init__(self, **kwargs: object) -> None:
        """Say how a heading is best put."""
        kwargs.setdefault("help_text", _("Vài chữ nói mục này có gì. Ví dụ: Ai được đăng ký"))
        super().__init__(**kwargs)

    class Meta:
        icon = "title"
        label = _("Tiêu đề mục")
        description = _("Chia bài dài thành mục; người đọc màn hình nghe được mục lục từ đây.")
        template = "blocks/heading.html"
        preview_value = "Ai được đăng ký"


class ParagraphBlock(blocks.RichTextBlock):
    """Paragraphs, lists and links."""

    def __init__(self, **kwargs: object) -> None:
        """Offer only what the page design sets: no headings, images or italics inside a paragraph."""
        kwargs.setdefault("features", PARAGRAPH_FEATURES)
        kwargs.setdefault(
            "help_text",
            _("Đoạn văn và danh sách; đặt tên liên kết theo nơi nó dẫn tới, đừng viết “tại đây”."),
        )
        super().__init__(**kwargs)

    def bulk_to_python(self, values: Sequence[Any]) -> list[RichText]:
        """Paragraphs of one article look up the pages that they link to together."""
        return article_texts(values)

    class Meta:
        icon = "pilcrow"
        label = _("Đoạn văn")
        description = _("Chữ thường, chữ đậm, liên kết, danh sách. Dán được từ Word.")
        template = "blocks/paragraph.html"
        preview_value = (
            "<p>Mỗi đoàn viên được gửi <b>nhiều sáng kiến</b>, bất kể đã áp dụng hay mới thử:</p>"
            "<ul><li>điền phiếu ở công đoàn cơ sở;</li><li>nộp trước ngày 20/4.</li></ul>"
        )


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and who said them."""

    text = blocks.TextBlock(
        label=_("Câu trích"), help_text=_("Nguyên văn, không cần dấu ngoặc kép: trang tự thêm.")
    )
    who = blocks.CharBlock(
        label=_("Người nói"),
        required=False,
        help_text=_("Ví dụ: Công nhân vận hành bơm. Chỉ nêu tên khi có phiếu đồng ý."),
    )

    class Meta:
        icon = "openquote"
        label = _("Trích lời")
        description = _("Một câu đáng nhớ, tách hẳn khỏi bài.")
        template = "blocks/quote.html"
        preview_value = {
            "text": "Tôi đếm từng nhịp máy, rồi mới biết phút nghỉ nằm ở đâu.",
            "who": "Công nhân vận hành bơm",
        }
