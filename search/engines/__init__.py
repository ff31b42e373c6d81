"""Engines behind one protocol; see `search.engines.base`. Settings choose which one answers."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from search.engines.base import Engine, EngineBusy, EngineError, EngineUnavailable, IndexMissing
from search.engines.guarded import GuardedEngine

__all__ = [
    "ENGINES",
    "Engine",
    "EngineBusy",
    "EngineError",
    "EngineUnavailable",
    "IndexMissing",
    "get_engine",
]

# Named, not imported: it reads models, and processes that only analyse texts have none.
_VOCABULARY = "search.vocabulary_store.current_vocabulary"

# Named, too: each brings a library that the other does not need.
_ENGINES = {
    "embedded": "search.engines.embedded.EmbeddedEngine",
    "elasticsearch": "search.engines.elasticsearch.ElasticsearchEngine",
}
ENGINES = tuple(_ENGINES)
"""What settings may choose from."""

_CLUSTER = "search.engines.elasticsearch.Cluster"


def get_engine() -> Engine:
    """The engine that settings choose, opened once per process: an index is not shared across a fork."""
    name = settings.SEARCH["ENGINE"]
    if name not in _ENGINES:
        raise ImproperlyConfigured(f"SEARCH['ENGINE'] is {name!r}; known engines: {', '.join(_ENGINES)}.")
    options = settings.SEARCH["ELASTICSEARCH"] if name == "elasticsearch" else {}
    return _open(name, Path(settings.SEARCH["PATH"]), tuple(sorted(options.items())), os.getpid())


@lru_cache(maxsize=4)
def _open(name: str, path: Path, options: tuple[tuple[str, Any], ...], process: int) -> Engine:
    place = import_string(_CLUSTER)(**dict(options)) if options else path
    engine: Engine = import_string(_ENGINES[name])(place, vocabulary=import_string(_VOCABULARY))
    return GuardedEngine(engine)
