"""The handler of links to pages in rich text, apart from `home.rich_text`: Wagtail's own needs all models loaded."""

from typing import Any

from wagtail.rich_text.pages import PageLinkHandler

from home.rich_text import opening_tags

__all__ = ["DocumentLinkHandler"]


class DocumentLinkHandler(PageLinkHandler):
    """Takes the place of Wagtail's handler: a link to a document carries the mark of its state."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Opening tags for the attributes of links, in their order."""
        return opening_tags([attrs.get("id") for attrs in attrs_list])
