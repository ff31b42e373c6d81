"""Asking the engine, or the database in its place: what every view and tag goes through."""

import structlog

from search.contract import SearchRequest, SearchResponse
from search.engines import get_engine
from search.engines.base import EngineError
from search.fallback import search_database
from search.todays_units import under_todays_units

__all__ = ["answer"]

log = structlog.get_logger(__name__)


def answer(request: SearchRequest) -> SearchResponse:
    """The engine's answer; when it has none to give, the database's, marked `degraded`. No EngineError."""
    request = under_todays_units(request)
    try:
        return get_engine().search(request)
    except EngineError as error:
        log.warning("search_degraded", reason=str(error))
        return search_database(request)
