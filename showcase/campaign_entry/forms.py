"""What the editor fills in beside the numbers themselves: the day, the source, a sheet, units to add."""

import dataclasses
import datetime
import hashlib
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.widgets import AdminSnippetChooser

from showcase.importing.limits import Limits
from showcase.importing.sheets import Sheet, SheetError, SheetFile, read_pasted, read_upload, too_large
from showcase.models import Unit

__all__ = ["LIMITS", "AddUnitsForm", "DayForm", "OccasionForm", "SheetForm"]

LIMITS = Limits(max_bytes=5 * 1024 * 1024, max_rows=5_000, max_columns=60, max_cell=2_000)
"""Of a sheet of targets and figures: a row per unit."""


def _day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=_("Tính đến ngày"),
        error_messages={"invalid": _("Ngày không có thật hoặc viết khác mẫu 20/4/2022.")},
        **kwargs,
    )


class _PastDay(forms.Form):
    """Refuses a day to come: nothing has been counted on it."""

    def clean_day(self) -> datetime.date:
        """The day, today at the latest."""
        day: datetime.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ngày này chưa tới."))
        return day


class DayForm(_PastDay):
    """The day whose figures the grid shows."""

    day = _day_field(widget=AdminDateInput(attrs={"id": "id_shown_day"}))


class OccasionForm(_PastDay):
    """The day and the source of a whole sheet."""

    day = _day_field(widget=AdminDateInput, help_text=_("Một ngày cho cả bảng. Ví dụ: 20/4/2022"))
    source = forms.CharField(
        label=_("Nguồn"),
        max_length=300,
        help_text=_("Một nguồn cho cả bảng, hiện trên trang. Ví dụ: Báo cáo số 12/BC-LĐLĐ ngày 21/4/2022"),
    )


class SheetForm(OccasionForm):
    """A sheet, pasted or uploaded; `sheet` holds it once the form is valid."""

    text = forms.CharField(
        label=_("Dán từ Excel"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "entry-paste"}),
        help_text=_("Chọn cả bảng trong Excel, gồm dòng tiêu đề, chép rồi dán vào đây."),
    )
    file = forms.FileField(
        label=_("Hoặc tải tệp lên"),
        required=False,
        help_text=_("Tệp .xlsx, .xls, .ods hoặc .csv, tối đa 5 MB. Đọc trang tính đầu tiên có dữ liệu."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
    )
    sheet: Sheet

    def clean(self) -> dict[str, Any]:
        """Exactly one of both, and readable; the error stands at the one that was used."""
        cleaned: dict[str, Any] = super().clean() or {}
        text, upload = cleaned.get("text") or "", cleaned.get("file")
        if "file" in self.errors:
            return cleaned
        if text.strip() and upload:
            self.add_error(
                "file", _("Vừa dán vừa chọn tệp: chỉ dùng một cách, hãy xoá ô dán hoặc bỏ chọn tệp.")
            )
        elif not text.strip() and not upload:
            self.add_error("text", _("Hãy dán bảng vào đây hoặc chọn một tệp."))
        else:
            try:
                self.sheet = self._read(text, upload)
            except SheetError as error:
                self.add_error("file" if upload else "text", str(error))
        return cleaned

    @staticmethod
    def _read(text: str, upload: Any) -> Sheet:
        if not upload:
            return read_pasted(text, LIMITS)
        if upload.size > LIMITS.max_bytes:
            raise SheetError(too_large(LIMITS))
        content = upload.read()
        file = SheetFile(upload.name, hashlib.sha256(content).hexdigest())
        return dataclasses.replace(read_upload(content, LIMITS), file=file)


class AddUnitsForm(forms.Form):
    """Units that get a row of the grid."""

    chosen = forms.ModelChoiceField(
        label=_("Chọn một đơn vị"),
        queryset=Unit.objects.all(),
        required=False,
        widget=AdminSnippetChooser(model=Unit),
    )
    names = forms.CharField(
        label=_("Hoặc gõ tên, mỗi dòng một đơn vị"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ví dụ: LĐLĐ tỉnh Bắc Ninh. Viết không dấu hay bỏ “LĐLĐ tỉnh” cũng được."),
    )
