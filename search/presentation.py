"""A response and its request → what templates show: filters with counts, chips, sorts, pages, ways out.

Nothing here asks the engine; links are canonical, so the same state always has the same address.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from search import params
from search.contract import (
    MAX_WINDOW,
    BenefitBand,
    Facet,
    FacetName,
    SearchRequest,
    SearchResponse,
    Sort,
)
from search.labels import Labels
from showcase.choices import Level
from showcase.models import Field

__all__ = [
    "Link",
    "active_chips",
    "facet_groups",
    "filter_form_pairs",
    "last_page",
    "result_page",
    "search_form_pairs",
    "sort_links",
]

_FIELDS_SHOWN = 6
_IN_FILTER_FORM = frozenset({"field", "level", "unit", "units", "benefit", "year_from", "year_to", "page"})
_IN_SEARCH_FORM = frozenset({"q", "page", "sort", "exact"})


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words; `current` marks where the visitor is, `count` how much is behind it."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    count: int | None
    selected: bool


def sort_links(path: str, request: SearchRequest) -> list[Link]:
    """The orders that make sense: relevance needs a question."""
    sorts = [Sort.NEWEST, Sort.BENEFIT, Sort.TITLE]
    if request.text:
        sorts.insert(0, Sort.RELEVANCE)
    return [
        Link(
            params.SORT_LABELS[sort], params.url(path, params.with_sort(request, sort)), request.sort == sort
        )
        for sort in sorts
    ]


def active_chips(path: str, request: SearchRequest, labels: Labels) -> list[Link]:
    """The filters in use, each with the address that drops it."""
    links = []
    for chip in params.chips(request):
        if chip.parameter in ("year_from", "year_to"):
            label = f"{chip.label} {chip.value}"
        else:
            label = labels.of(FacetName(chip.parameter), chip.value)
        links.append(Link(label, params.url(path, chip.without)))
    return links


def filter_form_pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """What travels along when the form of filters is sent: the question and what it has no control for."""
    return _pairs(request, _IN_FILTER_FORM)


def search_form_pairs(request: SearchRequest) -> list[tuple[str, str]]:
    """What travels along when a new question is asked: the filters, but neither page nor order."""
    return _pairs(request, _IN_SEARCH_FORM)


def _pairs(request: SearchRequest, without: frozenset[str]) -> list[tuple[str, str]]:
    return [
        pair
        for name, parameter in params.PARAMETERS.items()
        if name not in without
        for pair in parameter.pairs(request)
    ]


def last_page(request: SearchRequest, response: SearchResponse) -> int:
    """Number of the last page that can be opened, from 1."""
    reachable = min(response.total, MAX_WINDOW // request.size * request.size)
    return max(1, -(-reachable // request.size))


def result_page(request: SearchRequest, response: SearchResponse) -> tuple[Page, str]:
    """A paginator page with the numbers to show, and the query string for its links, ending in “&”.

    Raises EmptyPage when the page lies beyond the last one.
    """
    reachable = min(response.total, MAX_WINDOW // request.size * request.size)
    paginator = Paginator(range(reachable), request.size)
    page = paginator.page(request.page)
    page.numbers = list(  # type: ignore[attr-defined] # for the pager component
        paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    )
    query = urlencode(_pairs(request, frozenset({"page"})))
    return page, f"{query}&" if query else ""


def facet_groups(
    request: SearchRequest,
    response: SearchResponse,
    labels: Labels,
    tree: Sequence[Field],
    fixed: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """Groups of the form of filters, in the shape that components/facets.html documents.

    `tree` holds the fields with their parents; `fixed` names groups to leave out.
    """
    groups: list[dict[str, Any]] = []
    if "field" not in fixed:
        groups.append(_field_group(request, response, tree))
    groups.append(
        {
            "kind": "range",
            "label": "Năm áp dụng",
            "name_from": "year_from",
            "name_to": "year_to",
            "label_from": "Từ năm",
            "label_to": "Đến năm",
            "value_from": request.years.lower,
            "value_to": request.years.upper,
        }
    )
    groups.append(_level_group(request, response))
    groups.append(_unit_group(request, response, labels))
    groups.append(_benefit_group(request, response))
    return groups


def _count(facet: Facet | None, value: str) -> int | None:
    return facet.count(value) if facet is not None else None


def _field_group(request: SearchRequest, response: SearchResponse, tree: Sequence[Field]) -> dict[str, Any]:
    facet = response.facet(FacetName.FIELD)
    selected = set(request.selected(FacetName.FIELD))
    tops = sorted(
        (field for field in tree if field.parent_id is None),
        key=lambda field: (-(_count(facet, field.slug) or 0), field.sort_order),
    )
    opened = {field.parent_id or field.pk for field in tree if field.slug in selected}
    options: list[Option] = []
    for top in tops:
        options.append(Option(top.slug, top.name, _count(facet, top.slug), top.slug in selected))
        if top.pk in opened:
            options += [
                Option(child.slug, f"– {child.name}", _count(facet, child.slug), child.slug in selected)
                for child in tree
                if child.parent_id == top.pk
            ]
    shown = [option for index, option in enumerate(options) if index < _FIELDS_SHOWN or option.selected]
    more = [option for option in options if option not in shown]
    return {
        "kind": "checks",
        "label": "Lĩnh vực",
        "name": "field",
        "options": shown,
        "more": more,
        "more_label": f"Thêm {len(more)} lĩnh vực",
    }


def _level_group(request: SearchRequest, response: SearchResponse) -> dict[str, Any]:
    facet = response.facet(FacetName.LEVEL)
    selected = request.selected(FacetName.LEVEL)
    return {
        "kind": "checks",
        "label": "Cấp công nhận cao nhất",
        "name": "level",
        "options": [
            Option(level.value, str(level.label), _count(facet, level.value), level.value in selected)
            for level in reversed(Level)
        ],
    }


def _unit_group(request: SearchRequest, response: SearchResponse, labels: Labels) -> dict[str, Any]:
    selected = request.selected(FacetName.UNIT)
    facet = response.facet(FacetName.UNIT)
    return {
        "kind": "text",
        "label": "Đơn vị",
        "name": "unit",
        "value": labels.of(FacetName.UNIT, selected[0]) if selected else "",
        "text_label": "Tên đơn vị, tỉnh hoặc ngành",
        "placeholder": "ví dụ: Long Biên",
        "suggestions": [labels.of(FacetName.UNIT, value.value) for value in facet] if facet else [],
        "extra": {
            "name": "units",
            "value": "now",
            "label": "Theo đơn vị ngày nay, gồm cả nơi đã nhập vào",
            "selected": request.todays_units,
        },
    }


def _benefit_group(request: SearchRequest, response: SearchResponse) -> dict[str, Any]:
    facet = response.facet(FacetName.BENEFIT)
    selected = request.selected(FacetName.BENEFIT)
    everything = Option("", "Mọi mức", None, not selected)
    return {
        "kind": "radios",
        "label": "Giá trị làm lợi mỗi năm",
        "name": "benefit",
        "options": [
            everything,
            *(
                Option(
                    band.value,
                    params.BENEFIT_LABELS[band.value],
                    _count(facet, band.value),
                    band.value in selected,
                )
                for band in BenefitBand
            ),
        ],
    }
