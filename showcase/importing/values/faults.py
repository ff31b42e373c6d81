"""Why a cell holds no value."""

__all__ = ["ValueFault"]


class ValueFault(ValueError):
    """A cell that cannot be taken; its text tells the editor why, in Vietnamese."""
