"""Rounds and candidates for tests of the award desk."""

import datetime
from typing import Any

from showcase.choices import Education, Evidence, Level
from showcase.models import (
    AwardCandidate,
    AwardRound,
    AwardThreshold,
    AwardType,
    Initiative,
    InitiativeAuthor,
    Recognition,
    Unit,
)
from tests.factories import AwardTypeFactory, InitiativeFactory, UnitFactory

__all__ = ["DAY", "candidate_names", "desk_round", "honour", "work"]

DAY = datetime.date(2022, 5, 1)


def honour(subject: str = AwardType.Subject.INITIATIVE, **values: Any) -> AwardType:
    """An honour with both conditions of the guidance of 2021."""
    award: AwardType = AwardTypeFactory(subject=subject, level=Level.PROVINCE, **values)
    common = {
        "award_type": award,
        "valid_from": datetime.date(2021, 3, 4),
        "max_education": Education.COLLEGE,
        "source": "04/HD-LĐLĐ",
    }
    AwardThreshold.objects.create(min_value=80_000_000, text="Một giải pháp từ 80 triệu", **common)
    AwardThreshold.objects.create(min_value=150_000_000, min_years=3, text="Ba năm liền", **common)
    return award


def desk_round(body: Unit | None = None, award: AwardType | None = None, **values: Any) -> AwardRound:
    """An open round of a provincial body."""
    kept = {"name": "Xét thử", "day": DAY, "level": Level.PROVINCE, **values}
    return AwardRound.objects.create(
        body=body or UnitFactory(kind=Unit.Kind.PROVINCE, workplace=""), award_type=award or honour(), **kept
    )


def work(unit: Unit, year: int = 2022, value: int | None = 90_000_000, **values: Any) -> Initiative:
    """A recognised initiative of a worker."""
    authors = values.pop("authors", None) or [
        InitiativeAuthor(name="Lê Thị Mẫu", job_title="Thợ tiện", education=Education.VOCATIONAL)
    ]
    kept = {"benefit_evidence": Evidence.COUNCIL if value is not None else "", **values}
    initiative: Initiative = InitiativeFactory(
        unit=unit,
        applied_on=datetime.date(year, 2, 1),
        benefit_value=value,
        authors=authors,
        recognitions=[Recognition(level=Level.GRASSROOTS, body=unit, date=datetime.date(year, 3, 1))],
        **kept,
    )
    return initiative


def candidate_names(round_: AwardRound) -> list[str]:
    """Names of candidates in the order in which they were added."""
    return list(AwardCandidate.objects.filter(round=round_).order_by("pk").values_list("name", flat=True))
