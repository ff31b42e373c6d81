"""How often one caller may ask: a token bucket for each, kept in Django's cache.

The bucket is kept as one moment, that at which it is full again (the generic cell rate algorithm). Two questions at
the same instant may be counted as one; a cache that is down limits nobody. Callers are known by a keyed hash of
their address, which nobody can turn back, for as long as their bucket is not full.
"""

import math
import time
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

import structlog
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

__all__ = ["Limit", "Verdict", "caller_of", "limit_of", "take"]

log = structlog.get_logger(__name__)

_PREFIX = 64
"""Bits of an IPv6 address that one household has."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many questions within so many seconds; the whole quota may be used at once."""

    name: str
    requests: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the question may be answered, what is left, and seconds until the quota is whole or the next is free."""

    limit: Limit
    allowed: bool
    remaining: int
    full_in: int
    retry_after: int


def limit_of(name: str) -> Limit:
    """The limit of this name in the settings."""
    requests, seconds = settings.RATE_LIMITS[name]
    return Limit(name, requests, seconds)


def caller_of(request: HttpRequest) -> str:
    """Who asks: a keyed hash of the address, of its network where it is one of IPv6."""
    raw = request.META.get(settings.CLIENT_ADDRESS_HEADER) or ""
    try:
        address = ip_address(raw.strip())
    except ValueError:
        return salted_hmac("rate-limit", raw).hexdigest()[:32]
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    known = str(int(address) >> (128 - _PREFIX)) if isinstance(address, IPv6Address) else str(address)
    return salted_hmac("rate-limit", known).hexdigest()[:32]


def take(limit: Limit, caller: str, now: float | None = None) -> Verdict:
    """Count one question of a caller; a refused one costs nothing. `now` is seconds since 1970."""
    moment = time.time() if now is None else now
    each = limit.seconds / limit.requests
    key = f"rate:{limit.name}:{caller}"
    try:
        full_at = max(float(cache.get(key) or 0.0), moment) + each
        wait = full_at - limit.seconds - moment
        if wait > 0:
            full_in = math.ceil(full_at - each - moment)
            return Verdict(limit, allowed=False, remaining=0, full_in=full_in, retry_after=math.ceil(wait))
        cache.set(key, full_at, timeout=math.ceil(full_at - moment) + 1)
    except (OSError, RedisError) as error:
        log.warning("rate_limit_unknown", reason=str(error))
        return Verdict(limit, allowed=True, remaining=limit.requests, full_in=0, retry_after=0)
    left = math.floor((limit.seconds - (full_at - moment)) / each + 1e-9)
    return Verdict(limit, allowed=True, remaining=left, full_in=math.ceil(full_at - moment), retry_after=0)
