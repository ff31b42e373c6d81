"""Selections of initiatives; views and tags chain these, never raw filters."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Prefetch
from django.db.models.functions import Cast
from wagtail.models import Revision, WorkflowState

from showcase.choices import Disclosure

if TYPE_CHECKING:
    from showcase.models.initiatives import Initiative

__all__ = ["InitiativeQuerySet"]

ROW = (
    "code",
    "title",
    "title_en",
    "disclosure",
    "problem_line",
    "idea_line",
    "result_line",
    "summary",
    "problem",
    "solution",
    "benefit_value",
    "benefit_period",
    "benefit_evidence",
    "benefit_method",
    "highest_level",
    "year",
    "is_demo",
    "updated_at",
    "field__slug",
    "field__name",
    "field__parent__slug",
    "field__parent__name",
    "unit__slug",
    "unit__name",
    "unit__short_name",
    "unit__workplace",
)
"""What a row of a list shows; reading half of the columns takes half of the time."""


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    """Chainable selections of initiatives."""

    def live(self) -> Self:
        """What the public may see."""
        return self.filter(live=True)

    def with_open_disclosure(self) -> Self:
        """Without abstract-only records: what tells more than title, effect and award may show these alone."""
        return self.filter(disclosure=Disclosure.FULL)

    def newest(self) -> Self:
        """Latest application first."""
        return self.order_by("-year", "-pk")

    def with_list_relations(self) -> Self:
        """What a row of a list shows: its own words, field, unit and awards, nothing else; two queries."""
        return (
            self.select_related("field__parent", "unit")
            .only(*ROW)
            .prefetch_related(self._joined("awards", "award_type"))
        )

    def with_card_relations(self) -> Self:
        """The same for a card among other contents, which itself asks whether the record is published."""
        return self.with_list_relations().only(*ROW, "live")

    def with_page_relations(self) -> Self:
        """Everything that the page of one initiative shows, in a fixed number of queries."""
        return self.select_related("field__parent", "unit", "campaign").prefetch_related(
            self._joined("authors", "consent"),
            self._joined("recognitions", "body"),
            self._joined("awards", "award_type", "body"),
            self._joined("tagged_items", "tag"),
            self._joined("pictures", "image"),
            self._joined("attachments", "document"),
        )

    def _joined(self, relation: str, *others: str) -> Prefetch[Any, Any, Any]:
        """Prefetch a relation together with the records that its rows point to, in one query."""
        related: Any = self.model._meta.get_field(relation).related_model
        return Prefetch(relation, queryset=related._default_manager.select_related(*others))

    def with_publication_state(self) -> Self:
        """What `status_string` says of drafts, schedules and workflows; one more query for the whole list.

        The names are those under which Wagtail looks for the same of its pages.
        """
        schedules = Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(self.model),
            object_id=Cast(OuterRef("pk"), CharField()),
            approved_go_live_at__isnull=False,
        )
        states = WorkflowState.objects.active().select_related("current_task_state__task")
        return self.annotate(_approved_schedule=Exists(schedules)).prefetch_related(
            Prefetch("workflow_states", queryset=states, to_attr="_current_workflow_states")
        )

    def by_ids(self, ids: Iterable[int]) -> "list[Initiative]":
        """Those of this selection in the order of `ids`; ids outside it are left out."""
        order = list(ids)
        found = {initiative.pk: initiative for initiative in self.filter(pk__in=order)}
        return [found[pk] for pk in order if pk in found]
