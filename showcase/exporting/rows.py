"""The database → public rows, thousands at a time in a fixed number of queries.

Here, and nowhere else in this package, is decided what a row may say: drafts are not read at all, closed records keep
the columns of `Column.closed`, and the names of people without a standing consent do not leave the database.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from home.models import CampaignPage
from showcase.choices import Disclosure, Level
from showcase.exporting.columns import COLUMNS
from showcase.models import (
    AwardType,
    Field,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    InitiativeKeyword,
    Keyword,
    Recognition,
    Unit,
    standing,
)
from showcase.models.initiatives import lines

__all__ = ["Reader", "Row"]

Row = tuple[Any, ...]
"""Values in the order of COLUMNS; None where there is none, lists as lists of text."""

_OWN = (
    "pk",
    "code",
    "title",
    "title_en",
    "disclosure",
    "result_line",
    "benefit_value",
    "benefit_period",
    "benefit_evidence",
    "is_demo",
    "problem_line",
    "idea_line",
    "summary",
    "summary_en",
    "field_id",
    "unit_id",
    "year",
    "highest_level",
    "solution_type",
    "sector",
    "scope",
    "campaign_id",
    "applied_on",
    "problem",
    "solution",
    "steps",
    "cost",
    "results",
    "suits",
    "does_not_suit",
    "benefit_method",
    "other_productivity",
    "other_quality",
    "other_safety",
    "other_environment",
    "other_welfare",
    "updated_at",
)
_CLOSED = tuple(column.closed for column in COLUMNS)
_SAMPLE_CODE = "AA-0000-0000"


class Reader:
    """Reads public rows. Names of fields, units, campaigns and awards are read once, when it is made.

    `origin` (scheme, host) goes before addresses. With `named` authors who agreed are named; without it nobody is,
    for files that stay in the world when a consent ends.
    """

    def __init__(self, origin: str, *, named: bool) -> None:
        self._address = origin + reverse("showcase:initiative-by-code", args=[_SAMPLE_CODE])
        self._named = named
        self._fields = _Known(Field.objects.values_list("pk", "slug", "name"))
        self._units = _Known(Unit.objects.values_list("pk", "slug", "short_name", "workplace", "name"))
        self._campaigns = {
            pk: (slug, short or title)
            for pk, slug, short, title in CampaignPage.objects.published().values_list(
                "pk", "slug", "short_title", "title"
            )
        }
        self._awards = _Known(AwardType.objects.values_list("pk", "name"))
        self._keywords = _Known(Keyword.objects.values_list("pk", "name"))
        self._levels = {level.value: str(level.label) for level in Level}
        self._nobody = str(_("Một tác giả"))

    def by_ids(self, ids: Sequence[int]) -> list[Row]:
        """Rows of published initiatives in the order of `ids`; others are left out. Five queries."""
        found = dict(self._read(Initiative.objects.filter(pk__in=ids), lambda own: {"in": own}))
        return [found[pk] for pk in ids if pk in found]

    def between(self, after: int, until: int | None) -> list[Row]:
        """Rows of published initiatives with after < number ≤ until, in the order of their numbers. Five queries."""
        initiatives = Initiative.objects.filter(pk__gt=after).order_by("pk")
        if until is not None:
            initiatives = initiatives.filter(pk__lte=until)
        return [row for _pk, row in self._read(initiatives, lambda own: {"gte": own[0], "lte": own[-1]})]

    def _read(self, initiatives: Any, chosen: Callable[[list[int]], dict[str, Any]]) -> list[tuple[int, Row]]:
        """Rows by number; `chosen` says by which lookup what hangs on these numbers is found.

        A range is several times quicker than a list of a thousand numbers. It also meets what hangs on drafts and
        closed records in between, which no row takes up.
        """
        own = list(initiatives.live().values_list(*_OWN))
        if not own:
            return []
        ids = {f"initiative_id__{lookup}": value for lookup, value in chosen([row[0] for row in own]).items()}
        awards, authors, recognitions = self._awards_of(ids), self._authors(ids), self._recognitions(ids)
        tags = self._tags(
            {name.replace("initiative", "content_object"): value for name, value in ids.items()}
        )
        return [
            (row[0], self._row(row, awards[row[0]], authors[row[0]], recognitions[row[0]], tags[row[0]]))
            for row in own
        ]

    def _row(
        self,
        own: Sequence[Any],
        awards: list[str],
        authors: list[str],
        recognitions: list[str],
        tags: list[str],
    ) -> Row:
        (
            _pk,
            code,
            title,
            title_en,
            disclosure,
            result_line,
            benefit_value,
            benefit_period,
            benefit_evidence,
            is_demo,
            *rest,
        ) = own
        in_money = benefit_value is not None
        public = (
            code,
            self._address.replace(_SAMPLE_CODE, code),
            title,
            title_en or None,
            disclosure,
            result_line or None,
            benefit_value,
            (benefit_period or None) if in_money else None,
            (benefit_evidence or None) if in_money else None,
            awards,
            is_demo,
        )
        if disclosure == Disclosure.ABSTRACT:
            return public + _NOTHING
        (
            problem_line,
            idea_line,
            summary,
            summary_en,
            field,
            unit,
            year,
            level,
            solution_type,
            sector,
            scope,
            campaign,
            applied_on,
            problem,
            solution,
            steps,
            cost,
            results,
            suits,
            does_not_suit,
            benefit_method,
            *others,
            updated_at,
        ) = rest
        unit_slug, unit_short, unit_workplace, _name = self._units[unit]
        return (
            *public,
            problem_line or None,
            idea_line or None,
            summary or None,
            summary_en or None,
            *self._fields[field],
            unit_slug,
            unit_workplace or unit_short,
            year,
            level or None,
            solution_type,
            sector,
            scope,
            *self._campaigns.get(campaign, (None, None)),
            tags,
            applied_on,
            authors,
            recognitions,
            problem or None,
            solution or None,
            lines(steps),
            cost,
            results or None,
            lines(suits),
            lines(does_not_suit),
            (benefit_method or None) if in_money else None,
            *(text or None for text in others),
            updated_at,
        )

    def _authors(self, ids: dict[str, Any]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        rows = InitiativeAuthor.objects.filter(**ids).order_by("initiative_id", "sort_order", "pk")
        if self._named:
            agreed = Case(
                When(standing("consent__"), consent__covers_name=True, then=F("name")),
                default=Value(""),
                output_field=CharField(),
            )
            shown = rows.annotate(agreed=agreed).values_list("initiative_id", "agreed", "job_title")
        else:
            shown = rows.annotate(agreed=Value("")).values_list("initiative_id", "agreed", "job_title")
        for pk, name, job_title in shown:
            found[pk].append(name or job_title or self._nobody)
        return found

    def _recognitions(self, ids: dict[str, Any]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        rows = Recognition.objects.filter(**ids).order_by("initiative_id", "sort_order", "pk")
        for pk, level, body, date, number in rows.values_list(
            "initiative_id", "level", "body_id", "date", "decision_number"
        ):
            parts = (self._levels[level], self._units[body][3], _iso(date), number)
            found[pk].append(", ".join(part for part in parts if part))
        return found

    def _awards_of(self, ids: dict[str, Any]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        rows = InitiativeAward.objects.filter(**ids).order_by("initiative_id", "sort_order", "pk")
        for pk, award in rows.values_list("initiative_id", "award_type_id"):
            found[pk] += self._awards[award]
        return found

    def _tags(self, ids: dict[str, Any]) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        rows = InitiativeKeyword.objects.filter(**ids).order_by("content_object_id", "pk")
        for pk, tag in rows.values_list("content_object_id", "tag_id"):
            found[pk] += self._keywords[tag]
        return found


class _Known(dict[int, tuple[Any, ...]]):
    """What rows of a small table say, by number; read again when one is met that was added meanwhile."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows
        super().__init__(self._read())

    def _read(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        return ((pk, tuple(said)) for pk, *said in self._rows.all())

    def __missing__(self, pk: int) -> tuple[Any, ...]:
        self.update(self._read())
        if pk not in self:
            raise KeyError(pk)
        return self[pk]


_NOTHING: Row = tuple([None] * _CLOSED.count(False))


def _iso(day: datetime.date) -> str:
    return day.isoformat()
