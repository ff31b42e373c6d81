"""The unit filter under the bodies of today: merged bodies are found with their successor, split ones are not."""

import datetime
from typing import Any

import pytest

from search import params
from search.contract import FacetName, InvalidSearch, SearchRequest
from search.todays_units import under_todays_units
from showcase.models import UnitSuccession
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 7, 1)


def asked(**values: str) -> SearchRequest:
    return params.parse(values).request


def test_units__now_brings_what_was_merged_in_over_several_steps() -> None:
    first, second, third = (UnitFactory(slug=slug) for slug in ("mot", "hai", "ba"))
    UnitSuccession.objects.create(old=first, new=second, on=DAY)
    UnitSuccession.objects.create(old=second, new=third, on=DAY)
    found = under_todays_units(asked(unit="ba", units="now"))
    assert found.selected(FacetName.UNIT) == ("ba", "hai", "mot")


def test_units__now_leaves_a_split_body_to_nobody() -> None:
    old, one, two = (UnitFactory(slug=slug) for slug in ("cu", "mot", "hai"))
    UnitSuccession.objects.create(old=old, new=one, on=DAY, part_place="Đông")
    UnitSuccession.objects.create(old=old, new=two, on=DAY, part_place="Tây")
    assert under_todays_units(asked(unit="mot", units="now")).selected(FacetName.UNIT) == ("mot",)


def test_units__unsaid_or_then_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        for request in (asked(unit="mot"), asked(unit="mot", units="then"), asked(units="now")):
            assert under_todays_units(request) is request


def test_units__stands_in_addresses_only_beside_a_unit() -> None:
    assert params.query_string(asked(unit="ba", units="now")) == "unit=ba&units=now"
    assert params.query_string(asked(unit="ba", units="then")) == "unit=ba"
    assert params.query_string(asked(units="now")) == ""


def test_units__refuses_other_values() -> None:
    with pytest.raises(InvalidSearch) as refused:
        asked(units="ngay-nay")
    assert refused.value.parameter == "units"
