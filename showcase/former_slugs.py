"""Keeping the slugs that fields and units give up, so that published links never break."""

from typing import Any

from django.db.models.signals import post_save, pre_save

from showcase.models import Field, FormerSlug, Unit

__all__: list[str] = []

_KINDS: dict[type, str] = {Field: "field", Unit: "unit"}


def _remember_slug(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    rows = sender._base_manager.filter(pk=instance.pk).values_list("slug", flat=True)
    instance._slug_before = rows.first() if instance.pk and not raw else None


def _keep_slug(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Keep the old slug; what another record once had and this one takes now is forgotten."""
    kind = _KINDS[sender]
    before = instance._slug_before
    if raw or before == instance.slug:
        return
    of_this_kind = FormerSlug.objects.filter(**{f"{kind}__isnull": False})
    of_this_kind.filter(slug=instance.slug).delete()
    if before:
        of_this_kind.filter(slug=before).delete()
        FormerSlug.objects.create(slug=before, **{kind: instance})


for _model in _KINDS:
    pre_save.connect(_remember_slug, sender=_model, dispatch_uid=f"showcase.{_model.__name__}.slug_before")
    post_save.connect(_keep_slug, sender=_model, dispatch_uid=f"showcase.{_model.__name__}.slug_kept")
