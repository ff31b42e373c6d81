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
    "RoleTasksStreamBlock",
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
        label=_("Loại"),
        choices=[("info", _("Thông tin")), ("warn", _("Lưu ý"))],
        default="info",
        help_text=_("“Lưu ý” cho điều bỏ qua là lỡ việc; còn lại chọn “Thông tin”."),
    )
    title = blocks.CharBlock(
        label=_("Tiêu đề"), required=False, help_text=_("Ví dụ: Đã gia hạn. Chữ đậm mở đầu khung.")
    )
    text = blocks.RichTextBlock(
        label=_("Nội dung"),
        features=["bold", "link"],
        help_text=_("Một, hai câu. Ví dụ: Hạn nộp dời tới hết ngày 20/4."),
    )

    class Meta:
        icon = "warning"
        label = _("Khung lưu ý")
        description = _("Một, hai câu trên nền riêng, để không ai đọc sót.")
        template = "blocks/notice.html"
        preview_value = {
            "kind": "warn",
            "title": "Đã gia hạn.",
            "text": "<p>Hạn nộp dời tới hết ngày 20/4.</p>",
        }


class StepBlock(blocks.StructBlock):
    """One thing to do: a bold lead, then the explanation and, where there is one, its deadline."""

    lead = blocks.CharBlock(label=_("Việc"), help_text=_("Ví dụ: Nhập vào phần mềm"))
    text = blocks.TextBlock(
        label=_("Giải thích"),
        required=False,
        help_text=_("Làm thế nào, ở đâu. Ví dụ: bằng tài khoản của công đoàn cơ sở."),
    )
    due = blocks.CharBlock(
        label=_("Thời hạn, viết bằng chữ"), required=False, help_text=_("Ví dụ: 10/3 – 20/4/2021")
    )
    due_on = blocks.DateBlock(
        label=_("Hạn chót"),
        required=False,
        help_text=_("Ngày cuối được làm. Chiến dịch đang diễn ra sẽ tự ghi “còn 8 ngày” hoặc “đã qua”."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Bước")
        description = _("Một việc: tên việc, cách làm, thời hạn.")


class StepsBlock(blocks.StructBlock):
    """Numbered steps."""

    steps = blocks.ListBlock(
        StepBlock(), label=_("Các bước"), help_text=_("Theo thứ tự làm; trang tự đánh số.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Các bước")
        description = _("Việc phải làm lần lượt, đánh số, có thời hạn.")
        template = "blocks/steps.html"
        preview_value = {
            "steps": [
                {"lead": "Ghi phiếu", "text": "theo mẫu của công đoàn cơ sở", "due": "trước 10/3"},
                {"lead": "Nhập vào phần mềm", "text": "mỗi sáng kiến một bản ghi", "due": "10/3 – 20/4"},
            ]
        }


class RoleTasksBlock(blocks.StructBlock):
    """What one role has to do."""

    role = blocks.ChoiceBlock(
        label=_("Vai"), choices=ROLE_CHOICES, help_text=_("Phần việc này dành cho ai; mỗi vai một lần.")
    )
    steps = blocks.ListBlock(
        StepBlock(), label=_("Việc cần làm"), help_text=_("Theo thứ tự làm; việc gấp nhất đứng đầu.")
    )

    class Meta:
        icon = "group"
        label = _("Việc theo vai")
        label_format = "{role}"
        description = _("Việc của một vai: người lao động, công đoàn cơ sở hoặc cấp trên cơ sở.")
        preview_template = "blocks/previews/role_tasks.html"
        preview_value = {
            "role": "worker",
            "steps": [
                {"lead": "Viết sáng kiến", "text": "nêu cách cũ, cách mới và kết quả", "due": ""},
                {"lead": "Gửi công đoàn cơ sở", "text": "bằng giấy hoặc thư điện tử", "due": "trước 10/3"},
            ],
        }


class RoleTasksStreamBlock(blocks.StreamBlock):
    """Tasks by role, each role at most once."""

    role = RoleTasksBlock()

    def clean(self, value: Any) -> Any:
        """Refuse a second list for the same role, with the error at its field; a draft may lack its role."""
        cleaned = super().clean(value)
        seen: set[str] = set()
        errors = {}
        for place, block in enumerate(cleaned):
            role = block.value["role"]
            if role and role in seen:
                taken = ValidationError(_("Vai này đã có ở trên; hãy gộp các việc vào một chỗ."))
                errors[place] = blocks.StructBlockValidationError(block_errors={"role": taken})
            seen.add(role)
        if errors:
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return cleaned


class FigureRowBlock(blocks.StructBlock):
    """One measure, before and after, both in the same unit."""

    what = blocks.CharBlock(label=_("Chỉ số"), help_text=_("Ví dụ: Điện năng mỗi tháng"))
    unit = blocks.CharBlock(label=_("Đơn vị tính"), required=False, help_text=_("Ví dụ: kWh"))
    before = blocks.DecimalBlock(label=_("Trước"), help_text=_("Chỉ ghi số. Ví dụ: 41200"))
    after = blocks.DecimalBlock(label=_("Sau"), help_text=_("Cùng đơn vị với cột trước. Ví dụ: 28400.5"))

    class Meta:
        icon = "table"
        label = _("Chỉ số")
        description = _("Một chỉ số trước và sau khi áp dụng, cùng đơn vị.")
        preview_template = "blocks/previews/figure_row.html"
        preview_value = {"what": "Điện năng mỗi tháng", "unit": "kWh", "before": 41200, "after": 28400}


class FiguresBlock(blocks.StructBlock):
    """Measures before and after, with the caption that says over which time."""

    caption = blocks.CharBlock(
        label=_("Chú thích"), help_text=_("Đo gì, trong bao lâu. Ví dụ: Sáu tháng trước và sau khi lắp")
    )
    rows = blocks.ListBlock(
        FigureRowBlock(), label=_("Các chỉ số"), help_text=_("Mỗi dòng một chỉ số, cùng đơn vị ở hai cột.")
    )
    source = blocks.CharBlock(
        label=_("Nguồn"),
        required=False,
        help_text=_("Số nào cũng cần nguồn. Ví dụ: Sổ vận hành trạm bơm, quý I/2022"),
    )

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
        description = _("Số đo trước và sau: biểu đồ kèm bảng, có nguồn.")
        template = "blocks/figures.html"
        preview_value = {
            "caption": "Sáu tháng trước và sau khi lắp biến tần",
            "rows": [
                {"what": "Điện năng mỗi tháng", "unit": "kWh", "before": 41200, "after": 28400},
                {"what": "Lần dừng máy", "unit": "lần", "before": 9, "after": 2},
            ],
            "source": "Sổ vận hành trạm bơm.",
        }


class QuestionBlock(blocks.StructBlock):
    """A frequent question and its answer."""

    question = blocks.CharBlock(
        label=_("Câu hỏi"), help_text=_("Như người ta hỏi. Ví dụ: Một người gửi được mấy sáng kiến?")
    )
    answer = blocks.RichTextBlock(
        label=_("Trả lời"),
        features=["bold", "link", "ol", "ul"],
        help_text=_("Trả lời ngay ở câu đầu, giải thích sau."),
    )

    class Meta:
        icon = "help"
        label = _("Hỏi – đáp")
        label_format = "{question}"
        description = _("Một câu hay được hỏi; câu trả lời mở ra khi bấm.")
        preview_template = "blocks/previews/question.html"
        preview_value = {
            "question": "Một người gửi được mấy sáng kiến?",
            "answer": "<p>Không giới hạn. Mỗi sáng kiến là một phiếu riêng.</p>",
        }
