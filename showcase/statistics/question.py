"""What a reader asks the page of figures: year, then or today, and which league table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode

from showcase.statistics.leagues import COUNT, MEASURES, PARTICIPANTS, PER_THOUSAND, is_period
from showcase.statistics.monthly import BODIES, LEVELS, WORKPLACES
from showcase.units.then_now import Reading

__all__ = ["MEASURE_WORDS", "FigureFilter", "LeagueFilter", "Question", "day_words", "period_words"]

MEASURE_WORDS: Mapping[str, str] = {
    COUNT: "Số sáng kiến",
    PARTICIPANTS: "Lượt tác giả",
    PER_THOUSAND: "Sáng kiến trên 1.000 đoàn viên",
}
_LEVEL_WORDS: Mapping[str, str] = {
    BODIES: "Tỉnh, thành phố và ngành",
    WORKPLACES: "Công đoàn cơ sở",
}
_YEAR = re.compile(r"(19|20|21)[0-9]{2}")


def period_words(period: str) -> str:
    """“tháng 4/2022”, “quý 2/2022”."""
    year, part = period.split("-")
    return f"quý {part[1:]}/{year}" if part.startswith("Q") else f"tháng {int(part)}/{year}"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; anything an address says beyond these values counts as not said."""

    year: int | None = None
    units: Reading = Reading.THEN
    level: str = BODIES
    period: str = ""
    by: str = COUNT

    @classmethod
    def of(cls, query: QueryDict) -> "Question":
        """What the query of an address asks for."""
        year, level, period, by = (query.get(name, "") for name in ("year", "level", "period", "by"))
        return cls(
            year=int(year) if _YEAR.fullmatch(year) else None,
            units=Reading.of(query.get("units")),
            level=level if level in LEVELS else BODIES,
            period=period if is_period(period) else "",
            by=by if by in MEASURES else COUNT,
        )

    def pairs(self) -> dict[str, str]:
        """The query of its address: only what differs from what is shown unasked."""
        plain = type(self)()
        said = {
            "year": str(self.year or ""),
            "units": self.units.value if self.units != plain.units else "",
            "level": self.level if self.level != plain.level else "",
            "period": self.period,
            "by": self.by if self.by != plain.by else "",
        }
        return {name: value for name, value in said.items() if value}

    def query(self, **changes: Any) -> str:
        """Its query string, with the question mark, after some changes; "" where nothing is asked."""
        pairs = replace(self, **changes).pairs()
        return f"?{urlencode(pairs)}" if pairs else ""

    def of_catalogue(self) -> "Question":
        """The same question without a word on the league: what figures of the catalogue depend on."""
        return type(self)(year=self.year, units=self.units)

    def without(self, *names: str) -> list[tuple[str, str]]:
        """Its pairs but these: hidden fields of a form that asks for these."""
        return [(name, value) for name, value in self.pairs().items() if name not in names]


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "input"})


class FigureFilter(forms.Form):
    """Year of application and reading of the bodies, for all figures of the catalogue."""

    year = forms.ChoiceField(label="Năm áp dụng", required=False, widget=_select())
    units = forms.ChoiceField(label="Đơn vị", required=False, choices=Reading.choices, widget=_select())

    def __init__(self, question: Question, years: Sequence[str]) -> None:
        """Offer the years that have figures of their own."""
        super().__init__(initial={"year": str(question.year or ""), "units": question.units.value})
        self.fields["year"].choices = [("", "Mọi năm"), *((year, year) for year in years)]  # type: ignore[attr-defined]  # of a choice field


class LeagueFilter(forms.Form):
    """Which league table."""

    level = forms.ChoiceField(
        label="Xếp hạng", required=False, choices=list(_LEVEL_WORDS.items()), widget=_select()
    )
    period = forms.ChoiceField(label="Thời gian", required=False, widget=_select())
    by = forms.ChoiceField(
        label="Theo", required=False, choices=list(MEASURE_WORDS.items()), widget=_select()
    )

    def __init__(self, question: Question, periods: Sequence[str]) -> None:
        """Offer the months and quarters that have tables."""
        super().__init__(initial={"level": question.level, "period": question.period, "by": question.by})
        words = [(period, period_words(period).capitalize()) for period in periods]
        self.fields["period"].choices = words  # type: ignore[attr-defined]  # of a choice field


def day_words(iso: str) -> str:
    """An ISO day in Vietnamese order; "" of nothing."""
    year, month, day = iso.split("-") if iso else ("", "", "")
    return f"{int(day)}/{int(month)}/{year}" if iso else ""
