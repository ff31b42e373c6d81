"""Merging and splitting bodies: what is refused and where, what the preview tells, what is written."""

import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from home.models import Office
from showcase.models import CampaignTarget, OfficeUnit, Unit, UnitSuccession
from showcase.units.changes.forms import MergeForm, PartFormSet, SplitForm, short_form
from showcase.units.changes.plan import Change, ChangeKind, NewBody, undecided_of
from showcase.units.changes.saving import ChangedMeanwhileError, save_change
from showcase.units.changes.undoing import CannotUndoError, changes, undo, undoing
from tests.editing import text_of
from tests.factories import CampaignPageFactory, InitiativeFactory, UnitFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 7, 1)


def body(place: str, **values: Any) -> Unit:
    """A provincial federation."""
    unit: Unit = UnitFactory(
        **{
            "name": f"Liên đoàn Lao động tỉnh {place}",
            "short_name": f"LĐLĐ tỉnh {place}",
            "place": place,
            "workplace": "",
            "kind": Unit.Kind.PROVINCE,
            "sector": "",
            **values,
        }
    )
    return unit


def merging(*bodies: Unit, **values: Any) -> MergeForm:
    """The form with these bodies and a new name."""
    data = {
        "bodies": "\n".join(unit.slug for unit in bodies),
        "new_name": "Liên đoàn Lao động tỉnh Kinh Bắc",
        "new_place": "Kinh Bắc",
        "day": "1/7/2025",
        "legal_basis": "Nghị quyết 1",
        **values,
    }
    return MergeForm(data)


@pytest.fixture
def admin(client: Client) -> Client:
    """An administrator's browser."""
    user = get_user_model().objects.create_superuser("quantri", "q@example.org", "mat-khau-dai-12")
    client.force_login(user)
    return client


def test_merge__writes_everything_and_moves_nothing(admin: Client) -> None:
    north, south = body("Bắc Giang"), body("Bắc Ninh")
    workplace = UnitFactory(parent=north)
    initiative = InitiativeFactory(unit=workplace)
    office = Office.objects.create(name="Ban Chính sách")
    OfficeUnit.objects.create(office=office, unit=north)
    data = merging(north, south).data
    preview = admin.post(reverse("unit_merge"), {**data, "preview": "1"})
    words = text_of(preview)
    assert "Chưa lưu gì" in words
    assert "LĐLĐ tỉnh Bắc Giang kết thúc, ngày cuối 30/6/2025" in words
    assert "Ban Chính sách: phụ trách thêm đơn vị mới" in words
    assert not UnitSuccession.objects.exists()
    answer = admin.post(reverse("unit_merge"), {**data, "save": "1"})
    assert answer.status_code == 302
    new = Unit.objects.get(short_name="LĐLĐ tỉnh Kinh Bắc")
    assert (new.kind, new.valid_from, new.place) == (Unit.Kind.PROVINCE, DAY, "Kinh Bắc")
    assert new.slug == "ldld-tinh-kinh-bac"
    for old in (north, south):
        old.refresh_from_db()
        assert old.valid_to == datetime.date(2025, 6, 30)
        succession = UnitSuccession.objects.get(old=old)
        assert (succession.new, succession.on, succession.legal_basis) == (new, DAY, "Nghị quyết 1")
    workplace.refresh_from_db()
    initiative.refresh_from_db()
    assert workplace.get_parent() == north
    assert initiative.unit == workplace
    assert OfficeUnit.objects.filter(office=office, unit=new).exists()
    assert ModelLogEntry.objects.filter(action="showcase.unit_change").count() == 3
    for unit in (north, south, new):
        history = text_of(admin.get(f"/admin/snippets/showcase/unit/history/{unit.pk}/"))
        assert "LĐLĐ tỉnh Bắc Giang, LĐLĐ tỉnh Bắc Ninh → LĐLĐ tỉnh Kinh Bắc từ 1/7/2025" in history
    assert Unit.find_problems() == ([], [], [], [], [])


def test_merge__into_a_body_that_goes_on(admin: Client) -> None:
    city = body("Hà Nội")
    district = UnitFactory(parent=city, kind=Unit.Kind.UPPER, workplace="", slug="long-bien")
    form = merging(district, existing=city.pk, new_name="")
    assert form.is_valid(), form.errors
    (taker,) = save_change(form.change(), None)
    assert taker == city
    city.refresh_from_db()
    assert city.valid_to is None
    assert UnitSuccession.objects.get(old=district).new == city


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"bodies": "Không Có Ở Đâu"}, "bodies"),
        ({"bodies": "ldld-mot"}, "bodies"),
        ({"bodies": "ldld-mot\nldld-mot"}, "bodies"),
        ({"bodies": "ldld-mot\nCả nước"}, "bodies"),
        ({"bodies": "ldld-mot\nda-het"}, "bodies"),
        ({"bodies": "ldld-mot\nco-so"}, "bodies"),
        ({"bodies": ""}, "bodies"),
        ({"new_name": ""}, "existing"),
        ({"day": "1/1/2015"}, "day"),
        ({"day": "1/1/2020"}, "day"),
        ({"day": "31/2/2025"}, "day"),
        ({"day": ""}, "day"),
        ({"legal_basis": ""}, "legal_basis"),
    ],
)
def test_merge__refuses_nonsense_at_its_field(values: dict[str, str], field: str) -> None:
    body("Một", slug="ldld-mot", valid_from=datetime.date(2020, 1, 1))
    body("Hai", slug="ldld-hai")
    body("Ba", slug="da-het", valid_to=datetime.date(2024, 1, 1))
    UnitFactory(slug="co-so")
    form = MergeForm(
        {
            "bodies": "ldld-mot\nldld-hai",
            "new_name": "Liên đoàn Lao động tỉnh Mới",
            "day": "1/7/2025",
            "legal_basis": "Nghị quyết 1",
            **values,
        }
    )
    assert not form.is_valid()
    assert field in form.errors


def test_merge__refuses_a_day_to_come() -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    form = merging(body("Một"), body("Hai"), day=tomorrow.strftime("%d/%m/%Y"))
    assert list(form.errors) == ["day"]


def test_merge__refuses_a_body_into_itself_its_child_its_past_or_the_ended() -> None:
    one, two = body("Một"), body("Hai")
    child = UnitFactory(parent=one, kind=Unit.Kind.UPPER, workplace="")
    assert "existing" in merging(one, existing=one.pk, new_name="").errors
    assert "existing" in merging(one, existing=child.pk, new_name="").errors
    ended = body("Ba", valid_to=datetime.date(2024, 1, 1))
    assert "existing" in merging(one, existing=ended.pk, new_name="").errors
    # Two once passed a part into One: it cannot take One in.
    UnitSuccession.objects.create(old=two, new=one, on=datetime.date(2020, 1, 1), part_place="Đông")
    circle = merging(one, existing=two.pk, new_name="")
    assert "Vòng lặp" in str(circle.errors["existing"])
    assert "new_name" in merging(one, existing=child.pk).errors


def test_merge__tells_the_nearest_names() -> None:
    body("Bắc Giang")
    form = merging(bodies="LĐLĐ tỉnh Bắc Giangg\nx")
    assert "Gần giống: LĐLĐ tỉnh Bắc Giang" in str(form.errors["bodies"])


def parts(*rows: tuple[str, str, str]) -> dict[str, str]:
    """The rows of a split: name, place, sector."""
    data = {"parts-TOTAL_FORMS": "4", "parts-INITIAL_FORMS": "0"}
    for number, (name, place, sector) in enumerate(rows):
        data |= {
            f"parts-{number}-name": name,
            f"parts-{number}-place": place,
            f"parts-{number}-sector": sector,
        }
    return data


def test_split__tells_what_stays_undecided_and_writes_the_parts(admin: Client) -> None:
    old = body("Hà Bắc", slug="ha-bac")
    InitiativeFactory(unit=UnitFactory(parent=old, place="Bắc Giang"))
    InitiativeFactory(unit=UnitFactory(parent=old, place="Nơi khác"))
    CampaignTarget.objects.create(
        campaign=CampaignPageFactory(), unit=old, kind="assigned", value=3, source="Kế hoạch"
    )
    rows = parts(
        ("Liên đoàn Lao động tỉnh Bắc Giang", "Bắc Giang", ""),
        ("Liên đoàn Lao động tỉnh Bắc Ninh", "Bắc Ninh", ""),
    )
    data = {"body": str(old.pk), "day": "1/7/2025", "legal_basis": "Nghị quyết 2", **rows}
    words = text_of(admin.post(reverse("unit_split"), {**data, "preview": "1"}))
    assert "1 sáng kiến không thuộc phần nào đã ghi" in words
    assert admin.post(reverse("unit_split"), {**data, "save": "1"}).status_code == 302
    found = UnitSuccession.objects.filter(old=old).order_by("part_place")
    assert [(one.new.short_name, one.part_place) for one in found] == [
        ("LĐLĐ tỉnh Bắc Giang", "Bắc Giang"),
        ("LĐLĐ tỉnh Bắc Ninh", "Bắc Ninh"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("Một", "Đông", "")],
        [("Một", "Đông", ""), ("một", "Tây", "")],
        [("Một", "Đông", ""), ("Hai", "đông", "")],
        [("Một", "", ""), ("Hai", "", "")],
        [("", "Đông", ""), ("Hai", "Tây", "")],
    ],
)
def test_split__refuses_parts_that_tell_nothing(rows: list[tuple[str, str, str]]) -> None:
    formset = PartFormSet(parts(*rows), prefix="parts")
    assert not formset.is_valid()


def test_split__refuses_a_body_that_has_ended() -> None:
    old = body("Hà Bắc", valid_to=datetime.date(1996, 12, 31))
    form = SplitForm({"body": old.pk, "day": "1/7/2025", "legal_basis": "Nghị quyết 2"})
    assert list(form.errors) == ["body"]


def test_save__writes_nothing_when_somebody_was_faster() -> None:
    one, two = body("Một"), body("Hai")
    change = Change(ChangeKind.MERGE, DAY, "Nghị quyết 1", [one, two], [NewBody("Mới", "Mới", "Mới")])
    Unit.objects.filter(pk=two.pk).update(valid_to=datetime.date(2025, 1, 1))
    with pytest.raises(ChangedMeanwhileError, match="vừa được người khác sửa"):
        save_change(change, None)
    assert not UnitSuccession.objects.exists()
    assert not Unit.objects.filter(short_name="Mới").exists()


def test_save__finds_a_slug_that_no_link_has_used() -> None:
    one, two = body("Một"), body("Hai", slug="ldld-tinh-moi")
    two.slug = "ldld-tinh-hai"
    two.save()
    new = NewBody("Liên đoàn Lao động tỉnh Mới", "LĐLĐ tỉnh Mới", "Mới")
    (taker,) = save_change(Change(ChangeKind.MERGE, DAY, "Nghị quyết 1", [one, two], [new]), None)
    assert taker.slug == "ldld-tinh-moi-2025"


# Taking a change back --------------------------------------------------------------------------------


def merged(*old: Unit, new: str = "Kinh Bắc") -> Unit:
    """What these bodies became, by the tool."""
    form = merging(*old, new_name=f"Liên đoàn Lao động tỉnh {new}", new_place=new)
    assert form.is_valid(), form.errors
    (taker,) = save_change(form.change(), None)
    return taker


def test_undo__leaves_everything_as_it_was_before(admin: Client) -> None:
    north, south = body("Bắc Giang"), body("Bắc Ninh")
    initiative = InitiativeFactory(unit=UnitFactory(parent=north))
    office = Office.objects.create(name="Ban Chính sách")
    OfficeUnit.objects.create(office=office, unit=north)
    before = list(Unit.objects.order_by("pk").values())
    taker = merged(north, south)
    key = UnitSuccession.objects.earliest("pk").pk
    address = reverse("unit_change_undo", args=[key])
    assert address in admin.get(reverse("unit_changes")).text
    words = text_of(admin.get(address))
    assert "LĐLĐ tỉnh Bắc Giang hoạt động trở lại, bỏ ngày cuối 30/6/2025" in words
    assert "LĐLĐ tỉnh Kinh Bắc bị xoá" in words
    assert UnitSuccession.objects.count() == 2
    assert admin.post(address).status_code == 302
    assert list(Unit.objects.order_by("pk").values()) == before
    assert not UnitSuccession.objects.exists()
    assert not Unit.objects.filter(pk=taker.pk).exists()
    assert list(OfficeUnit.objects.values_list("unit_id", flat=True)) == [north.pk]
    initiative.refresh_from_db()
    assert initiative.unit.get_parent() == north
    assert Unit.find_problems() == ([], [], [], [], [])
    entries = ModelLogEntry.objects.filter(action="showcase.unit_change_undone")
    assert {entry.object_id for entry in entries} == {str(north.pk), str(south.pk)}
    history = admin.get(f"/admin/snippets/showcase/unit/history/{north.pk}/")
    assert "Huỷ: LĐLĐ tỉnh Bắc Giang, LĐLĐ tỉnh Bắc Ninh → LĐLĐ tỉnh Kinh Bắc từ 1/7/2025" in text_of(history)
    assert admin.get(address).status_code == 404
    assert "Chưa ghi lần nào" in admin.get(reverse("unit_changes")).text


def test_undo__keeps_a_body_that_was_there_before() -> None:
    city = body("Hà Nội")
    district = UnitFactory(parent=city, kind=Unit.Kind.UPPER, workplace="", slug="long-bien")
    form = merging(district, existing=city.pk, new_name="")
    assert form.is_valid(), form.errors
    save_change(form.change(), None)
    InitiativeFactory(unit=city)
    done = undo(UnitSuccession.objects.get(), None)
    assert (done.removed, done.kept) == ([], [city])
    district.refresh_from_db()
    assert district.valid_to is None
    assert not UnitSuccession.objects.exists()


@pytest.mark.parametrize("what", ["initiative", "child", "target"])
def test_undo__refuses_where_something_would_be_lost(admin: Client, what: str) -> None:
    taker = merged(body("Một"), body("Hai"))
    if what == "initiative":
        InitiativeFactory(unit=taker)
    elif what == "child":
        UnitFactory(parent=taker)
    else:
        campaign = CampaignPageFactory()
        CampaignTarget.objects.create(
            campaign=campaign, unit=taker, kind="assigned", value=3, source="Kế hoạch"
        )
    said = {"initiative": "1 sáng kiến", "child": "1 đơn vị trực thuộc", "target": "1 chỉ tiêu"}[what]
    address = reverse("unit_change_undo", args=[UnitSuccession.objects.earliest("pk").pk])
    words = text_of(admin.get(address))
    assert f"LĐLĐ tỉnh Kinh Bắc đã có {said}" in words
    assert "Huỷ việc này" not in words
    answer = admin.post(address)
    assert answer.status_code == 200
    assert "Chưa huỷ được" in text_of(answer)
    assert UnitSuccession.objects.count() == 2
    assert Unit.objects.filter(pk=taker.pk).exists()


def test_undo__goes_from_the_last_change_back() -> None:
    first = merged(body("Một"), body("Hai"))
    later = UnitSuccession(
        old=first, new=body("Ba"), on=datetime.date(2026, 1, 1), legal_basis="Nghị quyết 3"
    )
    later.save()
    with pytest.raises(CannotUndoError, match="một việc khác"):
        undo(UnitSuccession.objects.filter(new=first).earliest("pk"), None)
    later.delete()
    undo(UnitSuccession.objects.filter(new=first).earliest("pk"), None)
    assert not UnitSuccession.objects.exists()


def test_undo__of_one_merger_leaves_the_other_of_that_day() -> None:
    merged(body("Một"), body("Hai"))
    other = merged(body("Ba"), body("Bốn"), new="Kinh Nam")
    assert [len(links) for links in changes()] == [2, 2]
    undo(UnitSuccession.objects.filter(new=other).earliest("pk"), None)
    assert set(UnitSuccession.objects.values_list("old__place", flat=True)) == {"Một", "Hai"}


def test_undo__keeps_the_last_day_that_somebody_set_otherwise() -> None:
    one, two = body("Một"), body("Hai")
    merged(one, two)
    Unit.objects.filter(pk=two.pk).update(valid_to=datetime.date(2024, 1, 1))
    ahead = undoing(UnitSuccession.objects.earliest("pk"))
    assert (ahead.revived, ahead.still_ended) == ([one], [two])


def test_undo__of_a_split(admin: Client) -> None:
    old = body("Hà Bắc", slug="ha-bac")
    rows = parts(("Tỉnh Một", "Đông", ""), ("Tỉnh Hai", "Tây", ""))
    data = {"body": str(old.pk), "day": "1/7/2025", "legal_basis": "Nghị quyết 2", **rows}
    assert admin.post(reverse("unit_split"), {**data, "save": "1"}).status_code == 302
    done = undo(UnitSuccession.objects.latest("pk"), None)
    assert [unit.name for unit in done.removed] == ["Tỉnh Một", "Tỉnh Hai"]
    assert list(Unit.objects.filter(kind=Unit.Kind.PROVINCE)) == [old]


def test_undo__is_for_administrators_alone(client: Client) -> None:
    merged(body("Một"), body("Hai"))
    user = get_user_model().objects.create_user("ai", "ai@example.org", "mat-khau-dai-12")
    for codename in ("access_admin", "add_unitsuccession"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    client.force_login(user)
    address = reverse("unit_change_undo", args=[UnitSuccession.objects.earliest("pk").pk])
    assert client.get(reverse("unit_changes")).status_code == 200
    assert address not in client.get(reverse("unit_changes")).text
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    assert UnitSuccession.objects.count() == 2


# What the forms stand on -----------------------------------------------------------------------------


def test_undecided__of_a_merger_is_nothing() -> None:
    one = body("Một")
    InitiativeFactory(unit=one)
    assert undecided_of(Change(ChangeKind.MERGE, DAY, "", [one], [NewBody("Mới", "Mới")])) == 0


def test_succession__refuses_a_circle_at_its_field() -> None:
    one, two, three = body("Một"), body("Hai"), body("Ba")
    UnitSuccession.objects.create(old=one, new=two, on=DAY)
    UnitSuccession.objects.create(old=two, new=three, on=DAY)
    from_three = UnitSuccession(old=three, new=one, on=DAY)
    with pytest.raises(Exception, match="Vòng lặp"):
        from_three.full_clean()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Liên đoàn Lao động tỉnh Bắc Ninh", "LĐLĐ tỉnh Bắc Ninh"),
        ("Công đoàn cơ sở Xưởng 2", "CĐCS Xưởng 2"),
        ("Công đoàn ngành Y tế", "CĐ ngành Y tế"),
        ("Ban Nữ công", "Ban Nữ công"),
    ],
)
def test_short_form__follows_the_unions_habit(name: str, short: str) -> None:
    assert short_form(name) == short


def test_pages__are_for_administrators(client: Client) -> None:
    user = get_user_model().objects.create_user("ai", "ai@example.org", "mat-khau-dai-12")
    client.force_login(user)
    for name in ("unit_merge", "unit_split"):
        assert client.get(reverse(name)).status_code in (302, 403)
