"""Links that lead nowhere and pictures without words, found in what is published; other sites asked politely."""

import http.server
import itertools
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from home.inspection import outside
from home.inspection.inside import is_outside, path_within
from home.inspection.outside import Answer, ask, check_due
from home.inspection.run import inspect
from home.models import ExternalLink, Finding, SiteDocument, SiteImage, SiteSettings, StandardPage
from home.models.announcements import AnnouncementDocument
from tests.editing import text_of
from tests.factories import (
    AnnouncementPageFactory,
    GuidancePageFactory,
    InitiativeFactory,
    StandardPageFactory,
    UserFactory,
)

State, Reason = ExternalLink.State, Finding.Reason
HOSTS = {"localhost", "sangkien.example.org"}


def write(html: str, **values: Any) -> StandardPage:
    """A published page with one paragraph."""
    page: StandardPage = StandardPageFactory(body=[("paragraph", html)], **values)
    return page


def found() -> list[tuple[str, str]]:
    """(reason, target) of every finding after a fresh inspection."""
    inspect()
    return list(Finding.objects.order_by("pk").values_list("reason", "target"))


# Within the site ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_links__to_pages_that_are_there_are_fine() -> None:
    other = StandardPageFactory(slug="gioi-thieu")
    write(
        f'<p><a linktype="page" id="{other.pk}">a</a><a href="/gioi-thieu/">b</a><a href="/gioi-thieu/?a=1#b">c</a>'
        '<a href="/tim-kiem/?q=x">d</a><a href="mailto:a@example.org">e</a><a href="#noi-dung">f</a>'
        '<a href="http://localhost/gioi-thieu/">g</a></p>'
    )
    AnnouncementPageFactory(body=[("paragraph", '<p><a href="/tin-tuc/feed/">feed</a></p>')])
    assert found() == []


@pytest.mark.django_db
def test_links__to_withdrawn_and_deleted_pages_are_found() -> None:
    hidden = StandardPageFactory(title="Đã rút", slug="da-rut", live=False)
    gone = StandardPageFactory(title="Đã xoá")
    page = write(
        f'<p><a linktype="page" id="{hidden.pk}">a</a><a linktype="page" id="{gone.pk}">trang ấy</a>'
        '<a href="/da-rut/">b</a><a href="/khong-co/">c</a></p>',
        title="Bài",
    )
    StandardPage.objects.get(pk=gone.pk).delete()
    assert found() == [
        (Reason.UNPUBLISHED, "Đã rút"),
        (Reason.DELETED, "trang ấy"),
        (Reason.UNPUBLISHED, "Đã rút"),
        (Reason.NOWHERE, "/khong-co/"),
    ]
    finding = Finding.objects.first()
    assert finding is not None
    assert (finding.source_title, finding.source_id, finding.place) == ("Bài", page.pk, "Nội dung › Đoạn văn")


@pytest.mark.django_db
def test_links__to_a_moved_page_say_where_it_is() -> None:
    page = StandardPageFactory(slug="noi-moi")
    Redirect.objects.create(old_path="/noi-cu", redirect_page=page, site=Site.objects.get())
    write('<p><a href="/noi-cu/">a</a></p>')
    inspect()
    finding = Finding.objects.get()
    assert (finding.reason, finding.target) == (Reason.MOVED, "/noi-cu/")
    assert "/noi-moi/" in finding.detail


@pytest.mark.django_db
def test_links__to_initiatives_are_asked_of_the_catalogue() -> None:
    live, hidden = InitiativeFactory(), InitiativeFactory(live=False)
    write(
        f'<p><a href="/sang-kien/{live.code}/x/">a</a><a href="/sang-kien/{hidden.code}/">b</a>'
        '<a href="/sang-kien/ZZ-2022-9999/">c</a></p>'
    )
    assert found() == [
        (Reason.UNPUBLISHED, f"/sang-kien/{hidden.code}/"),
        (Reason.NOWHERE, "/sang-kien/ZZ-2022-9999/"),
    ]


@pytest.mark.django_db
def test_files__missing_and_deleted_are_found(media_root: Any) -> None:
    kept = SiteDocument.objects.create(title="Còn", file=ContentFile(b"a", "a.txt"))
    lost = SiteDocument.objects.create(title="Mất", file=ContentFile(b"b", "b.txt"))
    lost.file.storage.delete(lost.file.name)
    links = "".join(f'<a linktype="document" id="{pk}">tệp {pk}</a>' for pk in (kept.pk, lost.pk, 99_999))
    write(f"<p>{links}</p>")
    assert found() == [(Reason.MISSING_FILE, "Mất"), (Reason.DELETED, "tệp 99999")]


@pytest.mark.django_db
def test_choices__of_withdrawn_pages_are_found() -> None:
    document = GuidancePageFactory(title="Văn bản rút", live=False)
    page = AnnouncementPageFactory(title="Tin nêu văn bản")
    page.documents.add(AnnouncementDocument(document=document))
    page.save()
    inspect()
    finding = Finding.objects.get()
    assert (finding.reason, finding.target, finding.source_title) == (
        Reason.UNPUBLISHED,
        "Văn bản rút",
        "Tin nêu văn bản",
    )


@pytest.mark.django_db
def test_settings__are_read_too() -> None:
    settings_ = SiteSettings.for_site(Site.objects.get())
    link = {"title": "Hỏng", "page": None, "address": "/khong-co/"}
    settings_.footer_columns = [("column", {"title": "Cột", "links": [link]})]
    settings_.save()
    inspect()
    finding = Finding.objects.get()
    assert finding.target == "/khong-co/"
    assert finding.place == "Cột chân trang › Cột chân trang"


@pytest.mark.django_db
def test_drafts__are_not_read() -> None:
    write('<p><a href="/khong-co/">a</a></p>', live=False)
    assert found() == []


@pytest.mark.django_db
def test_inspection__is_written_anew() -> None:
    page = write('<p><a href="/khong-co/">a</a></p>')
    assert len(found()) == 1
    page.body = [("paragraph", "<p>x</p>")]
    page.save()
    assert found() == []


# Pictures -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pictures__without_words_are_found(media_root: Any) -> None:
    image = SiteImage.objects.create(title="Xưởng", file=get_test_image_file())
    told = SiteImage.objects.create(title="Có tả", description="Thợ đứng máy", file=get_test_image_file())
    page = StandardPageFactory(title="Bài")
    page.body.raw_data.extend(
        {"type": "picture", "value": {"image": value, "caption": "", "credit": ""}, "id": str(place)}
        for place, value in enumerate(
            [
                {"image": image.pk, "alt_text": "", "decorative": False},
                {"image": image.pk, "alt_text": "Mô tả", "decorative": False},
                {"image": image.pk, "alt_text": "", "decorative": True},
            ]
        )
    )
    page.save()
    AnnouncementPageFactory(title="Tin", lead_image=image)
    AnnouncementPageFactory(lead_image=told)
    inspect()
    rows = Finding.objects.order_by("pk").values_list("source_title", "reason", "category")
    assert list(rows) == [
        ("Bài", Reason.NO_ALT, "image"),
        ("Bài", Reason.DECORATIVE, "image"),
        ("Tin", Reason.NO_ALT, "image"),
    ]


# Other sites ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/a/", "/a/"),
        ("http://localhost/a/?b", "/a/"),
        ("https://SANGKIEN.example.org", "/"),
        ("https://khac.example.org/a", None),
        ("//khac.example.org/a", None),
        ("mailto:a@example.org", None),
        ("#a", None),
    ],
)
def test_address__of_the_site_gives_its_path(url: str, path: str | None) -> None:
    assert path_within(url, HOSTS) == path


@given(st.text(max_size=80))
def test_address__any_text_is_told_apart(text: str) -> None:
    assert is_outside(text, HOSTS) in (True, False)


class _Site(http.server.BaseHTTPRequestHandler):
    """Answers by the path: a status, or where to go; remembers what it was asked."""

    asked: list[tuple[str, str, float]]

    def _answer(self) -> None:
        self.asked.append((self.command, self.path, time.monotonic()))
        name = self.path.strip("/")
        if name == "no-head" and self.command == "HEAD":
            self.send_response(405)
        elif name.startswith("to-"):
            self.send_response(301)
            self.send_header("Location", f"/{name.removeprefix('to-')}")
        elif name == "loop":
            self.send_response(302)
            self.send_header("Location", "/loop")
        else:
            self.send_response(int(name) if name.isdecimal() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = _answer

    def log_message(self, *args: Any) -> None:
        """Stay quiet."""


@pytest.fixture
def site(settings: LazySettings) -> Iterator[tuple[str, list[tuple[str, str, float]]]]:
    """Address of a site on this machine, and what it was asked."""
    settings.LINK_CHECK = {"PAUSE": 0.0, "ALLOW_PRIVATE": True}
    handler: Any = type("Handler", (_Site,), {"asked": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", handler.asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/200", State.OK),
        ("/no-head", State.OK),
        ("/404", State.BROKEN),
        ("/410", State.BROKEN),
        ("/403", State.UNKNOWN),
        ("/500", State.UNREACHABLE),
        ("/to-200", State.MOVED),
        ("/to-404", State.BROKEN),
        ("/loop", State.UNREACHABLE),
        ("/đường dẫn?q=điện", State.OK),
    ],
)
def test_ask__tells_how_a_site_answers(site: Any, path: str, state: ExternalLink.State) -> None:
    assert ask(site[0] + path).state == state


def test_ask__head_comes_first_and_get_only_where_needed(site: Any) -> None:
    address, asked = site
    ask(f"{address}/200")
    ask(f"{address}/no-head")
    assert [method for method, _path, _at in asked] == ["HEAD", "HEAD", "GET"]


def test_ask__machines_inside_the_network_are_left_alone(site: Any, settings: LazySettings) -> None:
    address, asked = site
    settings.LINK_CHECK = {"PAUSE": 0.0, "ALLOW_PRIVATE": False}
    for inside in (address, "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/meta-data/"):
        assert ask(inside).state == State.BROKEN
    assert asked == []


@pytest.mark.parametrize(
    "url", ["http://", "ftp://a/", "http://127.0.0.1:1/", "http://a b/", "http://127.0.0.1:99999/"]
)
def test_ask__never_raises(settings: LazySettings, url: str) -> None:
    settings.LINK_CHECK = {"PAUSE": 0.0, "ALLOW_PRIVATE": True}
    answer = ask(url)
    assert answer.state == State.UNREACHABLE
    assert answer.reason


@pytest.mark.django_db
def test_check__waits_between_questions_to_one_host(site: Any, settings: LazySettings) -> None:
    address, asked = site
    settings.LINK_CHECK = {"PAUSE": 0.15, "ALLOW_PRIVATE": True}
    for number in range(3):
        ExternalLink.objects.create(key=str(number), url=f"{address}/200?{number}")
    assert check_due(10) == 3
    times = [at for _method, _path, at in asked]
    assert all(later - earlier >= 0.14 for earlier, later in itertools.pairwise(times))
    assert check_due(10) == 0  # nothing is due for a week


@pytest.mark.django_db
def test_check__one_failure_to_answer_is_no_news(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.LINK_CHECK = {"PAUSE": 0.0, "ALLOW_PRIVATE": True}
    monkeypatch.setattr(outside, "ask", lambda url: Answer(State.UNREACHABLE, "im lặng"))
    write('<p><a href="https://khac.example.org/a">a</a></p>')
    assert found() == []
    check_due(10)
    assert found() == []
    ExternalLink.objects.update(checked_at=None)
    check_due(10)
    assert found() == [(Reason.OUTSIDE_SILENT, "https://khac.example.org/a")]


@pytest.mark.django_db
def test_command__inspects_and_asks(site: Any, capsys: Any) -> None:
    address, asked = site
    Site.objects.update(hostname="sangkien.example.org")
    write(f'<p><a href="{address}/404">a</a></p>')
    call_command("check_links", internal=True)
    assert asked == []
    call_command("check_links")
    assert Finding.objects.get().reason == Reason.OUTSIDE_BROKEN
    assert "1 điều cần xem" in capsys.readouterr().out
    StandardPage.objects.all().delete()
    call_command("check_links", internal=True, verbosity=0)
    assert not ExternalLink.objects.exists()


# Reports --------------------------------------------------------------------------------------------


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.mark.django_db
def test_report__lists_filters_and_leads_to_the_form(editor: Client) -> None:
    page = write('<p><a href="/khong-co/">a</a></p>', title="Bài có liên kết hỏng")
    hidden = StandardPageFactory(title="Đã rút", live=False)
    write(f'<p><a linktype="page" id="{hidden.pk}">a</a></p>', title="Bài khác")
    inspect()
    listing = editor.get(reverse("findings_links"))
    assert "Bài có liên kết hỏng" in text_of(listing)
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in listing.content.decode()
    only = text_of(editor.get(reverse("findings_links"), {"reason": "nowhere"}))
    assert "Bài có liên kết hỏng" in only
    assert "Bài khác" not in only
    kind = Finding.objects.values_list("source_type", flat=True)[0]
    assert editor.get(reverse("findings_links_results"), {"source_type": kind}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_report__is_exported(editor: Client, export: str) -> None:
    write('<p><a href="/khong-co/">a</a></p>', title="Bài")
    inspect()
    answer: Any = editor.get(reverse("findings_links"), {"export": export})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if export == "csv":
        text = content.decode("utf-8-sig")
        assert "Bài,Trang văn bản,Nội dung › Đoạn văn,/khong-co/,Đường dẫn không tới trang nào" in text
    else:
        assert content.startswith(b"PK")


@pytest.mark.django_db
def test_report__of_pictures_stands_alone(editor: Client, media_root: Any) -> None:
    image = SiteImage.objects.create(title="Xưởng", file=get_test_image_file())
    AnnouncementPageFactory(title="Tin có hình", lead_image=image)
    answer = editor.post(reverse("findings_again"), {"report": "findings_images"}, follow=True)
    assert answer.redirect_chain[0][0] == reverse("findings_images")
    assert "Tin có hình" in text_of(answer)
    assert "Tin có hình" not in text_of(editor.get(reverse("findings_links")))


@pytest.mark.django_db
def test_report__is_for_editors_alone(client: Client) -> None:
    client.force_login(UserFactory())
    for name in ("findings_links", "findings_images"):
        assert client.get(reverse(name)).status_code in (302, 403)


@pytest.mark.django_db
def test_report__asks_a_fixed_number_of_questions(editor: Client, django_assert_max_num_queries: Any) -> None:
    for _number in range(12):
        write('<p><a href="/khong-co/">a</a><a href="/cung-khong/">b</a></p>')
    inspect()
    editor.get(reverse("findings_links"))
    with django_assert_max_num_queries(25):
        editor.get(reverse("findings_links"))
