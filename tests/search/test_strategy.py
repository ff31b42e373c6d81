"""How a question is answered step by step, on the embedded engine and a real index."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search.contract import (
    CATALOGUE_FACETS,
    FacetName,
    Filter,
    IndexDocument,
    Kind,
    Label,
    Range,
    SearchRequest,
)
from search.engines import tantivy_query, tantivy_session
from search.engines.embedded import EmbeddedEngine
from search.engines.tantivy_session import CountCache, Session
from search.query_tree import AllOf, AnyOf, Area, Node, Phrase, QueryTree, Term, build_tree
from search.vietnamese import fold_tokens, tokens
from search.vocabulary import Vocabulary
from tests.search.engine_behaviour import DOCUMENTS, EVERYTHING, fill, initiative, pks

WORDS = tokens("máy bơm nước điện tiết kiệm an toàn lò hơi nồi ống dài thợ hàn đỡ tốn")
VOCABULARY = Vocabulary.build(
    [{"short": "LH", "long": ["lò hơi"]}],
    [["tiết kiệm", "đỡ tốn", "bớt hao"], ["nồi hơi", "lò hơi"], ["máy bơm", "bơm nước"]],
)


def _invented(count: int, *, seed: int) -> list[IndexDocument]:
    """Records of few words, so that every combination occurs."""
    rng = random.Random(seed)
    return [
        initiative(
            pk,
            " ".join(rng.choices(WORDS, k=4)),
            body=" ".join(rng.choices(WORDS, k=rng.randrange(1, 9))),
            year=rng.choice((2020, 2021, 2022)),
            level=rng.choice(("grassroots", "province")),
            tags=tuple(Label(tag, tag) for tag in rng.sample(('a "b"', "c\\d", "é|f"), rng.randrange(3))),
        )
        for pk in range(1, count + 1)
    ]


RECORDS = _invented(120, seed=3)


@pytest.fixture
def engine(tmp_path: Path) -> EmbeddedEngine:
    return EmbeddedEngine(tmp_path / "index", vocabulary=lambda: VOCABULARY)


@pytest.fixture
def session(engine: EmbeddedEngine) -> Iterator[Session]:
    """A session over the invented records that remembers nothing from test to test."""
    fill(engine, RECORDS)
    with engine._reading() as opened:
        yield opened


def _texts(document: IndexDocument) -> list[list[str]]:
    """Folded words of each text of an invented record."""
    texts = (document.title, document.body, *(label.text for label in document.tags))
    return [fold_tokens(tokens(text)) for text in texts]


def _holds(document: IndexDocument, node: Node) -> bool:
    """Whether a record matches a node, read off its texts."""
    assert not isinstance(node, Term | Phrase) or node.area == Area.ANYWHERE
    match node:
        case Term():
            return any(node.text in text for text in _texts(document))
        case Phrase():
            wanted, length = list(node.words), len(node.words)
            return any(
                text[at : at + length] == wanted for text in _texts(document) for at in range(len(text))
            )
        case AnyOf():
            return any(_holds(document, inner) for inner in node.nodes)
        case AllOf():
            return all(_holds(document, inner) for inner in node.nodes)


def _matches(document: IndexDocument, tree: QueryTree) -> bool:
    free = [_holds(document, one.match) for one in tree.concepts if not one.required]
    return all(_holds(document, one.match) for one in tree.concepts if one.required) and (
        sum(free) >= tree.minimum
    )


def _trees(session: Session) -> Iterator[QueryTree]:
    """Strict and relaxed trees of questions with synonyms, abbreviations and quotes."""
    rng = random.Random(5)
    questions = [" ".join(rng.sample(WORDS, size)) for size in (1, 2, 2, 3, 3, 4, 5, 6, 8, 12)]
    questions += ["tiết kiệm điện máy bơm", "LH đỡ tốn", '"lò hơi" an toàn điện', "nồi hơi máy bơm tiết kiệm"]
    for question in questions:
        strict = build_tree(question, VOCABULARY)
        assert strict is not None
        frequencies = session.frequencies(strict.lookups)
        relaxed = (strict.relaxed(fraction, frequencies) for fraction in (0.75, 0.5))
        yield from (tree for tree in (strict, *relaxed) if tree is not None)


def test_matching__finds_what_reading_the_texts_finds(session: Session) -> None:
    request = SearchRequest(size=100)
    for tree in _trees(session):
        expected = {document.pk for document in RECORDS if _matches(document, tree)}
        pages = [session.hits(tree, None, replace(request, page=number)) for number in (1, 2)]
        assert {hit.pk for page in pages for hit in page.hits} == expected
        assert pages[0].total == session.count(tree, request) == len(expected)


def test_missing__is_what_the_texts_lack(session: Session) -> None:
    documents = {document.pk: document for document in RECORDS}
    for tree in _trees(session):
        concepts = (*tree.concepts, *tree.ranking)
        for hit in session.hits(tree, tree, SearchRequest()).hits:
            lacking = tuple(one.typed for one in concepts if not _holds(documents[hit.pk], one.match))
            assert hit.missing == lacking


def test_missing__of_more_words_than_one_query_tells_apart(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = build_tree(" ".join(WORDS))
    assert tree is not None
    tree = replace(tree, minimum=3)
    whole = session.hits(tree, tree, SearchRequest()).hits
    monkeypatch.setattr(tantivy_session, "CONCEPTS_AT_ONCE", 4)
    assert session.hits(tree, tree, SearchRequest()).hits == whole
    assert any(hit.missing for hit in whole)


def test_facets__agree_with_the_totals_of_their_values(session: Session) -> None:
    filters = (Filter(FacetName.LEVEL, ("province",)), Filter(FacetName.TAG, ('a "b"', "c\\d")))
    wanted = (FacetName.LEVEL, FacetName.TAG, FacetName.YEAR, FacetName.UNIT)
    request = SearchRequest(filters=filters, years=Range(lower=2021), facets=wanted)
    for tree in _trees(session):
        for facet in session.facets(tree, request):
            others = tuple(one for one in filters if one.name != facet.name)
            years = Range() if facet.name == FacetName.YEAR else request.years
            for value in facet:
                chosen = (*others, Filter(facet.name, (value.value,)))
                assert value.count == session.count(tree, replace(request, filters=chosen, years=years))


def test_order__is_the_same_however_it_is_worked_out(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tree in _trees(session):
        monkeypatch.setattr(tantivy_session, "LOOKUP_COST", 0)
        looked_up = session.hits(tree, None, SearchRequest(highlight=False)).hits
        monkeypatch.setattr(tantivy_session, "LOOKUP_COST", 10**9)
        walked = session.hits(tree, None, SearchRequest(highlight=False)).hits
        assert [hit.score for hit in looked_up] == pytest.approx([hit.score for hit in walked], rel=1e-3)


def test_order__without_a_budget_finds_the_same(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = build_tree("máy bơm điện", VOCABULARY)
    assert tree is not None
    request = SearchRequest(size=100, highlight=False)
    before = session.hits(tree, None, request)
    monkeypatch.setattr(tantivy_session, "RANKING_BUDGET", 0)
    after = session.hits(tree, None, request)
    assert after.total == before.total
    assert {hit.pk for hit in after.hits} == {hit.pk for hit in before.hits}


def test_some_of__every_way_and_counting_find_the_same(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = build_tree("máy bơm nước điện lò")
    assert strict is not None
    trees = [replace(strict, minimum=minimum) for minimum in (2, 3, 4)]
    written_out = [session.count(tree, SearchRequest()) for tree in trees]
    monkeypatch.setattr(tantivy_query, "MOST_WAYS", 0)
    session._cache = CountCache()
    assert [session.count(tree, SearchRequest()) for tree in trees] == written_out
    assert written_out[0] > written_out[1] > written_out[2] > 0


def test_phrase__of_words_that_stand_everywhere_is_looked_up_as_words(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted, apart = build_tree('"bơm máy"'), build_tree("bơm máy")
    assert quoted is not None
    assert apart is not None
    as_phrase = session.count(quoted, SearchRequest())
    monkeypatch.setattr(tantivy_session, "PHRASE_LIMIT", 0)
    session._cache = CountCache()
    assert as_phrase < session.count(quoted, SearchRequest()) == session.count(apart, SearchRequest())


@pytest.mark.parametrize("text", ["04/HD-LĐLĐ", "04/hd-ldld", "04 HD LĐLĐ"])
def test_code__answered_by_its_record_and_full_mentions_alone(engine: EmbeddedEngine, text: str) -> None:
    scattered = initiative(50, "Hướng dẫn số 04", body="Của LĐLĐ, theo mẫu HD.")
    fill(engine, [*DOCUMENTS, scattered])
    response = engine.search(SearchRequest(text, kinds=EVERYTHING))
    assert [(hit.kind, hit.pk) for hit in response.hits] == [(Kind.GUIDANCE, 1), (Kind.GUIDANCE, 2)]
    assert (response.total, response.full_total, response.left_out) == (2, 2, ())


def test_code__of_another_kind_is_an_ordinary_question(engine: EmbeddedEngine) -> None:
    fill(engine, [*DOCUMENTS, initiative(50, "Hướng dẫn số 04", body="Của LĐLĐ, theo mẫu HD.")])
    assert pks(engine.search(SearchRequest("04/HD-LĐLĐ"))) == [50]


def test_code__that_no_record_has_is_not_taken_apart(engine: EmbeddedEngine) -> None:
    fill(
        engine,
        [initiative(1, "Một việc", code="NL-2022-0417"), initiative(2, "Hai việc", code="NL-2022-0500")],
    )
    assert engine.search(SearchRequest("NL-2022-0999")).total == 0


def test_code__typed_in_part_is_an_ordinary_question(engine: EmbeddedEngine) -> None:
    fill(
        engine,
        [initiative(1, "Một việc", code="NL-2022-0417"), initiative(2, "Hai việc", code="NL-2022-0500")],
    )
    assert pks(engine.search(SearchRequest("NL-2022-0417"))) == [1]
    assert set(pks(engine.search(SearchRequest("NL-2022")))) == {1, 2}


def test_relaxing__only_when_full_matches_do_not_fill_a_page(engine: EmbeddedEngine) -> None:
    full = [initiative(pk, f"Bơm nước tự động cho trại số {pk}") for pk in range(1, 6)]
    part = [initiative(pk, f"Bơm nước tự chế ở trại số {pk}") for pk in range(10, 15)]
    fill(engine, [*full, *part])
    question = SearchRequest("bơm nước tự động", size=5)
    enough = engine.search(question)
    assert (enough.total, enough.full_total) == (5, 5)
    short = engine.search(replace(question, size=6))
    assert (short.total, short.full_total) == (10, 5)
    assert set(pks(short)[:5]) == {1, 2, 3, 4, 5}
    assert short.hits[5].missing == ("động",)
    second = engine.search(replace(question, size=6, page=2))
    assert (second.total, len(second.hits)) == (10, 4)


def test_relaxing__facets_count_what_is_shown(engine: EmbeddedEngine) -> None:
    fill(engine, RECORDS)
    response = engine.search(SearchRequest("máy bơm nước điện lò hơi thợ", facets=CATALOGUE_FACETS))
    assert response.full_total < response.total
    years = response.facet(FacetName.YEAR)
    assert years is not None
    assert sum(value.count for value in years) == response.total


def test_suggest__completes_the_word_after_the_one_before(engine: EmbeddedEngine) -> None:
    titles = ["Máy bơm nước", "Máy dệt cho bà con", "Bàn để máy"]
    fill(engine, [initiative(pk, title) for pk, title in enumerate(titles, 1)])
    assert [one.pk for one in engine.suggest("máy b")] == [1]
    assert {one.pk for one in engine.suggest("máy c")} == {2}
    assert {one.pk for one in engine.suggest("má")} == {1, 2, 3}


def test_suggest__a_letter_of_many_words_is_completed_within_the_budget(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, [initiative(pk, "Bơm nước") for pk in range(1, 6)] + [initiative(9, "Bồn nước")])
    assert {one.label.text for one in engine.suggest("bo")} == {"Bơm nước", "Bồn nước"}
    monkeypatch.setattr(tantivy_session, "COMPLETION_BUDGET", 2)
    assert {one.label.text for one in engine.suggest("bo")} == {"Bồn nước"}


def test_hits__past_the_last_page_is_empty(session: Session) -> None:
    tree = build_tree("máy")
    assert tree is not None
    page = session.hits(tree, None, SearchRequest(page=500))
    assert page.hits == ()
    assert page.total == sum(_matches(one, tree) for one in RECORDS) > 0


def test_counts__are_remembered_until_a_commit(engine: EmbeddedEngine) -> None:
    fill(engine, RECORDS[:3])
    request = SearchRequest("máy", facets=CATALOGUE_FACETS, exact=True)
    first, again = engine.search(request), engine.search(request)
    assert list(itertools.chain(*first.facets)) == list(itertools.chain(*again.facets))
    engine.bulk([initiative(500, "Máy mới")])
    assert engine.search(request).total == first.total + 1
