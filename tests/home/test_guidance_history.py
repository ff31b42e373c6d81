"""What was published of a document, for everyone to read: never a draft, never a name, never behind a restriction."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction, Revision

from home.legal_status import RelationType
from home.models import DocumentRelation, GuidanceFile, GuidancePage, Issuer, SiteDocument
from home.version_changes import Change, Names, changes
from home.versions import published_versions
from tests.editing import text_of
from tests.factories import GuidancePageFactory, IssuerFactory, UserFactory

pytestmark = pytest.mark.django_db

SECRET = "chữ của bản nháp"


def fresh(page: GuidancePage) -> GuidancePage:
    return GuidancePage.objects.get(pk=page.pk)


def publish(page: GuidancePage, **values: Any) -> Revision:
    """Publish the page with these values, as the editor's button does."""
    page = fresh(page)
    for name, value in values.items():
        setattr(page, name, value)
    revision = page.save_revision()
    revision.publish()
    return revision


def save_draft(page: GuidancePage, **values: Any) -> Revision:
    page = fresh(page)
    for name, value in values.items():
        setattr(page, name, value)
    return page.save_revision()


@pytest.fixture
def document() -> GuidancePage:
    """A document published twice, with drafts before, between and after."""
    made: GuidancePage = GuidancePageFactory(audience="")
    save_draft(made, contact=f"{SECRET} 1")
    publish(made, audience="Công đoàn cơ sở", contact="")
    save_draft(made, contact=f"{SECRET} 2")
    publish(made, audience="Mọi công đoàn", contact="")
    save_draft(made, title=f"{SECRET} 3")
    return fresh(made)


def entries_of(answer: Any) -> list[dict[str, Any]]:
    """What the list of versions shows."""
    shown: list[dict[str, Any]] = answer.context_data["entries"]
    return shown


def addresses(page: GuidancePage) -> list[str]:
    return [f"{page.url}lich-su/", *(f"{page.url}lich-su/{number}/" for number in range(5))]


def test_versions__are_those_the_log_has_as_published(document: GuidancePage) -> None:
    versions = published_versions(document)
    assert [version.number for version in versions] == [2, 1]
    assert [version.is_current for version in versions] == [True, False]
    assert versions[0].revision == document.live_revision_id


def test_history__lists_what_changed_newest_first(client: Client, document: GuidancePage) -> None:
    answer = client.get(f"{document.url}lich-su/")
    assert answer.status_code == 200
    entries = entries_of(answer)
    assert [entry["version"].number for entry in entries] == [2, 1]
    assert entries[0]["changes"] == [Change("Áp dụng cho", before="Công đoàn cơ sở", after="Mọi công đoàn")]
    assert "Công bố lần đầu" in text_of(answer)


def test_history__never_leaks_a_draft(client: Client, document: GuidancePage) -> None:
    codes = []
    for address in addresses(document):
        answer = client.get(address, follow=True)
        codes.append(answer.status_code)
        assert SECRET not in answer.content.decode()
    assert codes == [200, 404, 200, 200, 404, 404]


def test_history__draft_written_over_a_published_revision_is_not_shown(
    client: Client, document: GuidancePage
) -> None:
    """Autosave writes over the latest revision of its user, which somebody else may have published meanwhile."""
    user = UserFactory()
    draft = fresh(document)
    draft.title = "Tên đã duyệt"
    revision = draft.save_revision(user=user)
    revision.publish()
    typed = fresh(document)
    typed.title = SECRET
    typed.save_revision(user=user, overwrite_revision=revision)
    publish(document, title="Tên sau cùng")
    for address in addresses(document):
        assert SECRET not in client.get(address, follow=True).content.decode()
    text = text_of(client.get(f"{document.url}lich-su/3/"))
    assert "không còn đọc được" in text
    assert "không còn được giữ" in text_of(client.get(f"{document.url}lich-su/"))


def test_history__scheduled_revision_is_a_draft_until_its_hour(
    client: Client, document: GuidancePage
) -> None:
    later = fresh(document)
    later.title = SECRET
    later.go_live_at = timezone.now() + datetime.timedelta(days=1)
    later.save_revision().publish()
    assert [version.number for version in published_versions(fresh(document))] == [2, 1]
    for address in addresses(document):
        assert SECRET not in client.get(address, follow=True).content.decode()


def test_version__is_shown_with_a_banner_and_kept_from_search_engines(
    client: Client, document: GuidancePage
) -> None:
    for address in (f"{document.url}lich-su/", f"{document.url}lich-su/1/"):
        assert 'name="robots" content="noindex"' in client.get(address).content.decode()
    answer = client.get(f"{document.url}lich-su/1/")
    text = text_of(answer)
    assert "Đây là bản công bố ngày" in text
    assert "Công đoàn cơ sở" in text
    assert "Mọi công đoàn" not in text
    assert f'href="{document.url}"' in answer.content.decode()


def test_version__current_one_is_the_page_itself(client: Client, document: GuidancePage) -> None:
    answer = client.get(f"{document.url}lich-su/2/")
    assert (answer.status_code, answer["Location"]) == (302, document.url)


def test_history__names_no_editor(client: Client, document: GuidancePage) -> None:
    editor = UserFactory(
        username="bien-tap-vien-an-danh", first_name="Khải", last_name="Nguyễn Văn", is_superuser=True
    )
    fresh(document).save_revision(user=editor).publish(user=editor)
    for address in addresses(document):
        html = client.get(address, follow=True).content.decode()
        assert not any(name in html for name in ("bien-tap-vien-an-danh", "Khải", "Nguyễn Văn"))


def test_history__stays_behind_the_restriction_of_its_page(client: Client, document: GuidancePage) -> None:
    PageViewRestriction.objects.create(page=document.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    for address in (f"{document.url}lich-su/", f"{document.url}lich-su/1/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "Mọi công đoàn" not in answer.content.decode()


def test_history__is_gone_with_a_withdrawn_page(client: Client, document: GuidancePage) -> None:
    document.unpublish()
    assert {client.get(address).status_code for address in addresses(document)} == {404}


def test_history__same_version_published_again_is_one_version(document: GuidancePage) -> None:
    revision = Revision.objects.get(pk=document.live_revision_id)
    document.unpublish()
    revision.publish()
    assert [version.number for version in published_versions(fresh(document))] == [2, 1]


def test_history__purged_revision_keeps_its_number(client: Client, document: GuidancePage) -> None:
    first = published_versions(document)[-1]
    Revision.objects.filter(pk=first.revision).delete()
    versions = published_versions(document)
    assert [(version.number, version.is_kept) for version in versions] == [(2, True), (1, False)]
    assert client.get(f"{document.url}lich-su/1/").status_code == 200
    assert "Không so được với bản trước" in text_of(client.get(f"{document.url}lich-su/"))


def test_version__with_a_deleted_file_or_issuer_is_no_error(client: Client, media_root: Any) -> None:
    page = GuidancePageFactory(issuer=IssuerFactory(name="Cơ quan cũ", short_name="Cũ"))
    file = SiteDocument.objects.create(title="Bản quét", file="a.pdf")
    with_file = fresh(page)
    with_file.files = [GuidanceFile(document=file, title="Bản đã ký")]
    with_file.save_revision().publish()
    publish(page, files=[])
    file.delete()
    text = text_of(client.get(f"{page.url}lich-su/"))
    assert "Bỏ Bản gốc: Bản đã ký" in text
    answer = client.get(f"{page.url}lich-su/1/")
    assert answer.status_code == 200
    assert "Bản đã ký" not in text_of(answer)
    old = fresh(page).issuer
    publish(page, issuer=IssuerFactory(name="Cơ quan mới", short_name="Mới"))
    Issuer.objects.filter(pk=old.pk).delete()
    assert "không còn đọc được" in text_of(client.get(f"{page.url}lich-su/1/"))
    assert "không còn trên cổng" in text_of(client.get(f"{page.url}lich-su/"))


def test_history__relations_are_named_while_their_documents_are_public(client: Client) -> None:
    page, target = GuidancePageFactory(), GuidancePageFactory(number=31, symbol="31/HD-LĐLĐ")
    publish(page)
    related = fresh(page)
    related.relations.add(DocumentRelation(type=RelationType.REPLACES, target=target, note="Điều 2"))
    related.save_revision().publish()
    publish(page, lede="Khác")
    history = f"{page.url}lich-su/"
    assert "Thêm Thay thế 31/HD-LĐLĐ – Điều 2" in text_of(client.get(history))
    assert target.url in client.get(f"{history}2/").content.decode()
    target.unpublish()
    assert "31/HD-LĐLĐ" not in text_of(client.get(history))
    assert "một văn bản không còn công bố" in text_of(client.get(history))
    assert target.url not in client.get(f"{history}2/").content.decode()


def test_history__costs_the_same_whatever_its_length(
    client: Client, document: GuidancePage, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        publish(document, audience=f"Nhóm {number}")
    with django_assert_max_num_queries(32):
        answer = client.get(f"{document.url}lich-su/")
    assert len(entries_of(answer)) == 14


def test_history__page_without_log_says_so(client: Client) -> None:
    page = GuidancePageFactory()
    assert not PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").exists()
    assert "Chưa ghi nhận lần công bố nào" in text_of(client.get(f"{page.url}lich-su/"))
    assert "lich-su" not in client.get(page.url).content.decode()


# What changed -------------------------------------------------------------------------------------


def test_changes__say_fields_in_the_order_of_the_form() -> None:
    before = {"title": "A", "kind": 1, "effective_to": None, "issued_precision": "day", "slug": "a"}
    after = {"title": "B", "kind": 2, "effective_to": "2026-12-31", "issued_precision": "month", "slug": "b"}
    names = Names({("DocumentKind", 1): "Hướng dẫn", ("DocumentKind", 2): "Kế hoạch"})
    assert changes(before, after, names) == [
        Change("Tiêu đề", before="A", after="B"),
        Change("Loại văn bản", before="Hướng dẫn", after="Kế hoạch"),
        Change("Độ chính xác của ngày", before="Biết ngày", after="Chỉ biết tháng"),
        Change("Hết hiệu lực sau ngày", before="", after="31/12/2026"),
    ]
    assert changes(before, before, names) == []


def test_changes__long_words_and_streams_are_not_repeated() -> None:
    block = '[{"type": "heading", "value": "%s", "id": "%s"}]'
    found = changes(
        {"abstract": "a" * 200, "body": block % ("Một", "x")},
        {"abstract": "b" * 200, "body": block % ("Hai", "x")},
        Names(),
    )
    assert [(change.label, change.is_long) for change in found] == [
        ("Trích yếu", True),
        ("Toàn văn dạng chữ", True),
    ]
    assert changes({"body": block % ("Một", "x")}, {"body": block % ("Một", "y")}, Names()) == []


def test_changes__what_readers_never_see_is_left_out() -> None:
    assert changes({"review_on": None, "owner": 1}, {"review_on": "2026-12-31", "owner": 2}, Names()) == []
