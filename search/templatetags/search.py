"""Template tags of search: what pages of other layers show from the index, and from files that it has read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from django import template
from django.core.cache import cache

from home.models import SiteDocument
from search.attachments.showing import ShownText, shown_texts
from search.contract import Hit, Kind
from search.documents import kind_of_page
from search.engines import get_engine
from search.engines.base import EngineError
from search.hydrate import Found, hydrate
from showcase.models import Initiative

register = template.Library()
log = structlog.get_logger(__name__)

_REMEMBERED_SECONDS = 600


@register.simple_tag
def similar_initiatives(record: Any, limit: int = 4) -> list[Found]:
    """Published initiatives that read like a record, best first; none while the engine cannot answer."""
    return related(record, "initiative", limit)


@register.simple_tag
def related(record: Any, kinds: str, limit: int = 3, without: Sequence[Any] = ()) -> list[Found]:
    """Published records of these kinds that read like this one: ``{% related page "guidance story" 3 as near %}``.

    What `without` holds stands on the page already. Which ones they are is remembered for ten minutes; the
    records come from the database, so nothing withdrawn is shown. None while the engine cannot answer.
    """
    kind = Kind.INITIATIVE if isinstance(record, Initiative) else kind_of_page(record)
    if kind is None or not record.pk:
        return []
    shown = {(type(one), one.pk) for one in without}
    hits = _near(kind, record.pk, tuple(map(Kind, kinds.split())), limit + len(shown))
    found = [one for one in hydrate(hits) if (type(one.record), one.record.pk) not in shown]
    return found[:limit]


def _near(kind: Kind, pk: int, kinds: tuple[Kind, ...], limit: int) -> list[Hit]:
    key = f"near:{kind.value}:{pk}:{'-'.join(kinds)}:{limit}"
    kept: list[tuple[str, int]] | None = cache.get(key)
    if kept is None:
        try:
            hits = get_engine().similar(kind, pk, kinds=kinds, limit=limit)
        except EngineError as error:
            log.warning("similar_unavailable", reason=str(error))
            return []
        kept = [(hit.kind.value, hit.pk) for hit in hits]
        cache.set(key, kept, _REMEMBERED_SECONDS)
    return [Hit(Kind(name), number) for name, number in kept]


@register.simple_tag
def attached_text(document: SiteDocument) -> ShownText | None:
    """The text that was read from a file, or why there is none; None where the file is not for everyone."""
    return shown_texts([document]).get(document.pk)


@register.simple_tag
def with_texts(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Files for components/files.html, each with its text; a fixed number of queries."""
    given = list(items)
    texts = shown_texts(item["document"] for item in given)
    return [{**item, "text": texts.get(item["document"].pk)} for item in given]
