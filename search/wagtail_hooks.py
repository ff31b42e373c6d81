"""What search adds to the admin: each module registers its own pages and menu entries."""

from wagtail.permissions import register_permission_policy

from home.permissions import CentralPolicy
from search.models import Abbreviation, PromotedResult, SynonymGroup

# What search is taught holds for the whole site; before anything asks for rights on the models.
for _shared in (SynonymGroup, Abbreviation, PromotedResult):
    register_permission_policy(_shared, CentralPolicy(_shared))

from search.admin import attachments, duplicates, explain, index_report, insight, menu  # noqa: E402 -- as said above

__all__ = ["attachments", "duplicates", "explain", "index_report", "insight", "menu"]
