"""Loading the demonstration content: once, again, when needed, from the beginning, and only where it may be."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from home.models import (
    AnnouncementPage,
    CampaignPage,
    DocumentRelation,
    FrontPage,
    GuidancePage,
    SiteSettings,
)
from search.models import PendingIndexing
from showcase.demo import editorial, structure
from showcase.demo.accounts import DemoAccountsRefusedError, demo_accounts, ensure_demo_accounts
from showcase.demo.catalogue import load_initiatives
from showcase.demo.load import is_loaded, reset
from showcase.demo.reader import DemoDataError, read
from showcase.models import DemoLoad, Field, Initiative, InitiativeAuthor, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_content")]


def load(*options: str) -> str:
    """Run the command; returns what it prints."""
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    """Rows of every table."""
    models = [
        model
        for app in ("home", "showcase", "wagtailcore", "auth")
        for model in apps.get_app_config(app).get_models()
    ]
    return {model._meta.label: model._base_manager.count() for model in models}


def test_second_run__changes_nothing_and_keeps_what_editors_changed() -> None:
    initiative = Initiative.objects.live()[0]
    initiative.title = "Tên do biên tập viên sửa"
    initiative.save()
    news = AnnouncementPage.objects.live()[0]
    news.title = "Bản nháp của biên tập viên"
    draft = news.save_revision()
    front = FrontPage.objects.get(locale__language_code="vi")
    front.featured_stories = []
    front.campaign = None
    front.save_revision().publish()
    document = GuidancePage.objects.get(symbol="116/LĐLĐ")
    document.relations = []
    document.save_revision().publish()
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.navigation = []
    settings.footer_columns = []
    settings.save()
    campaign = CampaignPage.objects.get(slug="1-trieu-sang-kien", locale__language_code="vi")
    campaign.unpublish()
    PendingIndexing.objects.all().delete()
    before = counts()

    assert "Đã nạp" in load()
    assert counts() == before
    assert Initiative.objects.get(pk=initiative.pk).title == "Tên do biên tập viên sửa"
    assert AnnouncementPage.objects.get(pk=news.pk).latest_revision_id == draft.pk
    fresh = FrontPage.objects.get(pk=front.pk)
    assert (fresh.featured_stories.count(), fresh.campaign_id) == (0, None)
    assert not DocumentRelation.objects.filter(page=document).exists()
    assert not SiteSettings.objects.get(pk=settings.pk).navigation
    assert not CampaignPage.objects.get(pk=campaign.pk).live
    assert not PendingIndexing.objects.exists()


def test_second_run__brings_back_only_what_is_missing() -> None:
    initiative = Initiative.objects.filter(story_links__isnull=True)[0]
    code = initiative.code
    initiative.delete()
    before = counts()
    load()
    assert Initiative.objects.get(code=code).live
    after = counts()
    assert after["showcase.Initiative"] == before["showcase.Initiative"] + 1
    assert after["wagtailcore.Page"] == before["wagtailcore.Page"]


def test_if_needed__runs_only_for_other_data(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_loaded()
    assert load("--if-needed") == ""
    monkeypatch.setattr("showcase.demo.load.checksum", lambda: "other")
    assert not is_loaded()
    assert "Đã nạp" in load("--if-needed")
    assert DemoLoad.objects.filter(checksum="other").exists()
    assert load("--if-needed") == ""


def test_accounts__are_printed() -> None:
    printed = load("--accounts")
    assert all(row["username"] in printed and row["password"] in printed for row in demo_accounts())


KEPT = {
    "home.OfficeApprovalTask",  # steps of reviews belong to the roles, which stay as the accounts do
    "showcase.PublicChange",  # mirrors are told that the records are gone
    "showcase.PublicSequence",
}


def test_reset__removes_everything_and_the_site_starts_over(client: Client) -> None:
    reset(lambda message: None)
    for label, count in counts().items():
        if label.startswith(("home.", "showcase.")) and label not in KEPT:
            assert count == 0, label
    assert Page.objects.count() == 1
    structure.load_structure()
    tree = editorial.load_tree()
    campaigns = editorial.load_campaigns(tree)
    assert tree.is_new
    assert len(campaigns) == 5
    assert Unit.find_problems() == ([], [], [], [], [])
    assert Site.objects.get(is_default_site=True).root_page.specific == tree.fresh_front()
    for address in ("/", "/chien-dich/", "/chien-dich/1-trieu-sang-kien/", "/sang-kien/", "/so-lieu/"):
        assert client.get(address).status_code == 200, address


def test_reset__is_refused_outside_development(settings: LazySettings) -> None:
    settings.DEBUG = settings.DEMO_ACCOUNTS_ALLOWED = False
    before = counts()
    with pytest.raises(CommandError, match="refused outside development"):
        load("--reset")
    assert counts() == before


def test_data__unknown_name_is_reported_with_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {**read("initiatives/nang-luong")["initiatives"][0], "code": "NL-2022-9999", "field": "khong-co"}
    monkeypatch.setattr("showcase.demo.catalogue.read_folder", lambda name: [{"initiatives": [row]}])
    with pytest.raises(DemoDataError, match=r"NL-2022-9999.*khong-co"):
        load_initiatives({})


def test_data__missing_file_is_reported() -> None:
    with pytest.raises(DemoDataError, match="khong-co"):
        read("khong-co")


# Accounts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", demo_accounts(), ids=lambda row: str(row["username"]))
def test_account__signs_in_where_it_may(client: Client, row: dict[str, str]) -> None:
    sign_in = {"username": row["username"], "password": row["password"]}
    assert client.post(reverse("wagtailadmin_login"), sign_in).status_code == 302
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


@pytest.mark.parametrize("row", demo_accounts(), ids=lambda row: str(row["username"]))
def test_account__is_refused_where_it_may_not(
    client: Client, settings: LazySettings, row: dict[str, str]
) -> None:
    settings.DEMO_ACCOUNTS_ALLOWED = False
    sign_in = {"username": row["username"], "password": row["password"]}
    assert authenticate(None, **sign_in) is None
    assert client.post(reverse("wagtailadmin_login"), sign_in).status_code == 200
    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def test_account__open_session_ends_where_it_may_not(client: Client, settings: LazySettings) -> None:
    client.force_login(get_user_model().objects.get(username="demo-quantri"))
    settings.DEMO_ACCOUNTS_ALLOWED = False
    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def test_account__is_not_made_where_it_may_not(settings: LazySettings) -> None:
    settings.DEMO_ACCOUNTS_ALLOWED = False
    get_user_model().objects.all().delete()
    load()
    assert not get_user_model().objects.exists()
    with pytest.raises(DemoAccountsRefusedError):
        ensure_demo_accounts()


def test_account__roles_are_those_of_the_data() -> None:
    roles: dict[str, Any] = {
        user.get_username(): (user.is_superuser, [group.name for group in user.groups.all()])
        for user in get_user_model().objects.all()
    }
    assert roles == {
        "demo-quantri": (True, []),
        "demo-duyet": (False, ["Người duyệt"]),
        "demo-bientap": (False, ["Biên tập viên"]),
        "demo-vanphong": (False, ["Biên tập viên"]),
        "demo-congtac": (False, ["Cộng tác viên"]),
    }


# What was loaded ----------------------------------------------------------------------------------


def test_loaded__people_without_consent_are_not_named(client: Client) -> None:
    silent = InitiativeAuthor.objects.filter(
        consent__isnull=True, initiative__disclosure="full"
    ).select_related("initiative")
    named = set(InitiativeAuthor.objects.filter(consent__isnull=False).values_list("name", flat=True))
    shown = [author for author in silent if author.name not in named]
    assert shown
    for author in shown[:15]:
        assert author.name not in client.get(author.initiative.get_absolute_url()).content.decode(), (
            author.name
        )


def test_loaded__invented_content_is_marked_on_its_page(client: Client) -> None:
    pages = [
        Initiative.objects.live()[0].get_absolute_url(),
        AnnouncementPage.objects.live().filter(is_demo=True)[0].url,
        GuidancePage.objects.live().filter(is_demo=True)[0].url,
    ]
    for address in pages:
        assert "Nội dung minh hoạ" in client.get(address).content.decode(), address
    real = GuidancePage.objects.get(symbol="88/KH-TLĐ")
    assert not real.is_demo


def test_loaded__records_are_complete() -> None:
    assert Initiative.objects.live().count() >= 300
    assert Field.objects.top_level().count() >= 8
    assert Unit.objects.filter(initiatives__isnull=False).distinct().count() >= 40
    assert not Initiative.objects.filter(is_demo=False).exists()
    assert not Initiative.objects.filter(recognised_on__isnull=True).exists()
    for initiative in Initiative.objects.live():
        assert not initiative.missing_lines, initiative.code
