"""Pages of units: the list and one unit."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from home.addresses import absolute
from home.pagination import paginate
from showcase.models import FormerSlug, Unit
from showcase.statistics.reading import catalogue_statistics
from showcase.units.pages import body_groups, crumbs_of, unit_view, what_became
from showcase.units.then_now import Reading

__all__ = ["unit", "units"]

CHILDREN = 40


def units(request: HttpRequest) -> HttpResponse:
    """Bodies of today by kind and place, or with `?units=then` those that have ended and what became of them."""
    reading = Reading.THEN if request.GET.get("units") == Reading.THEN else Reading.NOW
    statistics = catalogue_statistics()
    table = statistics.bodies.get(reading.value)
    counts = {row.slug: row.count for row in table.rows} if table else {}
    return render(
        request,
        "pages/unit_index.html",
        {
            "groups": body_groups(counts, reading),
            "is_then": reading == Reading.THEN,
            "statistics": statistics,
            "crumbs": [
                {"title": "Trang chủ", "url": reverse("wagtail_serve", args=[""])},
                {"title": "Đơn vị", "url": reverse("showcase:units"), "current": True},
            ],
            "meta": {
                "title": "Đơn vị",
                "description": "Tổ chức công đoàn qua thời gian: đơn vị ngày nay, đơn vị đã sắp xếp lại.",
                "url": absolute(request, reverse("showcase:units")),
            },
        },
    )


def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """One unit; a former slug leads (301) to the one it has today, an unknown one to 404."""
    found = Unit.objects.filter(slug=slug).first()
    if found is None:
        current = FormerSlug.objects.current_unit(slug)
        if current is None:
            raise Http404(f"no unit {slug}")
        return HttpResponsePermanentRedirect(reverse("showcase:unit", args=[current]))
    view = unit_view(found)
    return render(
        request,
        "pages/unit.html",
        {
            "view": view,
            "unit": found,
            "became": what_became(view),
            "children": paginate(view.children, request, CHILDREN),
            "crumbs": crumbs_of(view),
            "meta": {
                "title": found.public_name,
                "description": view.lede,
                "url": absolute(request, found.get_absolute_url()),
            },
        },
    )
