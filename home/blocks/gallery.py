"""Pictures side by side: a gallery, and a pair of before and after."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from home.blocks.callouts import FigureRowBlock

__all__ = ["BeforeAfterBlock", "GalleryBlock", "GalleryPictureBlock"]

LEAST, MOST = 2, 8
"""Pictures of a gallery."""

_NO_ALT = _("Hình trong bộ hình nào cũng cần mô tả: người đọc bằng tai dựa vào đó để chọn hình mở lớn.")


class GalleryPictureBlock(blocks.StructBlock):
    """A picture of a gallery; it opens large, so it is never mere ornament."""

    image = ImageBlock(
        label=_("Hình"), help_text=_("Mô tả điều thấy trong hình. Ví dụ: Phao nhựa và thước dán vạch bên bể")
    )
    caption = blocks.CharBlock(
        label=_("Chú thích"), required=False, max_length=200, help_text=_("Ví dụ: Phao làm từ can nhựa")
    )

    def clean(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Ask for alternative text, with the error at the picture."""
        cleaned = super().clean(value)
        image = cleaned["image"]
        if image is None or self.is_deferred_validation:
            return cleaned
        if image.decorative or not (image.contextual_alt_text or "").strip():
            raise blocks.StructBlockValidationError(block_errors={"image": ValidationError(_NO_ALT)})
        return cleaned

    class Meta:
        icon = "image"
        label = _("Hình")


class GalleryValue(blocks.StructValue):
    """A gallery whose pictures are ready to be shown."""

    @cached_property
    def shown(self) -> list[Any]:
        """Pictures that still exist, with the sizes made of them fetched for all at once."""
        items = [item for item in self["pictures"] if item["image"] is not None]
        prefetch_related_objects([item["image"] for item in items], "renditions")
        return items

    @property
    def credits(self) -> str:
        """Whose pictures they are, each name once."""
        return "; ".join(dict.fromkeys(item["image"].credit for item in self.shown if item["image"].credit))


class GalleryBlock(blocks.StructBlock):
    """Two to eight pictures in a grid; each opens large as a plain link."""

    pictures = blocks.ListBlock(
        GalleryPictureBlock(),
        label=_("Các hình"),
        min_num=LEAST,
        max_num=MOST,
        help_text=_("Từ 2 đến 8 hình."),
    )
    caption = blocks.CharBlock(
        label=_("Chú thích chung"),
        required=False,
        max_length=300,
        help_text=_("Ví dụ: Ba tháng thử nghiệm ở trạm bơm"),
    )

    class Meta:
        icon = "grip"
        label = _("Bộ hình")
        description = _("Từ 2 đến 8 hình xếp lưới, bấm vào hình thì mở hình lớn.")
        template = "blocks/gallery.html"
        preview_template = "blocks/previews/gallery.html"
        value_class = GalleryValue


class BeforeAfterValue(blocks.StructValue):
    """A comparison, with its measures in the shape of a block of figures."""

    @property
    def figures(self) -> dict[str, Any]:
        """The measures, for templates/blocks/figures.html."""
        return {"caption": self["caption"], "rows": self["rows"], "source": self["source"]}


class BeforeAfterBlock(blocks.StructBlock):
    """Two pictures side by side, measures, or both: how it was and how it is."""

    before = ImageBlock(
        label=_("Hình trước"),
        required=False,
        help_text=_("Cùng góc chụp với hình sau thì dễ so. Ví dụ mô tả: Bể nước chưa có thước đo"),
    )
    before_label = blocks.CharBlock(
        label=_("Nhãn hình trước"), default="Trước", max_length=40, help_text=_("Ví dụ: Trước, hoặc Năm 2020")
    )
    after = ImageBlock(
        label=_("Hình sau"), required=False, help_text=_("Ví dụ mô tả: Bể nước có phao và thước phản quang")
    )
    after_label = blocks.CharBlock(
        label=_("Nhãn hình sau"), default="Sau", max_length=40, help_text=_("Ví dụ: Sau, hoặc Năm 2023")
    )
    caption = blocks.CharBlock(
        label=_("Chú thích"),
        max_length=300,
        help_text=_("Nói điều gì đã đổi. Ví dụ: Từ khi có thước phản quang, đứng dưới sân đọc được mực nước"),
    )
    rows = blocks.ListBlock(
        FigureRowBlock(),
        label=_("Chỉ số"),
        default=[],
        help_text=_("Không bắt buộc khi đã có hai hình. Ví dụ: Số lần leo thang mỗi đêm, 3 và 0"),
    )
    source = blocks.CharBlock(
        label=_("Nguồn"),
        required=False,
        max_length=200,
        help_text=_("Ví dụ: Sổ trực của tổ bơm, tháng 1 đến tháng 3/2021"),
    )

    def clean(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Both pictures or none; pictures or measures; errors stand where something is missing."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors: dict[str, ValidationError] = {}
        if cleaned["before"] and not cleaned["after"]:
            errors["after"] = ValidationError(_("Đã có hình trước, cần thêm hình sau để so."))
        elif cleaned["after"] and not cleaned["before"]:
            errors["before"] = ValidationError(_("Đã có hình sau, cần thêm hình trước để so."))
        elif not cleaned["before"] and not cleaned["rows"]:
            errors["before"] = ValidationError(_("Chọn hai hình, hoặc thêm ít nhất một chỉ số, hoặc cả hai."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "arrow-right"
        label = _("Trước và sau, có hình")
        description = _("Hai hình đặt cạnh nhau, bảng chỉ số, hoặc cả hai.")
        template = "blocks/before_after.html"
        preview_template = "blocks/previews/before_after.html"
        value_class = BeforeAfterValue
