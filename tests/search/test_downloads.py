"""Results as files: what is in them, what they say of themselves, how they end."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from python_calamine import CalamineWorkbook

from search import downloads, params
from search.contract import Hit, Kind, SearchRequest, SearchResponse
from search.downloads import described, select
from showcase.models import Initiative, Unit
from tests.factories import InitiativeFactory

pytestmark = pytest.mark.django_db

PATH = "/sang-kien/tai-ve"


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def codes_on_pages(client: Client, query: str) -> list[str]:
    found: list[str] = []
    address = f"/api/v1/initiatives?{query}&size=100"
    while address:
        page = client.get(address).json()
        found += [item["code"] for item in page["items"]]
        address = page["next"]
    return found


@pytest.mark.parametrize("query", ["field=y-te", "q=m%C3%A1y", "level=province&sort=oldest", ""])
def test_csv__holds_what_the_pages_show_in_their_order(
    client: Client, demo_content: None, query: str
) -> None:
    text = body(client.get(f"{PATH}/csv/?{query}")).decode()
    assert text.startswith("\ufeffMã,")
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert [row["Mã"] for row in rows] == codes_on_pages(client, query)
    assert rows


def test_csv__says_what_was_asked_in_every_row_and_in_its_name(client: Client, demo_content: None) -> None:
    response = client.get(f"{PATH}/csv/?field=y-te&level=province&year_from=2020")
    rows = list(csv.DictReader(StringIO(body(response).decode().removeprefix("\ufeff"))))
    for row in rows:
        assert "Lĩnh vực: Y tế" in row["Tìm và lọc"]
        assert "Cấp công nhận cao nhất: Cấp tỉnh, thành phố" in row["Tìm và lọc"]
        assert "Từ năm: 2020" in row["Tìm và lọc"]
    name = response.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="sang-kien_y-te-cap-tinh-thanh-pho-2020_')
    assert name.endswith('.csv"')
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_jsonl__one_record_a_line(client: Client, demo_content: None) -> None:
    lines = body(client.get(f"{PATH}/jsonl/?field=y-te")).decode().splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["code"] for record in records] == codes_on_pages(client, "field=y-te")
    assert all("Lĩnh vực: Y tế" in record["selection"] for record in records)


def test_xlsx__second_sheet_says_where_it_is_from(client: Client, demo_content: None) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(body(client.get(f"{PATH}/xlsx/?field=y-te"))))
    rows = book.get_sheet_by_name("Sáng kiến").to_python()
    assert [row[0] for row in rows[1:]] == codes_on_pages(client, "field=y-te")
    about: dict[Any, Any] = {row[0]: row[1] for row in book.get_sheet_by_name("Về tệp này").to_python()}
    assert "Lĩnh vực: Y tế" in about["Tìm và lọc"]
    assert about["Số sáng kiến trong tệp"] == len(rows) - 1
    assert about["Lưu ý"] == "Tệp có đủ mọi kết quả."
    assert about["Địa chỉ"].endswith("/sang-kien/?field=y-te")


def test_download__withdrawn_since_indexing_is_left_out(client: Client, demo_content: None) -> None:
    code = codes_on_pages(client, "field=y-te")[0]
    Initiative.objects.filter(code=code).update(live=False)
    assert code not in body(client.get(f"{PATH}/csv/?field=y-te")).decode()


def test_download__nothing_found_is_a_file_with_its_heading(client: Client, demo_content: None) -> None:
    text = body(client.get(f"{PATH}/csv/?q=khongcochunaonhuthe")).decode()
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize("query", ["level=x", "page=9999", "year_from=2023&year_to=2020"])
def test_download__bad_filters_are_explained(client: Client, query: str) -> None:
    response = client.get(f"{PATH}/csv/?{query}")
    assert response.status_code == 400
    assert "Không đọc được yêu cầu tìm kiếm" in response.content.decode()


def test_download__unknown_format_is_404(client: Client) -> None:
    assert client.get(f"{PATH}/pdf/").status_code == 404


def test_download__too_many_are_told_to_wait(
    client: Client, settings: LazySettings, demo_content: None
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "download": (1, 60)}
    assert client.get(f"{PATH}/jsonl/?field=y-te").status_code == 200
    response = client.get(f"{PATH}/jsonl/?field=y-te")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) <= 60
    assert "Hãy thử lại sau" in response.content.decode()


def test_download__cut_says_so(
    client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [InitiativeFactory() for _number in range(3)]
    hits = tuple(Hit(Kind.INITIATIVE, one.pk) for one in records)

    def engine(request: SearchRequest) -> SearchResponse:
        return SearchResponse(hits=hits if request.page == 1 else (), total=15_320)

    monkeypatch.setattr(downloads, "answer", engine)
    rows = list(csv.DictReader(StringIO(body(client.get(f"{PATH}/csv/")).decode().removeprefix("\ufeff"))))
    assert len(rows) == 3
    assert "3 kết quả đầu trong 15.320" in rows[0]["Tìm và lọc"]


def test_select__an_engine_that_fails_on_the_way_ends_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def engine(request: SearchRequest) -> SearchResponse:
        hits = tuple(Hit(Kind.INITIATIVE, request.page * 1_000 + number) for number in range(100))
        return SearchResponse(hits=hits, total=500, degraded=request.page > 2)

    monkeypatch.setattr(downloads, "answer", engine)
    selection = select(SearchRequest())
    assert (len(selection.ids), selection.total, selection.degraded) == (200, 500, True)
    assert selection.is_cut


def test_described__every_filter_in_words(demo_content: None) -> None:
    search = params.parse(
        {"q": "máy dập", "exact": "1", "benefit": "none", "year": "2022", "year_to": "2023"}
    ).request
    assert described(search) == (
        "Từ khoá: máy dập; Chỉ tìm đúng chữ đã gõ; Năm: 2022; Giá trị làm lợi mỗi năm: Không quy ra tiền; "
        "Đến năm: 2023; Sắp xếp: Phù hợp nhất"
    )


def test_download__units_of_today_and_said_so(client: Client, demo_content: None) -> None:
    new = Unit.objects.get(slug="bac-ninh-2025")
    text = body(client.get(f"{PATH}/csv/?unit={new.slug}&units=now")).decode()
    assert described(params.parse({"unit": new.slug, "units": "now"}).request) == (
        f"Đơn vị: {new.short_name}; Theo đơn vị ngày nay; Sắp xếp: Mới nhất"
    )
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    assert [row["Mã"] for row in rows] == codes_on_pages(client, f"unit={new.slug}&units=now")
    then = codes_on_pages(client, f"unit={new.slug}")
    assert set(then) < {row["Mã"] for row in rows}
    merged = Unit.objects.get(slug="bac-giang").get_descendants().values_list("slug", flat=True)
    assert {row["Mã đơn vị"] for row in rows} & set(merged)


def test_catalogue__offers_the_files_of_what_it_shows(client: Client, demo_content: None) -> None:
    html = client.get("/sang-kien/?field=y-te&page=2").content.decode()
    for form in ("csv", "xlsx", "jsonl"):
        assert f'href="{PATH}/{form}/?field=y-te"' in html
    field = client.get("/sang-kien/linh-vuc/y-te/").content.decode()
    assert f'href="{PATH}/csv/?field=y-te"' in field
    assert PATH not in client.get("/sang-kien/?q=khongcochunaonhuthe").content.decode()
