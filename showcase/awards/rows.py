"""Rows of the desk: a candidate with its reasons, conflicts and history, ready for the template."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from showcase.awards.conflicts import Conflict
from showcase.awards.eligibility import Outcome, Rule, describe
from showcase.awards.gather import Dossier
from showcase.awards.papers.build import STATE_LABELS
from showcase.models import AwardRound

__all__ = ["DeskRow", "Reason", "desk_rows", "rule_lines"]


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule with its findings, for one candidate."""

    rule: str
    outcome: Outcome

    @property
    def mark(self) -> str:
        """`met`, `not` or `open`."""
        return {True: "met", False: "not", None: "open"}[self.outcome.met]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """What the desk shows of a candidate."""

    dossier: Dossier
    state: str
    state_label: str
    reasons: tuple[Reason, ...]
    conflicts: tuple[Conflict, ...]


def desk_rows(
    round_: AwardRound, found: Iterable[Dossier], conflicts: Mapping[int, Sequence[Conflict]]
) -> list[DeskRow]:
    """Rows in the order of the candidates; runs no queries."""
    return [
        DeskRow(
            dossier=dossier,
            state=dossier.verdict.state.value,
            state_label=str(STATE_LABELS[dossier.verdict.state]),
            reasons=tuple(Reason(describe(outcome.rule), outcome) for outcome in dossier.verdict.outcomes),
            conflicts=tuple(conflicts.get(dossier.candidate.pk, ())),
        )
        for dossier in found
    ]


def rule_lines(rules: Iterable[Rule], day: datetime.date) -> list[str]:
    """The rules in force on the day of a round, in words."""
    return [describe(rule) for rule in rules if rule.is_in_force(day)]
