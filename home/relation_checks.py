"""The rules of `home.relations`, asked against what the documents of the site say of each other."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from wagtail.models import Revision

from home.legal_status import CHANGES
from home.relations import Issue, Refusal, Statement, is_earlier, refusals

__all__ = ["refusals_of", "too_late_for_changes"]


def refusals_of(document: int | None, issue: Issue | None, rows: Sequence[Statement | None]) -> list[Refusal]:
    """What is wrong with the rows of the document with this key (None while it is new)."""
    targets = {row.target for row in rows if row is not None}
    if not targets:
        return []
    # Symbols of a whole circle may be named, so documents further away are looked up once they are met.
    issues = _Issues(targets)

    def changed_by(documents: Collection[int]) -> dict[int, set[int]]:
        found = _changed_by(documents)
        issues.meet({target for targets in found.values() for target in targets})
        return found

    return refusals(document, issue, rows, issues, changed_by)


def too_late_for_changes(document: int, issue: Issue) -> str:
    """Why a document cannot have been issued on a day: another, issued before, changes it; "" where it can."""
    changes = _relations().from_live_pages().filter(target=document, type__in=CHANGES).select_related("page")
    for change in changes.order_by("page__issued_on"):
        if is_earlier(change.page.issue, issue):
            return _(
                "%(symbol)s (%(when)s) đã thay thế, bãi bỏ hoặc sửa đổi văn bản này, nên văn bản này không thể "
                "ban hành sau ngày ấy."
            ) % {"symbol": change.page.symbol, "when": change.page.issue.when}
    return ""


class _Issues(dict[int, Issue]):
    """Documents by key, read when they are first met."""

    def __init__(self, documents: Collection[int]) -> None:
        super().__init__()
        self.meet(documents)

    def meet(self, documents: Collection[int]) -> None:
        missing = [key for key in documents if key not in self]
        if missing:
            pages = apps.get_model("home", "GuidancePage").objects.filter(pk__in=missing)
            self.update({page.pk: page.issue for page in pages.defer_streamfields()})


def _relations() -> Any:
    return apps.get_model("home", "DocumentRelation").objects


def _changed_by(documents: Collection[int]) -> dict[int, set[int]]:
    """What each document replaces, repeals or amends: as published, or as its latest draft says."""
    found: dict[int, set[int]] = defaultdict(set)
    stated = _relations().filter(page__in=documents, type__in=CHANGES).values_list("page_id", "target_id")
    for page, target in stated:
        found[page].add(target)
    drafts = apps.get_model("home", "GuidancePage").objects.filter(
        pk__in=documents, has_unpublished_changes=True
    )
    revisions = Revision.objects.filter(pk__in=drafts.values("latest_revision"))
    for page, content in revisions.values_list("object_id", "content"):
        for row in content.get("relations", ()):
            if row.get("type") in CHANGES and row.get("target"):
                found[int(page)].add(int(row["target"]))
    return found
