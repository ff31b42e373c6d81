"""Blocks of stories: what they refuse, what they show, and what they cost."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.blocks import Block
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from home import moments
from home.blocks.audio import AudioBlock
from home.blocks.gallery import BeforeAfterBlock, GalleryBlock
from home.models import SiteDocument, SiteImage
from showcase.blocks import story_blocks
from showcase.choices import Disclosure
from showcase.models import Initiative, StoryPage
from tests.editing import text_of
from tests.factories import ConsentFactory, InitiativeFactory, StoryPageFactory, UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("media_root", "_let_go"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]

MINE = ("portrait", "before_after", "gallery", "initiative", "audio")


@pytest.fixture
def _let_go() -> Iterator[None]:
    """Let go of the temporary files that making renditions leaves to the collector."""
    yield
    gc.collect()


def picture(alt: str = "Phao nhựa bên bể", decorative: bool = False) -> SiteImage:
    image = SiteImage.objects.create(title="Hình", file=get_test_image_file(size=(40, 30)))
    image.contextual_alt_text = alt
    image.decorative = decorative
    return image


def sound(name: str = "nuoc.mp3") -> SiteDocument:
    document = SiteDocument(title="Tiếng nước")
    document.file.save(name, ContentFile(b"sound"))
    document.save()
    return document


def gallery(*pictures: SiteImage) -> dict[str, Any]:
    return {"pictures": [{"image": one, "caption": ""} for one in pictures], "caption": "Ba tháng"}


def comparison(before: Any = None, after: Any = None, rows: Any = ()) -> dict[str, Any]:
    return {
        "before": before,
        "before_label": "Trước",
        "after": after,
        "after_label": "Sau",
        "caption": "Đọc mực nước từ dưới sân",
        "rows": list(rows),
        "source": "",
    }


ROW = {"what": "Lượt leo thang", "unit": "lượt", "before": 3, "after": 0}


def audio(document: SiteDocument, transcript: str = "<p>(Tiếng nước dâng.)</p>") -> dict[str, Any]:
    return {"title": "Nghe", "document": document, "speaker": "", "transcript": RichText(transcript)}


def refused(block: Block, value: dict[str, Any]) -> set[str]:
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.normalize(value))
    return set(caught.value.block_errors)


def story(*body: tuple[str, Any], **values: Any) -> StoryPage:
    return StoryPageFactory(body=list(body), **values)


def fetched(client: Client, page: StoryPage) -> str:
    answer = client.get(page.url)
    assert answer.status_code == 200
    return answer.content.decode()


# Refused ------------------------------------------------------------------------------------------


def test_gallery__wants_two_to_eight_described_pictures() -> None:
    block = GalleryBlock()
    block.set_name("gallery")
    block.clean(block.normalize(gallery(picture(), picture())))
    assert refused(block, gallery(picture())) == {"pictures"}
    assert refused(block, gallery(*(picture() for _ in range(9)))) == {"pictures"}
    assert refused(block, gallery(picture(), picture(alt="", decorative=True))) == {"pictures"}
    assert refused(block, gallery(picture(), picture(alt="  "))) == {"pictures"}


def test_before_after__wants_both_pictures_or_measures() -> None:
    block = BeforeAfterBlock()
    block.set_name("before_after")
    block.clean(block.normalize(comparison(picture(), picture())))
    block.clean(block.normalize(comparison(rows=[ROW])))
    block.clean(block.normalize(comparison(picture(), picture(), [ROW])))
    assert refused(block, comparison(before=picture())) == {"after"}
    assert refused(block, comparison(after=picture())) == {"before"}
    assert refused(block, comparison()) == {"before"}


def test_audio__wants_a_recording_and_its_words() -> None:
    block = AudioBlock()
    block.set_name("audio")
    block.clean(block.normalize(audio(sound())))
    assert refused(block, audio(sound("van-ban.pdf"))) == {"document"}
    assert refused(block, audio(sound(), transcript="")) == {"transcript"}


# Shown --------------------------------------------------------------------------------------------


def test_portrait__is_shown_and_found_only_with_consent_to_photos(client: Client) -> None:
    portrait = {"image": picture(alt="Người thợ bên máy"), "caption": "Ca đêm", "credit": ""}
    for covers_photo in (False, True):
        page = story(("portrait", portrait), consent=ConsentFactory(covers_photo=covers_photo))
        html = fetched(client, page)
        assert ("Người thợ bên máy" in html, "Ca đêm" in html) == (covers_photo, covers_photo)
        assert page.body.stream_block.get_searchable_content(page.body) == []


def test_gallery__shows_each_picture_with_a_link_to_the_large_one(client: Client) -> None:
    html = fetched(client, story(("gallery", gallery(picture("Phao"), picture("Ròng rọc")))))
    assert html.count('class="gallery__open"') == 2
    assert html.count("max-1600x1600") == 2
    assert 'alt="Phao"' in html
    assert 'alt="Ròng rọc"' in html


def test_gallery__survives_a_picture_that_is_deleted(client: Client) -> None:
    lost = picture("Mất")
    page = story(("gallery", gallery(picture("Còn"), lost)))
    lost.delete()
    html = fetched(client, page)
    assert 'alt="Còn"' in html
    assert html.count('class="gallery__open"') == 1


def test_before_after__shows_labels_and_the_table(client: Client) -> None:
    html = fetched(client, story(("before_after", comparison(picture("Cũ"), picture("Mới"), [ROW]))))
    assert html.index('alt="Cũ"') < html.index('alt="Mới"')
    assert "Lượt leo thang" in html
    only_rows = fetched(client, story(("before_after", comparison(rows=[ROW]))))
    assert "before-after__pair" not in only_rows
    assert "Lượt leo thang" in only_rows


def test_audio__plays_from_this_site_and_gives_its_words(client: Client) -> None:
    recording = sound()
    page = story(("audio", audio(recording)))
    html = fetched(client, page)
    assert f'<source src="{recording.url}" type="audio/mpeg">' in html
    assert 'preload="none"' in html
    assert "(Tiếng nước dâng.)" in html
    recording.delete()
    html = fetched(client, page)
    assert "<audio" not in html
    assert "(Tiếng nước dâng.)" in html


def test_initiative_card__follows_publication_and_disclosure(client: Client) -> None:
    initiative = InitiativeFactory(title="Cữ thép cho máy khoan", problem_line="Phôi xê dịch")
    page = story(("initiative", initiative))
    text = text_of(client.get(page.url))
    assert ("Cữ thép cho máy khoan" in text, "Phôi xê dịch" in text) == (True, True)
    initiative.disclosure = Disclosure.ABSTRACT
    initiative.save()
    text = text_of(client.get(page.url))
    assert ("Cữ thép cho máy khoan" in text, "Phôi xê dịch" in text) == (True, False)
    initiative.unpublish()
    assert "Cữ thép cho máy khoan" not in text_of(client.get(page.url))
    assert StoryPage.objects.get(pk=page.pk).body[0].value == initiative  # kept for when it comes back
    initiative.delete()
    assert client.get(page.url).status_code == 200


@pytest.mark.usefixtures("long_moment")
def test_story__costs_the_same_however_many_blocks_of_a_kind(client: Client) -> None:
    def cost(number: int) -> list[str]:
        blocks: list[tuple[str, Any]] = []
        for _ in range(number):
            blocks += [
                ("initiative", InitiativeFactory()),
                ("gallery", gallery(*(picture() for _ in range(number + 1)))),
                ("audio", audio(sound())),
            ]
        page = story(*blocks)
        fetched(client, page)
        moments.forget()
        with CaptureQueriesContext(connection) as queries:
            fetched(client, page)
        return sorted(one["sql"].split("WHERE")[0] for one in queries if "rendition" not in one["sql"])

    cost(1)
    few, many = cost(1), cost(5)
    assert len(many) <= len(few), set(many) ^ set(few)


def test_gallery__fetches_its_renditions_at_once(client: Client) -> None:
    page = story(("gallery", gallery(*(picture() for _ in range(6)))))
    fetched(client, page)
    with CaptureQueriesContext(connection) as queries:
        fetched(client, page)
    assert len([one for one in queries if "rendition" in one["sql"]]) <= 1


# In the editor ------------------------------------------------------------------------------------


def test_blocks__of_stories_say_what_they_are() -> None:
    blocks: dict[str, Any] = dict(story_blocks())
    for name in MINE:
        meta = blocks[name].meta
        assert meta.icon, name
        assert meta.label, name
        assert meta.description, name
        for child in getattr(blocks[name], "child_blocks", {}).values():
            field = getattr(child, "field", None)
            assert field.help_text if field else child.meta.help_text, (name, child.name)
    assert len({blocks[name].meta.label for name in blocks}) == len(blocks)


@pytest.mark.parametrize("name", MINE)
def test_block__preview_shows_it_with_the_sites_own_styles(client: Client, name: str) -> None:
    client.force_login(UserFactory(is_superuser=True))
    InitiativeFactory(title="Cữ thép")
    block = StoryPage._meta.get_field("body").stream_block.child_blocks[name]
    assert block.is_previewable
    answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "css/site.css" in html
    marks = {"initiative": "Cữ thép", "before_after": "before-after"}
    assert marks.get(name, f'class="{name}"') in html


def test_block__preview_of_a_card_in_an_empty_catalogue(client: Client) -> None:
    client.force_login(UserFactory(is_superuser=True))
    assert not Initiative.objects.exists()
    block = StoryPage._meta.get_field("body").stream_block.child_blocks["initiative"]
    answer = client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert answer.status_code == 200
