"""Public views of the catalogue: one initiative, and the figures of a campaign as a file."""

import csv
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from home.models import CampaignPage
from showcase.models import Initiative

__all__ = ["campaign_figures_csv", "initiative"]


def initiative(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """Show one published initiative; a wrong slug leads (301) to the right one, an unknown code to 404."""
    record = Initiative.objects.live().with_page_relations().filter(code=code).first()
    if record is None:
        raise Http404(f"no published initiative {code}")
    if slug != record.slug:
        return redirect(record.get_absolute_url(), permanent=True)
    return render(request, "pages/initiative.html", {"initiative": record, "is_preview": False})


def campaign_figures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures and targets of a published campaign as CSV, with a byte-order mark for Excel."""
    campaign = CampaignPage.objects.published().in_default_language().filter(slug=slug).first()
    if campaign is None:
        raise Http404(f"no published campaign {slug}")
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(["nhóm", "loại", "đơn vị", "diễn giải", "số", "số tròn", "tính đến", "nguồn", "ghi chú"])
    for target in campaign.targets.select_related("unit"):
        unit = target.unit.name if target.unit else "Cả nước"
        writer.writerow(
            [
                "chỉ tiêu",
                target.get_kind_display(),
                unit,
                "",
                target.value,
                "",
                target.as_of or "",
                target.source,
                target.note,
            ]
        )
    for figure in campaign.figures.select_related("unit"):
        unit = figure.unit.name if figure.unit else "Cả nước"
        as_of = figure.as_of.isoformat() if figure.as_of else ""
        writer.writerow(
            [
                "số liệu",
                figure.get_kind_display(),
                unit,
                figure.label,
                figure.value,
                "có" if figure.approximate else "",
                as_of,
                figure.source,
                figure.note,
            ]
        )
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="so-lieu-{slug}.csv"'
    return response
