"""Roles: what approvers, editors and contributors may do with pages and files."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from home.models import AnnouncementPage, GuidanceFile, SiteDocument, SiteImage
from showcase.models import Initiative, InitiativeAttachment
from showcase.roles import APPROVER, CONTRIBUTOR, EDITOR, ensure_roles
from tests.editing import filled, inline_formset, page_add_url, page_url, streamfield, text_of, with_slug
from tests.factories import (
    AnnouncementIndexPageFactory,
    AnnouncementPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    UserFactory,
)
from tests.files import pdf

pytestmark = pytest.mark.django_db

NEWS = {
    "title": "Tin mới",
    "kind": "tin",
    "published_at": "2026-03-01 09:00",
    "office": "",
    "body": streamfield([]),
    "documents": inline_formset([]),
}


def sign_in(client: Client, role: str) -> Any:
    """Sign somebody with a role in."""
    user = UserFactory(role=role)
    client.force_login(user)
    return user


def write(client: Client, action: str) -> None:
    """Send the form of a new announcement."""
    address = page_add_url(AnnouncementPage, AnnouncementIndexPageFactory())
    client.post(address, filled(client.get(address), with_slug(NEWS), action))


def test_roles__are_made_once_and_keep_what_was_added() -> None:
    ensure_roles()
    before = (
        Group.objects.count(),
        GroupPagePermission.objects.count(),
        GroupCollectionPermission.objects.count(),
    )
    extra = Permission.objects.get(codename="change_site")
    group = Group.objects.get(name=EDITOR)
    group.permissions.add(extra)
    ensure_roles()
    after = (
        Group.objects.count(),
        GroupPagePermission.objects.count(),
        GroupCollectionPermission.objects.count(),
    )
    assert after == before
    assert extra in group.permissions.all()


def test_approver__publishes_pages(client: Client) -> None:
    sign_in(client, APPROVER)
    write(client, "publish")
    assert AnnouncementPage.objects.get().live


def test_editor__changes_every_page_but_publishes_none(client: Client) -> None:
    page = AnnouncementPageFactory(title="Tin cũ", live=False)
    shown = AnnouncementPageFactory(title="Tin đang đăng")
    sign_in(client, EDITOR)
    write(client, "publish")
    assert not AnnouncementPage.objects.get(title="Tin mới").live
    edit = page_url("edit", page)
    values = {"title": "Tin sửa", "body": streamfield([]), "documents": inline_formset([])}
    client.post(edit, filled(client.get(edit), values, "publish"))
    stored = AnnouncementPage.objects.get(pk=page.pk)
    assert (stored.live, stored.get_latest_revision_as_object().title) == (False, "Tin sửa")
    for action in ("unpublish", "delete"):
        client.post(page_url(action, shown))
    assert AnnouncementPage.objects.get(pk=shown.pk).live


def test_contributor__writes_pages_but_cannot_publish_them(client: Client) -> None:
    sign_in(client, CONTRIBUTOR)
    write(client, "publish")
    page = AnnouncementPage.objects.get()
    assert not page.live
    edit = page_url("edit", page)
    client.post(edit, filled(client.get(edit), {"body": streamfield([])}, "publish"))
    assert not AnnouncementPage.objects.get(pk=page.pk).live


def test_contributor__changes_nobody_elses_pages(client: Client) -> None:
    page = AnnouncementPageFactory(title="Tin cũ")
    sign_in(client, CONTRIBUTOR)
    for action in ("edit", "unpublish", "delete"):
        assert client.get(page_url(action, page)).status_code == 302
        client.post(page_url(action, page), {"title": "Khác"})
    stored = AnnouncementPage.objects.get(pk=page.pk)
    assert (stored.title, stored.live) == ("Tin cũ", True)


@pytest.mark.parametrize("role", [EDITOR, CONTRIBUTOR, APPROVER])
def test_files__are_added_by_all_roles(client: Client, media_root: Path, role: str) -> None:
    sign_in(client, role)
    file = ContentFile(pdf(), name="mau.pdf")
    answer = client.post(reverse("wagtaildocs:add"), {"title": "Mẫu", "file": file, "collection": "1"})
    assert answer.status_code == 302
    document = SiteDocument.objects.get()
    assert len(document.sha256) == 64
    picture = ContentFile(get_test_image_file().file.getvalue(), name="hinh.png")
    data = {"title": "Hình", "file": picture, "collection": "1", "credit": "Ảnh: ban biên tập"}
    assert client.post(reverse("wagtailimages:add"), data).status_code == 302
    assert SiteImage.objects.get().credit == "Ảnh: ban biên tập"


@pytest.mark.parametrize("name", ["mau.exe", "mau.html", "mau.svg", "mau"])
def test_files__of_other_kinds_are_refused(client: Client, media_root: Path, name: str) -> None:
    sign_in(client, EDITOR)
    file = ContentFile(b"MZ", name=name)
    answer = client.post(reverse("wagtaildocs:add"), {"title": "Mẫu", "file": file, "collection": "1"})
    assert answer.status_code == 200
    assert not SiteDocument.objects.exists()


def test_file__of_a_document_cannot_be_deleted_while_it_is_used(client: Client, media_root: Path) -> None:
    client.force_login(UserFactory(is_superuser=True))
    file = SiteDocument.objects.create(title="Mẫu", file=ContentFile(b"%PDF", name="a.pdf"))
    page = GuidancePageFactory()
    page.files = [GuidanceFile(document=file)]
    page.save_revision().publish()
    client.post(reverse("wagtaildocs:delete", args=[file.pk]))
    assert SiteDocument.objects.filter(pk=file.pk).exists()


def test_file__of_an_initiative_goes_from_its_page_when_deleted(client: Client, media_root: Path) -> None:
    client.force_login(UserFactory(is_superuser=True))
    file = SiteDocument.objects.create(title="Bản vẽ cữ", file=ContentFile(b"%PDF", name="a.pdf"))
    initiative = InitiativeFactory(attachments=[InitiativeAttachment(document=file)])
    assert "Bản vẽ cữ" in text_of(client.get(initiative.get_absolute_url()))
    assert client.post(reverse("wagtaildocs:delete", args=[file.pk])).status_code == 302
    assert Initiative.objects.get(pk=initiative.pk).attachments.count() == 0
    assert "Bản vẽ cữ" not in text_of(client.get(initiative.get_absolute_url()))


@pytest.mark.parametrize("role", [EDITOR, CONTRIBUTOR, APPROVER])
def test_dashboard__opens_for_all_roles(client: Client, role: str) -> None:
    sign_in(client, role)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse("wagtailadmin_explore_root")).status_code in {200, 302}
