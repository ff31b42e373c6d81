"""What does not fit together in a round: found and shown, never decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from home.templatetags.typography import number, vi_date
from showcase.awards.gather import Dossier
from showcase.awards.names import person_key
from showcase.choices import Evidence
from showcase.models import AwardRound, CandidateInitiative, Initiative, InitiativeAuthor, Stage

__all__ = ["Conflict", "conflicts"]

_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing to look at, in a sentence; `kind` for marks and tests, `codes` the initiatives it is about."""

    kind: str
    sentence: str
    codes: tuple[str, ...] = ()


def conflicts(round_: AwardRound, found: Sequence[Dossier]) -> dict[int, list[Conflict]]:
    """Conflicts by key of the candidate; two queries however many candidates there are.

    Candidates that were left aside take part in none.
    """
    present = [dossier for dossier in found if dossier.candidate.stage != Stage.LEFT]
    elsewhere = _elsewhere(round_, present)
    authorships = _authorships(present)
    names = _names(round_, present)
    return {
        dossier.candidate.pk: [
            *_in_other_rounds(dossier, elsewhere),
            *_already_awarded(round_, dossier),
            *_counted_twice(round_, dossier, authorships),
            *_same_name(round_, dossier, names),
            *_shares(dossier),
            *_ended(round_, dossier),
            *_records(round_, dossier),
            *_money(dossier),
        ]
        for dossier in present
    }


def _elsewhere(round_: AwardRound, found: Sequence[Dossier]) -> dict[int, list[str]]:
    """Names of other rounds of the same honour and year, by initiative."""
    ids = {work.pk for dossier in found for work in dossier.works}
    links = (
        CandidateInitiative.objects.filter(
            initiative__in=ids,
            candidate__round__award_type=round_.award_type_id,
            candidate__round__day__year=round_.day.year,
        )
        .exclude(candidate__round=round_)
        .exclude(candidate__stage=Stage.LEFT)
        .values_list("initiative_id", "candidate__round__name")
        .order_by("initiative_id", "candidate__round")
        .distinct()
    )
    rounds: dict[int, list[str]] = {}
    for pk, name in links:
        rounds.setdefault(pk, []).append(name)
    return rounds


def _in_other_rounds(dossier: Dossier, elsewhere: dict[int, list[str]]) -> list[Conflict]:
    return [
        Conflict(
            "two_rounds",
            _("%(code)s cũng đang được xét cùng hình thức khen, cùng năm ở: %(rounds)s.")
            % {"code": work.code, "rounds": "; ".join(dict.fromkeys(elsewhere[work.pk]))},
            (work.code,),
        )
        for work in dossier.works
        if work.pk in elsewhere
    ]


def _already_awarded(round_: AwardRound, dossier: Dossier) -> list[Conflict]:
    return [
        Conflict(
            "awarded",
            _("%(code)s đã được tặng %(award)s ngày %(day)s%(decision)s.")
            % {
                "code": work.code,
                "award": round_.award_type.name,
                "day": vi_date(award.date),
                "decision": _(" theo quyết định %(number)s") % {"number": award.decision_number}
                if award.decision_number
                else "",
            },
            (work.code,),
        )
        for work in dossier.works
        for award in work.awards.all()
        if award.award_type_id == round_.award_type_id
    ]


def _person(row: InitiativeAuthor, work: Initiative) -> tuple[str, int]:
    return person_key(row.name), work.unit_id


def _authorships(found: Sequence[Dossier]) -> dict[tuple[str, int], list[tuple[int, str]]]:
    """Candidates and codes by author."""
    known: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for dossier in found:
        for work in dossier.works:
            for row in work.authors.all():
                known.setdefault(_person(row, work), []).append((dossier.candidate.pk, work.code))
    return known


def _counted_twice(
    round_: AwardRound, dossier: Dossier, authorships: dict[tuple[str, int], list[tuple[int, str]]]
) -> list[Conflict]:
    """An author twice on one record, or on two initiatives of a round that honours initiatives."""
    result = []
    for work in dossier.works:
        keys = [person_key(row.name) for row in work.authors.all()]
        twice = {row.name for row in work.authors.all() if keys.count(person_key(row.name)) > 1}
        result += [
            Conflict(
                "author_twice",
                _("%(name)s đứng tên hai lần trong %(code)s.") % {"name": name, "code": work.code},
                (work.code,),
            )
            for name in sorted(twice)
        ]
    if round_.honours_people:
        return result
    for work in dossier.works:
        for row in work.authors.all():
            others = {
                code
                for candidate, code in authorships[_person(row, work)]
                if candidate != dossier.candidate.pk
            }
            if others:
                codes = tuple(sorted(others))
                sentence = _("Tác giả %(name)s còn đứng tên ở ứng viên khác của đợt này: %(codes)s.")
                words = {"name": row.name, "codes": ", ".join(codes)}
                result.append(Conflict("author_counted_twice", sentence % words, (work.code, *codes)))
    return list({conflict.sentence: conflict for conflict in result}.values())


def _names(round_: AwardRound, found: Sequence[Dossier]) -> dict[str, list[Dossier]]:
    names: dict[str, list[Dossier]] = {}
    if round_.honours_people:
        for dossier in found:
            names.setdefault(person_key(dossier.candidate.name), []).append(dossier)
    return names


def _same_name(round_: AwardRound, dossier: Dossier, names: dict[str, list[Dossier]]) -> list[Conflict]:
    """The same name in two units: one person or two, the records do not tell."""
    others = [
        other
        for other in names.get(person_key(dossier.candidate.name), [])
        if other.candidate.pk != dossier.candidate.pk
    ]
    if not others:
        return []
    units = "; ".join(str(other.candidate.unit or _("đơn vị đã xoá")) for other in others)
    sentence = _("Cùng tên với ứng viên ở %(units)s: nếu là một người, hãy gộp lại; nếu không, cứ để vậy.")
    return [Conflict("same_name", sentence % {"units": units})]


def _shares(dossier: Dossier) -> list[Conflict]:
    result = []
    for work in dossier.works:
        shares = [row.share for row in work.authors.all()]
        known = [share for share in shares if share is not None]
        if not known:
            continue
        total = sum(known, Decimal(0))
        if len(known) < len(shares):
            sentence = _("%(code)s: có tác giả chưa ghi phần đóng góp.")
        elif total != _WHOLE:
            sentence = _("%(code)s: phần đóng góp của các tác giả cộng lại là %(total)s%%, không phải 100%%.")
        else:
            continue
        result.append(
            Conflict("shares", sentence % {"code": work.code, "total": number(total)}, (work.code,))
        )
    return result


def _ended(round_: AwardRound, dossier: Dossier) -> list[Conflict]:
    units = {work.unit_id: work.unit for work in dossier.works}
    return [
        Conflict(
            "unit_ended",
            _("%(unit)s đã hết hoạt động ngày %(day)s, trước ngày xét.")
            % {"unit": unit.public_name, "day": vi_date(unit.valid_to)},
            tuple(work.code for work in dossier.works if work.unit_id == unit.pk),
        )
        for unit in units.values()
        if unit.valid_to is not None and unit.valid_to < round_.day
    ]


def _records(round_: AwardRound, dossier: Dossier) -> list[Conflict]:
    """Works that are not published, or that nobody had recognised by the day."""
    result = []
    if not dossier.works:
        result.append(Conflict("no_record", _("Không còn sáng kiến nào của ứng viên này trong danh mục.")))
    for work in dossier.works:
        if not work.live:
            sentence = _("%(code)s hiện không được công bố.") % {"code": work.code}
            result.append(Conflict("not_live", sentence, (work.code,)))
        if work.recognised_on is None or work.recognised_on > round_.day:
            sentence = _("%(code)s chưa có quyết định công nhận tính đến ngày xét.") % {"code": work.code}
            result.append(Conflict("not_recognised", sentence, (work.code,)))
    return result


def _money(dossier: Dossier) -> list[Conflict]:
    return [
        Conflict(
            "no_evidence",
            _("%(code)s: giá trị làm lợi mới do tác giả kê khai, chưa có bằng chứng.") % {"code": work.code},
            (work.code,),
        )
        for work in dossier.works
        if work.benefit_value is not None and work.benefit_evidence in ("", Evidence.STATED)
    ]
