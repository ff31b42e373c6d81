"""Accounts."""

from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from showcase.roles import ensure_roles

__all__ = ["UserFactory"]


class UserFactory(DjangoModelFactory):
    """A user without rights; `role` puts them into one of the site's roles."""

    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"nguoi-dung-{n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, role: str | None = None, **kwargs: Any) -> Any:
        user = model_class.objects.create_user(*args, **kwargs)
        if role is not None:
            ensure_roles()
            user.groups.add(Group.objects.get(name=role))
        return user
