"""Recordings: which files count as such, and playing them in parts."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Collection, CollectionViewRestriction

from home.audio_files import UnsatisfiableRangeError, audio_type, byte_range
from home.models import SiteDocument

SOUND = bytes(range(250)) * 4


@pytest.fixture
def sound(media_root: Path, db: None) -> SiteDocument:
    return stored("tiếng nước.MP3")


def stored(name: str) -> SiteDocument:
    document = SiteDocument(title="Tiếng nước")
    document.file.save(name, ContentFile(SOUND), save=False)
    document._set_document_file_metadata()
    document.file.close()
    document.save()
    return document


def body(response: Any) -> bytes:
    content: bytes = response.content
    return content


def test_audio_type__goes_by_the_extension() -> None:
    assert audio_type("a/b.MP3") == "audio/mpeg"
    assert audio_type("b.wav") == "audio/wav"
    assert audio_type("mp3") == audio_type("b.pdf") == ""


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", (0, 999)),
        ("bytes=0-0", (0, 0)),
        ("bytes=990-5000", (990, 999)),
        ("bytes=-10", (990, 999)),
        ("bytes=-5000", (0, 999)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("", None),
    ],
)
def test_byte_range__reads_what_the_standard_names(header: str, part: tuple[int, int] | None) -> None:
    assert byte_range(header, 1000) == part


@pytest.mark.parametrize(("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=-5", 0)])
def test_byte_range__behind_the_end_is_refused(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        byte_range(header, size)


@given(st.text(max_size=30) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True), st.integers(0, 2000))
def test_byte_range__never_leaves_the_file(header: str, size: int) -> None:
    try:
        part = byte_range(header, size)
    except UnsatisfiableRangeError:
        return
    assert part is None or 0 <= part[0] <= part[1] < size


def test_recording__is_played_whole_and_in_parts(client: Client, sound: SiteDocument) -> None:
    whole = client.get(sound.url)
    assert (whole.status_code, whole["Content-Type"], whole["Accept-Ranges"]) == (200, "audio/mpeg", "bytes")
    assert whole["Content-Disposition"] == "inline"
    assert body(whole) == SOUND
    part = client.get(sound.url, headers={"range": "bytes=10-19"})
    assert (part.status_code, part["Content-Range"], part["Content-Length"]) == (
        206,
        "bytes 10-19/1000",
        "10",
    )
    assert body(part) == SOUND[10:20]


def test_recording__range_of_another_version_gives_the_whole_file(
    client: Client, sound: SiteDocument
) -> None:
    stale = client.get(sound.url, headers={"range": "bytes=10-19", "if-range": '"cũ"'})
    assert (stale.status_code, body(stale)) == (200, SOUND)
    fresh = client.get(sound.url, headers={"range": "bytes=10-19", "if-range": f'"{sound.file_hash}"'})
    assert (fresh.status_code, body(fresh)) == (206, SOUND[10:20])


def test_recording__range_behind_the_end_is_refused(client: Client, sound: SiteDocument) -> None:
    answer = client.get(sound.url, headers={"range": "bytes=1000-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */1000")


def test_recording__in_a_restricted_collection_stays_there(client: Client, sound: SiteDocument) -> None:
    private = Collection.get_first_root_node().add_child(name="Nội bộ")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    sound.collection = private
    sound.save()
    assert client.get(sound.url, headers={"range": "bytes=0-9"}).status_code == 302


def test_other_file__is_left_to_wagtail(client: Client, media_root: Path, db: None) -> None:
    answer = client.get(stored("van-ban.csv").url)
    assert "attachment" in answer["Content-Disposition"]
    assert "Accept-Ranges" not in answer
    answer.close()
