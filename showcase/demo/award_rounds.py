"""Demonstration rounds of the award desk. A round that exists stays as it is."""

from typing import Any

from showcase.awards import stages
from showcase.awards.pool import initiative_key
from showcase.demo.reader import DemoDataError, read
from showcase.models import AwardCandidate, AwardRound, AwardType, Initiative, Stage, Unit

__all__ = ["load_rounds"]


def load_rounds() -> None:
    """Add the rounds that are missing, with their candidates where the data says they stand."""
    for row in read("awards")["rounds"]:
        if not AwardRound.objects.filter(name=row["name"]).exists():
            _load(row)


def _load(row: dict[str, Any]) -> None:
    round_ = AwardRound.objects.create(
        name=row["name"],
        award_type=AwardType.objects.get(slug=row["award"]),
        level=row["level"],
        body=Unit.objects.get(slug=row["body"]),
        day=row["day"],
        note=row["note"],
        place=row["place"],
        authority=row["authority"],
        bases="\n".join(row["bases"]),
        recipients="\n".join(row["recipients"]),
        signer_role=row["signer_role"],
        is_demo=True,
    )
    codes = [*row["long"], *row["short"], *row["chosen"], *row["left"]]
    ids = dict(Initiative.objects.filter(code__in=codes).values_list("code", "pk"))
    if unknown := sorted(set(codes) - set(ids)):
        raise DemoDataError(f"{row['name']}: {unknown}")
    stages.add(round_, None, [initiative_key(ids[code]) for code in codes])
    keys = dict(AwardCandidate.objects.filter(round=round_).values_list("key", "pk"))

    def placed(code: str, stage: Stage, note: str = "") -> None:
        if key := keys.get(initiative_key(ids[code])):
            stages.move(round_, None, [key], stage, note)

    for code in row["short"]:
        placed(code, Stage.SHORT)
    for code in row["chosen"]:
        placed(code, Stage.CHOSEN)
    for code, note in row["left"].items():
        placed(code, Stage.LEFT, note)
