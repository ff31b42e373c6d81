"""What the catalogue announces to the layers above it; search listens, nothing here knows it.

- `initiatives_changed` carries `ids`, the primary keys of initiatives whose public form may have changed, and is
  sent inside the transaction of the change.
- `relabelled` carries `records`, a queryset of published initiatives, stories or other pages that show a name which
  has changed (of a field, a unit, a tag, an award, a campaign), however many there are; sent likewise, and to be read
  before the transaction ends.
- `name_sought` carries `name`, of a person whose consent ends: receivers return (title, address) pairs of published
  files whose extracted text holds it.
- `roles_ensured` says that the roles exist (`showcase.roles`), so that other layers add their permissions.
"""

from django.dispatch import Signal

__all__ = ["initiatives_changed", "name_sought", "relabelled", "roles_ensured"]

initiatives_changed = Signal()
name_sought = Signal()
relabelled = Signal()
roles_ensured = Signal()
