"""Obstacles to publishing: a story that names somebody, a picture of people, without their consent."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.dispatch import receiver
from django.utils.translation import gettext as _

from home.publishing import Obstacle, publication_asked
from home.references import picture_uses
from showcase.models import StoryPage, uncovered_pictures

__all__ = ["consents_missing"]


@receiver(publication_asked, dispatch_uid="showcase.consents_missing")
def consents_missing(
    sender: Any, instance: Model, rows: Mapping[str, Sequence[Model]] | None = None, **kwargs: Any
) -> list[Obstacle]:
    """Where consent is missing in a record that is about to be published."""
    found = []
    if isinstance(instance, StoryPage) and instance.name and not instance.public_name:
        found.append(Obstacle("consent", str(StoryPage.CONSENT_NEEDED)))
    return found + _pictures(instance, rows)


def _pictures(instance: Model, rows: Mapping[str, Sequence[Model]] | None) -> list[Obstacle]:
    uses = picture_uses(instance, rows)
    if isinstance(instance, StoryPage):
        # The portrait goes with the story's own consent: it is shown only when that covers it.
        uses = [use for use in uses if use.field != "portrait"]
    titles = dict(
        uncovered_pictures().filter(pk__in={use.image_id for use in uses}).values_list("pk", "title")
    )
    return [
        Obstacle(
            use.field,
            _(
                "Hình “%(title)s” có người nhận ra được mà chưa đủ phiếu đồng ý dùng hình còn hiệu lực. Gắn hình "
                "với phiếu ở Danh mục → Phiếu đồng ý, hoặc thay hình khác."
            )
            % {"title": titles[use.image_id]},
            block_id=use.block_id,
            row=use.row,
            column=use.column,
        )
        for use in uses
        if use.image_id in titles
    ]
