"""The feed of public changes: by it a mirror of the open data stays in step, deletions included.

`kinds` which records there are and who may see them, `marking` noting changes in their own transaction, `numbering`
giving committed changes their numbers, `reading` what happened after a number, `receivers` who notices.
"""

from showcase.public_changes import receivers  # noqa: F401 - starts listening
from showcase.public_changes.kinds import RecordKind
from showcase.public_changes.marking import mark, reconcile, touch
from showcase.public_changes.reading import Page, head, latest_change, read_after

__all__ = ["Page", "RecordKind", "head", "latest_change", "mark", "read_after", "reconcile", "touch"]
