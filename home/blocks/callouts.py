"""Blocks that stand out from the text: notices, steps, before-and-after figures, questions."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

__all__ = [
    "FigureRowBlock",
    "FiguresBlock",
    "NoticeBlock",
    "QuestionBlock",
    "RoleTasksBlock",
    "StepBlock",
    "StepsBlock",
]

ROLE_CHOICES = [
    ("upper", _("Công đoàn cấp trên trực tiếp cơ sở")),
    ("grassroots", _("Công đoàn cơ sở")),
    ("worker", _("Người lao động")),
]


class NoticeBlock(blocks.StructBlock):
    """A short notice with its own ground."""

    kind = blocks.ChoiceBlock(
        label=_("Loại"), choices=[("info", _("Thông tin")), ("warn", _("Lưu ý"))], default="info"
    )
    title = blocks.CharBlock(label=_("Tiêu đề"), required=False)
    text = blocks.RichTextBlock(label=_("Nội dung"), features=["bold", "link"])

    class Meta:
        icon = "warning"
        label = _("Khung lưu ý")
        template = "blocks/notice.html"


class StepBlock(blocks.StructBlock):
    """One thing to do: a bold lead, then the explanation and, where there is one, its deadline."""

    lead = blocks.CharBlock(label=_("Việc"), help_text=_("Ví dụ: Nhập vào phần mềm"))
    text = blocks.TextBlock(label=_("Giải thích"), required=False)
    due = blocks.CharBlock(label=_("Thời hạn"), required=False, help_text=_("Ví dụ: 10/3 – 20/4/2021"))

    class Meta:
        icon = "list-ol"
        label = _("Bước")


class StepsBlock(blocks.StructBlock):
    """Numbered steps."""

    steps = blocks.ListBlock(StepBlock(), label=_("Các bước"))

    class Meta:
        icon = "list-ol"
        label = _("Các bước")
        template = "blocks/steps.html"


class RoleTasksBlock(blocks.StructBlock):
    """What one role has to do."""

    role = blocks.ChoiceBlock(label=_("Vai"), choices=ROLE_CHOICES)
    steps = blocks.ListBlock(StepBlock(), label=_("Việc cần làm"))

    class Meta:
        icon = "group"
        label = _("Việc theo vai")
        label_format = "{role}"


class FigureRowBlock(blocks.StructBlock):
    """One measure, before and after, both in the same unit."""

    what = blocks.CharBlock(label=_("Chỉ số"), help_text=_("Ví dụ: Điện năng mỗi tháng"))
    unit = blocks.CharBlock(label=_("Đơn vị tính"), required=False, help_text=_("Ví dụ: kWh"))
    before = blocks.DecimalBlock(label=_("Trước"))
    after = blocks.DecimalBlock(label=_("Sau"))

    class Meta:
        icon = "table"
        label = _("Chỉ số")


class FiguresBlock(blocks.StructBlock):
    """Measures before and after, with the caption that says over which time."""

    caption = blocks.CharBlock(label=_("Chú thích"))
    rows = blocks.ListBlock(FigureRowBlock(), label=_("Các chỉ số"))
    source = blocks.CharBlock(label=_("Nguồn"), required=False)

    def clean(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Refuse an empty table, with the error at the rows."""
        cleaned = super().clean(value)
        if not cleaned["rows"]:
            raise blocks.StructBlockValidationError(
                block_errors={"rows": ValidationError(_("Cần ít nhất một chỉ số."))}
            )
        return cleaned

    class Meta:
        icon = "table"
        label = _("Trước và sau")
        template = "blocks/figures.html"


class QuestionBlock(blocks.StructBlock):
    """A frequent question and its answer."""

    question = blocks.CharBlock(label=_("Câu hỏi"))
    answer = blocks.RichTextBlock(label=_("Trả lời"), features=["bold", "link", "ol", "ul"])

    class Meta:
        icon = "help"
        label = _("Hỏi – đáp")
