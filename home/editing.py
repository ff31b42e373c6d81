"""Several editors, one record: a save from an outdated form is stopped, and a form sent twice is written once.

Wagtail's forms carry the revision they were opened from (`loaded_revision_id`, `loaded_revision_created_at`), and
autosave the one it may overwrite (`overwrite_revision_id`); Wagtail refuses outdated autosaves itself, but lets a
button overwrite what a colleague saved meanwhile. Here every save is decided on a locked record.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from modelcluster.models import get_all_child_relations
from wagtail.models import Revision

from home.models.editing import SavedForm

__all__ = [
    "OVER_FIELD",
    "TOKEN_FIELD",
    "Stale",
    "accepts_overwriting",
    "ensure_revision",
    "label",
    "mend_rows",
    "put_back",
    "remember",
    "remembered",
    "serialised",
    "staleness",
    "stamp",
    "token_of",
]

TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field, no secret
OVER_FIELD = "save_over"
"""Posted by the button that saves on top of a newer revision: that revision, as `stamp` writes it."""

REMEMBERED_FOR = datetime.timedelta(days=2)
_TOKEN = re.compile(r"[0-9a-f]{32}")
_INITIAL = re.compile(r"(?P<prefix>.+)-INITIAL_FORMS")


@dataclass(frozen=True)
class Stale:
    """A form that was opened before the newest revision; `loaded` is the revision that it was opened from."""

    newest: Revision
    loaded: int | None


def stamp(revision: Revision) -> str:
    """What tells one state of a revision from the next: autosave writes into the same row."""
    return f"{revision.pk}:{revision.created_at.isoformat()}"


def staleness(data: QueryDict, newest: Revision | None) -> Stale | None:
    """Whether a form that is sent was opened before the newest revision; None when it is up to date.

    Data without any revision, as a program may send, is taken as up to date.
    """
    if newest is None:
        return None
    overwrites, loaded = data.get("overwrite_revision_id"), data.get("loaded_revision_id")
    if overwrites:
        stale = overwrites != str(newest.pk)
    elif loaded:
        same_moment = parse_datetime(data.get("loaded_revision_created_at", "")) == newest.created_at
        stale = loaded != str(newest.pk) or not same_moment
    else:
        return None
    if not stale:
        return None
    return Stale(newest, int(loaded) if loaded and loaded.isdecimal() else None)


def accepts_overwriting(data: QueryDict, newest: Revision | None) -> bool:
    """Whether the editor has been told of this very revision and saves on top of it knowingly."""
    return newest is not None and data.get(OVER_FIELD) == stamp(newest)


def ensure_revision(record: Any) -> None:
    """Give a record that was never edited a revision of what it is: the form says what it was opened from.

    Nothing of the record changes, so nothing is announced.
    """
    if record.latest_revision_id is not None:
        return
    with transaction.atomic():
        locked = type(record)._base_manager.select_for_update().get(pk=record.pk)
        if locked.latest_revision_id is not None:
            return
        revision = Revision.objects.create(
            content_object=locked,
            base_content_type=locked.get_base_content_type(),
            user=None,
            content=locked.serializable_data(),
            object_str=str(locked),
        )
        columns: dict[str, Any] = {"latest_revision": revision}
        if hasattr(locked, "latest_revision_created_at"):
            columns["latest_revision_created_at"] = revision.created_at
        type(record)._base_manager.filter(pk=record.pk).update(**columns)


# Forms that are sent twice ------------------------------------------------------------------------------


def token_of(request: HttpRequest) -> str:
    """The token of the form that is sent; "" without one."""
    token = request.POST.get(TOKEN_FIELD, "")
    return token if _TOKEN.fullmatch(token) else ""


def remembered(request: HttpRequest) -> SavedForm | None:
    """What is known of the form that is sent, locked until the transaction ends; None without a token.

    Two sendings of one form wait for each other here.
    """
    token = token_of(request)
    if not token:
        return None
    SavedForm.objects.older_than(timezone.now() - REMEMBERED_FOR).delete()
    saved, _created = SavedForm.objects.select_for_update().get_or_create(
        token=token, defaults={"user_id": int(request.user.pk or 0)}
    )
    return saved if saved.user_id == request.user.pk else None


def remember(saved: SavedForm, record: models.Model, revision: Revision | None, form: Any) -> None:
    """Keep what a successful save wrote."""
    saved.record = label(record)
    saved.revision_id = revision.pk if revision else None
    saved.revision_at = revision.created_at if revision else None
    saved.updates = {**saved.updates, **dict(form.get_field_updates_for_resave())}
    saved.saved_at = timezone.now()
    saved.save()


def label(record: models.Model) -> str:
    """Model and key of a record."""
    return f"{record._meta.label_lower}:{record.pk}"


def put_back(data: QueryDict, saved: SavedForm, newest: Revision | None) -> QueryDict:
    """What a form would have sent had the answer to its last save reached it.

    Only while nobody else has saved since; else the data stay as they are, and outdated.
    """
    # The form of a new record knows of no revision at all.
    knows_none = not (data.get("overwrite_revision_id") or data.get("loaded_revision_id"))
    if newest is None or not (knows_none or staleness(data, newest)):
        return data
    current = (newest.pk, newest.created_at) == (saved.revision_id, saved.revision_at)
    if not (current or knows_none) or saved.revision_at is None:
        return data
    data = data.copy()
    data.pop("overwrite_revision_id", None)
    data["loaded_revision_id"] = str(saved.revision_id)
    data["loaded_revision_created_at"] = saved.revision_at.isoformat()
    for name, value in saved.updates.items():
        if name.endswith("-INITIAL_FORMS"):
            most = int(data.get(f"{name.removesuffix('-INITIAL_FORMS')}-TOTAL_FORMS") or 0)
            data[name] = str(min(int(value), most))
        elif not value or not data.get(name):
            data[name] = value
    return data


def mend_rows(data: QueryDict, record: models.Model | None) -> QueryDict:
    """Make rows that are gone new ones: a colleague deleted them, or the keys of a row were lost on the way.

    Formsets take the first INITIAL_FORMS rows for existing ones and fail on one without a key.
    """
    present = _present_rows(record)
    changes: dict[str, str] = {}
    for name in list(data):
        if not (match := _INITIAL.fullmatch(name)):
            continue
        prefix = match["prefix"]
        count = data.get(name, "")
        for index in range(int(count) if count.isdecimal() and int(count) < _MANY else 0):
            key = f"{prefix}-{index}-id"
            value = data.get(key, "")
            if key not in data or (value and prefix in present and value not in present[prefix]):
                changes[key] = ""
    if not changes:
        return data
    data = data.copy()
    for key, value in changes.items():
        data[key] = value
    return data


_MANY = 2_000
_ATTEMPTS = 3


def _present_rows(record: models.Model | None) -> dict[str, set[str]]:
    if record is None:
        return {}
    names = [relation.get_accessor_name() for relation in get_all_child_relations(type(record))]
    return {name: {str(row.pk) for row in getattr(record, name).all()} for name in names}


# One at a time ------------------------------------------------------------------------------------------


@contextmanager
def _locked(lock: Callable[[], object]) -> Iterator[None]:
    with transaction.atomic():
        lock()
        yield


def serialised(view: Callable[..., HttpResponse], lock: Callable[..., object]) -> Callable[..., HttpResponse]:
    """A view whose POST requests run one after another on what `lock` locks, each in one transaction.

    When the database finds two writers in each other's way all the same (a place in the tree, a unique code that was
    free a moment ago), the request runs once more and meets what the other wrote as an ordinary error of the form. When
    that fails too, it runs with `write_failed` set, and the view writes nothing but says so, with the form as it was.
    """

    @wraps(view)
    def one_after_another(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        for attempt in range(_ATTEMPTS):
            request.write_failed = attempt == _ATTEMPTS - 1  # type: ignore[attr-defined] # read by the views
            try:
                with _locked(lambda: lock(request, *args, **kwargs)):
                    return view(request, *args, **kwargs)
            except IntegrityError:
                if attempt == _ATTEMPTS - 1:
                    raise
                for _name, files in request.FILES.lists():
                    for file in files:
                        file.seek(0)
        raise RuntimeError("unreachable: the last attempt returns or raises")

    return one_after_another
