"""Editors are told of published initiatives that nearly repeat theirs: a notice, never a refusal.

The form of an initiative shows it when it opens (`templates/wagtailsnippets/snippets/showcase/initiative/`); an
initiative that leaves its form, published or submitted, is told of here.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from search.duplicates import near_duplicates
from showcase.models import Initiative

__all__: list[str] = []

_LEAVING = ("action-publish", "action-submit")


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def tell_of_duplicates(request: HttpRequest, instance: Any) -> None:
    """Name what nearly repeats the initiative that was just sent on its way."""
    if not isinstance(instance, Initiative) or not any(name in request.POST for name in _LEAVING):
        return
    for one in near_duplicates(instance):
        messages.warning(
            request,
            _("“%(title)s” giống %(percent)d%% sáng kiến đã công bố %(code)s · %(other)s.")
            % {
                "title": instance.title,
                "percent": one.percent,
                "code": one.initiative.code,
                "other": one.initiative.title,
            },
            buttons=[messages.button(one.initiative.get_absolute_url(), _("Xem"), new_window=True)],
        )
