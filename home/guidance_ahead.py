"""What scheduled documents will have done to others by a later day, for a look ahead."""

from typing import Any

from home.days import ShownDay
from home.schedule import coming

__all__ = ["with_coming_changes"]


def with_coming_changes(documents: list[Any], shown: ShownDay) -> list[Any]:
    """The same guidance documents, told of relations that published documents will state by the end of the day.

    A document whose schedule publishes it by then states the relations of its approved revision; one that expires
    by then states none. Visitors' pages are left as they are.
    """
    if not shown.ahead or not documents:
        return documents
    model = type(documents[0])
    scheduled = coming(model, shown)
    lasting = {
        pk: page for pk, page in scheduled.items() if not page.expire_at or page.expire_at >= shown.end
    }
    expiring = set(model.objects.filter(live=True, expire_at__lt=shown.end).values_list("pk", flat=True))
    outdated = expiring | scheduled.keys()
    for document in documents:
        document.live_incoming = [
            *(relation for relation in document.incoming if relation.page_id not in outdated),
            *(
                relation
                for page in lasting.values()
                for relation in page.relations.all()
                if relation.target_id == document.pk
            ),
        ]
        document.__dict__.pop("incoming", None)  # worked out anew from `live_incoming`
    return documents
