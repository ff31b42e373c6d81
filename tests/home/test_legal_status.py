"""Whether a document is in force: every rule of the derivation, day by day."""

import datetime

import pytest

from home.legal_status import IncomingChange, LegalStatus, RelationType, derive_status

START = datetime.date(2021, 3, 4)
END = datetime.date(2022, 12, 31)
CHANGE = datetime.date(2022, 6, 1)
DAY = datetime.timedelta(days=1)

PENDING, IN_FORCE, PARTLY, ENDED = (
    LegalStatus.PENDING,
    LegalStatus.IN_FORCE,
    LegalStatus.PARTLY,
    LegalStatus.ENDED,
)


def change(kind: RelationType, *, partly: bool = False) -> IncomingChange:
    return IncomingChange(kind, CHANGE, partly)


@pytest.mark.parametrize(
    ("day", "end", "expected"),
    [
        (START - DAY, None, PENDING),
        (START, None, IN_FORCE),
        (START + DAY, None, IN_FORCE),
        (END, END, IN_FORCE),
        (END + DAY, END, ENDED),
        (START, START, IN_FORCE),
        (START + DAY, START, ENDED),
    ],
)
def test_status__dates(day: datetime.date, end: datetime.date | None, expected: LegalStatus) -> None:
    assert derive_status(START, end, [], day) == expected


@pytest.mark.parametrize(
    ("kind", "partly", "expected"),
    [
        (RelationType.REPLACES, False, ENDED),
        (RelationType.REPLACES, True, PARTLY),
        (RelationType.REPEALS, False, ENDED),
        (RelationType.REPEALS, True, PARTLY),
        (RelationType.AMENDS, False, PARTLY),
        (RelationType.AMENDS, True, PARTLY),
        (RelationType.BASED_ON, False, IN_FORCE),
        (RelationType.GUIDES, False, IN_FORCE),
        (RelationType.IMPLEMENTS, False, IN_FORCE),
        (RelationType.URGES, False, IN_FORCE),
        (RelationType.ATTACHED_TO, False, IN_FORCE),
    ],
)
def test_status__one_change(kind: RelationType, partly: bool, expected: LegalStatus) -> None:
    changes = [change(kind, partly=partly)]
    assert derive_status(START, None, changes, CHANGE - DAY) == IN_FORCE
    assert derive_status(START, None, changes, CHANGE) == expected
    assert derive_status(START, None, changes, CHANGE + DAY) == expected


def test_status__whole_replacement_outweighs_amendment() -> None:
    changes = [
        change(RelationType.AMENDS),
        change(RelationType.REPLACES),
        change(RelationType.REPEALS, partly=True),
    ]
    assert derive_status(START, None, changes, CHANGE) == ENDED
    assert derive_status(START, None, reversed(changes), CHANGE) == ENDED


def test_status__future_replacement_leaves_todays_amendment() -> None:
    changes = [
        change(RelationType.AMENDS),
        IncomingChange(RelationType.REPLACES, CHANGE + 30 * DAY),
    ]
    assert derive_status(START, None, changes, CHANGE) == PARTLY
    assert derive_status(START, None, changes, CHANGE + 30 * DAY) == ENDED


def test_status__own_end_outweighs_amendment() -> None:
    assert derive_status(START, END, [change(RelationType.AMENDS)], END + DAY) == ENDED


def test_status__replaced_before_it_began_is_not_yet_in_force() -> None:
    assert derive_status(CHANGE + DAY, None, [change(RelationType.REPLACES)], CHANGE) == PENDING
    assert derive_status(CHANGE + DAY, None, [change(RelationType.REPLACES)], CHANGE + DAY) == ENDED


@pytest.mark.parametrize("kind", list(RelationType))
def test_relation__has_an_inverse_of_its_own(kind: RelationType) -> None:
    assert kind.inverse_label
    assert kind.inverse_label != kind.label
    assert len({other.inverse_label for other in RelationType}) == len(RelationType)
