"""What was featured where and when: comparing, recording, reporting; and what fields and campaigns feature."""

import csv
import datetime
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from home.days import ShownDay
from home.models import CampaignStory, FrontPageStory
from showcase.choices import Disclosure
from showcase.featured import Wanted, campaign_stories, field_initiatives, field_stories, reconcile
from showcase.models import FeaturedRun, FieldPromotion, FieldStory, StoryInitiative, StoryPage
from showcase.roles import CONTRIBUTOR, EDITOR
from tests.editing import text_of
from tests.factories import (
    CampaignPageFactory,
    FieldFactory,
    FrontPageFactory,
    InitiativeFactory,
    StoryPageFactory,
    UserFactory,
)

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 5, 10)
STORY, OTHER = (1, None), (2, None)


def run(subject: Any, from_on: datetime.date, to_on: datetime.date | None = None) -> FeaturedRun:
    return FeaturedRun(
        story_id=subject[0],
        initiative_id=subject[1],
        title="Chuyện",
        place="Trang đầu",
        position=1,
        from_on=from_on,
        to_on=to_on,
    )


def days(runs: Any) -> list[tuple[datetime.date, datetime.date | None]]:
    return [(one.from_on, one.to_on) for one in runs]


# Comparing ----------------------------------------------------------------------------------------


def test_reconcile__new_slot_begins_today_or_on_its_day() -> None:
    slots = [
        Wanted(STORY, "A", 1, TODAY - 9 * DAY, TODAY + DAY),
        Wanted(OTHER, "B", 2, TODAY + 3 * DAY),
        Wanted((None, 3), "C", 3, ends_on=TODAY - DAY),
    ]
    changes = reconcile([], slots, TODAY)
    assert days(changes.create) == [(TODAY, TODAY + DAY), (TODAY + 3 * DAY, None)]
    assert [(one.subject, one.title, one.position) for one in changes.create] == [
        (STORY, "A", 1),
        (OTHER, "B", 2),
    ]


def test_reconcile__slot_that_stays_keeps_its_beginning_and_takes_its_new_end() -> None:
    begun = run(STORY, TODAY - 20 * DAY)
    changes = reconcile([begun], [Wanted(STORY, "Chuyện", 2, ends_on=TODAY + DAY)], TODAY)
    assert (changes.create, changes.delete, changes.update) == ([], [], [begun])
    assert (begun.from_on, begun.to_on, begun.position) == (TODAY - 20 * DAY, TODAY + DAY, 2)


def test_reconcile__slot_that_leaves_ends_today_and_a_planned_one_is_taken_back() -> None:
    begun, planned = run(STORY, TODAY - DAY), run(OTHER, TODAY + DAY)
    changes = reconcile([begun, planned], [], TODAY)
    assert (changes.update, changes.delete) == ([begun], [planned])
    assert begun.to_on == TODAY


def test_reconcile__slot_put_off_ends_the_run_and_plans_another() -> None:
    begun = run(STORY, TODAY - DAY)
    changes = reconcile([begun], [Wanted(STORY, "A", 1, TODAY + 5 * DAY)], TODAY)
    assert begun.to_on == TODAY
    assert days(changes.create) == [(TODAY + 5 * DAY, None)]


windows = st.tuples(
    st.sampled_from([STORY, OTHER]), st.integers(-8, 8) | st.none(), st.integers(0, 6) | st.none()
)


@given(st.lists(windows, max_size=5), st.lists(st.lists(windows, max_size=4), max_size=4))
def test_reconcile__runs_never_overlap_and_a_second_look_changes_nothing(first: Any, later: Any) -> None:
    runs: list[FeaturedRun] = []
    for number, rows in enumerate([first, *later]):
        today = TODAY + number * DAY
        past = [(one, (one.from_on, one.to_on)) for one in runs if one.to_on and one.to_on < today]
        slots = apart(rows)
        for again in (False, True):
            current = [one for one in runs if one.to_on is None or one.to_on >= today]
            changes = reconcile(current, slots, today)
            if again:
                assert not (changes.create or changes.update or changes.delete)
            runs = [one for one in runs if all(one is not gone for gone in changes.delete)] + changes.create
        assert all((one.from_on, one.to_on) == before for one, before in past)
        for subject in (STORY, OTHER):
            mine = sorted((one for one in runs if one.subject == subject), key=lambda one: one.from_on)
            for one, following in pairwise(mine):
                assert one.to_on is not None
                assert one.to_on < following.from_on or one.to_on == today == following.from_on
        for one in runs:
            assert one.to_on is None or one.from_on <= one.to_on


def apart(rows: Any) -> list[Wanted]:
    """Slots of the rows, without those that meet an earlier one: the form refuses them."""
    found: list[Wanted] = []
    for place, (subject, start, length) in enumerate(rows, start=1):
        starts = None if start is None else TODAY + start * DAY
        ends = None if length is None else (starts or TODAY) + length * DAY
        if not any(
            one.subject == subject
            and (one.starts_on is None or ends is None or one.starts_on <= ends)
            and (starts is None or one.ends_on is None or starts <= one.ends_on)
            for one in found
        ):
            found.append(Wanted(subject, "A", place, starts, ends))
    return found


# Recording ----------------------------------------------------------------------------------------


def today() -> datetime.date:
    return timezone.localdate()


def age(days_ago: int) -> None:
    """Let every run have begun earlier."""
    FeaturedRun.objects.update(from_on=today() - days_ago * DAY)


def feature(front: Any, *slots: FrontPageStory) -> Any:
    front = type(front).objects.get(pk=front.pk)
    for order, slot in enumerate(slots):
        slot.sort_order = order
    front.featured_stories = list(slots)
    front.save_revision().publish()
    return front


@pytest.mark.django_db
def test_front_page__a_story_that_leaves_stays_in_the_record() -> None:
    front = FrontPageFactory()
    first, second = StoryPageFactory(title="Một"), StoryPageFactory(title="Hai")
    feature(front, FrontPageStory(story=first))
    age(10)
    feature(front, FrontPageStory(story=second))
    runs = {one.title: one for one in FeaturedRun.objects.all()}
    assert days([runs["Một"], runs["Hai"]]) == [(today() - 10 * DAY, today()), (today(), None)]
    assert runs["Hai"].place == front.title
    first.delete()
    assert FeaturedRun.objects.get(title="Một").story_id is None


@pytest.mark.django_db
def test_front_page__draft_records_nothing() -> None:
    front = FrontPageFactory()
    front.featured_stories = [FrontPageStory(story=StoryPageFactory())]
    front.save_revision()
    assert not FeaturedRun.objects.exists()


@pytest.mark.django_db
def test_front_page__withdrawn_or_deleted_ends_its_runs() -> None:
    front = feature(FrontPageFactory(), FrontPageStory(story=StoryPageFactory()))
    age(3)
    front.unpublish()
    assert FeaturedRun.objects.get().to_on == today()


@pytest.mark.django_db
def test_story__is_recorded_only_while_it_is_published() -> None:
    story = StoryPageFactory(live=False)
    front = feature(
        FrontPageFactory(),
        FrontPageStory(story=story, ends_on=today() + DAY),
        FrontPageStory(story=story, starts_on=today() + 5 * DAY),
    )
    assert not FeaturedRun.objects.exists()
    story.save_revision().publish()
    assert days(FeaturedRun.objects.order_by("from_on")) == [
        (today(), today() + DAY),
        (today() + 5 * DAY, None),
    ]
    StoryPage.objects.get(pk=story.pk).unpublish()
    assert days(FeaturedRun.objects.all()) == [(today(), today())]
    story.save_revision().publish()
    assert days(FeaturedRun.objects.order_by("from_on")) == [
        (today(), today() + DAY),
        (today() + 5 * DAY, None),
    ]
    assert FeaturedRun.objects.filter(page=front).count() == 2


@pytest.mark.django_db
def test_deleted_story__ends_its_run_and_keeps_its_name() -> None:
    story = StoryPageFactory(title="Người gác trạm")
    feature(FrontPageFactory(), FrontPageStory(story=story))
    age(5)
    story.delete()
    kept = FeaturedRun.objects.get()
    assert (kept.title, kept.story_id, kept.to_on, kept.kind_label) == (
        "Người gác trạm",
        None,
        today(),
        "Đã xoá",
    )


@pytest.mark.django_db
def test_field__slots_are_recorded_when_they_are_saved() -> None:
    field, initiative, story = (
        FieldFactory(),
        InitiativeFactory(title="Cữ thép"),
        StoryPageFactory(title="Chuyện"),
    )
    slot = FieldPromotion.objects.create(field=field, initiative=initiative)
    FieldStory.objects.create(field=field, story=story)
    assert {one.title for one in FeaturedRun.objects.filter(field=field, place=field.name)} == {
        "Cữ thép",
        "Chuyện",
    }
    age(4)
    slot.delete()
    assert FeaturedRun.objects.get(title="Cữ thép").to_on == today()
    assert FeaturedRun.objects.get(title="Chuyện").to_on is None


@pytest.mark.django_db
def test_field__deleted_keeps_its_name_in_the_record() -> None:
    field = FieldFactory(name="Lĩnh vực sắp bỏ")
    FieldStory.objects.create(field=field, story=StoryPageFactory())
    age(4)
    field.delete()
    kept = FeaturedRun.objects.get()
    assert (kept.place, kept.field_id, kept.to_on) == ("Lĩnh vực sắp bỏ", None, today())


@pytest.mark.django_db
def test_initiative__withdrawn_ends_its_run() -> None:
    initiative = InitiativeFactory()
    FieldPromotion.objects.create(field=FieldFactory(), initiative=initiative)
    age(4)
    initiative.unpublish()
    assert FeaturedRun.objects.get().to_on == today()
    initiative.save_revision().publish()
    assert FeaturedRun.objects.get().to_on is None


# Shown --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_field_page__dated_slots_and_what_stands_in_for_them(client: Client, index_path: Any) -> None:
    FrontPageFactory()
    field = FieldFactory()
    newest = StoryPageFactory(title="Chuyện mới", field=field)
    chosen = StoryPageFactory(title="Chuyện chọn")
    FieldStory.objects.create(field=field, story=chosen, starts_on=today() + DAY)
    closed = InitiativeFactory(title="Kín", disclosure=Disclosure.ABSTRACT)
    initiative = InitiativeFactory(title="Nồi hơi")
    for order, one in enumerate((closed, initiative)):
        FieldPromotion.objects.create(field=field, sort_order=order, initiative=one, ends_on=today())
    now, tomorrow = ShownDay.today(), ShownDay(today() + DAY, ahead=True)
    assert field_stories(field, [], now) == [newest]
    assert field_stories(field, [], tomorrow) == [chosen]
    assert field_initiatives(field, now) == [initiative]
    assert field_initiatives(field, tomorrow) == []
    text = text_of(client.get(field.get_absolute_url()))
    assert ("Chuyện mới" in text, "Nồi hơi" in text) == (True, True)
    client.force_login(UserFactory(role=EDITOR))
    frame = reverse("field_on_day_frame", args=[field.pk])
    answer = client.get(frame, {"ngay": (today() + DAY).isoformat()})
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    text = text_of(answer)
    assert ("Chuyện mới" in text, "Chuyện chọn" in text, "Nên đọc trước" in text) == (False, True, False)


@pytest.mark.django_db
def test_field_initiatives__scheduled_one_counts_from_its_day() -> None:
    field = FieldFactory()
    initiative = InitiativeFactory(live=False)
    FieldPromotion.objects.create(field=field, initiative=initiative)
    initiative.go_live_at = timezone.now() + 2 * DAY
    initiative.save_revision().publish()
    assert field_initiatives(field, ShownDay(today() + DAY, ahead=True)) == []
    assert field_initiatives(field, ShownDay(today() + 3 * DAY, ahead=True)) == [initiative]


@pytest.mark.django_db
def test_field_on_day__is_for_those_who_may_change_fields(client: Client) -> None:
    FrontPageFactory()
    field = FieldFactory()
    addresses = [reverse(name, args=[field.pk]) for name in ("field_on_day", "field_on_day_frame")]
    client.force_login(UserFactory(role=CONTRIBUTOR))
    for address in addresses:
        assert client.get(address)["Location"] == reverse("wagtailadmin_home")
    client.force_login(UserFactory(role=EDITOR))
    assert "như khi hết ngày" in text_of(client.get(addresses[0]))
    edit = client.get(reverse("wagtailsnippets_showcase_field:edit", args=[field.pk])).content.decode()
    listing = client.get(reverse("wagtailsnippets_showcase_field:list")).content.decode()
    assert addresses[0] in edit
    assert addresses[0] in listing


@pytest.mark.django_db
def test_campaign__slots_first_else_stories_of_its_initiatives() -> None:
    campaign = CampaignPageFactory()
    story = StoryPageFactory()
    StoryPageFactory()
    StoryInitiative.objects.create(page=story, initiative=InitiativeFactory(campaign=campaign))
    assert campaign_stories(campaign, ShownDay.today()) == [story]
    chosen = StoryPageFactory()
    campaign.featured_stories = [CampaignStory(story=chosen)]
    campaign.save()
    assert campaign_stories(campaign, ShownDay.today()) == [chosen]
    chosen.unpublish()
    assert campaign_stories(campaign, ShownDay.today()) == [story]


# Reporting ----------------------------------------------------------------------------------------


@pytest.fixture
def runs(db: None) -> None:
    """Three runs in two places."""
    for place, title, start, stop in (
        ("Trang đầu", "Cũ", -30, -20),
        ("Trang đầu", "Nay", -5, None),
        ("Năng lượng", "Sau", 5, 9),
    ):
        FeaturedRun.objects.create(
            place=place,
            title=title,
            position=1,
            from_on=today() + start * DAY,
            to_on=None if stop is None else today() + stop * DAY,
        )


@pytest.mark.usefixtures("runs")
def test_report__filters_by_place_and_time(client: Client) -> None:
    client.force_login(UserFactory(role=EDITOR))
    address = reverse("featured_report")

    def found(**query: Any) -> set[str]:
        answer = client.get(address, query)
        assert answer.status_code == 200
        return {one.title for one in answer.context["object_list"]}

    assert found() == {"Cũ", "Nay", "Sau"}
    assert found(place="Năng lượng") == {"Sau"}
    assert found(days_from=(today() - 22 * DAY).isoformat(), days_to=(today() - 20 * DAY).isoformat()) == {
        "Cũ"
    }
    assert found(days_from=(today() - 19 * DAY).isoformat(), days_to=today().isoformat()) == {"Nay"}
    text = text_of(client.get(address))
    assert all(words in text for words in ("Sắp nêu", "Đang nêu", "Đã thôi"))


@pytest.mark.usefixtures("runs")
def test_report__is_exported(client: Client) -> None:
    client.force_login(UserFactory(role=EDITOR))
    answer: Any = client.get(reverse("featured_report"), {"export": "csv", "place": "Trang đầu"})
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["Nơi nêu bật"], row["Nêu bật"], row["Tình trạng"]) for row in rows] == [
        ("Trang đầu", "Nay", "Đang nêu"),
        ("Trang đầu", "Cũ", "Đã thôi"),
    ]
    assert rows[1]["Từ ngày"] == (today() - 30 * DAY).isoformat()


@pytest.mark.django_db
def test_report__is_for_editors(client: Client) -> None:
    client.force_login(UserFactory(role=CONTRIBUTOR))
    assert client.get(reverse("featured_report"))["Location"] == reverse("wagtailadmin_home")


@pytest.mark.usefixtures("runs")
def test_report__costs_the_same_whatever_its_length(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(UserFactory(is_superuser=True))
    address = reverse("featured_report")
    client.get(address)
    FeaturedRun.objects.bulk_create(
        FeaturedRun(
            place="Trang đầu", title=f"Chuyện {number}", position=1, from_on=today() - DAY, story=story
        )
        for number, story in enumerate([StoryPageFactory() for _ in range(5)])
    )
    with django_assert_max_num_queries(16):
        client.get(address)
