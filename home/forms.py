"""Forms of page editing."""

import unicodedata
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets.slug import SlugInput

__all__ = ["GuidancePageForm", "PageForm", "slug_formatters"]

_VIETNAMESE = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"


@cache
def slug_formatters() -> list[tuple[str, str]]:
    """Patterns for the slug field: each base letter stands for all its marked forms, đ for d.

    The admin's own rules know đ as a Serbian letter (dj) and drop what is marked twice (ổ, ệ).
    """
    by_base: dict[str, str] = {}
    for letter in _VIETNAMESE:
        base = "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]
        by_base[base] = by_base.get(base, "") + letter + letter.upper()
    marks = [(r"[\u0300-\u0303\u0306\u0309\u031b\u0323]", "")]
    return [(f"[{letters}]", base) for base, letters in by_base.items()] + marks


class PageForm(WagtailAdminPageForm):
    """A page form whose slug follows the title in readable Vietnamese while it is typed.

    Left empty, as when the browser's script did not run in time, the slug is derived by the page itself.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give the slug field the Vietnamese rules."""
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].widget = SlugInput(formatters=slug_formatters())
            self.fields["slug"].required = False


class GuidancePageForm(PageForm):
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
