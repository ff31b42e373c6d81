"""Stories with their pictures and recordings, and what is featured on the front page, fields and campaigns."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from wagtail.rich_text import RichText

from home.models import CampaignPage, CampaignStory, FrontPageStory, SiteImage
from showcase.demo.editorial import Tree, publish
from showcase.demo.pictures import picture
from showcase.demo.prose import article, step
from showcase.demo.reader import moment, read, read_folder
from showcase.demo.sounds import recording
from showcase.models import (
    Consent,
    Field,
    FieldPromotion,
    FieldStory,
    Initiative,
    StoryInitiative,
    StoryPage,
)

__all__ = ["load_stories"]

Values = Mapping[str, Any]


def load_stories(tree: Tree) -> None:
    """Stories, linked to their initiatives; with a new front page also what is featured and where."""
    fields = {field.slug: field for field in Field.objects.all()}
    for row in read_folder("stories"):
        if StoryPage.objects.child_of(tree.stories).filter(slug=row["slug"]).exists():
            continue
        links = [
            StoryInitiative(sort_order=order, initiative=Initiative.objects.get(code=code))
            for order, code in enumerate(row["initiatives"])
        ]
        page = StoryPage(
            slug=row["slug"],
            title=row["title"],
            lede=row["lede"],
            person=row["person"],
            name=row["name"],
            consent=Consent.objects.standing()
            .filter(person=row["name"], authorships__initiative__code__in=row["initiatives"])
            .first(),
            field=fields[row["field"]],
            figure=row["figure"],
            published_at=moment(row["published"]),
            body=[block for entry in row["body"] for block in _blocks(entry)],
            is_demo=True,
        )
        page.story_initiatives = links
        publish(tree.stories, page)
    if tree.is_new:
        _feature(tree, fields)


def _feature(tree: Tree, fields: Mapping[str, Field]) -> None:
    """Slots without dates and with: days are counted from the day of loading, so that one is always to come."""
    words = read("featured")
    stories = {story.slug: story for story in StoryPage.objects.child_of(tree.stories)}

    def slots(model: type[Any], rows: Sequence[Values], **key: Any) -> list[Any]:
        return [
            model(
                sort_order=order,
                story=stories[row["story"]],
                starts_on=_day(row.get("from_day")),
                ends_on=_day(row.get("to_day")),
                **key,
            )
            for order, row in enumerate(rows)
        ]

    front = tree.fresh_front()
    front.featured_stories = slots(FrontPageStory, words["front"])
    front.save_revision().publish()
    for slug, rows in words["campaigns"].items():
        campaign = CampaignPage.objects.child_of(tree.campaigns).get(slug=slug)
        campaign.featured_stories = slots(CampaignStory, rows)
        campaign.save_revision().publish()
    for slug, row in words["fields"].items():
        for slot in slots(FieldStory, row["stories"], field=fields[slug]):
            slot.save()
        for order, code in enumerate(row["initiatives"]):
            initiative = Initiative.objects.get(code=code)
            FieldPromotion.objects.create(field=fields[slug], sort_order=order, initiative=initiative)


def _day(offset: int | None) -> datetime.date | None:
    return None if offset is None else timezone.localdate() + datetime.timedelta(days=offset)


# Blocks --------------------------------------------------------------------------------------------------


def _blocks(entry: Values) -> list[tuple[str, Any]]:
    """One entry of a story's text as blocks of its body."""
    ((kind, value),) = entry.items()
    if kind == "text":
        return article(value)
    make = _MAKERS.get(kind)
    return [(kind, make(value) if make else value)]


def _rows(rows: Sequence[Values]) -> list[dict[str, Any]]:
    return [
        {"unit": "", **row, **{side: Decimal(str(row[side])) for side in ("before", "after")}} for row in rows
    ]


def _figures(value: Values) -> dict[str, Any]:
    return {"caption": value["caption"], "rows": _rows(value["rows"]), "source": value.get("source") or ""}


def _image(value: Values) -> SiteImage:
    image = picture(value["picture"])
    image.contextual_alt_text = value["alt"]
    image.decorative = False
    return image


def _portrait(value: Values) -> dict[str, Any]:
    return {"image": _image(value), "caption": value["caption"], "credit": ""}


def _before_after(value: Values) -> dict[str, Any]:
    return {
        "before": _image(value["before"]),
        "before_label": value["before"]["label"],
        "after": _image(value["after"]),
        "after_label": value["after"]["label"],
        "caption": value["caption"],
        "rows": _rows(value.get("rows") or []),
        "source": value.get("source") or "",
    }


def _gallery(value: Values) -> dict[str, Any]:
    pictures = [{"image": _image(row), "caption": row.get("caption") or ""} for row in value["pictures"]]
    return {"pictures": pictures, "caption": value["caption"]}


def _audio(value: Values) -> dict[str, Any]:
    return {
        "title": value["title"],
        "document": recording(value["sound"], value["title"]),
        "speaker": value["speaker"],
        "transcript": RichText("".join(f"<p>{part.strip()}</p>" for part in value["transcript"])),
    }


def _steps(value: Sequence[Any]) -> dict[str, Any]:
    return {"steps": [step(one) for one in value]}


def _initiative(code: str) -> Initiative:
    return Initiative.objects.get(code=code)


_MAKERS: dict[str, Callable[[Any], Any]] = {
    "audio": _audio,
    "before_after": _before_after,
    "figures": _figures,
    "gallery": _gallery,
    "initiative": _initiative,
    "portrait": _portrait,
    "steps": _steps,
}
