"""The open data as visitors and programs fetch it: files of a dump, the dictionary, DCAT."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from home.addresses import absolute
from home.models import SiteSettings
from showcase.exporting.dcat import dataset
from showcase.exporting.dictionary import dictionary_csv
from showcase.exporting.dumps import Dump, dumps, latest
from showcase.exporting.writers import BYTE_ORDER_MARK

__all__ = ["dcat", "dictionary", "dump_file", "latest_file"]

_DAY = 86_400


@require_safe
def latest_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the last dump, under an address that stays."""
    made = latest()
    if made is None:
        raise Http404("there is no dump yet")
    return _sent(request, made, name, "no-cache")


@require_safe
def dump_file(request: HttpRequest, stamp: str, name: str) -> HttpResponseBase:
    """A file of a dump, under an address whose content never changes."""
    made = next((one for one in dumps() if one.stamp == stamp), None)
    if made is None:
        raise Http404(f"no dump {stamp}")
    return _sent(request, made, name, f"public, max-age={_DAY}")


def _sent(request: HttpRequest, made: Dump, name: str, caching: str) -> HttpResponseBase:
    path = made.path_of(name)
    if path is None:
        raise Http404(f"no file {name}")
    known = next(one for one in made.files if one.name == name)
    tag = f'"{known.sha256}"'
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        try:
            file = path.open("rb")
        except FileNotFoundError as error:  # the dump went while it was being asked for
            raise Http404(f"no file {name}") from error
        response = FileResponse(file, as_attachment=True, filename=name, content_type=known.media_type)
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(made.made_at.timestamp())
    response.headers["Cache-Control"] = caching
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """The data dictionary, with a byte-order mark for Excel."""
    response = HttpResponse(BYTE_ORDER_MARK + dictionary_csv(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="tu-dien-du-lieu.csv"'
    return response


@require_safe
def dcat(request: HttpRequest) -> HttpResponse:
    """The description of the data for catalogues of open data."""
    files = reverse("showcase:latest-data", args=["x"]).removesuffix("x")
    described = dataset(
        latest(),
        page=absolute(request, "/du-lieu/"),
        publisher=SiteSettings.for_request(request).site_title,
        files=absolute(request, files),
        api=absolute(request, "/api/v1/"),
        documentation=absolute(request, reverse("api:description")),
    )
    response = JsonResponse(
        described, json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type="application/ld+json"
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
