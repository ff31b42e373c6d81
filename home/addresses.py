"""Full addresses, as search engines, feed readers and chat apps need them."""

from django.http import HttpRequest

from home.languages import site_of

__all__ = ["absolute", "origin_of"]


def origin_of(request: HttpRequest) -> str:
    """Scheme and host under which the site is known, such as `https://example.org`.

    It comes from the site's own record, so that canonical addresses do not follow whatever name a server was asked
    under; without a site, from the request.
    """
    site = site_of(request)
    if site is not None:
        return str(site.root_url)
    return f"{request.scheme}://{request.get_host()}"


def absolute(request: HttpRequest, address: str) -> str:
    """The full form of `address`; one that is full already stays as it is."""
    return f"{origin_of(request)}{address}" if address.startswith("/") else address
