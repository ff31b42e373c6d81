"""The published figures of the two programmes and of the title stand on the page of figures, each with day and source.

The table below is the whole list of what the demonstration content must say, and where.
"""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db

THOUSANDS_75, MILLION, TITLE = "75-nghin-sang-kien", "1-trieu-sang-kien", "sang-kien-thu-do"
UNDATED = "không nêu ngày"
APRIL = "8 giờ ngày 20/4/2022"
SOFTWARE = "Báo chí, tháng 4/2022, dẫn phần mềm của Tổng Liên đoàn"
CONFEDERATION = "Báo chí 2021–2023, dẫn Tổng Liên đoàn Lao động Việt Nam"
CITY = "Báo chí 2021–2023, dẫn LĐLĐ thành phố Hà Nội"
NORTH = "Báo chí, năm 2022"
TITLE_SOURCE = "Báo chí về danh hiệu năm 2022, dẫn LĐLĐ thành phố Hà Nội"


@dataclass(frozen=True)
class Fact:
    """A row of a table: which programme, its words, the number, its day, its source, and words of its note."""

    campaign: str
    what: str
    value: str
    day: str = UNDATED
    source: str = ""
    notes: tuple[str, ...] = ()


FACTS = [
    Fact(THOUSANDS_75, "Cả nước: đăng ký", "290.311", source=CONFEDERATION, notes=("năm 2021",)),
    Fact(THOUSANDS_75, "Cả nước: hợp lệ", "250.177", source=CONFEDERATION, notes=("năm 2021",)),
    Fact(
        MILLION,
        "Chỉ tiêu đăng ký cả nước",
        "hơn 1 triệu",
        source=CONFEDERATION,
        notes=("Mức định hướng cho mỗi nơi: 10% số đoàn viên",),
    ),
    Fact(
        MILLION,
        "Cả nước: đã nhập",
        "163.532",
        APRIL,
        SOFTWARE,
        notes=("Thái Nguyên, Yên Bái, Phú Thọ, Lào Cai",),
    ),
    *(
        Fact(MILLION, f"{place}: đã nhập", value, APRIL, SOFTWARE)
        for place, value in (
            ("Thanh Hóa", "35.728"),
            ("Hà Nội", "18.549"),
            ("Nghệ An", "14.282"),
            ("Hà Tĩnh", "9.574"),
            ("Bắc Giang", "6.601"),
            ("TP. Hồ Chí Minh", "6.475"),
            ("Hải Phòng", "5.820"),
            ("Cần Thơ", "4.808"),
            ("An Giang", "4.754"),
            ("Long An", "4.479"),
        )
    ),
    Fact(
        MILLION,
        "Chín tỉnh phía Bắc đăng ký",
        "66.775",
        source=NORTH,
        notes=("Hơn 6% cả nước", "Phú Thọ, Bắc Kạn, Lào Cai", "10%"),
    ),
    Fact(MILLION, "Hòa Bình: số vượt chỉ tiêu", "3.927", source=NORTH),
    Fact(MILLION, "Tuyên Quang: số vượt chỉ tiêu", "3.008", source=NORTH),
    Fact(MILLION, "Lạng Sơn: số vượt chỉ tiêu", "828", source=NORTH),
    Fact(MILLION, "Hà Nội: được giao", "60.000", source=CITY),
    Fact(MILLION, "Hà Nội: tự đặt", "130.000", source=CITY, notes=("216%",)),
    Fact(
        MILLION,
        "Hà Nội: đạt được",
        "200.000",
        source=CITY,
        notes=("320%", "thứ hai cả nước về số sáng kiến"),
    ),
    Fact(
        MILLION,
        "Hà Nội: người tham gia",
        "40.000",
        source=CITY,
        notes=("Đứng đầu cả nước về số người",),
    ),
    *(
        Fact(TITLE, f"Hà Nội: {what}", value, source=TITLE_SOURCE, notes=("ăm 2022",))
        for what, value in (
            ("công nhận ở cơ sở", "93.973"),
            ("cấp trên công nhận", "1.704"),
            ("đề nghị lên thành phố", "555"),
            ("đề nghị lên thành phố, tính được lợi ích bằng tiền", "512"),
            ("giá trị làm lợi của 512 sáng kiến", "hơn 488 tỷ đồng"),
            ("được công nhận danh hiệu", "100"),
            ("bằng khen", "50"),
        )
    ),
]


def plain(markup: str) -> str:
    """The words of some markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).replace("\N{NO-BREAK SPACE}", " ").split())


def part_of(page: str, campaign: str) -> str:
    """What the page has on one programme."""
    found = re.search(
        rf'<h3 id="ct-{campaign}">.*?(?=<div class="figure-block">|</section>)', page, re.DOTALL
    )
    assert found is not None, campaign
    return found[0]


def rows_of(part: str) -> dict[str, list[tuple[str, str, str, str]]]:
    """Rows of the tables of figures and targets: words → number, day, number of the source, note."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for table in re.findall(r'<table class="figure-table">.*?</table>', part, re.DOTALL):
        for head, rest in re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL):
            what, _small, note = head.partition("<small>")
            value, day, *source = (
                plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", rest, re.DOTALL)
            )
            number = source[0].removeprefix("nguồn ") if source else ""
            found.setdefault(plain(what), []).append((value, day, number, plain(note)))
    return found


def source_of(part: str, number: str) -> str:
    """The source of a number; of a part with one source, that one."""
    words = plain(re.findall(r'<p class="source">Nguồn:.*?</p>', part, re.DOTALL)[0])
    words = words.removeprefix("Nguồn: ").partition(". “Không nêu ngày”")[0]
    if not number:
        return words
    listed = re.search(rf"\({number}\) (.*?)(?=; \(\d+\)|$)", words)
    assert listed is not None, (number, words)
    return listed[1]


@pytest.mark.parametrize("query", ["", "?units=now", "?year=2022"])
def test_page__holds_every_published_figure_with_day_and_source(
    demo_content: None, client: Client, query: str
) -> None:
    call_command("prepare_figures", verbosity=0)
    page = client.get(f"/so-lieu/{query}").text
    parts = {campaign: part_of(page, campaign) for campaign in (THOUSANDS_75, MILLION, TITLE)}
    tables = {campaign: rows_of(part) for campaign, part in parts.items()}
    for fact in FACTS:
        rows = tables[fact.campaign].get(fact.what, [])
        assert [row[:2] for row in rows] == [(fact.value, fact.day)], fact
        ((_value, _day, number, note),) = rows
        assert source_of(parts[fact.campaign], number) == fact.source, fact
        assert [words for words in fact.notes if words not in note] == [], fact
    listed = {(fact.campaign, fact.what) for fact in FACTS}
    shown = {(campaign, what) for campaign, rows in tables.items() for what in rows}
    assert shown - listed == {(MILLION, "Cả nước: đăng ký")}, "a figure that is not published"


def test_page__measures_the_city_against_both_targets(demo_content: None, client: Client) -> None:
    call_command("prepare_figures", verbosity=0)
    part = part_of(client.get("/so-lieu/").text, MILLION)
    assert "Được giao 60.000; Tự đặt 130.000; Đạt được 200.000" in plain(part)
    assert "216%" in plain(part)
    assert "333%" in plain(part)
    assert "Tỷ lệ do trang này tính" in plain(part)


def test_page__reads_the_ranking_of_2022_then_and_now(demo_content: None, client: Client) -> None:
    call_command("prepare_figures", verbosity=0)
    then = plain(part_of(client.get("/so-lieu/").text, MILLION))
    assert "5 Bắc Giang 6.601" in then
    assert "10 Long An 4.479" in then
    now = plain(part_of(client.get("/so-lieu/?units=now").text, MILLION))
    assert "Bắc Ninh Bắc Giang 6.601 Bắc Ninh ít nhất 6.601" in now
    assert "Tây Ninh Long An 4.479 Tây Ninh ít nhất 4.479" in now
    assert "Hà Nội không đổi – 18.549" in now


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/don-vi/bac-giang/", ["Kết thúc 30/6/2025", "Nghị quyết 202/2025/QH15", "6.601"]),
        (
            "/don-vi/bac-ninh-2025/",
            ["Tiếp nhận", "Khi còn là Bắc Giang", "6.601", "Nghị quyết 202/2025/QH15"],
        ),
        ("/don-vi/ha-noi/", ["Tiếp nhận 30 đơn vị", "60.000", "130.000", "93.973", "hơn 488 tỷ đồng"]),
    ],
)
def test_unit_pages__show_what_was_reported_under_each_name(
    demo_content: None, client: Client, address: str, words: list[str]
) -> None:
    page = plain(client.get(address).text)
    assert [one for one in words if one not in page] == []
