"""Whether links within the site lead somewhere: pages, files, and addresses typed by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404
from django.urls import Resolver404, resolve
from wagtail import hooks
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site

from home.inspection.collect import DOCUMENT, PAGE, URL, Use
from home.models import Finding, SiteDocument

__all__ = ["PATH_HOOK", "Inside", "as_key", "is_outside", "path_within"]

PATH_HOOK = "check_internal_path"
"""A function under this hook takes a path and the match of the resolver, and gives a Reason, or None where it knows
nothing against it: layers above know which of their addresses show something."""

Trouble = tuple[Finding.Reason, str, str]
"""What is wrong, the target in words, and details."""

_CATCH_ALL = "wagtail_serve"
_BATCH = 400


def own_hosts() -> set[str]:
    """Names under which the site answers."""
    hosts = set(Site.objects.values_list("hostname", flat=True))
    return {host.lower() for host in (*hosts, urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname) if host}


def path_within(url: str, hosts: Iterable[str]) -> str | None:
    """The path of an address of this site; None for another site, `mailto:` and the like."""
    parts = urlsplit(url)
    if parts.scheme in ("http", "https"):
        return (parts.path or "/") if (parts.hostname or "").lower() in hosts else None
    return parts.path if not parts.scheme and url.startswith("/") and not parts.netloc else None


def is_outside(url: str, hosts: Iterable[str]) -> bool:
    """Whether an address belongs to another site that can be asked."""
    try:
        return urlsplit(url).scheme in ("http", "https") and path_within(url, hosts) is None
    except ValueError:
        return False


@dataclass
class Inside:
    """What is known of the targets of many uses, asked for in a few queries."""

    hosts: set[str] = field(default_factory=own_hosts)
    pages: dict[int, tuple[bool, str]] = field(default_factory=dict)
    documents: dict[int, tuple[str, bool]] = field(default_factory=dict)
    addresses: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def about(cls, uses: Iterable[Use]) -> "Inside":
        """Look up every page and file that the uses name, and the addresses of all pages."""
        uses = list(uses)
        known = cls()
        for keys in _batches({as_key(use.target) for use in uses if use.kind == PAGE}):
            rows = Page.objects.filter(pk__in=keys).values_list("pk", "live", "title")
            known.pages.update({pk: (live, title) for pk, live, title in rows})
        for keys in _batches({as_key(use.target) for use in uses if use.kind == DOCUMENT}):
            for document in SiteDocument.objects.filter(pk__in=keys):
                known.documents[document.pk] = document.title, _has_file(document)
        if any(use.kind == URL for use in uses):
            for page in Page.objects.filter(depth__gt=1).select_related("locale", "content_type"):
                if url := page.get_url():
                    known.addresses[path_within(url, known.hosts) or url] = page
        return known

    def trouble(self, use: Use) -> Trouble | None:
        """What is wrong with a use; None where all is well."""
        if use.kind == PAGE:
            return self._page(use)
        if use.kind == DOCUMENT:
            found = self.documents.get(as_key(use.target))
            if found is None:
                return Finding.Reason.DELETED, use.text or f"#{use.target}", ""
            return None if found[1] else (Finding.Reason.MISSING_FILE, found[0], "")
        if use.kind == URL:
            return self._address(use)
        return None

    def _page(self, use: Use) -> Trouble | None:
        found = self.pages.get(as_key(use.target))
        if found is None:
            return Finding.Reason.DELETED, use.text or f"#{use.target}", ""
        live, title = found
        return None if live else (Finding.Reason.UNPUBLISHED, title, "")

    def _address(self, use: Use) -> Trouble | None:
        try:
            path = path_within(use.target, self.hosts)
        except ValueError:
            return Finding.Reason.NOWHERE, use.target, ""
        if path is None or path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            return None
        try:
            match = resolve(path)
        except Resolver404:
            return self._redirected(path)
        if match.url_name == _CATCH_ALL:
            return self._page_at(path)
        reasons = (check(path, match) for check in hooks.get_hooks(PATH_HOOK))
        reason = next((one for one in reasons if one), None)
        return (reason, path, "") if reason else None

    def _page_at(self, path: str) -> Trouble | None:
        page = self.addresses.get(path) or self.addresses.get(f"{path}/")
        if page is not None:
            return None if page.live else (Finding.Reason.UNPUBLISHED, page.title, path)
        return None if self._is_part_of_a_page(path) else self._redirected(path)

    def _redirected(self, path: str) -> Trouble:
        """What to say of an address without a page: where a redirect leads, or that it leads nowhere."""
        old = Redirect.normalise_path(path)
        redirect = Redirect.objects.filter(old_path=old).select_related("redirect_page").first()
        if redirect is None:
            return Finding.Reason.NOWHERE, path, ""
        return Finding.Reason.MOVED, path, str(redirect.link or "")[:300]

    def _is_part_of_a_page(self, path: str) -> bool:
        """Whether a page with addresses of its own below it answers, as a list does with its feed."""
        above = path.rstrip("/")
        while above:
            above = above.rsplit("/", 1)[0]
            page = self.addresses.get(f"{above}/")
            if page is None:
                continue
            specific = page.specific
            if not (page.live and isinstance(specific, RoutablePageMixin)):
                return False
            try:
                specific.resolve_subpage("/" + path[len(above) + 1 :])
            except Http404:
                return False
            return True
        return False


def as_key(target: Any) -> int:
    """A key as a number; what is none matches nothing."""
    text = str(target)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _batches(keys: set[int]) -> Iterable[list[int]]:
    ordered = sorted(keys)
    return (ordered[place : place + _BATCH] for place in range(0, len(ordered), _BATCH))


def _has_file(document: SiteDocument) -> bool:
    try:
        return bool(document.file) and document.file.storage.exists(document.file.name)
    except (OSError, ValueError):
        return False
