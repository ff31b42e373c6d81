"""The filters above the list of guidance documents."""

import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

__all__ = ["GuidanceFilterForm"]

_DATE_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


class GuidanceFilterForm(forms.Form):
    """Issuer and kind narrow the list; the day says on which date every state is worked out.

    A mistake shows at its field and narrows nothing.
    """

    issuer: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Cơ quan ban hành"), empty_label=_("Mọi cơ quan")
    )
    kind: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        queryset=None, required=False, label=_("Loại"), empty_label=_("Mọi loại")
    )
    on = forms.DateField(
        required=False,
        label=_("Hiệu lực vào ngày"),
        input_formats=_DATE_FORMATS,
        error_messages={"invalid": _("Gõ ngày theo kiểu 20/4/2021.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "20/4/2021"}
        ),
    )

    def __init__(self, data: Any, *, issuers: "QuerySet[Any]", kinds: "QuerySet[Any]") -> None:
        """Bind `data`, the query of the address; offer only what documents have."""
        super().__init__(data, auto_id="loc-%s", use_required_attribute=False)
        for name, choices in (("issuer", issuers), ("kind", kinds)):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = choices
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        self.is_valid()

    @property
    def conditions(self) -> dict[str, Any]:
        """Lookups of the chosen issuer and kind."""
        return {name: self.cleaned_data[name] for name in ("issuer", "kind") if self.cleaned_data.get(name)}

    @property
    def day(self) -> datetime.date:
        """The day whose states are shown: today, unless another one was asked for."""
        return self.cleaned_data.get("on") or timezone.localdate()

    @property
    def query(self) -> str:
        """What was chosen, as a query for the links of the pager: empty, or ending in “&”."""
        chosen = [(name, self.data[name]) for name in self.fields if self.data.get(name)]
        return f"{urlencode(chosen)}&" if chosen else ""
