"""Tables of search: what the index does not have yet, what it has been given since it was made, and its care;
what editors wrote, what visitors asked, what attached files say."""

from search.models.attachments import AttachedText
from search.models.editorial import (
    Abbreviation,
    EditorialStamp,
    PromotedRecord,
    PromotedResult,
    ShippedEntryOff,
    SynonymGroup,
)
from search.models.insight import Place, Question, QuestionDay
from search.models.pending import IndexedChange, PendingIndexing
from search.models.runs import IndexRun

__all__ = [
    "Abbreviation",
    "AttachedText",
    "EditorialStamp",
    "IndexRun",
    "IndexedChange",
    "PendingIndexing",
    "Place",
    "PromotedRecord",
    "PromotedResult",
    "Question",
    "QuestionDay",
    "ShippedEntryOff",
    "SynonymGroup",
]
