"""Cards for sharing: words whole and in place, addresses that follow the content, nothing of what is withdrawn."""

import datetime
import time
from dataclasses import replace
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from wagtail.models import PageViewRestriction

from home.social_cards import HEIGHT, WIDTH, Card, card_address, card_of
from home.social_cards.drawing import png
from home.social_cards.text import face, fit, put, wrap
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    FrontPageFactory,
    GuidancePageFactory,
    OfficeFactory,
    StandardPageFactory,
)

STACKED = "Ễ Ậ Ỗ Ằ Ữ ở phía trên gọi ỷ ỵ ự"
CARD = Card(label="Tin · 1/5/2022", title="Một tin ngắn", seed="mot-tin", foot="Ban biên tập")


def opened(card: Card) -> Image.Image:
    return Image.open(BytesIO(png(card)))


# Words ------------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyẾỆỖỰ ", max_size=300), st.integers(120, 800))
def test_wrap__loses_nothing_and_never_overflows(text: str, width: int) -> None:
    font = face(40, True)
    lines = wrap(text, font, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(font.getlength(line) <= width for line in lines)


def test_wrap__between_words_where_there_are_any() -> None:
    lines = wrap("một hai ba bốn năm sáu bảy tám", face(40), 260)
    assert " ".join(lines) == "một hai ba bốn năm sáu bảy tám"
    assert len(lines) > 1


def test_fit__as_large_as_it_fits() -> None:
    assert fit("Ngắn", 700, 300, (60, 40, 20)).size == 60
    longer = fit("Một cái tên dài hơn hẳn một dòng và hai dòng " * 4, 700, 300, (60, 40, 20))
    assert longer.size < 60
    assert longer.height <= 300
    assert not longer.is_cut


def test_fit__one_line_that_is_there_in_full_is_not_cut() -> None:
    setting = fit("Cổng Sáng kiến", 700, 10, (26,))
    assert (setting.lines, setting.is_cut) == (("Cổng Sáng kiến",), False)


def test_fit__cut_short_with_an_ellipsis() -> None:
    cut = fit("Một cái tên rất dài " * 30, 300, 90, (30,))
    assert cut.is_cut
    assert cut.lines[-1].endswith("…")
    assert cut.height <= 90
    assert all(face(30, True).getlength(line) <= 300 for line in cut.lines)


@pytest.mark.parametrize("size", [22, 34, 68, 120])
@pytest.mark.parametrize("bold", [False, True])
def test_put__stacked_marks_stay_inside_their_line(size: int, bold: bool) -> None:
    """What is drawn lies between the top and the bottom of the line, with nothing cut off."""
    setting = fit(STACKED, 4000, 400, (size,), bold=bold)
    canvas = Image.new("L", (4000, setting.height + 400), 0)
    bottom = put(ImageDraw.Draw(canvas), setting, (10, 200), "white")
    _left, top, _right, lowest = canvas.getbbox() or (0, 0, 0, 0)
    assert bottom == 200 + setting.height
    assert top >= 200
    assert lowest <= bottom


def test_face__has_a_glyph_for_every_vietnamese_letter() -> None:
    missing = face(40).getmask("\ue000").getbbox()
    letters = "ăâđêôơưáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ−“”…–·"
    for letter in letters + letters.upper():
        assert face(40).getmask(letter).getbbox() not in (None, missing), letter


# Pictures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "card",
    [
        CARD,
        replace(CARD, hue="y-te", figure="−40% phế phẩm", figure_words="sau ba tháng"),
        replace(CARD, symbol="04/HD-LĐLĐ", status="in_force", status_words="Còn hiệu lực"),
        replace(CARD, symbol="902/HD-TLĐ", status="partly", status_words="Còn hiệu lực một phần"),
        replace(CARD, symbol="910/NQ-LĐLĐ", status="pending", status_words="Chưa có hiệu lực"),
        replace(CARD, symbol="907/HD-LĐLĐ", status="ended", status_words="Hết hiệu lực"),
        Card(label="", title=""),
        replace(
            CARD, title="Ễ" * 300, foot="Đ" * 300, label="Ệ" * 200, figure="Ự" * 80, figure_words="Ợ" * 200
        ),
    ],
)
def test_png__size_format_and_weight(card: Card) -> None:
    drawn = opened(card)
    assert (drawn.format, drawn.size) == ("PNG", (WIDTH, HEIGHT))
    assert len(png(card)) < 120_000


def test_png__is_the_same_every_time() -> None:
    first = png(CARD)
    png.cache_clear()
    assert png(CARD) == first


def test_png__a_long_title_takes_no_longer_than_a_glance() -> None:
    png.cache_clear()
    started = time.perf_counter()
    png(replace(CARD, title="Một cái tên dài " * 20))
    assert time.perf_counter() - started < 5


def test_digest__follows_what_the_card_shows() -> None:
    assert CARD.digest == replace(CARD).digest
    assert (
        len({replace(CARD, **{name: "khác"}).digest for name in ("label", "title", "hue", "seed", "foot")})
        == 5
    )


# On the site ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_card__document_says_whether_it_is_in_force() -> None:
    page = GuidancePageFactory(
        title="Hướng dẫn", symbol="4/HD-LĐLĐ", number=4, effective_to=datetime.date(2022, 1, 1)
    )
    assert card_of(page) == Card(
        label="Hướng dẫn",
        title="Hướng dẫn",
        symbol="4/HD-LĐLĐ",
        status="ended",
        status_words="Hết hiệu lực",
        foot="LĐLĐ thành phố Hà Nội, 4/3/2021",
    )


@pytest.mark.django_db
def test_card__announcement_with_its_office_and_the_field_of_its_campaign() -> None:
    campaign = CampaignPageFactory(field_slugs="y-te, giao-duc")
    office = OfficeFactory(name="Ban Tuyên giáo", short_name="BTG")
    page = AnnouncementPageFactory(
        title="Một tin", slug="mot-tin", campaign=campaign, office=office, is_demo=True
    )
    assert card_of(page) == Card(
        label="Tin · 1/5/2022",
        title="Một tin",
        hue="y-te",
        seed="mot-tin",
        foot="Ban Tuyên giáo",
        demo_words="Nội dung minh hoạ",
    )


@pytest.mark.django_db
def test_address__in_the_language_of_the_page_whoever_asks(client: Client) -> None:
    page = AnnouncementPageFactory()
    with translation.override("en"):
        found = card_address(page, "vi")
    assert found is not None
    response = client.get(found[0], headers={"accept-language": "en"})
    assert response.status_code == 200


@pytest.mark.django_db
def test_head__names_the_card(client: Client) -> None:
    page = AnnouncementPageFactory(title="Một tin")
    text = client.get(page.url).content.decode()
    found = card_address(page, "vi")
    assert found is not None
    address, card = found
    assert f'<meta property="og:image" content="http://localhost{address}">' in text
    assert '<meta property="og:image:width" content="1200">' in text
    assert '<meta property="og:image:height" content="630">' in text
    assert f'<meta property="og:image:alt" content="{card.words}">' in text
    assert '<meta name="twitter:card" content="summary_large_image">' in text
    assert '<meta property="og:type" content="article">' in text


@pytest.mark.django_db
def test_card__served_for_long_and_to_other_sites(client: Client) -> None:
    found = card_address(FrontPageFactory(), "vi")
    assert found is not None
    response = client.get(found[0])
    assert response.headers["Content-Type"] == "image/png"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.django_db
def test_card__old_address_leads_to_the_card_of_today(client: Client) -> None:
    page = StandardPageFactory(title="Tên cũ")
    old = card_address(page, "vi")
    page.title = "Tên mới"
    page.save()
    new = card_address(page, "vi")
    assert old is not None and new is not None and old[0] != new[0]
    response = client.get(old[0])
    assert (response.status_code, response.headers["Location"]) == (302, new[0])


@pytest.mark.django_db
def test_card__of_what_is_not_public_is_not_found(client: Client) -> None:
    page, hidden = StandardPageFactory(), StandardPageFactory()
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    addresses = [card_address(one, "vi") for one in (page, hidden)]
    page.unpublish()
    for found in addresses:
        assert found is not None
        assert client.get(found[0]).status_code == 404
    for address in ("/hinh-chia-se/trang/999999/0123456789abcdef.png", "/hinh-chia-se/khac/1/abc.png"):
        assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_card__campaign_says_where_it_stands() -> None:
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    running = CampaignPageFactory(starts_on=today - day, ends_on=today)
    assert "Đang diễn ra" in card_of(running).label  # type: ignore[union-attr] # campaigns have a card
