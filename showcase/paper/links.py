"""Short addresses, stable and easy to type: what a QR code and a printed sheet lead to."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from home.addresses import absolute

__all__ = ["short_address", "short_path"]


def short_path(code: str) -> str:
    """`/s/NL-2022-0417`: the same in whichever language a sheet is printed, so that it never changes."""
    with translation.override(settings.LANGUAGE_CODE):
        return reverse("showcase:short-link", args=[code])


def short_address(request: HttpRequest, code: str) -> str:
    """The same with the name of the site."""
    return absolute(request, short_path(code))
