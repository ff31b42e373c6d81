"""Writing the awards of a decision onto the initiatives, and taking them back: in one step each, noted each time.

An award goes into the published record and into the latest draft, so that publishing the draft later does not lose it.
Where a version waits for its hour or for approval, that very version would be published without the award: such an
initiative is left alone and named with the reason.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from showcase.awards.gather import dossiers
from showcase.awards.stages import DeskError
from showcase.models import AwardRound, AwardWriting, AwardWritten, Initiative, InitiativeAward, Stage

__all__ = ["GIVEN", "TAKEN", "UNDONE", "WRITTEN", "chosen_works", "undo", "write"]

WRITTEN = "showcase.awards.write"
UNDONE = "showcase.awards.undo"
GIVEN = "showcase.award.given"
TAKEN = "showcase.award.taken"


def chosen_works(round_: AwardRound) -> list[Initiative]:
    """Initiatives of those who were chosen, each once, by code."""
    found = {work.pk: work for one in dossiers(round_, stages=[Stage.CHOSEN]) for work in one.works}
    return sorted(found.values(), key=lambda work: work.code)


@transaction.atomic
def write(round_: AwardRound, user: Any) -> AwardWriting:
    """Give every chosen initiative the award; all of it in one transaction.

    Raises DeskError when the round is open or its awards stand already.
    """
    current = (
        AwardRound.objects.select_for_update(of=("self",))
        .select_related("award_type", "body")
        .get(pk=round_.pk)
    )
    if not current.is_decided or current.decided_on is None:
        raise DeskError(_("Hãy chốt quyết định trước khi ghi khen thưởng vào sáng kiến."))
    if current.writings.filter(undone_at__isnull=True).exists():
        raise DeskError(_("Khen thưởng của đợt này đã được ghi."))
    writing = AwardWriting.objects.create(round=current, user=user)
    given = []
    for work in chosen_works(current):
        record = Initiative.objects.select_for_update(of=("self",)).get(pk=work.pk)
        refusal = _refusal(record, current)
        if not refusal:
            _change(record, user, partial(_give, round_=current))
            log(instance=record, action=GIVEN, user=user, data=_about(current))
            given.append(record.code)
        AwardWritten.objects.create(
            writing=writing,
            initiative=record,
            decision_number=current.decision_number,
            date=current.decided_on,
            refusal=refusal,
        )
    log(instance=current, action=WRITTEN, user=user, data={"codes": given, "count": len(given)})
    return writing


@transaction.atomic
def undo(writing: AwardWriting, user: Any) -> AwardWriting:
    """Take the awards of a writing back; one that somebody has changed since stays and is named."""
    current = (
        AwardWriting.objects.select_for_update(of=("self",))
        .select_related("round__award_type")
        .get(pk=writing.pk)
    )
    if current.undone_at is not None:
        raise DeskError(_("Lần ghi này đã được hoàn tác."))
    round_ = current.round
    taken = []
    for row in current.rows.filter(refusal="").order_by("initiative__code"):
        record = Initiative.objects.select_for_update(of=("self",)).get(pk=row.initiative_id)
        refusal = _waits(record)
        if not refusal and next(_own(record, round_, row), None) is None:
            refusal = _("Khen thưởng này đã được sửa hoặc xoá từ khi ghi.")
        if refusal:
            row.undo_refusal = refusal
            row.save(update_fields=["undo_refusal"])
            continue
        _change(record, user, partial(_take, round_=round_, row=row))
        log(instance=record, action=TAKEN, user=user, data=_about(round_))
        taken.append(record.code)
    current.undone_at = timezone.now()
    current.undone_by = user
    current.save(update_fields=["undone_at", "undone_by"])
    log(instance=round_, action=UNDONE, user=user, data={"codes": taken, "count": len(taken)})
    return current


def _about(round_: AwardRound) -> dict[str, str]:
    return {"award": round_.award_type.name, "decision": round_.decision_number, "round": round_.name}


def _waits(record: Initiative) -> str:
    """Why a record cannot be written now; "" when it can."""
    if record.revisions.filter(approved_go_live_at__isnull=False).exists():
        return _("Một phiên bản của sáng kiến đang hẹn giờ công bố; hãy ghi sau khi phiên bản ấy đã công bố.")
    if record.workflow_in_progress:
        return _("Sáng kiến đang chờ duyệt; hãy ghi sau khi duyệt xong.")
    return ""


def _refusal(record: Initiative, round_: AwardRound) -> str:
    if any(award.award_type_id == round_.award_type_id for award in record.awards.all()):
        return _("Sáng kiến đã có hình thức khen này.")
    return _waits(record)


def _give(initiative: Initiative, round_: AwardRound) -> None:
    if all(award.award_type_id != round_.award_type_id for award in initiative.awards.all()):
        initiative.awards.add(
            InitiativeAward(
                award_type=round_.award_type,
                body=round_.body,
                decision_number=round_.decision_number,
                date=round_.decided_on,
            )
        )


def _own(initiative: Initiative, round_: AwardRound, row: AwardWritten) -> Iterator[InitiativeAward]:
    """The award as this row wrote it."""
    for award in initiative.awards.all():
        same = (award.award_type_id, award.decision_number, award.date)
        if same == (round_.award_type_id, row.decision_number, row.date):
            yield award


def _take(initiative: Initiative, round_: AwardRound, row: AwardWritten) -> None:
    for award in list(_own(initiative, round_, row)):
        initiative.awards.remove(award)


def _change(record: Initiative, user: Any, change: Callable[[Initiative], None]) -> None:
    """Change the record, and its draft where there is one that is newer; each gets a version of its own."""
    draft = record.get_latest_revision_as_object() if record.has_unpublished_changes else None
    was_live = record.live
    change(record)
    record.save()
    if draft is None:
        revision = record.save_revision(user=user, changed=False, clean=False)
        if was_live:
            record.live_revision = revision
            record.save(update_fields=["live_revision"])
        return
    change(draft)
    draft.save_revision(user=user, clean=False)
