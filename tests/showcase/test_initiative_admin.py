"""Initiatives in the admin: found, written, published, withdrawn; mistakes come back with what was typed."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import nested_form_data

from showcase.choices import Disclosure, Evidence, Level
from showcase.models import Initiative, InitiativeAuthor, Recognition
from showcase.roles import APPROVER, CONTRIBUTOR, EDITOR
from tests.editing import errors, filled, form, initiative_url, inline_formset, messages, streamfield, text_of
from tests.factories import (
    AwardTypeFactory,
    CampaignPageFactory,
    ConsentFactory,
    FieldFactory,
    FrontPageFactory,
    InitiativeFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


def author(name: str, share: str = "", **values: Any) -> dict[str, Any]:
    """Form values of an author."""
    return {"name": name, "job_title": "Thợ điện", "share": share, "consent": "", **values}


def new_values(**values: Any) -> dict[str, Any]:
    """Form values of a complete initiative."""
    return {
        "code": "NL-2022-0417",
        "disclosure": "full",
        "title": "Chạy bơm theo mức bể",
        "summary": "Bơm chạy vào giờ thấp điểm.",
        "problem_line": "Bể tràn mỗi đêm",
        "problem": "Bơm chạy không theo mức.",
        "solution": "Đo mức rồi mới bơm.",
        "steps": "Đo: trong 14 ngày",
        "cost": "38500000",
        "measures": streamfield(
            [("measure", {"what": "Điện", "unit": "kWh", "before": "10", "after": "7.5"})]
        ),
        "field": FieldFactory().pk,
        "solution_type": "process",
        "tags": "tiết kiệm điện, máy bơm",
        "unit": UnitFactory().pk,
        "sector": "enterprise",
        "applied_on": "2022-01-12",
        "scope": "grassroots",
        "benefit_value": "253340000",
        "benefit_evidence": "council",
        "authors": inline_formset([author("Đỗ Văn Khải", "60"), author("Lò Thị Nhung", "40")]),
        "recognitions": inline_formset([{"level": "upper", "date": "2022-03-15", "body": UnitFactory().pk}]),
        "awards": inline_formset([{"award_type": AwardTypeFactory().pk, "date": "2022-04-15", "body": ""}]),
        "pictures": inline_formset([]),
        "attachments": inline_formset([]),
        **values,
    }


def create(client: Client, values: dict[str, Any], action: str = "") -> Any:
    """Send the form of a new initiative."""
    return client.post(initiative_url("add"), filled(client.get(initiative_url("add")), values, action))


def change(client: Client, initiative: Initiative, values: dict[str, Any], action: str = "") -> Any:
    """Send the form of an initiative that exists."""
    address = initiative_url("edit", initiative)
    values = {"measures": streamfield([]), **values}
    return client.post(address, filled(client.get(address), values, action))


def listed(client: Client, **query: Any) -> list[str]:
    """Codes in the list, in its order."""
    response = client.get(initiative_url("list"), query)
    assert response.status_code == 200
    return [initiative.code for initiative in response.context["object_list"]]


# Finding ------------------------------------------------------------------------------------------


def test_list__search_finds_title_and_code(admin: Client) -> None:
    InitiativeFactory(code="KT-2022-0001", title="Cữ khoan")
    InitiativeFactory(code="NL-2022-0417", title="Giá hàn")
    assert listed(admin, q="cữ") == ["KT-2022-0001"]
    assert listed(admin, q="nl-2022") == ["NL-2022-0417"]
    assert listed(admin, q="không có") == []


def test_list__filters_narrow_it(admin: Client) -> None:
    campaign = CampaignPageFactory()
    body = UnitFactory()
    wanted = InitiativeFactory(
        code="KT-2020-0001",
        applied_on=datetime.date(2020, 1, 1),
        campaign=campaign,
        benefit_value=1,
        benefit_evidence=Evidence.ADOPTER,
        disclosure=Disclosure.ABSTRACT,
        is_demo=True,
        live=False,
        recognitions=[Recognition(level=Level.NATIONAL, body=body, date=datetime.date(2021, 1, 1))],
    )
    InitiativeFactory()
    for name, value in {
        "field": wanted.field_id,
        "year": 2020,
        "highest_level": "national",
        "campaign": campaign.pk,
        "benefit_evidence": "adopter",
        "disclosure": "abstract",
        "is_demo": "true",
        "live": "false",
    }.items():
        assert listed(admin, **{name: value}) == ["KT-2020-0001"], name


def test_list__sorts_by_its_columns(admin: Client) -> None:
    InitiativeFactory(code="KT-2020-0001", title="B", applied_on=datetime.date(2020, 1, 1))
    InitiativeFactory(code="KT-2021-0001", title="A", applied_on=datetime.date(2021, 1, 1))
    assert listed(admin) == ["KT-2021-0001", "KT-2020-0001"]
    assert listed(admin, ordering="year") == ["KT-2020-0001", "KT-2021-0001"]
    assert listed(admin, ordering="-title") == ["KT-2020-0001", "KT-2021-0001"]


def test_list__queries_do_not_grow_with_rows(admin: Client, django_assert_max_num_queries: Any) -> None:
    parent = FieldFactory()
    for _ in range(3):
        InitiativeFactory(field=FieldFactory(parent=parent))
    listed(admin)
    with django_assert_max_num_queries(40) as few:
        assert len(listed(admin)) == 3
    for _ in range(12):
        InitiativeFactory(field=FieldFactory(parent=parent))
    with django_assert_max_num_queries(len(few)):
        assert len(listed(admin)) == 15


def test_list__exports_what_it_shows(admin: Client) -> None:
    initiative = InitiativeFactory(title="Cữ khoan")
    text = text_of(admin.get(initiative_url("list")))
    for shown in (initiative.code, "Cữ khoan", str(initiative.field), str(initiative.unit), "2022"):
        assert shown in text


def test_inspect__shows_the_record(admin: Client) -> None:
    initiative = InitiativeFactory()
    assert initiative.title in text_of(admin.get(initiative_url("inspect", initiative)))


# Writing ------------------------------------------------------------------------------------------


def test_create__draft_preview_publish_withdraw(admin: Client) -> None:
    FrontPageFactory()
    values = new_values()
    data = filled(admin.get(initiative_url("add")), values)
    preview = reverse("wagtailsnippets_showcase_initiative:preview_on_add")
    assert admin.post(preview, data).json() == {"is_valid": True, "is_available": True}
    assert "Chạy bơm theo mức bể" in text_of(admin.get(preview))

    answer = admin.post(initiative_url("add"), data)
    assert answer.status_code == 302, errors(answer)
    draft = Initiative.objects.get(code="NL-2022-0417")
    assert not draft.live
    assert admin.get(draft.get_absolute_url()).status_code == 404

    preview = reverse("wagtailsnippets_showcase_initiative:preview_on_edit", args=[draft.pk])
    data = filled(
        admin.get(initiative_url("edit", draft)), {"title": "Tên đang thử", "measures": streamfield([])}
    )
    assert admin.post(preview, data).json()["is_valid"]
    assert "Tên đang thử" in text_of(admin.get(preview))

    assert change(admin, draft, {"measures": values["measures"]}, "publish").status_code == 302
    live = Initiative.objects.get(pk=draft.pk)
    assert live.live
    assert (live.year, live.highest_level, live.shares_total) == (2022, Level.UPPER, 100)
    assert sorted(tag.name for tag in live.tags.all()) == ["máy bơm", "tiết kiệm điện"]
    assert [block.value["what"] for block in live.measures] == ["Điện"]
    page = text_of(admin.get(live.get_absolute_url()))
    for shown in ("Chạy bơm theo mức bể", "38.500.000", "253.340.000", "Xưởng số"):
        assert shown in page

    assert admin.post(initiative_url("unpublish", live)).status_code == 302
    assert admin.get(live.get_absolute_url()).status_code == 404
    assert {"wagtail.create", "wagtail.publish", "wagtail.unpublish"} <= set(
        ModelLogEntry.objects.values_list("action", flat=True)
    )


def test_edit__draft_of_a_published_one_changes_nothing_outside(admin: Client) -> None:
    initiative = InitiativeFactory(title="Tên cũ")
    assert change(admin, initiative, {"title": "Tên nháp"}).status_code == 302
    stored = Initiative.objects.get(pk=initiative.pk)
    assert (stored.title, stored.has_unpublished_changes) == ("Tên cũ", True)
    assert "Tên nháp" in text_of(admin.get(initiative_url("edit", initiative))) or (
        form(admin.get(initiative_url("edit", initiative)))["title"] == "Tên nháp"
    )


def test_edit__derived_columns_follow_the_rows(admin: Client) -> None:
    body = UnitFactory()
    initiative = InitiativeFactory(
        recognitions=[Recognition(level=Level.GRASSROOTS, body=body, date=datetime.date(2022, 3, 1))]
    )
    row = {"id": initiative.recognitions.get().pk, "level": "national", "date": "2022-05-01", "body": body.pk}
    values = {"recognitions": inline_formset([row], initial=1), "applied_on": "2021-12-31"}
    assert change(admin, initiative, values, "publish").status_code == 302
    stored = Initiative.objects.get(pk=initiative.pk)
    assert (stored.highest_level, stored.recognised_on, stored.year) == (
        Level.NATIONAL,
        datetime.date(2022, 5, 1),
        2021,
    )


def test_create__draft_may_lack_almost_everything(admin: Client) -> None:
    values = {
        "code": "NL-2022-0001",
        "title": "",
        "summary": "",
        "measures": streamfield([]),
        "field": FieldFactory().pk,
        "unit": UnitFactory().pk,
        "applied_on": "2022-01-12",
        "authors": inline_formset([author("")]),
        "recognitions": inline_formset([{"level": "", "date": "2022-03-15", "body": UnitFactory().pk}]),
    }
    data = filled(admin.get(initiative_url("add")), values)
    preview = reverse("wagtailsnippets_showcase_initiative:preview_on_add")
    if admin.post(preview, data).json()["is_valid"]:
        assert admin.get(preview).status_code == 200
    answer = admin.post(initiative_url("add"), data)
    assert answer.status_code == 302, errors(answer)
    refused = admin.post(initiative_url("add"), filled(admin.get(initiative_url("add")), values, "publish"))
    assert {"title", "summary", "solution_type", "sector"} <= set(errors(refused))


def test_create__preview_without_a_code_yet(admin: Client) -> None:
    preview = reverse("wagtailsnippets_showcase_initiative:preview_on_add")
    data = filled(admin.get(initiative_url("add")), new_values(code="", title=""))
    answer = admin.post(preview, data).json()
    assert not answer["is_valid"] or admin.get(preview).status_code == 200


@pytest.mark.parametrize("action", ["publish", ""])
def test_create__drafts_without_a_code_do_not_collide(admin: Client, action: str) -> None:
    for title in ("Nháp một", "Nháp hai"):
        answer = create(admin, new_values(code="", title=title), action)
        assert answer.status_code == 200
        assert "code" in errors(answer)


# Mistakes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "said", "action"),
    [
        (["60", "39"], "cộng lại là 99%", "publish"),
        (["60", "30"], "cộng lại là 90%", ""),
        (["99.5", "0.25"], "cộng lại là 99,75%", "publish"),
        (["100", "10"], "cộng lại là 110%", "publish"),
        (["60", ""], "ghi cho mọi tác giả, hoặc để trống tất cả", ""),
    ],
)
def test_create__shares_that_do_not_add_up_come_back(
    admin: Client, shares: list[str], said: str, action: str
) -> None:
    rows = [author(f"Tác giả {number}", share) for number, share in enumerate(shares)]
    answer = create(admin, new_values(authors=inline_formset(rows), problem="Chữ đã gõ"), action)
    assert answer.status_code == 200
    assert said in text_of(answer)
    kept = form(answer)
    assert (kept["title"], kept["problem"]) == ("Chạy bơm theo mức bể", "Chữ đã gõ")
    assert [kept[f"authors-{number}-share"] for number in range(2)] == shares
    assert [kept[f"authors-{number}-name"] for number in range(2)] == ["Tác giả 0", "Tác giả 1"]
    assert not Initiative.objects.exists()


def test_edit__removed_author_no_longer_counts(admin: Client) -> None:
    authors = [InitiativeAuthor(name="Một", share=60), InitiativeAuthor(name="Hai", share=40)]
    initiative = InitiativeFactory(authors=authors)
    first, second = initiative.authors.all()
    rows = [
        {**author("Một", "60"), "id": first.pk, "DELETE": "on"},
        {**author("Hai", "100"), "id": second.pk},
    ]
    assert (
        change(admin, initiative, {"authors": inline_formset(rows, initial=2)}, "publish").status_code == 302
    )
    stored = Initiative.objects.get(pk=initiative.pk)
    assert [row.name for row in stored.authors.all()] == ["Hai"]
    rows = [{**author("Hai", "99"), "id": second.pk}]
    answer = change(admin, initiative, {"authors": inline_formset(rows, initial=1)}, "publish")
    assert "cộng lại là 99%" in text_of(answer)


@pytest.mark.parametrize("action", ["publish", ""])
@pytest.mark.parametrize(
    "mistakes",
    [
        {
            "code": "NL-2022-1",
            "title": "x" * 251,
            "field": "",
            "cost": "nhiều",
            "applied_on": "31/02/2022",
            "benefit_evidence": "",
            "authors-0-share": "0",
            "recognitions-0-date": "",
        },
        {"unit": "999999", "applied_on": "1900-01-01", "benefit_value": "-1", "authors-0-share": "100.001"},
        {"applied_on": "", "benefit_value": "99999999999999999999"},
    ],
    ids=["shape", "range", "missing"],
)
def test_create__mistakes_are_named_at_their_fields(
    admin: Client, action: str, mistakes: dict[str, str]
) -> None:
    answer = create(admin, {**nested_form_data(new_values()), **mistakes}, action)
    assert answer.status_code == 200
    assert set(mistakes) <= set(errors(answer))
    assert not Initiative.objects.exists()


@pytest.mark.parametrize("action", ["publish", ""])
def test_create__taken_code_comes_back(admin: Client, action: str) -> None:
    InitiativeFactory(code="NL-2022-0417")
    answer = create(admin, new_values(), action)
    assert answer.status_code == 200
    assert "code" in errors(answer)


@pytest.mark.parametrize("action", ["publish", ""])
def test_create__same_recognition_or_award_twice_comes_back(admin: Client, action: str) -> None:
    recognition = {"level": "upper", "date": "2022-03-15", "body": UnitFactory().pk}
    award = {"award_type": AwardTypeFactory().pk, "date": "2022-04-15", "body": ""}
    for name, row in (("recognitions", recognition), ("awards", award)):
        answer = create(admin, new_values(**{name: inline_formset([row, row])}), action)
        assert answer.status_code == 200
        assert any(field.startswith(name) for field in errors(answer))


# Several at once ----------------------------------------------------------------------------------


def bulk_url(action: str, *initiatives: Initiative) -> str:
    """Address of the confirmation of a bulk action."""
    path = reverse("wagtail_bulk_action", args=["showcase", "initiative", action])
    return f"{path}?{'&'.join(f'id={initiative.pk}' for initiative in initiatives)}"


def test_bulk__publish_takes_the_latest_draft_of_each(admin: Client) -> None:
    fresh = InitiativeFactory(live=False)
    changed = InitiativeFactory(title="Tên cũ")
    change(admin, changed, {"title": "Tên mới"})
    address = bulk_url("publish", fresh, changed)
    assert "Công bố các sáng kiến này?" in text_of(admin.get(address))
    answer = admin.post(address, follow=True)
    assert "Đã công bố 2 sáng kiến" in messages(answer)
    assert Initiative.objects.get(pk=fresh.pk).live
    assert Initiative.objects.get(pk=changed.pk).title == "Tên mới"


def test_bulk__withdraw_hides_those_that_are_shown(admin: Client) -> None:
    FrontPageFactory()
    shown, hidden = InitiativeFactory(), InitiativeFactory(live=False)
    address = bulk_url("withdraw", shown, hidden)
    assert shown.code in text_of(admin.get(address))
    answer = admin.post(address, follow=True)
    assert "Đã rút 1 sáng kiến" in messages(answer)
    assert not Initiative.objects.live().exists()
    assert admin.get(shown.get_absolute_url()).status_code == 404


# Who may ------------------------------------------------------------------------------------------


def test_approver__writes_publishes_and_withdraws(client: Client) -> None:
    client.force_login(UserFactory(role=APPROVER))
    assert create(client, new_values(), "publish").status_code == 302
    initiative = Initiative.objects.get()
    assert initiative.live
    assert client.post(bulk_url("withdraw", initiative)).status_code == 302
    assert not Initiative.objects.live().exists()
    assert client.post(bulk_url("publish", initiative)).status_code == 302
    assert Initiative.objects.live().exists()
    assert client.post(initiative_url("unpublish", initiative)).status_code == 302
    assert client.post(initiative_url("delete", initiative)).status_code == 302
    assert not Initiative.objects.exists()


def test_contributor__writes_drafts_only(client: Client) -> None:
    client.force_login(UserFactory(role=CONTRIBUTOR))
    assert create(client, new_values(), "publish").status_code in {200, 302}
    assert not Initiative.objects.live().exists()
    Initiative.objects.all().delete()
    assert create(client, new_values(code="NL-2022-0001")).status_code == 302
    draft = Initiative.objects.get()
    assert not draft.live
    change(client, draft, {"title": "Tên khác"}, "publish")
    assert not Initiative.objects.live().exists()


@pytest.mark.parametrize("role", [CONTRIBUTOR, EDITOR])
def test_others__cannot_publish_withdraw_or_delete(client: Client, role: str) -> None:
    client.force_login(UserFactory(role=role))
    shown, hidden = InitiativeFactory(), InitiativeFactory(live=False)
    client.post(bulk_url("publish", hidden))
    client.post(bulk_url("withdraw", shown))
    client.post(initiative_url("unpublish", shown))
    client.post(initiative_url("delete", shown))
    assert Initiative.objects.get(pk=shown.pk).live
    assert not Initiative.objects.get(pk=hidden.pk).live
    assert "action-publish" not in client.get(initiative_url("edit", hidden)).content.decode()


def test_contributor__published_one_stays_as_it_is_until_an_editor_agrees(client: Client) -> None:
    client.force_login(UserFactory(role=CONTRIBUTOR))
    shown = InitiativeFactory(title="Tên cũ")
    change(client, shown, {"title": "Tên đề nghị"}, "publish")
    assert Initiative.objects.get(pk=shown.pk).title == "Tên cũ"


def test_stranger__sees_nothing(client: Client) -> None:
    initiative = InitiativeFactory()
    addresses = [initiative_url("list"), initiative_url("add"), initiative_url("edit", initiative)]
    for address in addresses:
        assert client.get(address).status_code == 302
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for address in addresses:
        assert client.get(address, follow=True).status_code in {200, 403}
        assert initiative.title not in client.get(address, follow=True).content.decode()


def test_consent__is_chosen_for_an_author(admin: Client) -> None:
    consent = ConsentFactory()
    rows = inline_formset([author("Đỗ Văn Khải", "100", consent=consent.pk)])
    assert create(admin, new_values(authors=rows), "publish").status_code == 302
    assert Initiative.objects.get().authors.get().public_name == "Đỗ Văn Khải"
