"""What a document may say of others: rules over the rows of its form, each refusal with its row and reason.

Pure: what other documents say, and when they were issued, is handed over. Accepted rows can never make a circle
of documents that replace, repeal or amend each other.
"""

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from home.legal_status import CHANGES, ENDING, RelationType

__all__ = ["ChangedBy", "Issue", "Refusal", "Statement", "circle", "is_earlier", "refusals"]

ChangedBy = Callable[[Collection[int]], Mapping[int, Collection[int]]]
"""For documents, the documents that each of them replaces, repeals or amends."""

_FOLLOWS = (RelationType.BASED_ON, RelationType.GUIDES, RelationType.IMPLEMENTS)
"""Relations that take for granted that the other document stays in force."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A row: what the document says of the document with the key `target`."""

    type: RelationType
    target: int
    partly: bool = False

    @property
    def ends(self) -> bool:
        """Whether nothing of the other document stays in force."""
        return self.type in ENDING and not self.partly


@dataclass(frozen=True, slots=True)
class Issue:
    """A document as reasons name it; of some documents only the month of issue is known."""

    symbol: str
    day: datetime.date
    is_exact: bool = True

    @property
    def when(self) -> str:
        """Day of issue, or the month."""
        month = f"{self.day.month}/{self.day.year}"
        return f"{self.day.day}/{month}" if self.is_exact else month


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not accepted: index of the row, name of its field, words for the editor."""

    row: int
    field: str
    message: str


def is_earlier(one: Issue, other: Issue) -> bool:
    """Whether a document was surely issued before another."""
    if one.is_exact and other.is_exact:
        return one.day < other.day
    return (one.day.year, one.day.month) < (other.day.year, other.day.month)


def circle(document: int, target: int, changed_by: ChangedBy) -> list[int]:
    """The way by which changing `target` would lead back to `document`: [target, …, document]; [] where none."""
    came_from: dict[int, int] = {target: target}
    frontier = [target]
    while frontier:
        found = changed_by(frontier)
        step: list[int] = []
        for changing in frontier:
            for changed in found.get(changing, ()):
                if changed in came_from:
                    continue
                came_from[changed] = changing
                if changed == document:
                    return _way_back(came_from, target, document)
                step.append(changed)
        frontier = step
    return []


def _way_back(came_from: Mapping[int, int], first: int, last: int) -> list[int]:
    way = [last]
    while way[-1] != first:
        way.append(came_from[way[-1]])
    return way[::-1]


def refusals(
    document: int | None,
    issue: Issue | None,
    rows: Sequence[Statement | None],
    issues: Mapping[int, Issue],
    changed_by: ChangedBy,
) -> list[Refusal]:
    """What is wrong with the rows of a document, at most one refusal for each row.

    `document` is None while it is new, `issue` where its day is not known yet; rows that say nothing are None.
    `issues` holds the documents that rows point to, and may lack some.
    """
    found: list[Refusal] = []
    accepted: list[Statement] = []
    for number, row in enumerate(rows):
        if row is None:
            continue
        reason = next(_reasons(row, accepted, document, issue, issues, changed_by=changed_by), None)
        if reason is None:
            accepted.append(row)
        else:
            found.append(Refusal(number, *reason))
    return found


def _reasons(
    row: Statement,
    accepted: Sequence[Statement],
    document: int | None,
    issue: Issue | None,
    issues: Mapping[int, Issue],
    *,
    changed_by: ChangedBy,
) -> Iterator[tuple[str, str]]:
    if row.target == document:
        yield "target", _("Văn bản không thể có quan hệ với chính nó.")
        return
    for other in accepted:
        if other.target == row.target and (reason := _contradiction(other, row)):
            yield "type", reason
    if row.type not in CHANGES:
        return
    target = issues.get(row.target)
    if issue and target and is_earlier(issue, target):
        yield (
            "target",
            _(
                "%(symbol)s ban hành %(theirs)s, sau văn bản này (%(ours)s). Văn bản trước không thể sửa đổi, "
                "thay thế hay bãi bỏ văn bản sau; hãy xem lại ngày hoặc chiều của quan hệ."
            )
            % {"symbol": target.symbol, "theirs": target.when, "ours": issue.when},
        )
    if document is not None and (way := circle(document, row.target, changed_by)):
        yield "target", _circle_reason(way, issues)


def _contradiction(one: Statement, other: Statement) -> str:
    """Why two rows on the same document cannot both stand; "" where they can."""
    if one.type == other.type:
        return _("Quan hệ này với văn bản ấy đã ghi ở dòng trên.")
    for ending, beside in ((one, other), (other, one)):
        if not ending.ends:
            continue
        if beside.type in (*CHANGES, *_FOLLOWS):
            return _(
                "Mâu thuẫn: văn bản kia đã bị %(ending)s toàn bộ thì không còn để %(beside)s. Giữ một trong hai "
                "dòng, hoặc chọn “chỉ một phần”."
            ) % {"ending": str(ending.type.label).lower(), "beside": str(beside.type.label).lower()}
    return ""


def _circle_reason(way: Sequence[int], issues: Mapping[int, Issue]) -> str:
    first = issues[way[0]].symbol if way[0] in issues else ""
    if len(way) == 2:
        return _(
            "%(symbol)s đã thay thế, bãi bỏ hoặc sửa đổi chính văn bản này; hai văn bản không thể đổi nhau."
        ) % {"symbol": first}
    names = " → ".join(issues[key].symbol for key in way[:-1] if key in issues)
    return _(
        "Quan hệ này khép thành vòng: %(way)s → văn bản này. Văn bản bị thay thế, bãi bỏ hoặc sửa đổi không thể "
        "quay lại đổi văn bản đã đổi nó."
    ) % {"way": names or first}
