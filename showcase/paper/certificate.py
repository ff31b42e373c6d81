"""What the public may learn about a certificate: what was recognised, by whom, when, at which level.

A record that is hidden and one that never was are answered alike, by the same single question to the database.
"""

import datetime
from dataclasses import dataclass

from showcase.models import Initiative
from showcase.paper.codes import read_code, read_number

__all__ = ["Answer", "Statement", "check"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A recognition as it is public; `is_asked` when it carries the certificate number that was typed."""

    level: str
    body: str
    date: datetime.date
    decision_number: str
    certificate_number: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is to say about a code and a number.

    `code` is the code as it was understood, "" when it cannot be one. `record` is None where nothing of that code is
    public. Of an abstract-only record statements are not public; its title and awards are.
    """

    code: str
    number: str
    record: Initiative | None = None
    statements: tuple[Statement, ...] = ()

    @property
    def number_is_known(self) -> bool:
        """Whether a public recognition carries the number that was typed."""
        return any(statement.is_asked for statement in self.statements)

    @property
    def is_closed(self) -> bool:
        """Whether only title, effect and awards are public, so that a number can be neither confirmed nor denied."""
        return self.record is not None and self.record.is_abstract_only


def check(code: str, number: str = "") -> Answer:
    """Look a code up among what is published; at most eight queries, one when there is nothing."""
    understood = read_code(code)
    asked = number.strip()
    if not understood:
        return Answer("", asked)
    record = Initiative.objects.live().with_page_relations().filter(code=understood).first()
    if record is None or record.is_abstract_only:
        return Answer(understood, asked, record)
    wanted = read_number(asked)
    statements = tuple(
        Statement(
            level=recognition.level,
            body=recognition.body.public_name,
            date=recognition.date,
            decision_number=recognition.decision_number,
            certificate_number=recognition.certificate_number,
            is_asked=bool(wanted) and read_number(recognition.certificate_number) == wanted,
        )
        for recognition in sorted(record.recognitions.all(), key=lambda one: (one.date, one.pk))
    )
    return Answer(understood, asked, record, statements)
