"""The forms of a merger and of a split; what makes no sense is refused at its field."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.snippets.widgets import AdminSnippetChooser

from home.templatetags.typography import vi_date
from showcase.campaign_entry.unit_names import COUNTRY, UnitDirectory, UnitNameError
from showcase.choices import Sector
from showcase.models import Unit
from showcase.units.changes.plan import Change, ChangeKind, NewBody, would_go_round

__all__ = ["BasePartFormSet", "MergeForm", "PartForm", "PartFormSet", "SplitForm", "short_form"]

_SHORT = (
    ("Liên đoàn Lao động", "LĐLĐ"),
    ("Công đoàn cơ sở", "CĐCS"),
    ("Công đoàn", "CĐ"),
)


def short_form(name: str) -> str:
    """“Liên đoàn Lao động tỉnh Bắc Ninh” → “LĐLĐ tỉnh Bắc Ninh”."""
    for long, short in _SHORT:
        if name.casefold().startswith(long.casefold()):
            return f"{short}{name[len(long) :]}"
    return name


class ChangeForm(forms.Form):
    """Day and legal basis, which both forms have."""

    day = forms.DateField(
        label=_("Có hiệu lực từ ngày"),
        widget=AdminDateInput,
        help_text=_("Ngày đầu của đơn vị mới; đơn vị cũ hết vào hôm trước. Ví dụ: 1/7/2025"),
        error_messages={"invalid": _("Ngày không có thật hoặc viết khác mẫu 1/7/2025.")},
    )
    legal_basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=200,
        help_text=_("Số văn bản quyết định việc này. Ví dụ: Nghị quyết 202/2025/QH15"),
    )

    def clean_day(self) -> datetime.date:
        """The day, today at the latest: until then the old bodies go on working."""
        day: datetime.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Ngày này chưa tới. Hãy ghi vào đúng ngày có hiệu lực."))
        return day

    def refuse_wrong_days(self, field: str, units: list[Unit]) -> None:
        """Bodies that end must exist before the day and must not have ended."""
        day: datetime.date | None = self.cleaned_data.get("day")
        for unit in units:
            if unit.valid_to is not None:
                self.add_error(
                    field,
                    _("%(name)s đã kết thúc ngày %(day)s.") % {"name": unit, "day": vi_date(unit.valid_to)},
                )
            elif day and unit.valid_from and unit.valid_from >= day:
                self.add_error(
                    "day",
                    _("%(name)s chỉ có từ ngày %(day)s; ngày này phải muộn hơn.")
                    % {"name": unit, "day": vi_date(unit.valid_from)},
                )


class MergeForm(ChangeForm):
    """Several bodies become a new one, or pass into one that goes on."""

    bodies = forms.CharField(
        label=_("Đơn vị thôi hoạt động"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Mỗi dòng một tên đầy đủ, tên gọn hoặc mã trong đường dẫn. Ví dụ: LĐLĐ tỉnh Bắc Giang. Nếu tỉnh cũ cùng "
            "tên với tỉnh mới thì ghi cả tỉnh cũ."
        ),
    )
    existing = forms.ModelChoiceField(
        Unit.objects.all(),
        label=_("Nhập vào đơn vị đang có"),
        required=False,
        widget=AdminSnippetChooser(Unit),
        help_text=_("Chọn khi đơn vị nhận vẫn là tổ chức cũ. Ví dụ: quận nhập về LĐLĐ thành phố Hà Nội."),
    )
    new_name = forms.CharField(
        label=_("Hoặc tên đơn vị mới"),
        max_length=200,
        required=False,
        help_text=_("Tên đầy đủ. Ví dụ: Liên đoàn Lao động tỉnh Bắc Ninh"),
    )
    new_short_name = forms.CharField(
        label=_("Tên gọn"),
        max_length=120,
        required=False,
        help_text=_("Để trống thì rút từ tên đầy đủ. Ví dụ: LĐLĐ tỉnh Bắc Ninh"),
    )
    new_place = forms.CharField(
        label=_("Địa bàn"), max_length=80, required=False, help_text=_("Ví dụ: Bắc Ninh")
    )
    units: list[Unit]

    field_order = ["bodies", "existing", "new_name", "new_short_name", "new_place", "day", "legal_basis"]

    def clean_bodies(self) -> str:
        """Every line is one body; names that are none are answered with the nearest ones."""
        text: str = self.cleaned_data["bodies"]
        day = self._day_before()
        directory = UnitDirectory.load()
        found: list[int] = []
        problems = []
        for name in filter(None, map(str.strip, text.splitlines())):
            try:
                pk = directory.find(name, day)
            except UnitNameError as error:
                nearest = _(" Gần giống: %(names)s.") % {"names": "; ".join(error.suggestions)}
                problems.append(f"“{name}”: {error}{nearest if error.suggestions else ''}")
                continue
            if pk == COUNTRY:
                problems.append(_("“%(name)s” không phải một đơn vị.") % {"name": name})
            elif pk in found:
                problems.append(_("“%(name)s” ghi hai lần.") % {"name": name})
            else:
                found.append(pk)
        if problems:
            raise forms.ValidationError(problems)
        known = {unit.pk: unit for unit in Unit.objects.filter(pk__in=found)}
        self.units = [known[pk] for pk in found]
        return text

    def _day_before(self) -> datetime.date:
        """The day on which names are to be read: the last one of the old bodies."""
        try:
            day = self.fields["day"].to_python(self.data.get(self.add_prefix("day")))
        except forms.ValidationError:
            day = None
        return (day or timezone.localdate()) - datetime.timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        """Either an existing body or a new name; no body into itself, into what it came from, or after its end."""
        cleaned: dict[str, Any] = super().clean() or {}
        existing: Unit | None = cleaned.get("existing")
        name = cleaned.get("new_name")
        if existing and name:
            self.add_error("new_name", _("Chọn một trong hai: đơn vị đang có hoặc tên mới."))
        elif not existing and not name and "existing" not in self.errors:
            self.add_error("existing", _("Hãy chọn đơn vị nhận, hoặc ghi tên đơn vị mới."))
        if "bodies" in self.errors:
            return cleaned
        self.refuse_wrong_days("bodies", self.units)
        if existing:
            self._refuse_existing(existing)
        else:
            if len(self.units) < 2:
                self.add_error("bodies", _("Hợp nhất thành đơn vị mới cần ít nhất hai đơn vị."))
            if len({unit.kind for unit in self.units}) > 1:
                self.add_error("bodies", _("Các đơn vị phải cùng một cấp."))
        return cleaned

    def _refuse_existing(self, existing: Unit) -> None:
        day = self.cleaned_data.get("day")
        if existing in self.units:
            self.add_error("existing", _("Một đơn vị không thể nhập vào chính nó."))
            return
        if existing.valid_to is not None:
            self.add_error("existing", _("Đơn vị nhận đã kết thúc hoạt động."))
        elif day and existing.valid_from and existing.valid_from > day:
            self.add_error("existing", _("Đơn vị nhận chưa có vào ngày này."))
        if any(existing.is_descendant_of(unit) for unit in self.units):
            self.add_error("existing", _("Đơn vị nhận đang trực thuộc một đơn vị thôi hoạt động."))
        if would_go_round(self.units, existing):
            self.add_error("existing", _("Vòng lặp: đơn vị nhận lại hình thành sau đơn vị nhập vào nó."))

    def change(self) -> Change:
        """What a valid form asks for."""
        cleaned = self.cleaned_data
        existing: Unit | None = cleaned["existing"]
        name = cleaned["new_name"]
        body = (
            NewBody(existing=existing)
            if existing
            else NewBody(name, cleaned["new_short_name"] or short_form(name), cleaned["new_place"])
        )
        return Change(ChangeKind.MERGE, cleaned["day"], cleaned["legal_basis"], self.units, [body])


class SplitForm(ChangeForm):
    """One body is divided; its parts are rows of `PartFormSet`."""

    body = forms.ModelChoiceField(
        Unit.objects.all(),
        label=_("Đơn vị được chia"),
        widget=AdminSnippetChooser(Unit),
        help_text=_("Đơn vị này thôi hoạt động vào hôm trước ngày có hiệu lực."),
    )
    field_order = ["body", "day", "legal_basis"]

    def clean(self) -> dict[str, Any]:
        """The body exists before the day and has not ended."""
        cleaned: dict[str, Any] = super().clean() or {}
        if body := cleaned.get("body"):
            self.refuse_wrong_days("body", [body])
        return cleaned


class PartForm(forms.Form):
    """A body that takes a part."""

    name = forms.CharField(
        label=_("Tên đơn vị mới"), max_length=200, help_text=_("Ví dụ: Liên đoàn Lao động huyện Mê Linh")
    )
    short_name = forms.CharField(
        label=_("Tên gọn"), max_length=120, required=False, help_text=_("Để trống thì rút từ tên đầy đủ.")
    )
    place = forms.CharField(
        label=_("Nhận địa bàn"),
        max_length=80,
        required=False,
        help_text=_("Sáng kiến của cơ sở ở địa bàn này về đơn vị mới. Ví dụ: huyện Mê Linh"),
    )
    sector = forms.ChoiceField(
        label=_("Nhận khu vực"),
        required=False,
        choices=[("", _("Mọi khu vực")), *Sector.choices],
        help_text=_("Chỉ chọn khi chia theo khu vực."),
    )

    def part(self) -> NewBody:
        """The body of a valid row."""
        cleaned = self.cleaned_data
        return NewBody(
            name=cleaned["name"],
            short_name=cleaned["short_name"] or short_form(cleaned["name"]),
            place=cleaned["place"],
            part_place=cleaned["place"],
            part_sector=cleaned["sector"],
        )


class BasePartFormSet(forms.BaseFormSet):
    """At least two parts, each told differently; names once."""

    def clean(self) -> None:
        """Refuse what would leave records undecided on purpose, at its row."""
        if any(self.errors):
            return
        rows = [form for form in self.forms if form.has_changed()]
        names: set[str] = set()
        parts: set[tuple[str, str]] = set()
        for form in rows:
            name = form.cleaned_data["name"].casefold()
            part = (form.cleaned_data["place"].casefold(), form.cleaned_data["sector"])
            if name in names:
                form.add_error("name", _("Tên này đã ghi ở dòng trên."))
            if part in parts:
                form.add_error(
                    "place", _("Phần này đã giao cho dòng trên; hãy ghi địa bàn hoặc khu vực khác.")
                )
            names.add(name)
            parts.add(part)
        if len(rows) < 2:
            raise forms.ValidationError(_("Chia tách cần ít nhất hai đơn vị mới."))

    def parts(self) -> list[NewBody]:
        """The bodies of the rows that are filled in."""
        return [form.part() for form in self.forms if form.has_changed()]


PartFormSet = forms.formset_factory(PartForm, formset=BasePartFormSet, extra=4, max_num=12)
