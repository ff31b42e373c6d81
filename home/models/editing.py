"""What the server remembers of open editing forms, so that sending one twice never writes twice."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

__all__ = ["SavedForm"]


class SavedFormQuerySet(models.QuerySet["SavedForm"]):
    """Chainable selections of remembered forms."""

    def older_than(self, moment: datetime.datetime) -> Self:
        """Forms that nobody has sent since."""
        return self.filter(saved_at__lt=moment)


class SavedForm(models.Model):
    """One opened form, known by the random token that it carries, and what its last save wrote.

    `updates` are values that the browser learns from the answer to a save, by the names of their fields: keys of rows
    that the save created. When the answer is lost, the next sending lacks them, and they are put in here.
    """

    token = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    record = models.CharField(max_length=120, blank=True)
    """Model label and key: `home.announcementpage:17`; empty until the first save has succeeded."""
    revision_id = models.PositiveBigIntegerField(null=True)
    revision_at = models.DateTimeField(null=True)
    updates = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = SavedFormQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.token
