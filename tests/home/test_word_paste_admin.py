"""The dialog “Dán từ Word”: what the browser sends and gets."""

import json
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from home.models import StandardPage
from tests.editing import page_add_url, page_url
from tests.factories import FrontPageFactory, StandardPageFactory, UserFactory

pytestmark = pytest.mark.django_db

WORD = (Path(__file__).parent / "pasted" / "word.html").read_text()
TYPES = "heading paragraph table picture"


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which somebody who may use the admin is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


def test_paste__gives_what_the_stream_widget_takes(editor: Client) -> None:
    answer = editor.post(reverse("word_paste"), {"html": WORD, "types": TYPES}).json()
    assert [block["type"] for block in answer["blocks"]] == ["heading", "heading", "paragraph", "table"]
    heading, _second, paragraph, table = answer["blocks"]
    assert heading["value"] == "Kế hoạch đăng ký sáng kiến"
    state = json.loads(paragraph["value"])
    assert [line["type"] for line in state["blocks"]].count("unordered-list-item") == 3
    assert table["value"]["rows"][0]["values"][2] == "13.450"
    assert "<th" in table["preview"]
    assert len(answer["notes"]) == 2


def test_paste__plain_text_makes_paragraphs(editor: Client) -> None:
    answer = editor.post(reverse("word_paste"), {"html": "", "text": "Một <b>\n\nHai", "types": TYPES}).json()
    assert "Một &lt;b&gt;" in answer["blocks"][0]["preview"]


def test_paste__stream_without_tables_gets_lines(editor: Client) -> None:
    answer = editor.post(reverse("word_paste"), {"html": WORD, "types": "heading paragraph"}).json()
    assert {block["type"] for block in answer["blocks"]} == {"heading", "paragraph"}
    assert "13.450" in answer["blocks"][-1]["preview"]


def test_paste__stream_without_headings_sets_them_in_bold(editor: Client) -> None:
    answer = editor.post(reverse("word_paste"), {"html": "<h2>Mục</h2><p>x</p>", "types": "paragraph"}).json()
    assert [block["type"] for block in answer["blocks"]] == ["paragraph"]
    assert "<b>Mục</b>" in answer["blocks"][0]["preview"]


def test_paste__old_font_is_told(editor: Client) -> None:
    text = "<p>C«ng ®oµn ViÖt Nam tæ chøc phong trµo s¸ng kiÕn trong c«ng nh©n viªn chøc lao ®éng</p>"
    answer = editor.post(reverse("word_paste"), {"html": text, "types": TYPES}).json()
    assert any("TCVN3" in note for note in answer["notes"])


@pytest.mark.parametrize("html", ["", "<p></p>", "<img src='x'>"])
def test_paste__without_words_is_refused(editor: Client, html: str) -> None:
    answer = editor.post(reverse("word_paste"), {"html": html, "types": TYPES})
    assert answer.status_code == 400
    assert "Chưa thấy chữ nào" in answer.json()["error"]


def test_paste__into_one_paragraph_is_cleaned(editor: Client) -> None:
    html = "<p class=MsoNormal style='mso-x:1'><b>a</b> <i>b</i></p>"
    answer = editor.post(reverse("word_paste"), {"html": html, "features": "bold ul script"})
    assert answer.json() == {"html": "<p><b>a</b> b</p>"}


def test_paste__is_for_people_with_access_alone(client: Client) -> None:
    assert client.post(reverse("word_paste"), {"html": "<p>x</p>"}).status_code in (302, 403)
    client.force_login(UserFactory())
    assert client.post(reverse("word_paste"), {"html": "<p>x</p>"}).status_code in (302, 403)


def test_paste__takes_post_alone(editor: Client) -> None:
    assert editor.get(reverse("word_paste")).status_code == 405


def test_forms__carry_the_dialog(editor: Client) -> None:
    page = StandardPageFactory()
    for address in (page_add_url(StandardPage, FrontPageFactory()), page_url("edit", page)):
        text = editor.get(address).content.decode()
        assert 'id="word-paste-dialog"' in text
        assert "js/admin/word_paste.js" in text
