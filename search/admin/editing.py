"""What the forms of the menu “Tìm kiếm” share: who wrote last, forms filled in by a link, trying an entry out."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import Panel
from wagtail.snippets.views.snippets import CreateView, EditView

__all__ = ["CreateEntryView", "EditEntryView", "EntryForm", "TryOutPanel", "search_url"]


def search_url(text: str) -> str:
    """Address of the public search for a question."""
    return f"{reverse('search:results')}?{urlencode({'q': text})}"


class EntryForm(WagtailAdminModelForm):
    """Notes who saved an entry last."""

    def save(self, commit: bool = True) -> Any:
        """Write the entry with its writer."""
        self.instance.updated_by = self.for_user
        return super().save(commit)


class TryOutPanel(Panel):
    """Links that ask the public search for the questions an entry acts on, as it was last saved."""

    class BoundPanel(Panel.BoundPanel):
        """The links of one entry."""

        template_name = "wagtailadmin/search/try_out.html"

        def is_shown(self) -> bool:
            """Only for an entry that is saved and switched on."""
            return self.instance.pk is not None and self.instance.is_active

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The questions with their addresses."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["links"] = [(text, search_url(text)) for text in self.instance.questions]
            return context


class _AfterSaving:
    """After saving: what to mind about the entry, and a link to try it out."""

    object: Any
    request: Any

    def warnings(self) -> list[str]:
        """What to mind about the entry that was saved."""
        return []

    def get_success_message(self, instance: Any = None) -> str:
        """What was saved."""
        return _("Đã lưu %(name)s: %(entry)s.") % {
            "name": self.object._meta.verbose_name,
            "entry": self.object,
        }

    def get_success_buttons(self) -> list[Any]:
        """Edit again, or ask the public search."""
        buttons: list[Any] = super().get_success_buttons()  # type: ignore[misc] # mixed into Wagtail's views below
        for text in self.object.questions[:1]:
            label = _("Tìm thử “%(text)s”") % {"text": text}
            buttons.append(messages.button(search_url(text), label, new_window=True))
        return buttons

    def save_action(self) -> Any:
        """Say what to mind once the entry is saved."""
        response = super().save_action()  # type: ignore[misc] # as above
        for warning in self.warnings():
            messages.warning(self.request, warning)
        return response


class CreateEntryView(_AfterSaving, CreateView):
    """A new entry; a link may bring words along for the fields that `prefilled` names."""

    prefilled: ClassVar[tuple[str, ...]] = ()

    def get_initial_form_instance(self) -> Any:
        """An entry with the words from the address, cut to what a field holds."""
        values = {name: self.request.GET[name][:2_000] for name in self.prefilled if name in self.request.GET}
        return self.model(**values) if values else super().get_initial_form_instance()


class EditEntryView(_AfterSaving, EditView):
    """An entry that is there."""
