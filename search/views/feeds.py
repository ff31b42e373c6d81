"""Lists of results as Atom and RSS feeds, for whoever wants to know of what is new in them."""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from home.feeds import LONG_AGO, FeedEntry, feed_response, tag_uri
from search import params
from search.answer import answer
from search.contract import FacetName, Hit, InvalidSearch, Kind, SearchRequest, Sort
from search.hydrate import Found, hydrate
from search.labels import labels_for
from search.presentation import active_chips
from search.views.fields import renamed_field
from search.views.lists import RESOLVERS, refusal, within, without_fixed
from search.views.results import KIND_LABELS, read_kind
from showcase.models import Field

__all__ = ["catalogue_feed", "field_feed", "results_feed"]

_ENTRIES = 50
_KEPT_SECONDS = 7 * 86_400
"""How long the last good answer of the engine stands in for one that it cannot give."""

_RETRY_SECONDS = 300
_OF_A_FIELD = (Kind.INITIATIVE, Kind.STORY)


@require_safe
def catalogue_feed(request: HttpRequest, form: str = "atom") -> HttpResponse:
    """Newest initiatives of the catalogue under a question and filters."""
    path = reverse("search:catalogue")
    try:
        search = params.parse(request.GET, resolvers=RESOLVERS).request
    except InvalidSearch as problem:
        return refusal(request, problem, path)
    return _feed(request, search, path, form=form, shown=search, name="Sáng kiến")


@require_safe
def field_feed(request: HttpRequest, slug: str, form: str = "atom") -> HttpResponse:
    """Newest initiatives and stories of a field."""
    record = Field.objects.with_parent().filter(slug=slug).first()
    if record is None:
        return renamed_field(
            request, "search:field-feed" if form == "atom" else "search:field-feed-rss", slug
        )
    path = reverse("search:field", args=[slug])
    try:
        search = within(params.parse(request.GET, kinds=_OF_A_FIELD, resolvers=RESOLVERS).request, record)
    except InvalidSearch as problem:
        return refusal(request, problem, path)
    return _feed(request, search, path, form=form, shown=without_fixed(search, ("field",)), name=record.name)


@require_safe
def results_feed(request: HttpRequest, form: str = "atom") -> HttpResponse:
    """Newest content of one kind, or of every kind, that answers a question."""
    path = reverse("search:results")
    try:
        kind = read_kind(request.GET.get("kind", ""))
        kinds = tuple(KIND_LABELS) if kind is None else (kind,)
        search = params.parse(request.GET, kinds=kinds).request
    except InvalidSearch as problem:
        return refusal(request, problem, path)
    if not search.text:
        return refusal(request, InvalidSearch("q", "Hãy ghi từ cần theo dõi."), path)
    name = KIND_LABELS[kind] if kind else "Mọi nội dung"
    return _feed(request, search, path, form=form, shown=search, name=name, kind=kind)


def _feed(
    request: HttpRequest,
    search: SearchRequest,
    path: str,
    *,
    form: str,
    shown: SearchRequest,
    name: str,
    kind: Kind | None = None,
) -> HttpResponse:
    """The feed of `search`, of which `shown` stands in the address; 503 when nobody knows its entries."""
    address = request.build_absolute_uri(params.feed_url(path, shown, kind, form))
    hits = _newest(search, params.feed_url(path, shown, kind))
    if hits is None:
        answer_later = HttpResponse("Tìm kiếm đang bảo trì.\n", "text/plain; charset=utf-8", 503)
        answer_later.headers["Retry-After"] = str(_RETRY_SECONDS)
        return answer_later
    return feed_response(
        [_entry(request, one) for one in hydrate(hits)],
        form=form,
        title=_title(name, path, shown),
        link=request.build_absolute_uri(params.url(path, replace(shown, page=1), kind)),
        address=address,
    )


def _entry(request: HttpRequest, found: Found) -> FeedEntry:
    changed = _changed(found)
    return FeedEntry(
        title=found.record.title,
        url=request.build_absolute_uri(_address(found)),
        summary=_summary(found),
        identity=tag_uri(found.kind.value, found.record.pk),
        published=_published(found) or changed,
        updated=changed,
    )


def _newest(search: SearchRequest, address: str) -> Sequence[Hit] | None:
    """The newest records that hold every word; the last ones known while the engine cannot answer.

    Only keys are kept: what is no longer public is left out when they are fetched.
    """
    key = f"feed:{sha256(address.encode()).hexdigest()}"
    response = answer(
        replace(
            search, sort=Sort.NEWEST, page=1, size=_ENTRIES, facets=(), highlight=False, allow_fuzzy=False
        )
    )
    if response.degraded:
        kept: list[tuple[str, int]] | None = cache.get(key)
        return None if kept is None else [Hit(Kind(kind), pk) for kind, pk in kept]
    hits = [hit for hit in response.hits if not hit.missing]
    cache.set(key, [(hit.kind.value, hit.pk) for hit in hits], _KEPT_SECONDS)
    return hits


def _title(name: str, path: str, shown: SearchRequest) -> str:
    """What is followed, with its question and filters."""
    values: dict[FacetName, tuple[str, ...]] = {chosen.name: chosen.values for chosen in shown.filters}
    chips = [chip.label for chip in active_chips(path, shown, labels_for(values))]
    parts = [f"“{shown.text}”"] if shown.text else []
    followed = ", ".join((*parts, *chips))
    title = f"{name}: {followed}" if followed else name
    return f"{title} – {settings.WAGTAIL_SITE_NAME}"


def _address(found: Found) -> str:
    record: Any = found.record
    address: str = record.get_absolute_url() if found.kind == Kind.INITIATIVE else record.url
    return address


def _changed(found: Found) -> datetime.datetime:
    record: Any = found.record
    changed = record.updated_at if found.kind == Kind.INITIATIVE else record.last_published_at
    return changed or LONG_AGO


def _published(found: Found) -> datetime.datetime | None:
    """When a page came onto the site; rows of initiatives do not carry it."""
    if found.kind == Kind.INITIATIVE:
        return None
    moment: datetime.datetime | None = found.record.first_published_at
    return moment


def _summary(found: Found) -> str:
    """What a reader shows below the title; of a closed record its gain alone."""
    record: Any = found.record
    if found.kind != Kind.INITIATIVE:
        return str(record.lede)
    lines = (record.result_line,) if record.is_abstract_only else (record.problem_line, record.result_line)
    return " ".join(line for line in lines if line)
