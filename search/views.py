"""Every list of results: the catalogue, the landing page of a field, and the search over everything."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from home.templatetags.typography import number
from search import params
from search.answer import answer
from search.contract import (
    CATALOGUE_FACETS,
    MAX_WINDOW,
    FacetName,
    Filter,
    InvalidSearch,
    Kind,
    SearchRequest,
    SearchResponse,
)
from search.hydrate import hydrate
from search.labels import Labels, labels_for, resolve_unit
from search.presentation import (
    Link,
    active_chips,
    facet_groups,
    filter_form_pairs,
    result_page,
    search_form_pairs,
    sort_links,
)
from showcase.models import CataloguePage, Field, Initiative, StoryPage

__all__ = ["catalogue", "field", "results"]

_RESOLVERS = {"unit": resolve_unit}
_FIELD_SIZE = 10
_FIELD_FACETS = (FacetName.FIELD, FacetName.LEVEL, FacetName.YEAR, FacetName.UNIT, FacetName.BENEFIT)
_GROUP_SIZES = {Kind.INITIATIVE: 5, Kind.STORY: 3}
_GROUP_SIZE = 4
_GROUP_LABELS = {
    Kind.GUIDANCE: "Văn bản hướng dẫn",
    Kind.INITIATIVE: "Sáng kiến",
    Kind.CAMPAIGN: "Chiến dịch",
    Kind.ANNOUNCEMENT: "Tin tức",
    Kind.STORY: "Gương sáng",
    Kind.PAGE: "Trang khác",
}


def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue: search box, filters with counts, results that show problem, way and gain."""
    try:
        parsed = params.parse(request.GET, facets=CATALOGUE_FACETS, resolvers=_RESOLVERS)
    except InvalidSearch as problem:
        return _refusal(request, problem, reverse("search:catalogue"))
    context = _list_context(request, parsed.request, reverse("search:catalogue"))
    if isinstance(context, HttpResponse):
        return context
    page = _catalogue_page()
    search = parsed.request
    is_start = not search.text and not search.is_filtered and search.page == 1
    context |= {
        "page": page,
        "text_was_cut": parsed.text_was_cut,
        "is_start": is_start,
        "promoted": page.promoted() if page and is_start else [],
        "crumbs": _crumbs((gettext("Sáng kiến"), reverse("search:catalogue"))),
        "meta": _meta(
            "Danh mục sáng kiến",
            page.description if page else "",
            request,
            search,
            reverse("search:catalogue"),
        ),
    }
    return render(request, "pages/catalogue.html", context)


def field(request: HttpRequest, slug: str) -> HttpResponse:
    """Landing page of a field: what people struggle with there, and its initiatives."""
    record = Field.objects.with_parent().filter(slug=slug).first()
    if record is None:
        raise Http404(f"no field {slug}")
    path = reverse("search:field", args=[slug])
    try:
        parsed = params.parse(request.GET, facets=_FIELD_FACETS, size=_FIELD_SIZE, resolvers=_RESOLVERS)
        search = _within(parsed.request, record)
    except InvalidSearch as problem:
        return _refusal(request, problem, path)
    context = _list_context(request, search, path, fixed=("field",))
    if isinstance(context, HttpResponse):
        return context
    response: SearchResponse = context["response"]
    fields = response.facet(FacetName.FIELD)
    below = list(record.children.all())
    children = [
        Link(
            child.name,
            reverse("search:field", args=[child.slug]),
            count=fields.count(child.slug) if fields else None,
        )
        for child in below
    ]
    catalogue_path = reverse("search:catalogue")
    context |= {
        "field": record,
        "children": children,
        "questions": [
            {
                "title": question.value["text"],
                "url": params.url(
                    catalogue_path, params.with_text(_within(SearchRequest(), record), question.value["q"])
                ),
            }
            for question in record.questions
        ],
        "is_start": not search.text
        and not _without_fixed(search, ("field",)).is_filtered
        and search.page == 1,
        "promoted": Initiative.objects.live()
        .with_open_disclosure()
        .with_list_relations()
        .by_ids(record.promotions.values_list("initiative_id", flat=True)),
        "stories": StoryPage.objects.published()
        .filter(field__in=[record, *below])
        .with_list_relations()
        .newest()[:3],
        "text_was_cut": parsed.text_was_cut,
        "crumbs": _crumbs(
            (gettext("Sáng kiến"), catalogue_path),
            *((one.name, one.get_absolute_url()) for one in dict.fromkeys((record.top, record))),
        ),
        "meta": _meta(record.name, record.summary, request, _without_fixed(search, ("field",)), path),
    }
    return render(request, "pages/field.html", context)


def results(request: HttpRequest) -> HttpResponse:
    """Search over everything, grouped by kind; `kind` shows all of one kind, page by page."""
    path = reverse("search:results")
    try:
        kind = _kind(request.GET.get("kind", ""))
        parsed = params.parse(request.GET, kinds=tuple(_GROUP_LABELS) if kind is None else (kind,))
    except InvalidSearch as problem:
        return _refusal(request, problem, path)
    search = parsed.request
    groups: list[dict[str, Any]] = []
    response = SearchResponse()
    context: dict[str, Any] = {}
    if search.text and kind is None:
        responses = [
            answer(replace(search, kinds=(one,), page=1, size=_GROUP_SIZES.get(one, _GROUP_SIZE)))
            for one in _GROUP_LABELS
        ]
        groups = [
            {
                "kind": one.value,
                "label": _GROUP_LABELS[one],
                "total": found.total,
                "total_text": number(found.total),
                "items": hydrate(found.hits),
                "all_url": _all_url(one, search),
                "response": found,
            }
            for one, found in zip(_GROUP_LABELS, responses, strict=True)
            if found.hits
        ]
        response = max(responses, key=lambda found: found.full_total)
    elif search.text and kind is not None:
        response = answer(search)
        try:
            pager, base = result_page(search, response)
        except EmptyPage as error:
            raise Http404(str(error)) from error
        context = {"pager": pager, "pager_base": f"kind={kind.value}&{base}", "items": hydrate(response.hits)}
    context |= {
        "query": search.text,
        "kind": kind.value if kind else "",
        "kind_label": _GROUP_LABELS[kind] if kind else "",
        "groups": groups,
        "total": sum(group["total"] for group in groups) if kind is None else response.total,
        "total_text": f"{number(response.total)} kết quả",
        "response": response,
        "notes": _notes(path, search, response),
        "text_was_cut": parsed.text_was_cut,
        "crumbs": _crumbs((gettext("Tìm kiếm"), path)),
        "meta": {"title": f"Tìm “{search.text}”" if search.text else "Tìm kiếm", "robots": "noindex, follow"},
    }
    if search.text and not context["total"]:
        context["empty"] = _ways_out(path, search, response)
    return render(request, "pages/search.html", context)


# What the views share --------------------------------------------------------------------------------------


def _list_context(
    request: HttpRequest, search: SearchRequest, path: str, fixed: Sequence[str] = ()
) -> dict[str, Any] | HttpResponse:
    """Everything that a list of initiatives shows, or the answer to a page beyond the end."""
    response = answer(search)
    free = _without_fixed(search, fixed)
    try:
        pager, base = result_page(free, response)
    except EmptyPage:
        message = f"Kết quả không có trang {search.page}."
        return _refusal(request, InvalidSearch("page", message), path, status=404)
    values = {facet.name: [value.value for value in facet] for facet in response.facets}
    for chosen in search.filters:
        values.setdefault(chosen.name, []).extend(chosen.values)
    labels: Labels = labels_for(values)
    tree = list(Field.objects.all())
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
        "notes": _notes(path, free, response),
    }
    if not response.total:
        context["empty"] = _ways_out(path, free, response, tree=tree)
    return context


def _within(search: SearchRequest, record: Field) -> SearchRequest:
    """The request limited to a field."""
    others = tuple(chosen for chosen in search.filters if chosen.name != FacetName.FIELD)
    return replace(search, filters=(Filter(FacetName.FIELD, (record.slug,)), *others))


def _without_fixed(search: SearchRequest, fixed: Sequence[str]) -> SearchRequest:
    return replace(
        search, filters=tuple(chosen for chosen in search.filters if chosen.name.value not in fixed)
    )


def _notes(path: str, search: SearchRequest, response: SearchResponse) -> dict[str, Any]:
    """What the page says about how the question was understood."""
    return {
        "interpreted": response.interpreted,
        "left_out": response.left_out,
        "corrected_to": response.corrected_to,
        "degraded": response.degraded,
        "exact_url": params.url(path, params.with_text(search, search.text, exact=True)),
        "is_exact": search.exact,
        "loose_url": params.url(path, params.with_text(search, search.text, exact=False)),
    }


def _ways_out(
    path: str, search: SearchRequest, response: SearchResponse, tree: Sequence[Field] = ()
) -> dict[str, Any]:
    """An empty result never dead-ends: another spelling, fewer filters, fewer words, the fields."""
    shorter: list[Link] = []

    def offer(label: str, other: SearchRequest) -> None:
        total = answer(replace(other, facets=(), highlight=False, size=1, page=1)).total
        if total:
            shorter.append(Link(label, params.url(path, other), count=total))

    if search.is_filtered:
        offer("Bỏ hết bộ lọc", params.cleared(search))
    words = search.text.split()
    if len(words) > 1:
        for text in (" ".join(words[:-1]), " ".join(words[1:])):
            offer(f"“{text}”", params.with_text(search, text))
    suggestion = None
    if response.did_you_mean:
        other = params.with_text(search, response.did_you_mean)
        suggestion = {"text": response.did_you_mean, "url": params.url(path, other)}
    fields = [field for field in tree if field.parent_id is None] or list(Field.objects.top_level())
    return {
        "suggestion": suggestion,
        "shorter": shorter,
        "fields": [{"slug": one.slug, "name": one.name, "url": one.get_absolute_url()} for one in fields],
    }


def _refusal(request: HttpRequest, problem: InvalidSearch, path: str, status: int = 400) -> HttpResponse:
    """A helpful page for a parameter that cannot be honoured."""
    text = params.clean_text(request.GET.get("q", ""))[: params.MAX_TEXT]
    context = {
        "problem": problem,
        "query": text,
        "again_url": params.url(path, params.with_text(SearchRequest(), text)),
        "fields": Field.objects.top_level(),
        "crumbs": _crumbs(),
        "meta": {"title": "Không đọc được yêu cầu tìm kiếm", "robots": "noindex"},
    }
    return render(request, "pages/search_problem.html", context, status=status)


def _kind(raw: str) -> Kind | None:
    if not raw:
        return None
    try:
        return Kind(raw)
    except ValueError:
        raise InvalidSearch("kind", "Không có loại kết quả này.", params.clean_text(raw)[:50]) from None


def _all_url(kind: Kind, search: SearchRequest) -> str:
    if kind == Kind.INITIATIVE:
        return params.url(reverse("search:catalogue"), replace(search, page=1))
    return f"{reverse('search:results')}?kind={kind.value}&{params.query_string(replace(search, page=1))}"


def _catalogue_page() -> CataloguePage | None:
    """The words of the catalogue in the visitor's language, else in the site's own."""
    pages = {
        page.locale.language_code: page for page in CataloguePage.objects.live().select_related("locale")
    }
    return pages.get(get_language() or "") or pages.get(settings.LANGUAGE_CODE)


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, Any]]:
    """The way up: the front page and (title, address) of each step, the last one being the page itself."""
    front = (gettext("Trang chủ"), reverse("wagtail_serve", args=[""]))
    crumbs: list[dict[str, Any]] = [{"title": title, "url": url} for title, url in (front, *steps)]
    if steps:
        crumbs[-1]["current"] = True
    return crumbs


def _meta(
    title: str, description: str, request: HttpRequest, search: SearchRequest, path: str
) -> dict[str, str]:
    """Title, description, canonical address; beyond one filter a list is not for search engines."""
    chosen = sum(len(one.values) for one in search.filters) + bool(search.years)
    meta = {
        "title": f"{search.text} – {title}" if search.text else title,
        "description": description,
        "url": request.build_absolute_uri(
            params.url(
                path,
                _without_fixed(search, ())
                if path == reverse("search:catalogue")
                else _without_fixed(search, ("field",)),
            )
        ),
    }
    if search.text or chosen > 1:
        meta["robots"] = "noindex, follow"
    return meta
