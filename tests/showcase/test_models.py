"""Records of the catalogue: what follows from them, and what their `clean` refuses."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from home.models import SiteImage
from showcase.choices import Disclosure, Evidence, Level
from showcase.models import (
    AwardThreshold,
    Consent,
    Field,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    Keyword,
    Recognition,
    Unit,
    UnitSuccession,
)
from tests.factories import (
    AwardTypeFactory,
    ConsentFactory,
    FieldFactory,
    InitiativeFactory,
    StoryPageFactory,
    UnitFactory,
)

MARCH, APRIL = datetime.date(2022, 3, 15), datetime.date(2022, 4, 15)


def refused_fields(record: object) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        record.clean()  # type: ignore[attr-defined]  # every model has it
    return set(caught.value.message_dict)


# What is derived ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_derive__highest_level_and_first_day_come_from_all_recognitions() -> None:
    body = UnitFactory()
    initiative = InitiativeFactory(
        recognitions=[
            Recognition(level=Level.UPPER, body=body, date=APRIL),
            Recognition(level=Level.PROVINCE, body=body, date=datetime.date(2022, 9, 1)),
            Recognition(level=Level.GRASSROOTS, body=body, date=MARCH),
        ]
    )
    stored = Initiative.objects.get(pk=initiative.pk)
    assert (stored.highest_level, stored.recognised_on) == (Level.PROVINCE, MARCH)


@pytest.mark.django_db
def test_derive__levels_rank_by_reach_not_by_name() -> None:
    body = UnitFactory()
    for levels, highest in [
        ((Level.NATIONAL, Level.UPPER), Level.NATIONAL),
        ((Level.GRASSROOTS, Level.UPPER), Level.UPPER),
        ((Level.UPPER, Level.PROVINCE), Level.PROVINCE),
    ]:
        rows = [Recognition(level=level, body=body, date=MARCH) for level in levels]
        assert InitiativeFactory(recognitions=rows).highest_level == highest


@pytest.mark.django_db
def test_derive__nothing_without_recognitions_and_shares() -> None:
    stored = Initiative.objects.get(pk=InitiativeFactory(authors=[InitiativeAuthor(name="Một")]).pk)
    assert (stored.highest_level, stored.recognised_on, stored.shares_total) == ("", None, None)


@pytest.mark.django_db
def test_derive__level_of_a_draft_may_still_be_missing() -> None:
    rows = [
        Recognition(level="", body=UnitFactory(), date=MARCH),
        Recognition(level=Level.UPPER, body=UnitFactory(), date=APRIL),
    ]
    assert InitiativeFactory(recognitions=rows).highest_level == Level.UPPER


@pytest.mark.django_db
def test_derive__year_follows_first_application() -> None:
    initiative = InitiativeFactory(applied_on=datetime.date(2019, 12, 31))
    assert initiative.year == 2019
    initiative.applied_on = datetime.date(2020, 1, 1)
    initiative.save(update_fields=["applied_on"])
    assert Initiative.objects.get(pk=initiative.pk).year == 2020


@pytest.mark.django_db
def test_derive__removed_recognition_lowers_the_level() -> None:
    body = UnitFactory()
    initiative = InitiativeFactory(
        recognitions=[
            Recognition(level=Level.GRASSROOTS, body=body, date=MARCH),
            Recognition(level=Level.NATIONAL, body=body, date=APRIL),
        ]
    )
    initiative.recognitions = [initiative.recognitions.first()]
    initiative.save()
    assert Initiative.objects.get(pk=initiative.pk).highest_level == Level.GRASSROOTS


@pytest.mark.django_db
def test_derive__thirds_with_two_decimals_add_up() -> None:
    shares = [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    rows = [InitiativeAuthor(name=str(share), share=share) for share in shares]
    assert InitiativeFactory(authors=rows).shares_total == 100


# Reading ------------------------------------------------------------------------------------------


def test_at_a_glance__lines_of_the_editor_come_first() -> None:
    initiative = Initiative(
        problem_line="Bể tràn", idea_line="Đo mức", result_line="−31% điện", problem="Khác."
    )
    assert initiative.at_a_glance == {"problem": "Bể tràn", "idea": "Đo mức", "result": "−31% điện"}
    assert initiative.missing_lines == []


def test_at_a_glance__missing_lines_are_first_sentences() -> None:
    initiative = Initiative(problem="Bể tràn mỗi đêm. Người trực mệt.", solution="Đo mức nước! Rồi bơm.")
    assert initiative.at_a_glance == {"problem": "Bể tràn mỗi đêm.", "idea": "Đo mức nước!", "result": ""}
    assert len(initiative.missing_lines) == 3


def test_at_a_glance__long_sentence_is_cut_between_words() -> None:
    words = [f"từ{number}" for number in range(60)]
    line = Initiative(problem=" ".join(words)).at_a_glance["problem"]
    assert line.endswith("…")
    assert line.rstrip("…").split() == words[: len(line.split())]
    assert len(line.split()) < 30


def test_at_a_glance__decimal_point_does_not_end_a_sentence() -> None:
    assert Initiative(problem="Áp suất 1.5 bar là thiếu. Máy dừng.").at_a_glance["problem"] == (
        "Áp suất 1.5 bar là thiếu."
    )


def test_at_a_glance__empty_record_has_empty_lines() -> None:
    assert Initiative().at_a_glance == {"problem": "", "idea": "", "result": ""}


def test_at_a_glance__closed_record_shows_its_effect_alone() -> None:
    closed = Initiative(
        disclosure=Disclosure.ABSTRACT, problem_line="Mật", idea_line="Mật", result_line="−9%", problem="Mật."
    )
    assert closed.at_a_glance == {"problem": "", "idea": "", "result": "−9%"}


def test_lists__empty_lines_are_dropped() -> None:
    initiative = Initiative(steps="Một: làm\n\n  Hai: xem  \n", suits="\nA\n", does_not_suit="")
    assert initiative.step_list == ["Một: làm", "Hai: xem"]
    assert (initiative.suits_list, initiative.does_not_suit_list) == (["A"], [])


def test_other_benefits__only_those_written() -> None:
    initiative = Initiative(other_safety="Bớt một ca trực.", other_welfare="Về sớm.")
    assert initiative.other_benefits == [("an toàn", "Bớt một ca trực."), ("đời sống", "Về sớm.")]


def test_address__has_code_and_readable_title() -> None:
    initiative = Initiative(code="NL-2022-0417", title="Đổi mới máy bơm")
    assert initiative.get_absolute_url() == "/sang-kien/NL-2022-0417/doi-moi-may-bom/"
    assert Initiative(code="NL-2022-0417", title="日本").slug == "sang-kien"
    assert str(initiative) == "NL-2022-0417 · Đổi mới máy bơm"


# What is refused ----------------------------------------------------------------------------------


def test_initiative__benefit_needs_evidence() -> None:
    assert refused_fields(Initiative(benefit_value=0)) == {"benefit_evidence"}
    Initiative(benefit_value=0, benefit_evidence=Evidence.STATED).clean()
    Initiative().clean()


@pytest.mark.parametrize(
    "code", ["", "NL2022-0417", "nl-2022-0417", "NL-22-0417", "NL-2022-041", "NL-2022-0417/x", "ĐL-2022-0417"]
)
def test_initiative__code_has_its_form(code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Initiative(code=code).clean_fields()
    assert "code" in caught.value.message_dict


@pytest.mark.parametrize("name", ["cost", "benefit_value"])
def test_initiative__money_is_not_negative(name: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Initiative(**{name: -1}).clean_fields()
    assert name in caught.value.message_dict


@pytest.mark.parametrize("share", ["0", "100.01", "-5"])
def test_author__share_is_within_bounds(share: str) -> None:
    with pytest.raises(ValidationError) as caught:
        InitiativeAuthor(name="Một", share=Decimal(share)).clean_fields(exclude=["initiative"])
    assert set(caught.value.message_dict) == {"share"}


@pytest.mark.django_db
def test_field__has_two_levels_only() -> None:
    top = FieldFactory()
    child = FieldFactory(parent=top)
    assert refused_fields(Field(name="Cháu", slug="chau", parent=child)) == {"parent"}
    top.parent = FieldFactory()
    assert refused_fields(top) == {"parent"}
    Field.objects.get(pk=child.pk).clean()


@pytest.mark.django_db
def test_field__takes_hue_and_path_from_the_top() -> None:
    top = FieldFactory(slug="nang-luong")
    child = FieldFactory(slug="dien", parent=top)
    assert (child.top, child.hue, child.path_slugs) == (top, "nang-luong", ("nang-luong", "dien"))
    assert (top.top, top.hue, top.path_slugs) == (top, "nang-luong", ("nang-luong",))
    assert child.get_absolute_url() == "/sang-kien/linh-vuc/dien/"


def test_dates__out_of_order_are_refused_at_the_field() -> None:
    assert refused_fields(Unit(valid_from=APRIL, valid_to=MARCH)) == {"valid_to"}
    assert refused_fields(Consent(given_on=APRIL, withdrawn_on=MARCH)) == {"withdrawn_on"}
    assert refused_fields(AwardThreshold(valid_from=APRIL, valid_to=MARCH, min_value=-1)) == {
        "valid_to",
        "min_value",
    }


@pytest.mark.django_db
def test_succession__body_does_not_succeed_itself() -> None:
    unit = UnitFactory()
    assert refused_fields(UnitSuccession(old=unit, new=unit, on=MARCH)) == {"new"}


@pytest.mark.django_db
def test_keyword__slug_reads_well_and_stays_unique() -> None:
    InitiativeFactory(tags=["tiết kiệm điện"])
    InitiativeFactory(tags=["tiết kiệm điên", "日本"])
    assert set(Keyword.objects.values_list("slug", flat=True)) == {
        "tiet-kiem-dien",
        "tiet-kiem-dien-1",
        "tu-khoa",
    }


@pytest.mark.django_db
def test_keyword__same_words_in_other_case_are_one() -> None:
    InitiativeFactory(tags=["Máy bơm"])
    InitiativeFactory(tags=["máy bơm"])
    assert Keyword.objects.count() == 1


# People -------------------------------------------------------------------------------------------


def named(consent: Consent | None, job: str = "Thợ điện") -> str:
    return InitiativeAuthor(name="Đỗ Văn Khải", job_title=job, consent=consent).public_name


def test_public_name__with_standing_consent() -> None:
    assert named(Consent(covers_name=True, given_on=MARCH)) == "Đỗ Văn Khải"


@pytest.mark.parametrize(
    "consent",
    [
        None,
        Consent(covers_name=False, covers_photo=True, covers_story=True, given_on=MARCH),
        Consent(covers_name=True, given_on=MARCH, withdrawn_on=MARCH),
        Consent(covers_name=True, given_on=MARCH, withdrawn_on=datetime.date(2999, 1, 1)),
    ],
    ids=["none", "other items", "withdrawn", "withdrawal recorded ahead"],
)
def test_public_name__without_standing_consent_is_the_job(consent: Consent | None) -> None:
    assert named(consent) == "Thợ điện"
    assert named(consent, job="") == "Một tác giả"


@pytest.mark.django_db
def test_story__is_named_only_by_consent_for_name_and_story() -> None:
    story = StoryPageFactory(name="Đỗ Văn Khải", consent=ConsentFactory())
    assert story.public_name == "Đỗ Văn Khải"
    for changes in ({"covers_story": False}, {"covers_name": False}, {"withdrawn_on": APRIL}):
        story.consent = ConsentFactory(**changes)
        assert story.public_name == ""
    story.consent = None
    assert story.public_name == ""


@pytest.mark.django_db
def test_story__photo_needs_a_consent_that_covers_it() -> None:
    story = StoryPageFactory()
    story.portrait = SiteImage(pk=1)
    assert not story.shows_portrait_photo
    story.consent = ConsentFactory(covers_photo=True)
    assert story.shows_portrait_photo
    story.consent.withdrawn_on = APRIL
    assert not story.shows_portrait_photo


@pytest.mark.django_db
def test_consent__standing_leaves_out_withdrawn() -> None:
    standing = ConsentFactory()
    ConsentFactory(withdrawn_on=APRIL)
    assert list(Consent.objects.standing()) == [standing]


# Selections ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_selections__live_newest_and_by_ids() -> None:
    old = InitiativeFactory(applied_on=datetime.date(2018, 1, 1))
    draft = InitiativeFactory(live=False)
    new = InitiativeFactory(applied_on=datetime.date(2023, 1, 1))
    same_year = InitiativeFactory(applied_on=datetime.date(2023, 6, 1))
    assert list(Initiative.objects.live().newest()) == [same_year, new, old]
    assert Initiative.objects.live().by_ids([new.pk, draft.pk, 0, old.pk, new.pk]) == [new, old, new]


@pytest.mark.django_db
def test_selections__page_relations_need_no_further_query(django_assert_num_queries: object) -> None:
    body = UnitFactory()
    initiative = InitiativeFactory(
        authors=[InitiativeAuthor(name="Một", consent=ConsentFactory())],
        recognitions=[Recognition(level=Level.UPPER, body=body, date=MARCH)],
        awards=[InitiativeAward(award_type=AwardTypeFactory(), body=body, date=APRIL)],
        tags=["máy bơm"],
    )
    record = Initiative.objects.with_page_relations().get(pk=initiative.pk)
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's fixture is a callable
        assert record.authors.all()[0].public_name == "Một"
        assert record.recognitions.all()[0].body.public_name == body.workplace
        assert str(record.awards.all()[0].award_type)
        assert str(record.awards.all()[0].body)
        assert [tag.name for tag in record.keywords] == ["máy bơm"]
        assert record.field.hue
        assert record.unit.public_name
        assert record.campaign is None


@pytest.mark.django_db
def test_units__valid_on_a_day() -> None:
    always = UnitFactory()
    old = UnitFactory(valid_to=datetime.date(2025, 6, 30))
    new = UnitFactory(valid_from=datetime.date(2025, 7, 1))
    assert set(Unit.objects.valid_on(datetime.date(2025, 6, 30))) == {always, old}
    assert set(Unit.objects.valid_on(datetime.date(2025, 7, 1))) == {always, new}


@pytest.mark.django_db
def test_units__ancestor_paths_lead_down_to_the_unit() -> None:
    root = UnitFactory()
    child = UnitFactory(parent=root)
    leaf = UnitFactory(parent=child)
    assert Unit.ancestor_paths(leaf.path) == [root.path, child.path, leaf.path]
    assert leaf.public_name == leaf.workplace
    assert UnitFactory(workplace="", short_name="LĐLĐ tỉnh").public_name == "LĐLĐ tỉnh"


@pytest.mark.django_db
def test_fields__top_level_in_the_editors_order() -> None:
    second = FieldFactory(sort_order=2, name="A")
    first = FieldFactory(sort_order=1, name="B")
    FieldFactory(parent=first, sort_order=0)
    assert list(Field.objects.top_level()) == [first, second]
