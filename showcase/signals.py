"""What the catalogue announces to whoever keeps a projection of it; search listens, no model knows it.

The signal carries `ids`, the primary keys of initiatives whose public form may have changed, and is sent inside
the transaction of the change.
"""

from django.dispatch import Signal

__all__ = ["initiatives_changed"]

initiatives_changed = Signal()
