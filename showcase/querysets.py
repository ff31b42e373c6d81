"""Selections of initiatives; views and tags chain these, never raw filters."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from showcase.models.initiatives import Initiative

__all__ = ["InitiativeQuerySet"]

NARRATIVE = (
    "problem",
    "solution",
    "steps",
    "results",
    "measures",
    "suits",
    "does_not_suit",
    "other_productivity",
    "other_quality",
    "other_safety",
    "other_environment",
    "other_welfare",
)


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    """Chainable selections of initiatives."""

    def live(self) -> Self:
        """What the public may see."""
        return self.filter(live=True)

    def newest(self) -> Self:
        """Latest application first."""
        return self.order_by("-year", "-pk")

    def with_list_relations(self) -> Self:
        """What a row of a list shows: field, unit and awards, without the narrative; three queries."""
        return (
            self.select_related("field__parent", "unit")
            .defer(*NARRATIVE)
            .prefetch_related("awards__award_type")
        )

    def with_page_relations(self) -> Self:
        """Everything that the page of one initiative shows, in a fixed number of queries."""
        return self.select_related("field__parent", "unit", "campaign").prefetch_related(
            "authors__consent",
            "recognitions__body",
            "awards__award_type",
            "awards__body",
            "tags",
            "pictures__image",
            "attachments__document",
        )

    def by_ids(self, ids: Iterable[int]) -> "list[Initiative]":
        """Those of this selection in the order of `ids`; ids outside it are left out."""
        order = list(ids)
        found = {initiative.pk: initiative for initiative in self.filter(pk__in=order)}
        return [found[pk] for pk in order if pk in found]
