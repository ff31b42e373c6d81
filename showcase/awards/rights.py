"""Who works at the award desk: approvers and administrators, on the rounds of their own units."""

from typing import Any

from django.db.models import QuerySet
from wagtail.permissions import policy_registry

from home.permissions import ScopedPolicy
from showcase.models import AwardRound

__all__ = ["may_see", "may_work", "rounds_of"]


def _policy() -> ScopedPolicy:
    policy: ScopedPolicy = policy_registry.get_by_type(AwardRound)
    return policy


def may_see(user: Any) -> bool:
    """Whether the desk is open to a person at all."""
    return bool(user.is_authenticated and _policy().user_has_permission(user, "view"))


def may_work(user: Any) -> bool:
    """Whether a person may make and change rounds."""
    return may_see(user) and bool(_policy().user_has_permission(user, "change"))


def rounds_of(user: Any) -> "QuerySet[AwardRound]":
    """The rounds that a person may see."""
    return _policy().visible(user, AwardRound.objects.select_related("award_type", "body", "campaign"))
