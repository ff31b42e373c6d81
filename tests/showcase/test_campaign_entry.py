"""Entering a campaign's targets and figures: grid and sheet, preview, all or nothing, who may."""

import datetime
import hashlib
import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html as lxml_html
from wagtail.models import Locale, PageLogEntry

from home.models import CampaignPage, Office
from showcase.campaign_entry.plan import LOG_ACTION
from showcase.models import CampaignFigure, CampaignTarget, OfficeUnit, Unit
from showcase.roles import CONTRIBUTOR, EDITOR
from tests.editing import messages, page_url, text_of
from tests.factories import CampaignPageFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2022, 4, 20)
MOMENT = timezone.make_aware(datetime.datetime(2022, 4, 20))
OCCASION = {"day": "20/4/2022", "source": "Báo cáo số 12/BC-LĐLĐ"}
SHEET = """Đơn vị\tChỉ tiêu giao\tTự đăng ký\tĐã nộp\tSố người
LĐLĐ tỉnh Bắc Ninh\t1.000\t1 200\t640\t2.100
ha noi\t60.000\t\t18.549\t
Tổng cộng\t61.000\t1.200\t19.189\t2.100"""


def federation(place: str, kind: str = "tỉnh") -> Any:
    short = f"LĐLĐ {kind} {place}"
    return UnitFactory(
        short_name=short,
        name=short.replace("LĐLĐ", "Liên đoàn Lao động"),
        place=place,
        workplace="",
        kind="province",
    )


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(UserFactory(role=EDITOR))
    return client


@pytest.fixture
def campaign() -> Any:
    """A campaign, with two federations that may report."""
    federation("Bắc Ninh")
    federation("Hà Nội", "thành phố")
    return CampaignPageFactory()


def address(name: str, campaign: Any) -> str:
    return reverse(name, args=[campaign.pk])


def paste(client: Client, campaign: Any, text: str = SHEET, **values: Any) -> Any:
    return client.post(address("campaign_entry_sheet", campaign), {**OCCASION, "text": text, **values})


def hidden(response: Any, name: str) -> str:
    found = lxml_html.document_fromstring(response.content).xpath(f"//input[@name='{name}']/@value")
    return str(found[0]) if found else ""


def confirm(client: Client, campaign: Any, preview: Any) -> Any:
    values = {"confirmation": hidden(preview, "confirmation")}
    return client.post(address("campaign_entry_save", campaign), values, follow=True)


def stored(campaign: Any) -> set[tuple[str, str, int]]:
    rows = [*campaign.targets.select_related("unit"), *campaign.figures.select_related("unit")]
    return {(row.unit.place if row.unit else "", row.kind, row.value) for row in rows}


def reasons(response: Any) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.column, one.value, one.reason) for one in response.context["preview"].problems]


# Sheets -------------------------------------------------------------------------------------------


def test_sheet__is_previewed_then_saved_with_source_day_and_log(editor: Client, campaign: Any) -> None:
    preview = paste(editor, campaign)
    assert preview.status_code == 200
    assert reasons(preview) == []
    assert preview.context["preview"].plan.counts == {"new": 6, "changed": 0, "same": 0, "removed": 0}
    assert "Bỏ qua dòng tổng cộng: 4" in text_of(preview)
    assert stored(campaign) == set()

    answer = confirm(editor, campaign, preview)
    assert "Đã lưu 6 số mới" in messages(answer)
    assert stored(campaign) == {
        ("Bắc Ninh", "assigned", 1000),
        ("Bắc Ninh", "self_set", 1200),
        ("Bắc Ninh", "submitted", 640),
        ("Bắc Ninh", "participants", 2100),
        ("Hà Nội", "assigned", 60_000),
        ("Hà Nội", "submitted", 18_549),
    }
    assert {figure.as_of for figure in campaign.figures.all()} == {MOMENT}
    assert {target.as_of for target in campaign.targets.all()} == {DAY}
    assert {row.source for row in [*campaign.figures.all(), *campaign.targets.all()]} == {OCCASION["source"]}
    entry = PageLogEntry.objects.get(action=LOG_ACTION)
    assert entry.page_id == campaign.pk
    assert entry.user is not None
    assert entry.data["new"] == 6
    assert "tính đến 20/4/2022: 6 mới" in str(entry.formatter.format_message(entry))
    assert OCCASION["source"] in str(entry.formatter.format_message(entry))


def test_sheet__again_changes_nothing_and_is_not_offered_for_saving(editor: Client, campaign: Any) -> None:
    confirm(editor, campaign, paste(editor, campaign))
    again = paste(editor, campaign, source="Nguồn khác")
    assert again.context["preview"].plan.counts == {"new": 0, "changed": 0, "same": 6, "removed": 0}
    assert hidden(again, "confirmation") == ""
    assert "không có gì để lưu" in text_of(again)


def test_sheet__with_one_other_number_changes_that_one(editor: Client, campaign: Any) -> None:
    confirm(editor, campaign, paste(editor, campaign))
    CampaignFigure.objects.filter(kind="submitted", value=640).update(
        note="Nguồn ghi khoảng", approximate=True
    )
    preview = paste(editor, campaign, SHEET.replace("640", "650"), source="Báo cáo bổ sung")
    assert preview.context["preview"].plan.counts == {"new": 0, "changed": 1, "same": 5, "removed": 0}
    confirm(editor, campaign, preview)
    changed = CampaignFigure.objects.get(value=650)
    assert (changed.source, changed.note, changed.approximate) == ("Báo cáo bổ sung", "", False)
    assert campaign.figures.exclude(pk=changed.pk).filter(source="Báo cáo bổ sung").count() == 0
    assert (campaign.figures.count(), campaign.targets.count()) == (3, 3)


def test_sheet__of_another_day_leaves_the_day_before(editor: Client, campaign: Any) -> None:
    confirm(editor, campaign, paste(editor, campaign))
    preview = paste(editor, campaign, SHEET.replace("640", "700"), day="21/4/2022")
    assert preview.context["preview"].plan.count("new") == 3
    confirm(editor, campaign, preview)
    assert sorted(campaign.figures.filter(kind="submitted").values_list("value", flat=True)) == [
        640,
        700,
        18_549,
        18_549,
    ]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("640", "-640", (2, "Đã nộp", "-640", "Số âm.")),
        ("640", "6,5", (2, "Đã nộp", "6,5", "Số lẻ; ở đây phải là số nguyên.")),
        ("640", "nhiều", (2, "Đã nộp", "nhiều", "Không phải số.")),
        ("ha noi", "Hà Nộii", (3, "Đơn vị", "Hà Nộii", "Không có đơn vị tên này.")),
        ("ha noi", "bắc ninh", (3, "Đơn vị", "bắc ninh", "Đơn vị này đã có ở dòng 2.")),
        ("ha noi", "", (3, "Đơn vị", "", "Dòng có số mà không có tên đơn vị.")),
    ],
)
def test_sheet__one_wrong_cell_is_named_and_nothing_is_saved(
    editor: Client, campaign: Any, before: str, after: str, problem: tuple[int, str, str, str]
) -> None:
    preview = paste(editor, campaign, SHEET.replace(before, after))
    assert reasons(preview) == [problem]
    assert hidden(preview, "confirmation") == ""
    assert stored(campaign) == set()
    shown = text_of(preview)
    assert problem[3] in shown
    area = lxml_html.document_fromstring(preview.content).xpath("//textarea[@name='text']")[0]
    assert after in area.text


def test_sheet__unknown_unit_comes_with_the_nearest(editor: Client, campaign: Any) -> None:
    preview = paste(editor, campaign, SHEET.replace("ha noi", "Hà Nộii"))
    assert preview.context["preview"].problems[0].suggestions[0] == "LĐLĐ thành phố Hà Nội"


def test_sheet__every_wrong_cell_is_listed(editor: Client, campaign: Any) -> None:
    text = SHEET.replace("1.000", "x").replace("640", "1,5").replace("ha noi", "???")
    assert [row for row, *_rest in reasons(paste(editor, campaign, text))] == [2, 2, 3]


def test_sheet__without_known_headings_is_corrected_by_hand(editor: Client, campaign: Any) -> None:
    preview = paste(editor, campaign, "Nơi\tA\nhà nội\t7\n")
    assert any("tên đơn vị" in reason for *_rest, reason in reasons(preview))
    values = {**OCCASION, "sheet": hidden(preview, "sheet"), "header": "1", "header_before": "1"}
    values |= {"column-0": "unit", "column-1": "valid"}
    corrected = editor.post(address("campaign_entry_preview", campaign), values)
    assert reasons(corrected) == []
    confirm(editor, campaign, corrected)
    assert stored(campaign) == {("Hà Nội", "valid", 7)}


def test_sheet__two_columns_for_one_kind_are_refused(editor: Client, campaign: Any) -> None:
    preview = paste(editor, campaign)
    values = {**OCCASION, "sheet": hidden(preview, "sheet"), "header": "1", "header_before": "1"}
    values |= {"column-0": "unit", "column-1": "valid", "column-2": "valid"}
    corrected = editor.post(address("campaign_entry_preview", campaign), values)
    assert "Hai cột cùng được chọn là “Hợp lệ”." in [reason for *_rest, reason in reasons(corrected)]


def test_sheet__whole_country_stands_without_a_unit(editor: Client, campaign: Any) -> None:
    confirm(editor, campaign, paste(editor, campaign, "Đơn vị\tHợp lệ\nCả nước\t250.177"))
    assert stored(campaign) == {("", "valid", 250_177)}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": 'Đơn vị\tSố\n"Huế\t5'}, "text"),
        ({"source": ""}, "source"),
        ({"day": "31/2/2022"}, "day"),
        ({"day": "1/1/2999"}, "day"),
    ],
)
def test_sheet__form_says_what_is_missing_and_keeps_the_rest(
    editor: Client, campaign: Any, values: dict[str, str], field: str
) -> None:
    answer = editor.post(address("campaign_entry_sheet", campaign), {**OCCASION, "text": SHEET, **values})
    assert answer.status_code == 200
    form = answer.context["sheet_form"]
    assert list(form.errors) == [field]
    kept = lxml_html.document_fromstring(answer.content).xpath("//textarea[@name='text']")[0]
    assert kept.text.strip() == values.get("text", SHEET).strip()


def test_upload__workbook_is_read_with_its_own_numbers(editor: Client, campaign: Any) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Báo cáo"], [], ["STT", "Đơn vị", "Hợp lệ"], [1, "Hà Nội", 12], [2, "Bắc Ninh", 1.5]):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    upload = SimpleUploadedFile("so-lieu.xlsx", out.getvalue())
    answer = editor.post(address("campaign_entry_sheet", campaign), {**OCCASION, "file": upload})
    assert reasons(answer) == [(5, "Hợp lệ", "1,5", "Số lẻ; ở đây phải là số nguyên.")]


def test_upload__history_names_the_file_with_its_checksum(editor: Client, campaign: Any) -> None:
    content = SHEET.encode()
    upload = SimpleUploadedFile("so-lieu.csv", content)
    first = editor.post(address("campaign_entry_sheet", campaign), {**OCCASION, "file": upload})
    shown = first.context["preview"]
    # The preview once more, as after a corrected column: the file is remembered.
    columns = {column.name: column.chosen for column in shown.columns}
    header = {"header": shown.header, "header_before": shown.header}
    again = editor.post(
        address("campaign_entry_preview", campaign),
        {**OCCASION, **columns, **header, "sheet": hidden(first, "sheet")},
    )
    confirm(editor, campaign, again)
    entry = PageLogEntry.objects.get(action=LOG_ACTION)
    checksum = hashlib.sha256(content).hexdigest()
    assert (entry.data["file"], entry.data["sha256"]) == ("so-lieu.csv", checksum)
    assert f"Tệp: so-lieu.csv, SHA-256 {checksum}" in str(entry.formatter.format_message(entry))


def test_upload__broken_file_is_refused_at_its_field(editor: Client, campaign: Any) -> None:
    upload = SimpleUploadedFile("so-lieu.xlsx", b"PK\x03\x04 nothing behind")
    answer = editor.post(address("campaign_entry_sheet", campaign), {**OCCASION, "file": upload})
    assert "hỏng" in answer.context["sheet_form"].errors["file"][0]


# All or nothing -----------------------------------------------------------------------------------


def test_save__failing_in_the_middle_leaves_nothing(
    editor: Client, campaign: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = paste(editor, campaign)

    def fail(*_args: Any, **_kwargs: Any) -> None:
        assert CampaignTarget.objects.exists()
        raise IntegrityError

    monkeypatch.setattr(CampaignFigure.objects, "bulk_create", fail)
    with pytest.raises(IntegrityError):
        confirm(editor, campaign, preview)
    assert stored(campaign) == set()
    assert not PageLogEntry.objects.filter(action=LOG_ACTION).exists()


def test_save__shows_the_preview_again_when_numbers_changed_meanwhile(editor: Client, campaign: Any) -> None:
    preview = paste(editor, campaign)
    hanoi = Unit.objects.get(place="Hà Nội")
    CampaignTarget.objects.create(campaign=campaign, unit=hanoi, kind="assigned", value=5, source="Khác")
    answer = confirm(editor, campaign, preview)
    assert "vừa được người khác sửa" in messages(answer)
    assert stored(campaign) == {("Hà Nội", "assigned", 5)}
    assert answer.context["preview"].plan.counts["changed"] == 1
    confirm(editor, campaign, answer)
    assert ("Hà Nội", "assigned", 60_000) in stored(campaign)


@pytest.mark.parametrize("value", ["", "x", "abc:def:ghi"])
def test_save__forged_confirmation_saves_nothing(editor: Client, campaign: Any, value: str) -> None:
    answer = editor.post(address("campaign_entry_save", campaign), {"confirmation": value}, follow=True)
    assert "Chưa lưu gì" in messages(answer)
    assert stored(campaign) == set()


def test_save__confirmation_of_somebody_else_or_another_campaign_saves_nothing(
    editor: Client, campaign: Any
) -> None:
    preview = paste(editor, campaign)
    other = CampaignPageFactory()
    assert "Chưa lưu gì" in messages(confirm(editor, other, preview))
    editor.force_login(UserFactory(role=EDITOR))
    assert "Chưa lưu gì" in messages(confirm(editor, campaign, preview))
    assert (stored(campaign), stored(other)) == (set(), set())


# Grid ---------------------------------------------------------------------------------------------


def grid_values(**typed: str) -> dict[str, Any]:
    units = Unit.objects.values_list("pk", flat=True)
    return {**OCCASION, "preview": "1", "unit": [0, *units], **typed}


def cell(place: str, column: str) -> str:
    return f"c-{Unit.objects.get(place=place).pk}-{column}"


def test_grid__is_typed_previewed_and_saved(editor: Client, campaign: Any) -> None:
    typed = {cell("Hà Nội", "assigned"): "60.000", cell("Bắc Ninh", "valid"): "12", "c-0-valid": "900"}
    preview = editor.post(address("campaign_entry", campaign), grid_values(**typed))
    assert preview.context["preview"].plan.count("new") == 3
    confirm(editor, campaign, preview)
    assert stored(campaign) == {("Hà Nội", "assigned", 60_000), ("Bắc Ninh", "valid", 12), ("", "valid", 900)}


def test_grid__shows_what_is_stored_for_its_day_and_names_other_days(editor: Client, campaign: Any) -> None:
    confirm(editor, campaign, paste(editor, campaign))
    document = lxml_html.document_fromstring(
        editor.get(address("campaign_entry", campaign) + "?day=20/4/2022").content
    )
    assert document.xpath(f"//input[@name='{cell('Bắc Ninh', 'submitted')}']/@value") == ["640"]
    document = lxml_html.document_fromstring(
        editor.get(address("campaign_entry", campaign) + "?day=22/4/2022").content
    )
    field = document.xpath(f"//input[@name='{cell('Bắc Ninh', 'submitted')}']")[0]
    assert field.get("value") == ""
    assert "640 ngày 20/4/2022" in field.getparent().text_content()
    assert document.xpath(f"//input[@name='{cell('Bắc Ninh', 'assigned')}']/@value") == ["1.000"]


def test_grid__wrong_cell_comes_back_at_its_field_with_all_that_was_typed(
    editor: Client, campaign: Any
) -> None:
    typed = {cell("Hà Nội", "assigned"): "1,5", cell("Bắc Ninh", "valid"): "12"}
    answer = editor.post(address("campaign_entry", campaign), grid_values(**typed))
    document = lxml_html.document_fromstring(answer.content)
    wrong = document.xpath(f"//input[@name='{cell('Hà Nội', 'assigned')}']")[0]
    assert (wrong.get("value"), wrong.get("aria-invalid")) == ("1,5", "true")
    assert "Số lẻ" in document.get_element_by_id(wrong.get("aria-describedby")).text_content()
    assert document.xpath(f"//input[@name='{cell('Bắc Ninh', 'valid')}']/@value") == ["12"]
    assert document.xpath("//input[@name='source']/@value")[0] == OCCASION["source"]
    assert stored(campaign) == set()


def test_grid__emptied_cell_takes_its_number_away(editor: Client, campaign: Any) -> None:
    confirm(editor, campaign, paste(editor, campaign))
    typed = {cell("Bắc Ninh", "submitted"): "", cell("Bắc Ninh", "assigned"): "1.000"}
    preview = editor.post(address("campaign_entry", campaign), grid_values(**typed))
    assert preview.context["preview"].plan.counts == {"new": 0, "changed": 0, "same": 1, "removed": 1}
    assert "Đã lưu 0 số mới, 0 số sửa, 1 số xoá" in messages(confirm(editor, campaign, preview))
    assert ("Bắc Ninh", "submitted", 640) not in stored(campaign)
    assert ("Bắc Ninh", "assigned", 1000) in stored(campaign)


def test_grid__takes_in_units_by_name_and_keeps_what_was_typed(editor: Client, campaign: Any) -> None:
    federation("Huế", "thành phố")
    values = {**OCCASION, "add": "1", "unit": [0], "c-0-valid": "9", "names": "huế\nKhông Có Ở Đâu\nbac ninh"}
    answer = editor.post(address("campaign_entry", campaign), values)
    grid = answer.context["grid"]
    assert [row.label for row in grid.rows] == ["Cả nước", "LĐLĐ thành phố Huế", "LĐLĐ tỉnh Bắc Ninh"]
    assert "Không Có Ở Đâu" in " ".join(answer.context["adding"].errors["names"])
    document = lxml_html.document_fromstring(answer.content)
    assert document.xpath("//input[@name='c-0-valid']/@value") == ["9"]
    assert document.xpath("//textarea[@name='names']")[0].text.strip() == "Không Có Ở Đâu"


def test_grid__takes_in_a_chosen_unit(editor: Client, campaign: Any) -> None:
    unit = federation("Huế", "thành phố")
    values = {**OCCASION, "source": "", "add": "1", "unit": [0], "chosen": unit.pk, "names": ""}
    answer = editor.post(address("campaign_entry", campaign), values)
    assert [row.unit for row in answer.context["grid"].rows] == [0, unit.pk]
    assert not answer.context["occasion"].errors


def test_grid__comes_back_from_the_preview_as_it_was(editor: Client, campaign: Any) -> None:
    typed = {cell("Hà Nội", "assigned"): "60.000"}
    preview = editor.post(address("campaign_entry", campaign), grid_values(**typed))
    answer = editor.post(address("campaign_entry", campaign), {"restore": hidden(preview, "restore")})
    document = lxml_html.document_fromstring(answer.content)
    assert document.xpath(f"//input[@name='{cell('Hà Nội', 'assigned')}']/@value") == ["60000"]
    assert document.xpath("//input[@name='source']/@value")[0] == OCCASION["source"]


def test_grid__costs_the_same_whatever_its_length(editor: Client, campaign: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(address("campaign_entry", campaign)).status_code == 200
        return len(queries)

    def more(start: int) -> None:
        for place in range(start, start + 5):
            unit = federation(f"Nơi {place}")
            CampaignFigure.objects.create(
                campaign=campaign, unit=unit, kind="valid", value=place, as_of=MOMENT, source="A"
            )

    more(1)
    cost()
    few = cost()
    more(10)
    assert cost() <= few


# Who may ------------------------------------------------------------------------------------------

NAMES = ["campaign_entry", "campaign_entry_sheet", "campaign_entry_preview", "campaign_entry_save"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_others__are_refused(client: Client, campaign: Any, name: str, method: str) -> None:
    client.force_login(UserFactory(role=CONTRIBUTOR))
    assert getattr(client, method)(address(name, campaign)).status_code == 403
    assert client.get(reverse("campaign_entry_campaigns")).status_code == 403
    assert (
        reverse("campaign_entry_campaigns") not in client.get(reverse("wagtailadmin_home")).content.decode()
    )


def test_others__without_a_session_sign_in_first(client: Client, campaign: Any) -> None:
    assert client.get(address("campaign_entry", campaign)).status_code == 302


def test_rights__to_change_alone_do_not_add(client: Client, campaign: Any) -> None:
    user = UserFactory()
    wanted = ["change_campaigntarget", "change_campaignfigure", "access_admin"]
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(user)
    preview = paste(client, campaign)
    assert [reason for *_rest, reason in reasons(preview)] == [
        "Bạn không có quyền thêm chỉ tiêu hoặc số liệu mới."
    ]
    assert hidden(preview, "confirmation") == ""


def test_rights__of_an_office_end_at_its_units(client: Client, campaign: Any) -> None:
    user = UserFactory(role=EDITOR)
    office = Office.objects.create(name="Ban Tuyên giáo LĐLĐ tỉnh Bắc Ninh")
    office.members.add(user)
    OfficeUnit.objects.create(office=office, unit=Unit.objects.get(place="Bắc Ninh"))
    client.force_login(user)
    preview = paste(client, campaign)
    assert [reason for *_rest, reason in reasons(preview)] == [
        "Có đơn vị nằm ngoài phạm vi bộ phận của bạn; hãy bỏ những dòng ấy, kể cả dòng “Cả nước”."
    ]
    assert hidden(preview, "confirmation") == ""
    own = "\n".join(line for line in SHEET.splitlines() if "ha noi" not in line)
    confirm(client, campaign, paste(client, campaign, own))
    assert {place for place, _kind, _value in stored(campaign)} == {"Bắc Ninh"}


def test_ways__lead_there_from_menu_list_and_editor(client: Client, campaign: Any) -> None:
    client.force_login(UserFactory(is_superuser=True))
    there = address("campaign_entry", campaign)
    assert there in client.get(reverse("campaign_entry_campaigns")).content.decode()
    assert there in client.get(page_url("edit", campaign)).content.decode()
    explore = reverse("wagtailadmin_explore", args=[campaign.get_parent().pk])
    assert there in client.get(explore).content.decode()
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert re.search(r"Nhập chỉ tiêu và số liệu|Nh\\u1eadp", menu)
    history = reverse("wagtailadmin_pages:history", args=[campaign.pk])
    assert client.get(history).status_code == 200


def test_campaign__of_another_language_has_no_numbers_of_its_own(editor: Client, campaign: Any) -> None:
    english, _created = Locale.objects.get_or_create(language_code="en")
    CampaignPage.objects.filter(pk=campaign.pk).update(locale=english)
    assert editor.get(address("campaign_entry", campaign)).status_code == 404
