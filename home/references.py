"""What a record shows: its pictures, and the words of all its fields, blocks and rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, ForeignKey, Model, TextField
from django.utils.html import strip_tags
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model

__all__ = ["PictureUse", "picture_uses", "texts"]

# Columns of Wagtail's own and codes that are no words of the record.
_NOT_WORDS = {"path", "url_path", "draft_title", "content_path", "locked_by", "translation_key"}


# Relations that nobody but editors sees.
_INTERNAL = {"wagtail_admin_comments"}


@dataclass(frozen=True)
class PictureUse:
    """A picture and where it stands: field, outermost block of a stream, or column of an inline row."""

    image_id: int
    field: str
    block_id: str = ""
    row: int | None = None
    column: str = ""


def picture_uses(instance: Model, rows: Mapping[str, Sequence[Model]] | None = None) -> list[PictureUse]:
    """Every picture that a record shows.

    `rows` replaces the saved rows of relations: those that a form is about to write.
    """
    return [
        *_own_pictures(instance),
        *(
            PictureUse(use.image_id, name, row=position, column=use.field)
            for name, position, row in _child_rows(instance, rows)
            for use in _own_pictures(row)
        ),
    ]


def _own_pictures(instance: Model) -> Iterator[PictureUse]:
    model = get_image_model()
    for field in instance._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.remote_field.model is model:
            image_id = getattr(instance, field.attname)
            if image_id:
                yield PictureUse(image_id, field.name)
        elif isinstance(field, StreamField | RichTextField):
            value = field.value_from_object(instance)
            for to_model, key, _model_path, content_path in field.extract_references(value) if value else ():
                if issubclass(to_model, model):
                    block_id = content_path.split(".")[0] if isinstance(field, StreamField) else ""
                    yield PictureUse(int(key), field.name, block_id=block_id)


def _child_rows(
    instance: Model, rows: Mapping[str, Sequence[Model]] | None
) -> Iterator[tuple[str, int, Model]]:
    if not isinstance(instance, ClusterableModel):
        return
    for relation in get_all_child_relations(type(instance)):
        name = relation.get_accessor_name()
        if name in _INTERNAL:
            continue
        found = rows.get(name) if rows is not None else None
        if found is None:
            found = getattr(instance, name).all()
        for position, row in enumerate(found):
            yield name, position, row


def texts(instance: Model) -> Iterator[str]:
    """The words of a record: its columns, its streams and its rows, without marks of rich text."""
    yield from _own_texts(instance)
    for _name, _position, row in _child_rows(instance, None):
        yield from _own_texts(row)


def _own_texts(instance: Model) -> Iterator[str]:
    for field in instance._meta.concrete_fields:
        if field.name in _NOT_WORDS:
            continue
        value = field.value_from_object(instance)
        if isinstance(field, StreamField):
            yield from _strings(value.raw_data if value else ())
        elif isinstance(field, CharField | TextField) and value:
            yield strip_tags(str(value))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield strip_tags(value)
    elif isinstance(value, Mapping):
        for key in value:
            if key not in {"id", "type"}:
                yield from _strings(value[key])
    elif hasattr(value, "__iter__"):
        for item in value:
            yield from _strings(item)
