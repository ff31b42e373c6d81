"""Technology secrets: of an abstract-only record the public reads title, effect and award."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html as lxml_html

from search.contract import Kind
from search.documents import documents
from search.indexing import rebuild
from showcase.choices import Disclosure, Evidence, Level
from showcase.models import (
    FieldPromotion,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    Recognition,
    StoryInitiative,
)
from tests.editing import text_of
from tests.factories import (
    AwardTypeFactory,
    CampaignPageFactory,
    CataloguePageFactory,
    ConsentFactory,
    FieldFactory,
    FrontPageFactory,
    InitiativeFactory,
    StoryPageFactory,
    UnitFactory,
)
from tests.indexes import use_empty_index

pytestmark = pytest.mark.django_db

SECRET = "tuyetmat"
TITLE, EFFECT, AWARD = "Lò ủ thép kiểu mới", "−31% phế phẩm", "Bằng Lao động sáng tạo"
PLACES = [
    "/sang-kien/?sort=title",
    f"/sang-kien/?q={TITLE}",
    f"/tim-kiem/?q={TITLE}",
    f"/tim-kiem/?q={TITLE}&kind=initiative",
    "/api/v1/initiatives",
    f"/api/v1/initiatives?q={TITLE}",
]


@pytest.fixture
def closed(index_path: Path) -> Initiative:
    """A published abstract-only initiative in which everything that is not public says so, and its index."""
    FrontPageFactory()
    CataloguePageFactory()
    body = UnitFactory(name=f"LĐLĐ {SECRET}", short_name=f"LĐLĐ {SECRET}", workplace="")
    unit = UnitFactory(parent=body, workplace=f"Xưởng {SECRET}", short_name=f"CĐCS {SECRET}", place=SECRET)
    initiative = InitiativeFactory(
        title=TITLE,
        result_line=EFFECT,
        benefit_value=253_340_000,
        benefit_period="năm đầu",
        benefit_evidence=Evidence.COUNCIL,
        disclosure=Disclosure.ABSTRACT,
        field=FieldFactory(name=f"Lĩnh vực {SECRET}", slug=f"linh-vuc-{SECRET}"),
        unit=unit,
        campaign=CampaignPageFactory(title=f"Chiến dịch {SECRET}"),
        tags=[SECRET],
        measures=[("measure", {"what": SECRET, "unit": SECRET, "before": 1, "after": 2})],
        authors=[InitiativeAuthor(name=f"Anh {SECRET}", job_title=f"Thợ {SECRET}", consent=ConsentFactory())],
        recognitions=[
            Recognition(
                level=Level.NATIONAL, body=body, decision_number=SECRET, date=datetime.date(2022, 3, 1)
            )
        ],
        awards=[
            InitiativeAward(
                award_type=AwardTypeFactory(name=AWARD), body=body, date=datetime.date(2022, 4, 1)
            )
        ],
        **{
            name: f"{SECRET} {name}"
            for name in [
                "summary",
                "summary_en",
                "problem_line",
                "idea_line",
                "problem",
                "solution",
                "steps",
                "results",
                "suits",
                "does_not_suit",
                "benefit_method",
                "other_productivity",
                "other_quality",
                "other_safety",
                "other_environment",
                "other_welfare",
            ]
        },
    )
    InitiativeFactory(title="Lò ủ gỗ kiểu mới", field=initiative.field, unit=initiative.unit)
    rebuild()
    return initiative


def row_of(client: Client, place: str, initiative: Initiative) -> str:
    """What a list says in the entry of one initiative."""
    answer = client.get(place)
    assert answer.status_code == 200, place
    if place.startswith("/api/"):
        return str(next(row for row in answer.json()["items"] if row["code"] == initiative.code))
    page = lxml_html.document_fromstring(answer.content)
    (entry,) = page.xpath("//a[@href=$address]/ancestor::li[1]", address=initiative.get_absolute_url())
    return str(entry.text_content())


def test_page__shows_title_effect_and_award_alone(client: Client, closed: Initiative) -> None:
    answer = client.get(closed.get_absolute_url())
    text = text_of(answer)
    for shown in (TITLE, EFFECT, AWARD, "253.340.000", "Chỉ công bố tóm tắt"):
        assert shown in text
    similar = answer.content.decode().partition('id="tuong-tu"')[0]
    assert SECRET not in similar


@pytest.mark.parametrize("place", PLACES)
def test_lists__show_title_effect_and_award_alone(client: Client, closed: Initiative, place: str) -> None:
    assert SECRET not in row_of(client, place, closed)


@pytest.mark.parametrize("path", ["/sang-kien/", "/tim-kiem/", "/api/v1/initiatives"])
def test_search__secrets_find_nothing(client: Client, closed: Initiative, path: str) -> None:
    Initiative.objects.exclude(pk=closed.pk).delete()
    rebuild()
    assert closed.code not in client.get(path, {"q": SECRET, "exact": "1"}).content.decode()
    assert closed.code not in client.get(path, {"q": closed.code[:7], "exact": "1"}).content.decode()


@pytest.mark.parametrize(
    "query", [f"field=linh-vuc-{SECRET}", "level=national", f"tag={SECRET}", "year=2022", "sector=non_state"]
)
def test_search__filters_do_not_give_it_away(client: Client, closed: Initiative, query: str) -> None:
    assert closed.get_absolute_url() not in client.get(f"/sang-kien/?{query}").content.decode()


def test_search__unit_does_not_give_it_away(client: Client, closed: Initiative) -> None:
    answer = client.get("/sang-kien/", {"unit": closed.unit.slug})
    assert closed.get_absolute_url() not in answer.content.decode()


def test_document__of_the_index_has_title_effect_and_award_alone(closed: Initiative) -> None:
    (document,) = documents(Kind.INITIATIVE, [closed.pk])
    assert (document.title, document.result_line, document.body) == (TITLE, EFFECT, AWARD)
    assert SECRET not in repr(document)


def test_detail_of_the_api__has_title_effect_and_award_alone(client: Client, closed: Initiative) -> None:
    answer = client.get(f"/api/v1/initiatives/{closed.code}")
    assert answer.status_code == 200
    assert TITLE in answer.content.decode()
    assert SECRET not in answer.content.decode()


def test_pages__that_lead_to_it_do_not_give_it_away(client: Client, closed: Initiative) -> None:
    story = StoryPageFactory(title="Chuyện lò ủ")
    StoryInitiative.objects.create(page=story, initiative=closed)
    FieldPromotion.objects.create(field=closed.field, initiative=closed)
    assert SECRET not in row_of(client, story.url, closed)
    assert closed.get_absolute_url() not in client.get(closed.field.get_absolute_url()).content.decode()


def test_database_search__does_not_give_it_away_either(
    client: Client, closed: Initiative, settings: Any, tmp_path: Path
) -> None:
    use_empty_index(settings, tmp_path / "nothing-here")
    for query in (
        f"field=linh-vuc-{SECRET}",
        "level=national",
        "year=2022",
        "sector=non_state",
        f"tag={SECRET}",
    ):
        answer = client.get(f"/sang-kien/?{query}")
        assert answer.status_code == 200
        assert closed.get_absolute_url() not in answer.content.decode(), query
    assert SECRET not in row_of(client, f"/sang-kien/?q={TITLE}", closed)


def test_opened_again__everything_is_found(client: Client, closed: Initiative) -> None:
    closed.disclosure = Disclosure.FULL
    closed.save()
    rebuild()
    assert SECRET in text_of(client.get(closed.get_absolute_url()))
    assert closed.get_absolute_url() in client.get(f"/sang-kien/?q={SECRET}").content.decode()
