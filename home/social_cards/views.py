"""Serving cards."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from home.social_cards.drawing import png
from home.social_cards.registry import current_card

__all__ = ["social_card"]

_MONTH = 30 * 86_400


@require_safe
def social_card(request: HttpRequest, source: str, pk: int, digest: str) -> HttpResponse:
    """The card of a published record; an older address leads to the card of today, a withdrawn record to 404.

    The picture under an address never changes, so it may be kept for a month.
    """
    found = current_card(source, pk)
    if found is None:
        raise Http404(f"no card of {source} {pk}")
    address, card = found
    if digest != card.digest:
        moved = HttpResponseRedirect(address)
        patch_cache_control(moved, public=True, max_age=300)
        return moved
    response = HttpResponse(png(card), content_type="image/png")
    patch_cache_control(response, public=True, max_age=_MONTH, immutable=True)
    # Cards are made to be shown elsewhere.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
