"""Old addresses of pages: they lead on, until something else stands there.

Wagtail leaves a redirect wherever a published page or anything below it had its address. What it does not do is take
one away again: when a page comes back to an address, or another one takes it, the redirect of before stays behind,
unseen as long as the address answers. Once that page is withdrawn, visitors would be led round in a circle, or to the
page that had the address long ago.
"""

from typing import Any

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, post_page_move

__all__ = ["follow_pages", "forget_taken_addresses"]


def forget_taken_addresses(page: Page) -> int:
    """Delete the redirects from addresses at which `page`, or a published page below it, stands; returns how many.

    Redirects that editors wrote stay.
    """
    parts = page.get_url_parts()
    if parts is None or not parts[2]:
        return 0
    site_id, _root_url, address = parts
    path = Redirect.normalise_path(address)
    below = Q(old_path__startswith="/" if path == "/" else f"{path}/")
    candidates = Redirect.objects.filter(
        Q(old_path=path) | below, automatically_created=True, site_id=site_id
    ).only("old_path", "redirect_page_route_path")
    places: dict[str, list[int]] = {}
    for redirect in candidates:
        standing = redirect.old_path.removesuffix(redirect.redirect_page_route_path.rstrip("/"))
        rest = standing.removeprefix(path).strip("/")
        places.setdefault(f"{page.url_path}{rest}/" if rest else page.url_path, []).append(redirect.pk)
    if not places:
        return 0
    taken = Page.objects.live().filter(url_path__in=places).values_list("url_path", flat=True)
    doomed = [pk for url_path in taken for pk in places[url_path]]
    deleted, _by_model = Redirect.objects.filter(pk__in=doomed).delete()
    return deleted


def _arrived(sender: Any, instance: Page, **kwargs: Any) -> None:
    forget_taken_addresses(instance)


def follow_pages() -> None:
    """Watch pages come to an address: published, renamed or moved; called once, when the site starts."""
    for signal in (page_published, page_slug_changed, post_page_move):
        signal.connect(_arrived, dispatch_uid="home.redirects")
