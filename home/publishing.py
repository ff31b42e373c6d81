"""What may stand in the way of publishing: asked of the layers above, answered at the fields of the form.

A record of the editorial layer or above it is published from its form, in bulk, by an approval or by the clock. Every
way asks `obstacles` first. Layers above answer the signal `publication_asked`; this layer knows no obstacle itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _now
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.log_actions import log

__all__ = [
    "REFUSED_ACTION",
    "GuardedForm",
    "GuardedPublishing",
    "Obstacle",
    "PublicationRefused",
    "RefusalMiddleware",
    "obstacles",
    "publication_asked",
]

publication_asked = Signal()
"""Sent with `instance`, as it would be published, and `rows`, the rows typed into its form by relation, or None.
Receivers return a sequence of `Obstacle`."""

REFUSED_ACTION = "sangkien.publish.refused"
"""Entry of the log: a scheduled publication did not take place."""

SCHEDULED_ACTION = "wagtail.publish.scheduled"

Rows = Mapping[str, Sequence[Model]]


@dataclass(frozen=True)
class Obstacle:
    """A reason not to publish and where it stands: a field, a block of a stream, or a column of an inline row."""

    field: str
    message: str
    block_id: str = ""
    row: int | None = None
    column: str = ""


class PublicationRefused(Exception):
    """Publishing was asked for past the form, and there are obstacles."""

    def __init__(self, instance: Model, found: Sequence[Obstacle]) -> None:
        """Take the record and what stands in the way."""
        self.instance = instance
        self.obstacles = found
        super().__init__(self.reason)

    @property
    def reason(self) -> str:
        """All reasons in one line."""
        return " ".join(dict.fromkeys(obstacle.message for obstacle in self.obstacles))


def obstacles(instance: Model, rows: Rows | None = None) -> list[Obstacle]:
    """Everything that stands in the way of publishing a record as it is in memory."""
    answers: Any = publication_asked.send(sender=type(instance), instance=instance, rows=rows)
    return [obstacle for _receiver, found in answers for obstacle in found]


class GuardedPublishing:
    """For models that are published: refuses while there are obstacles.

    A publication by the clock has nobody to tell: it is taken off the schedule and the log says why.
    """

    def publish(self, revision: Any, *args: Any, log_action: bool | str = True, **kwargs: Any) -> Any:
        """Publish a revision, or raise `PublicationRefused`."""
        instance = revision.as_object()
        found = obstacles(instance)
        if not found:
            return super().publish(revision, *args, log_action=log_action, **kwargs)  # type: ignore[misc] # mixed in
        refusal = PublicationRefused(instance, found)
        if log_action != SCHEDULED_ACTION:
            raise refusal
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        log(instance=self, action=REFUSED_ACTION, revision=revision, data={"reason": refusal.reason})
        return None


class GuardedForm(forms.ModelForm):
    """For the forms of such models: shows obstacles where they stand; drafts are saved all the same."""

    is_deferred_validation: bool
    formsets: Mapping[str, Any]

    def _post_clean(self) -> None:
        """Ask once the record holds what was typed."""
        super()._post_clean()  # type: ignore[misc] # of Django's model forms, not part of their typed interface
        if not self.is_deferred_validation:
            self._show_obstacles()

    def _show_obstacles(self) -> None:
        typed = {name: _typed_rows(formset) for name, formset in self.formsets.items()}
        rows = {name: [form.instance for form in found] for name, found in typed.items()}
        by_field: dict[str, list[Obstacle]] = {}
        for obstacle in obstacles(self.instance, rows):
            if obstacle.row is not None and obstacle.field in typed:
                form = typed[obstacle.field][obstacle.row]
                form.add_error(obstacle.column if obstacle.column in form.fields else None, obstacle.message)
            else:
                by_field.setdefault(obstacle.field, []).append(obstacle)
        for name, found in by_field.items():
            # A field that is wrong by itself says that first.
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, self._error(name, found))

    def _error(self, name: str, found: Sequence[Obstacle]) -> ValidationError:
        """One error for a field; in a stream, at its blocks."""
        blocks: dict[int, list[str]] = {}
        for position, block in (
            enumerate(getattr(self.instance, name, None) or ()) if _in_blocks(found) else ()
        ):
            blocks[position] = [obstacle.message for obstacle in found if obstacle.block_id == block.id]
        errors = {position: ValidationError(reasons) for position, reasons in blocks.items() if reasons}
        if errors:
            return StreamBlockValidationError(block_errors=errors)
        return ValidationError([obstacle.message for obstacle in found])


def _in_blocks(found: Sequence[Obstacle]) -> bool:
    return any(obstacle.block_id for obstacle in found)


def _typed_rows(formset: Any) -> list[Any]:
    """Forms of the rows that stay, checked, so that their records hold what was typed."""
    formset.is_valid()
    return [
        form
        for form in formset.forms
        if hasattr(form, "cleaned_data") and form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


class RefusalMiddleware:
    """Answers a refused publication with its reason on the page that asked for it: a list, an approval."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say why and go back."""
        if not isinstance(exception, PublicationRefused):
            return None
        messages.error(
            request,
            _now("Chưa công bố được “%(title)s”. %(reason)s")
            % {"title": exception.instance, "reason": exception.reason},
        )
        back = request.GET.get("next") or request.POST.get("next") or request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
            back = ""
        return redirect(back or "wagtailadmin_home")
