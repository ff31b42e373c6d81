"""Search over everything, grouped by kind."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.paginator import EmptyPage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from home.templatetags.typography import number
from search import params
from search.answer import answer
from search.contract import MAX_WINDOW, FacetName, Hit, InvalidSearch, Kind, SearchRequest, SearchResponse
from search.hydrate import Found, hydrate
from search.insight import ask
from search.models import Place
from search.presentation import result_page
from search.promotions import pinned_lists, promoted_for, without_promoted
from search.views.lists import beyond_the_end, crumbs, notes, refusal, ways_out

__all__ = ["KIND_LABELS", "read_kind", "results"]

KIND_LABELS = {
    Kind.GUIDANCE: "Văn bản hướng dẫn",
    Kind.INITIATIVE: "Sáng kiến",
    Kind.CAMPAIGN: "Chiến dịch",
    Kind.ANNOUNCEMENT: "Tin tức",
    Kind.STORY: "Gương sáng",
    Kind.PAGE: "Trang khác",
}
_GROUP_SIZES = {Kind.INITIATIVE: 5, Kind.STORY: 3}
_GROUP_SIZE = 4
_PAGE_KINDS = tuple(kind for kind in KIND_LABELS if kind != Kind.INITIATIVE)
_PAGES_ASKED = 20
"""Pages of all kinds asked for at once; a kind that others crowd out of them is asked alone."""


def results(request: HttpRequest) -> HttpResponse:
    """Search over everything, grouped by kind; `kind` shows all of one kind, page by page."""
    path = reverse("search:results")
    try:
        kind = read_kind(request.GET.get("kind", ""))
        parsed = params.parse(request.GET, kinds=tuple(KIND_LABELS) if kind is None else (kind,))
    except InvalidSearch as problem:
        return refusal(request, problem, path)
    search = parsed.request
    address = partial(params.url, path, kind=kind)
    response = SearchResponse()
    responses: Sequence[SearchResponse] = ()
    promoted = promoted_for(search) if search.text else []
    context: dict[str, Any] = {"groups": [], "total": 0}
    if search.text and kind is None:
        responses, groups = _grouped(search, promoted)
        response = max(responses, key=lambda found: found.full_total)  # it understood the question best
        context = {"groups": groups, "total": sum(group["total"] for group in groups)}
    elif search.text and kind is not None:
        response = answer(search)
        responses = (response,)
        try:
            pager, base = result_page(search, response)
        except EmptyPage:
            return beyond_the_end(request, search, response, address)
        context = {
            "pager": pager,
            "pager_base": f"kind={kind.value}&{base}",
            "items": without_promoted(hydrate(response.hits), promoted),
            "total": response.total,
            "is_capped": response.total > MAX_WINDOW,
        }
    context |= {
        "query": search.text,
        "kind": kind.value if kind else "",
        "feed_url": params.feed_url(path, search, kind) if search.text else "",
        "rss_url": params.feed_url(path, search, kind, "rss") if search.text else "",
        "kind_label": KIND_LABELS[kind] if kind else "",
        "total_text": f"{number(response.total)} kết quả",
        "pinned": pinned_lists(promoted),
        "asked": ask(request, search, responses, Place.EVERYTHING),
        "response": response,
        "notes": notes(address, search, response),
        "text_was_cut": parsed.text_was_cut,
        "crumbs": crumbs((gettext("Tìm kiếm"), path)),
        "meta": {"title": f"Tìm “{search.text}”" if search.text else "Tìm kiếm", "robots": "noindex, follow"},
    }
    if search.text and not context["total"]:
        context["empty"] = ways_out(address, search, response)
    return render(request, "pages/search.html", context)


def read_kind(raw: str) -> Kind | None:
    """The kind that an address names, None for all of them; raises InvalidSearch."""
    if not raw:
        return None
    try:
        return Kind(raw)
    except ValueError:
        raise InvalidSearch("kind", "Không có loại kết quả này.", params.clean_text(raw)[:50]) from None


def _grouped(
    search: SearchRequest, promoted: Collection[Found]
) -> tuple[list[SearchResponse], list[dict[str, Any]]]:
    """The engine's responses, and the best hits of each kind without those promoted.

    Initiatives outnumber everything else a thousand times, so they are asked for alone and all pages at once.
    """
    initiatives = answer(_first(search, (Kind.INITIATIVE,), _size(Kind.INITIATIVE)))
    pages = answer(replace(_first(search, _PAGE_KINDS, _PAGES_ASKED), facets=(FacetName.KIND,)))
    found: dict[Kind, tuple[int, Sequence[Hit]]] = {Kind.INITIATIVE: (initiatives.total, initiatives.hits)}
    counts = pages.facet(FacetName.KIND)
    for kind in _PAGE_KINDS:
        hits = [hit for hit in pages.hits if hit.kind == kind][: _size(kind)]
        total = counts.count(kind.value) if counts else len(hits)
        if len(hits) < min(total, _size(kind)) or (pages.degraded and pages.total > len(pages.hits)):
            alone = answer(_first(search, (kind,), _size(kind)))
            total, hits = alone.total, list(alone.hits)
        found[kind] = (total, hits)
    records = _by_kind(
        without_promoted(hydrate([hit for _total, hits in found.values() for hit in hits]), promoted)
    )
    groups = [
        {
            "kind": kind.value,
            "label": label,
            "total": found[kind][0],
            "total_text": number(found[kind][0]),
            "items": records[kind],
            "all_url": _all_url(kind, search),
        }
        for kind, label in KIND_LABELS.items()
        if kind in records
    ]
    return [initiatives, pages], groups


def _first(search: SearchRequest, kinds: tuple[Kind, ...], size: int) -> SearchRequest:
    return replace(search, kinds=kinds, page=1, size=size)


def _size(kind: Kind) -> int:
    return _GROUP_SIZES.get(kind, _GROUP_SIZE)


def _by_kind(items: Iterable[Found]) -> dict[Kind, list[Found]]:
    grouped: dict[Kind, list[Found]] = {}
    for item in items:
        grouped.setdefault(item.kind, []).append(item)
    return grouped


def _all_url(kind: Kind, search: SearchRequest) -> str:
    first = replace(search, page=1)
    if kind == Kind.INITIATIVE:
        return params.url(reverse("search:catalogue"), first)
    return params.url(reverse("search:results"), first, kind)
