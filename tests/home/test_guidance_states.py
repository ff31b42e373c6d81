"""The state of documents in the database says what `derive_status` says."""

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.legal_status import LegalStatus, RelationType
from home.models import DocumentRelation, GuidancePage
from tests.factories import GuidancePageFactory

pytestmark = pytest.mark.django_db

START = datetime.date(2021, 1, 1)
DAYS = st.integers(0, 6).map(lambda days: START + datetime.timedelta(days=days))
CHANGE = st.tuples(st.sampled_from(list(RelationType)), DAYS, st.booleans(), st.booleans())


@pytest.fixture
def pages() -> list[GuidancePage]:
    """A document, and three that may change it."""
    return [GuidancePageFactory(issued_on=START) for _ in range(4)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=DAYS, last=st.none() | DAYS, changes=st.lists(CHANGE, max_size=3), day=DAYS)
def test_state__in_the_database_is_the_derived_one(
    pages: list[GuidancePage],
    first: datetime.date,
    last: datetime.date | None,
    changes: list[Any],
    day: datetime.date,
) -> None:
    target, *others = pages
    documents = GuidancePage.objects.filter(pk=target.pk)
    documents.update(effective_from=first, effective_to=None if last is None else max(first, last))
    DocumentRelation.objects.all().delete()
    for other, (kind, effective, partly, live) in zip(others, changes, strict=False):
        GuidancePage.objects.filter(pk=other.pk).update(effective_from=effective, live=live)
        DocumentRelation.objects.create(page=other, type=kind, target=target, partly=partly)
    derived = documents.get().status_on(day)
    found = [state for state in LegalStatus if documents.in_states([state], day).exists()]
    assert found == [derived]
    assert documents.in_force_on(day).exists() == (derived in {LegalStatus.IN_FORCE, LegalStatus.PARTLY})
    assert documents.with_status_relations().get().status_on(day) == derived
