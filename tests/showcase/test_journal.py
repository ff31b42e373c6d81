"""The log: what it keeps, whom it shows it to, and that nobody rewrites it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.models import GroupPagePermission, ModelLogEntry, Page

from home import audit
from home.models import Office, SiteSettings
from showcase.roles import APPROVER, EDITOR, ensure_roles
from tests.editing import filled, inline_formset, snippet_url, text_of
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    ConsentFactory,
    InitiativeFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

JOURNAL = "wagtailadmin_reports:site_history"


@pytest.fixture
def admin(client: Client) -> Client:
    """An administrator at their browser."""
    client.force_login(UserFactory(is_superuser=True, username="quan-tri"))
    return client


def entries(action: str) -> list[ModelLogEntry]:
    """Entries of an action, oldest first."""
    return list(ModelLogEntry.objects.filter(action=action).order_by("pk"))


def test_sign_in__and_out_and_refusals_are_kept(client: Client) -> None:
    user = UserFactory(role=EDITOR, username="bien-tap", password="mat-khau-rat-dai")
    login = reverse("wagtailadmin_login")
    client.post(login, {"username": "bien-tap", "password": "sai"})
    client.post(login, {"username": "khong-co-ai", "password": "mat-khau-go-nham-o"})
    client.post(login, {"username": "bien-tap", "password": "mat-khau-rat-dai"})
    client.post(reverse("wagtailadmin_logout"))
    for action in (audit.REFUSED, audit.SIGNED_IN, audit.SIGNED_OUT):
        (entry,) = entries(action)
        assert entry.object_id == str(user.pk)
    assert not ModelLogEntry.objects.filter(label__contains="khong-co-ai").exists()


def test_roles__of_an_account_are_kept_with_their_names(admin: Client) -> None:
    ensure_roles()
    user = UserFactory(username="nguoi-moi")
    address = reverse("wagtailusers_users:edit", args=[user.pk])
    data = {
        "username": "nguoi-moi",
        "first_name": "Người",
        "last_name": "Mới",
        "email": "moi@example.org",
        "is_active": "on",
        "groups": [str(Group.objects.get(name=APPROVER).pk)],
    }
    assert admin.post(address, data).status_code == 302
    (entry,) = entries(audit.ROLES)
    assert (entry.object_id, entry.data) == (str(user.pk), {"added": [APPROVER]})
    assert entry.user.username == "quan-tri"
    admin.post(address, {**data, "groups": []})
    assert entries(audit.ROLES)[1].data == {"removed": [APPROVER]}
    assert f"Đổi vai của tài khoản: + {APPROVER}" in text_of(admin.get(reverse(JOURNAL)))


def test_rights__of_a_role_are_kept_with_their_names(admin: Client) -> None:
    ensure_roles()
    group = Group.objects.get(name=EDITOR)
    address = reverse("wagtailusers_groups:edit", args=[group.pk])
    permission = Permission.objects.get(codename="change_site")
    shown = admin.get(address)
    kept = [str(one.pk) for one in group.permissions.all()]
    data = filled_group(shown, [*kept, str(permission.pk)])
    assert admin.post(address, data).status_code == 302
    assert {"added": [str(permission)]} in [entry.data for entry in entries(audit.RIGHTS)]


def filled_group(shown: Any, permissions: list[str]) -> Any:
    """The form of a role as it is, with these rights."""
    from tests.editing import form  # noqa: PLC0415 -- only here

    data = form(shown)
    data.setlist("permissions", permissions)
    return data


def test_members__of_an_office_are_kept(admin: Client) -> None:
    office, user = Office.objects.create(name="Ban Tuyên giáo"), UserFactory(username="van-phong")
    address = reverse("wagtailsnippets_home_office:edit", args=[office.pk])
    values = {"members": user.pk, "unit_links": inline_formset([])}
    assert admin.post(address, filled(admin.get(address), values)).status_code == 302
    (entry,) = entries(audit.MEMBERS)
    assert entry.data == {"added": ["van-phong"]}


@pytest.mark.parametrize("kind", ["consent", "unit", "campaignfigure"])
def test_records__of_every_kind_are_kept(admin: Client, kind: str) -> None:
    if kind == "consent":
        record: Any = ConsentFactory()
        values: dict[str, Any] = {"purpose": "Mục đích khác"}
    elif kind == "unit":
        record, values = UnitFactory(), {"short_name": "Tên khác"}
    else:
        from showcase.models import CampaignFigure  # noqa: PLC0415 -- only here

        record = CampaignFigure.objects.create(
            campaign=CampaignPageFactory(), kind="valid", value=3, source="Báo cáo"
        )
        values = {"value": "4"}
    address = snippet_url(kind, "edit", record.pk)
    assert admin.post(address, filled(admin.get(address), values)).status_code == 302
    entry = ModelLogEntry.objects.for_instance(record).get(action="wagtail.edit")
    assert entry.user.username == "quan-tri"


def test_settings__are_kept(admin: Client) -> None:
    address = reverse("wagtailsettings:edit", args=["home", "sitesettings"])
    shown = admin.get(address, follow=True)
    data = filled_settings(shown)
    assert admin.post(shown.redirect_chain[-1][0], data).status_code == 302
    assert (
        ModelLogEntry.objects.for_instance(SiteSettings.objects.get()).filter(action="wagtail.edit").exists()
    )


def filled_settings(shown: Any) -> Any:
    """The form of the settings with another title; its streams, which scripts build, are empty."""
    from lxml import html as lxml_html  # noqa: PLC0415 -- only here
    from wagtail.test.utils.form_data import nested_form_data, streamfield  # noqa: PLC0415 -- only here

    forms = lxml_html.document_fromstring(shown.content).forms
    found = next(one for one in forms if any(name == "site_title" for name in one.fields))
    data = dict(found.form_values())
    streams = {"navigation": streamfield([]), "footer_columns": streamfield([])}
    return {**data, **nested_form_data(streams), "site_title": "Tên khác"}


def test_journal__filters_by_sort_and_exports(admin: Client) -> None:
    page = AnnouncementPageFactory(title="Một tin")
    page.save_revision(log_action=True)
    initiative = InitiativeFactory(title="Một sáng kiến")
    initiative.save_revision(log_action=True)
    admin.post(reverse("wagtailadmin_login"), {"username": "quan-tri", "password": "sai"})
    expected = {
        "page": {"Một tin"},
        "record": {"Một sáng kiến"},
        "sign-in": {"quan-tri"},
        "account": set(),
        "setting": set(),
    }
    labels = {"Một tin", "Một sáng kiến"}
    for sort, names in expected.items():
        text = text_of(admin.get(reverse(JOURNAL), {"sort": sort}))
        assert {label for label in labels if label in text} == names & labels, sort
    exported = admin.get(reverse(JOURNAL), {"export": "csv", "sort": "page"})
    lines = b"".join(exported.streaming_content).decode()  # type: ignore[attr-defined] # a stream
    assert "Một tin" in lines
    assert "Việc đã làm" in lines
    assert "Một sáng kiến" not in lines


def test_journal__cannot_be_rewritten_in_the_admin() -> None:
    """No address of the admin edits or deletes an entry, and nobody has a right that would."""
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert not any("logentry" in name for name in names)
    ensure_roles()
    rights = Permission.objects.filter(content_type__model__in=["modellogentry", "pagelogentry"])
    assert not Group.objects.filter(permissions__in=rights).exists()


def test_commands__write_no_entries() -> None:
    ensure_roles()
    assert not ModelLogEntry.objects.filter(action__startswith="home.").exists()
    GroupPagePermission.objects.filter(group__name=EDITOR, page=Page.get_first_root_node()).delete()
    assert not ModelLogEntry.objects.filter(action__startswith="home.").exists()
