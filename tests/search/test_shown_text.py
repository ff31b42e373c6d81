"""The text of a file beside it: by page, within a budget, with the reason where there is none."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from home.models import GuidanceFile, SiteDocument
from search.attachments.faults import Status
from search.attachments.showing import MOST_SHOWN, ShownPage, shown_texts
from search.models import AttachedText
from search.templatetags.search import attached_text
from tests.editing import text_of
from tests.factories import GuidancePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def document(sha256: str = "ab" * 32, **values: Any) -> SiteDocument:
    made = SiteDocument(title="Bản gốc", sha256=sha256, **values)
    made.file.save("ban-goc.pdf", ContentFile(b"%PDF-1.4"), save=False)
    made.file_size = 8
    made.save()
    return made


def read(sha256: str = "ab" * 32, **values: Any) -> None:
    AttachedText.objects.create(sha256=sha256, **{"status": Status.OK.value, **values})


def test_text__is_given_by_page() -> None:
    file = document()
    read(pages=[[1, "Một"], [2, "Hai"]])
    shown = attached_text(file)
    assert shown is not None
    assert (shown.pages, shown.reason, shown.is_cut) == (
        (ShownPage(1, "Một"), ShownPage(2, "Hai")),
        "",
        False,
    )


def test_text__that_could_not_be_read_has_its_reason() -> None:
    file = document()
    assert shown_texts([file])[file.pk].reason == "Tệp chưa được đọc."
    read(status=Status.EMPTY.value, message="Bản quét, không có lớp chữ.")
    assert shown_texts([file])[file.pk].reason == "Bản quét, không có lớp chữ."


def test_text__read_in_part_says_so() -> None:
    file = document()
    read(status=Status.TIMEOUT.value, message="Đọc quá 1 giây chưa xong.", pages=[[1, "Một"]])
    shown = shown_texts([file])[file.pk]
    assert (len(shown.pages), shown.note) == (1, "Đọc quá 1 giây chưa xong.")


def test_text__of_all_files_keeps_the_budget_of_a_page() -> None:
    files = [document("a" * 64), document("b" * 64), document("c" * 64)]
    for sha256 in ("a" * 64, "b" * 64, "c" * 64):
        read(sha256, pages=[[0, "x" * (MOST_SHOWN * 2 // 3)]])
    shown = shown_texts(files)
    assert sum(len(page.text) for one in shown.values() for page in one.pages) == MOST_SHOWN
    assert [shown[file.pk].is_cut for file in files] == [False, True, False]
    assert shown[files[2].pk].reason


def test_text__of_a_restricted_collection_is_not_shown(client: Client) -> None:
    closed = Collection.get_first_root_node().add_child(name="Kín")
    below = closed.add_child(name="Dưới")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    file = document(collection=below)
    read(pages=[[1, "điều kín đáo"]])
    assert attached_text(file) is None
    page = GuidancePageFactory()
    page.files.add(GuidanceFile(document=file))
    page.save()
    assert "điều kín đáo" not in client.get(page.url).content.decode()


def test_page__shows_text_checksum_and_how_to_check(client: Client) -> None:
    file = document()
    read(pages=[[1, "Điều 1. <b>Mức thưởng</b>"]])
    page = GuidancePageFactory()
    page.files.add(GuidanceFile(document=file))
    page.save()
    answer = client.get(page.url)
    text = text_of(answer)
    assert "Điều 1. <b>Mức thưởng</b>" in text
    assert "ab" * 32 in text
    assert "certutil -hashfile" in text
    assert f"{file.url}#page=1" in answer.content.decode()


def test_texts__cost_the_same_for_any_number_of_files(django_assert_num_queries: Any) -> None:
    files = [document(f"{number:064}") for number in range(4)]
    with django_assert_num_queries(2):
        shown_texts(files)
