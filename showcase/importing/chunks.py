"""Rows on their way from the process that reads them to the one that writes them.

Most rows of a long file are new initiatives, of which the writer needs the plan alone: what came before it stays
packed, a chunk at a time, until a row of the chunk is looked at closely.
"""

import pickle
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, TypeAlias

from showcase.importing.planning import Plan, Rules, plan_row
from showcase.importing.rows import ParsedRow, RawRow, RowError

__all__ = ["Chunk", "ReadRow"]

Whole: TypeAlias = tuple[RawRow, ParsedRow | list[RowError]]
"""A row as it came, and as it was understood."""


class ReadRow(NamedTuple):
    """A row in short, its number and the place behind it as in `RawRow`.

    `code` is empty and `as_new` None for a row with errors, or with names that await a decision; for the others
    `as_new` is what becomes of them where nobody has the code.
    """

    number: int
    offset: int
    code: str
    as_new: Plan


class Chunk:
    """Some rows in the order of the file, at least one."""

    def __init__(self, wholes: Sequence[Whole], rules: Rules) -> None:
        """Plan every row as a new initiative."""
        self.rows = [_read(raw, found, rules) for raw, found in wholes]
        self._packed = pickle.dumps(wholes, protocol=pickle.HIGHEST_PROTOCOL)

    @cached_property
    def wholes(self) -> Sequence[Whole]:
        """The rows as they came, and as they were understood."""
        wholes: Sequence[Whole] = pickle.loads(self._packed)  # noqa: S301 - packed above
        return wholes


def _read(raw: RawRow, found: ParsedRow | list[RowError], rules: Rules) -> ReadRow:
    if isinstance(found, list) or found.unknown:
        return ReadRow(raw.number, raw.offset, "", None)
    return ReadRow(raw.number, raw.offset, found.code, plan_row(found, None, rules))
