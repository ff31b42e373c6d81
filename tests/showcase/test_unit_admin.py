"""Units in the admin: their place in the tree, and mistakes that come back."""

from typing import Any

import pytest
from django.test import Client

from search.models import PendingIndexing
from showcase.models import Unit
from tests.editing import errors, filled, messages, snippet_url
from tests.factories import InitiativeFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(UserFactory(is_superuser=True))
    return client


def values(name: str, parent: Unit | None) -> dict[str, Any]:
    """Form values of a unit."""
    return {
        "parent": parent.pk if parent else "",
        "name": name,
        "short_name": name,
        "slug": name.lower().replace(" ", "-"),
        "kind": "upper",
    }


def create(client: Client, name: str, parent: Unit | None) -> Unit:
    """Add a unit through its form."""
    address = snippet_url("unit", "add")
    answer = client.post(address, filled(client.get(address), values(name, parent)))
    assert answer.status_code == 302, errors(answer)
    return Unit.objects.get(name=name)


def move(client: Client, unit: Unit, parent: Unit | None) -> Any:
    """Change what a unit belongs to through its form."""
    address = snippet_url("unit", "edit", unit.pk)
    return client.post(address, filled(client.get(address), {"parent": parent.pk if parent else ""}))


def parent_of(unit: Unit) -> Unit | None:
    found: Unit | None = Unit.objects.get(pk=unit.pk).get_parent()
    return found


def test_create__puts_units_where_they_belong(admin: Client) -> None:
    root = create(admin, "Tong", None)
    first, second = create(admin, "Tinh A", root), create(admin, "Tinh B", root)
    leaf = create(admin, "Quan", first)
    assert [unit.name for unit in Unit.objects.all()] == ["Tong", "Tinh A", "Quan", "Tinh B"]
    assert (parent_of(root), parent_of(first), parent_of(leaf)) == (None, root, first)
    assert Unit.objects.get(pk=root.pk).get_children_count() == 2
    assert Unit.find_problems() == ([], [], [], [], [])
    assert second.is_leaf()


def test_edit__keeps_the_place_when_only_words_change(admin: Client) -> None:
    root = UnitFactory()
    unit = UnitFactory(parent=root)
    address = snippet_url("unit", "edit", unit.pk)
    assert admin.post(address, filled(admin.get(address), {"name": "Tên mới"})).status_code == 302
    stored = Unit.objects.get(pk=unit.pk)
    assert (stored.name, stored.path) == ("Tên mới", unit.path)


def test_edit__moves_the_unit_with_everything_below_it(admin: Client) -> None:
    old, new = UnitFactory(), UnitFactory()
    unit = UnitFactory(parent=old)
    leaf = UnitFactory(parent=unit)
    assert move(admin, unit, new).status_code == 302
    assert (parent_of(unit), parent_of(leaf)) == (new, unit)
    assert move(admin, unit, None).status_code == 302
    assert (parent_of(unit), parent_of(leaf)) == (None, unit)
    assert Unit.find_problems() == ([], [], [], [], [])


def test_edit__refuses_a_circle(admin: Client) -> None:
    unit = UnitFactory()
    child = UnitFactory(parent=unit)
    leaf = UnitFactory(parent=child)
    for parent in (unit, child, leaf):
        answer = move(admin, unit, parent)
        assert answer.status_code == 200
        assert "dưới chính nó" in errors(answer)["parent"][0]
    assert parent_of(unit) is None


def test_edit__moved_unit_reaches_the_index(admin: Client) -> None:
    new = UnitFactory()
    unit = UnitFactory(parent=UnitFactory())
    initiative = InitiativeFactory(unit=unit)
    PendingIndexing.objects.all().delete()
    assert move(admin, unit, new).status_code == 302
    assert list(PendingIndexing.objects.values_list("object_id", flat=True)) == [initiative.pk]


def test_mistakes__are_named_at_their_fields(admin: Client) -> None:
    taken = UnitFactory(slug="co-roi")
    address = snippet_url("unit", "add")
    wrong = {**values("Tên", None), "slug": taken.slug, "valid_from": "2022-01-02", "valid_to": "2022-01-01"}
    answer = admin.post(address, filled(admin.get(address), wrong))
    assert answer.status_code == 200
    assert {"slug", "valid_to"} <= set(errors(answer))


def test_list__is_found_and_filtered(admin: Client) -> None:
    UnitFactory(name="Xí nghiệp Cấp nước", short_name="CĐCS Cấp nước")
    UnitFactory(kind=Unit.Kind.PROVINCE, short_name="LĐLĐ tỉnh", workplace="")
    shown = admin.get(snippet_url("unit", "list"), {"q": "cấp nước"}).context["object_list"]
    assert [unit.short_name for unit in shown] == ["CĐCS Cấp nước"]
    shown = admin.get(snippet_url("unit", "list"), {"kind": "province"}).context["object_list"]
    assert [unit.short_name for unit in shown] == ["LĐLĐ tỉnh"]


def test_delete__unit_in_use_stays_and_the_editor_is_told(admin: Client) -> None:
    unit = InitiativeFactory().unit
    address = snippet_url("unit", "delete", unit.pk)
    assert "đang dùng" in messages(admin.get(address, follow=True))
    answer = admin.post(address, follow=True)
    assert answer.status_code == 200
    assert Unit.objects.filter(pk=unit.pk).exists()
    assert "đang dùng" in messages(answer)


def test_delete__unit_above_one_in_use_stays(admin: Client) -> None:
    parent = UnitFactory()
    InitiativeFactory(unit=UnitFactory(parent=parent))
    answer = admin.post(snippet_url("unit", "delete", parent.pk), follow=True)
    assert answer.status_code == 200
    assert Unit.objects.count() == 2


def test_delete__unused_unit_goes(admin: Client) -> None:
    unit = UnitFactory()
    assert admin.post(snippet_url("unit", "delete", unit.pk)).status_code == 302
    assert not Unit.objects.exists()
