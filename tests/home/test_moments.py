"""What is remembered for a moment, and what ends it."""

import pytest

from home import moments
from home.moments import of_the_moment
from tests.factories import UserFactory


class Clock:
    """Time that moves when it is told to."""

    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(moments, "time", clock)
    return clock


@pytest.fixture
def asked() -> list[str]:
    return []


def test_moment__each_question_is_answered_once(clock: Clock, asked: list[str]) -> None:
    @of_the_moment
    def title(language: str) -> str:
        asked.append(language)
        return language.upper()

    assert [title("vi"), title("en"), title("vi")] == ["VI", "EN", "VI"]
    assert asked == ["vi", "en"]


def test_moment__passes(clock: Clock, asked: list[str]) -> None:
    @of_the_moment
    def title() -> int:
        asked.append("")
        return len(asked)

    assert title() == 1
    clock.now += moments.TRUST
    assert title() == 2


@pytest.mark.django_db
def test_moment__ends_with_whatever_is_saved_or_deleted(clock: Clock, asked: list[str]) -> None:
    @of_the_moment
    def title() -> int:
        asked.append("")
        return len(asked)

    assert title() == 1
    user = UserFactory()
    assert title() == 2
    user.delete()
    assert [title(), title()] == [3, 3]


def test_moment__failure_is_not_remembered(clock: Clock, asked: list[str]) -> None:
    @of_the_moment
    def title() -> int:
        asked.append("")
        if len(asked) == 1:
            raise LookupError
        return len(asked)

    with pytest.raises(LookupError):
        title()
    assert title() == 2
