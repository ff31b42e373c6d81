"""The editing views of pages, with protection against lost work."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.views.pages.create import CreateView as PageCreateView
from wagtail.admin.views.pages.edit import EditView as PageEditView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from home.admin.careful import CONFLICT, CarefulEditing, is_success, with_addresses, write_failure
from home.editing import Stale, ensure_revision, mend_rows, remember, remembered, serialised

__all__ = ["CarefulPageCreateView", "CarefulPageEditView", "CarefulPageViewSet"]


class CarefulPageEditView(CarefulEditing, PageEditView):
    """The form of a page."""

    form_id = "page-edit-form"

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponse]:
        """Lock the page before it is read."""
        return serialised(super().as_view(**initkwargs), _lock_page)

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        """Complete the form, serve, remember."""
        page = Page.objects.filter(pk=page_id).first()
        if page is None or page.specific_class is None or page.alias_of_id:
            return super().dispatch(request, page_id, **kwargs)
        if request.method != "POST":
            if page.permissions_for_user(request.user).can_edit():
                ensure_revision(page.specific)
            return super().dispatch(request, page_id, **kwargs)
        newest = page.get_latest_revision()
        self.prepare(page, page.get_latest_revision_as_object(), newest)
        response: HttpResponse = super().dispatch(request, page_id, **kwargs)
        self.keep(response, page)
        return response

    def newest(self) -> Any:
        """Asked again: the save has written it."""
        return Page.objects.get(pk=self.page.pk).latest_revision

    def compare_url(self, stale: Stale) -> str:
        """Of pages."""
        first = stale.loaded if stale.loaded and stale.loaded != stale.newest.pk else "earliest"
        return reverse("wagtailadmin_pages:revisions_compare", args=[self.page.pk, first, stale.newest.pk])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop an outdated form; Wagtail itself answers an outdated autosave."""
        if getattr(request, "write_failed", False) and self.expects_json_response:
            return self.json_error_response("validation_error", write_failure())
        if not self.is_stopped or self.expects_json_response or self.page.alias_of_id:
            return super().post(request, *args, **kwargs)
        self.form = self.form_class(
            request.POST,
            request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=request.user,
        )
        self.form.defer_required_fields()
        self.form.is_valid()
        self.form.restore_required_fields()
        self.tell()
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data(), status=CONFLICT)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a conflict the form stays what it is."""
        context = super().get_context_data(**kwargs)
        if self.conflict is not None:
            context.update(self.conflict_context())
        return context


class CarefulPageCreateView(PageCreateView):
    """The form of a new page: sent twice, it goes on with the page that the first sending made."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponse]:
        """Lock the page under which the new one is put: places in the tree are given one after another."""
        return serialised(super().as_view(**initkwargs), _lock_parent)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Serve, or hand over to the form of the page that exists by now."""
        saved = remembered(request) if request.method == "POST" else None
        if saved and (key := _key_of_page(saved.record)):
            answer = CarefulPageEditView.as_view()(request, page_id=key)
            return with_addresses(answer, reverse("wagtailadmin_pages:edit", args=[key]))
        if request.method == "POST":
            request.POST = mend_rows(request.POST, None)  # type: ignore[assignment] # a copy with rows mended
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if saved and self.form_was_saved(response):
            remember(saved, self.page.page_ptr, Page.objects.get(pk=self.page.pk).latest_revision, self.form)
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        """Say so when the database refuses the page, with the form as it was."""
        if not getattr(request, "write_failed", False):
            return super().post(request)
        if self.expects_json_response:
            return self.json_error_response("validation_error", write_failure())
        self.form = self.form_class(
            request.POST,
            request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent_page,
            for_user=request.user,
        )
        self.has_unsaved_changes = True
        messages.error(request, write_failure(), extra_tags="conflict")
        return self.render_to_response(self.get_context_data(), status=CONFLICT)

    def form_was_saved(self, response: HttpResponse) -> bool:
        """Whether there is a new page."""
        return bool(getattr(self, "page", None) and self.page.pk) and (
            response.status_code == 302 or is_success(response)
        )


def _key_of_page(record: str) -> int | None:
    """Key of a remembered page that still exists."""
    name, _separator, key = record.partition(":")
    if name != Page._meta.label_lower or not Page.objects.filter(pk=key).exists():
        return None
    return int(key)


def _lock_page(request: HttpRequest, page_id: int, **kwargs: Any) -> None:
    Page.objects.select_for_update().order_by().values_list("pk").filter(pk=page_id).first()


def _lock_parent(request: HttpRequest, *args: Any, **kwargs: Any) -> None:
    parent = kwargs.get("parent_page_id") or (args[2] if len(args) > 2 else None)
    Page.objects.select_for_update().order_by().values_list("pk").filter(pk=parent).first()


class CarefulPageViewSet(PageViewSet):
    """Every page type without a viewset of its own."""

    model = Page
    add_view_class = CarefulPageCreateView
    edit_view_class = CarefulPageEditView


@hooks.register("register_admin_viewset")
def careful_pages() -> CarefulPageViewSet:
    """After Wagtail's own, which it replaces."""
    return CarefulPageViewSet()
