"""Tables of the page of figures as files."""

import csv
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse

from showcase.statistics.board import board

__all__ = ["figure_table"]

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def figure_table(request: HttpRequest, name: str) -> HttpResponse:
    """One table for what the page shows, as CSV with a byte-order mark for Excel; 404 for a name that is none.

    The first lines say what the table is, its source and day, so that a file that travels alone can be checked.
    """
    shown = board(request.GET)
    section = shown.section(name)
    if section is None:
        raise Http404(f"no table {name}")
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([section.caption])
    writer.writerow([shown.source])
    if section.note:
        writer.writerow([section.note])
    writer.writerow([])
    writer.writerow(section.head)
    for row in section.rows:
        writer.writerow([_plain(row.title), *(_plain(value) for value in row.values)])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="so-lieu-{name}.csv"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _plain(value: str | float) -> str | float:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
