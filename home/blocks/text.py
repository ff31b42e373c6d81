"""Blocks of running text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

__all__ = ["PARAGRAPH_FEATURES", "HeadingBlock", "ParagraphBlock", "QuoteBlock"]

PARAGRAPH_FEATURES = ["bold", "link", "document-link", "ol", "ul"]


class HeadingBlock(blocks.CharBlock):
    """A heading of the second level; the page title is the only first level."""

    class Meta:
        icon = "title"
        label = _("Tiêu đề mục")
        template = "blocks/heading.html"


class ParagraphBlock(blocks.RichTextBlock):
    """Paragraphs, lists and links."""

    def __init__(self, **kwargs: object) -> None:
        """Offer only what the page design sets: no headings, images or italics inside a paragraph."""
        kwargs.setdefault("features", PARAGRAPH_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Đoạn văn")
        template = "blocks/paragraph.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and who said them."""

    text = blocks.TextBlock(label=_("Câu trích"))
    who = blocks.CharBlock(label=_("Người nói"), required=False, help_text=_("Ví dụ: Công nhân vận hành bơm"))

    class Meta:
        icon = "openquote"
        label = _("Trích lời")
        template = "blocks/quote.html"
