"""What people search for: counted without anybody in it, never in the way of a page, read by editors alone."""

import csv
import datetime
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from search import insight
from search.contract import SearchRequest, SearchResponse
from search.indexing import rebuild
from search.insight import CLICKS_A_SEARCH, count_click, looks_personal, purge
from search.models import Place, Question, QuestionDay
from showcase.roles import CONTRIBUTOR, EDITOR
from tests.editing import text_of
from tests.factories import CataloguePageFactory, FieldFactory, InitiativeFactory, UserFactory

pytestmark = pytest.mark.django_db

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
REPORTS = ("search_questions", "search_questions_empty", "search_questions_unchosen")


@pytest.fixture
def reader() -> Client:
    """Somebody who reads the site in a browser."""
    return Client(headers={"user-agent": BROWSER})


@pytest.fixture
def site(index_path: Path) -> None:
    """A site on which “bơm” finds one initiative and “xyzzy” none."""
    CataloguePageFactory()
    InitiativeFactory(title="Chạy bơm theo mức bể")
    rebuild()


def row(text: str, place: Place = Place.CATALOGUE) -> QuestionDay:
    """Today's counts of a question at a place."""
    return QuestionDay.objects.get(
        question__digest=insight._digest(text), place=place, day=timezone.localdate()
    )


def asked(text: str, searches: int, *, day: int = 0, **counts: int) -> Question:
    """A question whose words are kept, asked some days ago."""
    question, _new = Question.objects.get_or_create(digest=insight._digest(text), defaults={"text": text})
    on = timezone.localdate() - datetime.timedelta(days=day)
    QuestionDay.objects.create(question=question, day=on, place=Place.CATALOGUE, searches=searches, **counts)
    return question


# Searches --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("site")
def test_search__is_counted_where_it_was_asked(reader: Client) -> None:
    for _time in range(2):
        reader.get("/sang-kien/", {"q": "bơm"})
    reader.get("/sang-kien/", {"q": "xyzzy"})
    reader.get("/tim-kiem/", {"q": "bơm"})
    reader.get("/en/tim-kiem/", {"q": "bơm", "kind": "initiative"})
    field = FieldFactory()
    reader.get(field.get_absolute_url(), {"q": "bơm"})
    assert (row("bơm").searches, row("bơm").empty) == (2, 0)
    assert (row("xyzzy").searches, row("xyzzy").empty) == (1, 1)
    assert row("bơm", Place.EVERYTHING).searches == 2
    assert row("bơm", Place.FIELD).searches == 1


@pytest.mark.usefixtures("site")
def test_search__going_on_is_not_another_one(reader: Client) -> None:
    reader.get("/sang-kien/", {"q": "bơm", "level": "province"})
    reader.get("/sang-kien/", {"q": "bơm", "page": "2"})
    reader.get("/sang-kien/")
    reader.get("/tim-kiem/")
    reader.get("/sang-kien/", {"q": "bơm", "year_from": "xyz"})
    assert not QuestionDay.objects.exists()


@pytest.mark.usefixtures("site")
def test_search__same_question_in_another_spelling_is_one(reader: Client) -> None:
    for text in ("Kỹ thuật", "kĩ  thuật!", "ky\u0303 thua\u0323\u0302t"):
        reader.get("/sang-kien/", {"q": text})
    assert row("kỹ thuật").searches == 3
    assert Question.objects.get().text == "kỹ thuật"


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Googlebot/2.1 (+http://www.google.com/bot.html)",
        "curl/8.5.0",
        "python-requests/2.31",
        "CocCocBot-Web/1.0",
    ],
)
@pytest.mark.usefixtures("site")
def test_search__of_a_machine_is_not_counted(agent: str) -> None:
    Client(headers={"user-agent": agent}).get("/sang-kien/", {"q": "bơm"})
    assert not Question.objects.exists()


@pytest.mark.usefixtures("site")
def test_search__of_an_editor_or_ahead_of_a_click_is_not_counted(reader: Client) -> None:
    reader.get("/sang-kien/", {"q": "bơm"}, headers={"sec-purpose": "prefetch"})
    reader.head("/sang-kien/", {"q": "bơm"})
    reader.force_login(UserFactory(role=EDITOR))
    reader.get("/sang-kien/", {"q": "bơm"})
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "lien.he@congdoan.example",
        "0912345678",
        "gọi 0912 345 678 nhé",
        "+84 (91) 234-56.78",
        "cccd 001 099 012 345",
        "https://example.org/a",
        "www.example.org",
        "rất dài " * 20,
        " ".join(["từ"] * 16),
    ],
)
def test_personal__is_not_stored_at_all(reader: Client, index_path: Path, text: str) -> None:
    assert looks_personal(text)
    page = reader.get("/sang-kien/", {"q": text})
    assert page.context["asked"] == ""
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "text", ["bơm nước", "NL-2022-0417", "SK-2024-000123456", "04/HD-LĐLĐ", "22kV 1.5", "2020-2025"]
)
def test_personal__ordinary_questions_are_not(text: str) -> None:
    assert not looks_personal(text)


@pytest.mark.usefixtures("site")
def test_words__are_kept_from_the_third_search_on(reader: Client) -> None:
    for _time in range(2):
        reader.get("/sang-kien/", {"q": "Bơm nước"})
    assert Question.objects.get().text == ""
    stored = str(list(Question.objects.values())) + str(list(QuestionDay.objects.values()))
    assert "bơm" not in stored.lower()
    reader.get("/tim-kiem/", {"q": "bơm nước"})
    assert Question.objects.get().text == "bơm nước"


@pytest.mark.usefixtures("site")
def test_words__are_no_formula(reader: Client) -> None:
    for _time in range(3):
        reader.get("/sang-kien/", {"q": "=HYPERLINK(A1)"})
    assert Question.objects.get().text == "hyperlink(a1)"


@pytest.mark.usefixtures("site")
def test_search__is_written_after_the_page_and_never_breaks_it(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr(insight, "_count", broken)
    assert reader.get("/sang-kien/", {"q": "bơm"}).status_code == 200
    request = RequestFactory(headers={"user-agent": BROWSER}).get("/sang-kien/")
    monkeypatch.undo()
    assert insight.ask(request, SearchRequest(text="bơm"), [SearchResponse(total=1)], Place.CATALOGUE)
    assert not Question.objects.exists()
    insight.write_heard()
    insight.write_heard()
    assert row("bơm").searches == 1


def test_search__relaxed_and_corrected_are_counted(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"user-agent": BROWSER})
    relaxed = SearchResponse(total=3, left_out=("nước",))
    corrected = SearchResponse(total=3, full_total=3, corrected_to="bơm nước")
    degraded = SearchResponse(degraded=True)
    for response in (relaxed, corrected, degraded):
        insight.ask(request, SearchRequest(text="bơm nuoc"), [response], Place.CATALOGUE)
    insight.write_heard()
    found = row("bơm nuoc")
    assert (found.searches, found.relaxed, found.corrected, found.empty) == (3, 1, 1, 0)


# Clicks ----------------------------------------------------------------------------------------------------


def chose(client: Client, token: str, at: Any) -> int:
    """Send what the script of a page sends."""
    return client.post("/tim-kiem/chon/", {"cau": token, "thu": str(at)}).status_code


@pytest.mark.usefixtures("site")
def test_click__is_counted_with_its_place(reader: Client) -> None:
    page = reader.get("/sang-kien/", {"q": "bơm"})
    token = page.context["asked"]
    assert token in page.content.decode()
    assert [chose(reader, token, at) for at in (1, 4, 0)] == [204, 204, 204]
    found = row("bơm")
    assert (found.searches, found.clicks, found.positions, found.pinned_clicks) == (1, 2, 5, 1)


@pytest.mark.usefixtures("site")
def test_click__needs_a_token_of_the_site(reader: Client) -> None:
    token = reader.get("/sang-kien/", {"q": "bơm"}).context["asked"]
    assert chose(reader, "", 1) == 204
    assert chose(reader, token[:-1] + ("A" if token[-1] != "A" else "B"), 1) == 204
    assert chose(reader, token.replace("catalogue", "field"), 1) == 204
    assert [chose(reader, token, at) for at in ("", "x", "-1", "1" * 5_000)] == [204] * 4
    assert chose(Client(), token, 1) == 204
    assert reader.post("/tim-kiem/chon/").status_code == 204
    assert reader.get("/tim-kiem/chon/").status_code == 405
    assert row("bơm").clicks == 0


@pytest.mark.usefixtures("site")
def test_click__of_a_page_left_open_counts_until_the_next_day(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = reader.get("/sang-kien/", {"q": "bơm"}).context["asked"]
    today = timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda: today + datetime.timedelta(days=1))
    assert count_click(token, "1")
    monkeypatch.setattr(timezone, "localdate", lambda: today + datetime.timedelta(days=2))
    assert not count_click(token, "1")


@pytest.mark.usefixtures("site")
def test_click__flood_is_not_counted(reader: Client) -> None:
    token = reader.get("/sang-kien/", {"q": "bơm"}).context["asked"]
    counted = sum(count_click(token, "1") for _time in range(CLICKS_A_SEARCH + 20))
    assert counted == row("bơm").clicks == CLICKS_A_SEARCH


@pytest.mark.usefixtures("site")
def test_token__is_the_same_for_everybody(reader: Client) -> None:
    other = Client(headers={"user-agent": "Mozilla/5.0 (Android 14; Mobile)"})
    tokens = {client.get("/sang-kien/", {"q": "bơm"}).context["asked"] for client in (reader, other)}
    assert len(tokens) == 1


# Forgetting ------------------------------------------------------------------------------------------------


def test_purge__forgets_old_days_and_words_that_became_rare(settings: Any) -> None:
    settings.SEARCH_INSIGHT = {"DAYS": 30, "LEAST": 3}
    asked("cũ", 9, day=31)
    rare = asked("nay hiếm", 9, day=31)
    asked("nay hiếm", 2, day=1)
    kept = asked("vẫn hỏi", 3, day=30)
    call_command("purge_search_insight", verbosity=0)
    assert set(Question.objects.values_list("pk", "text")) == {(rare.pk, ""), (kept.pk, "vẫn hỏi")}
    assert QuestionDay.objects.count() == 2
    assert purge() == (0, 0)


# The report ------------------------------------------------------------------------------------------------


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(UserFactory(role=EDITOR))
    return client


def listed(client: Client, name: str, **query: str) -> list[str]:
    """Questions of a report, in its order."""
    return [question.text for question in client.get(reverse(name), query).context["object_list"]]


@pytest.fixture
def questions() -> None:
    """Questions of every sort."""
    asked("bơm", 9, clicks=2, positions=5)
    asked("lò hơi", 5, empty=5)
    asked("máy dệt", 7)
    asked("bơm", 1, day=40)
    asked("xưa", 20, day=40, pinned_clicks=1)
    Question.objects.create(digest="rare")


@pytest.mark.usefixtures("questions")
def test_report__lists_by_what_it_is_about(editor: Client) -> None:
    assert listed(editor, "search_questions") == ["xưa", "bơm", "máy dệt", "lò hơi"]
    assert listed(editor, "search_questions", days="30") == ["bơm", "máy dệt", "lò hơi"]
    assert listed(editor, "search_questions", place="field") == []
    assert listed(editor, "search_questions", ordering="text") == ["bơm", "lò hơi", "máy dệt", "xưa"]
    assert listed(editor, "search_questions_empty") == ["lò hơi"]
    assert listed(editor, "search_questions_unchosen") == ["máy dệt"]


@pytest.mark.usefixtures("questions")
def test_report__counts_over_the_period(editor: Client) -> None:
    found = {one.text: one for one in editor.get(reverse("search_questions")).context["object_list"]}
    assert (found["bơm"].searches, found["bơm"].all_clicks, found["bơm"].average_position) == (10, 2, 2.5)
    assert found["xưa"].average_position is None
    assert "2,5" in text_of(editor.get(reverse("search_questions")))


@pytest.mark.usefixtures("questions")
def test_report__leads_to_what_can_be_done(editor: Client) -> None:
    page = editor.get(reverse("search_questions_empty"))
    source = page.content.decode()
    for model, field in (("synonymgroup", "terms"), ("promotedresult", "phrases")):
        address = f"{reverse(f'wagtailsnippets_search_{model}:add')}?{field}=l%C3%B2+h%C6%A1i"
        assert address in source
        assert "lò hơi</textarea>" in editor.get(address).content.decode()
    assert f"{reverse('search:results')}?q=l%C3%B2+h%C6%A1i" in source


@pytest.mark.usefixtures("questions")
def test_report__is_exported(editor: Client) -> None:
    answer = editor.get(reverse("search_questions"), {"export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0][0] == "Câu tìm"
    assert rows[1][:2] == ["xưa", "20"]
    book = load_workbook(io.BytesIO(b"".join(editor.get(reverse("search_questions"), {"export": "xlsx"}))))
    assert book.active is not None
    assert [cell.value for cell in list(book.active.rows)[1]][:2] == ["xưa", 20]


@pytest.mark.usefixtures("questions")
def test_report__is_for_editors_alone(client: Client) -> None:
    pages = [reverse(f"{name}{part}") for name in REPORTS for part in ("", "_results")]
    client.force_login(UserFactory(role=EDITOR))
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    assert pages[0] in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(UserFactory(role=CONTRIBUTOR))
    assert [client.get(page).status_code for page in pages] == [302] * len(pages)
    assert pages[0] not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_report__of_bad_filters_is_no_error(editor: Client) -> None:
    for query in ({"days": "x"}, {"place": "x"}, {"ordering": "x"}, {"p": "x"}, {"export": "x"}):
        assert editor.get(reverse("search_questions"), query).status_code == 200, query
