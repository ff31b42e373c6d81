"""The catalogue of initiatives."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from home.moments import of_the_moment
from search import params
from search.contract import CATALOGUE_FACETS, InvalidSearch
from search.insight import ask
from search.models import Place
from search.promotions import pinned_lists, promoted_for, without_promoted
from search.views.lists import RESOLVERS, crumbs, list_context, meta, refusal
from showcase.models import CataloguePage

__all__ = ["catalogue"]


def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue: search box, filters with counts, results that show problem, way and gain."""
    try:
        parsed = params.parse(request.GET, facets=CATALOGUE_FACETS, resolvers=RESOLVERS)
    except InvalidSearch as problem:
        return refusal(request, problem, reverse("search:catalogue"))
    context = list_context(request, parsed.request, reverse("search:catalogue"))
    if isinstance(context, HttpResponse):
        return context
    page = _catalogue_page(get_language() or "")
    search = parsed.request
    is_start = not search.text and not search.is_filtered and search.page == 1
    promoted = promoted_for(search)
    context |= {
        "page": page,
        "text_was_cut": parsed.text_was_cut,
        "is_start": is_start,
        "promoted": page.promoted() if page and is_start else [],
        "pinned": pinned_lists(promoted),
        "results": without_promoted(context["results"], promoted),
        "asked": ask(request, search, [context["response"]], Place.CATALOGUE),
        "crumbs": crumbs((gettext("Sáng kiến"), reverse("search:catalogue"))),
        "meta": meta(
            "Danh mục sáng kiến",
            page.description if page else "",
            request,
            search,
            reverse("search:catalogue"),
        ),
    }
    return render(request, "pages/catalogue.html", context)


@of_the_moment
def _catalogue_page(language: str) -> CataloguePage | None:
    """The words of the catalogue in a language, else in the site's own."""
    pages = {
        page.locale.language_code: page for page in CataloguePage.objects.live().select_related("locale")
    }
    return pages.get(language) or pages.get(settings.LANGUAGE_CODE)
