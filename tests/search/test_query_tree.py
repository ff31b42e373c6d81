"""Questions as trees, by their exact output; no engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query_tree import AllOf, AnyOf, Area, Mark, Phrase, QueryTree, Term, build_tree, leaves
from search.vocabulary import Vocabulary
from search.weights import MAX_CONCEPTS, WEIGHTS

VOCABULARY = Vocabulary.build(
    [
        {"short": "LĐLĐ", "long": ["liên đoàn lao động"]},
        {"short": "TP.HCM", "long": ["thành phố Hồ Chí Minh"]},
    ],
    [["tiết kiệm điện", "tiết giảm điện"]],
    ["đổi mới"],
)


def tree_of(text: str, vocabulary: Vocabulary | None = VOCABULARY) -> QueryTree:
    tree = build_tree(text, vocabulary)
    assert tree is not None
    return tree


def typed(tree: QueryTree) -> list[str]:
    return [concept.typed for concept in tree.concepts]


def test_syllable__marks_rank_by_exact_form() -> None:
    tree = tree_of("điện")
    (concept,) = tree.concepts
    assert concept.match == Term(Area.ANYWHERE, "dien", WEIGHTS.anywhere)
    assert concept.bonuses == (
        Term(Area.TITLE, "dien", WEIGHTS.title * WEIGHTS.unmatched_marks),
        Term(Area.LINES, "dien", WEIGHTS.lines * WEIGHTS.unmatched_marks),
        Term(Area.SUMMARY, "dien", WEIGHTS.summary * WEIGHTS.unmatched_marks),
        Term(Area.ANYWHERE, "điện", WEIGHTS.exact_anywhere, exact=True),
        Term(Area.TITLE, "điện", WEIGHTS.exact_title, exact=True),
    )
    assert (tree.minimum, tree.code, tree.marks) == (1, "dien", (Mark(("dien",), ("điện",)),))


def test_syllable__without_marks_has_no_exact_form() -> None:
    tree = tree_of("dien")
    assert tree.is_unmarked
    assert not any(isinstance(node, Term) and node.exact for node in tree.concepts[0].bonuses)
    assert tree.marks == (Mark(("dien",)),)


def test_closeness__pairs_and_phrases() -> None:
    assert tree_of("máy ép viên").bonuses == (
        Term(Area.PAIRS, "may_ep", WEIGHTS.pair),
        Term(Area.PAIRS, "ep_vien", WEIGHTS.pair),
        Phrase(Area.ANYWHERE, ("may", "ep", "vien"), WEIGHTS.phrase_anywhere),
        Phrase(Area.TITLE, ("may", "ep", "vien"), WEIGHTS.phrase_title),
    )


def test_abbreviation__any_of_its_spellings() -> None:
    tree = tree_of("ldld bac ninh")
    assert typed(tree) == ["ldld", "bac", "ninh"]
    match = tree.concepts[0].match
    assert isinstance(match, AnyOf)
    assert Term(Area.ANYWHERE, "ldld", WEIGHTS.anywhere) in match.nodes
    full = Phrase(Area.ANYWHERE, ("lien", "doan", "lao", "dong"), WEIGHTS.anywhere * WEIGHTS.expansion)
    assert full in match.nodes
    assert [one.also for one in tree.interpreted] == [("LĐLĐ", "liên đoàn lao động")]


@pytest.mark.parametrize("text", ["tp.hcm", "TP HCM", "tphcm", "thành phố Hồ Chí Minh"])
def test_abbreviation__every_spelling_matches_the_same(text: str) -> None:
    tree = tree_of(text)
    assert len(tree.concepts) == 1
    found = {
        (node.text,) if isinstance(node, Term) else node.words for node in leaves(tree.concepts[0].match)
    }
    assert found == {
        ("tphcm",),
        ("tp", "hcm"),
        ("tph", "cm"),
        ("thanh", "pho", "ho", "chi", "minh"),
    }


def test_synonym__syllables_or_the_other_term() -> None:
    (concept,) = tree_of("tiết kiệm điện").concepts
    assert concept.match == AnyOf(
        (
            AllOf(tuple(Term(Area.ANYWHERE, word) for word in ("tiet", "kiem", "dien"))),
            Phrase(Area.ANYWHERE, ("tiet", "giam", "dien"), WEIGHTS.synonym),
        )
    )
    assert [loose.typed for loose in concept.loose] == ["tiết", "kiệm", "điện"]


def test_synonym__other_marks_are_another_word() -> None:
    assert typed(tree_of("tiệt kiêm điện")) == ["tiệt", "kiêm", "điện"]
    assert typed(tree_of("tiet kiem dien")) == ["tiet kiem dien"]


def test_vocabulary__left_out_when_exact() -> None:
    assert typed(tree_of("ldld bac ninh", None)) == ["ldld", "bac", "ninh"]
    assert tree_of("ldld", None).concepts[0].match == Term(Area.ANYWHERE, "ldld")


@pytest.mark.parametrize("text", ['"an toàn" điện', "“an toàn” điện", "«an toàn» điện"])
def test_quotes__phrase_is_required(text: str) -> None:
    tree = tree_of(text)
    phrase, word = tree.concepts
    assert (phrase.required, word.required) == (True, False)
    assert phrase.match == Phrase(Area.ANYWHERE, ("an", "toan"))
    assert (tree.minimum, tree.is_strict) == (1, True)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [('"', None), ('""', None), ('"điện', ["điện"]), ('điện"" máy', ["điện", "máy"]), ("?!", None)],
)
def test_quotes__unbalanced_or_empty(text: str, concepts: list[str] | None) -> None:
    tree = build_tree(text, VOCABULARY)
    assert (typed(tree) if tree else None) == concepts


def test_relaxed__fewer_concepts_and_unknown_words_left_out() -> None:
    tree = tree_of("máy ép viên trấu xyz")
    known = {"may", "ep", "vien", "trau"}
    relaxed = tree.relaxed(0.75, known)
    assert relaxed is not None
    assert (relaxed.minimum, relaxed.dropped) == (3, ("xyz",))
    half = tree.relaxed(0.5, known)
    assert half is not None
    assert half.minimum == 2
    assert not half.is_strict


def test_relaxed__names_fall_apart() -> None:
    relaxed = tree_of("thành phố Hồ Chí Minh").relaxed(0.5, {"thanh", "pho", "ho", "chi", "minh"})
    assert relaxed is not None
    assert (typed(relaxed), relaxed.minimum) == (["thành", "phố", "hồ", "chí", "minh"], 3)


def test_relaxed__quoted_phrase_stays_required() -> None:
    relaxed = tree_of('"an toàn" máy ép').relaxed(0.5, {"an", "toan", "may", "ep"})
    assert relaxed is not None
    assert [concept.typed for concept in relaxed.concepts if concept.required] == ["“an toàn”"]
    assert relaxed.minimum == 1


def test_relaxed__nothing_left_to_relax() -> None:
    assert tree_of("điện").relaxed(0.5, {"dien"}) is None
    assert tree_of("xyz").relaxed(0.5, set()) is None


def test_with_marks__ranks_without_changing_what_matches() -> None:
    tree = tree_of("doi moi")
    guessed = tree.with_marks({"doi": "đổi", "moi": "mới"})
    assert guessed.concepts == tree.concepts
    added = set(guessed.bonuses) - set(tree.bonuses)
    assert {(node.text, node.exact) for node in added if isinstance(node, Term)} == {
        ("đổi", True),
        ("mới", True),
    }


def test_build__long_questions_are_capped() -> None:
    tree = tree_of(" ".join(f"t{number}" for number in range(60)))
    assert len(tree.concepts) == MAX_CONCEPTS
    assert len(tree.dropped) == 60 - MAX_CONCEPTS


def test_build__repeated_words_count_once() -> None:
    assert len(tree_of("điện điện điện").concepts) == 1


@given(st.text(max_size=200))
def test_build__any_text(text: str) -> None:
    tree = build_tree(text, VOCABULARY)
    if tree is not None:
        assert tree.concepts
        assert hash(tree) == hash(build_tree(text, VOCABULARY))
        assert tree.is_strict
        relaxed = tree.relaxed(0.5, tree.lookups)
        assert relaxed is None or relaxed.minimum <= len(relaxed.concepts)
