"""What a search shows, as a file: which records, in which order, and the words that say what was asked.

A file holds what the pages of results would show, up to their end. Where that is not everything, and where the engine
was out of order, the file says so itself.
"""

from dataclasses import dataclass, replace

from search import params
from search.answer import answer
from search.contract import MAX_SIZE, MAX_WINDOW, FacetName, SearchRequest
from search.labels import labels_for

__all__ = ["Selection", "described", "select"]


@dataclass(frozen=True, slots=True)
class Selection:
    """Numbers of the initiatives found, in their order; `total` were found, `exact` says that it was counted."""

    ids: tuple[int, ...]
    total: int
    exact: bool
    degraded: bool

    @property
    def is_cut(self) -> bool:
        """Whether more was found than the file holds."""
        return self.total > len(self.ids)


def select(search: SearchRequest) -> Selection:
    """Every reachable hit of a search, asked for page by page before the first byte is sent.

    An engine that fails on the way ends the list: its order and the database's do not fit together.
    """
    asked = replace(search, facets=(), highlight=False, size=MAX_SIZE, page=1)
    first = answer(asked)
    ids = dict.fromkeys(hit.pk for hit in first.hits)
    reachable = min(first.total, MAX_WINDOW)
    for page in range(2, -(-reachable // MAX_SIZE) + 1):
        response = answer(replace(asked, page=page))
        if response.degraded != first.degraded:
            return Selection(tuple(ids), first.total, exact=False, degraded=True)
        ids |= dict.fromkeys(hit.pk for hit in response.hits)
    return Selection(tuple(ids), first.total, first.total_is_exact, first.degraded)


def described(search: SearchRequest) -> str:
    """What was asked, in words: “Từ khoá: tiết kiệm điện; Cấp công nhận cao nhất: Toàn quốc”."""
    labels = labels_for({chosen.name: list(chosen.values) for chosen in search.filters})
    parts = [f"Từ khoá: {search.text}"] if search.text else []
    if search.exact:
        parts.append(params.PARAMETERS["exact"].label)
    for chosen in search.filters:
        names = [labels.of(chosen.name, value) for value in chosen.values]
        parts.append(f"{params.PARAMETERS[chosen.name.value].label}: {', '.join(names)}")
        if chosen.name == FacetName.UNIT and search.todays_units:
            parts.append(params.PARAMETERS["units"].label)
    if search.years.lower is not None:
        parts.append(f"{params.PARAMETERS['year_from'].label}: {search.years.lower}")
    if search.years.upper is not None:
        parts.append(f"{params.PARAMETERS['year_to'].label}: {search.years.upper}")
    parts.append(f"{params.PARAMETERS['sort'].label}: {params.SORT_LABELS[search.sort]}")
    return "; ".join(parts)
