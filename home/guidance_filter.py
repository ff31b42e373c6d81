"""The filters above the list of guidance documents."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from home.legal_status import LegalStatus

if TYPE_CHECKING:
    from home.models.guidance import GuidanceQuerySet

__all__ = ["GuidanceFilterForm"]

_DATE_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
_LOOKUPS = {"issuer": "issuer", "kind": "kind", "year": "issued_on__year"}


def _day(label: Any, example: str) -> forms.DateField:
    return forms.DateField(
        required=False,
        label=label,
        input_formats=_DATE_FORMATS,
        error_messages={"invalid": _("Gõ ngày theo kiểu 20/4/2021.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": example}),
    )


class GuidanceFilterForm(forms.Form):
    """Issuer, kind, year, state and a day in force narrow the list; `on` is the day whose states are shown.

    The state filter asks for the states that are shown. A mistake shows at its field and narrows nothing.
    """

    issuer: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Cơ quan ban hành"), empty_label=_("Mọi cơ quan")
    )
    kind: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Loại"), empty_label=_("Mọi loại")
    )
    year = forms.TypedChoiceField(
        required=False,
        label=_("Năm ban hành"),
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("Không có văn bản nào ban hành năm ấy.")},
    )
    status = forms.ChoiceField(
        required=False,
        label=_("Tình trạng"),
        choices=[("", _("Mọi tình trạng")), *LegalStatus.choices],
        error_messages={"invalid_choice": _("Chọn một tình trạng trong danh sách.")},
    )
    valid_on = _day(_("Còn hiệu lực vào ngày"), "20/4/2021")
    on = _day(_("Xem tình trạng vào ngày"), "1/1/2027")

    def __init__(
        self, data: Any, *, issuers: "QuerySet[Any]", kinds: "QuerySet[Any]", years: Iterable[int] = ()
    ) -> None:
        """Bind `data`, the query of the address; offer only what documents have."""
        super().__init__(data, auto_id="loc-%s", use_required_attribute=False)
        for name, choices in (("issuer", issuers), ("kind", kinds)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = choices
                field.error_messages["invalid_choice"] = _("Chọn một mục trong danh sách.")
        year = self.fields["year"]
        if isinstance(year, forms.ChoiceField):
            year.choices = [("", _("Mọi năm")), *((str(one), str(one)) for one in years)]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        self.is_valid()

    def narrowed(self, documents: "GuidanceQuerySet") -> "GuidanceQuerySet":
        """The documents that what was chosen lets through."""
        chosen = self.cleaned_data
        documents = documents.filter(
            **{lookup: chosen[name] for name, lookup in _LOOKUPS.items() if chosen.get(name)}
        )
        if chosen.get("status"):
            documents = documents.in_states([LegalStatus(chosen["status"])], self.day)
        if chosen.get("valid_on"):
            documents = documents.in_force_on(chosen["valid_on"])
        return documents

    @property
    def day(self) -> datetime.date:
        """The day whose states are shown: the one asked for, else the day in force, else today."""
        return self.cleaned_data.get("on") or self.cleaned_data.get("valid_on") or timezone.localdate()

    @property
    def query(self) -> str:
        """What was chosen, as a query for the links of the pager: empty, or ending in “&”."""
        chosen = [(name, self.data[name]) for name in self.fields if self.data.get(name)]
        return f"{urlencode(chosen)}&" if chosen else ""
