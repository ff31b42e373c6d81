"""What the editor fills in at the award desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.widgets import AdminSnippetChooser

from home.models import CampaignPage
from showcase.awards.pool import Wish
from showcase.models import AwardRound, Stage, Unit
from showcase.scope import covers_unit, units_of

__all__ = ["DecisionForm", "FindForm", "MoveForm", "RoundForm"]

_BAD_DAY = {"invalid": _("Ngày không có thật hoặc viết khác mẫu 20/4/2022.")}


class RoundForm(forms.ModelForm):
    """A round: which honour, who decides, which day's conditions."""

    class Meta:
        model = AwardRound
        fields = ["name", "award_type", "level", "body", "campaign", "day", "note", "is_demo"]
        widgets = {
            "day": AdminDateInput,
            "body": AdminSnippetChooser(Unit),
            "note": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {"day": _BAD_DAY}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Take whoever fills it in: their units may decide."""
        super().__init__(*args, **kwargs)
        self.user = user
        campaigns: Any = self.fields["campaign"]
        campaigns.queryset = CampaignPage.objects.in_default_language().newest()
        campaigns.empty_label = _("Mọi sáng kiến")

    def clean_body(self) -> Unit:
        """The deciding body, one of the person's own."""
        body: Unit = self.cleaned_data["body"]
        if not covers_unit(self.user, body):
            raise forms.ValidationError(_("Đơn vị này nằm ngoài phạm vi bộ phận của bạn."))
        return body

    def clean_award_type(self) -> Any:
        """What makes the candidates stays as it is once there are some."""
        chosen = self.cleaned_data["award_type"]
        before = self.instance
        if before.pk and before.award_type_id != chosen.pk and before.candidates.exists():
            raise forms.ValidationError(
                _("Đã có ứng viên nên không đổi được hình thức khen; hãy lập đợt xét khác.")
            )
        return chosen


class DecisionForm(forms.ModelForm):
    """The words of the decision on paper."""

    class Meta:
        model = AwardRound
        fields = [
            "decision_number",
            "decided_on",
            "place",
            "parent_body",
            "authority",
            "bases",
            "reward",
            "recipients",
            "signer_role",
            "signer_name",
        ]
        widgets = {
            "decided_on": AdminDateInput,
            "bases": forms.Textarea(attrs={"rows": 4}),
            "reward": forms.Textarea(attrs={"rows": 2}),
            "recipients": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {"decided_on": _BAD_DAY}


class FindForm(forms.Form):
    """Whom to look for among those who may be candidates."""

    q = forms.CharField(
        label=_("Tên hoặc mã"),
        required=False,
        max_length=120,
        help_text=_("Tên sáng kiến, mã, hoặc họ tên tác giả khi đợt này khen tác giả. Ví dụ: NL-2022-0417"),
    )
    unit = forms.ModelChoiceField(
        label=_("Đơn vị"),
        required=False,
        queryset=Unit.objects.none(),
        widget=AdminSnippetChooser(Unit),
        help_text=_("Chỉ tìm trong đơn vị này và cấp dưới. Ví dụ: CĐ ngành Dệt May"),
    )
    year_from = forms.IntegerField(
        label=_("Từ năm"), required=False, min_value=1945, max_value=2200, help_text=_("Ví dụ: 2021")
    )
    year_to = forms.IntegerField(
        label=_("Đến năm"), required=False, min_value=1945, max_value=2200, help_text=_("Ví dụ: 2022")
    )

    def __init__(self, data: Any, user: Any) -> None:
        """Offer the units of whoever is looking."""
        super().__init__(data)
        units: Any = self.fields["unit"]
        units.queryset = units_of(user)

    def clean(self) -> dict[str, Any]:
        """Years in order, with the error at the second."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and last < first:
            self.add_error("year_to", _("Năm cuối phải từ năm đầu trở đi."))
        return cleaned

    @property
    def wish(self) -> Wish:
        """What was asked for; parts that are wrong are left out."""
        known = self.cleaned_data
        return Wish(
            text=known.get("q") or "",
            unit=known.get("unit"),
            year_from=known.get("year_from"),
            year_to=known.get("year_to"),
        )


class MoveForm(forms.Form):
    """Where marked candidates go, and why."""

    stage = forms.ChoiceField(label=_("Chuyển sang"), choices=Stage.choices)
    note = forms.CharField(
        label=_("Ghi chú"),
        required=False,
        max_length=500,
        help_text=_(
            "Vì sao chọn hay không chọn; bắt buộc khi đưa khỏi danh sách. Ví dụ: thiếu xác nhận của nơi áp dụng"
        ),
    )
