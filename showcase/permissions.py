"""Rights on the catalogue, narrowed to the units of a person's offices."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permissions import register_permission_policy

from home.permissions import CentralPolicy, ScopedPolicy
from showcase.models import (
    AwardRound,
    AwardType,
    CampaignFigure,
    CampaignTarget,
    Consent,
    Field,
    Initiative,
    Unit,
)
from showcase.scope import unit_paths, within

__all__ = ["register"]


class UnitPolicy(ScopedPolicy):
    """Records that carry a unit."""

    def condition(self, user: Any) -> Q | None:
        """Those of the units in the care of the person's offices."""
        paths = unit_paths(user)
        return None if paths is None else within("unit", paths)


class InitiativePolicy(UnitPolicy):
    """Initiatives: those of other units may be pointed to once they are published, not opened."""

    def choosable(self, user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
        """A person's own and what everybody can read."""
        condition = self.condition(user)
        return records if condition is None else records.filter(condition | Q(live=True))


class AwardRoundPolicy(ScopedPolicy):
    """Selection rounds: those that the person's units hold."""

    def condition(self, user: Any) -> Q | None:
        """Those whose deciding body is in the care of the person's offices."""
        paths = unit_paths(user)
        return None if paths is None else within("body", paths)


class ConsentPolicy(ScopedPolicy):
    """Consents: of authors and stories of the person's units, and those that their offices keep."""

    def condition(self, user: Any) -> Q | None:
        """Whom an initiative or a story of theirs names, or who gave the paper to one of their offices."""
        paths = unit_paths(user)
        if paths is None:
            return None
        return (
            Q(office__members=user)
            | Q(stories__office__members=user)
            | within("authorships__initiative__unit", paths)
            | within("stories__story_initiatives__initiative__unit", paths)
        )


def register() -> None:
    """Tell Wagtail, before any view asks for the rights on these models."""
    register_permission_policy(Initiative, InitiativePolicy(Initiative))
    register_permission_policy(Consent, ConsentPolicy(Consent))
    register_permission_policy(AwardRound, AwardRoundPolicy(AwardRound))
    for model in (CampaignTarget, CampaignFigure):
        register_permission_policy(model, UnitPolicy(model))
    for shared in (Field, AwardType, Unit):
        register_permission_policy(shared, CentralPolicy(shared))
