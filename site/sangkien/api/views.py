"""The documentation of the API as a page of the site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from home.addresses import absolute
from home.rate_limits import limit_of
from sangkien.api.api import api
from sangkien.api.documentation import describe

__all__ = ["documentation"]


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Show every address of the API with its parameters, an example call and what comes back."""
    schema = api.get_openapi_schema()
    context = {
        "info": schema["info"],
        "sections": describe(schema, f"{request.scheme}://{request.get_host()}"),
        "description_url": reverse("api:description"),
        "changes_url": reverse("api:list_changes"),
        "limit": limit_of("api"),
        "crumbs": [
            {"title": "Trang chủ", "url": "/"},
            {"title": "Dữ liệu mở", "url": "/du-lieu/"},
        ],
        "meta": {
            "title": "Tài liệu API",
            "description": schema["info"]["description"],
            "url": absolute(request, reverse("api-documentation")),
        },
    }
    return render(request, "pages/api_documentation.html", context)
