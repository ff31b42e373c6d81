"""What the catalogue adds to the pages' words for search engines; see `home.structured_data`."""

from typing import Any

from django.urls import reverse

from home.models import CampaignPage
from home.structured_data import Facts, describe, page, publisher, without_empty
from showcase.exporting.dumps import latest
from showcase.models import CataloguePage, Field, Initiative, OpenDataPage, StoryPage, Unit

__all__ = ["dataset", "field", "initiative", "story", "unit"]

Thing = dict[str, Any]

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
"""Under which the data may be used again, as the page of open data says."""


@describe.register
def story(record: StoryPage, facts: Facts) -> list[Thing]:
    """A feature; the person is a Person only while a standing consent covers name and story."""
    person = without_empty({"@type": "Person", "name": record.public_name, "jobTitle": record.person})
    return [
        without_empty(
            {
                "@type": "Article",
                "@id": f"{facts.url}#article",
                "mainEntityOfPage": facts.url,
                "url": facts.url,
                "headline": record.title,
                "description": record.description,
                "articleSection": record.field.name,
                "datePublished": record.published_at.isoformat(),
                "dateModified": (record.last_published_at or record.published_at).isoformat(),
                "inLanguage": facts.language,
                "image": [facts.image] if facts.image else [],
                "author": publisher(facts),
                "publisher": publisher(facts),
                "about": person if record.public_name else None,
            }
        )
    ]


@describe.register
def initiative(record: Initiative, facts: Facts) -> list[Thing]:
    """A recognised improvement; of a closed one title, effect and awards alone."""
    said: Thing = {
        "@type": "CreativeWork",
        "@id": f"{facts.url}#initiative",
        "mainEntityOfPage": facts.url,
        "url": facts.url,
        "name": record.title,
        "award": [award.award_type.name for award in record.awards.all()],
    }
    if record.is_abstract_only:
        return [without_empty(said | {"abstract": record.result_line})]
    authors = [author for author in record.authors.all() if author.may_be_named]
    return [
        without_empty(
            said
            | {
                "identifier": record.code,
                "alternateName": record.title_en,
                "abstract": record.summary,
                "description": record.result_line,
                "about": {
                    "@type": "DefinedTerm",
                    "name": record.field.name,
                    "url": facts.full(record.field.get_absolute_url()),
                },
                "keywords": [tag.name for tag in record.keywords],
                "author": [
                    without_empty({"@type": "Person", "name": author.name, "jobTitle": author.job_title})
                    for author in authors
                ],
                "sourceOrganization": {"@type": "Organization", "name": record.unit.public_name},
                "dateCreated": record.applied_on.isoformat(),
                "dateModified": record.updated_at.isoformat() if record.updated_at else None,
                "inLanguage": "vi",
                "image": [facts.image] if facts.image else [],
                "publisher": publisher(facts),
            }
        )
    ]


@describe.register
def field(record: Field, facts: Facts) -> list[Thing]:
    """The landing page of a field."""
    return [
        without_empty(
            {
                "@type": "CollectionPage",
                "@id": facts.url,
                "url": facts.url,
                "name": record.name,
                "description": record.summary,
                "inLanguage": "vi",
                "isPartOf": {"@id": f"{facts.origin}/#website"},
            }
        )
    ]


@describe.register
def unit(record: Unit, facts: Facts) -> list[Thing]:
    """A body of the unions or a workplace, with its days."""
    return [
        without_empty(
            {
                "@type": "Organization",
                "@id": f"{facts.url}#organization",
                "url": facts.url,
                "name": record.public_name,
                "legalName": record.name,
                "alternateName": record.short_name if record.short_name != record.public_name else "",
                "foundingDate": record.valid_from.isoformat() if record.valid_from else "",
                "dissolutionDate": record.valid_to.isoformat()
                if record.has_ended() and record.valid_to
                else "",
                "areaServed": record.place,
            }
        )
    ]


@describe.register
def catalogue(record: CataloguePage, facts: Facts) -> list[Thing]:
    """The list of initiatives."""
    return page(record, facts, "CollectionPage")


@describe.register
def dataset(record: OpenDataPage, facts: Facts) -> list[Thing]:
    """The open data: what can be downloaded and read by programs, and the figures of each campaign."""
    base = {
        "license": LICENCE,
        "creator": publisher(facts),
        "isAccessibleForFree": True,
        "inLanguage": "vi",
    }
    api = facts.full(reverse("api-documentation"))
    whole = without_empty(
        {
            "@type": "Dataset",
            "@id": f"{facts.url}#dataset",
            "url": facts.url,
            "name": record.title,
            "description": record.description,
            "dateModified": record.last_published_at.isoformat() if record.last_published_at else None,
            **base,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": "JSON",
                    "encodingFormat": "application/json",
                    "contentUrl": facts.full(reverse("api:list_initiatives")),
                    "usageInfo": api,
                },
                *_files(facts),
            ],
        }
    )
    return [whole, *(_figures(one, facts, whole["@id"], base) for one in record.downloads())]


def _files(facts: Facts) -> list[Thing]:
    """The data files of the last dump."""
    made = latest()
    return [
        {
            "@type": "DataDownload",
            "name": one.format,
            "encodingFormat": one.media_type,
            "contentUrl": facts.full(reverse("showcase:latest-data", args=[one.name])),
            "contentSize": str(one.size),
            "sha256": one.sha256,
        }
        for one in (made.data if made else ())
    ]


def _figures(campaign: CampaignPage, facts: Facts, whole: str, base: Thing) -> Thing:
    """Targets and reported figures of a campaign."""
    address = facts.full(reverse("showcase:campaign-figures", args=[campaign.slug]))
    return without_empty(
        {
            "@type": "Dataset",
            "@id": f"{address}#dataset",
            "url": facts.full(campaign.url),
            "name": campaign.title,
            "description": campaign.lede,
            "isPartOf": {"@id": whole},
            **base,
            "distribution": [{"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": address}],
        }
    )
