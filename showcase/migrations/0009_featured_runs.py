"""Begin the record of featured contents with what stands in the slots now.

The day on which a slot was filled was not kept. A front page's slots have stood at the latest since it was last
published, a field's since the day of this migration: the record begins there and claims no more.
"""

from typing import Any

from django.db import migrations
from django.utils import timezone


def record_present_slots(apps: Any, schema_editor: Any) -> None:
    """One open run for each published story or initiative in a slot."""
    run = apps.get_model("showcase", "FeaturedRun")
    today = timezone.localdate()
    fronts = apps.get_model("home", "FrontPage").objects.filter(live=True)
    titles = dict(
        apps.get_model("showcase", "StoryPage").objects.filter(live=True).values_list("pk", "title")
    )
    for front in fronts.iterator():
        since = timezone.localdate(front.last_published_at) if front.last_published_at else today
        slots = (
            apps.get_model("home", "FrontPageStory")
            .objects.filter(page_id=front.pk)
            .order_by("sort_order", "pk")
        )
        for position, slot in enumerate(slots, start=1):
            if slot.story_id in titles:
                run.objects.create(
                    page_id=front.pk,
                    place=front.title,
                    story_id=slot.story_id,
                    title=titles[slot.story_id],
                    position=position,
                    from_on=since,
                )
    promotions = apps.get_model("showcase", "FieldPromotion").objects.select_related("field", "initiative")
    positions: dict[int, int] = {}
    for slot in promotions.order_by("field_id", "sort_order", "pk"):
        positions[slot.field_id] = position = positions.get(slot.field_id, 0) + 1
        if slot.initiative.live:
            run.objects.create(
                field_id=slot.field_id,
                place=slot.field.name,
                initiative_id=slot.initiative_id,
                title=slot.initiative.title,
                position=position,
                from_on=today,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0009_stories_curation"),
        ("showcase", "0008_stories_curation"),
    ]

    operations = [migrations.RunPython(record_present_slots, migrations.RunPython.noop)]
