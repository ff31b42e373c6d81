"""Links that editors set: to a page of the site or to an address."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

__all__ = ["AskBlock", "FooterColumnBlock", "LinkBlock", "SearchExampleBlock"]

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

    title = blocks.CharBlock(label=_("Tên"), help_text=_("Chữ người đọc thấy. Ví dụ: Văn bản hướng dẫn"))
    page = blocks.PageChooserBlock(
        label=_("Trang"),
        required=False,
        help_text=_("Nên chọn trang: đổi tên hay dời trang thì liên kết vẫn đúng."),
    )
    address = blocks.CharBlock(
        label=_("Hoặc đường dẫn"),
        required=False,
        validators=[_path_or_url],
        help_text=_("Khi không phải là trang của cổng. Ví dụ: /tim-kiem/ hoặc https://congdoan.vn/"),
    )

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
        description = _("Một mục dẫn tới trang của cổng hoặc một địa chỉ khác.")
        preview_template = "blocks/previews/link.html"
        preview_value = {"title": "Văn bản hướng dẫn", "address": "/huong-dan/"}
        value_class = LinkValue


class FooterColumnBlock(blocks.StructBlock):
    """A column of the footer."""

    title = blocks.CharBlock(label=_("Tiêu đề cột"), help_text=_("Ví dụ: Cổng Sáng kiến"))
    links = blocks.ListBlock(
        LinkBlock(), label=_("Các liên kết"), help_text=_("Tối đa chừng sáu mục để cột đọc được.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Cột chân trang")
        label_format = "{title}"
        description = _("Một cột liên kết ở cuối mọi trang.")
        preview_template = "blocks/previews/footer_column.html"
        preview_value = {
            "title": "Cổng Sáng kiến",
            "links": [
                {"title": "Giới thiệu", "address": "/gioi-thieu/"},
                {"title": "Dữ liệu mở", "address": "/du-lieu/"},
            ],
        }


class SearchExampleBlock(blocks.CharBlock):
    """A search that a visitor can try with one press."""

    def __init__(self, **kwargs: object) -> None:
        """Say what makes a good example."""
        kwargs.setdefault(
            "help_text", _("Thử trước ở trang tìm kiếm: phải ra kết quả. Ví dụ: tiết kiệm điện")
        )
        super().__init__(**kwargs)

    class Meta:
        icon = "search"
        label = _("Từ khoá gợi ý")
        description = _("Một lần tìm mẫu dưới ô tìm kiếm của trang đầu.")
        preview_template = "blocks/previews/search_example.html"
        preview_value = "tiết kiệm điện"


class AskBlock(blocks.StructBlock):
    """A question that people bring to a field, and the search that answers it."""

    text = blocks.CharBlock(
        label=_("Câu hỏi"), help_text=_("Như người lao động hỏi. Ví dụ: Làm sao bớt bụi ở khâu mài?")
    )
    q = blocks.CharBlock(
        label=_("Tìm bằng từ"), help_text=_("Thử trước ở ô tìm kiếm: phải ra kết quả. Ví dụ: giảm bụi mài")
    )

    class Meta:
        icon = "help"
        label = _("Câu hỏi")
        label_format = "{text}"
        description = _("Một câu hỏi ở trang lĩnh vực, bấm vào là tìm.")
        preview_template = "blocks/previews/ask.html"
        preview_value = {"text": "Làm sao bớt bụi ở khâu mài?", "q": "giảm bụi mài"}
