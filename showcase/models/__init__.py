"""Models of the catalogue, split by role."""

from showcase.models.awards import (
    AwardCandidate,
    AwardRound,
    AwardStep,
    AwardWriting,
    AwardWritten,
    CandidateInitiative,
    Stage,
)
from showcase.models.campaign_figures import CampaignFigure, CampaignTarget
from showcase.models.demo import DemoLoad
from showcase.models.featured import FeaturedRun
from showcase.models.former_slugs import FormerSlug
from showcase.models.imports import ImportChange, ImportDecision, ImportFault, ImportProfile, ImportRun
from showcase.models.initiatives import (
    CODE_PATTERN,
    Initiative,
    InitiativeAttachment,
    InitiativeAuthor,
    InitiativeAward,
    InitiativeKeyword,
    InitiativePicture,
    Recognition,
)
from showcase.models.offices import OfficeUnit
from showcase.models.pages import CataloguePage, CataloguePromotion, OpenDataPage, StatisticsPage
from showcase.models.people import Consent, ImageConsent, standing, uncovered_pictures
from showcase.models.prepared import PreparedFigure
from showcase.models.public_changes import PublicChange, PublicSequence
from showcase.models.stories import StoryIndexPage, StoryInitiative, StoryPage
from showcase.models.taxonomy import AwardThreshold, AwardType, Field, FieldPromotion, FieldStory, Keyword
from showcase.models.units import Unit, UnitSuccession

__all__ = [
    "CODE_PATTERN",
    "AwardCandidate",
    "AwardRound",
    "AwardStep",
    "AwardThreshold",
    "AwardType",
    "AwardWriting",
    "AwardWritten",
    "CampaignFigure",
    "CampaignTarget",
    "CandidateInitiative",
    "CataloguePage",
    "CataloguePromotion",
    "Consent",
    "DemoLoad",
    "FeaturedRun",
    "Field",
    "FieldPromotion",
    "FieldStory",
    "FormerSlug",
    "ImageConsent",
    "ImportChange",
    "ImportDecision",
    "ImportFault",
    "ImportProfile",
    "ImportRun",
    "Initiative",
    "InitiativeAttachment",
    "InitiativeAuthor",
    "InitiativeAward",
    "InitiativeKeyword",
    "InitiativePicture",
    "Keyword",
    "OfficeUnit",
    "OpenDataPage",
    "PreparedFigure",
    "PublicChange",
    "PublicSequence",
    "Recognition",
    "Stage",
    "StatisticsPage",
    "StoryIndexPage",
    "StoryInitiative",
    "StoryPage",
    "Unit",
    "UnitSuccession",
    "standing",
    "uncovered_pictures",
]
