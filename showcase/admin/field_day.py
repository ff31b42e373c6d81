"""“Xem trang vào ngày…” for the page of a field: its slots, stories and initiatives as of a chosen day."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, resolve, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import PreviewableMixin, Site
from wagtail.permissions import policy_registry
from wagtail.utils.decorators import xframe_options_sameorigin_override

from home.admin.day_preview import LABEL, frame_response, show_day
from showcase.models import Field

__all__ = ["field_day_button"]


def _may_look(user: Any) -> bool:
    """Whether somebody may change fields, and so look ahead at their pages."""
    return bool(policy_registry.get_by_type(Field).user_has_permission(user, "change"))


class FieldPreview(PreviewableMixin):
    """Asks the public view of a field, whichever layer serves it, as a visitor would."""

    def __init__(self, record: Field) -> None:
        """Take the field whose page is shown."""
        self._path = record.get_absolute_url()

    def get_full_url(self) -> str:
        """Address that the view believes to be asked for."""
        site = Site.objects.filter(is_default_site=True).first()
        return f"{site.root_url}{self._path}" if site else self._path

    full_url = property(get_full_url)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The answer of the public view."""
        match = resolve(self._path)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response


def _field_to_show(request: HttpRequest, pk: int) -> Field:
    """The field, for whoever may change it."""
    if not _may_look(request.user):
        raise PermissionDenied
    return get_object_or_404(Field, pk=pk)


def field_on_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a day and look at the page of a field as of it."""
    record = _field_to_show(request, pk)
    return show_day(
        request,
        record,
        record.name,
        reverse("wagtailsnippets_showcase_field:edit", args=[record.pk]),
        reverse("field_on_day_frame", args=[record.pk]),
    )


@xframe_options_sameorigin_override
def field_on_day_frame(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a field as of a day; a field has no drafts."""
    return frame_response(request, FieldPreview(_field_to_show(request, pk)), "")


def field_day_button(record: Field, priority: int) -> Button:
    """The way there from the form of a field and from the list of fields."""
    return Button(LABEL, url=reverse("field_on_day", args=[record.pk]), icon_name="date", priority=priority)


@hooks.register("register_admin_urls")
def field_day_urls() -> list[URLPattern]:
    """The page and its frame."""
    return [
        path("linh-vuc/<int:pk>/ngay/", field_on_day, name="field_on_day"),
        path("linh-vuc/<int:pk>/ngay/khung/", field_on_day_frame, name="field_on_day_frame"),
    ]


@hooks.register("register_snippet_listing_buttons")
def field_day_listing_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The way there from the list of fields."""
    if isinstance(snippet, Field) and _may_look(user):
        yield field_day_button(snippet, priority=30)
