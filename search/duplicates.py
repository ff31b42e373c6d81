"""Published initiatives whose text nearly repeats one that is being edited."""

from dataclasses import dataclass

import structlog

from search.contract import IndexDocument, Kind
from search.engines import get_engine
from search.engines.base import EngineError
from showcase.models import Initiative

__all__ = ["NearDuplicate", "near_duplicates"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A published initiative, and how much of the text it shares (whole per cent)."""

    initiative: Initiative
    percent: int


def near_duplicates(initiative: Initiative) -> list[NearDuplicate]:
    """Those nearly like `initiative` as it stands in memory, so drafts too, most alike first.

    [] while the engine cannot answer. A record published as an abstract is known to the index by that alone.
    """
    try:
        found = get_engine().duplicates(_as_document(initiative))
    except EngineError as error:
        log.warning("duplicates_unavailable", reason=str(error))
        return []
    alike = {duplicate.pk: round(duplicate.similarity * 100) for duplicate in found}
    return [NearDuplicate(one, alike[one.pk]) for one in Initiative.objects.live().by_ids(alike)]


def _as_document(initiative: Initiative) -> IndexDocument:
    """The author's own words, in the order in which the index holds them."""
    narrative = (
        initiative.problem,
        initiative.solution,
        initiative.steps,
        initiative.results,
        initiative.suits,
    )
    return IndexDocument(
        kind=Kind.INITIATIVE,
        pk=initiative.pk or 0,
        version=0,
        title=initiative.title,
        problem_line=initiative.problem_line,
        idea_line=initiative.idea_line,
        result_line=initiative.result_line,
        summary=initiative.summary,
        body="\n".join(narrative),
    )
