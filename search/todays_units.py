"""Chosen units read as bodies of today: what was merged into them is found with them.

The index knows the units of the records' own days, so the question is widened, not the index: a merger changes no
document. A body that was split belongs to none of its successors as a whole and is left out.
"""

from dataclasses import replace

from search.contract import FacetName, Filter, SearchRequest
from showcase.models import Unit
from showcase.units.then_now import load_successions

__all__ = ["under_todays_units"]


def under_todays_units(request: SearchRequest) -> SearchRequest:
    """The request with the forebears of its units beside them; unchanged, without a query, where it asks for none."""
    chosen = request.selected(FacetName.UNIT)
    if not request.todays_units or not chosen:
        return request
    successions = load_successions()
    wanted: set[int] = set()
    for pk in Unit.objects.filter(slug__in=chosen).order_by().values_list("pk", flat=True):
        wanted |= {old for old in successions.forebears(pk) if successions.today(old) == pk}
    slugs = Unit.objects.filter(pk__in=wanted).order_by().values_list("slug", flat=True)
    values = tuple(sorted({*chosen, *slugs}))
    filters = tuple(
        Filter(one.name, values) if one.name == FacetName.UNIT else one for one in request.filters
    )
    return replace(request, filters=filters)
