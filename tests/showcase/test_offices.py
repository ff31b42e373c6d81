"""Offices: their members see and edit what is theirs, at every door."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from home.models import AnnouncementPage
from showcase.models import CampaignFigure, Consent, Initiative, InitiativeAuthor, StoryInitiative, StoryPage
from showcase.roles import APPROVER, CONTRIBUTOR, EDITOR
from tests.editing import (
    errors,
    filled,
    initiative_url,
    inline_formset,
    page_add_url,
    page_url,
    snippet_url,
    streamfield,
    text_of,
    with_slug,
)
from tests.factories import (
    AnnouncementIndexPageFactory,
    AnnouncementPageFactory,
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentFactory,
    FrontPageFactory,
    InitiativeFactory,
    OfficeFactory,
    StandardPageFactory,
    StoryPageFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


class Place:
    """A province with a workplace below it, its office and somebody there."""

    def __init__(self, name: str, role: str) -> None:
        """Make them all."""
        self.province = UnitFactory(short_name=f"LĐLĐ {name}", workplace="")
        self.workplace = UnitFactory(short_name=f"CĐCS ở {name}", parent=self.province)
        self.user = UserFactory(role=role)
        self.office = OfficeFactory(name=f"Ban Tuyên giáo {name}", units=[self.province], members=[self.user])

    def initiative(self, **values: Any) -> Initiative:
        """An initiative of the workplace."""
        made: Initiative = InitiativeFactory(unit=self.workplace, **values)
        return made


@pytest.fixture
def here(client: Client) -> Place:
    """The place of whoever is signed in: an approver, so that the role itself refuses nothing."""
    place = Place("Hà Nội", APPROVER)
    client.force_login(place.user)
    return place


@pytest.fixture
def there() -> Place:
    """Another place."""
    return Place("Nghệ An", APPROVER)


# Initiatives --------------------------------------------------------------------------------------


def test_initiatives__list_shows_the_units_below_ones_own(client: Client, here: Place, there: Place) -> None:
    own, other = here.initiative(title="Cữ khoan ở đây"), there.initiative(title="Cữ khoan ở kia")
    text = text_of(client.get(initiative_url("list")))
    assert own.title in text
    assert other.title not in text


VIEWS = ["edit", "delete", "usage", "history", "inspect", "unpublish", "lock", "unlock", "workflow_history"]


@pytest.mark.parametrize("view", VIEWS)
def test_initiatives__views_of_others_are_refused(
    client: Client, here: Place, there: Place, view: str
) -> None:
    own, other = here.initiative(), there.initiative(title="Bí mật ở kia")
    for send in (client.get, client.post):
        answer = send(initiative_url(view, other))
        assert answer.status_code == 302
        assert answer["Location"] == reverse("wagtailadmin_home")
    assert Initiative.objects.get(pk=other.pk).live
    assert client.get(initiative_url(view, own)).status_code != 302 or view in {"lock", "unlock", "unpublish"}


def test_initiatives__old_versions_of_others_are_refused(client: Client, here: Place, there: Place) -> None:
    other = there.initiative()
    revision = other.save_revision()
    for view, args in (
        ("revisions_view", [revision.pk]),
        ("revisions_revert", [revision.pk]),
        ("revisions_compare", ["earliest", "latest"]),
        ("preview_on_edit", []),
    ):
        address = snippet_url("initiative", view, other.pk, *args)
        assert client.get(address).status_code == 302, view


def test_initiatives__bulk_actions_leave_those_of_others_alone(
    client: Client, here: Place, there: Place
) -> None:
    own, other = here.initiative(), there.initiative()
    action = reverse("wagtail_bulk_action", args=["showcase", "initiative", "withdraw"])
    client.post(f"{action}?id={own.pk}&id={other.pk}")
    assert not Initiative.objects.get(pk=own.pk).live
    assert Initiative.objects.get(pk=other.pk).live


def test_initiatives__cannot_be_given_to_another_unit(client: Client, here: Place, there: Place) -> None:
    own = here.initiative()
    edit = initiative_url("edit", own)
    values = {"unit": there.workplace.pk, "measures": streamfield([])}
    answer = client.post(edit, filled(client.get(edit), values))
    assert "ngoài phạm vi" in " ".join(errors(answer)["unit"])
    assert Initiative.objects.get(pk=own.pk).unit == here.workplace


def test_initiatives__chooser_offers_ones_own_and_what_is_published(
    client: Client, here: Place, there: Place
) -> None:
    own = here.initiative(title="Nháp ở đây", live=False)
    public, draft = there.initiative(title="Đã đăng ở kia"), there.initiative(title="Nháp ở kia", live=False)
    choose = reverse("wagtailsnippetchoosers_showcase_initiative:choose")
    shown = client.get(choose).json()["html"]
    assert own.title in shown
    assert public.title in shown
    assert draft.title not in shown
    chosen = "wagtailsnippetchoosers_showcase_initiative:chosen"
    assert client.get(reverse(chosen, args=[public.pk])).status_code == 200
    assert client.get(reverse(chosen, args=[draft.pk])).status_code == 404


def test_initiatives__central_desk_sees_all(client: Client, there: Place) -> None:
    initiative = there.initiative()
    user = UserFactory(role=EDITOR)
    OfficeFactory(name="Ban biên tập", members=[user])
    client.force_login(user)
    assert initiative.title in text_of(client.get(initiative_url("list")))
    assert client.get(initiative_url("edit", initiative)).status_code == 200


# Consents, figures, shared lists ------------------------------------------------------------------


def test_consents__of_others_are_neither_listed_nor_opened(client: Client, here: Place, there: Place) -> None:
    own = ConsentFactory(person="Người ở đây")
    other = ConsentFactory(person="Người ở kia")
    kept = ConsentFactory(person="Phiếu bộ phận giữ", office=here.office)
    here.initiative(authors=[InitiativeAuthor(name="Người ở đây", job_title="Thợ", consent=own)])
    there.initiative(authors=[InitiativeAuthor(name="Người ở kia", job_title="Thợ", consent=other)])
    text = text_of(client.get(snippet_url("consent", "list")))
    assert own.person in text
    assert kept.person in text
    assert other.person not in text
    assert client.get(snippet_url("consent", "edit", own.pk)).status_code == 200
    assert client.get(snippet_url("consent", "edit", other.pk)).status_code == 302
    assert client.get(snippet_url("consent", "copy", other.pk)).status_code == 302
    chosen = reverse("wagtailsnippetchoosers_showcase_consent:chosen", args=[other.pk])
    assert client.get(chosen).status_code == 404


def test_consents__new_ones_are_kept_at_ones_own_office(client: Client, here: Place, there: Place) -> None:
    add = snippet_url("consent", "add")
    values = {"person": "Người mới", "purpose": "Công bố", "given_on": "2026-01-02"}
    refused = client.post(add, filled(client.get(add), {**values, "office": there.office.pk}))
    assert "office" in errors(refused)
    assert client.post(add, filled(client.get(add), values)).status_code == 302
    assert Consent.objects.get().office == here.office


def test_figures__are_of_ones_own_units(client: Client, here: Place, there: Place) -> None:
    campaign = CampaignPageFactory()
    figures = [
        CampaignFigure.objects.create(
            campaign=campaign, unit=unit, kind="submitted", value=number, source="Báo cáo"
        )
        for unit, number in ((here.workplace, 111_111), (there.workplace, 222_222), (None, 333_333))
    ]
    text = text_of(client.get(snippet_url("campaignfigure", "list")))
    assert "111.111" in text
    assert "222.222" not in text
    assert "333.333" not in text
    for figure in figures[1:]:
        assert client.get(snippet_url("campaignfigure", "edit", figure.pk)).status_code == 302
    add = snippet_url("campaignfigure", "add")
    values = {"campaign": campaign.pk, "kind": "valid", "value": "5", "source": "Báo cáo"}
    for unit, complaint in ((there.workplace.pk, "ngoài phạm vi"), ("", "trong phạm vi")):
        answer = client.post(add, filled(client.get(add), {**values, "unit": unit}))
        assert complaint in " ".join(errors(answer)["unit"])
    assert client.post(add, filled(client.get(add), {**values, "unit": here.workplace.pk})).status_code == 302


def test_shared_lists__are_read_only_for_offices(client: Client, here: Place) -> None:
    assert client.get(snippet_url("unit", "list")).status_code == 200
    assert client.get(snippet_url("unit", "edit", here.province.pk)).status_code == 302
    assert client.get(snippet_url("field", "add")).status_code == 302


# Pages --------------------------------------------------------------------------------------------


def test_announcements__of_others_are_neither_listed_nor_opened(
    client: Client, here: Place, there: Place
) -> None:
    own = AnnouncementPageFactory(title="Tin ở đây", office=here.office)
    other = AnnouncementPageFactory(title="Tin ở kia", office=there.office)
    index = AnnouncementIndexPageFactory()
    text = text_of(client.get(reverse("wagtailadmin_explore", args=[index.pk])))
    assert own.title in text
    assert other.title not in text
    found = text_of(client.get(reverse("wagtailadmin_pages:search"), {"q": "Tin"}))
    assert other.title not in found
    for action in ("edit", "delete", "unpublish", "copy", "move", "history", "usage", "workflow_history"):
        assert client.get(page_url(action, other)).status_code == 302, action
        client.post(page_url(action, other))
    assert AnnouncementPage.objects.get(pk=other.pk).live
    assert client.get(page_url("edit", own)).status_code == 200
    api = "wagtailadmin_api:pages:detail"
    assert client.get(reverse(api, args=[other.pk])).status_code == 404
    assert client.get(reverse(api, args=[own.pk])).status_code == 200


NEWS = {
    "title": "Tin mới",
    "kind": "tin",
    "published_at": "2026-03-01 09:00",
    "body": streamfield([]),
    "documents": inline_formset([]),
}


def test_announcements__are_signed_by_ones_own_office(client: Client, here: Place, there: Place) -> None:
    add = page_add_url(AnnouncementPage, AnnouncementIndexPageFactory())
    refused = client.post(
        add, filled(client.get(add), with_slug({**NEWS, "office": there.office.pk}), "publish")
    )
    assert errors(refused)["office"] == ["Hãy chọn bộ phận của bạn."]
    assert client.post(add, filled(client.get(add), with_slug(NEWS), "publish")).status_code == 302
    page = AnnouncementPage.objects.get()
    assert (page.office, page.live) == (here.office, True)
    assert client.get(page_url("edit", page)).status_code == 200


def test_lists__are_not_theirs_though_they_write_below(client: Client, here: Place) -> None:
    index = AnnouncementIndexPageFactory()
    for action in ("edit", "delete", "unpublish", "history"):
        assert client.get(page_url(action, index)).status_code == 302, action
    front = FrontPageFactory()
    assert client.get(page_url("edit", front)).status_code == 302
    root = front.get_parent()
    assert client.get(page_add_url(type(front), root)).status_code == 302


def test_sections__are_theirs_with_all_below(client: Client) -> None:
    user = UserFactory(role=APPROVER)
    campaigns = CampaignIndexPageFactory()
    OfficeFactory(members=[user], sections=[campaigns])
    campaign = CampaignPageFactory()
    page = StandardPageFactory()
    client.force_login(user)
    assert client.get(page_url("edit", campaign)).status_code == 200
    assert client.get(page_url("edit", campaigns)).status_code == 200
    assert client.get(page_url("edit", page)).status_code == 302
    # Sections say nothing about the catalogue: the role counts there.
    assert client.get(initiative_url("edit", InitiativeFactory())).status_code == 200


def test_sections__never_add_rights(client: Client) -> None:
    user = UserFactory(role=CONTRIBUTOR)
    campaign = CampaignPageFactory()
    OfficeFactory(members=[user], sections=[CampaignIndexPageFactory()])
    client.force_login(user)
    assert client.get(page_url("edit", campaign)).status_code == 302


def test_stories__without_an_office_go_with_their_initiatives(
    client: Client, here: Place, there: Place
) -> None:
    def story(place: Place, **values: Any) -> StoryPage:
        page: StoryPage = StoryPageFactory(**values)
        StoryInitiative.objects.create(page=page, initiative=place.initiative())
        return page

    own, other = story(here), story(there)
    signed = story(here, office=there.office)
    assert client.get(page_url("edit", own)).status_code == 200
    assert client.get(page_url("edit", other)).status_code == 302
    assert client.get(page_url("edit", signed)).status_code == 302


def test_page_chooser__shows_no_drafts_of_others(client: Client, here: Place, there: Place) -> None:
    index = AnnouncementIndexPageFactory()
    AnnouncementPageFactory(title="Nháp ở kia", office=there.office, live=False)
    AnnouncementPageFactory(title="Đã đăng ở kia", office=there.office)
    shown = client.get(reverse("wagtailadmin_choose_page_child", args=[index.pk])).json()["html"]
    assert "Đã đăng ở kia" in shown
    assert "Nháp ở kia" not in shown


# Reports ------------------------------------------------------------------------------------------


def test_reports__tell_nothing_of_others(client: Client, here: Place, there: Place) -> None:
    secret = there.initiative(title="Bí mật ở kia")
    page = AnnouncementPageFactory(title="Tin kín ở kia", office=there.office)
    person = ConsentFactory(person="Người kín ở kia", office=there.office)
    other = Client()
    other.force_login(there.user)
    for address in (
        initiative_url("edit", secret),
        page_url("edit", page),
        snippet_url("consent", "edit", person.pk),
    ):
        other.post(address, filled(other.get(address), _unchanged(address), "submit"))
    assert "Bí mật ở kia" in text_of(other.get(reverse("wagtailadmin_reports:site_history")))
    for report in ("site_history", "workflow", "workflow_tasks", "aging_pages", "page_types_usage"):
        text = text_of(client.get(reverse(f"wagtailadmin_reports:{report}"), follow=True))
        for name in (secret.title, page.title, person.person):
            assert name not in text, report
    text = text_of(client.get(reverse("wagtailadmin_home")))
    assert secret.title not in text


def _unchanged(address: str) -> dict[str, Any]:
    """Streams and rows that scripts build."""
    if "initiative" in address:
        return {"measures": streamfield([])}
    if "consent" in address:
        return {}
    return {"body": streamfield([]), "documents": inline_formset([])}


def test_office__is_made_by_administrators_alone(client: Client, here: Place) -> None:
    address = reverse("wagtailsnippets_home_office:list")
    assert client.get(address).status_code == 302
    client.force_login(UserFactory(is_superuser=True))
    assert here.office.name in text_of(client.get(address))
    add = reverse("wagtailsnippets_home_office:add")
    values = {
        "name": "Ban Tuyên giáo Huế",
        "members": here.user.pk,
        "unit_links": inline_formset([{"unit": here.province.pk}]),
    }
    assert client.post(add, filled(client.get(add), values)).status_code == 302
    office = here.user.offices.get(name="Ban Tuyên giáo Huế")
    assert [link.unit for link in office.unit_links.all()] == [here.province]
