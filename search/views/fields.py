"""Landing pages of fields."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from home.days import shown_day
from search import params
from search.contract import FacetName, InvalidSearch, SearchRequest, SearchResponse
from search.insight import ask
from search.models import Place
from search.presentation import Link
from search.views.lists import RESOLVERS, crumbs, list_context, meta, refusal, within, without_fixed
from showcase.featured import field_initiatives, field_stories
from showcase.models import Field, FormerSlug

__all__ = ["field", "renamed_field"]

_SIZE = 10
_FACETS = (FacetName.FIELD, FacetName.LEVEL, FacetName.YEAR, FacetName.UNIT, FacetName.BENEFIT)


def field(request: HttpRequest, slug: str) -> HttpResponse:
    """Landing page of a field: what people struggle with there, and its initiatives."""
    record = Field.objects.with_parent().filter(slug=slug).first()
    if record is None:
        return renamed_field(request, "search:field", slug)
    path = reverse("search:field", args=[slug])
    shown = shown_day(request)
    try:
        parsed = params.parse(request.GET, facets=_FACETS, size=_SIZE, resolvers=RESOLVERS)
        search = within(parsed.request, record)
    except InvalidSearch as problem:
        return refusal(request, problem, path)
    context = list_context(request, search, path, fixed=("field",))
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
    is_start = not search.text and not without_fixed(search, ("field",)).is_filtered and search.page == 1
    context |= {
        "field": record,
        "children": children,
        "questions": [
            {
                "title": question.value["text"],
                "url": params.url(
                    catalogue_path, params.with_text(within(SearchRequest(), record), question.value["q"])
                ),
            }
            for question in record.questions
        ],
        "is_start": is_start,
        "promoted": field_initiatives(record, shown) if is_start else [],
        "stories": field_stories(record, below, shown),
        "text_was_cut": parsed.text_was_cut,
        "asked": ask(request, without_fixed(search, ("field",)), [response], Place.FIELD),
        "crumbs": crumbs(
            (gettext("Sáng kiến"), catalogue_path),
            *((one.name, one.get_absolute_url()) for one in dict.fromkeys((record.top, record))),
        ),
        "meta": meta(record.name, record.summary, request, without_fixed(search, ("field",)), path),
    }
    return render(request, "pages/field.html", context)


def renamed_field(request: HttpRequest, view: str, slug: str) -> HttpResponse:
    """Lead from a slug that a field once had to the same view under its slug of today; 404 where there is none."""
    current = FormerSlug.objects.current_field(slug)
    if current is None:
        raise Http404(f"no field {slug}")
    query = request.META.get("QUERY_STRING", "")
    address = reverse(view, args=[current])
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
