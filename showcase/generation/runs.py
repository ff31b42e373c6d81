"""Generating initiatives: numbers, batches and transactions."""

from collections.abc import Callable
from random import Random

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Right

from showcase.demo.reader import DemoDataError
from showcase.generation import structure
from showcase.generation.records import RecordWriter, References
from showcase.generation.structure import GenerationError
from showcase.generation.vocabulary import read_vocabulary
from showcase.models import Initiative
from showcase.signals import initiatives_changed

__all__ = ["DEFAULT_BATCH", "DEFAULT_UNITS", "MAX_COUNT", "SIGNAL_LIMIT", "GenerationError", "generate"]

DEFAULT_BATCH = 5_000
"""Initiatives written in one transaction."""

DEFAULT_UNITS = 3_000
"""Invented grassroots units to spread initiatives over."""

MAX_COUNT = 10_000_000
"""Most initiatives in one run."""

SIGNAL_LIMIT = 2_000
"""Larger runs do not announce their records one by one: the index is rebuilt as a whole instead."""

_FIRST_NUMBER = 10_000_001  # eight digits: apart from every number a council gives
_LAST_NUMBER = 99_999_999


def generate(
    count: int,
    seed: int,
    *,
    batch_size: int = DEFAULT_BATCH,
    units: int = DEFAULT_UNITS,
    report: Callable[[int], None] = lambda written: None,
) -> bool:
    """Write `count` invented, published initiatives; returns whether they were announced to the index.

    The same seed gives the same records on a database with the same content. Each batch is one transaction:
    an interrupted run leaves whole records only. `report` is called with the size of every batch written.
    Raises GenerationError when fields, bodies or award types are missing, or codes run out.
    """
    references = _references(units)
    first_number = _next_number()
    if first_number + count - 1 > _LAST_NUMBER:
        raise GenerationError(f"Chỉ còn {_LAST_NUMBER - first_number + 1} mã trống.")
    rng = Random(f"{seed}/{first_number}")  # noqa: S311 -- repeatable, nothing secret
    writer = RecordWriter(rng, references, first_number)
    announced = count <= SIGNAL_LIMIT
    for start in range(0, count, batch_size):
        size = min(batch_size, count - start)
        for _record in range(size):
            writer.add()
        with transaction.atomic():
            keys = writer.flush()
            if announced:
                initiatives_changed.send(sender=Initiative, ids=keys)
        report(size)
    return announced


def _references(units: int) -> References:
    try:
        vocabulary = read_vocabulary()
    except DemoDataError as error:
        raise GenerationError(str(error)) from error
    fields = structure.field_keys(vocabulary)
    awards = structure.awards()
    structure.ensure_units(vocabulary, units)
    return References(
        vocabulary=vocabulary,
        places=structure.places(vocabulary),
        fields=fields,
        keywords=structure.ensure_keywords(vocabulary.tags),
        awards=awards,
        campaigns=structure.campaigns(),
    )


def _next_number() -> int:
    """The number after the highest of eight digits that a code ends with."""
    numbered = Initiative.objects.filter(code__regex=r"-[1-9][0-9]{7}$")
    highest = numbered.aggregate(highest=Max(Right("code", 8)))["highest"]
    return max(int(highest or 0) + 1, _FIRST_NUMBER)
