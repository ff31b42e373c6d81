"""Template tags of search: what pages of other layers show from the index."""

from typing import Any

import structlog
from django import template

from search.contract import Kind
from search.engines import get_engine
from search.engines.base import EngineError
from search.hydrate import Found, hydrate

register = template.Library()
log = structlog.get_logger(__name__)


@register.simple_tag
def similar_initiatives(initiative: Any, limit: int = 4) -> list[Found]:
    """Published initiatives that read like this one, best first; none while the engine cannot answer."""
    if not initiative.pk:
        return []
    try:
        return hydrate(get_engine().similar(Kind.INITIATIVE, initiative.pk, limit=limit))
    except EngineError as error:
        log.warning("similar_unavailable", reason=str(error))
        return []
