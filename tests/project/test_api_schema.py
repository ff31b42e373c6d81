"""Thousands of made-up calls after the OpenAPI description: none ends in a fault of the site."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import LazySettings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from sangkien.api.api import api

pytestmark = pytest.mark.django_db

EXAMPLES = 40
"""Calls of each operation."""

SCHEMA = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
FOUND: Any = SCHEMA.get_all_operations()
OPERATIONS = [operation.ok() for operation in FOUND]


@pytest.fixture
def unlimited(settings: LazySettings) -> None:
    """No limit on calls: all of them come from one address."""
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": (10**9, 60)}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A server closes its connection after a request; here the request shares that of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_schema__no_call_is_a_server_error(
    unlimited: None, one_connection: None, demo_content: None, operation: Any
) -> None:
    application = get_wsgi_application()

    @hypothesis_settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(data=st.data())
    def calls(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        response = case.call(app=application, base_url="http://testserver")
        case.validate_response(
            response, checks=[not_a_server_error, content_type_conformance, status_code_conformance]
        )

    calls()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
@given(raw=st.text(max_size=80))
@hypothesis_settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_schema__any_text_in_any_parameter_is_answered(
    unlimited: None, demo_content: None, operation: Any, raw: str
) -> None:
    client = Client()
    path = operation.full_path.replace("{code}", "NL-2022-0417").replace("{slug}", "bac-giang")
    for parameter in operation.query:
        response = client.get(path, {parameter.name: raw})
        assert response.status_code in {200, 400, 404, 410, 422}, (path, parameter.name, raw)
        kind = "application/json" if response.status_code == 200 else "application/problem+json"
        assert response.headers["Content-Type"].startswith(kind)
