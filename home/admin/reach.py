"""Conditions on rows that speak of a record by its kind and key, such as log entries and states of workflows."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models

from home.offices import page_scope
from home.permissions import ScopedPolicy

__all__ = ["own_records", "reach", "scoped_records"]


def reach(user: Any, log_model: type[Any]) -> Q | None:
    """Entries of a log about what is somebody's, or None where offices do not limit them."""
    scope = page_scope(user)
    if scope is None:
        return None
    if issubclass(log_model, PageLogEntry):
        return Q(page__in=Page.objects.filter(scope.condition).values("pk"))
    return scoped_records(user, "content_type", "object_id", others=False)


def own_records(user: Any, kind: str, key: str) -> Q:
    """Rows whose record, a page or not, is somebody's; all of them for whom offices do not limit."""
    scope = page_scope(user)
    if scope is None:
        return Q()
    pages = Page.objects.filter(scope.condition).order_by().values_list(Cast("pk", CharField()), flat=True)
    page_kind = ContentType.objects.get_for_model(Page)
    return Q(**{kind: page_kind, f"{key}__in": pages}) | scoped_records(user, kind, key, others=False)


def scoped_records(user: Any, kind: str, key: str, *, others: bool) -> Q:
    """Rows whose record, named by the columns `kind` and `key`, is the person's.

    Records that belong to nobody in particular are among them where `others` says so.
    """
    owned, scoped_kinds = Q(pk__in=[]), []
    for model in get_snippet_models():
        policy = policy_registry.get_by_type(model)
        condition = policy.condition(user) if isinstance(policy, ScopedPolicy) else None
        if condition is None:
            continue
        content_type = ContentType.objects.get_for_model(model)
        scoped_kinds.append(content_type.pk)
        keys = policy.visible(user, model._base_manager.order_by())
        owned |= Q(**{kind: content_type, f"{key}__in": keys.values_list(Cast("pk", CharField()), flat=True)})
    return owned | ~Q(**{f"{kind}__in": scoped_kinds}) if others else owned
