"""Why a record stands where it stands: the pure explanation, and the editors' page that tells it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from search.contract import AttachedPage, IndexDocument, Kind, Label
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.explain import Bonus, Explanation, Place, Spelling, WordFound, explain
from search.indexing import rebuild
from search.query_tree import Area, build_tree
from search.vocabulary import Vocabulary
from search.weights import WEIGHTS, rank_factor
from showcase.models import Initiative
from showcase.roles import CONTRIBUTOR, EDITOR
from tests.editing import text_of
from tests.factories import CataloguePageFactory, InitiativeFactory, UserFactory

VOCABULARY = Vocabulary.build(
    [{"short": "LĐLĐ", "long": ["liên đoàn lao động"]}], [["nồi hơi", "lò hơi"], ["học trò", "học sinh"]]
)

RECORD = IndexDocument(
    Kind.INITIATIVE,
    7,
    1,
    "Xả đáy lò hơi theo độ dẫn",
    problem_line="Ca nào cũng xả ba phút",
    idea_line="Đo độ dẫn rồi tra bảng",
    result_line="Bớt nước lò xả bỏ",
    summary="Đo trước, xả sau.",
    problem="Nước nóng ra cống.",
    body="Ghi sổ từng lần.",
    attachments=(AttachedPage("bang.pdf", 2, "Bảng tra số giây xả"),),
    code="NL-2021-1749",
    unit_text="Công ty Giấy Phù Khúc · Liên đoàn Lao động Hà Nội",
    tags=(Label("do-luong", "đo lường"),),
    static_rank=0.5,
)


def told(text: str, record: IndexDocument = RECORD) -> Explanation:
    tree = build_tree(text, VOCABULARY)
    assert tree is not None
    return explain(tree, record)


def word(text: str, record: IndexDocument = RECORD) -> WordFound:
    (found,) = told(text, record).words
    return found


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("đáy", (Place.TITLE,)),
        ("phút", (Place.LINES,)),
        ("sau", (Place.SUMMARY,)),
        ("cống", (Place.BODY,)),
        ("khúc", (Place.NAMES,)),
        ("lường", (Place.NAMES,)),
        ("giây", (Place.FILES,)),
        ("xả", (Place.TITLE, Place.LINES, Place.SUMMARY, Place.FILES)),
        ("trấu", ()),
    ],
)
def test_word__told_where_it_stands(text: str, places: tuple[Place, ...]) -> None:
    assert word(text).places == places


def test_word__spelling() -> None:
    assert word("đáy").spelling == Spelling.AS_TYPED
    assert word("đầy").spelling == Spelling.OTHER_MARKS
    assert word("day").spelling == Spelling.UNMARKED


def test_word__marks_weigh_more_than_letters() -> None:
    assert word("đáy").weight > word("đầy").weight > 0
    assert word("đáy").weight > word("cống").weight


def test_word__found_by_another_way_to_say_it() -> None:
    synonym, short = word("nồi hơi"), word("LĐLĐ")
    assert (synonym.via, synonym.places) == ("lò hơi", (Place.TITLE,))
    assert (short.via, short.places) == ("liên đoàn lao động", (Place.NAMES,))
    assert word("lò hơi").via == ""


def test_missing__makes_it_less_than_full() -> None:
    explanation = told("lò hơi đốt trấu")
    assert (explanation.missing, explanation.is_full) == (("đốt", "trấu"), False)
    assert told("xả lò hơi").is_full
    assert told("học trò").missing == ("học", "trò")
    assert told("lò hơi cống, học tra").missing == ("học",)


def test_quotes__must_stand_together() -> None:
    assert word('"lò hơi"').places == (Place.TITLE,)
    assert word('"hơi lò"').places == ()
    assert word('"hơi lò"').required


def test_bonuses__what_stands_together() -> None:
    assert told("xả đáy").bonuses == (
        Bonus(("xả", "đáy"), Area.PAIRS, WEIGHTS.pair),
        Bonus(("xả", "đáy"), Area.ANYWHERE, WEIGHTS.word_anywhere),
    )
    assert told("đáy xả").bonuses == ()
    assert Bonus(("đo", "lường"), Area.PAIRS, WEIGHTS.pair) in told("đo lường").bonuses


def test_bonuses__guessed_marks_and_function_words() -> None:
    tree = build_tree("xa day", VOCABULARY)
    assert tree is not None
    guessed = explain(tree.with_marks({"day": "đáy", "xa": "xà"}), RECORD).bonuses
    assert [one.words for one in guessed if one.exact] == [("đáy",), ("đáy",)]
    weight = WEIGHTS.exact_anywhere * WEIGHTS.function_word
    assert Bonus(("theo",), Area.ANYWHERE, weight, exact=True) in told("xả theo bảng").bonuses


def test_pairs__never_reach_across_texts() -> None:
    assert told("dẫn ca").bonuses == ()


def test_code__typed_in_full() -> None:
    assert told("nl 2021 1749").is_code
    assert not told("nl 2021").is_code
    assert not told("xả").is_code


def test_standing__adds_up_to_the_factor_of_the_index() -> None:
    news = replace(RECORD, kind=Kind.ANNOUNCEMENT, featured=True, date=1_700_000_000)
    standing = told("xả", news).standing
    assert standing.factor == rank_factor(0.5, featured=True, date=1_700_000_000, is_news=True)
    assert 1 + standing.level + standing.featured + standing.recency == pytest.approx(standing.factor)
    assert min(standing.level, standing.featured, standing.recency) > 0
    assert told("xả").standing.recency == 0


# The page -------------------------------------------------------------------------------------------------


@pytest.fixture
def boiler(db: None, index_path: Path) -> Initiative:
    """A site with two initiatives in the index."""
    CataloguePageFactory()
    found: Initiative = InitiativeFactory(title="Xả đáy lò hơi theo độ dẫn")
    InitiativeFactory(title="Khớp nối cho đường ống hơi")
    rebuild()
    return found


def page(client: Client, **query: Any) -> Any:
    return client.get(reverse("search_explain"), query)


@pytest.fixture
def editor(db: None, client: Client) -> Client:
    client.force_login(UserFactory(role=EDITOR))
    return client


def test_page__reasons_for_each_result(editor: Client, boiler: Initiative) -> None:
    text = text_of(page(editor, q="nồi hơi"))
    assert "“nồi hơi” cũng được tìm như “lò hơi”" in text
    assert "Xả đáy lò hơi theo độ dẫn" in text
    assert "“nồi hơi”: có trong tên" in text
    assert "nhờ cách nói khác “lò hơi”" in text
    assert "Có đủ mọi từ của câu tìm" in text


def test_page__says_what_is_missing(editor: Client, boiler: Initiative) -> None:
    text = text_of(page(editor, q="khớp nối lò hơi"))
    assert "Thiếu “khớp”, “nối”" in text
    assert "“khớp”: không có." in text


def test_page__code_comes_first(editor: Client, boiler: Initiative) -> None:
    text = text_of(page(editor, q=boiler.code))
    assert "Câu tìm chính là mã hoặc ký hiệu của bản ghi này" in text


def test_page__one_record_wherever_it_stands(editor: Client, boiler: Initiative) -> None:
    first = text_of(page(editor, q="lò hơi", kind="initiative", id=boiler.pk))
    assert "Đứng thứ 1." in first
    lost = text_of(page(editor, q="đường sắt", kind="initiative", id=boiler.pk))
    assert "Không nằm trong" in lost
    assert "Không có từ nào của câu tìm." in lost


def test_page__record_that_is_not_public(editor: Client, boiler: Initiative) -> None:
    boiler.live = False
    boiler.save()
    text = text_of(page(editor, q="lò hơi", kind="initiative", id=boiler.pk))
    assert "Không có bản ghi công khai nào thuộc loại này" in text
    assert text_of(page(editor, q="lò hơi", kind="story", id=10**9)).count("Không có bản ghi công khai") == 1


def test_page__empty_form(editor: Client) -> None:
    response = page(editor)
    assert response.status_code == 200
    assert "Câu tìm được hiểu thế nào" not in text_of(response)


@pytest.mark.parametrize(
    "query",
    [
        {"q": ""},
        {"q": "?!"},
        {"q": "a" * 201},
        {"q": "hơi", "kind": "lạ"},
        {"q": "hơi", "id": "abc", "kind": "initiative"},
        {"q": "hơi", "id": "-1", "kind": "initiative"},
        {"q": "hơi", "id": "9" * 30, "kind": "initiative"},
        {"q": "hơi", "id": "3"},
    ],
)
def test_page__bad_input_is_told(editor: Client, index_path: Path, query: dict[str, str]) -> None:
    response = page(editor, **query)
    assert response.status_code == 400
    assert response.context["form"].errors


def test_page__characters_that_no_text_holds(editor: Client) -> None:
    assert page(editor, q="\x00").status_code == 400


def test_page__texts_are_escaped(editor: Client, boiler: Initiative) -> None:
    boiler.title = "Lò hơi <script>alert(1)</script>"
    boiler.save()
    rebuild()
    response = page(editor, q="lò hơi <b>")
    assert b"<script>alert(1)" not in response.content
    assert "&lt;script&gt;alert(1)" in response.content.decode()


def test_page__engine_that_does_not_answer(
    editor: Client, boiler: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable(*args: Any, **kwargs: Any) -> Any:
        raise EngineUnavailable("down")

    monkeypatch.setattr(type(get_engine()), "search", unavailable)
    text = text_of(page(editor, q="lò hơi"))
    assert "Công cụ tìm kiếm đang không trả lời" in text
    assert "“lò hơi”: có trong tên" in text


def test_page__queries_do_not_grow_with_results(
    editor: Client, boiler: Initiative, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(15):
        InitiativeFactory(title=f"Lò hơi số {number}")
    rebuild()
    page(editor, q="lò hơi")
    with django_assert_max_num_queries(60):
        page(editor, q="lò hơi")


@pytest.mark.django_db
def test_page__who_may_read_it(client: Client, index_path: Path) -> None:
    assert page(client).status_code == 302
    client.force_login(UserFactory())
    assert page(client).status_code == 302
    cataloguer = UserFactory()
    cataloguer.user_permissions.add(
        *Permission.objects.filter(codename__in=("access_admin", "change_initiative"))
    )
    client.force_login(cataloguer)
    assert page(client).context["view"].kinds == (Kind.INITIATIVE,)
    assert page(client, q="hơi", kind="guidance").status_code == 400
    client.force_login(UserFactory(role=CONTRIBUTOR))
    assert page(client).status_code == 200
    client.force_login(UserFactory(role=EDITOR))
    assert page(client).context["view"].kinds == tuple(Kind)


@pytest.mark.django_db
def test_page__refused_without_anything_to_explain(client: Client) -> None:
    reader = UserFactory()
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(reader)
    assert page(client).status_code == 302
    assert reverse("search_explain") not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_menu__leads_to_the_page(editor: Client) -> None:
    assert reverse("search_explain") in editor.get(reverse("wagtailadmin_home")).content.decode()
