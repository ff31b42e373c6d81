"""Why a sheet cannot be read."""

__all__ = ["SheetError"]


class SheetError(Exception):
    """A sheet that cannot be read; its text tells the editor why, in Vietnamese."""
