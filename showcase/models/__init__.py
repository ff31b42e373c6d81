"""Models of the catalogue, split by role."""

from showcase.models.campaign_figures import CampaignFigure, CampaignTarget
from showcase.models.demo import DemoLoad
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
from showcase.models.pages import CataloguePage, CataloguePromotion, OpenDataPage, StatisticsPage
from showcase.models.people import Consent
from showcase.models.stories import StoryIndexPage, StoryInitiative, StoryPage
from showcase.models.taxonomy import AwardThreshold, AwardType, Field, FieldPromotion, Keyword
from showcase.models.units import Unit, UnitSuccession

__all__ = [
    "CODE_PATTERN",
    "AwardThreshold",
    "AwardType",
    "CampaignFigure",
    "CampaignTarget",
    "CataloguePage",
    "CataloguePromotion",
    "Consent",
    "DemoLoad",
    "Field",
    "FieldPromotion",
    "Initiative",
    "InitiativeAttachment",
    "InitiativeAuthor",
    "InitiativeAward",
    "InitiativeKeyword",
    "InitiativePicture",
    "Keyword",
    "OpenDataPage",
    "Recognition",
    "StatisticsPage",
    "StoryIndexPage",
    "StoryInitiative",
    "StoryPage",
    "Unit",
    "UnitSuccession",
]
