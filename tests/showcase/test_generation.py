"""Generated initiatives: consistent records, repeatable, added to what exists."""

import datetime
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from wagtail.models import Page

from home.models import CampaignPage
from showcase.choices import Level
from showcase.generation import GenerationError, generate
from showcase.generation.narrative import dotted
from showcase.generation.vocabulary import Gain, read_vocabulary
from showcase.models import (
    CODE_PATTERN,
    AwardType,
    Consent,
    Field,
    Initiative,
    Keyword,
    Unit,
)
from showcase.signals import initiatives_changed

pytestmark = pytest.mark.django_db

UNITS = 70
LAST_DAY_OF_OLD = datetime.date(2025, 6, 30)


@pytest.fixture
def structure() -> None:
    """Every leaf field, a few bodies of each kind, two awards and a campaign of the capital."""
    for craft in read_vocabulary().crafts.values():
        top, _ = Field.objects.get_or_create(slug=craft.top, defaults={"name": craft.top})
        Field.objects.create(slug=craft.field, name=craft.field, parent=top)
    root = Unit.add_root(name="Tổng", short_name="Tổng LĐLĐ", slug="tong-ldld", kind=Unit.Kind.CONFEDERATION)
    capital = _child(root, "ha-noi", Unit.Kind.PROVINCE)
    _child(root, "ha-tay-cu", Unit.Kind.PROVINCE, valid_to=LAST_DAY_OF_OLD)
    _child(root, "moi", Unit.Kind.PROVINCE, valid_from=datetime.date(2025, 7, 1))
    _child(capital, "hn-long-bien", Unit.Kind.UPPER, valid_to=LAST_DAY_OF_OLD)
    _child(capital, "hn-y-te", Unit.Kind.SECTOR)
    AwardType.objects.create(name="Giấy khen", slug="giay-khen", level=Level.UPPER)
    AwardType.objects.create(name="Bằng khen", slug="bang-khen", level=Level.PROVINCE, body=capital)
    Page.objects.get(depth=1).add_child(
        instance=CampaignPage(
            title="Sáng kiến Thủ đô", slug="thu-do", organiser="ha-noi", starts_on=datetime.date(2018, 1, 1)
        )
    )


def _child(parent: Unit, slug: str, kind: str, **values: Any) -> Unit:
    current = Unit.objects.get(pk=parent.pk)
    return current.add_child(name=slug, short_name=slug, slug=slug, kind=kind, place=slug, **values)


def _generate(count: int, seed: int = 1, **options: Any) -> list[Initiative]:
    """Generate, and return what was added."""
    before = set(Initiative.objects.values_list("pk", flat=True))
    generate(count, seed, units=UNITS, **options)
    return list(Initiative.objects.exclude(pk__in=before).order_by("pk"))


def _snapshot() -> list[dict[str, Any]]:
    """Everything that a run writes, without primary keys of what is made on the side."""
    return [
        {
            "fields": {
                field.attname: getattr(initiative, field.attname)
                for field in Initiative._meta.concrete_fields
                if field.attname not in {"id", "measures", "unit_id"}
            },
            "unit": initiative.unit.slug,
            "measures": list(initiative.measures.raw_data),
            "authors": list(
                initiative.authors.values("name", "job_title", "education", "share", "sort_order")
            ),
            "recognitions": list(
                initiative.recognitions.values("level", "body__slug", "date", "decision_number")
            ),
            "awards": list(initiative.awards.values("award_type__slug", "body__slug", "date")),
            "tags": sorted(initiative.tags.values_list("name", flat=True)),
        }
        for initiative in Initiative.objects.order_by("code")
    ]


@pytest.mark.usefixtures("structure")
def test_generate__derived_columns_follow_from_what_was_written() -> None:
    for initiative in _generate(150):
        written = (
            initiative.year,
            initiative.highest_level,
            initiative.recognised_on,
            initiative.shares_total,
        )
        initiative.derive()
        assert written == (
            initiative.year,
            initiative.highest_level,
            initiative.recognised_on,
            initiative.shares_total,
        )


@pytest.mark.usefixtures("structure")
def test_generate__records_are_valid_published_and_marked() -> None:
    initiatives = _generate(150)

    assert len(initiatives) == 150
    for initiative in initiatives:
        initiative.full_clean()
        assert re.fullmatch(CODE_PATTERN, initiative.code)
        assert initiative.code.split("-")[1] == str(initiative.year)
        assert initiative.live
        assert initiative.is_demo
        assert initiative.first_published_at is not None
        assert initiative.field.parent is not None
        assert initiative.measures[0].value["before"] != initiative.measures[0].value["after"]
    assert len({initiative.code for initiative in initiatives}) == 150


@pytest.mark.usefixtures("structure")
def test_generate__recognitions_climb_the_bodies_of_their_day() -> None:
    levels = set()
    for initiative in _generate(400):
        above = {unit.pk: unit for unit in [*initiative.unit.get_ancestors(), initiative.unit]}
        recognitions = list(initiative.recognitions.all())
        ranks = [Level(recognition.level).rank for recognition in recognitions]
        assert ranks == sorted(set(ranks))
        assert recognitions[0].body_id == initiative.unit_id
        assert recognitions[-1].level == initiative.highest_level
        assert initiative.applied_on <= recognitions[0].date
        for recognition in recognitions:
            body = above[recognition.body_id]
            assert body.valid_from is None or initiative.applied_on >= body.valid_from
            assert body.valid_to is None or recognition.date <= body.valid_to
        levels.add(initiative.highest_level)
    assert levels == {level.value for level in Level}


@pytest.mark.usefixtures("structure")
def test_generate__everyone_and_everything_that_hangs_on_a_record() -> None:
    sizes, campaigns = set(), set()
    for initiative in _generate(400):
        authors = list(initiative.authors.all())
        sizes.add(len(authors))
        assert all(author.workplace == initiative.unit.workplace for author in authors)
        assert 2 <= initiative.tags.count() <= 5
        for award in initiative.awards.all():
            assert award.award_type.level == initiative.highest_level
            assert award.body_id in initiative.recognitions.values_list("body_id", flat=True)
        if initiative.campaign:
            campaigns.add(initiative.campaign.slug)
            assert initiative.applied_on >= initiative.campaign.starts_on
            assert "ha-noi" in {unit.slug for unit in initiative.unit.get_ancestors()}
    assert sizes == {1, 2, 3, 4}
    assert campaigns == {"thu-do"}
    assert Consent.objects.filter(covers_name=True, authorships__isnull=False).exists()


@pytest.mark.usefixtures("structure")
def test_generate__texts_are_filled_in_and_varied() -> None:
    initiatives = _generate(500)

    for initiative in initiatives:
        texts = [
            getattr(initiative, name)
            for name in ("title", "summary", "problem", "solution", "steps", "results", "benefit_method")
        ]
        assert not re.search(r"[{}]|  |\.\.|\bNone\b", " ".join(filter(None, texts)))
        assert texts[0][0].isupper()
    assert len({initiative.title for initiative in initiatives}) > 0.9 * len(initiatives)
    words = [
        len(" ".join((one.problem, one.solution, one.steps, one.results)).split()) for one in initiatives
    ]
    assert 100 <= sum(words) / len(words) <= 140


@pytest.mark.usefixtures("structure")
@pytest.mark.parametrize("batch_size", [1_000, 7])
def test_generate__same_seed_gives_the_same_records(batch_size: int) -> None:
    with transaction.atomic():
        generate(40, 5, units=UNITS)
        first = _snapshot()
        transaction.set_rollback(True)
    generate(40, 5, units=UNITS, batch_size=batch_size)

    assert _snapshot() == first


@pytest.mark.usefixtures("structure")
def test_generate__another_run_adds_and_leaves_the_rest_alone() -> None:
    _generate(30, seed=1)
    first = _snapshot()
    added = _generate(30, seed=2)

    everything = _snapshot()
    assert [record for record in everything if record in first] == first
    assert len(everything) == 60
    assert {one.title for one in added} != {record["fields"]["title"] for record in first}


@pytest.mark.usefixtures("structure")
def test_generate__numbers_follow_the_highest_of_their_own() -> None:
    first = _generate(1)[0]
    first.code = "KT-2022-10000777"
    first.save()
    other = _generate(1)[0]

    assert other.code.endswith("-10000778")


@pytest.mark.usefixtures("structure")
def test_generate__records_saved_afterwards_get_free_keys() -> None:
    last = _generate(5)[-1]
    keyword = Keyword.objects.create(name="thêm sau", slug="them-sau")
    last.tags.add(keyword)
    last.save()
    last.pk = None
    last.code = "KT-2022-0001"
    last._state.adding = True
    last.save(force_insert=True)

    assert Initiative.objects.count() == 6


@pytest.mark.usefixtures("structure")
def test_units__are_made_once_in_a_sound_tree() -> None:
    before = Unit.objects.count()
    generate(3, 1, units=UNITS)
    paths = dict(Unit.objects.values_list("slug", "path"))
    generate(3, 2, units=UNITS)

    assert Unit.objects.count() == before + UNITS
    assert dict(Unit.objects.values_list("slug", "path")) == paths
    assert not any(Unit.find_problems())
    made = Unit.objects.filter(slug__startswith="cdcs-")
    assert all(unit.is_demo and unit.kind == Unit.Kind.GRASSROOTS for unit in made)
    assert made.values("name").distinct().count() == UNITS


@pytest.mark.usefixtures("structure")
def test_units__more_of_them_keep_the_first_ones() -> None:
    generate(1, 1, units=40)
    first = dict(Unit.objects.values_list("slug", "path"))
    generate(1, 1, units=UNITS)

    assert first.items() <= dict(Unit.objects.values_list("slug", "path")).items()
    assert Unit.objects.filter(slug__startswith="cdcs-").count() == UNITS
    assert not any(Unit.find_problems())


@pytest.mark.usefixtures("structure")
@pytest.mark.parametrize(("limit", "announced"), [(10, True), (9, False)])
def test_generate__announces_small_runs_only(
    monkeypatch: pytest.MonkeyPatch, limit: int, announced: bool
) -> None:
    monkeypatch.setattr("showcase.generation.runs.SIGNAL_LIMIT", limit)
    heard: list[int] = []

    def listener(ids: list[int], **kwargs: Any) -> None:
        heard.extend(ids)

    initiatives_changed.connect(listener)
    try:
        assert generate(10, 1, units=UNITS, batch_size=4) is announced
    finally:
        initiatives_changed.disconnect(listener)

    assert sorted(heard) == (
        list(Initiative.objects.order_by("pk").values_list("pk", flat=True)) if announced else []
    )


@pytest.mark.parametrize(
    ("remove", "named"),
    [
        (lambda: Field.objects.filter(slug="co-khi").delete(), "co-khi"),
        (lambda: AwardType.objects.all().delete(), "khen thưởng"),
        (lambda: Unit.objects.all().delete(), "liên đoàn"),
    ],
)
@pytest.mark.usefixtures("structure")
def test_generate__says_what_is_missing(remove: Callable[[], Any], named: str) -> None:
    remove()

    with pytest.raises(GenerationError, match=named):
        generate(1, 1, units=UNITS)
    assert not Initiative.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [["0"], ["-5"], ["10000001"], ["1", "--seed=-1"], ["1", "--batch-size=0"], ["1", "--units=0"], ["ba"]],
)
def test_command__refuses_numbers_out_of_range(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("generate_initiatives", *arguments)


def test_command__an_empty_site_is_an_error_with_the_way_out() -> None:
    with pytest.raises(CommandError, match="load_demo"):
        call_command("generate_initiatives", "1")


@pytest.mark.usefixtures("structure")
@pytest.mark.parametrize(("limit", "hinted"), [(5, False), (4, True)])
def test_command__hints_at_the_index_when_nothing_was_announced(
    monkeypatch: pytest.MonkeyPatch, limit: int, hinted: bool
) -> None:
    monkeypatch.setattr("showcase.generation.runs.SIGNAL_LIMIT", limit)
    out = StringIO()
    call_command("generate_initiatives", "5", f"--units={UNITS}", stdout=out)

    assert "Đã dựng 5 sáng kiến" in out.getvalue()
    assert ("search_index rebuild" in out.getvalue()) is hinted


def test_dotted__groups_by_thousands() -> None:
    assert [dotted(value) for value in (0, 999, 1_000, 26_760_000)] == ["0", "999", "1.000", "26.760.000"]


def test_vocabulary__every_gain_can_be_told() -> None:
    vocabulary = read_vocabulary()
    gains: list[Gain] = [
        gain for craft in vocabulary.crafts.values() for theme in craft.themes for gain in theme.gains
    ]

    assert all(0 < gain.low <= gain.high and 0 < gain.before[0] <= gain.before[1] for gain in gains)
    # Percentage points only ever rise: the patterns say "thêm … điểm phần trăm".
    assert all(gain.rises for gain in gains if gain.points)
