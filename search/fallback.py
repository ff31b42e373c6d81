"""Results from the database while the engine cannot answer: plainer, but never an error page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from search.contract import FacetName, Hit, Kind, SearchRequest, SearchResponse, Sort
from search.documents import PAGE_MODELS
from showcase.choices import Disclosure
from showcase.models import Initiative, Unit
from showcase.statistics import BENEFIT_BANDS

__all__ = ["search_database"]

_MOST = 1_000  # a database without a text index is not asked to count further

_ORDER: dict[Sort, tuple[Any, ...]] = {
    Sort.RELEVANCE: ("-year", "-pk"),
    Sort.NEWEST: ("-year", "-pk"),
    Sort.OLDEST: ("year", "pk"),
    Sort.BENEFIT: (F("benefit_value").desc(nulls_last=True), "-pk"),
    Sort.TITLE: ("title", "pk"),
}


def _fields(values: tuple[str, ...]) -> Q:
    return Q(field__slug__in=values) | Q(field__parent__slug__in=values)


def _units(values: tuple[str, ...]) -> Q:
    paths = Unit.objects.filter(slug__in=values).values_list("path", flat=True)
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(unit__path__startswith=path)
    return condition


def _benefit(values: tuple[str, ...]) -> Q:
    bounds = dict(zip(("-80", "80-150", "150-500", "500-"), BENEFIT_BANDS, strict=True))
    condition = Q(benefit_value__isnull=True) if "none" in values else Q(pk__in=[])
    for value in values:
        if value in bounds:
            low, high, _name = bounds[value]
            band = Q(benefit_value__gte=low)
            condition |= band & Q(benefit_value__lt=high) if high is not None else band
    return condition


_FILTERS: dict[FacetName, Callable[[tuple[str, ...]], Q]] = {
    FacetName.FIELD: _fields,
    FacetName.UNIT: _units,
    FacetName.LEVEL: lambda values: Q(highest_level__in=values),
    FacetName.YEAR: lambda values: Q(year__in=values),
    FacetName.CAMPAIGN: lambda values: Q(campaign__slug__in=values),
    FacetName.TAG: lambda values: Q(tags__slug__in=values),
    FacetName.BENEFIT: _benefit,
    FacetName.EVIDENCE: lambda values: Q(benefit_evidence__in=values),
    FacetName.SECTOR: lambda values: Q(sector__in=values),
}


def search_database(request: SearchRequest) -> SearchResponse:
    """Answer a request with the filters, and the words matched plainly in titles and codes."""
    hits: list[Hit] = []
    total = 0
    for kind in request.kinds:
        records = _initiatives(request) if kind == Kind.INITIATIVE else _pages(kind, request)
        ids = list(records[:_MOST])
        total += len(ids)
        hits += [Hit(kind, pk) for pk in ids]
    return SearchResponse(
        hits=tuple(hits[request.offset : request.offset + request.size]),
        total=total,
        total_is_exact=total < _MOST,
        full_total=total,
        engine="database",
        degraded=True,
    )


def _words(text: str, *columns: str) -> Q:
    condition = Q()
    for word in text.split():
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        condition &= anywhere
    return condition


def _initiatives(request: SearchRequest) -> Any:
    by_code = Q(code__iexact=request.text) & ~Q(disclosure=Disclosure.ABSTRACT)
    found = Initiative.objects.live().filter(_words(request.text, "title") | by_code)
    for chosen in request.filters:
        if chosen.name in _FILTERS:
            found = found.filter(_FILTERS[chosen.name](chosen.values))
    if request.years.lower is not None:
        found = found.filter(year__gte=request.years.lower)
    if request.years.upper is not None:
        found = found.filter(year__lte=request.years.upper)
    # As in the index: of a closed record nothing but title, effect and award may be searched.
    given_away = {chosen.name for chosen in request.filters} - {FacetName.BENEFIT, FacetName.EVIDENCE}
    if given_away or request.years:
        found = found.exclude(disclosure=Disclosure.ABSTRACT)
    return found.order_by(*_ORDER[request.sort]).values_list("pk", flat=True).distinct()


def _pages(kind: Kind, request: SearchRequest) -> Any:
    if request.is_filtered:
        return []
    pages = PAGE_MODELS[kind].objects.live().public().filter(locale__language_code=settings.LANGUAGE_CODE)
    found = pages.filter(_words(request.text, "title"))
    return found.order_by("-last_published_at", "pk").values_list("pk", flat=True)
