"""Completions of what is being typed into a search box, as JSON for `static/js/suggestions.js`."""

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from home.legal_status import LegalStatus
from home.models import GuidancePage
from search import params
from search.contract import FacetName, Kind, SearchRequest, Suggestion, SuggestionKind
from search.documents import PAGE_MODELS
from search.engines import get_engine
from search.engines.base import EngineError
from showcase.models import Initiative

__all__ = ["suggestions"]

log = structlog.get_logger(__name__)

_LIMIT = 8
_SECONDS = 60
"""How long browsers and proxies may keep an answer."""

_NAMES = {SuggestionKind.FIELD: "Lĩnh vực", SuggestionKind.TAG: "Thẻ", SuggestionKind.UNIT: "Đơn vị"}
_RECORD_NAMES = {
    Kind.GUIDANCE: "Văn bản",
    Kind.INITIATIVE: "Sáng kiến",
    Kind.CAMPAIGN: "Chiến dịch",
    Kind.ANNOUNCEMENT: "Tin tức",
    Kind.STORY: "Gương sáng",
    Kind.PAGE: "Trang khác",
}


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Groups of suggestions: `{"groups": [{"label", "items": [{"url", "parts": [[text, is typed]], "note"}]}]}`.

    `note` is the state of a document that is not wholly in force; other suggestions have none.

    Nothing typed, nothing found and an engine that cannot answer all give no group: the box stays a plain form.
    """
    text = params.clean_text(request.GET.get("q", ""))[: params.MAX_TEXT]
    try:
        found = get_engine().suggest(text, limit=_LIMIT)
    except EngineError as error:
        log.warning("suggestions_unavailable", reason=str(error))
        response = JsonResponse({"groups": []})
        patch_cache_control(response, no_store=True)
        return response
    response = JsonResponse({"groups": _groups(found)}, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, public=True, max_age=_SECONDS)
    return response


def _groups(found: Iterable[Suggestion]) -> list[dict[str, Any]]:
    """Suggestions under what they lead to, in their order; what is no longer public is left out."""
    found = list(found)
    records = _records(found)
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        if one.record_kind is None or one.pk is None:
            name, record = _NAMES[one.kind], {"url": _LABEL_ADDRESSES[one.kind](one.value)}
        elif (one.record_kind, one.pk) in records:
            name, record = _RECORD_NAMES[one.record_kind], records[one.record_kind, one.pk]
        else:
            continue
        groups.setdefault(name, []).append({**record, "parts": one.label.parts()})
    return [{"label": name, "items": items} for name, items in groups.items()]


def _filtered(name: FacetName) -> Callable[[str], str]:
    def address(value: str) -> str:
        return params.url(reverse("search:catalogue"), params.toggled(SearchRequest(), name, value))

    return address


_LABEL_ADDRESSES: dict[SuggestionKind, Callable[[str], str]] = {
    SuggestionKind.FIELD: lambda slug: reverse("search:field", args=[slug]),
    SuggestionKind.TAG: _filtered(FacetName.TAG),
    SuggestionKind.UNIT: _filtered(FacetName.UNIT),
}


def _records(found: Iterable[Suggestion]) -> dict[tuple[Kind, int], dict[str, str]]:
    """Addresses, and notes, of the public records among the suggestions; one query a kind, two for documents."""
    keys: dict[Kind, list[int]] = {}
    for one in found:
        if one.record_kind is not None and one.pk is not None:
            keys.setdefault(one.record_kind, []).append(one.pk)
    records: dict[tuple[Kind, int], dict[str, str]] = {}
    for kind, ids in keys.items():
        if kind == Kind.INITIATIVE:
            for record in Initiative.objects.live().only("code", "title").filter(pk__in=ids):
                records[kind, record.pk] = {"url": record.get_absolute_url()}
            continue
        pages = PAGE_MODELS[kind].objects.live().public().filter(pk__in=ids)
        for page in pages.with_status_relations() if kind == Kind.GUIDANCE else pages:
            if page.url:
                records[kind, page.pk] = {"url": page.url, **_note(page)}
    return records


def _note(page: Any) -> dict[str, str]:
    if not isinstance(page, GuidancePage) or page.status == LegalStatus.IN_FORCE:
        return {}
    return {"note": str(page.status.label)}
