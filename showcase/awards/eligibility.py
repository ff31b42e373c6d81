"""What the dated conditions of an award say of a candidate, sentence by sentence. Pure: no database.

    verdict = judge(rules, day, people, works)
    verdict.state           State.MET, UNSURE, NOT_MET or NO_RULE
    verdict.outcomes[0].findings[0].sentence, .met, .codes

A rule is a row of `AwardThreshold`; one rule that is met is enough. The machine says what the records show and decides
nothing. How money is counted:

- in total over the initiatives of consecutive years: of one year where a rule asks for one, of the whole unbroken run
  where it asks for several;
- values of different evidence are never added together, so each tier has a total of its own;
- a total that only the authors' own statements reach is unsure, until a council or an adopter has confirmed it.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from django.utils.translation import gettext as _

from home.templatetags.typography import dong, vi_date
from showcase.choices import Education, Evidence

__all__ = ["Finding", "Outcome", "PersonFact", "Rule", "State", "Verdict", "WorkFact", "describe", "judge"]


class State(StrEnum):
    """What the records say of a candidate as a whole, best first."""

    MET = "met"
    UNSURE = "unsure"
    NOT_MET = "not_met"
    NO_RULE = "no_rule"


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated condition; `min_value` in đồng, `min_years` consecutive years, `max_education` of `Education` or ""."""

    valid_from: datetime.date
    valid_to: datetime.date | None = None
    min_value: int = 0
    min_years: int = 1
    max_education: str = ""
    allows_leaders: bool = False
    text: str = ""
    source: str = ""

    def is_in_force(self, day: datetime.date) -> bool:
        """Whether the condition holds on a day, first and last day included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PersonFact:
    """An author as one record has them; `education` "" is not recorded; `code` names the record."""

    name: str
    education: str = ""
    leads: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class WorkFact:
    """An initiative of the candidate; `value` in đồng, with `evidence` of `Evidence`."""

    code: str
    applied_on: datetime.date
    value: int | None = None
    evidence: str = ""

    @property
    def year(self) -> int:
        """The year in which it was first applied."""
        return self.applied_on.year


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about one condition; `met` is None where the records do not tell; `codes` it rests on."""

    sentence: str
    met: bool | None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rule with what was found for each of its conditions."""

    rule: Rule
    findings: tuple[Finding, ...]

    @property
    def met(self) -> bool | None:
        """True when every condition is met, False when one is not, None when it hangs on what is not recorded."""
        answers = [finding.met for finding in self.findings]
        if False in answers:
            return False
        return None if None in answers else True


@dataclass(frozen=True, slots=True)
class Verdict:
    """Outcomes of the rules in force on the day, and works that do not count because they came later."""

    day: datetime.date
    outcomes: tuple[Outcome, ...]
    later: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """The best that one of the rules says."""
        if not self.outcomes:
            return State.NO_RULE
        answers = [outcome.met for outcome in self.outcomes]
        if True in answers:
            return State.MET
        return State.UNSURE if None in answers else State.NOT_MET


def judge(
    rules: Iterable[Rule], day: datetime.date, people: Sequence[PersonFact], works: Sequence[WorkFact]
) -> Verdict:
    """Hold a candidate against the rules in force on `day`.

    `people` are everybody who is to be honoured: one person, or all authors of an initiative, each of whom has to meet
    the conditions on people. Works applied after the day do not count.
    """
    counted = sorted(
        (work for work in works if work.applied_on <= day), key=lambda work: (work.year, work.code)
    )
    later = tuple(sorted(work.code for work in works if work.applied_on > day))
    outcomes = tuple(
        Outcome(
            rule,
            (
                *_on_education(rule, people),
                *_on_posts(rule, people),
                _on_years(rule, counted),
                *_on_value(rule, counted),
            ),
        )
        for rule in rules
        if rule.is_in_force(day)
    )
    return Verdict(day, outcomes, later)


def _on_education(rule: Rule, people: Sequence[PersonFact]) -> list[Finding]:
    if not rule.max_education:
        return []
    order = list(Education)
    highest = Education(rule.max_education)
    if not people:
        return [Finding(_("Hồ sơ chưa ghi tác giả nên chưa đối chiếu được trình độ."), None)]
    found = []
    for person in people:
        codes = (person.code,) if person.code else ()
        if not person.education:
            sentence = _("%(name)s: hồ sơ chưa ghi trình độ; quy định chỉ xét từ %(highest)s trở xuống.") % {
                "name": person.name,
                "highest": str(highest.label).lower(),
            }
            found.append(Finding(sentence, None, codes))
            continue
        education = Education(person.education)
        met = order.index(education) <= order.index(highest)
        words = {
            "name": person.name,
            "has": str(education.label).lower(),
            "highest": str(highest.label).lower(),
        }
        sentence = (
            _("%(name)s: trình độ %(has)s, từ %(highest)s trở xuống.")
            if met
            else _("%(name)s: trình độ %(has)s, cao hơn mức %(highest)s mà quy định xét.")
        )
        found.append(Finding(sentence % words, met, codes))
    return found


def _on_posts(rule: Rule, people: Sequence[PersonFact]) -> list[Finding]:
    if rule.allows_leaders:
        return []
    if not people:
        return [Finding(_("Hồ sơ chưa ghi tác giả nên chưa biết có giữ chức vụ quản lý hay không."), None)]
    return [
        Finding(
            (
                _("%(name)s: hồ sơ ghi là giữ chức vụ quản lý; quy định chỉ xét người không giữ chức vụ.")
                if person.leads
                else _("%(name)s: không giữ chức vụ quản lý.")
            )
            % {"name": person.name},
            not person.leads,
            (person.code,) if person.code else (),
        )
        for person in people
    ]


def _runs(works: Sequence[WorkFact]) -> list[list[int]]:
    """Unbroken runs of years with an initiative, oldest first."""
    years = sorted({work.year for work in works})
    runs: list[list[int]] = [[year] for year in years[:1]]
    for before, year in pairwise(years):
        if year == before + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _within(years: Sequence[int]) -> str:
    """The years of a total, so that a reader sees what was added up: `trong một năm (2022)`."""
    if len(years) == 1:
        return _("trong một năm (%(years)s)") % {"years": _span(years)}
    return _("trong %(count)d năm liên tiếp (%(years)s)") % {"count": len(years), "years": _span(years)}


def _on_years(rule: Rule, works: Sequence[WorkFact]) -> Finding:
    """Whether there is a run that is long enough; the longest one is told, of equal ones the latest."""
    wanted = max(rule.min_years, 1)
    if not works:
        return Finding(_("Tính đến ngày xét chưa có sáng kiến nào."), met=False)
    longest = max(_runs(works), key=lambda run: (len(run), run[-1]))
    codes = tuple(work.code for work in works if work.year in longest)
    words = {"wanted": wanted, "count": len(longest), "years": _span(longest), "works": len(codes)}
    met = len(longest) >= wanted
    if wanted == 1:
        everything = tuple(work.code for work in works)
        return Finding(_("Có %(works)d sáng kiến.") % {"works": len(everything)}, met, everything)
    if met:
        sentence = _("Có sáng kiến %(count)d năm liên tiếp (%(years)s), đủ %(wanted)d năm theo quy định.")
    else:
        sentence = _("Dài nhất là %(count)d năm liên tiếp có sáng kiến (%(years)s), chưa đủ %(wanted)d năm.")
    return Finding(sentence % words, met, codes)


@dataclass(frozen=True, slots=True)
class _Total:
    """A sum over consecutive years of one evidence."""

    value: int
    tier: Evidence
    years: tuple[int, ...]
    codes: tuple[str, ...]


def _height(total: _Total) -> tuple[int, int, int]:
    """What makes one total better to tell than another: its value, then its evidence, then being the latest."""
    return total.value, total.tier.rank, total.years[-1]


def _totals(rule: Rule, works: Sequence[WorkFact]) -> list[_Total]:
    """Every sum that a rule may count: per stretch of years and evidence."""
    wanted = max(rule.min_years, 1)
    stretches = (
        [[work_year] for work_year in sorted({work.year for work in works})]
        if wanted == 1
        else [run for run in _runs(works) if len(run) >= wanted]
    )
    found = []
    for years in stretches:
        for tier in Evidence:
            parts = [
                work
                for work in works
                if work.year in years and work.evidence == tier and work.value is not None
            ]
            if parts:
                total = sum(work.value or 0 for work in parts)
                found.append(_Total(total, tier, tuple(years), tuple(work.code for work in parts)))
    return found


def _on_value(rule: Rule, works: Sequence[WorkFact]) -> list[Finding]:
    if rule.min_value <= 0:
        return []
    totals = _totals(rule, works)
    wanted = dong(rule.min_value)
    if not totals:
        codes = tuple(work.code for work in works)
        is_too_short = rule.min_years > 1 and any(work.value for work in works)
        sentence = (
            _(
                "Chưa có %(years)d năm liên tiếp nên chưa có tổng nào để tính; quy định đòi %(wanted)s trở lên."
            )
            if is_too_short
            else _("Không có giá trị làm lợi bằng tiền nào được tính; quy định đòi %(wanted)s trở lên.")
        )
        return [Finding(sentence % {"wanted": wanted, "years": rule.min_years}, met=False, codes=codes)]
    confirmed = [total for total in totals if total.tier != Evidence.STATED]
    stated = [total for total in totals if total.tier == Evidence.STATED]
    best_confirmed = max(confirmed, key=_height, default=None)
    best_stated = max(stated, key=_height, default=None)
    if best_confirmed is not None and best_confirmed.value >= rule.min_value:
        return [_value_finding(best_confirmed, wanted, met=True)]
    if best_stated is not None and best_stated.value >= rule.min_value:
        return [_value_finding(best_stated, wanted, met=None)]
    best = max(totals, key=_height)
    return [_value_finding(best, wanted, met=False), *_not_added(best, totals)]


def _value_finding(total: _Total, wanted: str, met: bool | None) -> Finding:
    words = {
        "within": _within(total.years),
        "count": len(total.codes),
        "value": dong(total.value),
        "tier": str(total.tier.label).lower(),
        "wanted": wanted,
    }
    sentence = {
        True: _(
            "Tổng giá trị làm lợi %(within)s là %(value)s (%(count)d sáng kiến, %(tier)s), "
            "đạt mức %(wanted)s trở lên."
        ),
        None: _(
            "Tổng giá trị làm lợi %(within)s là %(value)s (%(count)d sáng kiến), đạt mức %(wanted)s trở lên, "
            "nhưng mới do tác giả kê khai, chưa được hội đồng hay nơi áp dụng xác nhận."
        ),
        False: _(
            "Tổng giá trị làm lợi cao nhất %(within)s là %(value)s (%(count)d sáng kiến, %(tier)s), "
            "chưa đạt mức %(wanted)s trở lên."
        ),
    }[met]
    return Finding(sentence % words, met, total.codes)


def _not_added(best: _Total, totals: Sequence[_Total]) -> list[Finding]:
    """Why other sums of the same years were left out, where there are any."""
    others = [total for total in totals if total.years == best.years and total.tier != best.tier]
    return [
        Finding(
            _(
                "Không cộng thêm %(value)s (%(tier)s): số của các mức bằng chứng khác nhau không cộng với nhau."
            )
            % {"value": dong(total.value), "tier": str(total.tier.label).lower()},
            met=False,
            codes=total.codes,
        )
        for total in others
    ]


def describe(rule: Rule) -> str:
    """A rule in words with its source and days, for headings."""
    until = _(" đến %(day)s") % {"day": vi_date(rule.valid_to)} if rule.valid_to else ""
    days = _("áp dụng từ %(day)s") % {"day": vi_date(rule.valid_from)} + until
    return "; ".join(part for part in (rule.text.rstrip("."), rule.source, days) if part)
