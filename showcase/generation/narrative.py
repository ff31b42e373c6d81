"""The texts of one invented initiative: trouble, method and result come from one theme, so they agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from showcase.generation.vocabulary import Craft, Gain, capital, pick

__all__ = ["Narrative", "Narrator", "dotted"]

_TITLE_LENGTH = 250
_LINE_LENGTH = 220
_RESULT_LENGTH = 80
_SUMMARY_LENGTH = 600
_DIVISIBLE = frozenset({"%", "giờ", "kg", "km", "lít", "mg/m³", "m³", "tấn", "triệu đồng"})
"""Units whose small values keep one decimal; things are counted whole."""


def dotted(value: int) -> str:
    """Whole number in Vietnamese grouping: `1.234.567`."""
    return f"{value:,}".replace(",", ".")


def decimal_comma(value: float) -> str:
    """`6,5`, `12` or `1.250`: at most one decimal."""
    return dotted(int(value)) if value == int(value) else f"{value:.1f}".replace(".", ",")


@dataclass(slots=True)
class Narrative:
    """What an initiative tells; the field names are the model's. Money is in đồng."""

    title: str
    summary: str
    problem_line: str
    idea_line: str
    result_line: str
    problem: str
    solution: str
    steps: str
    results: str
    measures: str
    suits: str
    does_not_suit: str
    cost: int
    benefit_value: int | None
    benefit_period: str
    benefit_method: str
    other: dict[str, str]


class Narrator:
    """Writes narratives from a fixed set of sentence patterns."""

    def __init__(self, sentences: Mapping[str, Any]) -> None:
        """Take the patterns as `generator.yaml` has them."""
        self._titles: list[str] = sentences["title"]
        self._summaries: list[str] = sentences["summary"]
        self._ideas: list[str] = sentences["idea_line"]
        self._result_lines: dict[str, list[str]] = sentences["result_line"]
        self._problem: dict[str, list[str]] = sentences["problem"]
        self._solution: dict[str, list[str]] = sentences["solution"]
        self._steps = [_around_method(pattern) for pattern in sentences["steps"]]
        self._results: dict[str, list[str]] = sentences["results"]
        self._benefit_methods: list[str] = sentences["benefit_methods"]
        self._others: dict[str, list[str]] = sentences["other_benefits"]

    def tell(self, rng: Random, craft: Craft, workplace: str) -> Narrative:
        """One narrative of about 110 words, besides summary and lines."""
        theme = pick(rng, craft.themes)
        gain = pick(rng, theme.gains)
        method = pick(rng, theme.methods)
        cost = _amount(rng, *craft.cost)
        words = {"object": pick(rng, craft.objects), "part": pick(rng, craft.parts)}
        words |= {
            "aim": pick(rng, theme.aims).format_map(words),
            "trouble": pick(rng, theme.troubles).format_map(words),
            "method": method.text.format_map(words),
            "name": method.name,
            "workplace": workplace,
            "workplace_type": pick(rng, craft.workplaces),
            "gain": gain.text,
            "measure": gain.measure,
            "unit": gain.unit,
            "to": "lên" if gain.rises else "còn",
            "cost": dotted(cost),
            "days": str(rng.randint(5, 30)),
            "months": str(rng.randint(3, 9)),
            "people": str(rng.randint(2, 7)),
        }
        before, after = _change(rng, gain, words)
        for name in ("object", "part", "aim", "trouble", "method", "name", "measure", "workplace"):
            words[name.capitalize()] = capital(words[name])
        way = "points" if gain.points else "up" if gain.rises else "down"
        others = rng.sample(sorted(self._others), int(rng.random() * 3))
        money = rng.random() * 100 < craft.money_share
        return Narrative(
            title=self._title(rng, words, workplace),
            summary=_fitting(rng, self._summaries, words, _SUMMARY_LENGTH),
            problem_line=_cut(f"{words['Trouble']}.", _LINE_LENGTH),
            idea_line=_fitting(rng, self._ideas, words, _LINE_LENGTH),
            result_line=_fitting(rng, self._result_lines[way], words, _RESULT_LENGTH),
            problem=self._told_problem(rng, words),
            solution=self._told_solution(rng, words, cost),
            steps="\n".join(self._told_steps(rng, words)),
            results=f"{pick(rng, self._results[way])} {pick(rng, self._results['closing'])}".format_map(
                words
            ),
            measures=_measures(rng, gain, before, after),
            suits="\n".join(map(capital, rng.sample(craft.suits, 2))),
            does_not_suit=capital(pick(rng, craft.limits)),
            cost=cost,
            benefit_value=_amount(rng, *craft.money) if money else None,
            benefit_period="năm đầu" if money else "",
            benefit_method=self._benefit(rng, words, cost) if money else "",
            other={name: pick(rng, self._others[name]) for name in others},
        )

    def _title(self, rng: Random, words: Mapping[str, str], workplace: str) -> str:
        pattern = pick(rng, self._titles)
        title = pattern.format_map(words)
        if "{workplace" not in pattern and rng.random() < 0.5:
            title = f"{title} tại {workplace}"
        return _cut(title, _TITLE_LENGTH)

    def _told_problem(self, rng: Random, words: Mapping[str, str]) -> str:
        parts = [pick(rng, self._problem["opening"])]
        if rng.random() < 0.3:
            parts.append(pick(rng, self._problem["figure"]))
        if rng.random() < 0.25:
            parts.append(pick(rng, self._problem["tried"]))
        return " ".join(parts).format_map(words)

    def _told_solution(self, rng: Random, words: Mapping[str, str], cost: int) -> str:
        parts = [pick(rng, self._solution["opening"])]
        if rng.random() < 0.25:
            parts.append(pick(rng, self._solution["detail"]))
        if cost and rng.random() < 0.35:
            parts.append(pick(rng, self._solution["closing"]))
        return " ".join(parts).format_map(words)

    def _told_steps(self, rng: Random, words: Mapping[str, str]) -> list[str]:
        """Three steps of a pattern in their order, with the one that says how; in some records none."""
        if rng.random() < 0.45:
            return []
        before, core, after = pick(rng, self._steps)
        return [
            pick(rng, before).format_map(words),
            core.format_map(words),
            pick(rng, after).format_map(words),
        ]

    def _told_results(self, rng: Random, words: Mapping[str, str], way: str) -> str:
        parts = [pick(rng, self._results[way])]
        if rng.random() < 0.5:
            parts.append(pick(rng, self._results["closing"]))
        return " ".join(parts).format_map(words)

    def _benefit(self, rng: Random, words: Mapping[str, str], cost: int) -> str:
        patterns = self._benefit_methods
        if not cost:
            patterns = [pattern for pattern in patterns if "{cost}" not in pattern]
        return pick(rng, patterns).format_map(words)


def _around_method(steps: list[str]) -> tuple[list[str], str, list[str]]:
    """What comes before the step that says how, that step, and what comes after."""
    core = next(index for index, step in enumerate(steps) if "{method}" in step)
    return steps[:core], steps[core], steps[core + 1 :]


def _amount(rng: Random, low: int, high: int) -> int:
    """An amount between `low` and `high` đồng, small ones commoner, in tens of thousands."""
    return int(low + (high - low) * rng.random() ** 3) // 10_000 * 10_000


def _change(rng: Random, gain: Gain, words: dict[str, str]) -> tuple[float, float]:
    """Draw the values before and after, and put them into `words` with their difference as `n`."""
    low, high = gain.before
    digits = 1 if low < 20 and gain.unit in _DIVISIBLE else 0
    before = round(rng.uniform(low, high), digits)
    step = rng.randint(gain.low, gain.high)
    if gain.points:
        after = min(before + step, 100)
        n = round(after - before)
    else:
        smallest = 10**-digits
        change = max(round(before * step / 100, digits), smallest)
        after = round(before + change if gain.rises else max(before - change, 0), digits)
        n = round(abs(after - before) / before * 100)
    words |= {"before": decimal_comma(before), "after": decimal_comma(after), "n": str(n)}
    return before, after


def _measures(rng: Random, gain: Gain, before: float, after: float) -> str:
    """The stream value of `measures`, as JSON: one row, with decimals as texts."""
    key = f"{rng.getrandbits(128):032x}"
    uuid = f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
    return (
        f'[{{"type": "measure", "value": {{"what": "{capital(gain.measure)}", "unit": "{gain.unit}", '
        f'"before": "{before:g}", "after": "{after:g}"}}, "id": "{uuid}"}}]'
    )


def _fitting(rng: Random, patterns: Sequence[str], words: Mapping[str, str], length: int) -> str:
    """One of the patterns filled in; the first one, cut, where that is too long."""
    text = pick(rng, patterns).format_map(words)
    return text if len(text) <= length else _cut(patterns[0].format_map(words), length)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"
