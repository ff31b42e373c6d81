"""Forms of the admin that a page's own form does not give."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

__all__ = ["GuidancePageForm"]


class GuidancePageForm(WagtailAdminPageForm):
    """A guidance document with its relations, none of which may lead back to it."""

    def clean(self) -> dict[str, Any]:
        """Refuse a relation to the document itself, at its row: rows do not know the page they belong to."""
        cleaned: dict[str, Any] = super().clean()
        relations = self.formsets.get("relations")
        if self.instance.pk is None or relations is None or not relations.is_valid():
            return cleaned
        for row in relations.forms:
            target = row.cleaned_data.get("target")
            if target is not None and target.pk == self.instance.pk and not row.cleaned_data.get("DELETE"):
                row.add_error("target", _("Văn bản không thể có quan hệ với chính nó."))
        return cleaned
