"""What search adds to the admin: each module registers its own pages and menu entries."""

from search.admin import attachments, duplicates, explain, index_report, insight, menu

__all__ = ["attachments", "duplicates", "explain", "index_report", "insight", "menu"]
