"""Questions as trees, by their exact output; no engine."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query_tree import AllOf, AnyOf, Area, Mark, Phrase, QueryTree, Term, build_tree, leaves
from search.vocabulary import Vocabulary
from search.weights import COUNTED_RECORDS, MAX_CONCEPTS, MAX_COUNTED, WEIGHTS

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
    assert concept.match == Term(Area.ANYWHERE, "dien", WEIGHTS.anywhere * WEIGHTS.unmatched_marks_anywhere)
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
        Phrase(Area.ANYWHERE, ("may", "ep"), WEIGHTS.pair_anywhere),
        Phrase(Area.ANYWHERE, ("ep", "vien"), WEIGHTS.pair_anywhere),
    )


def test_closeness__two_syllables_are_one_word() -> None:
    assert tree_of("biến tần").bonuses == (
        Term(Area.PAIRS, "bien_tan", WEIGHTS.pair),
        Phrase(Area.ANYWHERE, ("bien", "tan"), WEIGHTS.word_anywhere),
    )


def test_closeness__long_questions_look_few_pairs_up() -> None:
    bonuses = tree_of(" ".join(f"t{number}" for number in range(20))).bonuses
    assert sum(isinstance(node, Phrase) for node in bonuses) == 8


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
            AllOf(
                tuple(
                    Term(Area.ANYWHERE, word, WEIGHTS.anywhere * WEIGHTS.unmatched_marks_anywhere)
                    for word in ("tiet", "kiem", "dien")
                )
            ),
            Phrase(Area.ANYWHERE, ("tiet", "giam", "dien"), WEIGHTS.anywhere * WEIGHTS.synonym),
        )
    )
    assert Phrase(Area.ANYWHERE, ("tiet", "kiem", "dien"), WEIGHTS.together) in concept.bonuses
    assert [loose.typed for loose in concept.loose] == ["tiết", "kiệm", "điện"]


def test_synonym__other_marks_are_another_word() -> None:
    assert typed(tree_of("tiệt kiêm điện")) == ["tiệt", "kiêm", "điện"]
    assert typed(tree_of("tiet kiem dien")) == ["tiet kiem dien"]


def test_vocabulary__left_out_when_exact() -> None:
    assert typed(tree_of("ldld bac ninh", None)) == ["ldld", "bac", "ninh"]
    assert tree_of("ldld", None).concepts[0].match == Term(Area.ANYWHERE, "ldld", WEIGHTS.anywhere)


@pytest.mark.parametrize("text", ['"an toàn" điện', "“an toàn” điện", "«an toàn» điện"])
def test_quotes__phrase_is_required(text: str) -> None:
    tree = tree_of(text)
    phrase, word = tree.concepts
    assert (phrase.required, word.required) == (True, False)
    assert phrase.match == Phrase(Area.ANYWHERE, ("an", "toan"), WEIGHTS.anywhere)
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
    known = dict.fromkeys(("may", "ep", "vien", "trau"), 1)
    relaxed = tree.relaxed(0.75, known)
    assert relaxed is not None
    assert (relaxed.minimum, relaxed.dropped) == (3, ("xyz",))
    half = tree.relaxed(0.5, known)
    assert half is not None
    assert half.minimum == 2
    assert not half.is_strict


def test_relaxed__names_fall_apart() -> None:
    relaxed = tree_of("thành phố Hồ Chí Minh").relaxed(
        0.5, dict.fromkeys(("thanh", "pho", "ho", "chi", "minh"), 1)
    )
    assert relaxed is not None
    assert (typed(relaxed), relaxed.minimum) == (["thành", "phố", "hồ", "chí", "minh"], 3)


def test_relaxed__quoted_phrase_stays_required() -> None:
    relaxed = tree_of('"an toàn" máy ép').relaxed(0.5, dict.fromkeys(("an", "toan", "may", "ep"), 1))
    assert relaxed is not None
    assert [concept.typed for concept in relaxed.concepts if concept.required] == ["“an toàn”"]
    assert relaxed.minimum == 1


def test_relaxed__nothing_left_to_relax() -> None:
    assert tree_of("điện").relaxed(0.5, {"dien": 1}) is None
    assert tree_of("xyz").relaxed(0.5, {}) is None


def test_relaxed__short_form_takes_its_words_apart() -> None:
    words = {"lien", "doan", "lao", "dong", "trau"}
    relaxed = tree_of("ldld trấu").relaxed(0.5, dict.fromkeys(words, 1))
    assert relaxed is not None
    loose = next(concept for concept in relaxed.concepts if concept.typed == "ldld")
    assert isinstance(loose.match, AnyOf)
    apart = tuple(Term(Area.ANYWHERE, word, WEIGHTS.apart) for word in ("lien", "doan", "lao", "dong"))
    assert AllOf(apart) in loose.match.nodes


def test_function_words__rank_without_having_to_match() -> None:
    tree = tree_of("làm sao để cửa của xe không kẹp tay")
    assert typed(tree) == ["cửa", "xe", "kẹp", "tay"]
    weight = WEIGHTS.exact_anywhere * WEIGHTS.function_word
    assert Term(Area.ANYWHERE, "của", weight, exact=True) in tree.bonuses
    assert Term(Area.PAIRS, "khong_kep", WEIGHTS.pair) in tree.bonuses
    assert Phrase(Area.ANYWHERE, ("khong", "kep"), WEIGHTS.pair_anywhere) not in tree.bonuses
    assert Mark(("cua",), ("cửa",)) in tree.marks
    assert Mark(("cua",), ("của",)) not in tree.marks


@pytest.mark.parametrize("text", ["vì sao", "của ai", "và", "không có điện"])
def test_function_words__count_where_little_else_is_asked(text: str) -> None:
    assert typed(tree_of(text)) == text.split()


def test_function_words__count_in_quotes_and_when_exact() -> None:
    assert typed(tree_of('"của" xe tải')) == ["“của”", "xe", "tải"]
    assert typed(tree_of("cửa của xe tải", None)) == ["cửa", "của", "xe", "tải"]


def test_function_words__unmarked_ones_only_when_they_are_nothing_else() -> None:
    assert typed(tree_of("cua cua xe nhung khong kep")) == ["cua", "xe", "kep"]
    assert typed(tree_of("lam sao cho xe lam khong kep")) == ["cho", "xe", "kep"]


def test_said_of_all__only_at_the_head() -> None:
    vocabulary = Vocabulary.build([{"short": "SK", "long": ["sáng kiến"]}])
    assert typed(tree_of("sáng kiến Nghệ An", vocabulary)) == ["nghệ", "an"]
    assert typed(tree_of("ngại viết sáng kiến", vocabulary)) == ["ngại", "viết", "sáng kiến"]
    assert typed(tree_of("sáng kiến", vocabulary)) == ["sáng kiến"]


def test_proper_name__stands_together() -> None:
    vocabulary = Vocabulary.build(
        [{"short": "HN", "long": ["Hà Nội"]}, {"short": "CĐ", "long": ["công đoàn"]}]
    )
    name, word = tree_of("ha noi cong doan", vocabulary).concepts
    assert Phrase(Area.ANYWHERE, ("ha", "noi"), WEIGHTS.anywhere) in list(leaves(name.match))
    assert not any(isinstance(node, Phrase) for node in leaves(word.match))


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
        relaxed = tree.relaxed(0.5, dict.fromkeys(tree.lookups, 1))
        assert relaxed is None or relaxed.minimum <= len(relaxed.concepts)


def test_relaxed__counts_the_rarest_and_ranks_by_the_others() -> None:
    words = [f"w{number}" for number in range(12)]
    tree = tree_of(" ".join(words))
    relaxed = tree.relaxed(0.5, {word: 10 + number for number, word in enumerate(words)})
    assert relaxed is not None
    assert (typed(relaxed), relaxed.minimum) == (words[:MAX_COUNTED], 4)
    assert [concept.typed for concept in relaxed.ranking] == words[MAX_COUNTED:]
    assert set(relaxed.preferences) >= {concept.match for concept in relaxed.ranking}
    dear = tree.relaxed(0.5, dict.fromkeys(words, COUNTED_RECORDS // 4))
    assert dear is not None
    assert (len(dear.concepts), dear.minimum) == (4, 2)


def test_lightened__leaves_words_that_few_records_hold_alone() -> None:
    tree = replace(tree_of("máy bơm nước điện"), minimum=2)
    rare = tree.lightened(dict.fromkeys(tree.lookups, 1))
    assert (typed(rare), rare.minimum, rare.ranking) == (typed(tree), 2, ())
    common = tree.lightened({"may": COUNTED_RECORDS, "bom": 1, "nuoc": 2, "dien": 3})
    assert (sorted(typed(common)), common.minimum) == (["bơm", "nước", "điện"], 2)
    assert [concept.typed for concept in common.ranking] == ["máy"]
