"""The whole page of figures for one question: read from prepared figures in one query, then only arranged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from home.templatetags.typography import number, share
from showcase.statistics.leagues import COUNT, PER_THOUSAND, period_before
from showcase.statistics.prepared import YEARS
from showcase.statistics.question import (
    MEASURE_WORDS,
    FigureFilter,
    LeagueFilter,
    Question,
    day_words,
    period_words,
)
from showcase.statistics.reading import Prepared, prepared
from showcase.statistics.sections import Row, Section, catalogue_sections, source_words
from showcase.statistics.shapes import Statistics
from showcase.units.then_now import Reading

__all__ = ["LEAGUE", "Board", "board"]

LEAGUE = "xep-hang"
"""The name of the league table in addresses."""


@dataclass(frozen=True)
class Board:
    """What templates/pages/statistics.html shows.

    It is drawn once for each count and question: `drawn_for` names what it depends on, so that the template keeps it
    for whoever asks next. Nothing is worked out that is not drawn.
    """

    question: Question
    statistics: Statistics
    periods: Sequence[str]
    league_facts: Mapping[str, Any]
    figures: Prepared

    @cached_property
    def source(self) -> str:
        """Where the figures come from."""
        return source_words(self.statistics)

    @cached_property
    def headline(self) -> list[dict[str, Any]]:
        """The three figures at the head of the page."""
        return _headline(self.statistics)

    @cached_property
    def campaigns(self) -> list[dict[str, Any]]:
        """Campaigns with their progress."""
        return _campaigns(self.figures)

    @cached_property
    def figure_filter(self) -> FigureFilter:
        """What the figures can be asked for."""
        return FigureFilter(self.question, [row.key for row in reversed(self.statistics.by_year)][:YEARS])

    @cached_property
    def league_filter(self) -> LeagueFilter:
        """What the league can be asked for."""
        return LeagueFilter(self.question, self.periods)

    @cached_property
    def league_rows(self) -> list[dict[str, Any]]:
        """Rows of the league table with what the page draws beside them."""
        return _league_rows(self.league_facts, self.question) if self.league_facts else []

    @cached_property
    def league(self) -> Section | None:
        """The league table with its sentence, for the page and its download; None where there is none."""
        return _league(self.league_rows, self.question) if self.league_facts else None

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """Charts and tables of the catalogue."""
        return catalogue_sections(self.statistics, self.question)

    @property
    def drawn_for(self) -> str:
        """The count and what was asked of it."""
        return f"{self.statistics.as_of.isoformat()}{self.question.query()}"

    @property
    def catalogue_drawn_for(self) -> str:
        """The count and what was asked of the catalogue, which is drawn once for all league tables beside it."""
        return f"{self.statistics.as_of.isoformat()}{self.question.of_catalogue().query()}"

    @property
    def demo(self) -> bool:
        """Whether invented records are among those counted."""
        return self.statistics.includes_demo

    @property
    def is_now(self) -> bool:
        """Whether bodies are those of today."""
        return self.question.units == Reading.NOW

    @property
    def is_per_thousand(self) -> bool:
        """Whether the league is measured against members."""
        return self.question.by == PER_THOUSAND

    @property
    def measure(self) -> str:
        """What the league is ordered by, in words."""
        return MEASURE_WORDS[self.question.by]

    @property
    def period_before(self) -> str:
        """The period that ranks have moved since, in words."""
        return period_words(period_before(self.question.period)) if self.question.period else ""

    @property
    def figure_hidden(self) -> list[tuple[str, str]]:
        """What the filter of the figures keeps of the address."""
        return self.question.without("year", "units")

    @property
    def league_hidden(self) -> list[tuple[str, str]]:
        """What the filter of the league keeps of the address."""
        return self.question.without("level", "period", "by")

    def section(self, name: str) -> Section | None:
        """The table of a name, for its download."""
        if name == LEAGUE:
            return self.league
        return self.sections.get(name)


def board(query: QueryDict) -> Board:
    """Everything for what an address asks; a year or period without figures counts as not asked for."""
    question = Question.of(query)
    keys = ["campaigns", "leagues", _league_key(question, question.period)]
    if question.year:
        keys.append(f"catalogue:{question.year}")
    found = prepared(keys)
    statistics = found.statistics(question.year)
    if statistics is None:
        question = Question(None, question.units, question.level, question.period, question.by)
        statistics = found.statistics()
    if statistics is None:
        raise RuntimeError("prepared figures vanished while they were read")
    periods = (found.get("leagues") or {}).get("periods", [])
    if question.period not in periods:
        period = (found.get("leagues") or {}).get("shown", "")
        question = Question(question.year, question.units, question.level, period, question.by)
    table = found.get(_league_key(question, question.period))
    if table is None and question.period:
        table = prepared([_league_key(question, question.period)]).get(_league_key(question, question.period))
    return Board(
        question=question, statistics=statistics, periods=periods, league_facts=table or {}, figures=found
    )


def _league_key(question: Question, period: str) -> str:
    return f"league:{question.level}:{question.units.value}:{period}"


def _headline(statistics: Statistics) -> list[dict[str, Any]]:
    demo = statistics.includes_demo
    return [
        {"label": "Sáng kiến đang công bố", "value": number(statistics.total), "demo": demo},
        {
            "label": "Tác giả không giữ chức vụ quản lý",
            "value": share(statistics.authors_without_post, statistics.authors) or "–",
            "note": (
                f"{number(statistics.authors_without_post)} trong {number(statistics.authors)} lượt tác giả"
            ),
            "demo": demo,
        },
        {
            "label": "Không quy ra tiền",
            "value": number(statistics.without_money),
            "note": "sáng kiến nêu lợi ích khác: chất lượng, an toàn, môi trường, đời sống",
            "demo": demo,
        },
    ]


def _league_rows(table: Mapping[str, Any], question: Question) -> list[dict[str, Any]]:
    places = table["rows"][question.by]
    largest = max((place["value"] for place in places), default=0)
    return [
        {
            **place,
            "name": place["body"]["name"],
            "is_first": place["rank"] == 1,
            "url": reverse("showcase:unit", args=[place["body"]["slug"]]),
            "written": number(place["value"], 1) if question.by == PER_THOUSAND else number(place["value"]),
            "largest": largest,
            "members": number(place["body"]["members"]) if place["body"]["members"] else "",
            "members_on": day_words(place["body"]["members_on"]),
        }
        for place in places
    ]


def _league(shown: list[dict[str, Any]], question: Question) -> Section:
    measure = MEASURE_WORDS[question.by]
    words = period_words(question.period)
    sentence = f"Chưa có sáng kiến nào được công nhận trong {words}"
    leaders = [row for row in shown if row["rank"] == 1]
    if leaders:
        first = leaders[0]
        unit = " sáng kiến" if question.by == COUNT else " lượt tác giả"
        if question.by == PER_THOUSAND:
            unit = " sáng kiến trên 1.000 đoàn viên"
        sentence = f"{first['name']} đứng đầu {words}: {first['written']}{unit}"
        if len(leaders) > 1:
            sentence = f"{_together(leaders)} cùng đứng đầu {words}: mỗi nơi {first['written']}{unit}"
    return Section(
        id=LEAGUE,
        title="Bảng xếp hạng",
        sentence=sentence,
        shape="none",
        data=(),
        caption=f"{measure} được công nhận {words}",
        head=("Đơn vị", "Hạng", "So với kỳ trước", measure, "Đoàn viên", "Đoàn viên tính đến"),
        rows=[
            Row(
                row["name"],
                [
                    row["rank"],
                    _move_words(row["move"]),
                    row["value"],
                    row["body"]["members"] or "",
                    row["members_on"],
                ],
                row["url"],
            )
            for row in shown
        ],
    )


def _together(rows: list[dict[str, Any]]) -> str:
    """Two or three names, or how many there are."""
    names = [row["name"] for row in rows]
    return (
        " và ".join([", ".join(names[:-1]), names[-1]]) if len(names) < 4 else f"{number(len(names))} đơn vị"
    )


def _move_words(move: int | None) -> str:
    if move is None:
        return "mới vào bảng"
    if move == 0:
        return "giữ hạng"
    return f"lên {move}" if move > 0 else f"xuống {-move}"


def _campaigns(found: Prepared) -> list[dict[str, Any]]:
    """Campaigns as they were prepared, with the ids that their parts have on the page."""
    rows: list[dict[str, Any]] = found.get("campaigns") or []
    return [
        {
            **row,
            "progress_id": f"tien-do-{row['slug']}",
            "way_up_id": f"duong-len-{row['slug']}",
            "goal_id": f"ket-qua-{row['slug']}",
        }
        for row in rows
    ]
