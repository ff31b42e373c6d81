"""The locks: complete, hashed, and free of any address."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements"
LOCKS = ["base", "dev", "uv"]


def _names(text: str) -> set[str]:
    """Names of the distributions that a requirements file lists, normalised (PEP 503)."""
    found = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in found}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock__pins_and_hashes_every_distribution(lock: str) -> None:
    """So that an altered file is never installed."""
    text = (REQUIREMENTS / f"{lock}.txt").read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    for block in blocks:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize("lock", LOCKS)
def test_lock__names_no_address(lock: str) -> None:
    """Where packages come from is the installing machine's own business."""
    text = (REQUIREMENTS / f"{lock}.txt").read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_lock__covers_what_is_asked_for(lock: str) -> None:
    """A requirement added without `make lock` is noticed here."""
    asked = _names((REQUIREMENTS / f"{lock}.in").read_text())
    assert asked
    assert asked <= _names((REQUIREMENTS / f"{lock}.txt").read_text())
