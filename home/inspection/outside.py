"""Asking other sites whether an address still answers: politely, with limits, never on behalf of a visitor.

Editors type these addresses, so a machine inside the network is never asked: names are looked up first, and the
address that a connection really reached is looked at before anything is sent over it.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, zip_longest
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from home.models import ExternalLink

__all__ = ["Answer", "ask", "check_due"]

TIMEOUT = 10.0
"""Seconds for connecting, and for each answer."""

MOST_HOPS = 5
RECHECK = timedelta(days=7)
_PERMANENT = {301, 308}
_REDIRECTS = {301, 302, 303, 307, 308}
_GONE = {404, 410}
_GUARDED = {401, 403, 405, 406, 429, 451, 999}
"""Answers to machines: a person may well be let in."""

_USER_AGENT = "CongSangKien-LinkChecker/1.0"
_SAFE = "/:?#[]@!$&'()*+,;=%~"


@dataclass(frozen=True)
class Answer:
    """How an address answered, and why in words."""

    state: ExternalLink.State
    reason: str = ""


class _ForbiddenError(OSError):
    """The address lies inside the network."""


class _Secure(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_inside(self.sock.getpeername()[0])


class _Plain(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _refuse_inside(self.sock.getpeername()[0])


def check_due(limit: int, report: Callable[[ExternalLink], None] | None = None) -> int:
    """Ask the addresses that are due, at most `limit`, taking hosts in turn; returns how many were asked."""
    due = list(ExternalLink.objects.due(timezone.now() - RECHECK)[:limit])
    last: dict[str, float] = {}
    for link in _in_turn(due):
        host = urlsplit(link.url).hostname or ""
        wait = last.get(host, 0.0) + settings.LINK_CHECK["PAUSE"] - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        answer = ask(link.url)
        last[host] = time.monotonic()
        is_bad = answer.state in (ExternalLink.State.BROKEN, ExternalLink.State.UNREACHABLE)
        link.state, link.reason = answer.state, answer.reason[:300]
        link.failures = min(link.failures + 1, 1_000) if is_bad else 0
        link.checked_at = timezone.now()
        link.save(update_fields=["state", "reason", "failures", "checked_at"])
        if report is not None:
            report(link)
    return len(due)


def _in_turn(links: Iterable[ExternalLink]) -> Iterator[ExternalLink]:
    """One address of each host, then the next of each: hosts rest while others are asked."""
    by_host: dict[str, list[ExternalLink]] = defaultdict(list)
    for link in links:
        by_host[urlsplit(link.url).hostname or ""].append(link)
    for round_ in zip_longest(*by_host.values()):
        yield from (link for link in round_ if link is not None)


def ask(url: str) -> Answer:
    """Ask one address, following redirects; never raises for what a site or the network does."""
    try:
        return _followed(url)
    except _ForbiddenError:
        return Answer(ExternalLink.State.BROKEN, _("Địa chỉ nằm trong mạng nội bộ."))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(ExternalLink.State.UNREACHABLE, _why(error))


def _followed(url: str) -> Answer:
    at, moved = url, ""
    for _hop in range(MOST_HOPS + 1):
        status, location = _status(at)
        if status not in _REDIRECTS or not location:
            return _judged(status, moved)
        target = urljoin(at, location)
        if status in _PERMANENT and not _is_same(at, target):
            moved = target
        at = target
    return Answer(ExternalLink.State.UNREACHABLE, _("Chuyển hướng vòng quanh."))


def _why(error: Exception) -> str:
    """What went wrong with a connection, in words."""
    if isinstance(error, TimeoutError):
        return _("Không trả lời trong %(count)d giây.") % {"count": TIMEOUT}
    if isinstance(error, ssl.SSLError):
        return _("Chứng thư không hợp lệ: %(why)s") % {"why": error.reason}
    if isinstance(error, socket.gaierror):
        return _("Tên miền không còn.")
    return str(error) or type(error).__name__


def _judged(status: int, moved: str) -> Answer:
    if status in _GONE:
        return Answer(ExternalLink.State.BROKEN, _("Trang trả lời mã %(code)d.") % {"code": status})
    if status in _GUARDED:
        return Answer(
            ExternalLink.State.UNKNOWN, _("Trang không cho máy hỏi (mã %(code)d).") % {"code": status}
        )
    if status >= 400:
        return Answer(ExternalLink.State.UNREACHABLE, _("Trang báo lỗi, mã %(code)d.") % {"code": status})
    return Answer(ExternalLink.State.MOVED, moved) if moved else Answer(ExternalLink.State.OK)


def _is_same(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing an editor would mend: a slash at the end, upper case of the host."""
    first, second = urlsplit(one), urlsplit(other)
    paths = (first.path.rstrip("/"), first.query), (second.path.rstrip("/"), second.query)
    return first.hostname == second.hostname and first.scheme == second.scheme and paths[0] == paths[1]


def _status(url: str) -> tuple[int, str]:
    """Status and `Location` of an address: HEAD, and GET where the site does not take HEAD."""
    status, location = _request("HEAD", url)
    if status in {400, 403, 404, 405, 500, 501, 503}:
        status, location = _request("GET", url)
    return status, location


def _request(method: str, url: str) -> tuple[int, str]:
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(_("Địa chỉ không đọc được."))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    for *_family, address in islice(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), 8):
        _refuse_inside(str(address[0]))
    connection = (_Secure if parts.scheme == "https" else _Plain)(host, port, timeout=TIMEOUT)
    path = quote(parts.path or "/", safe=_SAFE) + (
        f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    )
    try:
        connection.request(method, path, headers={"User-Agent": _USER_AGENT, "Accept": "*/*"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _refuse_inside(address: str) -> None:
    if (
        not settings.LINK_CHECK["ALLOW_PRIVATE"]
        and not ipaddress.ip_address(address.partition("%")[0]).is_global
    ):
        raise _ForbiddenError(address)
