"""Attached files in the index: read after the commit, kept once per version, gone with whatever hid them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from home.models import GuidanceFile, GuidancePage, SiteDocument
from search.answer import answer
from search.attachments.extraction import read_unread
from search.attachments.faults import Status
from search.attachments.files import MAX_CHARACTERS, attached_files, attached_pages, unread_documents
from search.contract import Kind, SearchRequest
from search.hydrate import Found, hydrate
from search.indexing import drain, rebuild
from search.models import AttachedText
from showcase.choices import Disclosure
from showcase.models import Initiative, InitiativeAttachment
from tests.factories.catalogue import InitiativeFactory
from tests.factories.pages import GuidancePageFactory
from tests.search.test_reading import docx, pdf

pytestmark = pytest.mark.django_db

Capture = Callable[..., Any]
WORD = "xưởng cưa bào"


def document(content: bytes | None = None, name: str = "huong-dan.pdf", **values: Any) -> SiteDocument:
    """An uploaded file with its SHA-256, as the admin leaves it."""
    made = SiteDocument(title="Phụ lục kỹ thuật", **values)
    made.file.save(name, ContentFile(content or pdf([["Trang bìa"], [f"Quy trình ở {WORD}."]])), save=False)
    made._set_document_file_metadata()
    made.file.close()
    made.save()
    return made


def found(text: str = WORD, kind: Kind = Kind.INITIATIVE) -> list[Found]:
    """Records found by all of these words."""
    return hydrate(answer(SearchRequest(text, kinds=(kind,), exact=True)).hits)


@pytest.fixture(autouse=True)
def _index(media_root: Path, index_path: Path) -> None:
    """An empty index and an empty folder of uploads."""
    rebuild()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Capture) -> Callable[[], Any]:
    """Do what happens after a commit: read files, bring changes to the index."""

    @contextmanager
    def commit() -> Iterator[None]:
        with django_capture_on_commit_callbacks(execute=True):
            yield
        drain()  # what reading a file marked: in a test the first commit has not ended by then

    return commit


@pytest.fixture
def initiative(committed: Callable[[], Any]) -> Initiative:
    """A published initiative with a PDF that was read."""
    with committed():
        made = InitiativeFactory(title="Đồ gá khoan", live=True)
        InitiativeAttachment.objects.create(initiative=made, document=document(), title="Bản vẽ")
    return made


@pytest.fixture
def guidance(committed: Callable[[], Any]) -> GuidancePage:
    """A published document with a DOCX that was read."""
    with committed():
        page = GuidancePageFactory(title="Hướng dẫn")
        file = document(docx("Mở đầu.", f"Làm ở {WORD}."), "phu-luc.docx")
        page.files = [GuidanceFile(document=file, role=GuidanceFile.Role.ANNEX)]
        page.save_revision().publish()
    return page


# Found inside a file


def test_initiative__is_found_by_words_of_its_file(initiative: Initiative) -> None:
    (one,) = found()
    assert one.record == initiative
    assert one.file is not None
    assert (one.file.name, one.file.kind, one.file.page, one.file.pages) == ("Bản vẽ", "PDF", 2, 2)
    assert one.file.url == f"{InitiativeAttachment.objects.get().document.url}#page=2"
    assert [text for text, is_match in one.file.passage.parts() if is_match] == [WORD]


def test_guidance__is_found_by_words_of_its_file(guidance: GuidancePage) -> None:
    (one,) = found(kind=Kind.GUIDANCE)
    assert one.file is not None
    assert (one.file.name, one.file.kind, one.file.page) == ("Phụ lục kỹ thuật", "DOCX", 0)
    assert one.file.url == GuidanceFile.objects.get().document.url


def test_file__is_not_named_where_the_record_itself_says_it(initiative: Initiative) -> None:
    (one,) = found("đồ gá khoan")
    assert one.file is None


def test_pages__show_the_passage_with_a_link_to_its_page(
    client: Client, initiative: Initiative, guidance: GuidancePage
) -> None:
    catalogue = client.get(reverse("search:catalogue"), {"q": WORD}).content.decode()
    link = InitiativeAttachment.objects.get().document.url
    assert f'href="{link}#page=2"' in catalogue
    assert f"<mark>{WORD}</mark>" in catalogue
    everything = client.get(reverse("search:results"), {"q": WORD}).content.decode()
    assert f'href="{link}#page=2"' in everything
    assert f'href="{GuidanceFile.objects.get().document.url}"' in everything
    assert f'Kèm theo <a href="{guidance.url}">{guidance.title}</a>' in everything


def test_names__of_a_record_are_told_apart(initiative: Initiative) -> None:
    for _ in range(2):
        InitiativeAttachment.objects.create(initiative=initiative, document=document(), title="Bản vẽ")
    names = [file.name for file in attached_files(Kind.INITIATIVE, {"in": [initiative.pk]})[initiative.pk]]
    assert names == ["Bản vẽ", "Bản vẽ (2)", "Bản vẽ (3)"]


def test_text__of_a_record_is_capped(initiative: Initiative) -> None:
    AttachedText.objects.update(pages=[[1, "chữ " * MAX_CHARACTERS], [2, "thêm"]])
    pages = attached_pages(Kind.INITIATIVE, {"in": [initiative.pk]})[initiative.pk]
    assert sum(len(page.text) for page in pages) == MAX_CHARACTERS


# Reading


def test_reading__the_same_file_is_read_once(initiative: Initiative, committed: Callable[[], Any]) -> None:
    first = AttachedText.objects.get()
    with committed():
        other = InitiativeFactory(live=True)
        InitiativeAttachment.objects.create(initiative=other, document=document())
    again = AttachedText.objects.get()
    assert (again.pk, again.extracted_at) == (first.pk, first.extracted_at)
    assert {one.record for one in found()} == {initiative, other}


def test_reading__waits_until_the_record_is_public(committed: Callable[[], Any]) -> None:
    with committed():
        draft = InitiativeFactory(live=False)
        InitiativeAttachment.objects.create(initiative=draft, document=document())
    assert not AttachedText.objects.exists()
    with committed():
        draft.live = True
        draft.save()
    assert [one.record for one in found()] == [draft]


def test_reading__a_bad_file_does_not_disturb_the_save(committed: Callable[[], Any]) -> None:
    with committed():
        made = InitiativeFactory(title="Máy uốn", live=True)
        InitiativeAttachment.objects.create(initiative=made, document=document(b"%PDF-1.7 hong", "a.pdf"))
    assert AttachedText.objects.get().status == Status.FAILED
    assert [one.record for one in found("máy uốn")] == [made]


def test_reading__a_lost_file_is_noted(committed: Callable[[], Any]) -> None:
    lost = document()
    lost.file.storage.delete(lost.file.name)
    with committed():
        InitiativeAttachment.objects.create(initiative=InitiativeFactory(live=True), document=lost)
    text = AttachedText.objects.get()
    assert (text.status, text.message) == (Status.FAILED, "Không mở được tệp trong kho lưu trữ.")


def test_reading__a_file_that_was_tampered_with_is_noted(committed: Callable[[], Any]) -> None:
    changed = document()
    Path(changed.file.path).write_bytes(pdf([["Chữ khác"]]))
    with committed():
        InitiativeAttachment.objects.create(initiative=InitiativeFactory(live=True), document=changed)
    assert AttachedText.objects.get().message == "Tệp trong kho khác với tệp đã tải lên."
    assert SiteDocument.objects.get().sha256 == changed.sha256


def test_reading__fills_in_a_missing_sha256(committed: Callable[[], Any]) -> None:
    whole = document()
    SiteDocument.objects.update(sha256="")
    with committed():
        InitiativeAttachment.objects.create(
            initiative=InitiativeFactory(live=True), document=SiteDocument.objects.get()
        )
    assert SiteDocument.objects.get().sha256 == whole.sha256
    assert len(found()) == 1


def test_command__reads_what_is_left_and_nothing_twice() -> None:
    made = InitiativeFactory(live=True)
    InitiativeAttachment.objects.create(initiative=made, document=document())
    InitiativeAttachment.objects.create(initiative=made, document=document(b"x", "x.pdf"))
    out = StringIO()
    call_command("extract_attachments", stdout=out)
    assert "Đã đọc 2 tệp." in out.getvalue()
    assert read_unread() == 0
    call_command("extract_attachments", "--retry", stdout=out)
    assert out.getvalue().count("Tệp không phải là PDF hay DOCX") == 2
    assert "Đã đọc 1 tệp." in out.getvalue()


# Leaving the index


def test_file__deleted_leaves(initiative: Initiative, committed: Callable[[], Any]) -> None:
    with committed():
        SiteDocument.objects.get().delete()
    assert not found()
    assert not AttachedText.objects.exists()


def test_file__replaced_leaves(initiative: Initiative, committed: Callable[[], Any]) -> None:
    file = SiteDocument.objects.get()
    with committed():
        file.file.save("moi.pdf", ContentFile(pdf([["Bản mới về sơn tĩnh điện"]])), save=False)
        file._set_document_file_metadata()
        file.file.close()
        file.save()
    assert not found()
    assert len(found("sơn tĩnh điện")) == 1
    assert [text.sha256 for text in AttachedText.objects.all()] == [file.sha256]


def test_file__detached_leaves(initiative: Initiative, committed: Callable[[], Any]) -> None:
    with committed():
        InitiativeAttachment.objects.get().delete()
    assert not found()


@pytest.fixture
def closed() -> Collection:
    """A collection below one that asks for a sign-in."""
    above = Collection.get_first_root_node().add_child(name="Nội bộ")
    CollectionViewRestriction.objects.create(
        collection=above, restriction_type=CollectionViewRestriction.LOGIN
    )
    inner: Collection = above.add_child(name="Hồ sơ")
    return inner


def test_file__moved_to_a_closed_collection_leaves(
    initiative: Initiative, closed: Collection, committed: Callable[[], Any]
) -> None:
    file = SiteDocument.objects.get()
    with committed():
        file.collection = closed
        file.save()
    assert not found()


def test_file__of_a_closed_collection_is_never_read(closed: Collection, committed: Callable[[], Any]) -> None:
    with committed():
        made = InitiativeFactory(live=True)
        InitiativeAttachment.objects.create(initiative=made, document=document(collection=closed))
    assert not AttachedText.objects.exists()
    assert not unread_documents(Kind.INITIATIVE)


def test_collection__closed_and_opened_again(initiative: Initiative, committed: Callable[[], Any]) -> None:
    open_one = Collection.get_first_root_node().add_child(name="Mở")
    SiteDocument.objects.update(collection=open_one)
    with committed():
        restriction = CollectionViewRestriction.objects.create(
            collection=open_one, restriction_type=CollectionViewRestriction.LOGIN
        )
    assert not found()
    with committed():
        restriction.delete()
    assert len(found()) == 1


def test_collection__moved_under_a_closed_one(
    initiative: Initiative, closed: Collection, committed: Callable[[], Any]
) -> None:
    open_one = Collection.get_first_root_node().add_child(name="Mở")
    SiteDocument.objects.update(collection=open_one)
    with committed():
        open_one.save()
        open_one.move(Collection.objects.get(pk=closed.pk), "sorted-child")
    assert not found()


def test_index__that_lags_behind_shows_no_passage_of_a_closed_file(initiative: Initiative) -> None:
    (hit,) = answer(SearchRequest(WORD, exact=True)).hits
    closed = Collection.get_first_root_node().add_child(name="Nội bộ")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    SiteDocument.objects.update(collection=closed)
    (one,) = hydrate([hit])
    assert one.file is None
    assert one.snippet is None


def test_abstract_only__shows_nothing_of_its_files(
    initiative: Initiative, committed: Callable[[], Any]
) -> None:
    with committed():
        initiative.disclosure = Disclosure.ABSTRACT
        initiative.save()
    assert not found()
    with committed():
        initiative.disclosure = Disclosure.FULL
        initiative.save()
    assert len(found()) == 1


def test_guidance__unpublished_takes_its_files_along(
    guidance: GuidancePage, committed: Callable[[], Any]
) -> None:
    with committed():
        guidance.unpublish()
    assert not found(kind=Kind.GUIDANCE)


def test_queries__do_not_grow_with_the_number_of_records(
    django_assert_num_queries: Capture, initiative: Initiative, committed: Callable[[], Any]
) -> None:
    with committed():
        for _ in range(3):
            InitiativeAttachment.objects.create(initiative=InitiativeFactory(live=True), document=document())
    hits = answer(SearchRequest(WORD, exact=True)).hits
    assert len(hits) == 4
    with django_assert_num_queries(4):  # initiatives, their awards, their files, pages of these
        assert all(one.file for one in hydrate(hits))


# The editors' report


@pytest.fixture
def troubled(committed: Callable[[], Any]) -> Initiative:
    """A published initiative whose file cannot be read."""
    with committed():
        made = InitiativeFactory(live=True)
        InitiativeAttachment.objects.create(initiative=made, document=document(b"khong phai", "a.pdf"))
    return made


@pytest.fixture
def editor(client: Client, django_user_model: Any) -> Iterator[Client]:
    """A signed-in administrator."""
    client.force_login(django_user_model.objects.create_superuser("sep", password="x"))
    yield client


def test_report__names_file_place_and_reason(editor: Client, troubled: Initiative) -> None:
    page = editor.get(reverse("search_attachments")).content.decode()
    assert "Phụ lục kỹ thuật" in page
    assert troubled.code in page
    assert "Tệp không phải là PDF hay DOCX." in page


def test_report__leaves_out_what_was_read(editor: Client, initiative: Initiative) -> None:
    assert initiative.code not in editor.get(reverse("search_attachments")).content.decode()


def test_report__try_again_reads_the_file_once_more(
    editor: Client, troubled: Initiative, committed: Callable[[], Any]
) -> None:
    before = AttachedText.objects.get()
    with committed():
        back = editor.post(reverse("search_attachments_again", args=[before.pk]))
    assert back["Location"] == reverse("search_attachments")
    assert AttachedText.objects.get().extracted_at > before.extracted_at


def test_report__is_for_whoever_may_change_files(client: Client, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("khach", password="x")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(reverse("search_attachments")).status_code == 302
    assert client.post(reverse("search_attachments_again", args=[1])).status_code == 302
    assert "search-attachments" not in client.get(reverse("wagtailadmin_home")).content.decode()
