"""One batch of rows: what becomes of each, and writing it. The counts of an outcome add up to the rows of the batch."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, transaction

from showcase.importing.chunks import Chunk, ReadRow
from showcase.importing.planning import Addition, Change, Plan, Rules, plan_row
from showcase.importing.rows import ParsedRow, RawRow, RowError, Unknown
from showcase.importing.seen import Seen
from showcase.importing.storing import read_stored
from showcase.importing.targets import label_of
from showcase.importing.writing import Writer
from showcase.models import Initiative

__all__ = ["Outcome", "plan_chunk", "write_one_by_one"]

Faulty = tuple[RawRow, list[RowError]]


@dataclass(slots=True)
class Outcome:
    """What becomes of the rows of a batch; `changed_log` and `added_keys` are there once it is written."""

    rows: int
    additions: list[Addition] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faulty: list[Faulty] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    added_keys: list[int] = field(default_factory=list)
    changed_log: list[dict[str, Any]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """What became of the rows, each counted once."""
        return {
            "added": len(self.additions),
            "updated": len(self.changes),
            "unchanged": self.unchanged,
            "failed": len(self.faulty),
        }


def plan_chunk(
    chunk: Chunk, *, seen: Seen, rules: Rules, skipped: frozenset[tuple[str, str]], lock: bool
) -> Outcome:
    """Plan every row of a chunk; eight queries at most. `skipped` has the names whose rows are left out on purpose."""
    outcome = Outcome(len(chunk.rows))
    good: list[tuple[int, ReadRow]] = []
    for place, row in enumerate(chunk.rows):
        if row.code:
            good.append((place, row))
            continue
        raw, found = chunk.wholes[place]
        if not isinstance(found, list):
            outcome.unknown.extend(found.unknown)
            found = [_nobodys(raw, one, skipped) for one in found.unknown]
        outcome.faulty.append((raw, found))
    if not good:
        return outcome
    repeated = seen.repeated([(row.code, row.number) for _place, row in good])
    stored = read_stored([row.code for _place, row in good], lock=lock)
    for place, row in good:
        known = stored.get(row.code)
        if first := repeated.get(row.number):
            plan: Plan = [_repeated(row, first)]
        elif known is None:
            plan = row.as_new
        else:
            plan = plan_row(_understood(chunk, place), known, rules)
        if plan is None:
            outcome.unchanged += 1
        elif isinstance(plan, list):
            outcome.faulty.append((chunk.wholes[place][0], plan))
        elif isinstance(plan, Addition):
            outcome.additions.append(plan)
        else:
            outcome.changes.append(plan)
    outcome.faulty.sort(key=lambda pair: pair[0].number)
    # In one order, so that two runs with the same codes never wait for each other.
    outcome.additions.sort(key=lambda one: one.code)
    return outcome


def _understood(chunk: Chunk, place: int) -> ParsedRow:
    found = chunk.wholes[place][1]
    assert isinstance(found, ParsedRow)  # noqa: S101 - a row with a code, for the type checker
    return found


def _repeated(row: ReadRow, first: int) -> RowError:
    reason = f"Mã này đã có ở dòng {first} của tệp; mỗi sáng kiến chỉ một dòng."
    return RowError(row.number, label_of("code"), row.code, reason)


def write_one_by_one(outcome: Outcome, chunk: Chunk, writer: Writer, moment: datetime.datetime) -> None:
    """Write each row by itself: those that the database refuses become faulty, with its reason.

    Raises IntegrityError where another process has added the code meanwhile: the row is to be planned again.
    """
    raws = {raw.number: raw for raw, _found in chunk.wholes}
    plans: Sequence[Addition | Change] = [*outcome.additions, *outcome.changes]
    outcome.additions, outcome.changes = [], []
    for plan in plans:
        try:
            with transaction.atomic():
                if isinstance(plan, Addition):
                    added, changed = writer.write([plan], [], moment)
                    outcome.additions.append(plan)
                else:
                    added, changed = writer.write([], [plan], moment)
                    outcome.changes.append(plan)
        except (IntegrityError, DataError) as error:
            writer.forget()
            if isinstance(plan, Addition) and Initiative.objects.filter(code=plan.code).exists():
                raise
            reason = f"Cơ sở dữ liệu không nhận dòng này: {str(error).splitlines()[0][:300]}"
            outcome.faulty.append((raws[plan.row], [RowError(plan.row, label_of("code"), plan.code, reason)]))
            continue
        outcome.added_keys += added
        outcome.changed_log += changed
    outcome.faulty.sort(key=lambda pair: pair[0].number)


def _nobodys(raw: RawRow, one: Unknown, skipped: frozenset[tuple[str, str]]) -> RowError:
    """Why a row with a name that is no record's is left out."""
    if (one.kind, one.name) in skipped:
        reason = "Không nhập, theo quyết định về tên này."
    else:
        reason = "Tên này chưa có trong danh mục, hoặc nhiều mục cùng mang; hãy chọn mục tương ứng rồi kiểm tra lại."
    return RowError(raw.number, label_of(one.target), one.name, reason)
