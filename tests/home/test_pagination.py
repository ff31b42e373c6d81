"""Pages of a list: a wrong address is not page one."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from home.pagination import paginate


def page_of(query: str, count: int = 30, size: int = 10) -> list[int]:
    return list(paginate(list(range(count)), RequestFactory().get(f"/?{query}"), size))


def test_paginate__first_page_without_a_number() -> None:
    assert page_of("") == list(range(10))


def test_paginate__last_page_may_be_short() -> None:
    assert page_of("page=3", count=25) == [20, 21, 22, 23, 24]


def test_paginate__empty_list_has_one_page() -> None:
    assert page_of("", count=0) == []


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=4",
        "page=abc",
        "page=",
        "page=1.5",
        "page=99999999999999999999",
        "page=%C2%B2",
        "page=1e1",
    ],
)
def test_paginate__page_that_does_not_exist_is_404(query: str) -> None:
    with pytest.raises(Http404):
        page_of(query)


def test_paginate__numbers_are_elided() -> None:
    page = paginate(list(range(200)), RequestFactory().get("/?page=10"), 10)
    assert [str(number) for number in page.numbers] == ["1", "…", "9", "10", "11", "…", "20"]  # type: ignore[attr-defined] # set for the pager component
