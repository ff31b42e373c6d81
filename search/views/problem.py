"""A trouble at the bench, told in a sentence or two → initiatives that ended one like it."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from home.addresses import absolute
from search import params
from search.answer import answer
from search.contract import Focus, Kind, SearchRequest, SearchResponse
from search.hydrate import Found, hydrate
from search.views.lists import crumbs
from showcase.models import Field

__all__ = ["MAX_STORY", "problem"]

MAX_STORY = 600
"""Characters of a description that are read."""

_SHOWN = 10
_NEAR_ENOUGH = 0.4
"""Results that earn less than this share of the best score share words with the trouble, not the trouble."""


def problem(request: HttpRequest) -> HttpResponse:
    """The box, and below it the initiatives whose problem reads most like what was told."""
    told = params.clean_text(request.GET.get("q", ""))
    text = told[:MAX_STORY].strip()
    path = reverse("search:problem")
    asked = SearchRequest(text, kinds=(Kind.INITIATIVE,), size=_SHOWN, focus=Focus.PROBLEM)
    response = answer(asked) if text else SearchResponse()
    best = max((hit.score for hit in response.hits), default=0.0)
    near = [hit for hit in response.hits if hit.score >= best * _NEAR_ENOUGH]
    context = {
        "text": text,
        "text_was_cut": len(told) > MAX_STORY,
        "limit": MAX_STORY,
        "action": path,
        "degraded": response.degraded,
        "results": [_about_the_problem(found) for found in hydrate(near)],
        "fields": Field.objects.top_level(),
        "crumbs": crumbs(
            (gettext("Sáng kiến"), reverse("search:catalogue")), (gettext("Kể vướng mắc của bạn"), path)
        ),
        "meta": {
            "title": "Kể vướng mắc của bạn",
            "description": "Kể vướng mắc ở chỗ làm bằng một hai câu để tìm sáng kiến từng gỡ việc tương tự.",
            "url": absolute(request, path),
            **({"robots": "noindex, follow"} if text else {}),
        },
    }
    return render(request, "pages/problem.html", context)


def _about_the_problem(found: Found) -> Found:
    """A result that marks words in what was wrong alone: marks in the way and the gain would mislead."""
    kept = {name: part for name, part in found.marked.items() if name in ("problem_line", "problem")}
    return replace(found, marked=kept)
