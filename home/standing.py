"""Where a document stands on a day, in words: its state and the documents that explain it."""

import datetime
from typing import TYPE_CHECKING, TypedDict

from django.utils.translation import gettext as _

from home.legal_status import ENDING, LegalStatus, RelationType
from home.templatetags.typography import vi_date

if TYPE_CHECKING:
    from home.models.guidance import GuidancePage

__all__ = ["DocumentLink", "Standing", "link_to", "standing"]


class DocumentLink(TypedDict):
    """A way to a document."""

    symbol: str
    url: str


class Standing(TypedDict):
    """State of a document; `links` are the published documents that the note ends with."""

    status: LegalStatus
    note: str
    links: list[DocumentLink]


def link_to(document: "GuidancePage") -> DocumentLink:
    """The way to a document."""
    return {"symbol": document.symbol, "url": document.url or ""}


def standing(document: "GuidancePage", day: datetime.date) -> Standing:
    """State on a day and why; asks the database nothing after `with_status_relations`."""
    status = document.status_on(day)
    note, links = "", []
    if status == LegalStatus.PENDING:
        note = _("từ %(day)s") % {"day": vi_date(document.effective_from)}
    elif status in (LegalStatus.PARTLY, LegalStatus.ENDED):
        active = [
            relation
            for relation in document.incoming
            if relation.page.effective_from <= day
            and (status == LegalStatus.PARTLY or (relation.type in ENDING and not relation.partly))
        ]
        for kind, words in (
            (RelationType.REPLACES, _("thay bằng")),
            (RelationType.REPEALS, _("bãi bỏ bằng")),
            (RelationType.AMENDS, _("sửa đổi, bổ sung bằng")),
        ):
            found = [relation.page for relation in active if relation.type == kind]
            if found:
                note, links = words, [link_to(other) for other in found]
                break
        else:
            if document.effective_to:
                note = _("hết ngày %(day)s") % {"day": vi_date(document.effective_to)}
    return {"status": status, "note": note, "links": links}
