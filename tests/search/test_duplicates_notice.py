"""Editors are told of published initiatives that nearly repeat theirs; nothing is ever refused for it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from search.duplicates import near_duplicates
from search.indexing import rebuild
from showcase.models import Initiative
from showcase.roles import APPROVER, CONTRIBUTOR
from tests.editing import filled, initiative_url, messages, streamfield, text_of
from tests.factories import InitiativeFactory, UserFactory

pytestmark = pytest.mark.django_db

NOTICE = "gần trùng"
TEXT = (
    "Bể tràn mỗi đêm vì bơm chạy không theo mức nước. Tổ cơ điện gắn phao báo mức, nối với rơ le thời gian, "
    "để bơm chỉ chạy khi mức xuống dưới nửa bể và chỉ vào giờ thấp điểm."
)
OTHER = (
    "Máy dệt kim hay đứt sợi ở chỗ nối. Nhóm thợ thay vòng dẫn bằng sứ nhẵn hơn, chỉnh lại lực căng theo từng "
    "loại sợi và ghi thông số vào thẻ treo cạnh máy."
)


def initiative(text: str, **values: Any) -> Initiative:
    """An initiative whose narrative is `text`."""
    made: Initiative = InitiativeFactory(
        problem=text, solution=text, steps="", results="", suits="", **values
    )
    return made


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(UserFactory(role=APPROVER))
    return client


@pytest.fixture
def published(index_path: Path) -> Initiative:
    """A published initiative in the index."""
    record = initiative(TEXT, title="Chạy bơm theo mức bể")
    initiative(OTHER, title="Vòng dẫn sợi bằng sứ")
    rebuild()
    return record


def test_duplicates__name_the_published_record_and_how_alike_it_is(published: Initiative) -> None:
    copy = initiative(TEXT + " Nay làm thêm ở kho hai.", title="Bơm theo mức", live=False)
    found = near_duplicates(copy)
    assert [one.initiative for one in found] == [published]
    assert 50 <= found[0].percent < 100


def test_duplicates__neither_itself_nor_other_texts(published: Initiative) -> None:
    assert near_duplicates(published) == []
    assert near_duplicates(Initiative(title="Chưa viết gì")) == []


def test_duplicates__never_a_withdrawn_record(published: Initiative) -> None:
    Initiative.objects.filter(pk=published.pk).update(live=False)
    assert near_duplicates(initiative(TEXT, live=False)) == []


def test_form__shows_the_notice_for_the_latest_draft(editor: Client, published: Initiative) -> None:
    draft = initiative("Chưa viết.", title="Bản đang sửa")
    edit = initiative_url("edit", draft)
    assert NOTICE not in text_of(editor.get(edit))
    values = {"problem": TEXT, "solution": TEXT, "measures": streamfield([])}
    assert editor.post(edit, filled(editor.get(edit), values)).status_code == 302
    assert Initiative.objects.get(pk=draft.pk).problem != TEXT
    page = text_of(editor.get(edit))
    assert NOTICE in page
    assert f"{published.code} · {published.title}" in page


def test_form__publishes_all_the_same_and_says_so(editor: Client, published: Initiative) -> None:
    draft = initiative(TEXT, title="Bơm theo mức", live=False)
    edit = initiative_url("edit", draft)
    answer = editor.post(
        edit, filled(editor.get(edit), {"measures": streamfield([])}, "publish"), follow=True
    )
    assert Initiative.objects.get(pk=draft.pk).live
    assert published.code in messages(answer)
    assert "giống" in messages(answer)


def test_form__of_a_contributor_shows_it_too(client: Client, published: Initiative) -> None:
    client.force_login(UserFactory(role=CONTRIBUTOR))
    assert NOTICE in text_of(client.get(initiative_url("edit", initiative(TEXT, live=False))))


def test_form__opens_and_saves_without_an_index(editor: Client, index_path: Path) -> None:
    draft = initiative(TEXT, live=False)
    edit = initiative_url("edit", draft)
    page = editor.get(edit)
    assert page.status_code == 200
    assert NOTICE not in text_of(page)
    answer = editor.post(edit, filled(page, {"measures": streamfield([])}, "publish"))
    assert answer.status_code == 302
    assert Initiative.objects.get(pk=draft.pk).live
