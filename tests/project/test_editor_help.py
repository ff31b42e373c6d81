"""Every field that an editor fills in explains itself: in all forms of pages, snippets and settings, and in blocks."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from wagtail import blocks
from wagtail.admin.panels import Panel, get_edit_handler
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page, get_page_models
from wagtail.snippets.models import get_snippet_models

from home.models import SiteDocument, SiteImage

OURS = {"home", "showcase", "search"}

# Fields of Wagtail itself that its own label explains, or whose widget does.
CLEAR_BY_THEMSELVES = {
    "go_live_at",  # stands in a dialog that explains schedules
    "expire_at",  # the same
    "comment_notifications",  # a switch beside the comments
    "search_description",  # Wagtail's own words follow in another part
    "is_active",  # “Đang dùng”
}


def our_forms() -> Iterator[tuple[str, Any]]:
    """(name of the model, its bound edit handler)."""
    models = [*get_page_models(), *get_snippet_models(), *settings_registry]
    for model in models:
        if model._meta.app_label in OURS:
            yield model._meta.label, _edit_handler(model)


def _edit_handler(model: Any) -> Any:
    """The handler that makes the form; three kinds of models have three places for it."""
    if issubclass(model, Page):
        return model.get_edit_handler()
    viewset = getattr(model, "snippet_viewset", None)
    return viewset._edit_handler if viewset else get_edit_handler(model)


def unexplained(panel: Panel, name: str) -> Iterator[str]:
    """Fields below a panel without a word of help, rows of inline panels included."""
    fields = panel.get_form_class().base_fields
    for child in _children(panel):
        field_name = getattr(child, "field_name", None)
        if field_name in fields and field_name not in CLEAR_BY_THEMSELVES:
            if not str(child.help_text).strip() and not str(fields[field_name].help_text).strip():
                yield f"{name}.{field_name}"
        elif hasattr(child, "child_edit_handler"):
            yield from unexplained(child.child_edit_handler, f"{name}.{child.relation_name}")


def _children(panel: Panel) -> Iterator[Panel]:
    yield panel
    for child in getattr(panel, "children", []):
        yield from _children(child)


def all_streams() -> dict[str, BaseStreamBlock]:
    """Every stream of our models by model and field."""
    return {
        f"{model._meta.label}.{field.name}": field.stream_block
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.get_fields()
        if isinstance(field, StreamField) and field.model is model
    }


def blocks_without_help(block: blocks.Block, name: str, is_offered: bool = False) -> Iterator[str]:
    """Fields in a block that say nothing of themselves."""
    if isinstance(block, BaseStreamBlock):
        for child_name, child in block.child_blocks.items():
            yield from blocks_without_help(child, f"{name}.{child_name}", is_offered=True)
    elif isinstance(block, BaseTypedTableBlock):
        for child_name, child in block.child_blocks.items():
            yield from blocks_without_help(child, f"{name}.{child_name}")
    elif isinstance(block, ImageBlock):
        if not str(getattr(block.meta, "help_text", "") or ""):
            yield name
    elif isinstance(block, blocks.StructBlock):
        for child_name, child in block.child_blocks.items():
            yield from blocks_without_help(child, f"{name}.{child_name}")
    elif isinstance(block, blocks.ListBlock):
        if not str(getattr(block.meta, "help_text", "") or "") and not is_offered:
            yield name
        if not isinstance(block.child_block, blocks.FieldBlock):
            yield from blocks_without_help(block.child_block, f"{name}.item")
    elif isinstance(block, blocks.FieldBlock) and not str(block.field.help_text or ""):
        yield name


@pytest.mark.django_db
def test_forms__explain_every_field() -> None:
    missing = [field for name, handler in our_forms() for field in unexplained(handler, name)]
    assert missing == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", [SiteImage, SiteDocument])
def test_uploads__explain_our_own_fields(model: Any) -> None:
    own = set(model.admin_form_fields) - {"title", "file", "description", "collection", "tags"}
    own -= {name for name in own if name.startswith("focal_point")}
    assert [name for name in own if not str(model._meta.get_field(name).help_text)] == []


def test_blocks__explain_every_field() -> None:
    missing = {path for name, stream in all_streams().items() for path in blocks_without_help(stream, name)}
    assert missing == set()


def test_walk__notices_what_is_missing() -> None:
    """The guard itself works."""
    stream = blocks.StreamBlock(
        [("a", blocks.StructBlock([("b", blocks.CharBlock()), ("c", blocks.CharBlock(help_text="c"))]))]
    )
    assert list(blocks_without_help(stream, "x")) == ["x.a.b"]
