"""Dialogs in which editors choose a record: searched by words, whatever marks and case they are typed in.

Wagtail offers a search there only for models in its own index; without one, thousands of units would be
listed page by page.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from home.permissions import ScopedPolicy
from home.slugs import vietnamese_slug

__all__ = ["WordsForm", "choosable", "searchable_chooser"]


def choosable(user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
    """Those of some records that somebody may point to.

    Records that belong to somebody are shown to those whose role has to do with them, within their offices: Wagtail
    itself opens its choosers to everybody in the admin.
    """
    policy = policy_registry.get_by_type(records.model)
    if not isinstance(policy, ScopedPolicy):
        return records
    if not policy.user_has_any_permission(user, {"add", "change", "view"}):
        return records.none()
    return policy.choosable(user, records)


class WordsForm(BaseFilterForm):
    """Keeps the records that hold every word in one of `names`, or, written as a slug, in one of `slugs`."""

    names: ClassVar[Sequence[str]] = ()
    slugs: ClassVar[Sequence[str]] = ()

    q = forms.CharField(
        label=_("Từ cần tìm"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Tìm theo tên")}),
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow `objects` down; without words they stay as they are."""
        words = self.cleaned_data["q"].split()
        for word in words:
            condition = Q()
            for name in self.names:
                condition |= Q(**{f"{name}__icontains": word})
            if slug := vietnamese_slug(word):
                for name in self.slugs:
                    condition |= Q(**{f"{name}__contains": slug})
            objects = objects.filter(condition)
        self.is_searching = bool(words)
        self.search_query = self.cleaned_data["q"]
        return objects


def searchable_chooser(
    *,
    names: Sequence[str],
    slugs: Sequence[str] = (),
    columns: Sequence[Column] = (),
    ordering: Sequence[Any] | None = None,
    related: Sequence[str] = (),
) -> type[SnippetChooserViewSet]:
    """Make a chooser for the `chooser_viewset_class` of a snippet.

    `names` are fields searched as typed, `slugs` fields that hold ASCII slugs; `columns` stand behind the
    title, and `related` names what they read from other tables.
    """
    form = type("FilterForm", (WordsForm,), {"names": tuple(names), "slugs": tuple(slugs)})

    class Listing:
        """What the dialog and its list of results share."""

        filter_form_class = form

        @property
        def columns(self) -> list[Column]:
            """The title, then what tells records of one name apart."""
            return [*super().columns, *columns]  # type: ignore[misc] # mixed into Wagtail's views below

        def get_object_list(self) -> Any:
            """The records that the person may point to, with what the columns read."""
            objects = super().get_object_list()  # type: ignore[misc] # as above
            objects = choosable(self.request.user, objects)  # type: ignore[attr-defined] # as above
            return objects.select_related(*related) if related else objects

        def apply_object_list_ordering(self, objects: QuerySet[Any]) -> QuerySet[Any]:
            """The order of the model where none was given."""
            if ordering is not None:
                return objects.order_by(*ordering)
            return super().apply_object_list_ordering(objects)  # type: ignore[misc] # as above

    class Chosen:
        """What the views share that answer with the records chosen."""

        def get_object(self, pk: Any) -> Any:
            """One record, that the person may point to."""
            records = choosable(self.request.user, self.model_class.objects.all())  # type: ignore[attr-defined] # as above
            return get_object_or_404(records, pk=pk)

        def get_objects(self, pks: Sequence[Any]) -> Any:
            """Several of them."""
            records = choosable(self.request.user, self.model_class.objects.all())  # type: ignore[attr-defined] # as above
            return records.filter(pk__in=pks)

    class Chooser(SnippetChooserViewSet):
        """The dialog of one model."""

        choose_view_class = type("ListingView", (Listing, ChooseView), {})
        choose_results_view_class = type("ListingResultsView", (Listing, ChooseResultsView), {})
        chosen_view_class = type("OneChosenView", (Chosen, SnippetChosenView), {})
        chosen_multiple_view_class = type("SeveralChosenView", (Chosen, SnippetChosenMultipleView), {})

    return Chooser
