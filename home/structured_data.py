"""What pages say to search engines in their own terms: schema.org as JSON-LD.

One pure builder for each kind of record: from the record and the facts of the page to plain dictionaries. Builders
are looked up by the type of the record, so that layers above add theirs (`describe.register`). Nothing is said that
the page itself does not show: no person without a standing consent, nothing of a closed record but what is public.
"""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from django.urls import reverse

from home.legal_status import LegalStatus, RelationType
from home.models import AnnouncementPage, BasePage, CampaignPage, FrontPage, GuidancePage, ListPage

__all__ = [
    "Facts",
    "announcement",
    "breadcrumb_list",
    "campaign",
    "describe",
    "document_reference",
    "front",
    "guidance",
    "publisher",
    "script_content",
    "without_empty",
]

Thing = dict[str, Any]

_ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}
"""Inside a script element only the end of that element is markup; these letters cannot begin it or anything else."""

_LEGAL_FORCE = {
    LegalStatus.PENDING: "https://schema.org/NotInForce",
    LegalStatus.IN_FORCE: "https://schema.org/InForce",
    LegalStatus.PARTLY: "https://schema.org/PartiallyInForce",
    LegalStatus.ENDED: "https://schema.org/NotInForce",
}

_RELATIONS = {
    RelationType.AMENDS: ("legislationChanges",),
    RelationType.REPLACES: ("legislationChanges", "legislationRepeals"),
    RelationType.REPEALS: ("legislationChanges", "legislationRepeals"),
    RelationType.IMPLEMENTS: ("legislationEnsuresImplementationOf",),
    RelationType.GUIDES: ("legislationEnsuresImplementationOf",),
    RelationType.BASED_ON: ("isBasedOn",),
    RelationType.ATTACHED_TO: ("isPartOf",),
    RelationType.URGES: ("mentions",),
}
"""Properties by what a document says of another; `legislationChanges` covers amendment, replacement and repeal."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a builder needs to know beside the record.

    `origin` is scheme and host of the site, `url` the canonical address of the page, `image` that of its picture for
    sharing; all full addresses.
    """

    origin: str
    url: str
    site_name: str
    language: str = "vi"
    image: str = ""
    email: str = ""

    def full(self, address: str) -> str:
        """The full form of an address of this site."""
        return f"{self.origin}{address}" if address.startswith("/") else address


def script_content(things: Sequence[Thing]) -> str:
    """The content of a JSON-LD script element, safe inside one."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def without_empty(values: Mapping[str, Any]) -> Thing:
    """The properties that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def publisher(facts: Facts) -> Thing:
    """The site as an organisation."""
    return {
        "@type": "Organization",
        "@id": f"{facts.origin}/#organization",
        "name": facts.site_name,
        "url": f"{facts.origin}/",
    }


def breadcrumb_list(crumbs: Iterable[Mapping[str, Any]], facts: Facts, title: str) -> Thing:
    """The way up, ending with the page itself; `crumbs` as in navigation/breadcrumbs.html."""
    steps = [(str(crumb["title"]), facts.full(crumb["url"])) for crumb in crumbs if crumb.get("url")]
    if not steps or steps[-1][1] != facts.url:
        steps.append((title, facts.url))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }


@singledispatch
def describe(record: Any, facts: Facts) -> list[Thing]:
    """What is said of a record; nothing of one that no builder knows."""
    return []


@describe.register
def page(record: BasePage, facts: Facts, type_: str = "WebPage") -> list[Thing]:
    """A page of text."""
    return [
        without_empty(
            {
                "@type": type_,
                "@id": facts.url,
                "url": facts.url,
                "name": record.title,
                "description": record.description,
                "inLanguage": facts.language,
                "dateModified": _moment(record.last_published_at),
                "isPartOf": {"@id": f"{facts.origin}/#website"},
            }
        )
    ]


@describe.register
def list_page(record: ListPage, facts: Facts) -> list[Thing]:
    """A page that lists others."""
    return page(record, facts, "CollectionPage")


@describe.register
def front(record: FrontPage, facts: Facts) -> list[Thing]:
    """The site with its search, and who runs it."""
    search = facts.full(reverse("search:results"))
    organization = publisher(facts) | without_empty({"email": facts.email})
    return [
        without_empty(
            {
                "@type": "WebSite",
                "@id": f"{facts.origin}/#website",
                "url": facts.url,
                "name": facts.site_name,
                "description": record.description,
                "inLanguage": facts.language,
                "publisher": {"@id": organization["@id"]},
                "potentialAction": {
                    "@type": "SearchAction",
                    "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
                    "query-input": "required name=search_term_string",
                },
            }
        ),
        organization,
    ]


@describe.register
def announcement(record: AnnouncementPage, facts: Facts) -> list[Thing]:
    """A piece of news, signed by an office."""
    about = record.campaign if record.campaign and record.campaign.live else None
    return [
        without_empty(
            {
                "@type": "NewsArticle",
                "@id": f"{facts.url}#article",
                "mainEntityOfPage": facts.url,
                "url": facts.url,
                "headline": record.title,
                "description": record.description,
                "articleSection": str(record.get_kind_display()),
                "datePublished": _moment(record.published_at),
                "dateModified": _moment(record.last_published_at or record.published_at),
                "inLanguage": facts.language,
                "image": [facts.image] if facts.image else [],
                "author": {"@type": "Organization", "name": record.office.public_name}
                if record.office
                else None,
                "publisher": publisher(facts),
                "about": {"@type": "Event", "name": about.title, "url": facts.full(about.url)}
                if about
                else None,
            }
        )
    ]


@describe.register
def campaign(record: CampaignPage, facts: Facts) -> list[Thing]:
    """A programme as an Event.

    What defines it are a first and a last day, who calls for it and its phases: `startDate`, `endDate`, `organizer`
    and `subEvent`. `Project`, the other candidate, is a kind of organisation and has none of them. No place is given:
    a campaign is not an event that one attends, and none of the facts on the page would be one.
    """
    phases = record.phases.all() if record.pk else []
    return [
        without_empty(
            {
                "@type": "Event",
                "@id": f"{facts.url}#campaign",
                "mainEntityOfPage": facts.url,
                "url": facts.url,
                "name": record.title,
                "alternateName": record.short_title,
                "description": record.description,
                "startDate": _moment(record.starts_on),
                "endDate": _moment(record.ends_on),
                "inLanguage": facts.language,
                "image": [facts.image] if facts.image else [],
                "organizer": {"@type": "Organization", "name": record.organiser},
                "subEvent": [
                    without_empty(
                        {
                            "@type": "Event",
                            "name": phase.name,
                            "description": phase.text,
                            "startDate": _moment(phase.starts_on),
                            "endDate": _moment(phase.ends_on),
                        }
                    )
                    for phase in phases
                ],
            }
        )
    ]


@describe.register
def guidance(record: GuidancePage, facts: Facts) -> list[Thing]:
    """A numbered document as Legislation, and where it sets tasks, the service that its page gives."""
    issuer = {"@type": "Organization", "name": record.issuer.name}
    legislation = without_empty(
        {
            "@type": "Legislation",
            "@id": f"{facts.url}#document",
            "mainEntityOfPage": facts.url,
            "url": facts.url,
            "name": record.title,
            "description": record.description,
            "abstract": record.abstract,
            "legislationIdentifier": record.symbol,
            "legislationType": record.kind.name,
            "legislationDate": _issue_date(record),
            "legislationDateOfApplicability": _moment(record.effective_from),
            "temporalCoverage": _coverage(record),
            "legislationLegalForce": _LEGAL_FORCE[record.status],
            "legislationPassedBy": issuer,
            "publisher": publisher(facts),
            "inLanguage": "vi",
            "dateModified": _moment(record.last_published_at),
            "image": [facts.image] if facts.image else [],
            "audience": _audience(record),
            "encoding": _files(record, facts),
            **_relations(record, facts),
        }
    )
    return [legislation, *_service(record, facts, legislation["@id"])]


def document_reference(record: GuidancePage, facts: Facts) -> Thing:
    """Another document, by what identifies it."""
    address = facts.full(record.url)
    return {
        "@type": "Legislation",
        "@id": f"{address}#document",
        "name": record.title,
        "legislationIdentifier": record.symbol,
        "url": address,
    }


def _service(record: GuidancePage, facts: Facts, document: str) -> list[Thing]:
    """Who has to do what, and whom to ask."""
    if not record.tasks:
        return []
    return [
        without_empty(
            {
                "@type": "GovernmentService",
                "@id": f"{facts.url}#service",
                "name": record.title,
                "url": facts.url,
                "description": record.description,
                "serviceOperator": {"@type": "Organization", "name": record.issuer.name},
                "audience": _audience(record),
                "isRelatedTo": {"@id": document},
            }
        )
    ]


def _audience(record: GuidancePage) -> Thing | None:
    return {"@type": "Audience", "audienceType": record.audience} if record.audience else None


def _files(record: GuidancePage, facts: Facts) -> list[Thing]:
    files = record.files.select_related("document") if record.pk else []
    return [
        without_empty(
            {
                "@type": "MediaObject",
                "name": file.name,
                "contentUrl": facts.full(file.document.url),
                "encodingFormat": file.document.content_type,
                "sha256": file.document.sha256,
            }
        )
        for file in files
    ]


def _relations(record: GuidancePage, facts: Facts) -> dict[str, list[Thing]]:
    """What the document does to others; a partial replacement or repeal is a change, the rest stays in force."""
    found: dict[str, list[Thing]] = {}
    outgoing = record.relations.filter(target__live=True).select_related("target") if record.pk else []
    for relation in outgoing:
        kind = RelationType(relation.type)
        names = _RELATIONS[kind]
        if relation.partly:
            names = tuple(name for name in names if name != "legislationRepeals")
        for name in names:
            found.setdefault(name, []).append(document_reference(relation.target, facts))
    return found


def _issue_date(record: GuidancePage) -> str:
    if record.issued_precision == GuidancePage.Precision.MONTH:
        return f"{record.issued_on:%Y-%m}"
    return record.issued_on.isoformat()


def _coverage(record: GuidancePage) -> str:
    """An interval of ISO 8601, open where no last day is known."""
    until = record.effective_to.isoformat() if record.effective_to else ".."
    return f"{record.effective_from.isoformat()}/{until}"


def _moment(value: datetime.date | datetime.datetime | None) -> str | None:
    return value.isoformat() if value else None
