"""Public pages of search: lists of results, their feeds and files, the box for troubles, suggestions."""

from search.views.catalogue import catalogue
from search.views.chosen import chosen
from search.views.downloads import catalogue_download
from search.views.feeds import catalogue_feed, field_feed, results_feed
from search.views.fields import field
from search.views.problem import problem
from search.views.results import results
from search.views.suggestions import suggestions

__all__ = [
    "catalogue",
    "catalogue_download",
    "catalogue_feed",
    "chosen",
    "field",
    "field_feed",
    "problem",
    "results",
    "results_feed",
    "suggestions",
]
