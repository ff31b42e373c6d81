"""A portrait of the person whom a text is about."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

__all__ = ["PortraitBlock"]


class PortraitBlock(blocks.StructBlock):
    """A picture of a person with its caption; shown only where the page allows photos of that person."""

    image = ImageBlock(
        label=_("Hình"),
        help_text=_(
            "Mô tả hình để người không xem được vẫn hiểu. Ví dụ: Người thợ đứng cạnh bảng ngưỡng bơm"
        ),
    )
    caption = blocks.CharBlock(
        label=_("Chú thích"),
        required=False,
        max_length=300,
        help_text=_("Ví dụ: Trạm bơm số 2, ca đêm tháng 3/2023"),
    )
    credit = blocks.CharBlock(
        label=_("Nguồn hình"),
        required=False,
        max_length=120,
        help_text=_("Để trống thì lấy nguồn ghi ở hình. Ví dụ: Ban biên tập"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep its words out of searches: a picture that may not be shown must not be found either."""
        kwargs.setdefault("search_index", False)
        super().__init__(*args, **kwargs)

    class Meta:
        icon = "user"
        label = _("Chân dung")
        description = _("Hình nhân vật và chú thích; chỉ hiện khi phiếu đồng ý còn hiệu lực cho dùng hình.")
        template = "blocks/portrait.html"
        preview_template = "blocks/previews/portrait.html"
