"""What the records say of the candidates of a round: read at once for all of them, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from showcase.awards.eligibility import PersonFact, Rule, Verdict, WorkFact, judge
from showcase.awards.names import person_key
from showcase.models import (
    AwardCandidate,
    AwardRound,
    AwardStep,
    CandidateInitiative,
    Initiative,
    InitiativeAuthor,
    Stage,
)

__all__ = ["Dossier", "authors_meant", "dossiers", "listed", "rules_of"]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A candidate with the initiatives that speak for it and what the conditions say.

    `authors` are those who would be honoured: all authors of an initiative, or the rows of the one person, latest
    initiative first. `joined` are candidates that somebody said are the same person.
    """

    candidate: AwardCandidate
    works: tuple[Initiative, ...]
    authors: tuple[InitiativeAuthor, ...]
    joined: tuple[AwardCandidate, ...]
    verdict: Verdict

    @property
    def steps(self) -> list[AwardStep]:
        """What was done with it and with those joined to it, oldest first."""
        found = [step for one in (self.candidate, *self.joined) for step in one.steps.all()]
        return sorted(found, key=lambda step: step.pk)


def rules_of(round_: AwardRound) -> list[Rule]:
    """The conditions of the round's honour, of all times: `judge` picks those of the day."""
    return [
        Rule(
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            min_value=row.min_value,
            min_years=row.min_years,
            max_education=row.max_education,
            allows_leaders=row.allows_leaders,
            text=row.text,
            source=row.source,
        )
        for row in round_.award_type.thresholds.all()
    ]


def dossiers(
    round_: AwardRound, *, stages: Iterable[str] | None = None, pks: Iterable[int] | None = None
) -> list[Dossier]:
    """The candidates of a round in the order in which they were added, joined ones under whom they were joined to."""
    works = CandidateInitiative.objects.select_related("initiative__unit").order_by(
        "initiative__applied_on", "initiative__code"
    )
    works = works.prefetch_related(
        Prefetch("initiative__authors", queryset=InitiativeAuthor.objects.order_by("sort_order", "pk")),
        "initiative__recognitions",
        "initiative__awards",
    )
    candidates = (
        AwardCandidate.objects.filter(round=round_)
        .select_related("unit")
        .prefetch_related(
            Prefetch("works", queryset=works),
            Prefetch("steps", queryset=AwardStep.objects.select_related("user")),
        )
    )
    wanted = Q()
    if stages is not None:
        wanted &= Q(stage__in=list(stages))
    if pks is not None:
        wanted &= Q(pk__in=list(pks))
    if wanted:
        candidates = candidates.filter(wanted | Q(joined_into__isnull=False))
    rows = list(candidates)
    joined: dict[int, list[AwardCandidate]] = {}
    for row in rows:
        if row.joined_into_id is not None:
            joined.setdefault(row.joined_into_id, []).append(row)
    rules = rules_of(round_)
    return [
        _dossier(round_, row, joined.get(row.pk, []), rules) for row in rows if row.joined_into_id is None
    ]


def _dossier(
    round_: AwardRound, candidate: AwardCandidate, joined: list[AwardCandidate], rules: Sequence[Rule]
) -> Dossier:
    links = {link.initiative_id: link for one in (candidate, *joined) for link in one.works.all()}
    works = tuple(
        sorted((link.initiative for link in links.values()), key=lambda work: (work.applied_on, work.code))
    )
    authors: list[InitiativeAuthor] = []
    for work in reversed(works):
        authors += authors_meant(work, links[work.pk].author_name if round_.honours_people else "")
    people = _people(authors, one_person=round_.honours_people)
    facts = [
        WorkFact(work.code, work.applied_on, work.benefit_value, work.benefit_evidence) for work in works
    ]
    return Dossier(candidate, works, tuple(authors), tuple(joined), judge(rules, round_.day, people, facts))


def authors_meant(work: Initiative, name: str) -> list[InitiativeAuthor]:
    """The rows of a work with this name, however it is spelt; all of them without a name."""
    rows = list(work.authors.all())
    return [row for row in rows if person_key(row.name) == person_key(name)] if name else rows


def _people(authors: Sequence[InitiativeAuthor], *, one_person: bool) -> list[PersonFact]:
    """What the rows say of people; of one person the latest row counts, its training from the latest that tells it."""
    facts = [
        PersonFact(row.name, row.education, row.holds_leadership_post, row.initiative.code) for row in authors
    ]
    if not one_person or not facts:
        return facts
    latest = facts[0]
    education = next((fact.education for fact in facts if fact.education), "")
    return [PersonFact(latest.name, education, latest.leads, latest.code)]


def listed(found: Iterable[Dossier], stage: Stage) -> list[Dossier]:
    """Those of some dossiers that stand in a list."""
    return [dossier for dossier in found if dossier.candidate.stage == stage]
