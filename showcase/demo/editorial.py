"""The page tree: front page, campaigns, documents, announcements, texts and site settings.

Pages that exist (same slug under the same parent) are left as editors made them.
"""

import datetime
from collections.abc import Mapping
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
    GuidanceIndexPage,
    GuidancePage,
    Issuer,
    Office,
    SiteSettings,
    StandardPage,
)
from showcase.demo.files import attach_files
from showcase.demo.prose import article, paragraphs, role_tasks
from showcase.demo.reader import moment, read
from showcase.models import (
    CampaignFigure,
    CampaignTarget,
    CataloguePage,
    OpenDataPage,
    StatisticsPage,
    StoryIndexPage,
    Unit,
)

__all__ = [
    "Tree",
    "load_announcements",
    "load_campaigns",
    "load_guidance",
    "load_site",
    "load_tree",
    "publish",
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
            starts_on=_day(row["starts_on"]),
            ends_on=_day(row["ends_on"]),
            is_demo=row.get("is_demo", False),
            body=article(row["body"]),
            tasks=role_tasks(row["todo"]),
            videos=[("video", _video(video)) for video in row.get("videos", ())],
            report=article(row["report"]) if row.get("report") else [],
            report_published_on=_day(row.get("report_published_on")),
            questions=[
                ("question", {"question": pair["q"], "answer": RichText(f"<p>{pair['a'].strip()}</p>")})
                for pair in row["faq"]
            ],
            field_slugs=", ".join(row["fields"]),
            sources=row.get("sources") or "",
        )
        page.phases = [
            CampaignPhase(
                sort_order=order,
                name=phase["name"],
                starts_on=_day(phase["starts_on"]),
                ends_on=_day(phase["ends_on"]),
                text=phase["text"],
            )
            for order, phase in enumerate(row["phases"])
        ]
        campaigns[row["key"]] = campaign = publish(tree.campaigns, page)
        _load_figures(campaign, row, units)
    return campaigns


def _load_figures(campaign: CampaignPage, row: Mapping[str, Any], units: Mapping[str, Unit]) -> None:
    # Days of a later load count from the day of the first one, so that the same figure is found again.
    today = timezone.localdate()
    if isinstance(row["starts_on"], Mapping):
        today = campaign.starts_on - datetime.timedelta(days=row["starts_on"]["from_today"])
    for target in row["targets"]:
        CampaignTarget.objects.get_or_create(
            campaign=campaign,
            unit=units[target["unit"]] if target["unit"] else None,
            kind=target["kind"],
            defaults={
                "value": target["value"],
                "as_of": _day(target.get("as_of"), today),
                "source": target["source"],
                "note": target.get("note") or "",
            },
        )
    for figure in row["figures"]:
        CampaignFigure.objects.get_or_create(
            campaign=campaign,
            unit=units[figure["unit"]] if figure["unit"] else None,
            kind=figure["kind"],
            as_of=moment(_day(figure["as_of"], today)),
            label=figure.get("label") or "",
            defaults={
                "value": figure["value"],
                "approximate": figure.get("approximate", False),
                "source": figure["source"],
                "note": figure.get("note") or "",
            },
        )


def _day(value: Any, today: datetime.date | None = None) -> Any:
    """A day of the data files; `{from_today: -10}` is counted from the day of loading, for what must be running."""
    if isinstance(value, Mapping):
        return (today or timezone.localdate()) + datetime.timedelta(days=value["from_today"])
    return value


def _video(row: Mapping[str, str]) -> dict[str, Any]:
    """A video of the data files as the values of its block."""
    words = "".join(f"<p>{part}</p>" for part in paragraphs(row["transcript"]))
    return {**row, "poster": None, "transcript": RichText(words)}


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
        if not GuidancePage.objects.child_of(tree.guidance).filter(slug=page.slug).exists():
            attach_files(page, row)
            new_rows.append(row)
        pages[row["symbol"]] = publish(tree.guidance, page)
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
    addresses = {f"/{tree.guidance.slug}/{page.slug}/": page.pk for page in documents.values()}
    offices = {office.name: office for office in Office.objects.all()}
    for row in read("announcements")["announcements"]:
        page = AnnouncementPage(
            slug=row["slug"],
            title=row["title"],
            lede=row["lede"],
            kind=row["kind"],
            published_at=moment(row["published"]),
            office=offices[row["office"]],
            body=article(row["body"], addresses),
            campaign=campaigns[row["campaign"]] if row["campaign"] else None,
            pinned_until=row.get("pinned_until"),
            is_demo=row.get("is_demo", False),
        )
        page.documents = [
            AnnouncementDocument(sort_order=order, document=documents[symbol])
            for order, symbol in enumerate(row.get("documents") or [])
        ]
        publish(tree.announcements, page)


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
