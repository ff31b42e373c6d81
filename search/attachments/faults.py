"""How reading a file ends. Pure; `Status` is what the database keeps, each message a sentence for editors."""

from __future__ import annotations

import enum

__all__ = ["Status", "UnreadableError"]


class Status(enum.StrEnum):
    """How it went; only `OK` without a message leaves nothing to do."""

    OK = "ok"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"


class UnreadableError(Exception):
    """A file that gives no text, or no more of it: the status to keep and why, in words for editors."""

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
