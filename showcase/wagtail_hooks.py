"""The catalogue's place in the admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from showcase.bulk_actions import PublishBulkAction, WithdrawBulkAction
from showcase.viewsets import CatalogueViewSetGroup

register_snippet(CatalogueViewSetGroup)
hooks.register("register_bulk_action", PublishBulkAction)
hooks.register("register_bulk_action", WithdrawBulkAction)
