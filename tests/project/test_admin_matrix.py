"""Every address of the admin for everybody: the table beside this file says who is let in.

A new address fails `test_table__knows_every_address` until somebody has written down who may use it.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction

from tests.admin_matrix import COLUMNS, World, addresses, knock

pytestmark = pytest.mark.django_db

TABLE = Path(__file__).parent / "admin_matrix.yaml"


def table() -> dict[str, set[str]]:
    """Who is let in, by route. The file lists routes below the people whom they let in."""
    rows = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    allowed: dict[str, set[str]] = {}
    for row in rows["allowed"]:
        who = set(COLUMNS) if row["who"] == "everybody" else set(row["who"].split())
        assert who <= set(COLUMNS), row["who"]
        for route in row["routes"]:
            assert route not in allowed, f"{route} stands in the table twice"
            allowed[route] = who
    return allowed


def left_out() -> dict[str, str]:
    """Addresses that are not tried, with the reason."""
    rows: dict[str, str] = yaml.safe_load(TABLE.read_text(encoding="utf-8"))["left_out"]
    return rows


def test_table__knows_every_address() -> None:
    known = {*table(), *left_out()}
    present = set(addresses())
    assert sorted(present - known) == [], "new addresses: write into admin_matrix.yaml who may use them"
    assert sorted(known - present) == [], "addresses that are gone"
    assert all(left_out().values())


# Wagtail leaves temporary files of pictures to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("column", COLUMNS)
def test_admin__lets_in_whom_the_table_names(column: str, media_root: Any) -> None:
    """Who is let in is let in, who is refused is refused by GET and by POST, and nothing breaks."""
    world, allowed = World(), table()
    client = world.client(column)
    wrong = []
    for route, address in addresses().items():
        if route not in allowed:
            continue
        url = address.filled(world.values(address, column))
        with transaction.atomic():
            answers = list(knock(client, url))
            transaction.set_rollback(True)
        expected = column in allowed[route]
        wrong += [
            f"{method} {route} ({url}): {'let in' if answer.allowed else 'refused'} with {answer.status}"
            for method, answer in answers
            if answer.is_error or answer.allowed != expected
        ]
    assert wrong == [], "\n".join(wrong)
