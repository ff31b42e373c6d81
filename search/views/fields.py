"""Landing pages of fields."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from search import params
from search.contract import FacetName, InvalidSearch, SearchRequest, SearchResponse
from search.insight import ask
from search.models import Place
from search.presentation import Link
from search.views.lists import RESOLVERS, crumbs, list_context, meta, refusal, within, without_fixed
from showcase.models import Field, Initiative, StoryPage

__all__ = ["field"]

_SIZE = 10
_FACETS = (FacetName.FIELD, FacetName.LEVEL, FacetName.YEAR, FacetName.UNIT, FacetName.BENEFIT)


def field(request: HttpRequest, slug: str) -> HttpResponse:
    """Landing page of a field: what people struggle with there, and its initiatives."""
    record = Field.objects.with_parent().filter(slug=slug).first()
    if record is None:
        raise Http404(f"no field {slug}")
    path = reverse("search:field", args=[slug])
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
        "is_start": not search.text
        and not without_fixed(search, ("field",)).is_filtered
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
        "asked": ask(request, without_fixed(search, ("field",)), [response], Place.FIELD),
        "crumbs": crumbs(
            (gettext("Sáng kiến"), catalogue_path),
            *((one.name, one.get_absolute_url()) for one in dict.fromkeys((record.top, record))),
        ),
        "meta": meta(record.name, record.summary, request, without_fixed(search, ("field",)), path),
    }
    return render(request, "pages/field.html", context)
