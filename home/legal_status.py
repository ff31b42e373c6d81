"""Whether a guidance document is in force: derived from its dates and from what other documents do to it.

Vietnamese administrative practice knows four states; a document that is amended or repealed in part stays in
force for the rest (Luật Ban hành văn bản quy phạm pháp luật uses the same terms).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["CHANGES", "ENDING", "IncomingChange", "LegalStatus", "RelationType", "derive_status"]


class RelationType(models.TextChoices):
    """What one document says of another, read from the newer to the older."""

    BASED_ON = "based_on", _("Căn cứ")
    GUIDES = "guides", _("Hướng dẫn")
    IMPLEMENTS = "implements", _("Thực hiện")
    AMENDS = "amends", _("Sửa đổi, bổ sung")
    REPLACES = "replaces", _("Thay thế")
    REPEALS = "repeals", _("Bãi bỏ")
    URGES = "urges", _("Đôn đốc")
    ATTACHED_TO = "attached_to", _("Kèm theo")

    @property
    def inverse_label(self) -> str:
        """The relation as the older document states it."""
        return str(_INVERSE[self])


_INVERSE = {
    RelationType.BASED_ON: _("Là căn cứ của"),
    RelationType.GUIDES: _("Được hướng dẫn bằng"),
    RelationType.IMPLEMENTS: _("Được triển khai bằng"),
    RelationType.AMENDS: _("Được sửa đổi, bổ sung bằng"),
    RelationType.REPLACES: _("Bị thay thế bằng"),
    RelationType.REPEALS: _("Bị bãi bỏ bằng"),
    RelationType.URGES: _("Được đôn đốc bằng"),
    RelationType.ATTACHED_TO: _("Có tài liệu kèm theo"),
}


ENDING = (RelationType.REPLACES, RelationType.REPEALS)
"""Relations that end the older document, wholly or in part."""

CHANGES = (*ENDING, RelationType.AMENDS)
"""Relations that change what the older document says or whether it is in force."""


class LegalStatus(models.TextChoices):
    """State of a document on a day."""

    PENDING = "pending", _("Chưa có hiệu lực")
    IN_FORCE = "in_force", _("Còn hiệu lực")
    PARTLY = "partly", _("Còn hiệu lực một phần")
    ENDED = "ended", _("Hết hiệu lực")


@dataclass(frozen=True, slots=True)
class IncomingChange:
    """A relation from another document, with the day from which that document has effect."""

    type: RelationType
    effective_from: datetime.date
    partly: bool = False


def derive_status(
    effective_from: datetime.date,
    effective_to: datetime.date | None,
    changes: Iterable[IncomingChange],
    day: datetime.date,
) -> LegalStatus:
    """State on `day` of a document in force from `effective_from` to `effective_to`, both days included.

    A change counts from the day on which the changing document has effect itself.
    """
    if day < effective_from:
        return LegalStatus.PENDING
    if effective_to is not None and day > effective_to:
        return LegalStatus.ENDED
    active = [change for change in changes if change.effective_from <= day]
    if any(change.type in ENDING and not change.partly for change in active):
        return LegalStatus.ENDED
    if any(change.type in CHANGES for change in active):
        return LegalStatus.PARTLY
    return LegalStatus.IN_FORCE
