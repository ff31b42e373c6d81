"""Addresses of initiatives, by the hundred on one page: what `reverse` would work out anew for each is kept."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

__all__ = ["initiative_address"]

_CODE, _SLUG = "AA-0000-0000", "a"


def initiative_address(code: str, slug: str) -> str:
    """Address of the public page of an initiative in the language at hand."""
    before, between, behind = _around(get_language(), get_script_prefix())
    return f"{before}{code}{between}{slug}{behind}"


@lru_cache(maxsize=16)
def _around(language: str | None, prefix: str) -> tuple[str, str, str]:
    """What stands before the code, between it and the slug, and behind both."""
    before, rest = reverse("showcase:initiative", args=[_CODE, _SLUG]).split(_CODE)
    between, behind = rest.split(_SLUG)
    return before, between, behind
