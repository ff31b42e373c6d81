"""Dated conditions of awards held against records: the guidance of 2021, money that is never mixed, and reasons."""

import datetime
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from showcase.awards.eligibility import PersonFact, Rule, State, Verdict, WorkFact, describe, judge
from showcase.awards.names import person_key
from showcase.choices import Education, Evidence

START = datetime.date(2021, 3, 4)
DAY = datetime.date(2023, 5, 1)
ONE = Rule(
    START, min_value=80_000_000, max_education=Education.COLLEGE, text="Một giải pháp", source="04/HD-LĐLĐ"
)
THREE = replace(ONE, min_value=150_000_000, min_years=3, text="Ba năm liền")
RULES = [ONE, THREE]
WORKER = PersonFact("Lê Thị Mẫu", Education.VOCATIONAL, code="KT-2022-0001")


def work(year: int, value: int | None, evidence: str = Evidence.COUNCIL, number: int = 1) -> WorkFact:
    return WorkFact(
        f"KT-{year}-{number:04d}", datetime.date(year, 2, 1), value, evidence if value is not None else ""
    )


def sentences(verdict: Verdict) -> str:
    return " ".join(finding.sentence for outcome in verdict.outcomes for finding in outcome.findings)


def test_judge__one_solution_at_the_threshold() -> None:
    verdict = judge(RULES, DAY, [WORKER], [work(2022, 80_000_000)])
    assert verdict.state is State.MET
    assert [outcome.met for outcome in verdict.outcomes] == [True, False]
    value = verdict.outcomes[0].findings[-1]
    assert "trong một năm (2022) là 80.000.000" in value.sentence
    assert value.codes == ("KT-2022-0001",)


def test_judge__one_dong_short() -> None:
    verdict = judge(RULES, DAY, [WORKER], [work(2022, 79_999_999)])
    assert verdict.state is State.NOT_MET
    assert "chưa đạt mức 80.000.000" in sentences(verdict)


def test_judge__three_years_in_a_row() -> None:
    works = [work(2021, 50_000_000), work(2022, 50_000_000), work(2023, 50_000_000)]
    verdict = judge(RULES, DAY, [WORKER], works)
    assert [outcome.met for outcome in verdict.outcomes] == [False, True]
    assert "đủ 3 năm" in sentences(verdict)
    assert "trong 3 năm liên tiếp (2021–2023) là 150.000.000" in sentences(verdict)
    assert "cao nhất trong một năm (2023) là 50.000.000" in sentences(verdict)


def test_judge__a_year_without_an_initiative_breaks_the_row() -> None:
    works = [work(year, 75_000_000) for year in (2019, 2020, 2022, 2023)]
    verdict = judge([THREE], DAY, [WORKER], works)
    assert verdict.state is State.NOT_MET
    assert "Chưa có 3 năm liên tiếp nên chưa có tổng nào để tính" in sentences(verdict)
    assert "Dài nhất là 2 năm liên tiếp có sáng kiến (2022–2023), chưa đủ 3 năm." in sentences(verdict)


def test_judge__education_post_and_what_is_not_recorded() -> None:
    works = [work(2022, 90_000_000)]
    engineer = replace(WORKER, education=Education.UNIVERSITY)
    leader = replace(WORKER, leads=True)
    silent = replace(WORKER, education="")
    assert judge([ONE], DAY, [engineer], works).state is State.NOT_MET
    assert judge([ONE], DAY, [leader], works).state is State.NOT_MET
    assert judge([ONE], DAY, [silent], works).state is State.UNSURE
    assert judge([ONE], DAY, [], works).state is State.UNSURE
    assert judge([ONE], DAY, [WORKER, leader], works).state is State.NOT_MET
    open_rule = replace(ONE, max_education="", allows_leaders=True)
    assert judge([open_rule], DAY, [engineer, leader], works).state is State.MET


def test_judge__stated_by_the_authors_alone_is_unsure() -> None:
    verdict = judge([ONE], DAY, [WORKER], [work(2022, 500_000_000, Evidence.STATED)])
    assert verdict.state is State.UNSURE
    assert "mới do tác giả kê khai" in sentences(verdict)


def test_judge__different_evidence_is_told_and_not_added() -> None:
    works = [work(2022, 60_000_000, Evidence.COUNCIL), work(2022, 60_000_000, Evidence.ADOPTER, 2)]
    verdict = judge([ONE], DAY, [WORKER], works)
    assert verdict.state is State.NOT_MET
    assert "Không cộng thêm 60.000.000" in sentences(verdict)


def test_judge__works_after_the_day_do_not_count() -> None:
    verdict = judge([ONE], DAY, [WORKER], [work(2024, 90_000_000)])
    assert verdict.state is State.NOT_MET
    assert verdict.later == ("KT-2024-0001",)


def test_judge__only_rules_of_the_day() -> None:
    ended = replace(ONE, valid_to=datetime.date(2022, 12, 31))
    works = [work(2020, 90_000_000)]
    assert judge([ended], DAY, [WORKER], works).state is State.NO_RULE
    assert judge([ended], datetime.date(2022, 12, 31), [WORKER], works).state is State.MET
    assert judge([ended], START - datetime.timedelta(days=1), [WORKER], works).state is State.NO_RULE
    assert judge([], DAY, [WORKER], works).state is State.NO_RULE


def test_describe__text_source_and_days() -> None:
    assert describe(ONE) == "Một giải pháp; 04/HD-LĐLĐ; áp dụng từ 4/3/2021"


def test_person_key__spellings_of_one_name() -> None:
    assert person_key("  NGUYỄN  văn Hòa ") == person_key("Nguyễn Văn Hoà")
    assert person_key("Nguyễn Văn Hoa") != person_key("Nguyễn Văn Hoà")
    assert person_key("Trần Đô") != person_key("Trần Do")


_WORKS = st.lists(
    st.builds(
        WorkFact,
        code=st.from_regex(r"KT-20\d\d-\d{4}", fullmatch=True),
        applied_on=st.dates(datetime.date(2015, 1, 1), datetime.date(2024, 12, 31)),
        value=st.none() | st.integers(0, 200_000_000),
        evidence=st.sampled_from(list(Evidence)),
    ),
    max_size=12,
)
_RANK = {State.NOT_MET: 0, State.UNSURE: 1, State.MET: 2}


@given(works=_WORKS, more=_WORKS)
def test_judge__another_initiative_never_takes_eligibility_away(
    works: list[WorkFact], more: list[WorkFact]
) -> None:
    before = judge(RULES, DAY, [WORKER], works).state
    after = judge(RULES, DAY, [WORKER], works + more).state
    assert _RANK[after] >= _RANK[before]


@given(works=_WORKS, seed=st.randoms(use_true_random=False))
def test_judge__order_of_records_changes_nothing(works: list[WorkFact], seed: object) -> None:
    shuffled = sorted(works, key=lambda _one: seed.random())  # type: ignore[attr-defined] # a Random
    assert judge(RULES, DAY, [WORKER], works).state is judge(RULES, DAY, [WORKER], shuffled).state


@given(works=_WORKS)
def test_judge__a_met_rule_rests_on_enough_money_of_one_evidence(works: list[WorkFact]) -> None:
    for outcome in judge(RULES, DAY, [WORKER], works).outcomes:
        if not outcome.met:
            continue
        years = {item.year for item in works if item.applied_on <= DAY}
        assert any(
            sum(
                item.value or 0
                for item in works
                if item.evidence == tier and item.applied_on <= DAY and item.year in stretch
            )
            >= outcome.rule.min_value
            for tier in (Evidence.COUNCIL, Evidence.ADOPTER)
            for stretch in _stretches(years, outcome.rule.min_years)
        )


def _stretches(years: set[int], wanted: int) -> list[set[int]]:
    """Stretches of years a rule may count, worked out by trying all of them."""
    if wanted == 1:
        return [{year} for year in years]
    found = []
    for first in years:
        for last in years:
            stretch = set(range(first, last + 1))
            if len(stretch) >= wanted and stretch <= years:
                found.append(stretch)
    return found


@given(works=_WORKS)
def test_judge__every_reason_names_records_that_exist(works: list[WorkFact]) -> None:
    known = {item.code for item in works} | {WORKER.code}
    verdict = judge(RULES, DAY, [WORKER], works)
    for outcome in verdict.outcomes:
        for finding in outcome.findings:
            assert finding.sentence.endswith(".")
            assert set(finding.codes) <= known


@given(works=_WORKS, leads=st.booleans())
def test_judge__a_leader_is_never_met(works: list[WorkFact], leads: bool) -> None:
    verdict = judge(RULES, DAY, [replace(WORKER, leads=leads)], works)
    assert not (leads and verdict.state is State.MET)
    assert not leads or verdict.state is State.NOT_MET


@given(name=st.text(max_size=40))
def test_person_key__is_stable(name: str) -> None:
    assert person_key(name) == person_key(name.upper().lower()) or name.upper().lower() != name.lower()
    assert person_key(f" {name}  ") == person_key(name)
