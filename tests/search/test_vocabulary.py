"""The vocabulary and its data files."""

import re
from collections import Counter
from pathlib import Path

import pytest

from search.vietnamese import fold, tokens
from search.vocabulary import DATA, Role, Vocabulary, default_vocabulary, load_vocabulary, shipped

SMALL = Vocabulary.build(
    [{"short": "CĐCS", "long": ["công đoàn cơ sở"]}, {"short": "CĐ", "long": ["công đoàn"]}],
    [["học sinh", "học trò"]],
)


@pytest.mark.parametrize("text", ["CĐCS", "cdcs", "công đoàn cơ sở", "cong doan co so"])
def test_match__longest_stretch_first(text: str) -> None:
    found = SMALL.match(tokens(text), 0)
    assert found is not None
    assert found.length == len(tokens(text))


def test_match__roles() -> None:
    short, long = SMALL.match(["cđcs"], 0), SMALL.match(tokens("công đoàn cơ sở"), 0)
    synonym = SMALL.match(tokens("học sinh"), 0)
    assert short is not None
    assert long is not None
    assert synonym is not None
    assert (short.role, long.role, synonym.role) == (Role.SHORT, Role.LONG, Role.SYNONYM)
    assert tuple(tokens("công đoàn cơ sở")) in short.alternatives
    assert ("cđcs",) in long.alternatives
    assert synonym.alternatives == (("học", "trò"),)


def test_match__other_marks_do_not_match() -> None:
    assert SMALL.match(tokens("hóc sính"), 0) is None
    assert SMALL.match(tokens("hoc sinh"), 0) is not None


def test_match__only_where_it_begins() -> None:
    words = tokens("em học sinh")
    assert SMALL.match(words, 0) is None
    assert SMALL.match(words, 1) is not None


def test_build__empty_and_lonely_terms_are_passed_over() -> None:
    vocabulary = Vocabulary.build([{"short": "", "long": []}], [["một mình"], []])
    assert vocabulary.match(["một", "mình"], 0) is None


def test_common_forms__of_listed_words() -> None:
    vocabulary = Vocabulary.build(common_words=["đổi mới"])
    assert vocabulary.common_forms(("doi", "moi")) == {("đổi", "mới")}
    assert vocabulary.common_forms(("khong", "co")) == frozenset()


def test_load__missing_files_count_as_empty(tmp_path: Path) -> None:
    assert load_vocabulary(tmp_path).match(["ldld"], 0) is None


@pytest.mark.parametrize(
    "short", ["LĐLĐ", "CĐCS", "CNVCLĐ", "PCCC", "CNTT", "TP.HCM", "ATVSLĐ", "BHXH", "GD&ĐT"]
)
def test_data__knows_the_common_abbreviations(short: str) -> None:
    found = default_vocabulary().match(tokens(short), 0)
    assert found is not None
    assert found.role == Role.SHORT
    assert any(len(words) > 1 for words in found.alternatives)


def test_match__wider_terms_one_way_only() -> None:
    vocabulary = Vocabulary.build(
        [{"short": "PCCC", "long": ["phòng cháy chữa cháy"], "also": ["chữa cháy"]}]
    )
    short, wider = vocabulary.match(["pccc"], 0), vocabulary.match(["chữa", "cháy"], 0)
    assert short is not None
    assert ("chữa", "cháy") in short.alternatives
    assert wider is None


@pytest.mark.parametrize(("text", "proper"), [("sài gòn", True), ("sai gon", True), ("công đoàn", False)])
def test_match__names_in_capitals_are_proper(text: str, proper: bool) -> None:
    vocabulary = Vocabulary.build(
        [
            {"short": "TP.HCM", "long": ["thành phố Hồ Chí Minh", "Sài Gòn"]},
            {"short": "CĐ", "long": ["công đoàn"]},
        ]
    )
    found = vocabulary.match(tokens(text), 0)
    assert found is not None
    assert found.is_proper == proper


@pytest.mark.parametrize(
    ("typed", "other"), [("học trò", "học sinh"), ("noi hoi", "lò hơi"), ("xe lửa", "tàu hoả")]
)
def test_data__knows_everyday_words(typed: str, other: str) -> None:
    found = default_vocabulary().match(tokens(typed), 0)
    assert found is not None
    assert tuple(tokens(other)) in found.alternatives


def test_data__synonyms_stand_once_and_none_is_a_single_syllable() -> None:
    groups = shipped("synonyms")
    terms = [term for group in groups for term in group]
    assert len(groups) >= 150
    assert [term for term, count in Counter(terms).items() if count > 1] == []
    words = [fold(term) for term in terms if len(tokens(term)) == 1]
    assert [word for word in words if len(re.findall("[aeiouy]+", word)) == 1] == []


def test_data__abbreviations_are_entered_once() -> None:
    shorts = Counter("".join(tokens(one["short"])) for one in shipped("abbreviations"))
    assert [short for short, count in shorts.items() if count > 1] == []


def test_data__files_are_shipped() -> None:
    assert {path.name for path in DATA.glob("*.yaml")} >= {
        "abbreviations.yaml",
        "synonyms.yaml",
        "common_words.yaml",
    }
