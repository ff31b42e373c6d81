"""Rows of the database → what the API says of them. Nothing here asks the database.

Callers hand over rows with their relations fetched. Names of people and everything beyond title, effect and
awards of an abstract-only initiative are left out by the models' own rules.
"""

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from home import models as home
from sangkien.api import schemas
from sangkien.api.schemas import coded
from showcase import models as catalogue
from showcase.choices import Disclosure, Evidence, Level, Scope, Sector, SolutionType

__all__ = ["campaign", "document", "field", "initiative", "initiative_detail", "story", "unit"]


_ORIGIN = "_api_origin"


def _absolute(request: HttpRequest, address: str) -> str:
    """The full form of an address under the host that was asked, which is looked at once for a hundred records.

    Not `home.addresses.absolute`, which gives the site's own host: programs stay where they are.
    """
    if not address.startswith("/"):
        return address
    origin: str | None = getattr(request, _ORIGIN, None)
    if origin is None:
        origin = request.build_absolute_uri("/").removesuffix("/")
        setattr(request, _ORIGIN, origin)
    return f"{origin}{address}"


def _field(record: catalogue.Field) -> schemas.Reference:
    return schemas.Reference(slug=record.slug, name=record.name)


def _unit(record: catalogue.Unit | None) -> schemas.Reference | None:
    return schemas.Reference(slug=record.slug, name=record.public_name) if record else None


def _body(record: catalogue.Unit) -> schemas.Reference:
    return schemas.Reference(slug=record.slug, name=record.name)


def _benefit(record: catalogue.Initiative, *, with_method: bool) -> schemas.Benefit | None:
    if record.benefit_value is None:
        return None
    return schemas.Benefit(
        value=record.benefit_value,
        period=record.benefit_period,
        evidence=coded(Evidence(record.benefit_evidence)),
        method=record.benefit_method or None if with_method else None,
    )


def _base(request: HttpRequest, record: catalogue.Initiative, *, with_method: bool = False) -> dict[str, Any]:
    """What is public of every initiative; the rest only where `disclosure` is full."""
    values: dict[str, Any] = {
        "code": record.code,
        "url": _absolute(request, record.get_absolute_url()),
        "title": record.title,
        "title_en": record.title_en or None,
        "disclosure": coded(Disclosure(record.disclosure)),
        "result_line": record.result_line or None,
        "benefit": _benefit(record, with_method=with_method and not record.is_abstract_only),
        "awards": [award.award_type.name for award in record.awards.all()],
        "is_demo": record.is_demo,
    }
    hidden = record.is_abstract_only
    return values | {
        "problem_line": None if hidden else record.problem_line or None,
        "idea_line": None if hidden else record.idea_line or None,
        "summary": None if hidden else record.summary or None,
        "field": None if hidden else _field(record.field),
        "unit": None if hidden else _unit(record.unit),
        "year": None if hidden else record.year,
        "level": coded(Level(record.highest_level)) if record.highest_level and not hidden else None,
    }


def initiative(request: HttpRequest, record: catalogue.Initiative) -> schemas.Initiative:
    """A row of a list; needs `with_list_relations`."""
    return schemas.Initiative(**_base(request, record))


def initiative_detail(request: HttpRequest, record: catalogue.Initiative) -> schemas.InitiativeDetail:
    """All that is published of one initiative; needs `with_page_relations`."""
    values = _base(request, record, with_method=True)
    if record.is_abstract_only:
        return schemas.InitiativeDetail(**values)
    lines = record.at_a_glance
    campaign_page = record.campaign if record.campaign and record.campaign.live else None
    values |= {"problem_line": lines["problem"] or None, "idea_line": lines["idea"] or None}
    return schemas.InitiativeDetail(
        **values,
        summary_en=record.summary_en or None,
        problem=record.problem or None,
        solution=record.solution or None,
        steps=record.step_list,
        cost=record.cost,
        results=record.results or None,
        measures=[
            schemas.Measure(**{name: block.value[name] for name in ("what", "unit", "before", "after")})
            for block in record.measures
        ],
        suits=record.suits_list,
        does_not_suit=record.does_not_suit_list,
        other_benefits=[
            schemas.OtherBenefit(label=label, text=text) for label, text in record.other_benefits
        ],
        solution_type=coded(SolutionType(record.solution_type)),
        sector=coded(Sector(record.sector)),
        scope=coded(Scope(record.scope)),
        campaign=schemas.Reference(slug=campaign_page.slug, name=campaign_page.name)
        if campaign_page
        else None,
        tags=[schemas.Reference(slug=tag.slug, name=tag.name) for tag in record.keywords],
        applied_on=record.applied_on,
        authors=[
            schemas.Author(
                name=author.public_name if author.may_be_named else None, job_title=author.job_title or None
            )
            for author in record.authors.all()
        ],
        recognitions=[
            schemas.Recognition(
                level=coded(Level(recognition.level)),
                body=_body(recognition.body),
                date=recognition.date,
                decision_number=recognition.decision_number or None,
                certificate_number=recognition.certificate_number or None,
            )
            for recognition in record.recognitions.all()
        ],
        honours=[
            schemas.Honour(
                award=schemas.Reference(slug=award.award_type.slug, name=award.award_type.name),
                body=_body(award.body) if award.body else None,
                date=award.date,
                decision_number=award.decision_number or None,
            )
            for award in record.awards.all()
        ],
        attachments=[
            schemas.Attachment(
                name=attachment.name,
                url=_absolute(request, attachment.document.url),
                sha256=attachment.document.sha256,
            )
            for attachment in record.attachments.all()
        ],
        updated_at=record.updated_at,
    )


def field(request: HttpRequest, record: catalogue.Field) -> schemas.FieldRecord:
    """A subject area; needs `with_parent`."""
    return schemas.FieldRecord(
        slug=record.slug,
        name=record.name,
        parent=record.parent.slug if record.parent else None,
        summary=record.summary or None,
        url=_absolute(request, record.get_absolute_url()),
    )


def unit(record: catalogue.Unit, parent: str | None) -> schemas.Unit:
    """A unit below the unit with the key `parent`; needs its successions with their new units."""
    return schemas.Unit(
        slug=record.slug,
        name=record.name,
        short_name=record.short_name,
        workplace=record.workplace or None,
        kind=coded(catalogue.Unit.Kind(record.kind)),
        place=record.place or None,
        parent=parent,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        successors=[succession.new.slug for succession in record.successions.all()],
        is_demo=record.is_demo,
    )


def campaign(request: HttpRequest, record: home.CampaignPage, day: datetime.date) -> schemas.Campaign:
    """A campaign as it stands on `day`; needs its phases, and its targets and figures with their units."""
    return schemas.Campaign(
        slug=record.slug,
        url=_absolute(request, record.get_url(request)),
        figures_url=_absolute(request, reverse("showcase:campaign-figures", args=[record.slug])),
        title=record.title,
        short_title=record.name,
        summary=record.lede,
        organiser=record.organiser,
        starts_on=record.starts_on,
        ends_on=record.ends_on,
        state=coded(record.state_on(day)),
        phases=[
            schemas.Phase(name=one.name, starts_on=one.starts_on, ends_on=one.ends_on, text=one.text)
            for one in record.phases.all()
        ],
        targets=[
            schemas.Target(
                kind=coded(catalogue.CampaignTarget.Kind(target.kind)),
                unit=_body(target.unit) if target.unit else None,
                value=target.value,
                as_of=target.as_of,
                source=target.source,
                note=target.note,
            )
            for target in record.targets.all()
        ],
        figures=[
            schemas.Figure(
                kind=coded(catalogue.CampaignFigure.Kind(figure.kind)),
                unit=_body(figure.unit) if figure.unit else None,
                label=figure.label,
                value=figure.value,
                approximate=figure.approximate,
                as_of=figure.as_of,
                source=figure.source,
                note=figure.note,
            )
            for figure in record.figures.all()
        ],
        sources=record.sources,
        is_demo=record.is_demo,
    )


def document(request: HttpRequest, record: home.GuidancePage) -> schemas.Document:
    """A guidance document with its state today; needs `with_status_relations`."""
    return schemas.Document(
        symbol=record.symbol,
        url=_absolute(request, record.get_url(request)),
        number=record.number,
        kind=record.kind.name,
        issuer=record.issuer.name,
        title=record.title,
        abstract=record.abstract,
        issued_on=record.issued_on,
        issued_precision=coded(home.GuidancePage.Precision(record.issued_precision)),
        effective_from=record.effective_from,
        effective_to=record.effective_to,
        status=coded(record.status),
        replaced_by=[
            schemas.DocumentReference(symbol=other.symbol, url=_absolute(request, other.get_url(request)))
            for other in record.replaced_by
        ],
        is_demo=record.is_demo,
    )


def story(request: HttpRequest, record: catalogue.StoryPage) -> schemas.Story:
    """A story; needs `with_list_relations` and its initiatives."""
    return schemas.Story(
        slug=record.slug,
        url=_absolute(request, record.get_url(request)),
        title=record.title,
        summary=record.lede,
        person=record.person,
        name=record.public_name or None,
        field=_field(record.field),
        published_at=record.published_at,
        initiatives=[link.initiative.code for link in record.story_initiatives.all() if link.initiative.live],
        is_demo=record.is_demo,
    )
