"""Reaching an Elasticsearch cluster: where it is, how long to wait for it, and what its errors mean here.

A search waits a short time, for the database can answer in its place; writing waits longer. A node that refuses
a connection is passed over for the next one, and a slow node is not: no wait is ever multiplied.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch

from search.engines.base import EngineBusy, EngineError, EngineUnavailable, IndexMissing

logger = logging.getLogger(__name__)

_NOT_FOUND = 404
_TOO_MANY = 429
_SERVER_ERROR = 500
_BLOCKED = "cluster_block_exception"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Which cluster, under which names, and how long to wait, in seconds.

    `hosts` are addresses, a user and password inside where there is one; `api_key` and `ca_certs` (a file) are
    "" for none. Index names begin with `prefix`. `replicas` is the most copies beside the first; a cluster with
    fewer nodes keeps fewer.
    """

    hosts: tuple[str, ...]
    prefix: str = "sangkien"
    api_key: str = ""
    ca_certs: str = ""
    shards: int = 1
    replicas: int = 1
    search_timeout: float = 2.0
    write_timeout: float = 60.0


def connect(cluster: Cluster) -> Elasticsearch:
    """A client of this process; nothing is sent yet. Its own waits are those of a search."""
    security: dict[str, str] = {}
    if cluster.api_key:
        security["api_key"] = cluster.api_key
    if cluster.ca_certs:
        security["ca_certs"] = cluster.ca_certs
    return Elasticsearch(
        list(cluster.hosts),
        request_timeout=cluster.search_timeout,
        max_retries=len(cluster.hosts) - 1,
        retry_on_timeout=False,
        retry_on_status=(502, 503, 504) if len(cluster.hosts) > 1 else (),
        **security,  # type: ignore[arg-type]  # the names are the client's own
    )


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Everything that goes wrong while reading means that the engine has no answer."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise _translated(error, EngineUnavailable) from error


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """A cluster that cannot keep up, or that refuses to write for now, is busy: the change waits."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise _translated(error, EngineBusy) from error


def _translated(error: ApiError | TransportError, refused: type[EngineError]) -> EngineError:
    if isinstance(error, ConnectionTimeout):
        return EngineUnavailable("no answer in time")
    if isinstance(error, TransportError):
        return EngineUnavailable(f"cannot be reached: {error.message}")
    return refusal(error.meta.status, error.message, refused)


def refusal(status: int, kind: str, refused: type[EngineError] = EngineUnavailable) -> EngineError:
    """What an answer with this status means; `kind` is the cluster's own word for it."""
    if status == _NOT_FOUND:
        return IndexMissing("no index yet: rebuild")
    if status == _TOO_MANY or kind == _BLOCKED:
        return refused(f"refused for now: {kind}")
    if status < _SERVER_ERROR:
        logger.error("Elasticsearch did not understand: %s", kind)
    return EngineUnavailable(f"no answer: {kind}")


__all__ = ["Cluster", "connect", "reading", "refusal", "writing"]
