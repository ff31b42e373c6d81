"""Rows of invented initiatives and of what hangs on them, ready for the database."""

import datetime
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.utils import timezone

from showcase.choices import Disclosure, Education, Evidence, Level, Scope, SolutionType
from showcase.generation.narrative import Narrator
from showcase.generation.structure import Award, Campaign, Place
from showcase.generation.tables import Table, reset_sequences
from showcase.generation.vocabulary import Craft, Vocabulary, capital, pick
from showcase.models import (
    Consent,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    InitiativeKeyword,
    Recognition,
)

__all__ = ["RecordWriter", "References"]

T = TypeVar("T")

FIRST_DAY = datetime.date(2014, 1, 1)
LAST_DAY = datetime.date(2025, 12, 31)

# Days from the decision of the workplace to that of each further level, and to the award.
_DELAYS = {Level.GRASSROOTS: 0, Level.UPPER: 61, Level.PROVINCE: 138, Level.NATIONAL: 263}
_AWARD_DELAY = datetime.timedelta(days=24)
_LONGEST_TRIAL = 120
"""Most days from the first application to the first decision."""

_RANKS = {level: level.rank for level in Level}
_ZONE = timezone.get_default_timezone()
_FULL_SHARE = Decimal(100)
_SPLITS: Mapping[int, tuple[tuple[int, ...], ...]] = {
    1: ((100,),),
    2: ((50, 50), (60, 40), (70, 30), (80, 20)),
    3: ((40, 30, 30), (50, 30, 20), (60, 20, 20)),
    4: ((25, 25, 25, 25), (40, 20, 20, 20), (40, 30, 20, 10)),
}
_SHARES = {size: [tuple(map(Decimal, split)) for split in splits] for size, splits in _SPLITS.items()}

_OTHERS = ("productivity", "quality", "safety", "environment", "welfare")

INITIATIVE_COLUMNS = (
    "id",
    "code",
    "title",
    "summary",
    "problem_line",
    "idea_line",
    "result_line",
    "problem",
    "solution",
    "steps",
    "cost",
    "results",
    "measures",
    "suits",
    "does_not_suit",
    "solution_type",
    "field_id",
    "unit_id",
    "sector",
    "scope",
    "campaign_id",
    "applied_on",
    "year",
    "benefit_value",
    "benefit_period",
    "benefit_method",
    "benefit_evidence",
    *(f"other_{name}" for name in _OTHERS),
    "disclosure",
    "is_demo",
    "highest_level",
    "recognised_on",
    "shares_total",
    "created_at",
    "updated_at",
    "live",
    "first_published_at",
    "last_published_at",
)
AUTHOR_COLUMNS = (
    "id",
    "sort_order",
    "initiative_id",
    "name",
    "job_title",
    "workplace",
    "education",
    "holds_leadership_post",
    "share",
    "consent_id",
)
CONSENT_COLUMNS = ("id", "person", "covers_name", "purpose", "given_on", "evidence", "is_demo")
RECOGNITION_COLUMNS = (
    "id",
    "sort_order",
    "initiative_id",
    "level",
    "body_id",
    "decision_number",
    "date",
    "certificate_number",
)
AWARD_COLUMNS = ("id", "sort_order", "initiative_id", "award_type_id", "body_id", "decision_number", "date")
KEYWORD_COLUMNS = ("id", "content_object_id", "tag_id")


class Lottery(Generic[T]):
    """Draws values by weight."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        """Take the values with their weights, which need not add up to anything."""
        self._values = list(weights)
        self._limits = list(accumulate(weights.values()))

    def draw(self, rng: Random) -> T:
        """One of the values."""
        return self._values[bisect(self._limits, rng.random() * self._limits[-1])]


_LEVELS = Lottery({Level.GRASSROOTS: 62, Level.UPPER: 16, Level.PROVINCE: 18, Level.NATIONAL: 4})
_TEAM_SIZES = Lottery({1: 46, 2: 28, 3: 18, 4: 8})
_EVIDENCE = Lottery({Evidence.STATED: 55, Evidence.COUNCIL: 35, Evidence.ADOPTER: 10})
_WORKERS = Lottery(
    {
        Education.SECONDARY: 12,
        Education.VOCATIONAL: 32,
        Education.INTERMEDIATE: 22,
        Education.COLLEGE: 14,
        Education.UNIVERSITY: 18,
        Education.POSTGRADUATE: 2,
    }
)
_PROFESSIONALS = Lottery(
    {
        Education.INTERMEDIATE: 12,
        Education.COLLEGE: 26,
        Education.UNIVERSITY: 50,
        Education.POSTGRADUATE: 12,
    }
)
_PROFESSIONAL_FIELDS = frozenset({"giao-duc", "y-te", "quan-ly", "cong-nghe"})
_TYPES: Mapping[str, Lottery[SolutionType]] = {
    "giao-duc": Lottery({SolutionType.PRACTICE: 7, SolutionType.PROGRESS: 2, SolutionType.RESEARCH: 1}),
    "y-te": Lottery({SolutionType.PRACTICE: 6, SolutionType.PROCESS: 3, SolutionType.RESEARCH: 1}),
    "quan-ly": Lottery({SolutionType.MANAGEMENT: 9, SolutionType.PRACTICE: 1}),
    "cong-nghe": Lottery({SolutionType.PRODUCT: 4, SolutionType.PROGRESS: 5, SolutionType.PROCESS: 1}),
}
_ANY_TYPE = Lottery(
    {
        SolutionType.PRODUCT: 40,
        SolutionType.PROCESS: 30,
        SolutionType.MANAGEMENT: 10,
        SolutionType.PRACTICE: 10,
        SolutionType.PROGRESS: 10,
    }
)
_SCOPES = {
    Level.GRASSROOTS: Scope.GRASSROOTS,
    Level.UPPER: Scope.GRASSROOTS,
    Level.PROVINCE: Scope.PROVINCE,
    Level.NATIONAL: Scope.NATIONAL,
}


@dataclass(frozen=True, slots=True)
class References:
    """What rows refer to: primary keys and dates read once before the run."""

    vocabulary: Vocabulary
    places: Sequence[Place]
    fields: Mapping[str, int]
    keywords: Mapping[str, int]
    awards: Sequence[Award]
    campaigns: Sequence[Campaign]


class RecordWriter:
    """Makes initiatives one by one and writes them in batches, with consecutive keys and code numbers.

    The same `rng`, references, keys and first number give the same rows.
    """

    def __init__(self, rng: Random, references: References, first_number: int) -> None:
        """Take the keys above those in use; nobody else may add initiatives until the last `flush`."""
        self._rng = rng
        self._refs = references
        self._narrator = Narrator(references.vocabulary.sentences)
        self._number = first_number
        self._awards_of = {
            level: [award for award in references.awards if award.level == level] for level in Level
        }
        self._windows = [_window(place) for place in references.places]
        self._initiatives = Rows(Initiative, INITIATIVE_COLUMNS)
        self._consents = Rows(Consent, CONSENT_COLUMNS)
        self._authors = Rows(InitiativeAuthor, AUTHOR_COLUMNS)
        self._recognitions = Rows(Recognition, RECOGNITION_COLUMNS)
        self._awards = Rows(InitiativeAward, AWARD_COLUMNS)
        self._keywords = Rows(InitiativeKeyword, KEYWORD_COLUMNS)

    def flush(self) -> list[int]:
        """Write what was added since the last time; returns the keys of the initiatives."""
        keys = [row[0] for row in self._initiatives.waiting]
        # Consents come before authors, and initiatives before all that refers to them.
        every = (
            self._initiatives,
            self._consents,
            self._authors,
            self._recognitions,
            self._awards,
            self._keywords,
        )
        for rows in every:
            rows.flush()
        reset_sequences(rows.table for rows in every)
        return keys

    def add(self) -> None:
        """Make one initiative with all that hangs on it."""
        rng = self._rng
        # Some workplaces send in far more than others.
        index = int(len(self._windows) * rng.random() ** 1.5)
        place, (first, last) = self._refs.places[index], self._windows[index]
        craft = self._refs.vocabulary.crafts[place.field]
        applied = first + (last - first) * rng.random() ** 0.7
        recognised = applied + datetime.timedelta(days=rng.randint(14, _LONGEST_TRIAL))
        level = _LEVELS.draw(rng)
        if level not in place.bodies:
            level = Level.GRASSROOTS
        told = self._narrator.tell(rng, craft, place.workplace)
        published = recognised + datetime.timedelta(days=7)
        moment = datetime.datetime(
            published.year,
            published.month,
            published.day,
            8 + int(rng.random() * 9),
            int(rng.random() * 60),
            int(rng.random() * 60),
            tzinfo=_ZONE,
        )
        key = self._initiatives.next_key
        shares_total = self._add_authors(key, place, craft, recognised)
        self._initiatives.add(
            f"{craft.code_prefix}-{applied.year}-{self._number}",
            told.title,
            told.summary,
            told.problem_line,
            told.idea_line,
            told.result_line,
            told.problem,
            told.solution,
            told.steps,
            told.cost,
            told.results,
            told.measures,
            told.suits,
            told.does_not_suit,
            _TYPES.get(craft.top, _ANY_TYPE).draw(rng).value,
            self._refs.fields[craft.field],
            place.unit,
            place.sector,
            _SCOPES[level].value,
            self._campaign(place, applied),
            applied,
            applied.year,
            told.benefit_value,
            told.benefit_period,
            told.benefit_method,
            _EVIDENCE.draw(rng).value if told.benefit_value is not None else "",
            *(told.other.get(name, "") for name in _OTHERS),
            Disclosure.ABSTRACT.value if rng.random() < 0.02 else Disclosure.FULL.value,
            True,
            level.value,
            recognised,
            shares_total,
            moment,
            moment,
            True,
            moment,
            moment,
        )
        self._number += 1
        self._add_recognitions(key, place, level, recognised)
        self._add_awards(key, place, level, recognised)
        for tag in rng.sample(craft.tags, 2 + int(rng.random() * 4)):
            self._keywords.add(key, self._refs.keywords[tag])

    def _campaign(self, place: Place, applied: datetime.date) -> int | None:
        """The latest campaign that ran on that day and is open to the unit, for about half of them."""
        rng = self._rng
        if rng.random() < 0.5:
            return None
        running = [
            campaign.pk
            for campaign in self._refs.campaigns
            if campaign.starts_on <= applied
            and (campaign.ends_on is None or applied <= campaign.ends_on)
            and campaign.organiser in place.names
        ]
        return running[-1] if running else None

    def _add_authors(
        self, initiative: int, place: Place, craft: Craft, recognised: datetime.date
    ) -> Decimal | None:
        """Authors, some with a consent; returns what their shares add up to, None without shares."""
        rng = self._rng
        size = _TEAM_SIZES.draw(rng)
        shares = pick(rng, _SHARES[size]) if rng.random() < 0.75 else None
        education = _PROFESSIONALS if craft.top in _PROFESSIONAL_FIELDS else _WORKERS
        for order in range(size):
            name = self._refs.vocabulary.names.person(rng)
            consent = None
            if rng.random() < 0.2:
                consent = self._consents.add(
                    name,
                    True,
                    "Công bố sáng kiến trên Cổng Sáng kiến",
                    recognised,
                    f"Phiếu đồng ý lưu tại {place.short_name}",
                    True,
                )
            self._authors.add(
                order,
                initiative,
                name,
                capital(pick(rng, craft.jobs)),
                place.workplace,
                education.draw(rng).value,
                rng.random() < 0.15,
                shares[order] if shares else None,
                consent,
            )
        return _FULL_SHARE if shares else None

    def _add_recognitions(
        self, initiative: int, place: Place, highest: Level, recognised: datetime.date
    ) -> None:
        """The chain of decisions up to `highest`; a level without a body above the unit is skipped."""
        rng = self._rng
        for order, (level, body) in enumerate(place.bodies.items()):
            if _RANKS[level] > _RANKS[highest]:
                break
            number = 901 + int(rng.random() * 9_000)
            within = level == Level.GRASSROOTS
            self._recognitions.add(
                order,
                initiative,
                level.value,
                body,
                f"{number}/QĐ-{'CĐCS' if within else 'LĐLĐ'}",
                recognised + datetime.timedelta(days=_DELAYS[level]),
                "" if within else f"GCN-{number}",
            )

    def _add_awards(self, initiative: int, place: Place, highest: Level, recognised: datetime.date) -> None:
        """At most two honours of the highest level, given by a body above the unit."""
        rng = self._rng
        if highest == Level.GRASSROOTS or rng.random() < 0.4:
            return
        givers = set(place.bodies.values())
        open_to = [award for award in self._awards_of[highest] if award.body is None or award.body in givers]
        date = recognised + datetime.timedelta(days=_DELAYS[highest]) + _AWARD_DELAY
        for order, award in enumerate(rng.sample(open_to, min(len(open_to), 1 + int(rng.random() * 1.3)))):
            body = award.body or place.bodies[highest]
            number = 901 + int(rng.random() * 9_000)
            self._awards.add(order, initiative, award.pk, body, f"{number}/QĐ-KT", date)


class Rows:
    """Rows of one table that wait to be written, with consecutive keys."""

    def __init__(self, model: type[Model], columns: Sequence[str]) -> None:
        """Take the model and its columns, the key first."""
        self.table = Table(model, columns)
        self.waiting: list[tuple[Any, ...]] = []
        self.next_key = self.table.next_key()

    def add(self, *values: Any) -> int:
        """Add a row, given the values of all columns but the key; returns its key."""
        key = self.next_key
        self.waiting.append((key, *values))
        self.next_key += 1
        return key

    def flush(self) -> None:
        """Write the waiting rows and forget them."""
        self.table.write(self.waiting)
        self.waiting.clear()


def _window(place: Place) -> tuple[datetime.date, datetime.date]:
    """First and last day of application such that all decisions fall into the lives of the bodies."""
    first = max(FIRST_DAY, place.valid_from or FIRST_DAY)
    last = LAST_DAY
    if place.valid_to is not None:
        last = min(last, place.valid_to - datetime.timedelta(days=_LONGEST_TRIAL + _DELAYS[Level.PROVINCE]))
    return first, max(first, last)
