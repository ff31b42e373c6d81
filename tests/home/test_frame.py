"""What stands around every page is remembered between requests, and never stale."""

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation
from django.utils.safestring import mark_safe
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page

from home.models import SiteSettings


def shown(source: str, **values: object) -> str:
    return Template("{% load components %}" + source).render(Context(values))


# Components that are remembered

HONOUR = '{% remembered "components/honour.html" title=title %}'


def test_remembered__reads_as_the_component_itself() -> None:
    included = '{% include "components/honour.html" with title=title only %}'
    assert shown(HONOUR, title="Bằng khen") == shown(included, title="Bằng khen")


def test_remembered__safe_and_plain_text_are_not_confused() -> None:
    markup = "<b>Bằng khen</b>"
    assert markup in shown(HONOUR, title=mark_safe(markup))  # noqa: S308 - the point of the test
    assert markup not in shown(HONOUR, title=markup)


def test_remembered__in_the_language_of_the_page() -> None:
    mark = '{% remembered "components/demo_mark.html" %}'
    assert "Nội dung minh hoạ" in shown(mark)
    with translation.override("en"):
        assert "Nội dung minh hoạ" not in shown(mark)


def test_icon__is_the_icon_component() -> None:
    included = '{% include "components/icon.html" with name="search" size="s" only %}'
    assert shown('{% icon "search" size="s" %}') == shown(included)


# The frame


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_content")
class TestFrame:
    """Navigation and footer."""

    PATH = "/tim-kiem/"

    def page(self, client: Client) -> str:
        return client.get(self.PATH).content.decode()

    def test_renamed_page__is_linked_at_its_new_address(self, client: Client) -> None:
        assert '<a href="/huong-dan/">Hướng dẫn</a>' in self.page(client)
        guidance = Page.objects.get(url_path__endswith="/huong-dan/", locale__language_code="vi")
        guidance.slug = "van-ban"
        guidance.save()
        again = self.page(client)
        assert '<a href="/van-ban/">Hướng dẫn</a>' in again
        assert '<a href="/huong-dan/">Hướng dẫn</a>' not in again

    def test_changed_navigation__shows_at_once(self, client: Client) -> None:
        self.page(client)
        stored = SiteSettings.objects.get()
        stored.navigation = [("link", {"title": "Mục mới", "page": None, "address": "/muc-moi/"})]
        stored.save()
        assert '<a href="/muc-moi/">Mục mới</a>' in self.page(client)

    def test_deleted_page__leaves_no_dead_link(self, client: Client) -> None:
        self.page(client)
        Page.objects.get(url_path__endswith="/huong-dan/", locale__language_code="vi").delete()
        assert ">Hướng dẫn</a>" not in self.page(client)

    def test_frame__few_queries(
        self, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        self.page(client)
        with django_assert_max_num_queries(6):
            self.page(client)
