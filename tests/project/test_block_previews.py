"""Every block that an editor can choose has a name, an icon, a description and a preview in the site's own styles."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.icons import get_icons
from wagtail.blocks.stream_block import BaseStreamBlock

from tests.factories import UserFactory
from tests.project.test_editor_help import all_streams

DEFAULT_ICON = "placeholder"


def offered() -> dict[str, blocks.Block]:
    """Blocks of every stream, streams within streams too, by their path."""
    found: dict[str, blocks.Block] = {}

    def walk(stream: BaseStreamBlock, name: str) -> None:
        for child_name, child in stream.child_blocks.items():
            found[f"{name}.{child_name}"] = child
            if isinstance(child, BaseStreamBlock):
                walk(child, f"{name}.{child_name}")

    for name, stream in all_streams().items():
        walk(stream, name)
    return found


def distinct() -> dict[str, blocks.Block]:
    """One block of each class: the same block stands in many streams."""
    return {type(block).__name__: block for block in offered().values()}


def test_blocks__have_label_icon_and_description() -> None:
    sprite = get_icons()
    lacking = [
        name
        for name, block in offered().items()
        if not str(block.label)
        or block.meta.icon == DEFAULT_ICON
        or f'id="icon-{block.meta.icon}"' not in sprite
        or not str(block.get_description())
    ]
    assert lacking == []


def test_blocks__are_classes_with_a_name() -> None:
    """A block put together in place has no class that could carry a preview."""
    nameless = {blocks.StructBlock, blocks.CharBlock, blocks.StreamBlock, blocks.ListBlock}
    assert [name for name, block in offered().items() if type(block) in nameless] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(distinct()))
def test_preview__shows_the_block_under_the_policy(client: Client, name: str) -> None:
    block = distinct()[name]
    assert block.is_previewable
    client.force_login(UserFactory(is_superuser=True))
    answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "css/site.css" in html
    assert not re.search(r"<style|\sstyle=|<script(?! src)|\son\w+=", html)
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert settings.ADMIN_CONTENT_SECURITY_POLICY["default-src"][0] in policy
    for word in words_of(getattr(block.meta, "preview_value", None)):
        assert word in html, word


def words_of(value: Any) -> list[str]:
    """Some words of a preview's value that its picture must show."""
    if isinstance(value, dict):
        value = next(
            (
                one
                for key, one in value.items()
                if isinstance(one, str) and key not in {"kind", "role", "address"}
            ),
            "",
        )
    if not isinstance(value, str):
        return []
    text = re.sub(r"<[^>]+>", " ", value)
    assert json.dumps(text)
    return text.split()[:3]
