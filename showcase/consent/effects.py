"""The end of a consent, carried out everywhere at once, and what it would take away, shown beforehand.

Pages and the API ask for consent whenever they are read, so names leave them by themselves. What is copied elsewhere is
brought in line here, in the transaction that ends the consent: the search index (through its pending table), stories,
and the files of pictures.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from home.models import SiteImage
from home.withholding import restore, settle, withhold
from showcase.models import Consent, ImageConsent, Initiative, StoryPage, uncovered_pictures
from showcase.signals import initiatives_changed

__all__ = [
    "EXPIRED",
    "WITHDRAWN",
    "Affected",
    "affected_by",
    "bring_in_line",
    "expire_due",
    "sync_picture",
    "withdraw",
]

WITHDRAWN = "sangkien.consent.withdraw"
EXPIRED = "sangkien.consent.expire"


@dataclass(frozen=True)
class Affected:
    """What a consent lets the public see now."""

    initiatives: list[Initiative]
    stories: list[StoryPage]
    pictures: list[SiteImage]

    @property
    def keys(self) -> dict[str, list[Any]]:
        """Codes and keys, for the log: no names."""
        return {
            "initiatives": [initiative.code for initiative in self.initiatives],
            "stories": [story.pk for story in self.stories],
            "pictures": [picture.pk for picture in self.pictures],
        }


def affected_by(consent: Consent) -> Affected:
    """Published initiatives that name the person, published stories about them, pictures that show them."""
    return Affected(
        initiatives=list(
            Initiative.objects.live().filter(authors__consent=consent).only("code", "title").distinct()
        )
        if consent.covers_name
        else [],
        stories=list(StoryPage.objects.live().filter(consent=consent)),
        pictures=list(SiteImage.objects.filter(image_consents__consent=consent)),
    )


def withdraw(consent: Consent, *, user: Any, day: datetime.date, reason: str = "") -> Affected:
    """End a consent by the person's wish: all of it in one transaction, with an entry in the log."""
    with transaction.atomic():
        affected = affected_by(consent)
        consent.withdrawn_on = day
        consent.withdrawal_reason = reason
        consent.save()
        _note(consent, WITHDRAWN, affected, user)
    return affected


def expire_due(day: datetime.date | None = None) -> int:
    """End the consents whose last day has passed, and move files that an earlier failure left; returns how many."""
    ended = 0
    for consent in Consent.objects.run_out(day):
        with transaction.atomic():
            affected = affected_by(consent)
            consent.save()
            _note(consent, EXPIRED, affected, None)
        ended += 1
    settle()
    return ended


def _note(consent: Consent, action: str, affected: Affected, user: Any) -> None:
    """Write the log: who, when and which records, under the number of the consent."""
    log(instance=consent, action=action, user=user, title=consent.number, data=affected.keys)


def bring_in_line(consent: Consent, *, deleted: bool = False) -> None:
    """Make everything that depends on a consent follow it; called whenever one is written, or about to be deleted."""
    with transaction.atomic():
        gone = deleted or not consent.stands
        ids = list(consent.authorships.values_list("initiative_id", flat=True))
        initiatives_changed.send(sender=Initiative, ids=ids)
        if gone or not (consent.covers_name and consent.covers_story):
            _withdraw_stories(consent, unnamed=gone or not consent.covers_story)
        _sync(SiteImage.objects.filter(image_consents__consent=consent), ending=consent if deleted else None)
        ended_at = None if not gone else consent.ended_at or timezone.now()
        if not deleted and ended_at != consent.ended_at:
            consent.ended_at = ended_at
            Consent.objects.filter(pk=consent.pk).update(ended_at=ended_at)


def _withdraw_stories(consent: Consent, *, unnamed: bool) -> None:
    """Take stories off the site: prose that tells of a person cannot be cleaned of them by itself."""
    for story in StoryPage.objects.live().filter(consent=consent):
        if story.name or unnamed:
            story.unpublish()


def sync_picture(image: SiteImage) -> None:
    """Withhold a picture when a consent to it has ended, bring it back when all stand."""
    _sync(SiteImage.objects.filter(pk=image.pk))


def _sync(pictures: Any, ending: Consent | None = None) -> None:
    """Withhold or restore pictures; a picture that nobody's consent was asked for stays as it is."""
    lapsed = set(uncovered_pictures().filter(pk__in=pictures).values_list("pk", flat=True))
    linked = set(ImageConsent.objects.filter(image__in=pictures).values_list("image_id", flat=True))
    for picture in pictures:
        ends = ending is not None or picture.pk in lapsed
        if ends and picture.pk in linked:
            withhold(picture)
        elif not ends and picture.withheld:
            restore(picture)
