"""The award desk: candidates, stages, joined people, conflicts, awards written onto initiatives and taken back."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from showcase.awards import stages, writing
from showcase.awards.conflicts import conflicts
from showcase.awards.eligibility import State
from showcase.awards.gather import dossiers
from showcase.awards.pool import Wish, author_key, find, initiative_key
from showcase.awards.stages import DeskError
from showcase.choices import Education, Evidence
from showcase.models import (
    AwardCandidate,
    AwardRound,
    AwardType,
    Initiative,
    InitiativeAuthor,
    InitiativeAward,
    Stage,
    Unit,
)
from tests.awards import DAY, candidate_names, desk_round, honour, work
from tests.factories import CampaignPageFactory, OfficeFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Any:
    """An administrator."""
    return UserFactory(is_superuser=True)


@pytest.fixture
def province() -> Unit:
    """A deciding body."""
    unit: Unit = UnitFactory(kind=Unit.Kind.PROVINCE, short_name="LĐLĐ Thử", workplace="")
    return unit


@pytest.fixture
def shop(province: Unit) -> Unit:
    """A workplace below it."""
    unit: Unit = UnitFactory(parent=province, workplace="Xưởng Thử")
    return unit


def put(round_: AwardRound, user: Any, *works: Initiative) -> list[int]:
    """Put initiatives on the longlist; keys of the candidates in their order."""
    stages.add(round_, user, [initiative_key(one.pk) for one in works])
    keys = dict(AwardCandidate.objects.filter(round=round_).values_list("key", "pk"))
    return [keys[initiative_key(one.pk)] for one in works]


def kinds(round_: AwardRound, pk: int) -> set[str]:
    """Kinds of conflicts of a candidate."""
    return {conflict.kind for conflict in conflicts(round_, dossiers(round_))[pk]}


def decided(round_: AwardRound, user: Any, pks: list[int]) -> None:
    """Choose candidates and close the round."""
    stages.move(round_, user, pks, Stage.CHOSEN)
    AwardRound.objects.filter(pk=round_.pk).update(
        decision_number="915/QĐ-LĐLĐ", decided_on=datetime.date(2022, 5, 15)
    )
    stages.close(round_, user)
    round_.refresh_from_db()


# Finding and adding ---------------------------------------------------------------------------------------


def test_find__initiatives_of_body_campaign_and_day(province: Unit, shop: Unit, boss: Any) -> None:
    campaign = CampaignPageFactory()
    fits = work(shop, campaign=campaign, title="Cữ định vị")
    work(shop, title="Không thuộc chương trình")
    work(UnitFactory(), campaign=campaign, title="Đơn vị khác")
    work(shop, year=2023, campaign=campaign, title="Sau ngày xét")
    work(shop, campaign=campaign, live=False, title="Chưa công bố")
    round_ = desk_round(province, campaign=campaign)
    found, more = find(round_, boss, Wish())
    assert [one.codes for one in found] == [(fits.code,)]
    assert not more
    assert find(round_, boss, Wish(text="không có chữ này"))[0] == []
    assert [one.name for one in find(round_, boss, Wish(text=fits.code.lower()))[0]] == ["Cữ định vị"]
    assert find(round_, boss, Wish(year_to=2021))[0] == []


def test_find__people_by_name_and_unit(province: Unit, shop: Unit, boss: Any) -> None:
    other = UnitFactory(parent=province)
    first, second = work(shop, 2021), work(shop, 2022)
    work(other, 2022)
    round_ = desk_round(province, honour(AwardType.Subject.PERSON))
    found, _more = find(round_, boss, Wish(text="Mẫu"))
    assert (found[0].name, set(found[0].codes)) == ("Lê Thị Mẫu", {first.code, second.code})
    assert len(found) == 2


def test_add__a_person_brings_all_initiatives_of_the_unit(province: Unit, shop: Unit, boss: Any) -> None:
    campaign = CampaignPageFactory()
    works = [work(shop, year, 60_000_000) for year in (2020, 2021)] + [
        work(shop, 2022, 60_000_000, campaign=campaign)
    ]
    round_ = desk_round(province, honour(AwardType.Subject.PERSON), campaign=campaign)
    assert stages.add(round_, boss, [author_key("lê thị MẪU", shop.pk)]) == 1
    (dossier,) = dossiers(round_)
    assert [one.code for one in dossier.works] == [one.code for one in works]
    assert dossier.verdict.state is State.MET
    assert [outcome.met for outcome in dossier.verdict.outcomes] == [False, True]


def test_add__twice_is_once_and_others_are_out_of_reach(province: Unit, shop: Unit, boss: Any) -> None:
    inside, outside = work(shop), work(UnitFactory())
    round_ = desk_round(province)
    keys = [initiative_key(inside.pk), initiative_key(outside.pk), "i999999", "ix", "p1:x", ""]
    assert stages.add(round_, boss, keys) == 1
    assert stages.add(round_, boss, keys) == 0
    assert candidate_names(round_) == [inside.title]


def test_add__an_office_reaches_its_own_units(province: Unit, shop: Unit) -> None:
    other = UnitFactory(parent=province)
    member = UserFactory()
    OfficeFactory(units=[shop], members=[member])
    round_ = desk_round(province)
    own, foreign = work(shop, title="Của mình"), work(other)
    assert [one.name for one in find(round_, member, Wish())[0]] == ["Của mình"]
    assert stages.add(round_, member, [initiative_key(own.pk), initiative_key(foreign.pk)]) == 1


# Stages ---------------------------------------------------------------------------------------------------


def test_move__notes_who_whence_and_why(province: Unit, shop: Unit, boss: Any) -> None:
    round_ = desk_round(province)
    (pk,) = put(round_, boss, work(shop))
    assert stages.move(round_, boss, [pk], Stage.SHORT, "Số đo rõ") == 1
    assert stages.move(round_, boss, [pk], Stage.SHORT) == 0
    with pytest.raises(DeskError, match="ghi lý do"):
        stages.move(round_, boss, [pk], Stage.LEFT, "  ")
    (dossier,) = dossiers(round_)
    assert [(step.before, step.after, step.note, step.user) for step in dossier.steps] == [
        ("", "long", "", boss),
        ("long", "short", "Số đo rõ", boss),
    ]
    assert ModelLogEntry.objects.filter(action=stages.MOVED, object_id=str(round_.pk), user=boss).count() == 1


def test_move__nobody_marked_or_of_another_round(province: Unit, shop: Unit, boss: Any) -> None:
    round_, other = desk_round(province), desk_round(province, name="Đợt khác")
    (pk,) = put(other, boss, work(shop))
    for pks in ([], [pk], [0]):
        with pytest.raises(DeskError, match="đánh dấu"):
            stages.move(round_, boss, pks, Stage.SHORT)


def test_remove__only_from_the_longlist(province: Unit, shop: Unit, boss: Any) -> None:
    round_ = desk_round(province)
    first, second = put(round_, boss, work(shop), work(shop))
    stages.move(round_, boss, [second], Stage.SHORT)
    with pytest.raises(DeskError):
        stages.remove(round_, boss, [first, second])
    assert stages.remove(round_, boss, [first]) == 1
    assert AwardCandidate.objects.filter(round=round_).count() == 1


def test_join_and_part__same_name_in_two_units(province: Unit, shop: Unit, boss: Any) -> None:
    other = UnitFactory(parent=province)
    works = [work(shop, 2020, 60_000_000), work(other, 2021, 60_000_000), work(shop, 2022, 60_000_000)]
    round_ = desk_round(province, honour(AwardType.Subject.PERSON))
    stages.add(round_, boss, [author_key("Lê Thị Mẫu", unit.pk) for unit in (shop, other)])
    before = dossiers(round_)
    assert [one.verdict.state for one in before] == [State.NOT_MET, State.NOT_MET]
    assert all("same_name" in kinds(round_, one.candidate.pk) for one in before)
    pks = [one.candidate.pk for one in before]
    stages.join(round_, boss, pks)
    (joined,) = dossiers(round_)
    assert [one.code for one in joined.works] == [one.code for one in works]
    assert joined.verdict.state is State.MET
    assert "same_name" not in kinds(round_, joined.candidate.pk)
    assert stages.part(round_, boss, [joined.candidate.pk]) == 1
    assert len(dossiers(round_)) == 2
    with pytest.raises(DeskError, match="từ hai ứng viên"):
        stages.join(round_, boss, pks[:1])


def test_join__initiatives_are_not_people(province: Unit, shop: Unit, boss: Any) -> None:
    round_ = desk_round(province)
    with pytest.raises(DeskError, match="là tác giả"):
        stages.join(round_, boss, put(round_, boss, work(shop), work(shop)))


def test_close__needs_a_decision_and_somebody(province: Unit, shop: Unit, boss: Any) -> None:
    round_ = desk_round(province)
    (pk,) = put(round_, boss, work(shop))
    with pytest.raises(DeskError, match="số và ngày"):
        stages.close(round_, boss)
    AwardRound.objects.filter(pk=round_.pk).update(decision_number="915/QĐ", decided_on=DAY)
    with pytest.raises(DeskError, match="Chưa có ứng viên"):
        stages.close(round_, boss)
    stages.move(round_, boss, [pk], Stage.CHOSEN)
    stages.close(round_, boss)
    for attempt in (
        lambda: stages.move(round_, boss, [pk], Stage.SHORT),
        lambda: stages.add(round_, boss, ["i1"]),
        lambda: stages.remove(round_, boss, [pk]),
        lambda: stages.close(round_, boss),
    ):
        with pytest.raises(DeskError, match="đã chốt"):
            attempt()
    stages.reopen(round_, boss)
    assert stages.move(round_, boss, [pk], Stage.SHORT) == 1


# Verdicts and conflicts -----------------------------------------------------------------------------------


def test_dossiers__every_author_counts(province: Unit, shop: Unit, boss: Any) -> None:
    engineer = InitiativeAuthor(name="Kỹ sư Ví Dụ", education=Education.UNIVERSITY)
    worker = InitiativeAuthor(name="Thợ Ví Dụ", education=Education.COLLEGE)
    round_ = desk_round(province)
    put(round_, boss, work(shop, authors=[worker, engineer]))
    (dossier,) = dossiers(round_)
    assert dossier.verdict.state is State.NOT_MET
    sentences = [one.sentence for one in dossier.verdict.outcomes[0].findings]
    assert any("Kỹ sư Ví Dụ: trình độ đại học, cao hơn" in one for one in sentences)
    assert any("Thợ Ví Dụ: trình độ cao đẳng" in one for one in sentences)


def test_conflicts__none_for_a_sound_candidate(province: Unit, shop: Unit, boss: Any) -> None:
    round_ = desk_round(province)
    (pk,) = put(round_, boss, work(shop))
    assert kinds(round_, pk) == set()


def test_conflicts__two_rounds_of_one_honour_and_year(province: Unit, shop: Unit, boss: Any) -> None:
    award, initiative = honour(), work(shop)
    first = desk_round(province, award)
    second = desk_round(province, award, name="Đợt sau", day=datetime.date(2022, 12, 1))
    next_year = desk_round(province, award, name="Năm sau", day=datetime.date(2023, 5, 1))
    pks = {one.pk: put(one, boss, initiative)[0] for one in (first, second, next_year)}
    assert "two_rounds" in kinds(first, pks[first.pk])
    assert "two_rounds" not in kinds(next_year, pks[next_year.pk])
    stages.move(second, boss, [pks[second.pk]], Stage.LEFT, "Xét ở đợt trước")
    assert "two_rounds" not in kinds(first, pks[first.pk])


def test_conflicts__author_counted_twice(province: Unit, shop: Unit, boss: Any) -> None:
    round_ = desk_round(province)
    first, second = put(round_, boss, work(shop), work(shop))
    assert kinds(round_, first) == {"author_counted_twice"}
    stages.move(round_, boss, [second], Stage.LEFT, "Một người một sáng kiến")
    assert kinds(round_, first) == set()


def test_conflicts__shares_author_twice_awarded_money_and_recognition(
    province: Unit, shop: Unit, boss: Any
) -> None:
    award = honour()
    round_ = desk_round(province, award)
    initiative = work(
        shop,
        benefit_evidence=Evidence.STATED,
        awards=[InitiativeAward(award_type=award, decision_number="12/QĐ", date=datetime.date(2022, 4, 1))],
        authors=[
            InitiativeAuthor(name="Lê Thị Mẫu", share=Decimal(60)),
            InitiativeAuthor(name="lê thị mẫu", share=Decimal(40)),
        ],
    )
    (pk,) = put(round_, boss, initiative)
    assert kinds(round_, pk) == {"author_twice", "awarded", "no_evidence"}
    InitiativeAuthor.objects.filter(initiative=initiative, share=40).update(share=Decimal(39))
    Initiative.objects.filter(pk=initiative.pk).update(recognised_on=None, live=False)
    assert {"shares", "not_recognised", "not_live"} <= kinds(round_, pk)
    sentences = [one.sentence for one in conflicts(round_, dossiers(round_))[pk]]
    assert any("cộng lại là 99%, không phải 100%" in one for one in sentences)
    InitiativeAuthor.objects.filter(initiative=initiative, share=39).update(share=None)
    assert "shares" in kinds(round_, pk)


def test_conflicts__workplace_that_ended(province: Unit, boss: Any) -> None:
    gone = UnitFactory(parent=province, valid_to=datetime.date(2022, 3, 31))
    round_ = desk_round(province)
    (pk,) = put(round_, boss, work(gone))
    assert kinds(round_, pk) == {"unit_ended"}


def test_desk__number_of_queries_does_not_grow(
    province: Unit, shop: Unit, boss: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    round_ = desk_round(province)
    put(round_, boss, *[work(shop, 2020 + number % 3) for number in range(12)])
    with django_assert_max_num_queries(9):
        found = dossiers(round_)
        conflicts(round_, found)
    assert len(found) == 12


# Writing --------------------------------------------------------------------------------------------------


def test_write_and_undo__awards_on_initiatives(province: Unit, shop: Unit, boss: Any) -> None:
    award = honour(name="Sáng kiến Thử")
    round_ = desk_round(province, award)
    chosen, left = work(shop), work(shop)
    pks = put(round_, boss, chosen, left)
    decided(round_, boss, pks[:1])
    written = writing.write(round_, boss)
    given = InitiativeAward.objects.get(initiative=chosen)
    assert (given.award_type, given.decision_number, given.date, given.body) == (
        award,
        "915/QĐ-LĐLĐ",
        datetime.date(2022, 5, 15),
        province,
    )
    assert not InitiativeAward.objects.filter(initiative=left).exists()
    assert ModelLogEntry.objects.filter(action=writing.GIVEN, object_id=str(chosen.pk)).count() == 1
    with pytest.raises(DeskError, match="đã được ghi"):
        writing.write(round_, boss)
    with pytest.raises(DeskError, match="hoàn tác"):
        stages.reopen(round_, boss)
    writing.undo(written, boss)
    assert not InitiativeAward.objects.filter(initiative=chosen).exists()
    assert ModelLogEntry.objects.filter(action=writing.TAKEN, object_id=str(chosen.pk)).count() == 1
    with pytest.raises(DeskError, match="đã được hoàn tác"):
        writing.undo(written, boss)
    writing.write(round_, boss)
    assert InitiativeAward.objects.filter(initiative=chosen).count() == 1


def test_write__survives_the_next_publication(province: Unit, shop: Unit, boss: Any) -> None:
    """Both of a record that was edited since, and of one whose form is opened afterwards."""
    round_ = desk_round(province)
    plain, edited = work(shop), work(shop)
    for one in (plain, edited):
        one.save_revision().publish()
    edited.refresh_from_db()
    edited.title = "Tên mới trong bản nháp"
    edited.save_revision()
    decided(round_, boss, put(round_, boss, plain, edited))
    writing.write(round_, boss)
    for one in (plain, edited):
        one.refresh_from_db()
        assert one.live
        assert one.awards.count() == 1
    assert not plain.has_unpublished_changes
    assert edited.has_unpublished_changes
    assert edited.title != "Tên mới trong bản nháp"
    for one in (plain, edited):
        Initiative.objects.get(pk=one.pk).get_latest_revision().publish()
        assert InitiativeAward.objects.filter(initiative=one).count() == 1
    edited.refresh_from_db()
    assert edited.title == "Tên mới trong bản nháp"


def test_write__one_that_waits_for_its_hour_is_left_and_named(province: Unit, shop: Unit, boss: Any) -> None:
    round_ = desk_round(province)
    waiting, free = work(shop), work(shop)
    waiting.save_revision(approved_go_live_at=datetime.datetime(2099, 1, 1, tzinfo=datetime.UTC))
    decided(round_, boss, put(round_, boss, waiting, free))
    written = writing.write(round_, boss)
    assert not InitiativeAward.objects.filter(initiative=waiting).exists()
    assert "hẹn giờ" in written.rows.get(initiative=waiting).refusal
    assert written.rows.get(initiative=free).refusal == ""


def test_undo__leaves_what_somebody_changed(province: Unit, shop: Unit, boss: Any) -> None:
    round_ = desk_round(province)
    initiative = work(shop)
    decided(round_, boss, put(round_, boss, initiative))
    written = writing.write(round_, boss)
    InitiativeAward.objects.filter(initiative=initiative).update(decision_number="916/QĐ-LĐLĐ")
    writing.undo(written, boss)
    assert InitiativeAward.objects.filter(initiative=initiative).exists()
    assert "đã được sửa" in written.rows.get().undo_refusal


def test_write__an_open_round_is_refused(province: Unit, shop: Unit, boss: Any) -> None:
    with pytest.raises(DeskError, match="chốt quyết định"):
        writing.write(desk_round(province), boss)
