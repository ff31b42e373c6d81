"""Two editors on one record: the second is told and loses nothing; a form sent twice is written once."""

import json
import secrets
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from home.admin.careful_pages import CarefulPageCreateView
from home.admin.careful_snippets import CarefulSnippetCreateView
from home.editing import OVER_FIELD, REMEMBERED_FOR, TOKEN_FIELD, mend_rows
from home.models import AnnouncementPage, SavedForm
from showcase.models import Initiative, InitiativeAuthor
from showcase.roles import APPROVER
from tests.editing import (
    filled,
    initiative_url,
    inline_formset,
    messages,
    page_add_url,
    page_url,
    streamfield,
    text_of,
)
from tests.factories import (
    AnnouncementIndexPageFactory,
    AnnouncementPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


def editor(name: str) -> Client:
    """A browser of an editor."""
    client = Client()
    client.force_login(UserFactory(username=name, role=APPROVER))
    return client


@pytest.fixture
def first() -> Client:
    """The editor who saves first."""
    return editor("thu-nhat")


@pytest.fixture
def second() -> Client:
    """The editor who saves second."""
    return editor("thu-hai")


def newest(record: Any) -> dict[str, Any]:
    """What the newest revision of a record holds."""
    content: dict[str, Any] = record.revisions.order_by("created_at", "pk").last().content
    return content


def page_values(**values: Any) -> dict[str, Any]:
    return {"body": streamfield([]), **values}


def record_values(**values: Any) -> dict[str, Any]:
    return {"measures": streamfield([]), **values}


# Pages ------------------------------------------------------------------------------------------------


def test_page__saved_by_a_colleague_meanwhile_is_not_overwritten(first: Client, second: Client) -> None:
    page = AnnouncementPageFactory()
    address = page_url("edit", page)
    mine, theirs = first.get(address), second.get(address)
    assert first.post(address, filled(mine, page_values(lede="Của người thứ nhất"))).status_code == 302

    answer = second.post(address, filled(theirs, page_values(lede="Của người thứ hai"), "publish"))
    assert answer.status_code == 409
    assert "thu-nhat" in messages(answer)
    assert "Chưa lưu" in messages(answer)
    assert "Của người thứ hai" in answer.content.decode()
    assert newest(page)["lede"] == "Của người thứ nhất"
    assert AnnouncementPage.objects.get().lede != "Của người thứ hai"


def test_page__conflict_holds_until_the_editor_saves_on_top(first: Client, second: Client) -> None:
    page = AnnouncementPageFactory()
    address = page_url("edit", page)
    theirs = second.get(address)
    first.post(address, filled(first.get(address), page_values(lede="Của người thứ nhất")))
    answer = second.post(address, filled(theirs, page_values(lede="Của người thứ hai")))
    again = second.post(address, filled(answer, page_values(lede="Của người thứ hai")))
    assert again.status_code == 409

    button = over_button(again)
    data = filled(again, page_values(lede="Của người thứ hai"), "publish")
    data[OVER_FIELD] = button
    assert second.post(address, data).status_code == 302
    texts = [revision.content["lede"] for revision in page.revisions.order_by("pk")]
    assert texts[-2:] == ["Của người thứ nhất", "Của người thứ hai"]
    assert AnnouncementPage.objects.get().lede not in texts[-2:], "a draft, whatever button was pressed"


def test_page__saving_on_top_stops_at_a_yet_newer_version(first: Client, second: Client) -> None:
    page = AnnouncementPageFactory()
    address = page_url("edit", page)
    theirs = second.get(address)
    first.post(address, filled(first.get(address), page_values(lede="Một")))
    answer = second.post(address, filled(theirs, page_values(lede="Hai")))
    first.post(address, filled(first.get(address), page_values(lede="Ba")))
    data = filled(answer, page_values(lede="Hai"))
    data[OVER_FIELD] = over_button(answer)
    assert second.post(address, data).status_code == 409
    assert newest(page)["lede"] == "Ba"


def over_button(answer: Any) -> str:
    """Value of the button that saves on top."""
    html = answer.content.decode()
    start = html.index(f'name="{OVER_FIELD}" value="') + len(f'name="{OVER_FIELD}" value="')
    return html[start : html.index('"', start)]


def test_page__compares_with_what_the_colleague_changed(first: Client, second: Client) -> None:
    page = AnnouncementPageFactory()
    address = page_url("edit", page)
    theirs = second.get(address)
    first.post(address, filled(first.get(address), page_values(lede="Của người thứ nhất")))
    answer = second.post(address, filled(theirs, page_values(lede="Của người thứ hai")))
    old, new = page.revisions.order_by("pk").values_list("pk", flat=True)
    assert f"/revisions/compare/{old}...{new}/" in answer.content.decode()
    assert "Của người thứ nhất" in text_of(
        second.get(f"/admin/pages/{page.pk}/revisions/compare/{old}...{new}/")
    )


def test_page__opened_alone_is_saved_twice_in_a_row(first: Client) -> None:
    address = page_url("edit", AnnouncementPageFactory())
    for text in ("Một", "Hai"):
        assert first.post(address, filled(first.get(address), page_values(lede=text))).status_code == 302


def test_page__opening_changes_nothing_but_gives_a_first_revision(first: Client) -> None:
    page = AnnouncementPageFactory()
    before = AnnouncementPage.objects.values("lede", "live", "has_unpublished_changes").get()
    first.get(page_url("edit", page))
    first.get(page_url("edit", page))
    assert page.revisions.count() == 1
    assert AnnouncementPage.objects.values("lede", "live", "has_unpublished_changes").get() == before


def with_token(data: QueryDict, token: str) -> QueryDict:
    data[TOKEN_FIELD] = token
    return data


def test_page__button_pressed_while_the_page_saves_itself_meets_no_conflict(first: Client) -> None:
    """The answer to the autosave has not arrived: the form knows neither the new revision nor the new rows."""
    page, token = AnnouncementPageFactory(live=False), secrets.token_hex(16)
    address = page_url("edit", page)
    document = GuidancePageFactory()
    values = page_values(lede="Một", documents=inline_formset([{"document": document.pk}]))
    data = with_token(filled(first.get(address), values), token)
    autosave = first.post(address, data, headers=JSON)
    assert autosave.json()["success"]
    data["action-publish"] = "action-publish"
    assert first.post(address, data).status_code == 302
    found = AnnouncementPage.objects.get()
    assert found.live
    assert found.documents.count() == 1


def test_page__sent_twice_after_an_answer_was_lost_is_written_once(first: Client) -> None:
    page, token = AnnouncementPageFactory(live=False), secrets.token_hex(16)
    address = page_url("edit", page)
    values = page_values(documents=inline_formset([{"document": GuidancePageFactory().pk}]))
    data = with_token(filled(first.get(address), values), token)
    assert [first.post(address, data, headers=JSON).json()["success"] for _ in range(3)] == [True] * 3
    assert AnnouncementPage.objects.get().documents.count() == 1


def test_page__lost_answer_and_a_colleague_is_a_conflict(first: Client, second: Client) -> None:
    page, token = AnnouncementPageFactory(), secrets.token_hex(16)
    address = page_url("edit", page)
    data = with_token(filled(first.get(address), page_values(lede="Một")), token)
    assert first.post(address, data, headers=JSON).json()["success"]
    second.post(address, filled(second.get(address), page_values(lede="Hai")))
    assert first.post(address, data, headers=JSON).json()["error_code"] == "invalid_revision"
    assert first.post(address, data).status_code == 409
    assert newest(page)["lede"] == "Hai"


def test_page__token_of_somebody_else_means_nothing(first: Client, second: Client) -> None:
    page, token = AnnouncementPageFactory(), secrets.token_hex(16)
    address = page_url("edit", page)
    theirs = with_token(filled(second.get(address), page_values(lede="Hai")), token)
    first.post(address, with_token(filled(first.get(address), page_values(lede="Một")), token), headers=JSON)
    assert second.post(address, theirs).status_code == 409


def test_new_page__sent_twice_is_one_page(first: Client) -> None:
    index, token = AnnouncementIndexPageFactory(), secrets.token_hex(16)
    address = page_add_url(AnnouncementPage, index)
    values = {
        "title": "Tin mới",
        "slug": "tin-moi",
        "published_at": "2026-03-01 09:00",
        "body": streamfield([]),
        "documents": inline_formset([{"document": GuidancePageFactory().pk}]),
    }
    data = with_token(filled(first.get(address), values), token)
    answers = [first.post(address, data, headers=JSON).json() for _ in range(2)]
    assert [answer["success"] for answer in answers] == [True, True]
    assert answers[0]["url"] == answers[1]["url"]
    data["action-publish"] = "action-publish"
    assert first.post(address, data).status_code == 302
    page = AnnouncementPage.objects.get()
    assert page.live
    assert page.documents.count() == 1


def test_row__deleted_by_a_colleague_is_no_error_page(first: Client, second: Client) -> None:
    page = AnnouncementPageFactory(live=False)
    address = page_url("edit", page)
    documents = [GuidancePageFactory(), GuidancePageFactory()]
    rows = inline_formset([{"document": document.pk} for document in documents])
    first.post(address, filled(first.get(address), page_values(documents=rows)))
    theirs = second.get(address)
    data = filled(first.get(address), page_values())
    data["documents-1-DELETE"] = "1"
    first.post(address, data)
    answer = second.post(address, filled(theirs, page_values(lede="Hai")))
    assert answer.status_code == 409
    over = filled(answer, page_values(lede="Hai"))
    over[OVER_FIELD] = over_button(answer)
    assert second.post(address, over).status_code == 302
    assert AnnouncementPage.objects.get().documents.count() == 2


def test_page__row_that_exists_already_is_told_and_no_error_page(first: Client) -> None:
    """The browser knows of no key and carries no token: the database refuses the second row."""
    page, document = AnnouncementPageFactory(live=False), GuidancePageFactory()
    address = page_url("edit", page)
    rows = inline_formset([{"document": document.pk}])
    assert first.post(address, filled(first.get(address), page_values(documents=rows))).status_code == 302
    data = filled(first.get(address), page_values(lede="Vẫn còn", documents=rows))
    answer = first.post(address, data)
    assert answer.status_code == 409
    assert "trùng" in messages(answer)
    assert "Vẫn còn" in answer.content.decode()
    assert first.post(address, data, headers=JSON).json()["error_code"] == "validation_error"
    assert AnnouncementPage.objects.get().documents.count() == 1


def test_new_page__that_the_database_refuses_keeps_what_was_typed(
    first: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("a place in the tree was taken")

    address = page_add_url(AnnouncementPage, AnnouncementIndexPageFactory())
    values = {"title": "Tin mới", "slug": "tin-moi", "body": streamfield([])}
    data = filled(first.get(address), values)
    monkeypatch.setattr(CarefulPageCreateView, "form_valid", refuse)
    answer = first.post(address, data)
    assert answer.status_code == 409
    assert "Tin mới" in answer.content.decode()
    assert first.post(address, data, headers=JSON).json()["error_code"] == "validation_error"


def test_new_initiative__that_the_database_refuses_keeps_what_was_typed(
    first: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError("the code was taken")

    data = filled(first.get(initiative_url("add")), record_values(code="NL-2022-0417", title="Bơm"))
    monkeypatch.setattr(CarefulSnippetCreateView, "form_valid", refuse)
    monkeypatch.setattr(CarefulSnippetCreateView, "form_invalid", refuse)
    answer = first.post(initiative_url("add"), data)
    assert answer.status_code == 409
    assert "NL-2022-0417" in answer.content.decode()


def test_rows__without_keys_become_new_ones() -> None:
    data = QueryDict("authors-TOTAL_FORMS=2&authors-INITIAL_FORMS=2&authors-0-id=7&authors-0-name=A")
    mended = mend_rows(data, Initiative())
    assert mended["authors-0-id"] == ""
    assert mended["authors-1-id"] == ""
    assert data["authors-0-id"] == "7", "what the browser sent stays"


def test_old_forms__are_forgotten(first: Client) -> None:
    user = UserFactory()
    SavedForm.objects.create(token="0" * 32, user=user, saved_at=timezone.now() - 2 * REMEMBERED_FOR)
    address = page_url("edit", AnnouncementPageFactory())
    data = with_token(filled(first.get(address), page_values()), secrets.token_hex(16))
    first.post(address, data)
    assert not SavedForm.objects.filter(user=user).exists()
    assert SavedForm.objects.count() == 1


# Initiatives ------------------------------------------------------------------------------------------


def test_initiative__saved_by_a_colleague_meanwhile_is_not_overwritten(first: Client, second: Client) -> None:
    initiative = InitiativeFactory()
    address = initiative_url("edit", initiative)
    theirs = second.get(address)
    assert (
        first.post(address, filled(first.get(address), record_values(summary="Một"), "publish")).status_code
        == 302
    )
    answer = second.post(address, filled(theirs, record_values(summary="Hai"), "publish"))
    assert answer.status_code == 409
    assert "thu-nhat" in messages(answer)
    assert "Hai" in answer.content.decode()
    assert Initiative.objects.get().summary == "Một"
    data = filled(answer, record_values(summary="Hai"), "publish")
    data[OVER_FIELD] = over_button(answer)
    assert second.post(address, data).status_code == 302
    assert newest(initiative)["summary"] == "Hai"
    assert Initiative.objects.get().summary == "Một"


def test_initiative__sent_twice_keeps_its_authors_once(first: Client) -> None:
    initiative = InitiativeFactory(live=False, authors=[InitiativeAuthor(name="Lò Thị Nhung")])
    address, token = initiative_url("edit", initiative), secrets.token_hex(16)
    data = with_token(filled(first.get(address), record_values()), token)
    row = {
        "name": "Đỗ Văn Khải",
        "job_title": "",
        "workplace": "",
        "education": "",
        "share": "",
        "consent": "",
    }
    data["authors-TOTAL_FORMS"] = "2"
    for name, value in {**row, "id": "", "ORDER": "2", "DELETE": ""}.items():
        data[f"authors-1-{name}"] = value
    for _ in range(2):
        answer = first.post(address, data, headers=JSON)
        assert answer.json()["success"], answer.content
    assert first.post(address, data).status_code == 302
    assert [author.name for author in Initiative.objects.get().authors.all()] == [
        "Lò Thị Nhung",
        "Đỗ Văn Khải",
    ]


def test_initiative__opening_announces_nothing(first: Client) -> None:
    initiative = InitiativeFactory()
    before = Initiative.objects.get().updated_at
    first.get(initiative_url("edit", initiative))
    assert initiative.revisions.count() == 1
    assert Initiative.objects.get().updated_at == before


def test_new_initiative__sent_twice_is_one_record(first: Client) -> None:
    from tests.showcase.test_initiative_admin import new_values  # noqa: PLC0415 - values of a complete form

    token, address = secrets.token_hex(16), initiative_url("add")
    data = with_token(filled(first.get(address), new_values()), token)
    answers = [json.loads(first.post(address, data, headers=JSON).content) for _ in range(2)]
    assert [answer.get("success") for answer in answers] == [True, True], answers
    assert answers[0]["pk"] == answers[1]["pk"]
    assert Initiative.objects.count() == 1
    assert Initiative.objects.get().authors.count() == 2
