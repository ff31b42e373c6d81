"""The data files of the demonstration: their shape, and that they refer to each other rightly."""

import datetime
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from home.legal_status import RelationType
from home.models import AnnouncementPage
from showcase.choices import Disclosure, Education, Evidence, Level, Scope, Sector, SolutionType
from showcase.demo.reader import DATA, read, read_folder
from showcase.models import CODE_PATTERN, CampaignFigure, CampaignTarget

ROW_KEYS = {
    "code",
    "title",
    "summary",
    "problem_line",
    "idea_line",
    "result_line",
    "problem",
    "solution",
    "steps",
    "cost",
    "results",
    "measures",
    "suits",
    "does_not_suit",
    "solution_type",
    "field",
    "workplace",
    "tags",
    "authors",
    "applied_on",
    "benefit",
    "other_benefits",
    "scope",
    "level",
    "recognised_on",
    "awards",
    "campaign",
    "disclosure",
}
PREFIXES = {
    "ky-thuat": "KT",
    "giao-duc": "GD",
    "y-te": "YT",
    "quan-ly": "QL",
    "cong-nghe": "CN",
    "an-toan": "AT",
    "moi-truong": "MT",
    "nang-luong": "NL",
    "phong-dich": "PD",
    "giao-thong": "GT",
}
FILES = {
    path.stem: read(f"initiatives/{path.stem}") for path in sorted((DATA / "initiatives").glob("*.yaml"))
}
ROWS: list[dict[str, Any]] = [row for file in FILES.values() for row in file["initiatives"]]
WORKPLACES: dict[str, dict[str, Any]] = {
    row["key"]: row for file in FILES.values() for row in file["workplaces"]
}
FIELDS = {field["slug"]: [child["slug"] for child in field["children"]] for field in read("fields")["fields"]}
UNITS = {row["key"]: row for row in read("units")["units"]}
AWARDS = {row["key"] for row in read("awards")["awards"]}
CAMPAIGNS = {row["key"]: row for row in read("campaigns")["campaigns"]}
DOCUMENTS = {row["symbol"]: row for row in read("documents")["documents"]}
ANNOUNCEMENTS = read("announcements")["announcements"]
STORIES = list(read_folder("stories"))


def wrong(rows: list[dict[str, Any]], is_right: Any) -> list[str]:
    """Codes of the rows that a rule does not hold for."""
    return [row["code"] for row in rows if not is_right(row)]


def texts_of(value: Any) -> list[str]:
    """Every text in a tree of lists and mappings."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in texts_of(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts_of(part)]
    return []


def test_amounts__are_enough_for_a_demonstration() -> None:
    assert len(ROWS) >= 300
    assert len(FIELDS) >= 8
    assert len({row["workplace"] for row in ROWS}) >= 40
    assert len(STORIES) >= 9
    assert len(ANNOUNCEMENTS) >= 15
    assert len(CAMPAIGNS) == 5
    assert sum(len(row["relations"]) for row in DOCUMENTS.values()) >= 5
    assert len(FILES) == len(PREFIXES)


def test_initiatives__have_exactly_the_known_keys() -> None:
    assert wrong(ROWS, lambda row: set(row) == ROW_KEYS) == []
    assert (
        wrong(ROWS, lambda row: all({"what", "unit", "before", "after"} == set(m) for m in row["measures"]))
        == []
    )
    benefit_keys = {"value", "period", "method", "evidence"}
    assert wrong(ROWS, lambda row: not row["benefit"] or set(row["benefit"]) == benefit_keys) == []
    author_keys = {"name", "job", "education", "leader", "consent"}
    optional = {"share", "photo"}
    assert wrong(ROWS, lambda row: all(set(a) - optional == author_keys for a in row["authors"])) == []
    others = {"productivity", "quality", "safety", "environment", "welfare"}
    assert wrong(ROWS, lambda row: set(row["other_benefits"] or {}) <= others) == []


def test_initiatives__codes_are_unique_and_say_field_and_year() -> None:
    assert [code for code, count in Counter(row["code"] for row in ROWS).items() if count > 1] == []
    assert wrong(ROWS, lambda row: re.fullmatch(CODE_PATTERN, row["code"])) == []
    assert wrong(ROWS, lambda row: int(row["code"].split("-")[1]) == row["applied_on"].year) == []
    for name, file in FILES.items():
        assert (
            wrong(file["initiatives"], lambda row, name=name: row["code"].startswith(f"{PREFIXES[name]}-"))
            == []
        )
        known = {name, *FIELDS[name]}
        assert wrong(file["initiatives"], lambda row, known=known: row["field"] in known) == []


def test_initiatives__refer_to_what_exists() -> None:
    assert wrong(ROWS, lambda row: row["workplace"] in WORKPLACES) == []
    assert wrong(ROWS, lambda row: set(row["awards"]) <= AWARDS) == []
    assert wrong(ROWS, lambda row: row["campaign"] is None or row["campaign"] in CAMPAIGNS) == []
    assert wrong(ROWS, lambda row: row["solution_type"] in SolutionType.values) == []
    assert wrong(ROWS, lambda row: row["level"] in Level.values and row["scope"] in Scope.values) == []
    assert wrong(ROWS, lambda row: row["disclosure"] in Disclosure.values) == []
    assert wrong(ROWS, lambda row: all(a["education"] in Education.values for a in row["authors"])) == []
    assert wrong(ROWS, lambda row: not row["benefit"] or row["benefit"]["evidence"] in Evidence.values) == []


def test_initiatives__numbers_are_plausible() -> None:
    def is_money(value: Any) -> bool:
        return value is None or (type(value) is int and value >= 0)

    assert wrong(ROWS, lambda row: is_money(row["cost"])) == []
    assert wrong(ROWS, lambda row: not row["benefit"] or is_money(row["benefit"]["value"])) == []
    assert wrong(ROWS, lambda row: 1 <= len(row["measures"]) <= 3) == []
    numbers = (int, float)
    assert (
        wrong(
            ROWS,
            lambda row: all(
                isinstance(m["before"], numbers) and isinstance(m["after"], numbers) for m in row["measures"]
            ),
        )
        == []
    )
    assert (
        wrong(ROWS, lambda row: row["applied_on"] <= row["recognised_on"] <= datetime.date(2026, 1, 1)) == []
    )
    assert wrong(ROWS, lambda row: 3 <= len(row["steps"]) <= 6) == []
    assert wrong(ROWS, lambda row: 2 <= len(row["tags"]) <= 5) == []


def test_initiatives__shares_are_all_absent_or_add_up() -> None:
    def adds_up(row: dict[str, Any]) -> bool:
        shares = [author.get("share") for author in row["authors"]]
        return all(share is None for share in shares) or (None not in shares and sum(shares) == 100)

    assert wrong(ROWS, adds_up) == []


def test_initiatives__lines_fit_their_place() -> None:
    limits = {"title": 250, "summary": 600, "problem_line": 220, "idea_line": 220, "result_line": 80}
    for name, limit in limits.items():
        assert wrong(ROWS, lambda row, name=name, limit=limit: 0 < len(row[name]) <= limit) == []
    for name in ("problem", "solution", "results"):
        assert wrong(ROWS, lambda row, name=name: len(row[name].split()) >= 10) == []
    assert len({row["title"] for row in ROWS}) == len(ROWS)


def test_initiatives__upper_level_is_recognised_only_below_an_upper_body() -> None:
    upper = [row for row in ROWS if row["level"] == "upper"]
    assert (
        wrong(upper, lambda row: UNITS[WORKPLACES[row["workplace"]]["under"]]["kind"] in {"upper", "sector"})
        == []
    )


def test_initiatives__closed_ones_are_few_but_there() -> None:
    closed = [row for row in ROWS if row["disclosure"] == "abstract"]
    assert 5 <= len(closed) <= len(ROWS) / 15


def test_workplaces__are_unique_and_belong_somewhere() -> None:
    assert len(WORKPLACES) == sum(len(file["workplaces"]) for file in FILES.values())
    keys = {"key", "name", "workplace", "under", "sector", "members"}
    for row in WORKPLACES.values():
        assert set(row) == keys, row["key"]
        assert row["under"] in UNITS, row["key"]
        assert row["sector"] in Sector.values, row["key"]
        assert row["members"] > 0, row["key"]
    assert not set(WORKPLACES) & set(UNITS)


def test_units__follow_the_reform_of_2025() -> None:
    provinces = [row for row in UNITS.values() if row["kind"] == "province"]

    def number_on(day: datetime.date) -> int:
        return sum(
            (not row["valid_from"] or row["valid_from"] <= day)
            and (not row["valid_to"] or row["valid_to"] >= day)
            for row in provinces
        )

    assert number_on(datetime.date(2024, 12, 31)) == number_on(datetime.date(2025, 6, 30)) == 63
    assert number_on(datetime.date(2025, 7, 1)) == 34
    for row in read("units")["successions"]:
        assert {row["from"], row["to"]} <= set(UNITS)
    succeeded = {row["from"] for row in read("units")["successions"]}
    assert {row["key"] for row in provinces if row["valid_to"]} <= succeeded


def test_documents__relate_to_known_ones_and_keep_their_numbers() -> None:
    for symbol, row in DOCUMENTS.items():
        assert symbol.startswith((f"{row['number']:02d}/", f"{row['number']}/")), symbol
        assert row["issuer"] in UNITS, symbol
        assert row["effective_from"] >= row["issued_on"], symbol
        for relation in row["relations"]:
            assert relation["type"] in RelationType.values, symbol
            assert relation["to"] in DOCUMENTS, symbol
            assert relation["to"] != symbol
            assert DOCUMENTS[relation["to"]]["issued_on"] <= row["issued_on"], symbol
        # Numbers from 901 on cannot be taken for real ones.
        assert row["is_demo"] == (row["number"] > 900), symbol


def test_stories__lead_to_initiatives_of_the_data() -> None:
    codes = {row["code"] for row in ROWS}
    for story in STORIES:
        assert story["initiatives"], story["slug"]
        assert set(story["initiatives"]) <= codes, story["slug"]
        assert story["field"] in FIELDS, story["slug"]
    consenting = {author["name"] for row in ROWS for author in row["authors"] if author["consent"]}
    assert {story["name"] for story in STORIES} <= consenting
    front = read("pages")["front"]
    assert front["campaign"] in CAMPAIGNS


def test_featured__names_known_stories_and_places() -> None:
    featured = read("featured")
    slots = [*featured["front"]]
    for slug, rows in featured["campaigns"].items():
        assert slug in {row["slug"] for row in CAMPAIGNS.values()}
        slots += rows
    for slug, row in featured["fields"].items():
        assert slug in FIELDS
        assert set(row["initiatives"]) <= {one["code"] for one in ROWS}
        slots += row["stories"]
    assert {slot["story"] for slot in slots} <= {story["slug"] for story in STORIES}


def test_announcements__name_known_documents_and_campaigns() -> None:
    assert len({row["slug"] for row in ANNOUNCEMENTS}) == len(ANNOUNCEMENTS)
    for row in ANNOUNCEMENTS:
        assert row["kind"] in AnnouncementPage.Kind.values, row["slug"]
        assert set(row["documents"]) <= set(DOCUMENTS), row["slug"]
        assert row["campaign"] is None or row["campaign"] in CAMPAIGNS, row["slug"]


def test_campaigns__every_number_has_its_source() -> None:
    for campaign in CAMPAIGNS.values():
        for row in (*campaign["targets"], *campaign["figures"]):
            assert row["source"], campaign["key"]
            assert row["unit"] is None or row["unit"] in UNITS
            assert type(row["value"]) is int
        assert {row["kind"] for row in campaign["targets"]} <= set(CampaignTarget.Kind.values)
        assert {row["kind"] for row in campaign["figures"]} <= set(CampaignFigure.Kind.values)
        assert set(campaign["fields"]) <= set(FIELDS)


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.yaml")), ids=lambda path: str(path.relative_to(DATA)))
def test_texts__are_composed_and_clean(path: Any) -> None:
    for text in texts_of(read(str(path.relative_to(DATA).with_suffix("")))):
        assert unicodedata.is_normalized("NFC", text), text[:80]
        assert not re.search(r"[\u200b\ufeff\u00f0\u00d0]|\t| {3,}", text), text[:80]
