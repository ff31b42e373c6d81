"""Reading the API at length: cursors, chosen properties, conditions, limits, preflight, examples."""

import datetime
import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date, parse_http_date

from home.models import CampaignPage
from sangkien.api import change_schemas, schemas
from sangkien.api.api import api
from sangkien.api.cursors import read_cursor, write_cursor
from sangkien.api.examples import EXAMPLES
from search.contract import InvalidSearch
from search.models import PendingIndexing
from showcase.choices import Disclosure
from showcase.models import Initiative, PublicChange, UnitSuccession
from tests.factories import InitiativeFactory, UnitFactory

pytestmark = pytest.mark.django_db

ROOT = "/api/v1"


def all_pages(client: Client, address: str) -> list[Any]:
    items: list[Any] = []
    while address:
        page = client.get(address).json()
        items += page["items"]
        address = page["next"]
    return items


# Cursors ------------------------------------------------------------------------------------------


def test_cursor__reads_everything_once(client: Client, demo_content: None) -> None:
    codes = [item["code"] for item in all_pages(client, f"{ROOT}/initiatives?cursor=*&size=7")]
    assert codes == list(Initiative.objects.live().order_by("pk").values_list("code", flat=True))


def test_cursor__filters_as_the_pages_do(client: Client, demo_content: None) -> None:
    query = "field=y-te&level=province"
    by_cursor = all_pages(client, f"{ROOT}/initiatives?{query}&cursor=*&size=5")
    by_page = all_pages(client, f"{ROOT}/initiatives?{query}&size=5")
    assert {item["code"] for item in by_cursor} == {item["code"] for item in by_page}
    assert by_cursor


def test_cursor__reads_units_as_the_bodies_of_today(client: Client) -> None:
    old, new = UnitFactory(slug="cu"), UnitFactory(slug="moi")
    UnitSuccession.objects.create(old=old, new=new, on=datetime.date(2025, 7, 1))
    before, after = InitiativeFactory(unit=old), InitiativeFactory(unit=new)
    for units, codes in (("now", [before.code, after.code]), ("then", [after.code])):
        found = all_pages(client, f"{ROOT}/initiatives?cursor=*&size=1&unit=moi&units={units}")
        assert [item["code"] for item in found] == codes
    assert client.get(f"{ROOT}/initiatives?unit=moi&units=x").json()["parameter"] == "units"


def test_units__of_today_are_described() -> None:
    parameters = api.get_openapi_schema()["paths"][f"{ROOT}/initiatives"]["get"]["parameters"]
    units = next(one for one in parameters if one["name"] == "units")
    assert units["schema"] == {"type": "string", "enum": ["then", "now"]}
    assert "đã sáp nhập vào" in units["description"]


def test_cursor__is_stable_while_records_are_added_and_withdrawn(client: Client) -> None:
    first = [InitiativeFactory().code for _number in range(6)]
    page = client.get(f"{ROOT}/initiatives?cursor=*&size=3").json()
    added = InitiativeFactory().code
    Initiative.objects.filter(code=first[0]).update(live=False)
    rest = all_pages(client, page["next"])
    assert [item["code"] for item in page["items"]] == first[:3]
    assert [item["code"] for item in rest] == [*first[3:], added]


def test_cursor__tells_neither_total_nor_place_of_closed_records(client: Client) -> None:
    InitiativeFactory(disclosure=Disclosure.ABSTRACT)
    page = client.get(f"{ROOT}/initiatives?cursor=*").json()
    assert (page["total"], page["page"], page["next"], page["next_cursor"]) == (None, None, None, None)
    assert page["items"][0]["year"] is None
    assert client.get(f"{ROOT}/initiatives?cursor=*&year=2022").json()["items"] == []


@pytest.mark.parametrize("path", ["units", "documents", "stories"])
def test_cursor__of_other_lists(client: Client, demo_content: None, path: str) -> None:
    by_cursor = all_pages(client, f"{ROOT}/{path}?cursor=*&size=9")
    by_page = all_pages(client, f"{ROOT}/{path}?size=9")
    key = "symbol" if path == "documents" else "slug"
    assert sorted(item[key] for item in by_cursor) == sorted(item[key] for item in by_page)


def test_cursor__does_not_pass_to_other_filters_or_lists(client: Client) -> None:
    for _number in range(3):
        InitiativeFactory()
        UnitFactory()
    cursor = client.get(f"{ROOT}/initiatives?cursor=*&size=1").json()["next_cursor"]
    for address in ("initiatives?year=2022&cursor=", "units?cursor=", "changes?since="):
        response = client.get(f"{ROOT}/{address}{cursor}")
        assert response.status_code == 400
        assert response.json()["parameter"] in {"cursor", "since"}


@pytest.mark.parametrize("raw", ["x", "1", "é", "%00x", "a" * 150, "Kg", "🦉", "====", "MTox"])
def test_cursor__made_up_is_refused(client: Client, raw: str) -> None:
    assert client.get(f"{ROOT}/units", {"cursor": raw}).status_code == 400
    with pytest.raises(InvalidSearch):
        read_cursor(raw, "units")


def test_cursor__round_trip() -> None:
    for place in (0, 1, 2**62):
        assert read_cursor(write_cursor(place, "a"), "a") == place


def test_cursor__not_with_words_or_orders(client: Client) -> None:
    for query in ("q=khoan", "sort=title"):
        assert client.get(f"{ROOT}/initiatives?cursor=*&{query}").json()["parameter"] == "cursor"


# Chosen properties --------------------------------------------------------------------------------


def test_fields__only_what_is_asked_for(client: Client, demo_content: None) -> None:
    page = client.get(f"{ROOT}/initiatives?fields=code,%20title&size=3").json()
    assert [set(item) for item in page["items"]] == [{"code", "title"}] * 3
    assert "fields=code" in page["next"]
    code = page["items"][0]["code"]
    assert set(client.get(f"{ROOT}/initiatives/{code}?fields=steps").json()) == {"steps"}
    assert set(client.get(f"{ROOT}/campaigns?fields=slug,targets").json()["items"][0]) == {"slug", "targets"}


def test_fields__unknown_is_refused_and_told_what_there_is(client: Client) -> None:
    body = client.get(f"{ROOT}/units?fields=slug,secret").json()
    assert (body["status"], body["parameter"]) == (400, "fields")
    assert "secret" in body["detail"]
    assert "valid_to" in body["detail"]


# Conditions ---------------------------------------------------------------------------------------


def settled(moment: datetime.datetime) -> None:
    PublicChange.objects.update(changed_at=moment)
    PendingIndexing.objects.all().delete()


def test_last_modified__of_a_record_and_304(client: Client) -> None:
    code = InitiativeFactory().code
    assert "Last-Modified" not in client.get(f"{ROOT}/initiatives/{code}").headers
    settled(timezone.now() - datetime.timedelta(seconds=5))
    modified = client.get(f"{ROOT}/initiatives/{code}").headers["Last-Modified"]
    again = client.get(f"{ROOT}/initiatives/{code}", headers={"If-Modified-Since": modified})
    assert again.status_code == 304
    before = http_date(parse_http_date(modified) - 1)
    assert client.get(f"{ROOT}/initiatives/{code}", headers={"If-Modified-Since": before}).status_code == 200


def test_last_modified__is_never_before_today(client: Client) -> None:
    UnitFactory()
    settled(timezone.now() - datetime.timedelta(days=9))
    modified = parse_http_date(client.get(f"{ROOT}/units").headers["Last-Modified"])
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert modified == int(midnight.timestamp())


def test_last_modified__not_while_the_index_is_behind(client: Client, demo_content: None) -> None:
    settled(timezone.now() - datetime.timedelta(minutes=1))
    assert "Last-Modified" in client.get(f"{ROOT}/initiatives").headers
    PendingIndexing.objects.create(kind="initiative", object_id=1, version=1)
    assert "Last-Modified" not in client.get(f"{ROOT}/initiatives").headers
    assert "Last-Modified" in client.get(f"{ROOT}/initiatives?cursor=*").headers


# Limits, preflight, errors ------------------------------------------------------------------------


def test_rate_limit__is_told_and_then_enforced(client: Client, settings: LazySettings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": (3, 60)}
    answers = [client.get(f"{ROOT}/fields") for _number in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"api";q=3;w=60'
    assert [one.headers["RateLimit"].split(";")[1] for one in answers] == ["r=2", "r=1", "r=0", "r=0"]
    refused = answers[-1]
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.headers["Content-Type"].startswith("application/problem+json")
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert refused.json()["status"] == 429
    other = client.get(f"{ROOT}/fields", REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200
    assert client.get("/robots.txt").status_code == 200


def test_preflight__conditions_may_be_sent(client: Client) -> None:
    response = client.options(f"{ROOT}/initiatives")
    assert response.status_code == 204
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in client.get(f"{ROOT}/fields").headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing__is_refused_as_a_problem(client: Client, method: str) -> None:
    response = getattr(client, method)(f"{ROOT}/initiatives")
    assert response.status_code == 405
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_undecodable_address__is_a_problem_too(client: Client) -> None:
    response = client.get(f"{ROOT}/initiatives?q=%FF")
    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("application/problem+json")


# Records ------------------------------------------------------------------------------------------


def test_unit__one(client: Client, demo_content: None) -> None:
    listed = next(one for one in all_pages(client, f"{ROOT}/units?size=100") if one["slug"] == "bac-giang")
    assert client.get(f"{ROOT}/units/bac-giang").json() == listed
    assert client.get(f"{ROOT}/units/khong-co").status_code == 404


def test_campaign__one_with_targets_and_figures(client: Client, demo_content: None) -> None:
    campaign = client.get(f"{ROOT}/campaigns/1-trieu-sang-kien").json()
    assert {target["kind"]["value"] for target in campaign["targets"]} >= {"assigned", "self_set"}
    assert campaign["figures"]
    CampaignPage.objects.filter(slug="1-trieu-sang-kien").update(live=False)
    assert client.get(f"{ROOT}/campaigns/1-trieu-sang-kien").status_code == 404


# Examples -----------------------------------------------------------------------------------------


def test_examples__are_complete_and_of_their_schemas() -> None:
    schema = json.loads(json.dumps(api.get_openapi_schema()))
    operations = [one["get"] for one in schema["paths"].values()]
    assert {one["operationId"] for one in operations} == set(EXAMPLES)
    for operation in operations:
        ((_type, answer),) = operation["responses"]["200"]["content"].items()
        name = answer["schema"]["$ref"].rsplit("/", 1)[1]
        model = getattr(change_schemas if name == "ChangeList" else schemas, name)
        example = answer["example"]
        model.model_validate(example)
        assert set(example) == set(model.model_fields), operation["operationId"]
        for item in example.get("items", []):
            kind = model.model_fields["items"].annotation.__args__[0]
            assert set(item) == set(kind.model_fields), operation["operationId"]
