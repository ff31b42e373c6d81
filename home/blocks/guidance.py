"""Blocks of the plain-language side of a guidance document."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

__all__ = ["HonourBlock", "ThresholdBlock"]


class ThresholdBlock(blocks.StructBlock):
    """One of the ways to qualify: a condition and the value it asks for."""

    text = blocks.CharBlock(label=_("Điều kiện"), help_text=_("Ví dụ: Có ít nhất một giải pháp"))
    value = blocks.CharBlock(label=_("Mức"), help_text=_("Ví dụ: từ 80.000.000 đ"))

    class Meta:
        icon = "order"
        label = _("Mức")
        label_format = "{text}"
        description = _("Một điều kiện và mức cần đạt; đạt một trong các mức là đủ.")
        preview_template = "blocks/previews/threshold.html"
        preview_value = {"text": "Có ít nhất một giải pháp", "value": "từ 80.000.000 đ"}


class HonourBlock(blocks.CharBlock):
    """An honour that the document speaks of."""

    def __init__(self, **kwargs: object) -> None:
        """Give an example of an honour."""
        kwargs.setdefault("help_text", _("Tên đầy đủ của danh hiệu. Ví dụ: Bằng Lao động sáng tạo"))
        super().__init__(**kwargs)

    class Meta:
        icon = "success"
        label = _("Danh hiệu")
        description = _("Một danh hiệu mà văn bản nói tới.")
        preview_template = "blocks/previews/honour.html"
        preview_value = "Bằng Lao động sáng tạo"
