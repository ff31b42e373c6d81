"""When a file is read: in the background, once per version, as soon as a public record shows it.

request_reading(Kind.GUIDANCE, [7])     # after the current transaction, the files of this record
read_unread(report)                     # all that is left to read: `manage.py extract_attachments`
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog
from django.conf import settings
from django.db import transaction
from django_tasks import task

from home.models import SiteDocument
from search.attachments.faults import Status
from search.attachments.files import KINDS, owners, unread_documents
from search.attachments.limits import Limits
from search.attachments.reading import Reading, read_file, too_large
from search.contract import Kind
from search.indexing import mark_pending
from search.models.attachments import AttachedText

__all__ = [
    "forget_troubles",
    "forget_unused",
    "limits",
    "read_again",
    "read_document",
    "read_unread",
    "request_reading",
]

log = structlog.get_logger(__name__)

_CHUNK = 1 << 20


def limits() -> Limits:
    """The limits that settings give."""
    return Limits(**settings.SEARCH_ATTACHMENTS)


def request_reading(kind: Kind, ids: Iterable[int]) -> None:
    """After the current transaction, have those files read that these records show and nobody has read.

    They are looked up at once: nearly all records have none, and thousands saved in one transaction leave nothing to
    do after it.
    """
    for document in unread_documents(kind, ids):
        transaction.on_commit(partial(read_in_background.enqueue, document))


@task()
def read_in_background(document_id: int, again: bool = False) -> str:
    """Background form of `read_document`; a file that has been read meanwhile is left alone."""
    document = SiteDocument.objects.filter(pk=document_id).first()
    if document is None or (not again and AttachedText.objects.filter(sha256=document.sha256).exists()):
        return ""
    return read_document(document).status


def read_again(text: AttachedText) -> None:
    """Have a file read once more; what is kept of it stands until then."""
    if document := SiteDocument.objects.filter(sha256=text.sha256).first():
        transaction.on_commit(partial(read_in_background.enqueue, document.pk, again=True))


def read_unread(report: Callable[[SiteDocument, AttachedText], None] = lambda document, text: None) -> int:
    """Read every file that public records show and nobody has read; returns how many. Safe to run again."""
    forget_unused()
    keys = dict.fromkeys(key for kind in KINDS for key in unread_documents(kind))
    done = 0
    for document in SiteDocument.objects.filter(pk__in=keys).order_by("pk").iterator(chunk_size=100):
        if not AttachedText.objects.filter(sha256=document.sha256).exists():
            report(document, read_document(document))
            done += 1
    return done


def read_document(document: SiteDocument) -> AttachedText:
    """Read a file, keep what came of it, and mark the records pending that show it. Never raises for a file."""
    sha256, reading = _read(document)
    if not sha256:
        return AttachedText(status=reading.status, message=reading.message)
    with transaction.atomic():
        SiteDocument.objects.filter(pk=document.pk, sha256="").update(sha256=sha256)
        kept, _created = AttachedText.objects.update_or_create(
            sha256=sha256,
            defaults={
                "status": reading.status,
                "message": reading.message,
                "page_count": reading.page_count,
                "tool": reading.tool,
                "pages": reading.pages,
            },
        )
        twins = SiteDocument.objects.filter(sha256=sha256).values_list("pk", flat=True)
        for kind, ids in owners(twins).items():
            mark_pending(kind, ids)
    log.debug("attachment_read", document=document.pk, status=reading.status, pages=reading.page_count)
    return kept


def _read(document: SiteDocument) -> tuple[str, Reading]:
    """SHA-256 of a document and its text, read from a copy, because the storage may be elsewhere.

    The SHA-256 is "" where there was none and the storage does not give the file.
    """
    most = limits()
    digest = hashlib.sha256()
    with NamedTemporaryFile(prefix="attachment-") as copy:
        try:
            with document.open_file() as source:
                for chunk in iter(lambda: source.read(_CHUNK), b""):
                    digest.update(chunk)
                    if copy.tell() <= most.max_bytes:
                        copy.write(chunk)
        except Exception:
            # Whatever a storage raises: the file cannot be had.
            log.warning("attachment_missing", document=document.pk, exc_info=True)
            return document.sha256, Reading(Status.FAILED, "Không mở được tệp trong kho lưu trữ.")
        copy.flush()
        sha256 = digest.hexdigest()
        if document.sha256 not in ("", sha256):
            return document.sha256, Reading(Status.FAILED, "Tệp trong kho khác với tệp đã tải lên.")
        if copy.tell() > most.max_bytes:
            return sha256, Reading(Status.TOO_LARGE, too_large(most))
        return sha256, read_file(Path(copy.name), most)


def forget_unused() -> int:
    """Drop the texts of files that are gone or were replaced; returns how many."""
    unused = AttachedText.objects.exclude(sha256__in=SiteDocument.objects.values("sha256"))
    return unused.delete()[0]


def forget_troubles() -> int:
    """Drop what is kept of files that were not read whole, so that they are read again; returns how many."""
    return AttachedText.objects.exclude(status=Status.OK).delete()[0]
