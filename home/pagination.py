"""Pages of a list, with the numbers that a pager shows."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

__all__ = ["paginate"]


def paginate(items: "QuerySet[Any] | Sequence[Any]", request: HttpRequest, size: int) -> Page:
    """Return the page that `?page=` asks for, of `size` items.

    Raises Http404 when the page is not a number or lies beyond the end: a wrong address is not page one.
    """
    paginator = Paginator(items, size)
    try:
        page = paginator.page(request.GET.get("page", 1))
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404(str(error)) from error
    page.numbers = list(  # type: ignore[attr-defined] # for the pager component
        paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    )
    return page
