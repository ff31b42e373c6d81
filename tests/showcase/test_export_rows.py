"""Public rows: what they hold of each record, what they withhold, how much they ask of the database."""

import datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from showcase.choices import Disclosure, Evidence, Level
from showcase.exporting.columns import COLUMNS
from showcase.exporting.rows import Reader
from showcase.models import Initiative, InitiativeAuthor, InitiativeAward, Recognition
from tests.factories import AwardTypeFactory, ConsentFactory, FieldFactory, InitiativeFactory, UnitFactory

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"


def read(*, named: bool = True) -> list[dict[str, Any]]:
    names = [column.name for column in COLUMNS]
    return [dict(zip(names, row, strict=True)) for row in Reader(ORIGIN, named=named).between(0, None)]


def authors() -> list[InitiativeAuthor]:
    ended = ConsentFactory(person="Lò Thị Xuân", withdrawn_on=datetime.date(2023, 1, 1))
    over = ConsentFactory(person="Bùi Văn Hạ", valid_until=datetime.date(2023, 1, 1))
    photo = ConsentFactory(person="Hà Văn Thu", covers_name=False)
    return [
        InitiativeAuthor(name="Đỗ Văn Khải", job_title="Thợ tiện", consent=ConsentFactory()),
        InitiativeAuthor(name="Lò Thị Xuân", job_title="Thợ may", consent=ended),
        InitiativeAuthor(name="Bùi Văn Hạ", job_title="Thợ hàn", consent=over),
        InitiativeAuthor(name="Hà Văn Thu", job_title="Thợ điện", consent=photo),
        InitiativeAuthor(name="Bùi Thị Đông", job_title=""),
    ]


def test_rows__names_only_with_a_standing_consent() -> None:
    InitiativeFactory(authors=authors())
    shown = ["Đỗ Văn Khải", "Thợ may", "Thợ hàn", "Thợ điện", "Một tác giả"]
    assert read()[0]["authors"] == shown
    assert shown == [author.public_name for author in Initiative.objects.get().authors.all()]


def test_rows__of_lasting_files_name_nobody() -> None:
    InitiativeFactory(authors=authors())
    assert read(named=False)[0]["authors"] == ["Thợ tiện", "Thợ may", "Thợ hàn", "Thợ điện", "Một tác giả"]


def test_rows__closed_records_have_title_effect_and_awards() -> None:
    InitiativeFactory(
        disclosure=Disclosure.ABSTRACT,
        benefit_value=90_000_000,
        benefit_period="năm đầu",
        benefit_evidence=Evidence.COUNCIL,
        benefit_method="Bí mật",
        authors=authors(),
        awards=[
            InitiativeAward(award_type=AwardTypeFactory(name="Bằng khen"), date=datetime.date(2022, 5, 1))
        ],
        recognitions=[Recognition(level=Level.PROVINCE, body=UnitFactory(), date=datetime.date(2022, 5, 1))],
        tags=["khoan"],
    )
    (row,) = read()
    assert {name for name, value in row.items() if value not in (None, [])} == {
        "code",
        "url",
        "title",
        "disclosure",
        "result_line",
        "benefit_value",
        "benefit_period",
        "benefit_evidence",
        "awards",
        "is_demo",
    }
    assert {column.name for column in COLUMNS if column.closed} >= {
        name for name, value in row.items() if value not in (None, [])
    }


def test_rows__drafts_and_withdrawn_are_not_there() -> None:
    InitiativeFactory(live=False)
    kept = InitiativeFactory()
    assert [row["code"] for row in read()] == [kept.code]
    assert Reader(ORIGIN, named=True).by_ids([kept.pk, kept.pk + 99])[0][0] == kept.code


def test_rows__say_what_the_api_says(client: Client, demo_content: None) -> None:
    """Two ways to the public: neither may tell more than the other, of any record."""
    rows = read()
    assert {row["code"] for row in rows} == set(Initiative.objects.live().values_list("code", flat=True))
    for row in rows[::7] + [row for row in rows if row["disclosure"] == "abstract"]:
        told = client.get(f"/api/v1/initiatives/{row['code']}").json()
        benefit = told["benefit"] or {}
        assert row["title"] == told["title"]
        assert row["summary"] == told["summary"]
        assert row["problem"] == told["problem"]
        assert row["solution"] == told["solution"]
        assert row["results"] == told["results"]
        assert row["cost"] == told["cost"]
        assert row["year"] == told["year"]
        assert row["result_line"] == told["result_line"]
        assert (row["steps"] or []) == told["steps"]
        assert (row["suits"] or []) == told["suits"]
        assert row["awards"] == told["awards"]
        assert sorted(row["tags"] or []) == sorted(tag["name"] for tag in told["tags"])
        assert row["benefit_value"] == benefit.get("value")
        assert row["benefit_method"] == benefit.get("method")
        for name in ("field", "unit", "campaign"):
            assert row[name] == (told[name] or {}).get("slug")
            assert row[f"{name}_name"] == (told[name] or {}).get("name")
        for name in ("level", "sector", "scope", "solution_type"):
            assert row[name] == (told[name] or {}).get("value")
        assert len(row["recognitions"] or []) == len(told["recognitions"])
        assert len(row["authors"] or []) == len(told["authors"])
        named = [author["name"] for author in told["authors"] if author["name"]]
        assert [name for name in row["authors"] or [] if name in named] == named
        assert client.get(row["url"], follow=True).status_code == 200


def test_rows__number_of_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _number in range(4):
        InitiativeFactory(authors=authors())
    reader = Reader(ORIGIN, named=True)
    ids = list(Initiative.objects.values_list("pk", flat=True))
    with django_assert_num_queries(5):
        assert len(reader.by_ids(ids)) == 4


def test_rows__keep_the_order_that_was_asked_for() -> None:
    ids = [InitiativeFactory().pk for _number in range(3)]
    codes = [row[0] for row in Reader(ORIGIN, named=True).by_ids(ids[::-1])]
    assert codes == list(Initiative.objects.order_by("-pk").values_list("code", flat=True))


def test_rows__of_a_field_and_a_tag_that_were_added_meanwhile() -> None:
    first = InitiativeFactory()
    reader = Reader(ORIGIN, named=False)
    assert len(reader.between(0, first.pk)) == 1
    field = FieldFactory(name="Vừa thêm")
    InitiativeFactory(field=field, tags=["mới tinh"])
    (row,) = reader.between(first.pk, None)
    said = dict(zip([column.name for column in COLUMNS], row, strict=True))
    assert (said["field_name"], said["tags"]) == ("Vừa thêm", ["mới tinh"])
