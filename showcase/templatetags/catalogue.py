"""What pages of every layer show from the catalogue: counts, campaign figures, names of fields."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

from home.days import ShownDay
from home.models import CampaignPage
from home.templatetags.home import file_item
from home.templatetags.typography import vi_date
from showcase.campaign_report import (
    CampaignReport,
    period,
    state_label,
    with_figures,
)
from showcase.campaign_report import campaign_report as build_report
from showcase.featured import campaign_stories as find_campaign_stories
from showcase.models import Field, Initiative, StoryPage
from showcase.statistics import Statistics
from showcase.statistics import catalogue_statistics as count

register = template.Library()


@register.simple_tag
def catalogue_statistics() -> Statistics:
    """Figures of the published catalogue, at most five minutes old."""
    return count()


@register.simple_tag
def field_items(statistics: Statistics) -> list[dict[str, Any]]:
    """Top-level fields with their counts and addresses, for components/frieze.html."""
    return [
        {
            "slug": row.key,
            "name": row.label,
            "count": row.value,
            "url": reverse("search:field", args=[row.key]),
        }
        for row in statistics.by_field
    ]


@register.simple_tag
def campaign_report(campaign: CampaignPage, day: datetime.date | None = None) -> CampaignReport:
    """Figures of a campaign, shaped for its page; its line of time as of a day, by default today."""
    return build_report(campaign, day)


@register.simple_tag
def campaigns_with_figures(campaigns: Iterable[CampaignPage]) -> list[CampaignPage]:
    """Campaigns of a list with what `campaign_report` needs, fetched for all of them at once."""
    return with_figures(campaigns)


@register.simple_tag
def campaign_state(campaign: CampaignPage, day: datetime.date | None = None) -> dict[str, str]:
    """State of a campaign on a day, by default today, and its words, for components/status.html."""
    return state_label(campaign, day or timezone.localdate())


@register.simple_tag
def campaign_stories(campaign: CampaignPage, shown: ShownDay) -> list[StoryPage]:
    """Stories featured on a campaign, else the newest about its initiatives, for components/story_card.html."""
    return find_campaign_stories(campaign, shown)


@register.simple_tag
def campaign_period(campaign: CampaignPage) -> str:
    """The days of a campaign in words."""
    return period(campaign)


@register.simple_tag
def campaign_fields(campaign: CampaignPage) -> list[Field]:
    """Fields that a campaign names, in its order."""
    found = {
        field.slug: field for field in Field.objects.with_parent().filter(slug__in=campaign.fields_named)
    }
    return [found[slug] for slug in campaign.fields_named if slug in found]


@register.simple_tag
def search_examples(stream: Iterable[Any]) -> list[dict[str, str]]:
    """Searches to try, with their addresses in the catalogue, for components/tries.html."""
    path = reverse("search:catalogue")
    return [{"title": block.value, "url": f"{path}?{urlencode({'q': block.value})}"} for block in stream]


@register.simple_tag
def initiative_facts(initiative: Initiative) -> list[dict[str, Any]]:
    """Facts beside an initiative, for components/facts.html."""
    path = reverse("search:catalogue")
    facts: list[dict[str, Any]] = [
        {"label": "Tác giả", "values": [_author(author) for author in initiative.authors.all()]},
        {
            "label": "Đơn vị khi được công nhận",
            "values": [
                {
                    "text": initiative.unit.public_name,
                    "url": initiative.unit.get_absolute_url(),
                }
            ],
        },
        {
            "label": "Áp dụng từ",
            "values": [{"text": vi_date(initiative.applied_on)}],
        },
        {"label": "Loại giải pháp", "values": [{"text": initiative.get_solution_type_display()}]},
        {"label": "Phạm vi", "values": [{"text": initiative.get_scope_display()}]},
    ]
    if initiative.campaign and initiative.campaign.live:
        facts.append(
            {
                "label": "Chương trình",
                "values": [{"text": initiative.campaign.name, "url": initiative.campaign.url}],
            }
        )
    tags = [
        {"text": tag.name, "url": f"{path}?{urlencode({'tag': tag.slug})}"} for tag in initiative.keywords
    ]
    if tags:
        facts.append({"label": "Từ khoá", "values": tags, "no_print": True, "chips": True})
    links = initiative.story_links.select_related("page") if initiative.pk else ()
    stories = [link.page for link in links if link.page.live]
    if stories:
        facts.append(
            {
                "label": "Gương sáng",
                "values": [{"text": story.title, "url": story.url} for story in stories],
                "no_print": True,
            }
        )
    return [fact for fact in facts if fact["values"]]


def _author(author: Any) -> dict[str, str]:
    share = f"đóng góp {author.share.normalize():f}%".replace(".", ",") if author.share is not None else ""
    note = " · ".join(part for part in (author.job_title if author.may_be_named else "", share) if part)
    return {"text": author.public_name, "note": note}


@register.simple_tag
def honour_timeline(initiative: Initiative) -> list[dict[str, Any]]:
    """Recognitions and awards by date, for components/timeline.html."""
    items = [
        {
            "date": recognition.date,
            "title": f"Công nhận: {recognition.get_level_display().lower()}",
            "note": " · ".join(
                part
                for part in (
                    recognition.body.public_name,
                    f"Quyết định số {recognition.decision_number}" if recognition.decision_number else "",
                    f"Giấy chứng nhận số {recognition.certificate_number}"
                    if recognition.certificate_number
                    else "",
                )
                if part
            ),
            "kind": "now" if recognition.level == initiative.highest_level else "",
        }
        for recognition in initiative.recognitions.all()
    ]
    items += [
        {
            "date": award.date,
            "title": award.award_type.name,
            "note": str(award.body) if award.body else "",
            "kind": "honour",
        }
        for award in initiative.awards.all()
    ]
    return sorted(items, key=lambda item: item["date"])


@register.simple_tag
def initiative_crumbs(initiative: Initiative) -> list[dict[str, str]]:
    """The way up from an initiative; a closed record does not give away its field."""
    crumbs = [
        {"title": gettext("Trang chủ"), "url": reverse("wagtail_serve", args=[""])},
        {"title": gettext("Sáng kiến"), "url": reverse("search:catalogue")},
    ]
    if not initiative.is_abstract_only:
        crumbs.append({"title": initiative.field.top.name, "url": initiative.field.top.get_absolute_url()})
    return crumbs


@register.simple_tag
def adoption_steps(initiative: Initiative) -> list[dict[str, str]]:
    """How to do it at one's own workplace."""
    measured = "các chỉ số ở trên" if initiative.measures else "những con số đáng đo"
    steps = [
        {"lead": "In một tờ A4", "text": "mang tới bàn với tổ và người quản lý."},
        {"lead": "Hỏi đơn vị đã làm", "text": f"qua {initiative.unit.short_name}."},
        {"lead": "Đo trước khi làm", "text": f"ghi {measured}, rồi đo lại sau ba tháng."},
    ]
    if initiative.suits or initiative.does_not_suit:
        steps.insert(0, {"lead": "Đối chiếu điều kiện", "text": "so mục “Điều kiện” ở trên với chỗ bạn làm."})
    return steps


@register.simple_tag
def attachment_items(initiative: Initiative) -> list[dict[str, str]]:
    """Files of an initiative, for components/files.html."""
    return [file_item(attachment.document, attachment.name) for attachment in initiative.attachments.all()]
