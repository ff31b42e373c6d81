"""Links that editors set: to a page of the site or to an address."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

__all__ = ["FooterColumnBlock", "LinkBlock", "SearchExampleBlock"]

_path_or_url = RegexValidator(
    r"^(/[^\s]*|https://[^\s]+|mailto:[^\s]+|tel:[+\d]+)$",
    _("Nhập đường dẫn bắt đầu bằng “/”, “https://”, “mailto:” hoặc “tel:”."),
)


class LinkValue(blocks.StructValue):
    """A link with its address worked out."""

    @property
    def href(self) -> str:
        """Address of the page, or the typed one."""
        page = self.get("page")
        return (page.url or "") if page else self.get("address", "")


class LinkBlock(blocks.StructBlock):
    """A title and either a page or an address."""

    title = blocks.CharBlock(label=_("Tên"))
    page = blocks.PageChooserBlock(label=_("Trang"), required=False)
    address = blocks.CharBlock(label=_("Hoặc đường dẫn"), required=False, validators=[_path_or_url])

    def clean(self, value: Any) -> Any:
        """Exactly one of page and address."""
        cleaned = super().clean(value)
        if bool(cleaned.get("page")) == bool(cleaned.get("address")):
            error = ValidationError(_("Chọn một trang hoặc nhập một đường dẫn, không cả hai."))
            raise blocks.StructBlockValidationError(block_errors={"address": error})
        return cleaned

    class Meta:
        icon = "link"
        label = _("Liên kết")
        label_format = "{title}"
        value_class = LinkValue


class FooterColumnBlock(blocks.StructBlock):
    """A column of the footer."""

    title = blocks.CharBlock(label=_("Tiêu đề cột"))
    links = blocks.ListBlock(LinkBlock(), label=_("Các liên kết"))

    class Meta:
        icon = "list-ul"
        label = _("Cột chân trang")
        label_format = "{title}"


class SearchExampleBlock(blocks.CharBlock):
    """A search that a visitor can try with one press."""

    class Meta:
        icon = "search"
        label = _("Từ khoá gợi ý")
