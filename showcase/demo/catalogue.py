"""Demonstration initiatives with their authors, recognitions and awards. Existing codes stay as they are."""

import datetime
import hashlib
from decimal import Decimal
from typing import Any

from home.models import CampaignPage
from showcase.choices import Level
from showcase.demo.reader import DemoDataError, read_folder
from showcase.models import (
    AwardType,
    Consent,
    Field,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    Recognition,
    Unit,
)

__all__ = ["load_initiatives"]

# Days from the decision of the workplace to the decision of each further level.
_DELAYS = {Level.GRASSROOTS: 0, Level.UPPER: 61, Level.PROVINCE: 138, Level.NATIONAL: 263}
_AWARD_DELAY = datetime.timedelta(days=24)
_FIRST_DEMO_NUMBER = 901  # numbers below could be taken for real decisions


def load_initiatives(campaigns: dict[str, CampaignPage]) -> int:
    """Add the initiatives whose codes are missing, published; returns how many were added."""
    loader = _Loader(campaigns)
    rows = [row for file in read_folder("initiatives") for row in file["initiatives"]]
    known = set(Initiative.objects.values_list("code", flat=True))
    added = [loader.add(row) for row in rows if row["code"] not in known]
    return len(added)


def demo_number(*parts: str) -> int:
    """A decision number that is the same on every load and cannot be taken for a real one."""
    digest = hashlib.sha256("/".join(parts).encode()).digest()
    return _FIRST_DEMO_NUMBER + int.from_bytes(digest[:4], "big") % 999


class _Loader:
    """Looks up what rows refer to, once."""

    def __init__(self, campaigns: dict[str, CampaignPage]) -> None:
        self.campaigns = campaigns
        self.units = {unit.slug: unit for unit in Unit.objects.all()}
        self.by_path = {unit.path: unit for unit in self.units.values()}
        self.fields = {field.slug: field for field in Field.objects.select_related("parent")}
        self.awards = {award.slug: award for award in AwardType.objects.select_related("body")}

    def add(self, row: dict[str, Any]) -> Initiative:
        """Publish one row. Raises DemoDataError naming its code when it refers to something unknown."""
        try:
            return self._add(row)
        except (KeyError, ValueError, TypeError) as error:
            raise DemoDataError(f"{row.get('code')}: {error!r}") from error

    def _add(self, row: dict[str, Any]) -> Initiative:
        unit = self.units[row["workplace"]]
        benefit = row["benefit"] or {}
        others = row.get("other_benefits") or {}
        initiative = Initiative(
            code=row["code"],
            title=row["title"],
            summary=row["summary"],
            problem_line=row["problem_line"],
            idea_line=row["idea_line"],
            result_line=row["result_line"],
            problem=row["problem"].strip(),
            solution=row["solution"].strip(),
            steps="\n".join(row["steps"]),
            cost=row["cost"],
            results=row["results"].strip(),
            measures=[("measure", _measure(measure)) for measure in row["measures"]],
            suits="\n".join(row["suits"]),
            does_not_suit="\n".join(row["does_not_suit"]),
            solution_type=row["solution_type"],
            field=self.fields[row["field"]],
            unit=unit,
            sector=unit.sector,
            scope=row["scope"],
            campaign=self.campaigns[row["campaign"]] if row["campaign"] else None,
            applied_on=row["applied_on"],
            benefit_value=benefit.get("value"),
            benefit_period=benefit.get("period") or "",
            benefit_method=benefit.get("method") or "",
            benefit_evidence=benefit.get("evidence") or "",
            disclosure=row["disclosure"],
            is_demo=True,
            **{f"other_{name}": text for name, text in others.items()},
        )
        initiative.authors = [
            InitiativeAuthor(sort_order=order, **self._author(author, row, unit))
            for order, author in enumerate(row["authors"])
        ]
        initiative.recognitions = self._recognitions(row, unit)
        initiative.awards = self._awards(row, initiative.recognitions.all())
        initiative.tags.add(*row["tags"])
        initiative.full_clean(exclude=["year"])
        initiative.save()
        return initiative

    def _author(self, author: dict[str, Any], row: dict[str, Any], unit: Unit) -> dict[str, Any]:
        consent = None
        if author["consent"]:
            consent = Consent.objects.create(
                person=author["name"],
                covers_name=True,
                covers_story=True,
                covers_photo=author.get("photo", False),
                purpose="Công bố sáng kiến trên Cổng Sáng kiến",
                given_on=row["recognised_on"],
                evidence=f"Phiếu đồng ý lưu tại {unit.short_name}",
                is_demo=True,
            )
        share = author.get("share")
        return {
            "name": author["name"],
            "job_title": author["job"],
            "workplace": unit.workplace,
            "education": author["education"],
            "holds_leadership_post": author["leader"],
            "share": Decimal(str(share)) if share is not None else None,
            "consent": consent,
        }

    def _recognitions(self, row: dict[str, Any], unit: Unit) -> list[Recognition]:
        """The chain of decisions up to the row's level; a level without a body above the unit is skipped."""
        highest = Level(row["level"])
        recognitions: list[Recognition] = []
        for level in Level:
            body = self._body(level, unit)
            if level.rank > highest.rank or (body is None and level != highest):
                continue
            if body is None:
                raise ValueError(f"no body of level {level} above {unit.slug}")
            number = demo_number(row["code"], level)
            recognitions.append(
                Recognition(
                    sort_order=len(recognitions),
                    level=level,
                    body=body,
                    decision_number=f"{number}/QĐ-{'CĐCS' if level == Level.GRASSROOTS else 'LĐLĐ'}",
                    date=row["recognised_on"] + datetime.timedelta(days=_DELAYS[level]),
                    certificate_number="" if level == Level.GRASSROOTS else f"GCN-{number}",
                )
            )
        return recognitions

    def _body(self, level: Level, unit: Unit) -> Unit | None:
        kinds = {
            Level.GRASSROOTS: {Unit.Kind.GRASSROOTS},
            Level.UPPER: {Unit.Kind.UPPER, Unit.Kind.SECTOR},
            Level.PROVINCE: {Unit.Kind.PROVINCE},
            Level.NATIONAL: {Unit.Kind.CONFEDERATION},
        }[level]
        chain = [self.by_path[path] for path in Unit.ancestor_paths(unit.path)]
        return next((body for body in reversed(chain) if body.kind in kinds), None)

    def _awards(self, row: dict[str, Any], recognitions: Any) -> list[InitiativeAward]:
        dates = {recognition.level: (recognition.date, recognition.body) for recognition in recognitions}
        awards = []
        for order, key in enumerate(row["awards"]):
            award = self.awards[key]
            date, body = dates.get(award.level) or max(dates.values(), key=lambda pair: pair[0])
            awards.append(
                InitiativeAward(
                    sort_order=order,
                    award_type=award,
                    body=award.body or body,
                    decision_number=f"{demo_number(row['code'], key)}/QĐ-KT",
                    date=date + _AWARD_DELAY,
                )
            )
        return awards


def _measure(measure: dict[str, Any]) -> dict[str, Any]:
    return {
        "what": measure["what"],
        "unit": measure.get("unit") or "",
        "before": Decimal(str(measure["before"])),
        "after": Decimal(str(measure["after"])),
    }
