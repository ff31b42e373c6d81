"""The catalogue's place in the admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from showcase import permissions

# Before anything asks for rights on the models.
permissions.register()

from showcase.admin import (  # noqa: E402, F401 -- they register themselves
    awards,
    calendar,
    campaign_entry,
    featured_report,
    field_day,
    importing,
    links,
    offices,
    reminders,
    unit_changes,
    work,
)
from showcase.bulk_actions import PublishBulkAction, WithdrawBulkAction  # noqa: E402 -- as said above
from showcase.viewsets import CatalogueViewSetGroup  # noqa: E402 -- as said above

register_snippet(CatalogueViewSetGroup)
hooks.register("register_bulk_action", PublishBulkAction)
hooks.register("register_bulk_action", WithdrawBulkAction)
