"""Figures of the catalogue, counted from published initiatives and kept for five minutes.

Sums of money never mix kinds of evidence: every tier stands for itself.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from home.models import CampaignPage
from showcase.choices import Evidence, Level, Sector
from showcase.models.campaign_figures import CampaignFigure
from showcase.models.initiatives import Initiative, InitiativeAuthor
from showcase.models.taxonomy import Field

__all__ = [
    "BENEFIT_BANDS",
    "CampaignFigures",
    "EvidenceTier",
    "Statistics",
    "Tally",
    "campaign_figures",
    "catalogue_statistics",
]

_CACHE_KEY = "showcase:statistics:2"
_CACHE_SECONDS = 300

#: Lower and upper bound in đồng of each band of a benefit, and its name.
BENEFIT_BANDS: Sequence[tuple[int, int | None, str]] = (
    (0, 80_000_000, "dưới 80 triệu"),
    (80_000_000, 150_000_000, "80 – 150 triệu"),
    (150_000_000, 500_000_000, "150 – 500 triệu"),
    (500_000_000, None, "từ 500 triệu"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """A labelled number; `key` is the value to filter the catalogue by."""

    key: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class EvidenceTier:
    """Benefits that stand on one kind of evidence; `total` in đồng."""

    evidence: Evidence
    count: int
    total: int
    bands: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Statistics:
    """Figures of the published catalogue at `as_of`."""

    as_of: datetime.datetime
    total: int
    by_year: tuple[Tally, ...]
    by_field: tuple[Tally, ...]
    by_level: tuple[Tally, ...]
    by_sector: tuple[Tally, ...]
    tiers: tuple[EvidenceTier, ...]
    without_money: int
    authors: int
    authors_without_post: int
    includes_demo: bool = False

    @property
    def share_without_post(self) -> float | None:
        """Share of authors without a leadership post, 0 to 1; None without authors."""
        return self.authors_without_post / self.authors if self.authors else None


def catalogue_statistics() -> Statistics:
    """Figures of the catalogue, at most five minutes old."""
    found: Statistics | None = cache.get(_CACHE_KEY)
    if found is None:
        found = _count()
        cache.set(_CACHE_KEY, found, _CACHE_SECONDS)
    return found


def _count() -> Statistics:
    live = Initiative.objects.live()
    by_year = live.values_list("year").annotate(n=Count("pk")).order_by("year")
    levels = dict(live.values_list("highest_level").annotate(n=Count("pk")))
    sectors = dict(live.values_list("sector").annotate(n=Count("pk")))
    tiers = tuple(_tier(live, evidence) for evidence in Evidence)
    authors = InitiativeAuthor.objects.filter(initiative__live=True).aggregate(
        all=Count("pk"), workers=Count("pk", filter=Q(holds_leadership_post=False))
    )
    total = sum(count for _year, count in by_year)
    return Statistics(
        as_of=timezone.now(),
        total=total,
        by_year=tuple(Tally(str(year), str(year), count) for year, count in by_year),
        by_field=_by_field(live),
        by_level=tuple(Tally(level, str(level.label), levels.get(level, 0)) for level in Level),
        by_sector=tuple(Tally(sector, str(sector.label), sectors.get(sector, 0)) for sector in Sector),
        tiers=tiers,
        without_money=total - sum(tier.count for tier in tiers),
        authors=authors["all"],
        authors_without_post=authors["workers"],
        includes_demo=live.filter(is_demo=True).exists(),
    )


def _by_field(live: "QuerySet[Initiative]") -> tuple[Tally, ...]:
    """Counts of top-level fields with everything below them, in the editors' order."""
    per_field = dict(live.values_list("field_id").annotate(n=Count("pk")))
    totals: dict[int, int] = {}
    for field in Field.objects.all():
        top = field.parent_id or field.pk
        totals[top] = totals.get(top, 0) + per_field.get(field.pk, 0)
    return tuple(Tally(field.slug, field.name, totals[field.pk]) for field in Field.objects.top_level())


def _tier(live: "QuerySet[Initiative]", evidence: Evidence) -> EvidenceTier:
    bands = {
        f"band_{index}": Count(
            "pk",
            filter=Q(benefit_value__gte=low) & (Q(benefit_value__lt=high) if high is not None else Q()),
        )
        for index, (low, high, _name) in enumerate(BENEFIT_BANDS)
    }
    row = live.filter(benefit_evidence=evidence, benefit_value__isnull=False).aggregate(
        count=Count("pk"), total=Sum("benefit_value"), **bands
    )
    return EvidenceTier(
        evidence=evidence,
        count=row["count"],
        total=int(row["total"] or 0),
        bands=tuple(
            Tally(f"band_{index}", name, row[f"band_{index}"])
            for index, (_low, _high, name) in enumerate(BENEFIT_BANDS)
        ),
    )


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """What is reported of one campaign: figures of the whole country, and of units, highest first."""

    campaign: CampaignPage
    nationwide: tuple[CampaignFigure, ...]
    by_unit: tuple[CampaignFigure, ...]

    @property
    def all(self) -> tuple[CampaignFigure, ...]:
        """The whole country first, then units."""
        return self.nationwide + self.by_unit


def campaign_figures() -> list[CampaignFigures]:
    """Reported figures of every published campaign, newest campaign first; two queries."""
    campaigns = (
        CampaignPage.objects.published().in_default_language().newest().prefetch_related("figures__unit")
    )
    return [
        CampaignFigures(
            campaign=campaign,
            nationwide=tuple(figure for figure in campaign.figures.all() if figure.unit_id is None),
            by_unit=tuple(figure for figure in campaign.figures.all() if figure.unit_id is not None),
        )
        for campaign in campaigns
    ]
