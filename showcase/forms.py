"""Forms of the admin that a model form alone does not give."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.snippets.widgets import AdminSnippetChooser

from showcase.changes import announce_unit
from showcase.models import Unit

__all__ = ["InitiativeForm", "UnitForm"]


class InitiativeForm(WagtailAdminModelForm):
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
        label=_("Trực thuộc"), queryset=Unit.objects.all(), required=False, widget=AdminSnippetChooser(Unit)
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
