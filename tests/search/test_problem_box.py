"""A trouble told in one's own words."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from search.engines.base import EngineUnavailable
from search.engines.guarded import GuardedEngine
from search.function_words import IDLE_WORDS
from search.problem_tree import build_problem_tree
from search.query_tree import Area, Term, leaves
from search.vocabulary import Vocabulary, default_vocabulary
from search.weights import MAX_PROBLEM_CONCEPTS, PROBLEM_LEAST, PROBLEM_MOST

PATH = "/sang-kien/van-de/"


def typed(text: str) -> list[str]:
    tree = build_problem_tree(text, Vocabulary())
    return [concept.typed for concept in tree.concepts] if tree else []


# The tree


def test_tree__function_words_are_left_out() -> None:
    assert typed("Máy của tôi hay bị kẹt phôi") == ["máy", "kẹt", "phôi"]
    assert typed("thì là mà của chúng tôi") == []


def test_tree__unmarked_words_that_may_tell_something_stay() -> None:
    assert typed("may dap cua toi hay ket phoi") == ["may", "dap", "ket", "phoi"]


def test_tree__looks_at_the_problem_alone() -> None:
    tree = build_problem_tree("máy dập kẹt phôi", Vocabulary())
    assert tree
    matched = [leaf for concept in tree.concepts for leaf in leaves(concept.match)]
    assert {leaf.area for leaf in matched} == {Area.PROBLEM}
    assert Term(Area.PAIRS, "ket_phoi", tree.bonuses[0].weight) in tree.bonuses  # type: ignore[union-attr]


def test_tree__a_share_of_the_words_is_enough() -> None:
    short = build_problem_tree("kẹt phôi", Vocabulary())
    long = build_problem_tree(" ".join(f"từ{number}" for number in range(90)), Vocabulary())
    assert short
    assert long
    assert short.minimum == PROBLEM_LEAST
    assert (len(long.concepts), long.minimum) == (MAX_PROBLEM_CONCEPTS, PROBLEM_MOST)


def test_tree__repeated_words_count_once() -> None:
    assert typed("kẹt, kẹt nữa, lại kẹt") == ["kẹt"]


def test_tree__abbreviations_are_looked_up_too() -> None:
    tree = build_problem_tree("thiếu thiết bị PCCC", default_vocabulary())
    assert tree
    words = {leaf.text for one in tree.concepts for leaf in leaves(one.match) if isinstance(leaf, Term)}
    assert {"pccc", "chua", "chay"} <= words


def test_function_words__are_written_as_tokens_are() -> None:
    assert all(word == word.strip().lower() and " " not in word for word in IDLE_WORDS)


# The page

pytestmark: list[Any] = []


@pytest.fixture
def site(demo_content: None, db: None) -> None:
    """The demonstration content."""


def page_of(client: Client, text: str) -> str:
    response = client.get(f"{PATH}?q={quote(text)}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("site")
class TestPage:
    """The box and its answers."""

    def test_start__is_a_plain_form(self, client: Client) -> None:
        page = page_of(client, "")
        assert '<textarea class="input" id="vuong-mac" name="q"' in page
        assert "result__head" not in page
        assert '<meta name="robots"' not in page

    def test_story__finds_the_problem_and_marks_it(self, client: Client) -> None:
        page = page_of(client, "Bể nước hay tràn, đêm phải có người trực để bật tắt bơm, tốn điện lắm.")
        first = page[page.index('<li class="result"') :].split("</li>")[0]
        assert "NL-2022-0417" in first
        problem = re.search(r"<dt>Vướng gì</dt><dd>(.*?)</dd>", first)
        assert problem
        assert "<mark>" in problem[1]
        way = re.search(r"<dt>Làm thế nào</dt><dd>(.*?)</dd>", first)
        assert way
        assert "<mark>" not in way[1]
        assert 'content="noindex, follow"' in page

    def test_story__too_long_is_cut_with_a_word(self, client: Client) -> None:
        page = page_of(client, "bơm tràn " * 100)
        assert "chỉ phần đầu được dùng" in page
        text = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)
        assert text
        assert len(text[1]) <= 600

    def test_nothing_near__helps_on(self, client: Client) -> None:
        page = page_of(client, "xyzzy plugh")
        assert "Chưa thấy sáng kiến nào gỡ chuyện như vậy" in page
        assert "/sang-kien/linh-vuc/" in page

    def test_story__is_escaped(self, client: Client) -> None:
        assert "</textarea><script>" not in page_of(client, "</textarea><script>x</script>")

    def test_without_the_engine__says_so(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def silent(*_arguments: Any, **_options: Any) -> Any:
            raise EngineUnavailable("switched off by the test")

        monkeypatch.setattr(GuardedEngine, "search", silent)
        assert "chế độ dự phòng" in page_of(client, "máy dập kẹt phôi")

    def test_ways_to_it__from_catalogue_and_empty_result(self, client: Client) -> None:
        for path in ("/", "/sang-kien/", "/sang-kien/?q=zzzqqq"):
            assert f'href="{PATH}"' in client.get(path).content.decode(), path
