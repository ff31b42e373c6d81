"""The pages of the award desk and its files: who may in, what they show, what stands on paper."""

import datetime
import re
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from wagtail.models import ModelLogEntry

from showcase.awards import stages
from showcase.awards.pool import initiative_key
from showcase.models import AwardCandidate, AwardRound, AwardType, InitiativeAward, Stage, Unit
from showcase.roles import APPROVER, EDITOR
from tests.awards import desk_round, honour, work
from tests.editing import messages, text_of
from tests.factories import OfficeFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Unit:
    """A deciding body below the confederation."""
    top = UnitFactory(kind=Unit.Kind.CONFEDERATION, name="Tổng Liên đoàn Thử", workplace="")
    unit: Unit = UnitFactory(
        parent=top,
        kind=Unit.Kind.PROVINCE,
        name="Liên đoàn Lao động tỉnh Thử",
        short_name="LĐLĐ tỉnh Thử",
        workplace="",
        place="Thử",
    )
    return unit


@pytest.fixture
def shop(province: Unit) -> Unit:
    """A workplace below it."""
    unit: Unit = UnitFactory(parent=province, workplace="Xưởng Thử")
    return unit


@pytest.fixture
def desk(client: Client) -> Client:
    """A browser in which an approver is signed in."""
    client.force_login(UserFactory(role=APPROVER))
    return client


def candidates(round_: AwardRound, *units: Unit) -> list[int]:
    """Put an initiative of each unit on the longlist."""
    boss = UserFactory(is_superuser=True)
    works = [work(unit) for unit in units]
    stages.add(round_, boss, [initiative_key(one.pk) for one in works])
    return list(AwardCandidate.objects.filter(round=round_).values_list("pk", flat=True))


def page(round_: AwardRound, name: str = "awards_desk", **kwargs: Any) -> str:
    return reverse(name, kwargs={"pk": round_.pk, **kwargs})


def test_desk__for_approvers_and_not_for_editors(client: Client, province: Unit) -> None:
    round_ = desk_round(province)
    client.force_login(UserFactory(role=EDITOR))
    assert client.get(reverse("awards_rounds")).status_code in {302, 403}
    assert client.get(page(round_)).status_code in {302, 403}
    assert "xet-thuong" not in client.get(reverse("wagtailadmin_home")).content.decode()
    client.force_login(UserFactory(role=APPROVER))
    assert round_.name in client.get(reverse("awards_rounds")).content.decode()
    assert client.get(page(round_)).status_code == 200
    assert "xet-thuong" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_desk__opens_when_whoever_moved_a_candidate_is_gone(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = desk_round(province)
    (pk,) = candidates(round_, shop)
    gone = UserFactory(is_superuser=True)
    stages.move(round_, gone, [pk], Stage.SHORT)
    gone.delete()
    answer = desk.get(page(round_))
    assert answer.status_code == 200
    assert "không rõ ai: Danh sách xét → Danh sách rút gọn" in text_of(answer)


def test_desk__an_office_sees_its_own_rounds(client: Client, province: Unit) -> None:
    elsewhere = desk_round(UnitFactory(kind=Unit.Kind.PROVINCE), name="Đợt nơi khác")
    own = desk_round(province, name="Đợt của mình")
    member = UserFactory(role=APPROVER)
    OfficeFactory(units=[province], members=[member])
    client.force_login(member)
    text = client.get(reverse("awards_rounds")).content.decode()
    assert "Đợt của mình" in text
    assert "Đợt nơi khác" not in text
    assert client.get(page(own)).status_code == 200
    assert client.get(page(elsewhere)).status_code == 404
    assert client.post(page(elsewhere), {"action": "close"}).status_code == 404


def test_create__a_round_and_its_errors(desk: Client, province: Unit) -> None:
    award = honour()
    values = {
        "name": "Xét Tháng Công nhân",
        "award_type": award.pk,
        "level": "province",
        "body": province.pk,
        "day": "01/05/2022",
    }
    wrong = desk.post(reverse("awards_create"), {**values, "day": "31/02/2022"})
    assert wrong.status_code == 200
    assert "Ngày không có thật" in wrong.content.decode()
    assert "Xét Tháng Công nhân" in wrong.content.decode()
    assert desk.post(reverse("awards_create"), values).status_code == 302
    made = AwardRound.objects.get()
    assert made.day == datetime.date(2022, 5, 1)
    assert ModelLogEntry.objects.filter(object_id=str(made.pk), action="wagtail.create").exists()


def test_create__a_body_out_of_reach(client: Client, province: Unit) -> None:
    member = UserFactory(role=APPROVER)
    OfficeFactory(units=[province], members=[member])
    client.force_login(member)
    values = {"name": "X", "award_type": honour().pk, "level": "province", "day": "01/05/2022"}
    answer = client.post(reverse("awards_create"), {**values, "body": UnitFactory().pk})
    assert "nằm ngoài phạm vi bộ phận" in answer.content.decode()
    assert not AwardRound.objects.exists()


def test_candidates__found_marked_added(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = desk_round(province)
    initiative = work(shop, title="Cữ định vị thử")
    text = desk.get(page(round_, "awards_candidates")).content.decode()
    assert "Cữ định vị thử" in text
    assert f'value="{initiative_key(initiative.pk)}"' in text
    desk.post(page(round_, "awards_candidates"), {"key": [initiative_key(initiative.pk)]})
    assert AwardCandidate.objects.get(round=round_).name == "Cữ định vị thử"
    assert "Đã có" in desk.get(page(round_, "awards_candidates")).content.decode()
    assert "Không thấy" in desk.get(page(round_, "awards_candidates"), {"q": "zzz"}).content.decode()
    wrong = desk.get(page(round_, "awards_candidates"), {"year_from": "2022", "year_to": "2020"})
    assert "Năm cuối phải từ năm đầu trở đi." in wrong.content.decode()


def test_desk__reasons_and_conflicts_are_told(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = desk_round(province)
    candidates(round_, shop)
    words = text_of(desk.get(page(round_)))
    assert "Đủ điều kiện theo hồ sơ" in words
    assert "đạt mức 80.000.000" in words
    assert "Chưa đạt" in words
    assert "Lê Thị Mẫu" in words


def test_desk__without_rules_says_so(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = desk_round(province, day=datetime.date(2020, 1, 1))
    words = text_of(desk.get(page(round_)))
    assert "chưa có điều kiện nào hiệu lực ngày 1/1/2020" in words


def test_desk__from_longlist_to_initiative_and_back(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = desk_round(province)
    (pk,) = candidates(round_, shop)
    desk.post(page(round_), {"action": "move", "stage": "short", "candidate": [pk], "shown": "long"})
    assert AwardCandidate.objects.get(pk=pk).stage == Stage.SHORT
    refused = desk.post(page(round_), {"action": "move", "stage": "left", "candidate": [pk]}, follow=True)
    assert "lý do" in messages(refused)
    desk.post(page(round_), {"action": "move", "stage": "chosen", "candidate": [pk], "note": "Đồng thuận"})
    early = desk.post(page(round_), {"action": "close"}, follow=True)
    assert "số và ngày quyết định" in messages(early)
    wrong = desk.post(
        page(round_, "awards_decision"), {"decision_number": "915/QĐ-LĐLĐ", "decided_on": "01/04/2022"}
    )
    assert "Ngày quyết định phải từ ngày xét trở đi." in wrong.content.decode()
    saved = desk.post(
        page(round_, "awards_decision"), {"decision_number": "915/QĐ-LĐLĐ", "decided_on": "15/05/2022"}
    )
    assert saved.status_code == 302
    desk.post(page(round_), {"action": "close"})
    desk.post(page(round_), {"action": "write"})
    award = InitiativeAward.objects.get()
    assert award.decision_number == "915/QĐ-LĐLĐ"
    assert "đã ghi" in text_of(desk.get(page(round_)))
    desk.post(page(round_, "awards_undo", writing_pk=round_.writings.get().pk))
    assert not InitiativeAward.objects.exists()
    assert "đã gỡ" in text_of(desk.get(page(round_)))


def test_desk__nonsense_is_refused_kindly(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = desk_round(province)
    (pk,) = candidates(round_, shop)
    for data in (
        {},
        {"action": "fly"},
        {"action": "move", "stage": "moon", "candidate": [pk]},
        {"action": "move", "stage": "short", "candidate": ["x", "-1"]},
        {"action": "join", "candidate": [pk]},
    ):
        answer = desk.post(page(round_), data, follow=True)
        assert answer.status_code == 200
        assert messages(answer)
    assert AwardCandidate.objects.get(pk=pk).stage == Stage.LONG


def test_delete__open_rounds_only(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = desk_round(province)
    candidates(round_, shop)
    assert "1 ứng viên" in text_of(desk.get(page(round_, "awards_delete")))
    desk.post(page(round_, "awards_delete"))
    assert not AwardRound.objects.exists()
    kept = desk_round(province, decided_on=datetime.date(2022, 5, 15))
    AwardRound.objects.filter(pk=kept.pk).update(
        decided_at=datetime.datetime(2022, 5, 15, tzinfo=datetime.UTC)
    )
    desk.post(page(kept, "awards_delete"))
    assert AwardRound.objects.filter(pk=kept.pk).exists()


# Files ----------------------------------------------------------------------------------------------------


def docx_words(content: bytes) -> str:
    """All words of a DOCX, tables included, spaces made one."""
    file = Document(BytesIO(content))
    texts = [paragraph.text for paragraph in file.paragraphs]
    texts += [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return re.sub(r"\s+", " ", " ".join(texts))


def pdf_words(content: bytes) -> tuple[int, str]:
    """Pages and words of a PDF."""
    document = pypdfium2.PdfDocument(BytesIO(content))
    try:
        pages = [one.get_textpage().get_text_range() for one in document]
    finally:
        document.close()
    return len(pages), re.sub(r"\s+", " ", " ".join(pages))


def chosen_round(province: Unit, shop: Unit, award: AwardType | None = None) -> AwardRound:
    """A round with one chosen candidate and a decision."""
    round_ = desk_round(
        province,
        award or honour(name="Sáng kiến Thử"),
        decision_number="915/QĐ-LĐLĐ",
        decided_on=datetime.date(2022, 5, 5),
        place="Thử",
        authority="Ban Thường vụ Liên đoàn Lao động tỉnh Thử",
        bases="Căn cứ Hướng dẫn số 04/HD-LĐLĐ;\nXét đề nghị của Hội đồng,",
        signer_role="TM. Ban Thường vụ – Chủ tịch",
        recipients="Như Điều 3\nLưu: VT",
    )
    pks = candidates(round_, shop)
    stages.move(round_, UserFactory(is_superuser=True), pks, Stage.CHOSEN)
    return round_


EXPECTED = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập – Tự do – Hạnh phúc",
    "TỔNG LIÊN ĐOÀN THỬ",
    "LIÊN ĐOÀN LAO ĐỘNG TỈNH THỬ",
    "Số: 915/QĐ-LĐLĐ",
    "Thử, ngày 05 tháng 5 năm 2022",
    "QUYẾT ĐỊNH",
    "Về việc tặng Sáng kiến Thử",
    "BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH THỬ",
    "Căn cứ Hướng dẫn số 04/HD-LĐLĐ;",
    "Điều 1.",
    "cho 01 sáng kiến",
    "Điều 2.",
    "Điều 3.",
    "Nơi nhận:",
    "- Lưu: VT.",
    "TM. BAN THƯỜNG VỤ",
    "CHỦ TỊCH",
    "DANH SÁCH ĐƯỢC TẶNG SÁNG KIẾN THỬ",
    "Lê Thị Mẫu",
    "Xưởng Thử",
    "90.000.000",
)


def test_decision__docx_and_pdf_ready_to_sign(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = chosen_round(province, shop)
    word = desk.get(page(round_, "awards_decision_file", form="docx"))
    assert {"private", "no-store"} <= set(word["Cache-Control"].split(", "))
    words = docx_words(word.content)
    for part in EXPECTED:
        assert part in words, part
    portable = desk.get(page(round_, "awards_decision_file", form="pdf"))
    assert b"FontFile2" in portable.content
    pages, words = pdf_words(portable.content)
    assert pages == 2
    for part in EXPECTED:
        assert part in words, part


def test_decision__what_is_missing_is_left_as_dots(desk: Client, province: Unit) -> None:
    round_ = desk_round(province)
    words = docx_words(desk.get(page(round_, "awards_decision_file", form="docx")).content)
    assert "……/QĐ-……" in words
    assert "ngày …… tháng …… năm ……" in words


def test_list__with_what_the_conditions_say(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = chosen_round(province, shop)
    for form, read in (("docx", docx_words), ("pdf", lambda content: pdf_words(content)[1])):
        words = read(desk.get(page(round_, "awards_list_file", stage="chosen", form=form)).content)
        assert "Đủ điều kiện theo hồ sơ" in words
        assert "Một giải pháp từ 80 triệu" in words
        assert "việc chọn do hội đồng quyết định" in words
        assert "NGƯỜI LẬP DANH SÁCH" in words
        assert "Điều 1." not in words
        assert "Nơi nhận" not in words


def test_list__lies_on_its_side_and_the_decision_stands(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = chosen_round(province, shop)
    for name, kwargs, is_wide in (
        ("awards_list_file", {"stage": "chosen"}, True),
        ("awards_decision_file", {}, False),
    ):
        with pypdfium2.PdfDocument(desk.get(page(round_, name, form="pdf", **kwargs)).content) as file:
            assert all((one.get_width() > one.get_height()) is is_wide for one in file)
        word = Document(BytesIO(desk.get(page(round_, name, form="docx", **kwargs)).content))
        sizes = [(section.page_width or 0, section.page_height or 0) for section in word.sections]
        assert all((width > height) is is_wide for width, height in sizes)


def test_list__of_people(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = desk_round(province, honour(AwardType.Subject.PERSON))
    work(shop)
    text = desk.get(page(round_, "awards_candidates")).content.decode()
    (key,) = re.findall(r'name="key" value="([^"]+)"', text)
    desk.post(page(round_, "awards_candidates"), {"key": [key]})
    words = docx_words(desk.get(page(round_, "awards_list_file", stage="long", form="docx")).content)
    assert "Họ và tên" in words
    assert "Thợ tiện" in words


def test_file__unknown_form_or_list(desk: Client, province: Unit) -> None:
    round_ = desk_round(province)
    assert desk.get(page(round_, "awards_decision_file", form="exe")).status_code == 404
    assert desk.get(page(round_, "awards_list_file", stage="moon", form="pdf")).status_code == 404


def test_decision__long_list_runs_over_pages(desk: Client, province: Unit, shop: Unit) -> None:
    round_ = chosen_round(province, shop)
    boss = UserFactory(is_superuser=True)
    works = [work(shop, title=f"Cữ định vị số {place}") for place in range(40)]
    stages.add(round_, boss, [initiative_key(one.pk) for one in works])
    long = list(AwardCandidate.objects.filter(stage=Stage.LONG).values_list("pk", flat=True))
    stages.move(round_, boss, long, Stage.CHOSEN)
    pages, words = pdf_words(desk.get(page(round_, "awards_decision_file", form="pdf")).content)
    assert pages >= 3
    assert words.count("STT") == pages - 1
    assert "Danh sách này có 41 mục." in words
