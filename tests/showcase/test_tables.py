"""Rows written in bulk: what the database refuses is an error like any other, by which a caller can tell them apart."""

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from showcase.generation.tables import Table
from showcase.importing.bulk import Updates
from showcase.models import Keyword

pytestmark = pytest.mark.django_db

KNOWS_LENGTHS = connection.vendor == "postgresql"


def test_table__taken_value_is_an_integrity_error() -> None:
    taken = Keyword.objects.create(name="hàn", slug="han")
    table = Table(Keyword, ("id", "name", "slug"))
    with pytest.raises(IntegrityError), transaction.atomic():
        table.write([(table.next_key(), "hàn", "han-2"), (table.next_key() + 1, taken.name, taken.slug)])
    assert Keyword.objects.get() == taken


def test_updates__taken_value_is_an_integrity_error() -> None:
    one, other = (Keyword.objects.create(name=name, slug=name) for name in ("han", "tien"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Updates(Keyword, ("slug",)).write([(other.pk, (one.slug,))])
    other.refresh_from_db()
    assert other.slug == "tien"


def test_updates__text_that_is_too_long_is_a_data_error() -> None:
    one = Keyword.objects.create(name="hàn", slug="han")
    refused = []
    try:
        with transaction.atomic():
            Updates(Keyword, ("slug",)).write([(one.pk, ("a" * 1_000,))])
    except DataError as error:
        refused.append(error)
    assert bool(refused) == KNOWS_LENGTHS
