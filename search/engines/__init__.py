"""Engines behind one protocol; see `search.engines.base`. Settings choose which one answers."""

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from search.engines.base import Engine, EngineBusy, EngineError, EngineUnavailable, IndexMissing

__all__ = ["Engine", "EngineBusy", "EngineError", "EngineUnavailable", "IndexMissing", "get_engine"]

_ENGINES = {"embedded": "search.engines.embedded.EmbeddedEngine"}


def get_engine() -> Engine:
    """The engine that settings choose, opened once per process: an index is not shared across a fork."""
    return _open(settings.SEARCH["ENGINE"], Path(settings.SEARCH["PATH"]), os.getpid())


@lru_cache(maxsize=4)
def _open(name: str, path: Path, process: int) -> Engine:
    if name not in _ENGINES:
        raise ImproperlyConfigured(f"SEARCH['ENGINE'] is {name!r}; known engines: {', '.join(_ENGINES)}.")
    engine: Engine = import_string(_ENGINES[name])(path)
    return engine
