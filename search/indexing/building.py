"""Records → operations for an engine. One that cannot be read does not stop the others."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import structlog
from django.db import InterfaceError, OperationalError

from search.contract import IndexDocument, Kind
from search.documents import documents

__all__ = ["by_kind", "readable"]

log = structlog.get_logger(__name__)


def by_kind(keys: Iterable[tuple[Kind, int]]) -> dict[Kind, list[int]]:
    """Keys grouped by kind, each group in the order given."""
    grouped: dict[Kind, list[int]] = defaultdict(list)
    for kind, pk in keys:
        grouped[kind].append(pk)
    return grouped


def readable(
    kind: Kind,
    ids: Sequence[int],
    unreadable: Callable[[int], None],
    read: Callable[[], list[IndexDocument]] | None = None,
) -> list[IndexDocument]:
    """Documents of those of `ids` that the public may see; calls `unreadable` for each that raises.

    `read` is a quicker way to the same documents, tried first. A batch that raises is halved until the records at
    fault stand alone. A database that is away is nobody's fault and raises.
    """
    try:
        return read() if read is not None else documents(kind, ids)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # noqa: BLE001 -- whatever is wrong with a record must not hold back the others
        if len(ids) == 1:
            log.warning("indexing_failed", kind=kind, pk=ids[0], reason=str(error))
            unreadable(ids[0])
            return []
        half = len(ids) // 2
        return [*readable(kind, ids[:half], unreadable), *readable(kind, ids[half:], unreadable)]
