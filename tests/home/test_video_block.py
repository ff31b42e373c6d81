"""Videos on other sites: which addresses are taken, what follows from them, and that nothing is loaded."""

import re

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.rich_text import RichText

from home.blocks.video import VideoBlock, provider_of, validate_video_address

WATCH = "https://www.youtube.com/watch?v=abc"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (WATCH, "YouTube"),
        ("https://youtu.be/abc", "YouTube"),
        ("https://m.facebook.com/watch/?v=1", "Facebook"),
        ("https://WWW.Example.VN/video", "example.vn"),
        ("https://notyoutube.com/a", "notyoutube.com"),
        ("https://youtube.com.example.org/a", "youtube.com.example.org"),
    ],
)
def test_provider__follows_from_the_host(address: str, name: str) -> None:
    validate_video_address(address)
    assert provider_of(address) == name


def test_provider__with_letters_that_look_like_others_shows_its_true_name() -> None:
    assert provider_of("https://youtubе.com/a").startswith("xn--")


@pytest.mark.parametrize(
    "address",
    [
        "http://www.youtube.com/watch?v=abc",
        "javascript:alert(1)",
        "https://",
        "https:///video",
        "https://localhost/video",
        "https://127.0.0.1/video",
        "https://user:pass@youtube.com/a",
        "https://youtube.com/a b",
        'https://youtube.com/"><script>',
        "https://youtube.com\\@evil.example/",
        "www.youtube.com/watch?v=abc",
        "https://[::1]/video",
        "https://[oops/video",
    ],
)
def test_address__unsafe_or_vague_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        validate_video_address(address)


def test_block__needs_its_words() -> None:
    block = VideoBlock()
    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.to_python({"title": "Tên", "url": WATCH, "duration": "4.35", "transcript": ""}))
    assert set(caught.value.block_errors) == {"transcript", "duration"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("4:35", "4 phút 35 giây"),
        ("1:02:00", "1 giờ 2 phút"),
        ("0:09", "9 giây"),
        ("90:00", "1 giờ 30 phút"),
        ("", ""),
    ],
)
def test_length__is_said_in_words(text: str, words: str) -> None:
    assert VideoBlock().to_python({"title": "T", "url": WATCH, "duration": text}).length == words


def test_facade__loads_nothing_from_elsewhere() -> None:
    block = VideoBlock()
    value = block.to_python({"title": "Nhập <b>sáng kiến</b>", "url": WATCH, "duration": "4:35"})
    value["transcript"] = RichText("<p>Bước một.</p>")
    html = block.render(value)
    assert f'href="{WATCH}"' in html
    assert "Mở video trên YouTube (trang ngoài) · 4 phút 35 giây" in html
    assert "Bước một." in html
    assert "<b>" not in html
    sources = re.findall(r"""(?:src|srcset|poster|data|action|xlink:href)=["']([^"']*)""", html)
    assert not [source for source in sources if "//" in source]
    assert not re.search(r"<(iframe|video|embed|object|script|link)\b", html)
    assert "style=" not in html
