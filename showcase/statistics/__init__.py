"""Figures of the catalogue and of the campaigns: counted in the background, read by pages, never mixing evidence."""

from showcase.statistics.reading import catalogue_statistics
from showcase.statistics.shapes import (
    BENEFIT_BANDS,
    BodyCount,
    BodyTable,
    EvidenceTier,
    Statistics,
    Tally,
    Team,
)

__all__ = [
    "BENEFIT_BANDS",
    "BodyCount",
    "BodyTable",
    "EvidenceTier",
    "Statistics",
    "Tally",
    "Team",
    "catalogue_statistics",
]
