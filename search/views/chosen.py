"""A result was chosen: a beacon that counts, and says nothing back."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search.insight import count_click, is_counted

__all__ = ["chosen"]


@require_POST
@csrf_exempt
def chosen(request: HttpRequest) -> HttpResponse:
    """Count a click, 204 whatever came.

    A page's own beacon carries no CSRF token; the signed token of the list of results is what it is good for.
    """
    if is_counted(request):
        count_click(request.POST.get("cau", ""), request.POST.get("thu", ""))
    return HttpResponse(status=204)
