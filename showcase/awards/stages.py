"""What people do with candidates: add, move, join, part, take out; close a round and reopen it. All is noted."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from showcase.awards.pool import works_behind
from showcase.models import AwardCandidate, AwardRound, AwardStep, CandidateInitiative, Stage

__all__ = ["ADDED", "CLOSED", "JOINED", "MOVED", "OPENED", "PARTED", "REMOVED", "DeskError"]
__all__ += ["add", "close", "join", "move", "part", "remove", "reopen"]

ADDED = "showcase.awards.add"
MOVED = "showcase.awards.move"
JOINED = "showcase.awards.join"
PARTED = "showcase.awards.part"
REMOVED = "showcase.awards.remove"
CLOSED = "showcase.awards.close"
OPENED = "showcase.awards.reopen"

_MOST_NAMED = 50
"""Candidates that an entry of the log names; their number is always told."""


class DeskError(Exception):
    """What was asked for cannot be done; the message is for the editor."""


def _locked(round_: AwardRound) -> AwardRound:
    """The round as it is now, kept from others until the transaction ends; refuses one that is closed."""
    current = (
        AwardRound.objects.select_for_update(of=("self",))
        .select_related("award_type", "body")
        .get(pk=round_.pk)
    )
    if current.is_decided:
        raise DeskError(_("Đợt xét đã chốt. Hãy mở lại đợt xét trước khi sửa danh sách."))
    return current


def _note(round_: AwardRound, action: str, user: Any, candidates: Sequence[str], **data: Any) -> None:
    """An entry in the log of the round: keys of candidates, no names of people."""
    log(
        instance=round_,
        action=action,
        user=user,
        data={"count": len(candidates), "candidates": list(candidates[:_MOST_NAMED]), **data},
    )


def _codes(candidates: Sequence[AwardCandidate]) -> list[str]:
    """What the log calls candidates."""
    return [f"#{candidate.pk}" for candidate in candidates]


@transaction.atomic
def add(round_: AwardRound, user: Any, keys: Sequence[str]) -> int:
    """Put candidates on the longlist; returns how many are new. Keys outside the user's reach are left out."""
    current = _locked(round_)
    known = set(AwardCandidate.objects.filter(round=current).values_list("key", flat=True))
    behind = works_behind(current, user, [key for key in keys if key not in known])
    added = []
    for key, works in behind.items():
        first, name = works[0]
        candidate = AwardCandidate.objects.create(
            round=current, key=key, name=(name or first.title)[:250], unit=first.unit
        )
        CandidateInitiative.objects.bulk_create(
            CandidateInitiative(candidate=candidate, initiative=work, author_name=author)
            for work, author in works
        )
        AwardStep.objects.create(candidate=candidate, after=Stage.LONG, user=user)
        added.append(candidate)
    if added:
        _note(current, ADDED, user, _codes(added))
    return len(added)


def _chosen(round_: AwardRound, pks: Sequence[int]) -> list[AwardCandidate]:
    found = list(AwardCandidate.objects.filter(round=round_, pk__in=pks, joined_into__isnull=True))
    if not found:
        raise DeskError(_("Hãy đánh dấu ít nhất một ứng viên."))
    return found


@transaction.atomic
def move(round_: AwardRound, user: Any, pks: Sequence[int], stage: str, note: str = "") -> int:
    """Bring candidates to a stage; returns how many changed. Raises DeskError when the round is closed."""
    current = _locked(round_)
    if stage not in Stage.values:
        raise DeskError(_("Không có giai đoạn này."))
    note = note.strip()
    if stage == Stage.LEFT and not note:
        raise DeskError(_("Đưa khỏi danh sách thì hãy ghi lý do vào ô ghi chú."))
    moved = [candidate for candidate in _chosen(current, pks) if candidate.stage != stage]
    for candidate in moved:
        AwardStep.objects.create(
            candidate=candidate, before=candidate.stage, after=stage, note=note, user=user
        )
        candidate.stage = stage
        candidate.save(update_fields=["stage"])
    if moved:
        _note(current, MOVED, user, _codes(moved), stage=str(stage), note=note)
    return len(moved)


@transaction.atomic
def join(round_: AwardRound, user: Any, pks: Sequence[int], note: str = "") -> AwardCandidate:
    """Say that candidates are one person: the first that was added stands for all of them."""
    current = _locked(round_)
    if not current.honours_people:
        raise DeskError(_("Chỉ gộp được ứng viên là tác giả."))
    found = sorted(_chosen(current, pks), key=lambda candidate: candidate.pk)
    if len(found) < 2:
        raise DeskError(_("Hãy đánh dấu từ hai ứng viên để gộp thành một người."))
    first, *others = found
    AwardCandidate.objects.filter(joined_into__in=others).update(joined_into=first)
    for other in others:
        other.joined_into = first
        other.save(update_fields=["joined_into"])
        text = _("Gộp với ứng viên ở %(unit)s. %(note)s") % {"unit": other.unit or "–", "note": note.strip()}
        AwardStep.objects.create(
            candidate=first, before=first.stage, after=first.stage, note=text.strip()[:500], user=user
        )
    _note(current, JOINED, user, _codes(found))
    return first


@transaction.atomic
def part(round_: AwardRound, user: Any, pks: Sequence[int]) -> int:
    """Say that candidates who were joined are several people after all; returns how many stand alone again."""
    current = _locked(round_)
    found = _chosen(current, pks)
    others = list(AwardCandidate.objects.filter(joined_into__in=found).select_related("joined_into"))
    if not others:
        raise DeskError(_("Ứng viên đã đánh dấu chưa được gộp với ai."))
    for other in others:
        main = other.joined_into
        other.joined_into = None
        other.stage = main.stage if main is not None else other.stage
        other.save(update_fields=["joined_into", "stage"])
        AwardStep.objects.create(
            candidate=other,
            before=other.stage,
            after=other.stage,
            note=_("Tách ra khỏi ứng viên cùng tên."),
            user=user,
        )
    _note(current, PARTED, user, _codes(others))
    return len(others)


@transaction.atomic
def remove(round_: AwardRound, user: Any, pks: Sequence[int]) -> int:
    """Take candidates that were added by mistake off the longlist; the log keeps that they were there."""
    current = _locked(round_)
    found = _chosen(current, pks)
    if any(candidate.stage != Stage.LONG for candidate in found):
        raise DeskError(
            _(
                "Chỉ xoá được ứng viên còn ở danh sách xét; ứng viên đã đi tiếp thì chuyển sang “Không xét tiếp”."
            )
        )
    joined = AwardCandidate.objects.filter(joined_into__in=found)
    _note(current, REMOVED, user, _codes([*found, *joined]))
    joined.delete()
    AwardCandidate.objects.filter(pk__in=[candidate.pk for candidate in found]).delete()
    return len(found)


@transaction.atomic
def close(round_: AwardRound, user: Any) -> None:
    """Close a round: number and day of the decision are known, and somebody is chosen."""
    current = _locked(round_)
    if not current.decision_number or current.decided_on is None:
        raise DeskError(_("Hãy ghi số và ngày quyết định trước khi chốt."))
    chosen = AwardCandidate.objects.filter(
        round=current, stage=Stage.CHOSEN, joined_into__isnull=True
    ).count()
    if not chosen:
        raise DeskError(_("Chưa có ứng viên nào ở danh sách “Quyết định khen”."))
    current.decided_at = timezone.now()
    current.decided_by = user
    current.save(update_fields=["decided_at", "decided_by"])
    log(
        instance=current,
        action=CLOSED,
        user=user,
        data={"count": chosen, "decision": current.decision_number, "day": current.decided_on.isoformat()},
    )


@transaction.atomic
def reopen(round_: AwardRound, user: Any) -> None:
    """Open a closed round again, as long as its awards do not stand on initiatives."""
    current = AwardRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if not current.is_decided:
        raise DeskError(_("Đợt xét đang mở."))
    if current.writings.filter(undone_at__isnull=True).exists():
        raise DeskError(_("Khen thưởng đã ghi vào sáng kiến: hãy hoàn tác lần ghi ấy trước."))
    current.decided_at = None
    current.decided_by = None
    current.save(update_fields=["decided_at", "decided_by"])
    log(instance=current, action=OPENED, user=user)
