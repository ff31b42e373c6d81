"""The map of the site for people."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from home import moments
from showcase.models import Field
from tests.factories import FieldFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


def links(client: Client, address: str = "/so-do-trang/") -> list[str]:
    text = client.get(address).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    return re.findall(r'<a href="([^"]+)"', main)


@pytest.mark.usefixtures("demo_content")
def test_map__leads_everywhere(client: Client) -> None:
    found = links(client)
    sections = {
        "/huong-dan/",
        "/chien-dich/",
        "/tin-tuc/",
        "/guong-sang/",
        "/so-lieu/",
        "/du-lieu/",
        "/gioi-thieu/",
    }
    fields = {field.get_absolute_url() for field in Field.objects.all()}
    assert sections | fields <= set(found)
    assert {"/chien-dich/1-trieu-sang-kien/", "/tin-tuc/feed/", "/tin-tuc/feed/rss/"} <= set(found)
    for address in dict.fromkeys(found):
        assert client.get(address).status_code == 200, address


@pytest.mark.usefixtures("demo_content")
def test_map__english_tree(client: Client) -> None:
    response = client.get("/en/so-do-trang/")
    text = response.content.decode()
    assert '<h1 lang="en">Site map</h1>' in text
    assert "/en/chien-dich/1-trieu-sang-kien/" in links(client, "/en/so-do-trang/")
    assert '<a href="/en/so-do-trang/">Site map</a>' in text[text.index("<footer") :]
    assert 'hreflang="vi" href="http://localhost/so-do-trang/"' in text


def test_map__footer_leads_to_it_from_every_page(client: Client) -> None:
    text = client.get(StandardPageFactory().url).content.decode()
    assert '<a href="/so-do-trang/">Sơ đồ trang</a>' in text[text.index("<footer") :]


def test_map__drafts_are_not_on_it(client: Client) -> None:
    shown, draft = StandardPageFactory(), StandardPageFactory(live=False)
    assert shown.url in links(client)
    assert draft.url not in links(client)


@pytest.mark.usefixtures("long_moment")
def test_map__costs_the_same_whatever_is_on_it(client: Client) -> None:
    counts = []
    for _ in range(2):
        StandardPageFactory.create_batch(3)
        FieldFactory(parent=FieldFactory())
        client.get("/so-do-trang/")
        moments.forget()
        with CaptureQueriesContext(connection) as queries:
            client.get("/so-do-trang/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_map__without_a_site_is_still_a_page(client: Client) -> None:
    assert client.get("/so-do-trang/").status_code == 200
