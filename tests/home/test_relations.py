"""What a document may say of others: every refusal with its row and reason, and never a circle."""

import datetime
from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.legal_status import CHANGES, RelationType
from home.relations import Issue, Statement, circle, is_earlier, refusals

A, B, C, D = 1, 2, 3, 4
DAY = datetime.date(2021, 3, 4)
R = RelationType


def issue(key: int, days: int = 0, *, is_exact: bool = True) -> Issue:
    return Issue(f"{key:02}/HD", DAY + datetime.timedelta(days=days), is_exact)


ISSUES = {key: issue(key) for key in (A, B, C, D)}


def refused(
    rows: list[Statement | None],
    known: Mapping[int, Collection[int]] | None = None,
    issues: Mapping[int, Issue] = ISSUES,
    document: int | None = A,
) -> list[tuple[int, str]]:
    found = refusals(document, issues.get(A), rows, issues, lambda keys: known or {})
    return [(one.row, one.field) for one in found]


def reason(
    rows: list[Statement | None],
    known: Mapping[int, Collection[int]] | None = None,
    issues: Mapping[int, Issue] = ISSUES,
) -> str:
    (one,) = refusals(A, issues[A], rows, issues, lambda keys: known or {})
    return one.message


@pytest.mark.parametrize("kind", list(R))
def test_refusals__one_plain_row_is_accepted(kind: RelationType) -> None:
    assert refused([Statement(kind, B)]) == []


@pytest.mark.parametrize("kind", list(R))
def test_refusals__itself(kind: RelationType) -> None:
    assert refused([None, Statement(kind, A)]) == [(1, "target")]


def test_refusals__same_relation_twice_at_the_second_row() -> None:
    assert refused([Statement(R.GUIDES, B), None, Statement(R.GUIDES, B)]) == [(2, "type")]
    assert refused([Statement(R.GUIDES, B), Statement(R.GUIDES, C)]) == []


@pytest.mark.parametrize("beside", [R.IMPLEMENTS, R.GUIDES, R.BASED_ON, R.REPEALS, R.AMENDS])
@pytest.mark.parametrize("replaces_first", [True, False])
def test_refusals__what_is_replaced_is_neither_followed_nor_ended_twice(
    beside: RelationType, replaces_first: bool
) -> None:
    rows: list[Statement | None] = [Statement(R.REPLACES, B), Statement(beside, B)]
    assert refused(rows if replaces_first else rows[::-1]) == [(1, "type")]
    assert "thay thế toàn bộ" in reason(rows)


def test_refusals__the_rest_of_what_is_replaced_in_part_may_be_followed() -> None:
    assert refused([Statement(R.REPLACES, B, partly=True), Statement(R.IMPLEMENTS, B)]) == []
    assert refused([Statement(R.REPLACES, B, partly=True), Statement(R.REPEALS, B, partly=True)]) == []
    assert refused([Statement(R.REPLACES, B, partly=True), Statement(R.REPEALS, B)]) == [(1, "type")]


@pytest.mark.parametrize("kind", CHANGES)
def test_refusals__older_document_changes_no_newer_one(kind: RelationType) -> None:
    issues = {A: issue(A), B: issue(B, days=1)}
    assert refused([Statement(kind, B)], issues=issues) == [(0, "target")]
    assert "5/3/2021" in reason([Statement(kind, B)], issues=issues)
    assert refused([Statement(R.GUIDES, B)], issues=issues) == []


def test_refusals__month_alone_is_no_proof_of_order() -> None:
    assert not is_earlier(issue(A), issue(B, days=5, is_exact=False))
    assert is_earlier(issue(A), issue(B, days=40, is_exact=False))
    assert refused([Statement(R.AMENDS, B)], issues={A: issue(A), B: issue(B, 5, is_exact=False)}) == []


def test_refusals__two_documents_do_not_change_each_other() -> None:
    rows: list[Statement | None] = [Statement(R.AMENDS, B)]
    assert refused(rows, {B: {A}}) == [(0, "target")]
    assert "02/HD đã thay thế" in reason(rows, {B: {A}})


def test_refusals__longer_circle_names_its_way() -> None:
    known = {B: {C}, C: {D}, D: {A}}
    assert "02/HD → 03/HD → 04/HD → văn bản này" in reason([Statement(R.REPLACES, B)], known)


def test_refusals__new_document_closes_no_circle() -> None:
    assert refused([Statement(R.REPLACES, B)], {B: {A}}, document=None) == []


def test_circle__ends_where_others_already_go_in_circles() -> None:
    known = {B: {C}, C: {B}}
    assert circle(A, B, lambda keys: known) == []


STATEMENTS = st.builds(Statement, st.sampled_from(list(R)), st.integers(0, 6), st.booleans())


@given(
    st.lists(st.integers(0, 2), min_size=7, max_size=7),
    st.lists(st.tuples(st.integers(0, 6), st.lists(STATEMENTS, max_size=3)), max_size=14),
)
def test_refusals__no_sequence_of_accepted_rows_contains_a_circle(
    days: list[int], saves: list[tuple[int, list[Statement]]]
) -> None:
    issues = {key: issue(key, day) for key, day in enumerate(days)}
    changed: dict[int, set[int]] = {}
    for document, rows in saves:
        if refusals(document, issues[document], rows, issues, lambda keys: changed):
            continue
        changed[document] = {row.target for row in rows if row.type in CHANGES}
        assert not _has_circle(changed)


def _has_circle(changed: Mapping[int, Collection[int]]) -> bool:
    """Whether a walk along changes ever comes back, found by taking away documents that change nothing left."""
    left = {document: set(targets) for document, targets in changed.items()}
    while ends := [document for document, targets in left.items() if not targets & left.keys()]:
        for document in ends:
            del left[document]
    return bool(left)
