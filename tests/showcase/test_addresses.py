"""Addresses of initiatives are those of the address book, in every language and under every prefix."""

from collections.abc import Iterator

import pytest
from django.urls import reverse, set_script_prefix
from django.utils import translation

from showcase.addresses import initiative_address

CODE, SLUG = "NL-2022-0417", "bom-nuoc-gio-thap-diem-a"


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """The site as it is mounted below this path."""
    set_script_prefix(request.param)
    yield request.param
    set_script_prefix("/")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("prefix", ["/", "/cong/"], indirect=True)
def test_address__is_that_of_the_address_book(prefix: str, language: str) -> None:
    with translation.override(language):
        found = initiative_address(CODE, SLUG)
        assert found == reverse("showcase:initiative", args=[CODE, SLUG])
    assert found.startswith(prefix if language == "vi" else f"{prefix}en/")
