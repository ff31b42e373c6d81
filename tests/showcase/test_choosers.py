"""Choosing records in the admin: searched by words, with or without marks."""

import pytest
from django.test import Client
from django.urls import reverse

from showcase.models import Field, Unit
from tests.factories import FieldFactory, UnitFactory

pytestmark = pytest.mark.django_db


def chosen_from(client: Client, model: type, words: str) -> list[str]:
    """Records that the dialog lists for `words`, by name."""
    name = f"wagtailsnippetchoosers_showcase_{model.__name__.lower()}:choose_results"
    response = client.get(reverse(name), {"q": words})
    assert response.status_code == 200
    return [str(record) for record in response.context["results"]]


@pytest.mark.parametrize("words", ["đại học", "Đại học", "dai hoc", "ĐẠI", "học cao"])
def test_field__is_found_by_its_words(admin_client: Client, words: str) -> None:
    """Whatever marks, case and order they are typed in."""
    FieldFactory(name="Cao đẳng, đại học", slug="cao-dang-dai-hoc")
    FieldFactory(name="Dạy nghề", slug="day-nghe")
    assert chosen_from(admin_client, Field, words) == ["Cao đẳng, đại học"]


def test_field__stands_below_its_parent(admin_client: Client) -> None:
    """Without words the dialog lists each top field and then its own."""
    first = FieldFactory(name="Kỹ thuật", slug="ky-thuat", sort_order=1)
    FieldFactory(name="Y tế", slug="y-te", sort_order=2)
    FieldFactory(name="Dệt may", slug="det-may", parent=first, sort_order=9)
    assert chosen_from(admin_client, Field, "") == ["Kỹ thuật", "Dệt may", "Y tế"]


def test_unit__is_found_by_its_workplace(admin_client: Client) -> None:
    """A worker knows the factory, not the name of its union; every word must be met."""
    UnitFactory(short_name="CĐCS May Một", workplace="Xí nghiệp may Suối Bạc", slug="cdcs-may-mot")
    UnitFactory(short_name="CĐCS May Hai", workplace="Xí nghiệp may Suối Vàng", slug="cdcs-may-hai")
    assert chosen_from(admin_client, Unit, "may bạc") == ["CĐCS May Một"]
    assert chosen_from(admin_client, Unit, "may đồng") == []
