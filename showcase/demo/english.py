"""The English tree: twins of Vietnamese pages under the same slugs.

A twin that exists is left as editors made it. What `english.yaml` does not name stays Vietnamese only.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from wagtail.models import Locale, Page, Site

from home.models import AnnouncementPage, CampaignPage, CampaignPhase, FrontPage, StandardPage
from showcase.demo.editorial import Tree
from showcase.demo.prose import article
from showcase.demo.reader import read

__all__ = ["load_english"]

P = TypeVar("P", bound=Page)


def load_english(tree: Tree, campaigns: Mapping[str, CampaignPage]) -> None:
    """Make and publish the twins that are missing, from the front page down."""
    words = read("english")
    locale, _created = Locale.objects.get_or_create(language_code="en")
    front = _twin(tree.front, locale, words["front"])
    Site.clear_site_root_paths_cache()
    sections = {section.slug: section for section in (tree.campaigns, tree.announcements, tree.catalogue)}
    for slug, values in words["sections"].items():
        _twin(sections[slug], locale, values)
    twins = {key: _campaign(campaigns[key], locale, row) for key, row in words["campaigns"].items()}
    _point_at(front.pk, twins[read("pages")["front"]["campaign"]])
    for slug, row in words["pages"].items():
        page = StandardPage.objects.child_of(tree.front).get(slug=slug)
        _twin(page, locale, {**row, "body": article(row["body"])})
    for slug, row in words["announcements"].items():
        news = AnnouncementPage.objects.child_of(tree.announcements).get(slug=slug)
        campaign = news.campaign.get_translation_or_none(locale) if news.campaign else None
        is_new = not news.has_translation(locale)
        values = {name: value for name, value in row.items() if name != "changed_since"}
        _twin(news, locale, {**values, "body": article(row["body"]), "campaign": campaign})
        if is_new and row.get("changed_since"):
            # So that the site shows what a translation that has fallen behind looks like.
            AnnouncementPage.objects.get(pk=news.pk).save_revision().publish()


def _twin(original: P, locale: Locale, values: Mapping[str, Any]) -> P:
    """The twin of `original`, copied from it with `values` and published where there is none."""
    existing = original.get_translation_or_none(locale)
    if existing is not None:
        return existing
    twin = type(original).objects.get(pk=original.pk).copy_for_translation(locale)
    for name, value in values.items():
        setattr(twin, name, value)
    twin.first_published_at = getattr(twin, "published_at", None)
    twin.save_revision().publish()
    return twin


def _campaign(original: CampaignPage, locale: Locale, row: Mapping[str, Any]) -> CampaignPage:
    """Twin of a campaign: its phases keep their dates; tasks, videos, questions and report are in Vietnamese only."""
    phases = [
        CampaignPhase(
            sort_order=order,
            name=words["name"],
            text=words["text"],
            starts_on=phase.starts_on,
            ends_on=phase.ends_on,
        )
        for order, (phase, words) in enumerate(zip(original.phases.all(), row["phases"], strict=True))
    ]
    return _twin(
        original,
        locale,
        {
            **row,
            "body": article(row["body"]),
            "phases": phases,
            "tasks": [],
            "videos": [],
            "questions": [],
            "report": [],
            "report_file": None,
            "report_published_on": None,
        },
    )


def _point_at(pk: int, campaign: CampaignPage) -> None:
    """Let the English front page show the English campaign instead of the Vietnamese one it was copied with.

    The page is read anew: treebeard counts children on the instance at hand, and publishing writes the count.
    """
    front = FrontPage.objects.get(pk=pk)
    if front.campaign is not None and front.campaign.locale_id == campaign.locale_id:
        return
    front.campaign = campaign
    front.save_revision().publish()
