"""Questions nobody should ask get a page all the same; `bench/hostile.py` asks ten thousand of them."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings

from bench.hostile import Ask, ask, requests


@pytest.mark.django_db
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(request=requests)
def test_hostile_question__never_an_error_page(demo_content: None, request: Ask) -> None:
    status = ask(Client(), request)
    assert status < 500, request
