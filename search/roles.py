"""What the editors' and the approvers' roles may do with search; contributors have no part in it."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from search.models import Abbreviation, IndexRun, PromotedResult, Question, SynonymGroup
from showcase.roles import APPROVER, EDITOR

__all__ = ["grant_editors"]

_FULL = ("add", "change", "delete", "view")
_PERMISSIONS: dict[type[Model], tuple[str, ...]] = {
    **dict.fromkeys((SynonymGroup, Abbreviation, PromotedResult), _FULL),
    Question: ("view",),
    IndexRun: ("add", "view"),
}


def grant_editors() -> None:
    """Give the two roles their permissions, where they exist; what was added to them stays."""
    for group in Group.objects.filter(name__in=(EDITOR, APPROVER)):
        for model, actions in _PERMISSIONS.items():
            names = [f"{action}_{model._meta.model_name}" for action in actions]
            group.permissions.add(
                *Permission.objects.filter(
                    content_type=ContentType.objects.get_for_model(model), codename__in=names
                )
            )
