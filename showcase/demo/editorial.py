"""The page tree: front page, campaigns, documents, announcements, stories, texts and site settings.

Pages that exist (same slug under the same parent) are left as editors made them.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.utils import timezone
from wagtail.models import Locale, Page, Site
from wagtail.rich_text import RichText

from home.models import (
    AnnouncementDocument,
    AnnouncementIndexPage,
    AnnouncementPage,
    BasePage,
    CampaignIndexPage,
    CampaignPage,
    CampaignPhase,
    DocumentKind,
    DocumentRelation,
    FrontPage,
    FrontPageStory,
    GuidanceIndexPage,
    GuidancePage,
    Issuer,
    SiteSettings,
    StandardPage,
)
from showcase.demo.files import attach_files
from showcase.demo.prose import article, role_tasks
from showcase.demo.reader import read, read_folder
from showcase.models import (
    CampaignFigure,
    CampaignTarget,
    CataloguePage,
    Consent,
    Field,
    Initiative,
    OpenDataPage,
    StatisticsPage,
    StoryIndexPage,
    StoryInitiative,
    StoryPage,
    Unit,
)

__all__ = [
    "Tree",
    "load_announcements",
    "load_campaigns",
    "load_guidance",
    "load_site",
    "load_stories",
    "load_tree",
]

P = TypeVar("P", bound=Page)


class Tree:
    """The front page and the list pages below it."""

    def __init__(self, front: FrontPage, *, is_new: bool) -> None:
        """Find or add the list pages, with the words of `pages.yaml`; `is_new` when this load made the front page."""
        words = read("pages")
        self.front = front
        self.is_new = is_new
        self.campaigns = self._section(CampaignIndexPage, "chien-dich", words)
        self.announcements = self._section(AnnouncementIndexPage, "tin-tuc", words)
        self.guidance = self._section(GuidanceIndexPage, "huong-dan", words)
        self.catalogue = self._section(CataloguePage, "sang-kien", words)
        self.stories = self._section(StoryIndexPage, "guong-sang", words)
        self.statistics = self._section(StatisticsPage, "so-lieu", words)
        self.open_data = self._section(OpenDataPage, "du-lieu", words)

    def fresh_front(self) -> FrontPage:
        """The front page as it is now: saving the instance above would undo the count of its children."""
        return FrontPage.objects.get(pk=self.front.pk)

    def _section(self, model: type[P], slug: str, words: Mapping[str, Any]) -> P:
        row = words["sections"][slug]
        values: dict[str, Any] = {"title": row["title"], "lede": row["lede"]}
        if row.get("body"):
            values["body"] = article(row["body"])
        return publish(self.front, model(slug=slug, **values))


def publish(parent: Page, page: P) -> P:
    """Add and publish `page` below `parent`, or return the one that already has its slug there."""
    existing = type(page).objects.child_of(parent).filter(slug=page.slug).first()
    if existing is not None:
        return existing
    published_at = getattr(page, "published_at", None)
    page.live = True
    page.first_published_at = published_at
    # Parents are read anew: treebeard counts children on the instance at hand.
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return page


def load_tree() -> Tree:
    """The tree of the default site, made where it is missing; Wagtail's own welcome page makes way."""
    locale = Locale.get_default()
    root = Page.get_first_root_node()
    front = FrontPage.objects.filter(locale=locale).first()
    is_new = front is None
    if front is None:
        words = read("pages")["front"]
        figure = words["key_figure"]
        Page.objects.child_of(root).exact_type(Page).delete()
        root = Page.objects.get(pk=root.pk)
        front = FrontPage(
            title=words["title"],
            slug="trang-dau",
            locale=locale,
            headline=words["h1"],
            lede=words["lede"],
            search_placeholder=words["placeholder"],
            search_examples=[("text", text) for text in words["tries"]],
            key_figure_kicker=figure["kicker"],
            key_figure_prefix=figure["prefix"],
            key_figure=str(figure["number"]),
            key_figure_unit=figure["unit"],
            key_figure_text=figure["text"],
            key_figure_source=figure["source"],
        )
        root.add_child(instance=front)
        front.save_revision().publish()
        site = Site.objects.filter(is_default_site=True).first() or Site(
            hostname="localhost", is_default_site=True
        )
        site.root_page = front
        site.site_name = "Cổng Sáng kiến"
        site.save()
        Site.clear_site_root_paths_cache()
    return Tree(front, is_new=is_new)


def load_campaigns(tree: Tree) -> dict[str, CampaignPage]:
    """Campaigns with their phases, tasks, questions, targets and figures; by key."""
    campaigns = {}
    units = {unit.slug: unit for unit in Unit.objects.all()}
    for row in read("campaigns")["campaigns"]:
        page = CampaignPage(
            slug=row["slug"],
            title=row["title"],
            short_title=row["short_title"],
            lede=row["lede"],
            organiser=units[row["organiser"]].name,
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            body=article(row["body"]),
            tasks=role_tasks(row["todo"]),
            questions=[
                ("question", {"question": pair["q"], "answer": RichText(f"<p>{pair['a'].strip()}</p>")})
                for pair in row["faq"]
            ],
            field_slugs=", ".join(row["fields"]),
            sources=row.get("sources") or "",
        )
        page.phases = [CampaignPhase(sort_order=order, **phase) for order, phase in enumerate(row["phases"])]
        campaigns[row["key"]] = campaign = publish(tree.campaigns, page)
        _load_figures(campaign, row, units)
    return campaigns


def _load_figures(campaign: CampaignPage, row: Mapping[str, Any], units: Mapping[str, Unit]) -> None:
    for target in row["targets"]:
        CampaignTarget.objects.get_or_create(
            campaign=campaign,
            unit=units[target["unit"]] if target["unit"] else None,
            kind=target["kind"],
            defaults={
                "value": target["value"],
                "as_of": target.get("as_of"),
                "source": target["source"],
                "note": target.get("note") or "",
            },
        )
    for figure in row["figures"]:
        CampaignFigure.objects.get_or_create(
            campaign=campaign,
            unit=units[figure["unit"]] if figure["unit"] else None,
            kind=figure["kind"],
            as_of=_moment(figure["as_of"]),
            label=figure.get("label") or "",
            defaults={
                "value": figure["value"],
                "approximate": figure.get("approximate", False),
                "source": figure["source"],
                "note": figure.get("note") or "",
            },
        )


def _moment(value: datetime.date | datetime.datetime | str | None) -> datetime.datetime | None:
    """A day or a moment of the data files in the site's time zone."""
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time.min)
    return value if timezone.is_aware(value) else timezone.make_aware(value)


_KINDS = {
    "KH": "Kế hoạch",
    "HD": "Hướng dẫn",
    "QĐ": "Quyết định",
    "CTr": "Chương trình",
    "TB": "Thông báo",
    "BC": "Báo cáo",
    "NQ": "Nghị quyết",
    "CV": "Công văn",
}


def load_guidance(tree: Tree, campaigns: Mapping[str, CampaignPage]) -> dict[str, GuidancePage]:
    """Guidance documents with their files and relations; by symbol."""
    kinds = {
        key: DocumentKind.objects.get_or_create(
            name=name, defaults={"abbreviation": None if key == "CV" else key}
        )[0]
        for key, name in _KINDS.items()
    }
    units = {unit.slug: unit for unit in Unit.objects.select_related(None)}
    rows = read("documents")["documents"]
    pages: dict[str, GuidancePage] = {}
    new_rows = []
    for row in rows:
        body = units[row["issuer"]]
        issuer, _created = Issuer.objects.get_or_create(
            name=body.name, defaults={"short_name": body.short_name}
        )
        page = GuidancePage(
            slug=row["slug"],
            number=row["number"],
            symbol=row["symbol"],
            kind=kinds[row["kind"]],
            issuer=issuer,
            place=row["place"] or "",
            issued_on=row["issued_on"],
            issued_precision=row.get("issued_precision") or GuidancePage.Precision.DAY,
            title=row["title"],
            abstract=row["abstract"],
            lede=row["lede"],
            signer_role=row["signer_role"] or "",
            effective_from=row["effective_from"],
            effective_to=row["effective_to"],
            notice=row.get("notice") or "",
            audience=row["audience"] or "",
            contact=row["contact"] or "",
            tasks=role_tasks(row.get("tasks")),
            thresholds=[("threshold", threshold) for threshold in row.get("thresholds") or []],
            honours=[("honour", honour) for honour in row.get("honours") or []],
            body=article(row["body"]),
            campaign=campaigns[row["campaign"]] if row["campaign"] else None,
            is_demo=row.get("is_demo", False),
        )
        is_new = not GuidancePage.objects.child_of(tree.guidance).filter(slug=page.slug).exists()
        pages[row["symbol"]] = published = publish(tree.guidance, page)
        if is_new:
            attach_files(published, row)
            new_rows.append(row)
    _load_relations(new_rows, pages)
    return pages


def _load_relations(rows: list[Mapping[str, Any]], pages: Mapping[str, GuidancePage]) -> None:
    """Relations of new documents, once all of them are there to be related to."""
    for row in rows:
        if not row["relations"]:
            continue
        page = pages[row["symbol"]]
        page.relations = [
            DocumentRelation(
                sort_order=order,
                type=relation["type"],
                target=pages[relation["to"]],
                partly=relation.get("partly", False),
                note=relation.get("note") or "",
            )
            for order, relation in enumerate(row["relations"])
        ]
        page.save_revision().publish()


def load_announcements(
    tree: Tree, campaigns: Mapping[str, CampaignPage], documents: Mapping[str, GuidancePage]
) -> None:
    """Announcements with the documents they name."""
    for row in read("announcements")["announcements"]:
        page = AnnouncementPage(
            slug=row["slug"],
            title=row["title"],
            lede=row["lede"],
            kind=row["kind"],
            published_at=_moment(row["published"]),
            office=row["office"],
            body=article(row["body"]),
            campaign=campaigns[row["campaign"]] if row["campaign"] else None,
            pinned_until=row.get("pinned_until"),
            is_demo=row.get("is_demo", False),
        )
        page.documents = [
            AnnouncementDocument(sort_order=order, document=documents[symbol])
            for order, symbol in enumerate(row.get("documents") or [])
        ]
        publish(tree.announcements, page)


def load_stories(tree: Tree) -> None:
    """Stories, linked to their initiatives, and the newest of them featured on the front page."""
    fields = {field.slug: field for field in Field.objects.all()}
    for row in read_folder("stories"):
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
            published_at=_moment(row["published"]),
            body=_story_body(row["body"]),
            is_demo=True,
        )
        page.story_initiatives = links
        publish(tree.stories, page)
    if tree.is_new:
        front = tree.fresh_front()
        chosen = read("pages")["front"]["stories"]
        pages = {story.slug: story for story in StoryPage.objects.filter(slug__in=chosen)}
        front.featured_stories = [
            FrontPageStory(sort_order=order, story=pages[slug]) for order, slug in enumerate(chosen)
        ]
        front.save_revision().publish()


def _story_body(blocks: list[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    body: list[tuple[str, Any]] = []
    for block in blocks:
        ((kind, value),) = block.items()
        if kind == "text":
            body += article(value)
        elif kind == "figures":
            rows = [
                {"unit": "", **row, **{side: Decimal(str(row[side])) for side in ("before", "after")}}
                for row in value["rows"]
            ]
            body.append(
                ("figures", {"caption": value["caption"], "rows": rows, "source": value.get("source") or ""})
            )
        else:
            body.append((kind, value))
    return body


def load_site(tree: Tree, campaigns: Mapping[str, CampaignPage]) -> None:
    """Texts; with a new front page also its campaign, navigation, footer and contact."""
    words = read("pages")
    for row in words["pages"]:
        publish(
            tree.front,
            StandardPage(slug=row["slug"], title=row["title"], lede=row["lede"], body=article(row["body"])),
        )
    if not tree.is_new:
        return
    front = tree.fresh_front()
    front.campaign = campaigns[words["front"]["campaign"]]
    front.save_revision().publish()
    site = Site.objects.get(is_default_site=True)
    settings = SiteSettings.for_site(site)
    data = words["settings"]
    sections: dict[str, BasePage] = {
        page.slug: page
        for page in (
            tree.catalogue,
            tree.guidance,
            tree.campaigns,
            tree.announcements,
            tree.stories,
            tree.statistics,
        )
    }
    settings.site_title = data["site_title"]
    settings.banner = data["banner"]
    settings.navigation = [
        ("link", {"title": link["title"], "page": sections[link["slug"]], "address": ""})
        for link in data["navigation"]
    ]
    settings.footer_columns = [
        (
            "column",
            {
                "title": column["title"],
                "links": [
                    {"title": link["title"], "page": None, "address": link["url"]} for link in column["links"]
                ],
            },
        )
        for column in data["footer_columns"]
    ]
    settings.footer_text = data["footer_text"]
    for name, value in data["contact"].items():
        setattr(settings, f"contact_{name}", value or "")
    settings.save()
