"""Blocks: what their `clean` refuses, with the error at the field."""

from typing import Any

import pytest
from wagtail.blocks import StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from home.blocks.callouts import FigureRowBlock, FiguresBlock, NoticeBlock, RoleTasksBlock, StepsBlock
from home.blocks.links import LinkBlock
from home.blocks.stream import article_blocks
from home.blocks.text import PARAGRAPH_FEATURES, ParagraphBlock
from home.models import StandardPage
from tests.factories import FrontPageFactory, StandardPageFactory

ROW = {"what": "Điện", "unit": "kWh", "before": "41200", "after": "28400.5"}


def errors_of(block: StructBlock, raw: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.to_python(raw))
    errors: dict[str, Any] = caught.value.block_errors
    return errors


@pytest.mark.parametrize(
    "address", ["/sang-kien/", "https://example.org/a?b=c", "mailto:a@example.org", "tel:+84123"]
)
def test_link__address_alone_is_accepted(address: str) -> None:
    value = LinkBlock().clean(LinkBlock().to_python({"title": "Tên", "page": None, "address": address}))
    assert value.href == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://example.org", "sang-kien/", "/hai từ", "data:text/html,x", "tel:abc"],
)
def test_link__unsafe_or_vague_address_is_refused(address: str) -> None:
    assert set(errors_of(LinkBlock(), {"title": "Tên", "page": None, "address": address})) == {"address"}


def test_link__neither_page_nor_address_is_refused() -> None:
    assert set(errors_of(LinkBlock(), {"title": "Tên", "page": None, "address": ""})) == {"address"}


@pytest.mark.django_db
def test_link__page_and_address_together_are_refused() -> None:
    page = StandardPageFactory()
    assert set(errors_of(LinkBlock(), {"title": "Tên", "page": page.pk, "address": "/a/"})) == {"address"}


@pytest.mark.django_db
def test_link__page_gives_its_address() -> None:
    page = StandardPageFactory(title="Giới thiệu")
    value = LinkBlock().clean(LinkBlock().to_python({"title": "Tên", "page": page.pk, "address": ""}))
    assert value.href == "/gioi-thieu/"


@pytest.mark.django_db
def test_link__deleted_page_gives_no_address() -> None:
    page = StandardPageFactory()
    pk = page.pk
    StandardPage.objects.get(pk=pk).delete()
    FrontPageFactory()
    assert LinkBlock().to_python({"title": "Tên", "page": pk, "address": ""}).href == ""


def test_figures__need_a_row() -> None:
    errors = errors_of(FiguresBlock(), {"caption": "Một tháng", "rows": [], "source": ""})
    assert set(errors) == {"rows"}


def test_figures__need_a_caption() -> None:
    assert set(errors_of(FiguresBlock(), {"caption": "", "rows": [ROW], "source": ""})) == {"caption"}


def test_figures__row_needs_numbers() -> None:
    errors = errors_of(FigureRowBlock(), {**ROW, "before": None, "after": None})
    assert set(errors) == {"before", "after"}


def test_figures__accept_whole_and_decimal_numbers() -> None:
    block = FiguresBlock()
    value = block.clean(block.to_python({"caption": "Một tháng", "rows": [ROW], "source": "Sổ ghi"}))
    assert str(value["rows"][0]["after"]) == "28400.5"


def test_notice__text_is_needed() -> None:
    assert set(errors_of(NoticeBlock(), {"kind": "warn", "title": "", "text": ""})) == {"text"}


def test_role_tasks__role_must_be_known() -> None:
    raw = {"role": "giam-doc", "steps": [{"lead": "Nhập", "text": "", "due": ""}]}
    assert set(errors_of(RoleTasksBlock(), raw)) == {"role"}


def test_steps__each_needs_its_lead() -> None:
    assert set(errors_of(StepsBlock(), {"steps": [{"lead": "", "text": "Giải thích", "due": ""}]})) == {
        "steps"
    }


def test_paragraph__offers_only_what_the_page_sets() -> None:
    assert ParagraphBlock().features == PARAGRAPH_FEATURES
    assert ParagraphBlock(features=["bold"]).features == ["bold"]


def test_article__every_stream_has_blocks_of_its_own() -> None:
    first, second = dict(article_blocks()), dict(article_blocks())
    assert first.keys() == second.keys()
    assert all(first[name] is not second[name] for name in first)
