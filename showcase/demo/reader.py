"""Reading the data files, with errors that name the file."""

import datetime
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

__all__ = ["DATA", "DemoDataError", "checksum", "moment", "read", "read_folder"]

_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DATA = Path(__file__).parent / "data"


class DemoDataError(Exception):
    """A data file cannot be used; the message names the file and what is wrong."""


@cache
def read(name: str) -> Any:
    """Content of `data/<name>.yaml`. Raises DemoDataError when it is missing or not YAML."""
    path = DATA / f"{name}.yaml"
    try:
        with path.open(encoding="utf-8") as file:
            return yaml.load(file, Loader=_SafeLoader)  # noqa: S506 - the safe loader, in C where there is one
    except (OSError, yaml.YAMLError) as error:
        raise DemoDataError(f"{path.name}: {error}") from error


def read_folder(name: str) -> Iterator[Any]:
    """Contents of every YAML file of `data/<name>/`, by file name."""
    for path in sorted((DATA / name).glob("*.yaml")):
        yield read(f"{name}/{path.stem}")


def checksum() -> str:
    """SHA-256 over all data files: changes when any of them does."""
    digest = hashlib.sha256()
    for path in sorted(DATA.rglob("*.yaml")):
        digest.update(path.relative_to(DATA).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def moment(value: datetime.date | datetime.datetime | str | None) -> datetime.datetime | None:
    """A day or a moment of the data files in the site's time zone."""
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time.min)
    return value if timezone.is_aware(value) else timezone.make_aware(value)
