"""Search indexes of tests, whichever engine the settings choose: a folder each, or names each on a cluster."""

import shutil
import uuid
from pathlib import Path
from typing import Any

from django.conf import LazySettings
from elasticsearch import Elasticsearch

from search.engines import Engine, get_engine
from search.engines.guarded import GuardedEngine


def engine_class() -> type[Engine]:
    """The class of the engine that the settings choose, behind its guard: where a test puts a fault."""
    engine = get_engine()
    assert isinstance(engine, GuardedEngine)
    return type(engine.engine)


def use_empty_index(settings: LazySettings, folder: Path) -> None:
    """Let the engine work on an index of its own, which nobody has made yet, in `folder` or on the cluster."""
    options = settings.SEARCH["ELASTICSEARCH"]
    own = f"{options['prefix'].partition('.')[0]}.{uuid.uuid4().hex[:12]}"
    settings.SEARCH = {**settings.SEARCH, "PATH": folder, "ELASTICSEARCH": {**options, "prefix": own}}


def use_copied_index(settings: LazySettings, folder: Path) -> None:
    """Let the engine work on a copy of the index it has, in `folder` or on the cluster."""
    before: dict[str, Any] = settings.SEARCH
    use_empty_index(settings, folder)
    if before["ENGINE"] == "embedded":
        shutil.copytree(before["PATH"], folder)
        return
    old, new = before["ELASTICSEARCH"]["prefix"], settings.SEARCH["ELASTICSEARCH"]["prefix"]
    with Elasticsearch(list(before["ELASTICSEARCH"]["hosts"]), request_timeout=60) as client:
        for name, index in client.indices.get_alias(index=f"{old}-*").items():
            aliases: dict[str, Any] = {alias.replace(old, new, 1): {} for alias in index["aliases"]}
            client.indices.add_block(index=name, block="write")
            client.indices.clone(
                index=name,
                target=name.replace(old, new, 1),
                aliases=aliases,
                settings={"index.blocks.write": None},
                wait_for_active_shards=1,
            )
            client.indices.put_settings(index=name, settings={"index.blocks.write": None})


def remove_index(settings: LazySettings, prefix: str = "") -> None:
    """Remove what the engine made on the cluster, or another one under `prefix`; folders go by themselves."""
    if settings.SEARCH["ENGINE"] != "elasticsearch":
        return
    options = settings.SEARCH["ELASTICSEARCH"]
    name = prefix or options["prefix"]
    with Elasticsearch(list(options["hosts"]), request_timeout=60) as client:
        left = client.indices.get_alias(index=[f"{name}-*", f"{name}.*"], expand_wildcards="all")
        if left:
            client.indices.delete(index=list(left), ignore_unavailable=True)


__all__ = ["engine_class", "remove_index", "use_copied_index", "use_empty_index"]
