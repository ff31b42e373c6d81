"""Forms of the admin that a model form alone does not give."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.widgets import AdminSnippetChooser

from home.publishing import GuardedForm
from showcase.changes import announce_unit
from showcase.models import Unit
from showcase.scope import covers_unit, unit_paths

__all__ = ["ConsentForm", "InitiativeForm", "UnitBoundForm", "UnitForm"]


class UnitBoundForm(WagtailAdminModelForm):
    """A record of a unit: members of an office write about the units that it looks after, about no other."""

    def clean_unit(self) -> Unit | None:
        """Refuse a unit of others, and for those whom units limit the whole country."""
        unit: Unit | None = self.cleaned_data["unit"]
        if covers_unit(self.for_user, unit):
            return unit
        if unit is None:
            raise ValidationError(_("Hãy chọn một đơn vị trong phạm vi bộ phận của bạn."))
        raise ValidationError(
            _("%(unit)s nằm ngoài phạm vi bộ phận của bạn; hãy chọn đơn vị của bộ phận hoặc cấp dưới."),
            params={"unit": unit},
        )


class ConsentForm(WagtailAdminModelForm):
    """A consent: members of an office keep it at their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the offices that the person may keep papers for; their own is chosen for a new one."""
        super().__init__(*args, **kwargs)
        field = self.fields.get("office")
        if field is None or self.for_user is None or unit_paths(self.for_user) is None:
            return
        field.queryset = field.queryset.filter(members=self.for_user)
        # A paper that another office keeps stays there, though its records concern this one.
        if self.instance.office_id is None or field.queryset.filter(pk=self.instance.office_id).exists():
            field.required = True
            field.empty_label = None
            if self.instance.pk is None:
                self.initial["office"] = field.queryset.values_list("pk", flat=True).first()
        else:
            del self.fields["office"]


class InitiativeForm(GuardedForm, UnitBoundForm):
    """An initiative with its authors: shares are all absent or add up to 100."""

    def clean(self) -> dict[str, Any]:
        """Check the shares over all authors that stay, and say the sum."""
        cleaned = super().clean() or self.cleaned_data
        formset = self.formsets.get("authors")
        if formset is None or not formset.is_valid():
            return cleaned
        rows = [
            form.cleaned_data
            for form in formset.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        shares = [row["share"] for row in rows if row.get("share") is not None]
        if shares and len(shares) != len(rows):
            self.add_error(None, _("Phần đóng góp: ghi cho mọi tác giả, hoặc để trống tất cả."))
        elif shares and sum(shares) != Decimal(100):
            total = f"{sum(shares).normalize():f}".replace(".", ",")
            self.add_error(
                None,
                _("Phần đóng góp của các tác giả cộng lại là %(total)s%%, phải đúng 100%%.")
                % {"total": total},
            )
        return cleaned


class UnitForm(WagtailAdminModelForm):
    """A unit with its place in the tree."""

    parent = forms.ModelChoiceField(
        label=_("Trực thuộc"),
        queryset=Unit.objects.all(),
        required=False,
        widget=AdminSnippetChooser(Unit),
        help_text=_("Đơn vị cấp trên trực tiếp. Ví dụ: LĐLĐ tỉnh Bắc Ninh; để trống nếu đứng đầu."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start from the present parent."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["parent"].initial = self.instance.get_parent()

    def clean_parent(self) -> Unit | None:
        """A unit stands under neither itself nor a unit below it."""
        parent: Unit | None = self.cleaned_data["parent"]
        if (
            parent
            and self.instance.pk
            and (parent == self.instance or parent.is_descendant_of(self.instance))
        ):
            raise ValidationError(_("Không thể đặt đơn vị dưới chính nó hoặc dưới đơn vị trực thuộc nó."))
        return parent

    def save(self, commit: bool = True) -> Unit:
        """Write the unit where it belongs in the tree."""
        unit: Unit = super().save(commit=False)
        parent: Unit | None = self.cleaned_data["parent"]
        if not commit:
            return unit
        if unit.pk is None:
            if parent:
                Unit.objects.get(pk=parent.pk).add_child(instance=unit)
            else:
                Unit.add_root(instance=unit)
        else:
            unit.save()
            if parent != unit.get_parent():
                if parent:
                    unit.move(Unit.objects.get(pk=parent.pk), "last-child")
                else:
                    unit.move(Unit.get_last_root_node(), "last-sibling")
                unit.refresh_from_db()
                announce_unit(unit)
        return unit
