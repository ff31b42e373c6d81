"""What the pages of results share: the list itself, its notes, ways out of an empty one, refusals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.paginator import EmptyPage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext

from home.addresses import absolute
from home.moments import of_the_moment
from home.templatetags.typography import number
from search import params
from search.answer import answer
from search.contract import MAX_WINDOW, FacetName, Filter, InvalidSearch, SearchRequest, SearchResponse
from search.hydrate import hydrate
from search.labels import Labels, labels_for, resolve_field, resolve_unit
from search.presentation import (
    Link,
    active_chips,
    facet_groups,
    filter_form_pairs,
    last_page,
    result_page,
    search_form_pairs,
    sort_links,
)
from showcase.models import Field

__all__ = [
    "FORMATS",
    "RESOLVERS",
    "Address",
    "beyond_the_end",
    "crumbs",
    "download_links",
    "list_context",
    "meta",
    "notes",
    "refusal",
    "ways_out",
    "within",
    "without_fixed",
]

Address = Callable[[SearchRequest], str]
"""Where a page of results shows a request."""

RESOLVERS: dict[str, params.Resolver] = {"unit": resolve_unit, "field": resolve_field}
"""How names in an address become keys of the index, by parameter."""


FORMATS = {"csv": "CSV", "xlsx": "XLSX", "jsonl": "JSON Lines"}
"""Formats of downloaded results, by their place in the address."""


def list_context(
    request: HttpRequest, search: SearchRequest, path: str, fixed: Sequence[str] = ()
) -> dict[str, Any] | HttpResponse:
    """Everything that a list of initiatives shows, or the answer to a page beyond the end."""
    response = answer(search)
    free = without_fixed(search, fixed)
    address = partial(params.url, path)
    try:
        pager, base = result_page(free, response)
    except EmptyPage:
        return beyond_the_end(request, free, response, address)
    labels = _labels(search, response)
    tree = _field_tree()
    context: dict[str, Any] = {
        "search": search,
        "query": search.text,
        "response": response,
        "total": response.total,
        "results": hydrate(response.hits),
        "action": path,
        "groups": facet_groups(free, response, labels, tree, fixed),
        "hidden": filter_form_pairs(free),
        "hidden_for_search": search_form_pairs(free),
        "chips": active_chips(path, free, labels),
        "clear_url": params.url(path, params.cleared(free)),
        "sorts": sort_links(path, free),
        "pager": pager,
        "pager_base": base,
        "is_capped": response.total > MAX_WINDOW,
        "notes": notes(address, free, response),
        "feed_url": params.feed_url(path, free),
        "rss_url": params.feed_url(path, free, form="rss"),
        "downloads": download_links(search) if response.total else [],
        "most_downloaded": MAX_WINDOW if response.total > MAX_WINDOW else 0,
    }
    if not response.total:
        context["empty"] = ways_out(address, free, response, tree=tree)
    return context


def download_links(search: SearchRequest) -> list[Link]:
    """Where the results can be had as a file, in each of the formats."""
    whole = params.with_page(search, 1)
    return [
        Link(label, params.url(reverse("search:catalogue-download", args=[form]), whole))
        for form, label in FORMATS.items()
    ]


@of_the_moment
def _field_tree() -> list[Field]:
    """All fields, for the filter and the names of chosen ones."""
    return list(Field.objects.without_words())


def _labels(search: SearchRequest, response: SearchResponse) -> Labels:
    """Names of the chosen values, and of the units that are suggested; fields come with their tree."""
    values = {chosen.name: list(chosen.values) for chosen in search.filters}
    units = response.facet(FacetName.UNIT)
    if units is not None:
        values.setdefault(FacetName.UNIT, []).extend(unit.value for unit in units)
    return labels_for(values)


def within(search: SearchRequest, record: Field) -> SearchRequest:
    """The request limited to a field."""
    others = tuple(chosen for chosen in search.filters if chosen.name != FacetName.FIELD)
    return replace(search, filters=(Filter(FacetName.FIELD, (record.slug,)), *others))


def without_fixed(search: SearchRequest, fixed: Sequence[str]) -> SearchRequest:
    """The request without the filters that the page itself stands for."""
    return replace(
        search, filters=tuple(chosen for chosen in search.filters if chosen.name.value not in fixed)
    )


def notes(address: Address, search: SearchRequest, response: SearchResponse) -> dict[str, Any]:
    """What the page says about how the question was understood, for components/search_notes.html."""
    meant = response.did_you_mean if response.total else None  # an empty page asks in its own words
    restored = response.restored_to or ""
    return {
        "interpreted": response.interpreted,
        "left_out": response.left_out,
        "corrected_to": response.corrected_to,
        "meant": meant and Link(meant, address(params.with_text(search, meant))),
        "restored_to": restored if restored.casefold() != search.text.casefold() else "",
        "degraded": response.degraded,
        "exact_url": address(params.with_text(search, search.text, exact=True)),
        "is_exact": search.exact,
        "loose_url": address(params.with_text(search, search.text, exact=False)),
    }


def ways_out(
    address: Address, search: SearchRequest, response: SearchResponse, tree: Sequence[Field] = ()
) -> dict[str, Any]:
    """An empty result never dead-ends: another spelling, fewer filters, fewer words, the fields."""
    shorter: list[Link] = []

    def offer(label: str, other: SearchRequest) -> None:
        total = answer(replace(other, facets=(), highlight=False, size=1, page=1)).total
        if total:
            shorter.append(Link(label, address(other), count=total))

    if search.is_filtered:
        offer("Bỏ hết bộ lọc", params.cleared(search))
    words = search.text.split()
    if len(words) > 1:
        for text in (" ".join(words[:-1]), " ".join(words[1:])):
            offer(f"“{text}”", params.with_text(search, text))
    suggestion = None
    if response.did_you_mean:
        other = params.with_text(search, response.did_you_mean)
        suggestion = {"text": response.did_you_mean, "url": address(other)}
    fields = [field for field in tree if field.parent_id is None] or list(Field.objects.top_level())
    return {
        "suggestion": suggestion,
        "shorter": shorter,
        "fields": [{"slug": one.slug, "name": one.name, "url": one.get_absolute_url()} for one in fields],
        "describe_url": reverse("search:problem"),
    }


def refusal(request: HttpRequest, problem: InvalidSearch, path: str) -> HttpResponse:
    """A helpful page, with status 400, for a parameter that cannot be honoured."""
    context = {
        "title": "Không đọc được yêu cầu tìm kiếm",
        "problem": problem,
        "links": [_without_the_problem(request, problem, path)],
    }
    return _problem_page(request, context, status=400)


def beyond_the_end(
    request: HttpRequest, search: SearchRequest, response: SearchResponse, address: Address
) -> HttpResponse:
    """A helpful page, with status 404, for a page after the last one."""
    last = last_page(search, response)
    context = {
        "title": f"Danh sách này không có trang {number(search.page)}",
        "problem": InvalidSearch("page", f"Trang cuối là trang {number(last)}."),
        "is_capped": response.total > MAX_WINDOW,
        "links": [
            Link(f"Mở trang cuối ({number(last)})", address(params.with_page(search, last))),
            Link("Về trang đầu", address(params.with_page(search, 1))),
        ],
    }
    return _problem_page(request, context, status=404)


def _without_the_problem(request: HttpRequest, problem: InvalidSearch, path: str) -> Link:
    """The same request without what could not be honoured, or the question alone."""
    data = request.GET.copy()
    data.pop(problem.parameter, None)
    text = params.clean_text(data.get("q", ""))[: params.MAX_TEXT]
    try:
        again = params.parse(data, resolvers=RESOLVERS).request
    except InvalidSearch:
        again = params.with_text(SearchRequest(), text)
    if problem.parameter == "page":
        return Link("Về trang đầu của danh sách", params.url(path, again))
    short = Truncator(text).chars(60)
    label = f"Tìm lại “{short}”, không có phần đó" if text else "Mở danh sách, không có phần đó"
    return Link(label, params.url(path, again))


def _problem_page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    context |= {
        "fields": Field.objects.top_level(),
        "crumbs": crumbs(),
        "meta": {"title": context["title"], "robots": "noindex"},
    }
    return render(request, "pages/search_problem.html", context, status=status)


def crumbs(*steps: tuple[str, str]) -> list[dict[str, Any]]:
    """The way up: the front page and (title, address) of each step, the last one being the page itself."""
    front = (gettext("Trang chủ"), reverse("wagtail_serve", args=[""]))
    trail: list[dict[str, Any]] = [{"title": title, "url": url} for title, url in (front, *steps)]
    if steps:
        trail[-1]["current"] = True
    return trail


def meta(
    title: str, description: str, request: HttpRequest, search: SearchRequest, path: str
) -> dict[str, str]:
    """Title, description, canonical address; beyond one filter a list is not for search engines."""
    chosen = sum(len(one.values) for one in search.filters) + bool(search.years)
    found = {
        "title": f"{search.text} – {title}" if search.text else title,
        "description": description,
        "url": absolute(
            request,
            params.url(
                path,
                without_fixed(search, ())
                if path == reverse("search:catalogue")
                else without_fixed(search, ("field",)),
            ),
        ),
    }
    if search.text or chosen > 1:
        found["robots"] = "noindex, follow"
    return found
