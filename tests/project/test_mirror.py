"""A mirror that follows the change feed through random edits ends equal to a full read."""

import random
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from showcase.public_changes import reconcile
from tests.mirror import Mirror, full_read, random_edit

pytestmark = pytest.mark.django_db

EDITS = 250


@pytest.mark.parametrize("seed", [1, 2])
def test_mirror__stays_in_step(client: Client, settings: LazySettings, demo_content: None, seed: int) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": (10**9, 60)}
    reconcile()

    def fetch(address: str) -> Any:
        response = client.get(address)
        assert response.status_code == 200, response.content
        return response.json()

    rng = random.Random(seed)
    mirror = Mirror(fetch)
    mirror.follow()
    assert mirror.records == full_read(fetch)
    for number in range(EDITS):
        random_edit(rng)
        if number % 50 == 7:
            mirror.follow()
    mirror.follow()
    assert mirror.records == full_read(fetch)
    assert mirror.follow() == 0
