"""What editors draft, review and publish: pages, and the snippets that have drafts, whatever layer they are of."""

from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from wagtail.models import DraftStateMixin, Page, Revision
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models

__all__ = ["drafted_models", "edit_url", "editable", "kind_name", "revisions_of"]

_ACTIONS = ["change", "publish"]


@cache
def drafted_models() -> tuple[type[Any], ...]:
    """Page, and the snippets with drafts; each has one list of revisions."""
    return (Page, *(model for model in get_snippet_models() if issubclass(model, DraftStateMixin)))


def editable(model: type[Any], user: Any) -> QuerySet[Any]:
    """Records of a model that the user may change or publish."""
    policy = policy_registry.get_by_type(model)
    found: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, _ACTIONS)
    return found


def revisions_of(records: QuerySet[Any]) -> QuerySet[Any]:
    """Revisions of the records of a queryset, told apart by content type and a key kept as text."""
    key = Cast(OuterRef("object_id"), BigIntegerField())
    base = ContentType.objects.get_for_model(records.model, for_concrete_model=False)
    mine = Revision.objects.filter(base_content_type=base)
    return mine.filter(Exists(records.order_by().filter(pk=key).values("pk")))


def edit_url(model: type[Model] | None, key: Any) -> str:
    """Address of the form of a record; "" for a model without one."""
    if model is not None and issubclass(model, Page):
        return reverse("wagtailadmin_pages:edit", args=[key])
    viewset = getattr(model, "snippet_viewset", None)
    return reverse(viewset.get_url_name("edit"), args=[key]) if viewset else ""


def kind_name(content_type: ContentType | None) -> str:
    """Name of a kind of record, as the menus call it; "" for a model that is no longer there."""
    model = content_type.model_class() if content_type else None
    name = str(model._meta.verbose_name) if model else ""
    return name[:1].upper() + name[1:]
