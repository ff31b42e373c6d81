"""Between paper and machine: codes as typed, short links, the A4 sheet, the check of certificates."""

import datetime
import re
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from home.documents.pdf import printable
from showcase.choices import Disclosure, Evidence, Level
from showcase.models import CODE_PATTERN, Initiative, InitiativeAuthor, InitiativeAward, Recognition
from showcase.paper.certificate import check
from showcase.paper.codes import read_code, read_number
from showcase.paper.sheet import LEVELS, build_sheet, shortened
from showcase.paper.sheet_pdf import write_pdf
from tests.factories import (
    AwardTypeFactory,
    CataloguePageFactory,
    ConsentFactory,
    FrontPageFactory,
    InitiativeFactory,
    UnitFactory,
)

ADDRESS = "https://sangkien.example/s/KT-2022-0417"


@pytest.fixture(autouse=True)
def _forget_counts() -> None:
    cache.clear()


@pytest.fixture
def record(db: None) -> Initiative:
    """A recognised initiative with one author who may be named and one who may not."""
    FrontPageFactory()
    CataloguePageFactory()
    body = UnitFactory(short_name="LĐLĐ Thử", workplace="")
    return InitiativeFactory(
        code="KT-2022-0417",
        unit=UnitFactory(short_name="CĐCS Xưởng Thử", workplace="Xưởng Thử"),
        benefit_value=90_000_000,
        benefit_evidence=Evidence.COUNCIL,
        authors=[
            InitiativeAuthor(name="Lê Thị Được Nêu", job_title="Thợ tiện", consent=ConsentFactory()),
            InitiativeAuthor(name="Trần Văn Giấu Tên", job_title="Thợ nguội"),
        ],
        recognitions=[
            Recognition(
                level=Level.PROVINCE,
                body=body,
                decision_number="125/QĐ-LĐLĐ",
                certificate_number="0417/GCN",
                date=datetime.date(2022, 4, 20),
            )
        ],
        awards=[
            InitiativeAward(
                award_type=AwardTypeFactory(name="Bằng Lao động sáng tạo"), date=datetime.date(2022, 5, 1)
            )
        ],
    )


def pdf_text(content: bytes) -> tuple[int, str]:
    """Number of pages and the words of a PDF, spaces made one."""
    document = pypdfium2.PdfDocument(BytesIO(content))
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return len(pages), re.sub(r"\s+", " ", " ".join(pages))


# Codes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "NL-2022-0417",
        "nl-2022-0417",
        " NL 2022 0417 ",
        "nl20220417",
        "NL.2022.0417",
        "NL–2022–0417",
        "NL-2O22-O4I7",
        "ＮＬ-２０２２-０４１７",
        "sangkien.example/s/NL-2022-0417",
    ],
)
def test_read_code__ways_of_typing(typed: str) -> None:
    assert read_code(typed) == "NL-2022-0417"


@pytest.mark.parametrize(
    "typed", ["", "xin chào", "NL-2022-041", "2022-0417", "NL-22-0417", "N" * 61, "Đ-2022-0417"]
)
def test_read_code__no_code(typed: str) -> None:
    assert read_code(typed) == ""


@given(code=st.from_regex(CODE_PATTERN, fullmatch=True).filter(str.isascii))
def test_read_code__every_code_is_read_as_itself(code: str) -> None:
    assert read_code(code) == code
    assert read_code(code.lower()) == code
    assert read_code(code.replace("-", "")) == code
    assert read_code(code.replace("-", "  ")) == code


@given(text=st.text(max_size=80))
def test_read_code__gives_a_code_or_nothing(text: str) -> None:
    found = read_code(text)
    assert found == "" or re.fullmatch(CODE_PATTERN, found)


def test_read_number__signs_that_make_no_difference() -> None:
    assert read_number(" 0417 / gcn ") == read_number("0417/GCN")
    assert read_number("12–GCN") == read_number("12 - GCN")
    assert read_number("0417/GCN") != read_number("417/GCN")


# Short links ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["KT-2022-0417", "kt-2022-0417", "kt20220417", "kt-2022-0417/"])
def test_short_link__leads_to_the_page(client: Client, record: Initiative, typed: str) -> None:
    answer = client.get(f"/s/{typed}")
    assert answer.status_code == 302
    assert answer["Location"] == record.get_absolute_url()


def test_short_link__hidden_and_unknown_are_not_found(client: Client, record: Initiative) -> None:
    Initiative.objects.filter(pk=record.pk).update(live=False)
    for code in ("KT-2022-0417", "KT-2022-9999", "khong-phai-ma"):
        assert client.get(f"/s/{code}").status_code == 404


def test_page__qr_code_and_words_lead_to_the_short_link(client: Client, record: Initiative) -> None:
    text = client.get(record.get_absolute_url()).content.decode()
    assert "/s/KT-2022-0417" in text
    assert f"/sang-kien/{record.code}/to-a4.pdf" in text
    assert "Hỏi đơn vị đã làm qua CĐCS Xưởng Thử" in text


# Sheet ----------------------------------------------------------------------------------------------------


def test_sheet__one_page_with_everything(client: Client, record: Initiative) -> None:
    answer = client.get(f"/sang-kien/{record.code}/to-a4.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    pages, words = pdf_text(answer.content)
    assert pages == 1
    for part in (
        record.title,
        "Phôi bị xê dịch",
        "Đo phôi",
        "Phôi cùng cỡ",
        "Phôi mỏng",
        "CĐCS Xưởng Thử",
        "90.000.000",
    ):
        assert part in words
    assert "/s/KT-2022-0417" in words
    assert "đã rút gọn" not in words
    assert b"FontFile2" in answer.content


def test_sheet__names_only_with_consent(client: Client, record: Initiative) -> None:
    _pages, words = pdf_text(client.get(f"/sang-kien/{record.code}/to-a4.pdf").content)
    assert "Lê Thị Được Nêu" in words
    assert "Giấu Tên" not in words
    assert "Thợ nguội" in words


def test_sheet__hidden_record_is_not_found(client: Client, record: Initiative) -> None:
    Initiative.objects.filter(pk=record.pk).update(live=False)
    assert client.get(f"/sang-kien/{record.code}/to-a4.pdf").status_code == 404


def test_sheet__technology_secret_keeps_title_effect_and_award(client: Client, record: Initiative) -> None:
    record.disclosure = Disclosure.ABSTRACT
    record.save()
    pages, words = pdf_text(client.get(f"/sang-kien/{record.code}/to-a4.pdf").content)
    assert pages == 1
    for part in (record.title, record.result_line, "Bằng Lao động sáng tạo"):
        assert part in words
    for secret in ("xê dịch", "Đo phôi", "Xưởng Thử", "Lê Thị", "125/QĐ", "Phôi cùng cỡ"):
        assert secret not in words


@pytest.mark.parametrize("times", [3, 12, 60])
def test_sheet__long_record_is_shortened_and_says_so(record: Initiative, times: int) -> None:
    record.problem = "Nước tràn bể mỗi đêm vì bơm chạy theo giờ.\n\n" * 10 * times
    record.solution = "Ba phao mức và một rơ-le giữ bể đầy. " * 20 * times
    record.steps = "\n".join(
        f"Bước {place}: ghi mức nước mỗi giờ trong mười bốn ngày" for place in range(6 * times)
    )
    record.suits = "\n".join(["Bể từ 50 m³ trở lên"] * 4 * times)
    pages, words = pdf_text(write_pdf(build_sheet(record, ADDRESS), "Cổng Sáng kiến"))
    assert pages == 1
    assert "Tờ này đã rút gọn cho vừa một trang; xem đủ ở sangkien.example/s/KT-2022-0417" in words
    assert re.search(r"Còn \d+ bước nữa\.", words)


def test_shortened__what_fits_stays_as_it_is(record: Initiative) -> None:
    sheet = build_sheet(record, ADDRESS)
    assert shortened(sheet, LEVELS[0]) == sheet


def test_printable__nothing_vanishes() -> None:
    assert printable("5 → 3 Ω ✓") == "5 -> 3 ôm có"
    assert printable("Nguye\u0302\u0303n") == "Nguyễn"
    assert printable("機") == "?"


def test_sheet__number_of_queries(
    client: Client, record: Initiative, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/sang-kien/{record.code}/to-a4.pdf"
    client.get(address)
    with django_assert_max_num_queries(10):
        client.get(address)


# Certificates ---------------------------------------------------------------------------------------------


def words_of(client: Client, **asked: Any) -> str:
    answer = client.get("/kiem-tra/", asked)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main>")]))


def test_certificate__who_when_and_at_which_level(client: Client, record: Initiative) -> None:
    words = words_of(client, ma="kt 2022 0417")
    for part in (
        record.title,
        "LĐLĐ Thử",
        "20/4/2022",
        "Cấp tỉnh, thành phố",
        "125/QĐ-LĐLĐ",
        "Bằng Lao động sáng tạo",
    ):
        assert part in words
    assert "Lê Thị Được Nêu" in words
    assert "Giấu Tên" not in words


def test_certificate__number_that_fits_and_one_that_does_not(client: Client, record: Initiative) -> None:
    assert "Khớp." in words_of(client, ma=record.code, so="0417/gcn")
    wrong = words_of(client, ma=record.code, so="9999/GCN")
    assert "Không khớp." in wrong
    assert "9999/GCN" not in wrong.replace('value="9999/GCN"', "")


def test_certificate__hidden_is_answered_like_unknown(client: Client, record: Initiative) -> None:
    Initiative.objects.filter(pk=record.pk).update(live=False)
    hidden = words_of(client, ma=record.code, so="0417/GCN")
    unknown = words_of(client, ma="KT-2022-9999", so="0417/GCN")
    assert "Không có bản công khai." in hidden
    assert hidden.replace(record.code, "…") == unknown.replace("KT-2022-9999", "…")


def test_certificate__hidden_and_unknown_cost_the_same(
    record: Initiative, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Initiative.objects.filter(pk=record.pk).update(live=False)
    for code in (record.code, "KT-2022-9999"):
        with django_assert_num_queries(1):
            assert check(code, "0417/GCN").record is None


def test_certificate__technology_secret(client: Client, record: Initiative) -> None:
    record.disclosure = Disclosure.ABSTRACT
    record.save()
    for number in ("0417/GCN", "9999/GCN"):
        words = words_of(client, ma=record.code, so=number)
        assert "Chỉ công bố tóm tắt." in words
        assert "Bằng Lao động sáng tạo" in words
        for secret in ("LĐLĐ Thử", "125/QĐ", "Cấp tỉnh", "Xưởng Thử", "Khớp.", "Không khớp."):
            assert secret not in words


def test_certificate__what_is_no_code_is_said_at_the_field(client: Client, record: Initiative) -> None:
    text = client.get("/kiem-tra/", {"ma": "xin chào", "so": "1"}).content.decode()
    assert "không phải mã sáng kiến" in text
    assert 'value="xin chào"' in text
    assert "Hãy ghi mã sáng kiến." in client.get("/kiem-tra/", {"so": "1"}).content.decode()
    assert "dài quá" in client.get("/kiem-tra/", {"ma": "N" * 200}).content.decode()


def test_certificate__markup_stays_text(client: Client, record: Initiative) -> None:
    assert "<b>x" not in client.get("/kiem-tra/", {"ma": "<b>x"}).content.decode()


def test_certificate__too_many_from_one_address(
    client: Client, record: Initiative, settings: LazySettings
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "certificate": (3, 3_600)}
    for _time in range(3):
        assert client.get("/kiem-tra/", {"ma": record.code}).status_code == 200
    refused = client.get("/kiem-tra/", {"ma": record.code})
    assert refused.status_code == 429
    assert 1_190 <= int(refused["Retry-After"]) <= 1_200
    assert f"Chờ {refused['Retry-After']} giây" in refused.content.decode()
    assert client.get("/kiem-tra/").status_code == 200
    assert client.get("/kiem-tra/", {"ma": record.code}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_certificate__number_of_queries(
    client: Client, record: Initiative, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/kiem-tra/", {"ma": record.code})
    with django_assert_max_num_queries(20):
        client.get("/kiem-tra/", {"ma": record.code})


def test_certificate__in_both_maps_of_the_site(client: Client, record: Initiative) -> None:
    assert "/kiem-tra/</loc>" in client.get("/sitemap-fields-0.xml").content.decode()
    assert 'href="/kiem-tra/"' in client.get("/so-do-trang/").content.decode()
    assert "noindex" not in client.get("/kiem-tra/").content.decode()
    assert "noindex" in client.get("/kiem-tra/", {"ma": record.code}).content.decode()
