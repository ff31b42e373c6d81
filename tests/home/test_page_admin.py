"""Editorial pages in the admin: written, published, withdrawn; mistakes come back at their field."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import rich_text

from home.legal_status import RelationType
from home.models import (
    AnnouncementIndexPage,
    AnnouncementPage,
    CampaignIndexPage,
    CampaignPage,
    DocumentRelation,
    FrontPage,
    GuidanceIndexPage,
    GuidancePage,
    StandardPage,
)
from tests.editing import (
    errors,
    filled,
    inline_formset,
    messages,
    page_add_url,
    page_url,
    streamfield,
    walk_through_page,
    with_slug,
)
from tests.factories import (
    AnnouncementIndexPageFactory,
    AnnouncementPageFactory,
    CampaignIndexPageFactory,
    CampaignPageFactory,
    DocumentKindFactory,
    FrontPageFactory,
    GuidanceIndexPageFactory,
    GuidancePageFactory,
    IssuerFactory,
    StandardPageFactory,
    StoryPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


def article() -> dict[str, Any]:
    """Form values of a stream with one block of each kind that needs no file."""
    step = {
        "value": {"lead": "Nhập", "text": "vào phần mềm", "due": ""},
        "type": "item",
        "order": "0",
        "deleted": "",
    }
    row = {
        "value": {"what": "Điện", "unit": "kWh", "before": "10", "after": "7.5"},
        "type": "item",
        "order": "0",
    }
    return streamfield(
        [
            ("heading", "Đầu mục"),
            ("paragraph", rich_text("<p>Một đoạn.</p>")),
            ("quote", {"text": "Tôi đếm từng nhịp.", "who": "Thợ điện"}),
            ("steps", {"steps": {"count": "1", "0": step}}),
            (
                "figures",
                {"caption": "Một tháng", "rows": {"count": "1", "0": {**row, "deleted": ""}}, "source": ""},
            ),
            (
                "notice",
                {
                    "kind": "warn",
                    "title": "Lưu ý",
                    "text": rich_text("<p>Kỹ.</p>", features=["bold", "link"]),
                },
            ),
        ]
    )


def role_tasks() -> dict[str, Any]:
    """Form values of the tasks of one role."""
    step = {"value": {"lead": "Gửi", "text": "", "due": "20/4"}, "type": "item", "order": "0", "deleted": ""}
    return streamfield([("role", {"role": "worker", "steps": {"count": "1", "0": step}})])


def words(**values: Any) -> dict[str, Any]:
    """Form values that every page has."""
    return {"lede": "Một câu dẫn.", **values}


def campaign_values(**values: Any) -> dict[str, Any]:
    return words(
        **{
            "title": "Chiến dịch mới",
            "organiser": "LĐLĐ thành phố",
            "starts_on": "2026-01-08",
            "ends_on": "2026-12-31",
            "body": article(),
            "tasks": role_tasks(),
            "videos": streamfield([]),
            "questions": streamfield([]),
            "report": streamfield([]),
            "phases": inline_formset(
                [{"name": "Mở đầu", "starts_on": "2026-01-08", "ends_on": "2026-02-01"}]
            ),
            **values,
        },
    )


def guidance_values(**values: Any) -> dict[str, Any]:
    return words(
        **{
            "title": "Hướng dẫn mới",
            "number": "4",
            "symbol": "04/HD-LĐLĐ",
            "kind": DocumentKindFactory().pk,
            "issuer": IssuerFactory().pk,
            "issued_on": "2021-03-04",
            "issued_precision": "day",
            "effective_from": "2021-03-04",
            "abstract": "Về việc nhập sáng kiến",
            "tasks": role_tasks(),
            "thresholds": streamfield([("threshold", {"text": "Một giải pháp", "value": "từ 80.000.000 đ"})]),
            "honours": streamfield([("honour", "Công nhân giỏi")]),
            "body": article(),
            "relations": inline_formset([]),
            "files": inline_formset([]),
            **values,
        },
    )


def announcement_values(**values: Any) -> dict[str, Any]:
    return words(
        **{
            "title": "Tin mới",
            "kind": "tin",
            "published_at": "2026-03-01 09:00",
            "office": "",
            "body": article(),
            "documents": inline_formset([]),
            **values,
        },
    )


def publish(
    admin: Client, model: type[Page], parent: Page, values: dict[str, Any], action: str = "publish"
) -> Any:
    """Send the form of a new page, with the slug that the script in the form would have written."""
    address = page_add_url(model, parent)
    return admin.post(address, filled(admin.get(address), with_slug(values), action))


# Every type ---------------------------------------------------------------------------------------


def test_campaign__is_written_and_published(admin: Client) -> None:
    page = walk_through_page(admin, CampaignPage, CampaignIndexPageFactory(), campaign_values())
    assert page.slug == "chien-dich-moi"
    assert [phase.name for phase in page.phases.all()] == ["Mở đầu"]
    assert [block.block_type for block in page.body][:2] == ["heading", "paragraph"]


def test_guidance__is_written_and_published(admin: Client) -> None:
    target = GuidancePageFactory()
    relation = {"type": RelationType.GUIDES, "target": target.pk, "partly": "", "note": "một điều"}
    values = guidance_values(relations=inline_formset([relation]))
    page = walk_through_page(admin, GuidancePage, GuidanceIndexPageFactory(), values)
    assert [row.target for row in page.relations.all()] == [target]
    assert target.symbol in admin.get(page.url).content.decode()
    assert page.symbol in admin.get(target.url).content.decode()


def test_announcement__is_written_and_published(admin: Client) -> None:
    document = GuidancePageFactory()
    values = announcement_values(
        campaign=CampaignPageFactory().pk, documents=inline_formset([{"document": document.pk}])
    )
    page = walk_through_page(admin, AnnouncementPage, AnnouncementIndexPageFactory(), values)
    assert document.symbol in admin.get(page.url).content.decode()


def test_standard_page__is_written_and_published(admin: Client) -> None:
    page = walk_through_page(admin, StandardPage, FrontPageFactory(), words(title="Đổi mới", body=article()))
    assert page.slug == "doi-moi"


@pytest.mark.parametrize("model", [CampaignIndexPage, AnnouncementIndexPage, GuidanceIndexPage])
def test_list_page__is_written_and_published_once(admin: Client, model: type[Page]) -> None:
    front = FrontPageFactory()
    walk_through_page(admin, model, front, words(title="Danh sách"))
    assert not model.can_create_at(FrontPage.objects.get(pk=front.pk))


def test_front_page__is_written_and_published(admin: Client) -> None:
    front = FrontPageFactory()
    stories = [StoryPageFactory(title=f"Chuyện {number}") for number in range(2)]
    values = {
        "headline": "Câu mở đầu mới",
        "campaign": CampaignPageFactory().pk,
        "search_examples": streamfield([("text", "tiết kiệm điện")]),
        "featured_stories": inline_formset([{"story": story.pk} for story in reversed(stories)]),
    }
    edit = page_url("edit", front)
    assert admin.post(page_url("preview_on_edit", front), filled(admin.get(edit), values)).json()["is_valid"]
    assert admin.get(page_url("preview_on_edit", front)).status_code == 200
    answer = admin.post(edit, filled(admin.get(edit), values, "publish"))
    assert answer.status_code == 302, errors(answer)
    text = admin.get("/").content.decode()
    assert "Câu mở đầu mới" in text
    assert text.index("Chuyện 1") < text.index("Chuyện 0")


def test_front_page__is_written_anew_below_the_root(admin: Client) -> None:
    root = Page.get_first_root_node()
    values = {**words(title="Trang đầu khác"), "headline": "Chào", "search_label": "Tìm"}
    values |= {"search_examples": streamfield([]), "featured_stories": inline_formset([])}
    assert publish(admin, FrontPage, root, values).status_code == 302
    assert FrontPage.objects.get().headline == "Chào"


# Mistakes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["publish", ""])
def test_guidance__symbol_taken_comes_back_with_the_form(admin: Client, action: str) -> None:
    GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ", issued_on=datetime.date(2021, 9, 1))
    values = guidance_values(abstract="Chữ đã gõ")
    answer = publish(admin, GuidancePage, GuidanceIndexPageFactory(), values, action)
    assert answer.status_code == 200
    assert "mang số, ký hiệu ấy trong năm" in " ".join(errors(answer)["symbol"])
    assert "Chữ đã gõ" in answer.content.decode()
    assert GuidancePage.objects.count() == 1


def test_guidance__symbol_taken_is_refused_when_a_draft_is_edited(admin: Client) -> None:
    taken = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    draft = GuidancePageFactory(number=5, symbol="05/HD-LĐLĐ", live=False)
    values = guidance_values(number=taken.number, symbol=taken.symbol)
    for action in ("", "publish"):
        edit = page_url("edit", draft)
        answer = admin.post(edit, filled(admin.get(edit), values, action))
        assert answer.status_code == 200
        assert "symbol" in errors(answer)


def test_guidance__drafts_may_lack_their_symbol(admin: Client) -> None:
    parent = GuidanceIndexPageFactory()
    for title in ("Nháp một", "Nháp hai"):
        answer = publish(
            admin, GuidancePage, parent, guidance_values(title=title, symbol="", abstract=""), ""
        )
        assert answer.status_code == 302, errors(answer)
    published = publish(admin, GuidancePage, parent, guidance_values(symbol=""))
    assert "symbol" in errors(published)


def test_guidance__symbol_and_dates_are_named(admin: Client) -> None:
    values = guidance_values(number="5", effective_to="2020-01-01")
    answer = publish(admin, GuidancePage, GuidanceIndexPageFactory(), values)
    assert {"symbol", "effective_to"} <= set(errors(answer))


@pytest.mark.parametrize("action", ["publish", ""])
def test_guidance__relation_to_itself_comes_back(admin: Client, action: str) -> None:
    page = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    relation = {"type": RelationType.GUIDES, "target": page.pk, "partly": "", "note": ""}
    edit = page_url("edit", page)
    values = guidance_values(relations=inline_formset([relation]))
    answer = admin.post(edit, filled(admin.get(edit), values, action))
    assert answer.status_code == 200
    assert "relations-0-target" in errors(answer)


@pytest.mark.parametrize("action", ["publish", ""])
def test_guidance__relation_stated_twice_comes_back(admin: Client, action: str) -> None:
    page = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    relation = {"type": RelationType.GUIDES, "target": GuidancePageFactory().pk, "partly": "", "note": ""}
    edit = page_url("edit", page)
    values = guidance_values(relations=inline_formset([relation, relation]))
    answer = admin.post(edit, filled(admin.get(edit), values, action))
    assert answer.status_code == 200
    assert any(name.startswith("relations") for name in errors(answer))


def test_guidance__relation_is_changed_and_removed(admin: Client) -> None:
    page = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    target = GuidancePageFactory()
    page.relations.add(DocumentRelation(type=RelationType.GUIDES, target=target))
    page.save_revision().publish()
    row = DocumentRelation.objects.get()
    edit = page_url("edit", page)
    changed = {"id": row.pk, "type": RelationType.REPLACES, "target": target.pk, "partly": "", "note": ""}
    values = guidance_values(relations=inline_formset([changed], initial=1))
    assert admin.post(edit, filled(admin.get(edit), values, "publish")).status_code == 302
    assert GuidancePage.objects.get(pk=target.pk).status == "ended"
    values = guidance_values(relations=inline_formset([{**changed, "DELETE": "on"}], initial=1))
    assert admin.post(edit, filled(admin.get(edit), values, "publish")).status_code == 302
    assert not DocumentRelation.objects.exists()
    assert GuidancePage.objects.get(pk=target.pk).status == "in_force"


@pytest.mark.parametrize("action", ["publish", ""])
def test_announcement__document_named_twice_comes_back(admin: Client, action: str) -> None:
    document = GuidancePageFactory()
    values = announcement_values(
        documents=inline_formset([{"document": document.pk}, {"document": document.pk}])
    )
    answer = publish(admin, AnnouncementPage, AnnouncementIndexPageFactory(), values, action)
    assert answer.status_code == 200
    assert any(name.startswith("documents") for name in errors(answer))


@pytest.mark.parametrize("action", ["publish", ""])
def test_front_page__story_featured_twice_comes_back(admin: Client, action: str) -> None:
    front, story = FrontPageFactory(), StoryPageFactory()
    rows = [{"story": story.pk}, {"story": story.pk}]
    values = {"search_examples": streamfield([]), "featured_stories": inline_formset(rows)}
    edit = page_url("edit", front)
    answer = admin.post(edit, filled(admin.get(edit), values, action))
    assert answer.status_code == 200
    assert any(name.startswith("featured_stories") for name in errors(answer))


@pytest.mark.parametrize("action", ["publish", ""])
def test_campaign__dates_out_of_order_come_back(admin: Client, action: str) -> None:
    phase = {"name": "Ngược", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    values = campaign_values(ends_on="2025-12-31", phases=inline_formset([phase]))
    answer = publish(admin, CampaignPage, CampaignIndexPageFactory(), values, action)
    assert answer.status_code == 200
    assert {"ends_on", "phases-0-ends_on"} <= set(errors(answer))
    assert not CampaignPage.objects.exists()


def test_page__needs_its_title_even_as_a_draft(admin: Client) -> None:
    answer = publish(admin, StandardPage, FrontPageFactory(), words(title="", body=article()), "")
    assert answer.status_code == 200
    assert "title" in errors(answer)


def test_page__taken_slug_comes_back_at_its_field(admin: Client) -> None:
    front = FrontPageFactory()
    StandardPageFactory(slug="gioi-thieu")
    answer = publish(admin, StandardPage, front, words(title="Khác", body=article()) | {"slug": "gioi-thieu"})
    assert "slug" in errors(answer)


def test_page__draft_of_a_published_page_changes_nothing_outside(admin: Client) -> None:
    page = AnnouncementPageFactory(title="Tin cũ")
    edit = page_url("edit", page)
    assert admin.post(edit, filled(admin.get(edit), announcement_values(title="Tin nháp"))).status_code == 302
    assert "Tin nháp" not in admin.get(page.url).content.decode()
    assert "Tin cũ" in admin.get("/tin-tuc/").content.decode()


def test_page__renamed_leaves_a_redirect(admin: Client, django_capture_on_commit_callbacks: Any) -> None:
    page = StandardPageFactory(title="Giới thiệu", body=[])
    edit = page_url("edit", page)
    values = {"slug": "ve-cong", "body": streamfield([])}
    with django_capture_on_commit_callbacks(execute=True):
        assert admin.post(edit, filled(admin.get(edit), values, "publish")).status_code == 302
    answer = admin.get("/gioi-thieu/")
    assert (answer.status_code, answer["Location"]) == (301, "/ve-cong/")


@pytest.mark.parametrize("publish_copies", ["", "on"])
def test_guidance__is_not_copied(admin: Client, publish_copies: str) -> None:
    page = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    parent = page.get_parent()
    data = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": parent.pk}
    data |= {"copy_subpages": "", "publish_copies": publish_copies, "alias": ""}
    answer = admin.post(page_url("copy", page), data, follow=True)
    assert "Không chép văn bản" in messages(answer)
    above = {**data, "copy_subpages": "on", "new_parent_page": parent.get_parent().pk}
    assert "Không chép văn bản" in messages(admin.post(page_url("copy", parent), above, follow=True))
    assert GuidancePage.objects.count() == 1


def test_announcement__is_copied(admin: Client) -> None:
    page = AnnouncementPageFactory()
    data = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": page.get_parent().pk}
    assert admin.get(page_url("copy", page)).status_code == 200
    assert admin.post(page_url("copy", page), {**data, "publish_copies": ""}).status_code == 302
    assert not AnnouncementPage.objects.get(slug="ban-sao").live


def test_guidance__has_an_english_twin(admin: Client) -> None:
    english, _created = Locale.objects.get_or_create(language_code="en")
    page = GuidancePageFactory(number=4, symbol="04/HD-LĐLĐ")
    for ancestor in (FrontPage.objects.get(), page.get_parent().specific):
        ancestor.copy_for_translation(english)
    twin = page.copy_for_translation(english)
    twin.title = "Response to the programme"
    twin.save_revision().publish()
    assert GuidancePage.objects.get(pk=twin.pk).symbol == page.symbol
    other = GuidancePageFactory(number=5, symbol="05/HD-LĐLĐ")
    other.number, other.symbol = page.number, page.symbol
    with pytest.raises(ValidationError):
        other.full_clean()


def test_slug__left_empty_is_derived_from_the_title() -> None:
    form_class = AnnouncementPage.get_edit_handler().get_form_class()
    form = form_class(instance=AnnouncementPage())
    assert not form.fields["slug"].required
    parent = AnnouncementIndexPageFactory()
    page = AnnouncementPage(title="Đổi mới điện nước", slug="", live=False)
    parent.add_child(instance=page)
    assert page.slug == "doi-moi-dien-nuoc"
