"""The editing views of records with revisions, with protection against lost work."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView
from wagtail.snippets.views.snippets import EditView as SnippetEditView

from home.admin.careful import CONFLICT, CarefulEditing, is_success, with_addresses, write_failure
from home.editing import Stale, ensure_revision, mend_rows, remember, remembered, serialised, token_of

__all__ = ["CarefulSnippetCreateView", "CarefulSnippetEditView"]


class CarefulSnippetEditView(CarefulEditing, SnippetEditView):
    """The form of a record with revisions."""

    form_id = "w-editor-form"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponse]:
        """Lock the record before it is read."""
        model = initkwargs["model"]

        def lock(request: HttpRequest, *args: Any, pk: Any = None, **kwargs: Any) -> None:
            model._base_manager.select_for_update().order_by().values_list("pk").filter(pk=pk).first()

        return serialised(super().as_view(**initkwargs), lock)

    def get_object(self, queryset: Any = None) -> Any:
        """Complete the form as soon as the record is known: Wagtail reads the request while it sets up."""
        if self.request.method != "POST":
            record = self.model._base_manager.filter(pk=self.object_pk).first()
            if record is not None and self.permission_policy.user_has_permission(self.request.user, "change"):
                ensure_revision(record)
            return super().get_object(queryset)
        found = super().get_object(queryset)
        if not hasattr(self, "saved_form"):
            self.prepare(found, found, self.newest())
        return found

    def newest(self) -> Any:
        """Read anew from the locked row."""
        return (
            self.model._base_manager.select_related("latest_revision").get(pk=self.object_pk).latest_revision
        )

    def compare_url(self, stale: Stale) -> str:
        """Of records."""
        first = stale.loaded if stale.loaded and stale.loaded != stale.newest.pk else "earliest"
        return reverse(self.revisions_compare_url_name, args=[self.object.pk, first, stale.newest.pk])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop an outdated form; Wagtail itself answers an outdated autosave."""
        if getattr(request, "write_failed", False) and self.expects_json_response:
            return self.json_error_response("validation_error", write_failure())
        if self.is_stopped and not self.expects_json_response:
            self.form = self.get_form()
            if hasattr(self.form, "defer_required_fields"):
                self.form.defer_required_fields()
            self.form.is_valid()
            if hasattr(self.form, "restore_required_fields"):
                self.form.restore_required_fields()
            self.tell()
            return self.render_to_response(self.get_context_data(), status=CONFLICT)
        response: HttpResponse = super().post(request, *args, **kwargs)
        self.keep(response, self.object)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a conflict the form stays what it is."""
        context = super().get_context_data(**kwargs)
        if self.conflict is not None:
            context.update(self.conflict_context())
        return context


class CarefulSnippetCreateView(SnippetCreateView):
    """The form of a new record: sent twice, it goes on with the record that the first sending made."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponse]:
        """Nothing to lock but the form itself."""
        return serialised(super().as_view(**initkwargs), lambda request, *args, **kwargs: token_of(request))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve, or hand over to the form of the record that exists by now."""
        saved = remembered(request) if request.method == "POST" else None
        if saved and (key := self._existing(saved.record)):
            view = self.model.snippet_viewset.edit_view
            edit_url = reverse(self.edit_url_name, args=[key])
            return with_addresses(view(request, pk=key), edit_url)
        if request.method == "POST":
            request.POST = mend_rows(request.POST, None)  # type: ignore[assignment] # a copy with rows mended
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        record = getattr(self, "object", None)
        if (
            saved
            and record is not None
            and record.pk
            and (response.status_code == 302 or is_success(response))
        ):
            fresh = self.model._base_manager.select_related("latest_revision").get(pk=record.pk)
            remember(saved, fresh, fresh.latest_revision, self.form)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say so when the database refuses the record, with the form as it was."""
        if not getattr(request, "write_failed", False):
            return super().post(request, *args, **kwargs)
        if self.expects_json_response:
            return self.json_error_response("validation_error", write_failure())
        self.form = self.get_form()
        messages.error(request, write_failure(), extra_tags="conflict")
        return self.render_to_response(self.get_context_data(), status=CONFLICT)

    def _existing(self, record: str) -> str:
        name, _separator, key = record.partition(":")
        known = name == self.model._meta.label_lower and self.model._base_manager.filter(pk=key).exists()
        return key if known else ""
