"""Rights on snippets, narrowed by offices: on records of one unit, and on what only the central desk changes.

Snippets whose records belong to somebody register a `ScopedPolicy` and use `ScopedViewSet`, which asks it at the door
of every view of one record: Wagtail's own views ask mostly for the model as a whole.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import SnippetViewSet

from home.offices import page_scope

__all__ = ["CentralPolicy", "ScopedPolicy", "ScopedViewSet"]


class ScopedPolicy(ModelPermissionPolicy):
    """Rights on a model, kept to the records that `condition` gives a person."""

    def condition(self, user: Any) -> Q | None:
        """Records that a person is limited to, or None where only the role counts."""
        raise NotImplementedError(type(self).__name__)

    def covers(self, user: Any, instance: Model) -> bool:
        """Whether a record, as it is stored, is one of the person's; a new one belongs to nobody yet."""
        condition = self.condition(user)
        if condition is None or instance.pk is None:
            return True
        return bool(self.model._base_manager.filter(condition, pk=instance.pk).exists())

    def visible(self, user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
        """Those of some records that are the person's."""
        condition = self.condition(user)
        # As a subquery, since conditions over several tables would find a record more than once.
        return (
            records
            if condition is None
            else records.filter(pk__in=self.model._base_manager.filter(condition).values("pk"))
        )

    def choosable(self, user: Any, records: QuerySet[Any]) -> QuerySet[Any]:
        """Those of some records that a person may point to from another record."""
        return self.visible(user, records)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Model) -> bool:
        """The right of the role, on one of the person's records."""
        return self.user_has_permission(user, action) and self.covers(user, instance)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Collection[str], instance: Model
    ) -> bool:
        """One of the rights of the role, on one of the person's records."""
        return self.user_has_any_permission(user, actions) and self.covers(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Collection[str]) -> QuerySet[Any]:
        """The person's records, where the role gives one of the rights."""
        return self.visible(user, super().instances_user_has_any_permission_for(user, actions))


class CentralPolicy(ModelPermissionPolicy):
    """Rights on words and lists that the whole site shares: people whom an office limits may only look at them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """The right of the role; for members of limited offices that of looking, if the role has any."""
        if not super().user_has_permission(user, action):
            return False
        return action == "view" or page_scope(user) is None


class ScopedViewSet(SnippetViewSet):
    """A snippet whose records belong to somebody: lists show a person's own, views of others are refused."""

    def get_queryset(self, request: HttpRequest) -> Any:
        """Records of the list."""
        records = self.model._default_manager.all()
        policy: ScopedPolicy = policy_registry.get_by_type(self.model)
        return policy.visible(request.user, records)

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        """Every view of one record asks whose it is before it does anything."""
        return _at_the_door(super().construct_view(view_class, **kwargs), self.model)


def _at_the_door(
    view: Callable[..., HttpResponseBase], model: type[Model]
) -> Callable[..., HttpResponseBase]:
    """A view that refuses records of others; one that does not exist is left to the view."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = kwargs.get("pk")
        policy: ScopedPolicy = policy_registry.get_by_type(model)
        if key is not None and policy.condition(request.user) is not None:
            record = model._base_manager.filter(pk=unquote(str(key))).first()
            if record is not None and not policy.covers(request.user, record):
                raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
