"""Pages: slugs, states, lists, and what depends on other documents."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.days import ShownDay
from home.legal_status import LegalStatus, RelationType
from home.models import (
    AnnouncementDocument,
    AnnouncementPage,
    CampaignPage,
    CampaignPhase,
    CampaignState,
    DocumentRelation,
    FrontPageStory,
    GuidancePage,
    SiteSettings,
    StandardPage,
)
from tests.factories import (
    AnnouncementPageFactory,
    CampaignPageFactory,
    FrontPageFactory,
    GuidancePageFactory,
    StandardPageFactory,
    StoryPageFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def request_() -> Iterator[Any]:
    yield RequestFactory().get("/")


def at(year: int, month: int, day: int) -> datetime.datetime:
    return datetime.datetime(year, month, day, 9, tzinfo=timezone.get_default_timezone())


def relate(page: GuidancePage, kind: RelationType, target: GuidancePage, **values: Any) -> None:
    page.relations.add(DocumentRelation(type=kind, target=target, **values))
    page.save()


def refused_fields(record: Any) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        record.clean()
    return set(caught.value.message_dict)


# Slugs --------------------------------------------------------------------------------------------


def test_slug__of_a_new_page_reads_well() -> None:
    assert StandardPageFactory(title="Đổi mới").slug == "doi-moi"


def test_slug__taken_one_gets_a_number() -> None:
    StandardPageFactory(title="Đổi mới")
    assert StandardPageFactory(title="Dời mồi").slug == "doi-moi-2"


def test_slug__of_the_editor_stays() -> None:
    assert StandardPageFactory(title="Đổi mới", slug="khac").slug == "khac"


def test_slug__title_without_latin_letters_still_gives_one() -> None:
    assert StandardPageFactory(title="日本").slug == "trang"


def test_slug__stays_when_the_title_changes() -> None:
    page = StandardPageFactory(title="Đổi mới")
    page.title = "Tên khác"
    page.save_revision().publish()
    assert StandardPage.objects.get(pk=page.pk).slug == "doi-moi"


def test_description__is_the_lede_unless_the_editor_set_one() -> None:
    assert StandardPageFactory(lede="Lời dẫn").description == "Lời dẫn"
    assert StandardPageFactory(lede="Lời dẫn", search_description="Riêng").description == "Riêng"


# Campaigns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (datetime.date(2022, 1, 7), CampaignState.ANNOUNCED),
        (datetime.date(2022, 1, 8), CampaignState.RUNNING),
        (datetime.date(2023, 9, 1), CampaignState.RUNNING),
        (datetime.date(2023, 9, 2), CampaignState.ENDED),
    ],
)
def test_campaign__state_includes_first_and_last_day(day: datetime.date, state: CampaignState) -> None:
    campaign = CampaignPage(starts_on=datetime.date(2022, 1, 8), ends_on=datetime.date(2023, 9, 1))
    assert campaign.state_on(day) == state


def test_campaign__without_an_end_keeps_running() -> None:
    assert CampaignPage(starts_on=datetime.date(1996, 1, 1)).state == CampaignState.RUNNING


def test_campaign__dates_in_order_with_the_error_at_the_field() -> None:
    dates = {"starts_on": datetime.date(2022, 2, 1), "ends_on": datetime.date(2022, 1, 31)}
    assert refused_fields(CampaignPage(title="A", slug="a", path="00010001", depth=2, **dates)) == {"ends_on"}
    assert refused_fields(CampaignPhase(name="A", **dates)) == {"ends_on"}


def test_campaign__names_and_fields() -> None:
    assert CampaignPage(title="Tên dài", short_title="Gọn").name == "Gọn"
    assert CampaignPage(title="Tên dài").name == "Tên dài"
    assert CampaignPage(field_slugs=" y-te, ,giao-duc ").fields_named == ["y-te", "giao-duc"]
    assert CampaignPage(field_slugs="").fields_named == []


def test_campaign__page_lists_only_what_is_published(request_: Any) -> None:
    campaign = CampaignPageFactory()
    document = GuidancePageFactory(campaign=campaign)
    GuidancePageFactory(campaign=campaign, live=False)
    GuidancePageFactory()
    news = AnnouncementPageFactory(campaign=campaign)
    AnnouncementPageFactory(campaign=campaign, live=False)
    context = campaign.get_context(request_)
    assert list(context["documents"]) == [document]
    assert list(context["announcements"]) == [news]


# Guidance documents -------------------------------------------------------------------------------


def test_guidance__clean_names_the_fields() -> None:
    page = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    page.symbol = "05/HD-LĐLĐ"
    page.effective_to = page.effective_from - DAY
    assert refused_fields(page) == {"symbol", "effective_to"}


def test_guidance__symbol_of_a_letter_has_no_kind() -> None:
    GuidancePageFactory(number=116, symbol="116/LĐLĐ").full_clean()


@pytest.mark.parametrize("symbol", ["HD-LĐLĐ", "04", "04/", "04 /HD", "04/HD LĐLĐ"])
def test_guidance__symbol_has_its_form(symbol: str) -> None:
    page = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    page.symbol = symbol
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert "symbol" in caught.value.message_dict


def test_guidance__same_symbol_in_one_year_is_a_validation_error() -> None:
    first = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    second = GuidancePageFactory(number=5, symbol="05/HD-LĐLĐ")
    second.number, second.symbol = first.number, first.symbol
    with pytest.raises(ValidationError, match="mang số, ký hiệu ấy trong năm"):
        second.full_clean()


def test_guidance__relation_to_itself_is_refused_at_the_field() -> None:
    page = GuidancePageFactory()
    assert refused_fields(DocumentRelation(page=page, target=page, type=RelationType.GUIDES)) == {"target"}


def test_guidance__status_follows_published_documents_only() -> None:
    old, new = GuidancePageFactory(), GuidancePageFactory(live=False)
    relate(new, RelationType.REPLACES, old)
    assert GuidancePage.objects.get(pk=old.pk).status == LegalStatus.IN_FORCE
    new.save_revision().publish()
    fresh = GuidancePage.objects.get(pk=old.pk)
    assert (fresh.status, fresh.replaced_by) == (LegalStatus.ENDED, [new])


def test_guidance__future_replacement_does_not_count_yet() -> None:
    today = timezone.localdate()
    old = GuidancePageFactory()
    new = GuidancePageFactory(issued_on=today, effective_from=today + DAY)
    relate(new, RelationType.REPLACES, old)
    fresh = GuidancePage.objects.get(pk=old.pk)
    assert (fresh.status, fresh.replaced_by) == (LegalStatus.IN_FORCE, [])
    assert fresh.status_on(today + DAY) == LegalStatus.ENDED
    assert new.status == LegalStatus.PENDING


def test_guidance__partial_replacement_leaves_the_rest_in_force() -> None:
    old, new = GuidancePageFactory(), GuidancePageFactory()
    relate(new, RelationType.REPLACES, old, partly=True)
    fresh = GuidancePage.objects.get(pk=old.pk)
    assert (fresh.status, fresh.replaced_by) == (LegalStatus.PARTLY, [])


def test_guidance__list_states_are_prefetched(django_assert_num_queries: Any) -> None:
    old = GuidancePageFactory()
    for _ in range(3):
        relate(GuidancePageFactory(), RelationType.AMENDS, old)
    documents = list(GuidancePage.objects.live().with_status_relations().latest())
    with django_assert_num_queries(0):
        states = {document.pk: document.status for document in documents}
    assert states[old.pk] == LegalStatus.PARTLY
    assert len(states) == 4


def test_guidance__citation_knows_how_exact_its_day_is() -> None:
    page = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ", issued_on=datetime.date(2021, 3, 4))
    assert page.citation == "Hướng dẫn 04/HD-LĐLĐ ngày 4/3/2021 của Liên đoàn Lao động thành phố Hà Nội"
    page.issued_precision = GuidancePage.Precision.MONTH
    assert "tháng 3/2021" in page.citation


def test_guidance__unpublished_target_is_not_linked(request_: Any) -> None:
    page, target = GuidancePageFactory(), GuidancePageFactory(live=False)
    relate(page, RelationType.GUIDES, target)
    assert GuidancePage.objects.get(pk=page.pk).get_context(request_)["outgoing"] == []


# Announcements ------------------------------------------------------------------------------------


def test_announcements__pinned_today_come_first() -> None:
    today = timezone.localdate()
    new = AnnouncementPageFactory(published_at=at(2023, 1, 1))
    pinned = AnnouncementPageFactory(published_at=at(2021, 1, 1), pinned_until=today)
    expired = AnnouncementPageFactory(published_at=at(2022, 1, 1), pinned_until=today - DAY)
    assert list(AnnouncementPage.objects.live().pinned_first()) == [pinned, new, expired]
    assert list(AnnouncementPage.objects.live().newest()) == [new, expired, pinned]
    assert (pinned.is_pinned, expired.is_pinned, new.is_pinned) == (True, False, False)


def test_announcement__related_ones_of_the_campaign_come_first(request_: Any) -> None:
    campaign = CampaignPageFactory()
    page = AnnouncementPageFactory(campaign=campaign)
    AnnouncementPageFactory(published_at=at(2024, 1, 1), live=False, campaign=campaign)
    other = AnnouncementPageFactory(published_at=at(2023, 1, 1))
    same = AnnouncementPageFactory(published_at=at(2020, 1, 1), campaign=campaign)
    assert [one.page for one in page.get_context(request_)["related"]] == [same, other]


def test_announcement__documents_keep_the_editors_order(request_: Any) -> None:
    page = AnnouncementPageFactory()
    first, second, draft = GuidancePageFactory(), GuidancePageFactory(), GuidancePageFactory(live=False)
    page.documents = [
        AnnouncementDocument(sort_order=order, document=document)
        for order, document in enumerate([second, draft, first])
    ]
    page.save()
    assert list(page.get_context(request_)["documents"]) == [second, first]


# Front page ---------------------------------------------------------------------------------------


def test_front__shows_published_stories_in_the_editors_order(django_assert_num_queries: Any) -> None:
    front = FrontPageFactory()
    stories = [StoryPageFactory() for _ in range(3)]
    draft = StoryPageFactory(live=False)
    chosen = [stories[2], draft, stories[0], stories[1]]
    front.featured_stories = [
        FrontPageStory(sort_order=order, story=story) for order, story in enumerate(chosen)
    ]
    front.save()
    front = type(front).objects.get(pk=front.pk)
    today = ShownDay.today()
    assert front.stories_on(today) == [stories[2], stories[0], stories[1]]
    with django_assert_num_queries(2):
        front.stories_on(today)


def test_front__campaign_is_the_chosen_one_while_it_is_published() -> None:
    front, today = FrontPageFactory(), ShownDay.today()
    assert front.front_campaign(today) is None
    old = CampaignPageFactory(starts_on=datetime.date(2021, 1, 1))
    new = CampaignPageFactory(starts_on=datetime.date(2022, 1, 1))
    CampaignPageFactory(starts_on=datetime.date(2023, 1, 1), live=False)
    assert front.front_campaign(today) == new
    front.campaign = old
    assert front.front_campaign(today) == old
    old.unpublish()
    assert front.front_campaign(today) == new


# Restricted pages and settings --------------------------------------------------------------------


def test_restricted_page__is_in_no_public_list(client: Any) -> None:
    shown, hidden = AnnouncementPageFactory(title="Tin mở"), AnnouncementPageFactory(title="Tin nội bộ")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    for address in ("/", "/tin-tuc/", "/tin-tuc/feed/", shown.url):
        text = client.get(address).content.decode()
        assert "Tin nội bộ" not in text, address


def test_footer__is_plain_data() -> None:
    page = StandardPageFactory(title="Liên hệ")
    links = [
        {"title": "Liên hệ", "page": page, "address": ""},
        {"title": "Thư", "page": None, "address": "mailto:a@b.vn"},
    ]
    settings = SiteSettings(footer_columns=[("column", {"title": "Cổng", "links": links})])
    assert settings.footer == [
        {
            "title": "Cổng",
            "links": [{"title": "Liên hệ", "url": "/lien-he/"}, {"title": "Thư", "url": "mailto:a@b.vn"}],
        }
    ]
