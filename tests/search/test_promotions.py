"""Pinned results: above the others for the questions that editors chose, and never what the public may not see."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from search.contract import FacetName, Filter, Kind, SearchRequest, Sort
from search.indexing import rebuild
from search.models import PromotedRecord, PromotedResult
from search.promotions import MAX_SHOWN, promoted_for
from showcase.models import Initiative
from showcase.roles import CONTRIBUTOR, EDITOR
from tests.editing import errors, filled, inline_formset, text_of
from tests.factories import (
    CataloguePageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    StoryPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

EVERYTHING = tuple(Kind)
TODAY = datetime.date(2026, 3, 8)


def promote(phrases: str, *records: Any, **values: Any) -> PromotedResult:
    """Pin records to questions."""
    promotion: PromotedResult = PromotedResult.objects.create(phrases=phrases, **values)
    for at, record in enumerate(records):
        target = {"initiative": record} if isinstance(record, Initiative) else {"page_id": record.pk}
        PromotedRecord.objects.create(promotion=promotion, sort_order=at, **target)
    return promotion


def shown(text: str, **values: Any) -> list[str]:
    """Titles pinned to a question."""
    search = SearchRequest(text=text, **{"kinds": EVERYTHING, **values})
    return [found.record.title for found in promoted_for(search, TODAY)]


@pytest.mark.parametrize(
    "text", ["tiết kiệm điện", "TIET KIEM DIEN", "  tiết  kiệm điện?", "tiê\u0301t kiệm điện"]
)
def test_promoted__matches_the_whole_question_by_its_words(text: str) -> None:
    promote("tiết kiệm điện\nbớt tiền điện", InitiativeFactory(title="Chạy bơm theo mức bể"))
    assert shown(text) == ["Chạy bơm theo mức bể"]


@pytest.mark.parametrize("text", ["", "tiết kiệm", "tiết kiệm điện năng", "điện tiết kiệm"])
def test_promoted__nothing_for_another_question(text: str) -> None:
    promote("tiết kiệm điện", InitiativeFactory())
    assert shown(text) == []


def test_promoted__in_the_editors_order_each_once_and_not_too_many() -> None:
    records = [InitiativeFactory(title=f"Sáng kiến {n}") for n in range(4)]
    guidance = GuidancePageFactory(title="Hướng dẫn")
    promote("điện", records[2], guidance, records[0])
    promote("điện\nđiện năng", records[0], *records[1:], InitiativeFactory(), InitiativeFactory())
    titles = shown("điện")
    assert titles[:5] == ["Sáng kiến 2", "Hướng dẫn", "Sáng kiến 0", "Sáng kiến 1", "Sáng kiến 3"]
    assert len(titles) == MAX_SHOWN


def test_promoted__only_of_the_kinds_asked_for() -> None:
    promote("điện", InitiativeFactory(title="Sáng kiến"), StoryPageFactory(title="Chuyện"))
    assert shown("điện", kinds=(Kind.INITIATIVE,)) == ["Sáng kiến"]
    assert shown("điện", kinds=(Kind.STORY,)) == ["Chuyện"]


@pytest.mark.parametrize(
    "values",
    [{"page": 2}, {"filters": (Filter(FacetName.LEVEL, ("province",)),)}, {"sort": Sort.NEWEST}],
)
def test_promoted__only_on_the_first_page_as_it_was_asked(values: dict[str, Any]) -> None:
    promote("điện", InitiativeFactory())
    assert shown("điện")
    assert shown("điện", **values) == []


@pytest.mark.parametrize(
    ("starts", "ends", "due"),
    [(None, None, True), (0, 0, True), (-1, 1, True), (1, None, False), (None, -1, False)],
)
def test_promoted__within_its_dates(starts: int | None, ends: int | None, due: bool) -> None:
    def day(distance: int | None) -> datetime.date | None:
        return None if distance is None else TODAY + datetime.timedelta(days=distance)

    promote("điện", InitiativeFactory(), starts_on=day(starts), ends_on=day(ends))
    assert bool(shown("điện")) is due


def test_promoted__never_what_the_public_may_not_see() -> None:
    draft = InitiativeFactory(live=False)
    restricted, withdrawn = GuidancePageFactory(), StoryPageFactory()
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
    promote("điện", draft, restricted, withdrawn, InitiativeFactory(title="Công khai"))
    withdrawn.unpublish()
    assert shown("điện") == ["Công khai"]


def test_promoted__goes_with_its_record_and_with_its_switch() -> None:
    record = InitiativeFactory()
    promotion = promote("điện", record)
    assert shown("điện")
    record.delete()
    assert shown("điện") == []
    assert PromotedResult.objects.filter(pk=promotion.pk).exists()
    other = promote("nước", InitiativeFactory())
    other.is_active = False
    other.save()
    assert shown("nước") == []


def test_promoted__costs_no_query_for_other_questions_and_two_for_initiatives() -> None:
    promote("điện", InitiativeFactory(), InitiativeFactory())
    shown("điện")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        shown("nước")
    assert len(queries) == 0
    with CaptureQueriesContext(connection) as queries:
        shown("điện", kinds=(Kind.INITIATIVE,))
    assert len(queries) <= 2


# On the pages ----------------------------------------------------------------------------------------------


def test_catalogue__shows_them_above_and_not_again_below(client: Client, index_path: Path) -> None:
    CataloguePageFactory()
    first = InitiativeFactory(title="Bớt điện cho lò", summary="Chuyện của lò.")
    for n in range(3):
        InitiativeFactory(title=f"Điện, điện và điện {n}")
    rebuild()
    promote("điện", first)
    page = client.get("/sang-kien/?q=điện")
    assert [found.record.title for found in page.context["pinned"][0].items] == ["Bớt điện cho lò"]
    below = [found.record.pk for found in page.context["results"]]
    assert first.pk not in below
    assert len(below) == 3
    assert page.context["total"] == 4
    text = text_of(page)
    assert text.index("Ban biên tập gợi ý") < text.index("Bớt điện cho lò") < text.index("4 sáng kiến")
    assert "Ban biên tập gợi ý" not in text_of(client.get("/sang-kien/?q=điện&level=province"))


def test_catalogue__all_results_pinned_is_no_empty_page(client: Client, index_path: Path) -> None:
    record = InitiativeFactory(title="Điện cho lò")
    rebuild()
    promote("điện", record)
    for address in ("/sang-kien/?q=điện", "/tim-kiem/?q=điện", "/tim-kiem/?q=điện&kind=initiative"):
        text = text_of(client.get(address))
        assert text.count("Điện cho lò") == 1, address
        assert "Không tìm thấy" not in text, address


def test_results__are_pinned_where_nothing_is_found(client: Client, index_path: Path) -> None:
    record, guidance = (
        InitiativeFactory(title="Chạy bơm theo mức bể"),
        GuidancePageFactory(title="Cách nộp hồ sơ"),
    )
    rebuild()
    promote("xyzzy", record, guidance)
    text = text_of(client.get("/tim-kiem/?q=xyzzy"))
    assert (
        text.index("Ban biên tập gợi ý") < text.index("Chạy bơm theo mức bể") < text.index("Cách nộp hồ sơ")
    )


def test_results__are_pinned_without_an_index(client: Client, index_path: Path) -> None:
    promote("điện", InitiativeFactory(title="Chạy bơm theo mức bể"))
    assert "Chạy bơm theo mức bể" in text_of(client.get("/tim-kiem/?q=điện"))


# Writing them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phrases": " \n "}, "phrases"),
        ({"phrases": "điện\n???"}, "phrases"),
        ({"phrases": "điện", "starts_on": TODAY, "ends_on": TODAY - datetime.timedelta(days=1)}, "ends_on"),
    ],
)
def test_promotion__that_cannot_work_is_refused_at_its_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        PromotedResult(**values).full_clean()
    assert set(caught.value.message_dict) == {field}


def test_promoted_record__is_one_record() -> None:
    promotion = promote("điện")
    record = InitiativeFactory()
    for values in ({}, {"initiative": record, "page": Page.objects.first()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PromotedRecord.objects.create(promotion=promotion, **values)


def test_admin__editor_pins_a_record(client: Client) -> None:
    client.force_login(UserFactory(role=EDITOR))
    record = InitiativeFactory(title="Chạy bơm theo mức bể")
    add = reverse("wagtailsnippets_search_promotedresult:add")
    assert "tiết kiệm điện</textarea>" in client.get(add, {"phrases": "tiết kiệm điện"}).content.decode()
    values = {
        "phrases": "tiết kiệm điện",
        "starts_on": timezone.localdate(),
        "records": inline_formset([{"initiative": record.pk, "page": ""}]),
    }
    answer = client.post(add, filled(client.get(add), values))
    assert answer.status_code == 302, errors(answer)
    assert promoted_for(SearchRequest(text="tiet kiem dien"))[0].record == record
    promotion = PromotedResult.objects.get()
    assert promotion.state == "đang ghim"
    for action in ("edit", "delete", "history", "usage"):
        assert (
            client.get(
                reverse(f"wagtailsnippets_search_promotedresult:{action}", args=[promotion.pk])
            ).status_code
            == 200
        )


def test_admin__row_with_both_or_none_is_refused(client: Client) -> None:
    client.force_login(UserFactory(role=EDITOR))
    add = reverse("wagtailsnippets_search_promotedresult:add")
    both = {"initiative": InitiativeFactory().pk, "page": GuidancePageFactory().pk}
    for row in (both, {"initiative": "", "page": ""}):
        answer = client.post(
            add, filled(client.get(add), {"phrases": "điện", "records": inline_formset([row])})
        )
        assert answer.status_code == 200
        assert errors(answer)
    assert not PromotedResult.objects.exists()


def test_admin__is_for_editors_alone(client: Client) -> None:
    client.force_login(UserFactory(role=CONTRIBUTOR))
    promotion = promote("điện", InitiativeFactory())
    for action in ("edit", "delete", "history", "usage"):
        address = reverse(f"wagtailsnippets_search_promotedresult:{action}", args=[promotion.pk])
        assert client.get(address).status_code == 302, action
    client.post(reverse("wagtailsnippets_search_promotedresult:delete", args=[promotion.pk]))
    assert PromotedResult.objects.filter(pk=promotion.pk).exists()
