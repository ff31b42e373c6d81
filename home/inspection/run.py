"""One inspection: every published record is read, and the table of findings is written anew."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django_tasks import task
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, ReferenceIndex

from home.inspection.collect import IMAGE, URL, Use, uses_of
from home.inspection.inside import Inside, as_key, is_outside
from home.models import ExternalLink, Finding, SiteImage

__all__ = ["inspect", "inspect_in_background"]

_OUTSIDE = {
    ExternalLink.State.BROKEN: Finding.Reason.OUTSIDE_BROKEN,
    ExternalLink.State.UNREACHABLE: Finding.Reason.OUTSIDE_SILENT,
    ExternalLink.State.MOVED: Finding.Reason.OUTSIDE_MOVED,
}
_OF_PICTURES = {Finding.Reason.NO_ALT, Finding.Reason.DECORATIVE}
_BATCH = 500


def inspect() -> int:
    """Read everything that is published and write what was found; returns the number of findings.

    Addresses of other sites that are new are noted, to be asked by `outside.check_due`; those that nobody links
    any more are forgotten. Readers of the reports see the old findings until the new ones are all there.
    """
    found = [(record, use) for record in published_records() for use in uses_of(record)]
    inside = Inside.about(use for _record, use in found)
    _note_outside(
        {use.target for _record, use in found if use.kind == URL and is_outside(use.target, inside.hosts)}
    )
    troubled = {link.url: link for link in ExternalLink.objects.troubled()}
    images = SiteImage.objects.in_bulk({as_key(use.target) for _record, use in found if use.kind == IMAGE})
    findings = [
        finding
        for record, use in found
        if (finding := _judged(record, use, inside, troubled, images)) is not None
    ]
    findings.extend(_chosen_unpublished())
    with transaction.atomic():
        Finding.objects.all().delete()
        Finding.objects.bulk_create(findings, batch_size=_BATCH)
    return len(findings)


@task()
def inspect_in_background() -> int:
    """The background form of `inspect`."""
    return inspect()


def published_records() -> Iterator[Any]:
    """Live pages as their own types, then snippets and settings with rich text or streams."""
    yield from Page.objects.live().filter(depth__gt=1).order_by("pk").specific().iterator(chunk_size=_BATCH)
    for model in apps.get_models():
        if issubclass(model, Page) or getattr(model, "wagtail_reference_index_ignore", False):
            continue
        if any(isinstance(field, RichTextField | StreamField) for field in model._meta.get_fields()):
            records = model._default_manager.order_by("pk")
            if any(field.name == "live" for field in model._meta.get_fields()):
                records = records.filter(live=True)
            yield from records.iterator(chunk_size=_BATCH)


def _judged(
    record: Any,
    use: Use,
    inside: Inside,
    troubled: dict[str, ExternalLink],
    images: dict[int, SiteImage],
) -> Finding | None:
    if use.kind == IMAGE:
        return _picture(record, use, images)
    if use.kind == URL and use.target in troubled:
        link = troubled[use.target]
        reason = _OUTSIDE[ExternalLink.State(link.state)]
        return _finding(
            record, reason, place=use.place, target=link.url, detail=link.reason, found_at=link.checked_at
        )
    trouble = inside.trouble(use)
    if trouble is None:
        return None
    reason, target, detail = trouble
    return _finding(record, reason, place=use.place, target=target, detail=detail)


def _picture(record: Any, use: Use, images: dict[int, SiteImage]) -> Finding | None:
    """A picture that is gone, marked as ornament, or without words in its place and in the library."""
    image = images.get(as_key(use.target))
    if image is None:
        target = f"#{use.target}"
        return (
            _finding(record, Finding.Reason.DELETED, place=use.place, target=target) if use.target else None
        )
    if use.is_decorative:
        reason = Finding.Reason.DECORATIVE
    elif (use.alt or "").strip() or (use.alt is None and image.description.strip()):
        return None
    else:
        reason = Finding.Reason.NO_ALT
    return _finding(record, reason, place=use.place, target=image.title)


def _chosen_unpublished() -> Iterator[Finding]:
    """Pages chosen in fields and rows of published pages that are not published: they silently leave their place."""
    pages = ContentType.objects.get_for_model(Page)
    hidden = {str(pk): title for pk, title in Page.objects.filter(live=False).values_list("pk", "title")}
    chosen: dict[int, list[ReferenceIndex]] = defaultdict(list)
    references = ReferenceIndex.objects.filter(base_content_type=pages, to_content_type=pages)
    for reference in references.order_by("pk").iterator(chunk_size=_BATCH):
        if reference.to_object_id in hidden and not _is_in_text(reference):
            chosen[int(reference.object_id)].append(reference)
    for page in Page.objects.live().filter(pk__in=list(chosen)):
        for reference in chosen[page.pk]:
            place = capfirst(reference.describe_source_field())
            target = hidden[reference.to_object_id]
            yield _finding(page, Finding.Reason.UNPUBLISHED, place=place, target=target)


def _is_in_text(reference: ReferenceIndex) -> bool:
    """Whether the reference stands in rich text or a stream, which are read themselves."""
    name = reference.model_path.split(".", 1)[0]
    model = reference.content_type.model_class()
    fields = {field.name: field for field in model._meta.get_fields()} if model else {}
    return isinstance(fields.get(name), RichTextField | StreamField)


def _finding(
    record: Any, reason: str, *, place: str, target: str, detail: str = "", found_at: Any = None
) -> Finding:
    return Finding(
        category=Finding.Category.IMAGE if reason in _OF_PICTURES else Finding.Category.LINK,
        reason=reason,
        source_type=ContentType.objects.get_for_model(record),
        source_id=record.pk,
        source_title=str(record)[:300],
        place=place[:200],
        target=str(target),
        detail=detail[:300],
        found_at=found_at or timezone.now(),
    )


def _note_outside(urls: Iterable[str]) -> None:
    """Keep the list of addresses in step with the content."""
    keys = {hashlib.sha256(url.encode()).hexdigest(): url for url in urls}
    known = set(ExternalLink.objects.values_list("key", flat=True))
    gone = sorted(known - keys.keys())
    for place in range(0, len(gone), _BATCH):
        ExternalLink.objects.filter(key__in=gone[place : place + _BATCH]).delete()
    new = [ExternalLink(key=key, url=keys[key]) for key in keys.keys() - known]
    ExternalLink.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
