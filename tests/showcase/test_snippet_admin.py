"""The other records in the admin: fields, awards, consents, figures, kinds and issuers of documents."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from home.models import DocumentKind, Issuer
from showcase.models import (
    AwardType,
    CampaignFigure,
    CampaignTarget,
    Consent,
    Field,
    InitiativeAuthor,
    InitiativeAward,
)
from showcase.roles import CONTRIBUTOR, EDITOR
from tests.editing import errors, filled, inline_formset, messages, snippet_url, streamfield
from tests.factories import (
    AwardTypeFactory,
    CampaignPageFactory,
    ConsentFactory,
    DocumentKindFactory,
    FieldFactory,
    GuidancePageFactory,
    InitiativeFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

FIGURE = {"unit": "", "kind": "valid", "value": "12", "as_of": "", "label": "", "source": "Báo Lao động"}


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(UserFactory(role=EDITOR))
    return client


def add(client: Client, name: str, values: dict[str, Any]) -> Any:
    """Send the form of a new record."""
    address = snippet_url(name, "add")
    return client.post(address, filled(client.get(address), values))


def change(client: Client, name: str, pk: int, values: dict[str, Any]) -> Any:
    """Send the form of a record that exists."""
    address = snippet_url(name, "edit", pk)
    return client.post(address, filled(client.get(address), values))


def delete(client: Client, name: str, pk: int) -> Any:
    """Confirm that a record goes."""
    address = snippet_url(name, "delete", pk)
    assert client.get(address, follow=True).status_code == 200
    return client.post(address, follow=True)


def test_lists__open_for_editors_and_search(editor: Client) -> None:
    AwardTypeFactory(name="Bằng khen")
    ConsentFactory()
    DocumentKindFactory()
    GuidancePageFactory()
    names = ("initiative", "field", "unit", "awardtype", "consent", "campaigntarget", "campaignfigure")
    for name in (*names, "documentkind", "issuer"):
        assert editor.get(snippet_url(name, "list")).status_code == 200, name
        assert editor.get(snippet_url(name, "list"), {"q": "bằng"}).status_code == 200, name


def test_field__is_added_with_its_page(editor: Client) -> None:
    parent, initiative = FieldFactory(), InitiativeFactory()
    values = {
        "name": "Điện",
        "slug": "dien",
        "parent": parent.pk,
        "sort_order": "1",
        "questions": streamfield([("question", {"text": "Tốn điện", "q": "tiết kiệm điện"})]),
        "promotions": inline_formset([{"initiative": initiative.pk}]),
    }
    answer = add(editor, "field", values)
    assert answer.status_code == 302, errors(answer)
    field = Field.objects.get(slug="dien")
    assert (field.top, [row.initiative for row in field.promotions.all()]) == (parent, [initiative])
    third = add(
        editor, "field", {**values, "slug": "ba", "parent": field.pk, "promotions": inline_formset([])}
    )
    assert "parent" in errors(third)
    twice = inline_formset([{"initiative": initiative.pk}, {"initiative": initiative.pk}])
    answer = add(editor, "field", {**values, "slug": "hai", "promotions": twice})
    assert any(name.startswith("promotions") for name in errors(answer))


def test_field__itself_as_parent_comes_back(editor: Client) -> None:
    field = FieldFactory()
    answer = change(editor, "field", field.pk, {"parent": field.pk, "questions": streamfield([])})
    assert answer.status_code == 200
    assert "parent" in errors(answer)


def test_award__is_added_with_dated_conditions(editor: Client) -> None:
    row = {
        "valid_from": "2021-01-01",
        "valid_to": "",
        "min_value": "80000000",
        "min_years": "1",
        "text": "Một",
    }
    values = {"name": "Bằng", "slug": "bang", "level": "national", "thresholds": inline_formset([row])}
    assert add(editor, "awardtype", values).status_code == 302
    assert AwardType.objects.get().thresholds.get().min_value == 80_000_000
    wrong = {**row, "valid_to": "2020-01-01", "min_value": "-1"}
    values |= {"name": "Khác", "slug": "khac", "thresholds": inline_formset([wrong])}
    assert {"thresholds-0-valid_to", "thresholds-0-min_value"} <= set(
        errors(add(editor, "awardtype", values))
    )


def test_consent__is_given_and_withdrawn(editor: Client) -> None:
    values = {"person": "Đỗ Văn Khải", "covers_name": "on", "purpose": "Công bố", "given_on": "2026-01-02"}
    assert add(editor, "consent", values).status_code == 302
    consent = Consent.objects.get()
    assert consent.stands
    answer = change(editor, "consent", consent.pk, {"withdrawn_on": "2026-01-01"})
    assert "withdrawn_on" in errors(answer)
    assert change(editor, "consent", consent.pk, {"withdrawn_on": "2026-01-03"}).status_code == 302
    assert not Consent.objects.get().stands


def test_figure__needs_its_source_and_is_there_once(editor: Client) -> None:
    values = {**FIGURE, "campaign": CampaignPageFactory().pk}
    assert "source" in errors(add(editor, "campaignfigure", {**values, "source": ""}))
    assert "value" in errors(add(editor, "campaignfigure", {**values, "value": "-1"}))
    assert add(editor, "campaignfigure", values).status_code == 302
    answer = add(editor, "campaignfigure", {**values, "value": "13"})
    assert answer.status_code == 200
    assert errors(answer)
    dated = {**values, "as_of": "2022-04-20 10:00"}
    assert add(editor, "campaignfigure", dated).status_code == 302
    assert errors(add(editor, "campaignfigure", dated))
    assert CampaignFigure.objects.count() == 2


def test_target__is_there_once_for_the_country_and_for_a_unit(editor: Client) -> None:
    values = {
        "campaign": CampaignPageFactory().pk,
        "kind": "assigned",
        "value": "60000",
        "source": "Kế hoạch",
    }
    for unit in ("", UnitFactory().pk):
        assert add(editor, "campaigntarget", {**values, "unit": unit}).status_code == 302
        assert errors(add(editor, "campaigntarget", {**values, "unit": unit}))
    assert CampaignTarget.objects.count() == 2


def test_kind_and_issuer__are_unique(editor: Client) -> None:
    assert add(editor, "documentkind", {"name": "Hướng dẫn", "abbreviation": "HD"}).status_code == 302
    assert {"name", "abbreviation"} <= set(
        errors(add(editor, "documentkind", {"name": "Hướng dẫn", "abbreviation": "HD"}))
    )
    for name in ("Công văn", "Thư"):
        assert add(editor, "documentkind", {"name": name, "abbreviation": ""}).status_code == 302
    assert add(editor, "issuer", {"name": "Tổng Liên đoàn", "short_name": "TLĐ"}).status_code == 302
    assert "name" in errors(add(editor, "issuer", {"name": "Tổng Liên đoàn", "short_name": "TLĐ"}))


def test_delete__records_in_use_stay_and_the_editor_is_told(editor: Client) -> None:
    award = AwardTypeFactory()
    initiative = InitiativeFactory(awards=[InitiativeAward(award_type=award, date="2022-04-01")])
    page = GuidancePageFactory()
    for name, record in (
        ("field", initiative.field),
        ("awardtype", award),
        ("documentkind", page.kind),
        ("issuer", page.issuer),
    ):
        answer = delete(editor, name, record.pk)
        assert answer.status_code == 200
        assert "đang dùng" in messages(answer), name
        assert type(record).objects.filter(pk=record.pk).exists(), name


def test_delete__several_of_which_one_is_in_use_stay(editor: Client) -> None:
    used, unused = InitiativeFactory().field, FieldFactory()
    path = reverse("wagtail_bulk_action", args=["showcase", "field", "delete"])
    answer = editor.post(f"{path}?id={used.pk}&id={unused.pk}", follow=True)
    assert answer.status_code == 200
    assert Field.objects.filter(pk=used.pk).exists()


def test_delete__unused_records_go(editor: Client) -> None:
    records = {"field": FieldFactory(), "awardtype": AwardTypeFactory(), "consent": ConsentFactory()}
    for name, record in records.items():
        delete(editor, name, record.pk)
        assert not type(record).objects.exists(), name


def test_contributor__records_consent_but_changes_nothing_else(client: Client) -> None:
    client.force_login(UserFactory(role=CONTRIBUTOR))
    values = {"person": "Lò Thị Nhung", "covers_name": "on", "purpose": "Công bố", "given_on": "2026-01-02"}
    assert add(client, "consent", values).status_code == 302
    consent = Consent.objects.get()
    InitiativeFactory(authors=[InitiativeAuthor(name="Lò Thị Nhung", consent=consent)])
    for name in ("field", "unit", "awardtype", "campaignfigure", "issuer"):
        assert client.get(snippet_url(name, "add")).status_code == 302, name
    client.post(snippet_url("consent", "edit", consent.pk), {**values, "person": "Khác"})
    client.post(snippet_url("consent", "delete", consent.pk))
    assert Consent.objects.get().person == "Lò Thị Nhung"
    assert not Issuer.objects.exists()
    assert not DocumentKind.objects.exists()
