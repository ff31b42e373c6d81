"""Many values as one parameter of a statement."""

import pytest
from wagtail.models import Collection

from home.many_values import among

pytestmark = pytest.mark.django_db


def test_among__keys_and_texts_however_many_and_odd() -> None:
    root = Collection.get_first_root_node()
    assert root is not None
    names = ["Dấu nháy ' \" \\", "a,b {c} %s", "[1]", "Điện"]
    made = {name: root.add_child(name=name).pk for name in names}
    chosen = Collection.objects.filter(pk__in=among([*made.values(), *range(10**6, 10**6 + 5_000)]))
    assert sorted(chosen.values_list("name", flat=True)) == sorted(names)
    assert set(Collection.objects.filter(name__in=among(names)).values_list("pk", flat=True)) == set(
        made.values()
    )
    assert not Collection.objects.filter(pk__in=among([])).exists()
    assert not Collection.objects.filter(name__in=among(["Khác"])).exists()
