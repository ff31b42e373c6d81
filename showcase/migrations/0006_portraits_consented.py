"""Portraits of stories go with the consent of their person; withdrawn consents have been carried out."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def link_portraits(apps: Any, schema_editor: Any) -> None:
    """Link every portrait that a consent to pictures stands behind; pages and files stay as they are."""
    story, link = apps.get_model("showcase", "StoryPage"), apps.get_model("showcase", "ImageConsent")
    picture, consent = apps.get_model("home", "SiteImage"), apps.get_model("showcase", "Consent")
    rows = story.objects.filter(portrait__isnull=False, consent__covers_photo=True)
    for portrait, key in rows.values_list("portrait_id", "consent_id"):
        link.objects.get_or_create(image_id=portrait, consent_id=key)
        picture.objects.filter(pk=portrait).update(shows_people=True)
    consent.objects.filter(withdrawn_on__isnull=False).update(ended_at=timezone.now())


class Migration(migrations.Migration):
    """Data only; nothing to undo."""

    dependencies = [("showcase", "0005_consent"), ("home", "0007_uploads_editing")]

    operations = [migrations.RunPython(link_portraits, migrations.RunPython.noop)]
