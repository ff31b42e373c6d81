"""Accounts."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from factory.declarations import Sequence

from showcase.roles import ensure_roles
from tests.factories.base import ModelFactory

__all__ = ["UserFactory"]


class UserFactory(ModelFactory):
    """A user without rights; `role` puts them into one of the site's roles."""

    class Meta:
        model = get_user_model()

    username = Sequence(lambda n: f"nguoi-dung-{n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, role: str | None = None, **kwargs: Any) -> Any:
        user = model_class.objects.create_user(*args, **kwargs)
        if role is not None:
            ensure_roles()
            user.groups.add(Group.objects.get(name=role))
        return user
