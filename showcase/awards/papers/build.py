"""From a round to what stands on paper. Names are those of the internal record: these files are not public."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.templatetags.typography import dong, number
from showcase.awards.eligibility import State, Verdict
from showcase.awards.gather import Dossier
from showcase.awards.papers.model import Annex, Column, Head, Paper, Signature
from showcase.models import AwardRound, Initiative, InitiativeAuthor

__all__ = ["STATE_LABELS", "decision", "working_list"]

_DOTS = "……"
STATE_LABELS = {
    State.MET: gettext_lazy("Đủ điều kiện theo hồ sơ"),
    State.UNSURE: gettext_lazy("Chưa đủ căn cứ để kết luận"),
    State.NOT_MET: gettext_lazy("Chưa đủ điều kiện"),
    State.NO_RULE: gettext_lazy("Không có quy định hiệu lực ngày xét"),
}
"""What the records say of a candidate, in the words of the desk and of its lists."""


def decision(round_: AwardRound, chosen: Sequence[Dossier]) -> Paper:
    """The decision with its annex, ready to sign; what is not filled in yet is left as dots."""
    body = round_.body.name
    symbol = round_.decision_number or f"{_DOTS}/QĐ-{_DOTS}"
    day = _day_in_words(round_.decided_on)
    award = round_.award_type.name
    subject = _("tác giả") if round_.honours_people else _("sáng kiến")
    annex_note = _("(Kèm theo Quyết định số %(symbol)s %(day)s của %(body)s)") % {
        "symbol": symbol,
        "day": day,
        "body": body,
    }
    count = f"{len(chosen):02d}"
    articles = (
        (
            _("Điều 1."),
            _(
                "Tặng %(award)s cho %(count)s %(subject)s có thành tích trong phong trào lao động sáng tạo "
                "(có danh sách kèm theo)."
            )
            % {"award": award, "count": count, "subject": subject},
        ),
        (
            _("Điều 2."),
            round_.reward.strip()
            or _("Mức tiền thưởng và nguồn chi thực hiện theo quy định hiện hành về khen thưởng."),
        ),
        (
            _("Điều 3."),
            _(
                "Văn phòng, các ban liên quan, các đơn vị và cá nhân "
                "có tên trong danh sách căn cứ "
                "Quyết định thi hành. Quyết định có hiệu lực kể từ ngày ký."
            ),
        ),
    )
    return Paper(
        head=_head(round_, symbol, day),
        kind=_("Quyết định"),
        abstract=_("Về việc tặng %(award)s") % {"award": award},
        authority=round_.authority.strip() or body,
        bases=tuple(_lines(round_.bases)) or (_("Căn cứ") + f" {_DOTS * 8};",),
        articles=articles,
        annex=_annex(
            round_, chosen, _("Danh sách được tặng %(award)s") % {"award": award}, annex_note, reasons=False
        ),
        signature=_signature(round_),
        mark=_mark(round_),
    )


def working_list(round_: AwardRound, found: Sequence[Dossier], stage: str) -> Paper:
    """A list of the desk for a meeting of the council: candidates with what the conditions say of them."""
    return Paper(
        head=_head(round_, "", _day_in_words(round_.day)),
        kind=stage,
        abstract=_("%(round)s – %(award)s") % {"round": round_.name, "award": round_.award_type.name},
        annex=_annex(
            round_,
            found,
            "",
            _(
                "Đối chiếu theo hồ sơ với điều kiện có hiệu lực ngày %(day)s; việc chọn do hội đồng quyết định."
            )
            % {"day": f"{round_.day.day}/{round_.day.month}/{round_.day.year}"},
            reasons=True,
        ),
        signature=Signature(role=_("Người lập danh sách")),
        mark=_mark(round_),
    )


def _mark(round_: AwardRound) -> str:
    return _("Nội dung minh hoạ, không phải văn bản thật") if round_.is_demo else ""


def _head(round_: AwardRound, symbol: str, day: str) -> Head:
    parent = round_.parent_body.strip()
    if not parent:
        above = round_.body.get_parent()
        parent = above.name if above is not None else ""
    place = round_.place.strip() or round_.body.place or _DOTS
    return Head(parent_body=parent, body=round_.body.name, symbol=symbol, place_and_date=f"{place}, {day}")


def _signature(round_: AwardRound) -> Signature:
    recipients = _lines(round_.recipients) or [_("Như Điều 3"), _("Lưu: VT")]
    # On whose behalf and as what: a line each.
    role = "\n".join(part.strip() for part in round_.signer_role.split(" – "))
    return Signature(
        role=role.strip() or _DOTS,
        name=round_.signer_name.strip(),
        recipients=tuple(recipients),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _day_in_words(day: datetime.date | None) -> str:
    """`ngày 05 tháng 5 năm 2022`: days below 10, and January and February, get a zero against forgery."""
    if day is None:
        return _("ngày %(dots)s tháng %(dots)s năm %(dots)s") % {"dots": _DOTS}
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return _("ngày %(day)02d tháng %(month)s năm %(year)d") % {
        "day": day.day,
        "month": month,
        "year": day.year,
    }


def _annex(round_: AwardRound, found: Sequence[Dossier], title: str, note: str, *, reasons: bool) -> Annex:
    people = round_.honours_people
    columns = [Column(_("STT"), 7, is_number=True)]
    if people:
        columns += [Column(_("Họ và tên"), 21), Column(_("Công việc"), 19)]
    else:
        columns += [Column(_("Sáng kiến"), 27), Column(_("Tác giả"), 20)]
    columns += [Column(_("Đơn vị"), 20)]
    columns += [Column(_("Sáng kiến"), 33)] if people else [Column(_("Giá trị làm lợi"), 26)]
    if reasons:
        columns = [_narrowed(column) for column in columns]
        columns.append(Column(_("Đối chiếu điều kiện"), 36))
    rows = []
    for place, dossier in enumerate(found, start=1):
        unit = dossier.candidate.unit
        cells = [str(place)]
        if people:
            job = next((row.job_title for row in dossier.authors if row.job_title), "")
            cells += [dossier.candidate.name, job]
        else:
            cells += [_works(dossier.works), "\n".join(_author_line(row) for row in dossier.authors)]
        cells.append(unit.public_name if unit is not None else "")
        cells.append(_works(dossier.works) if people else "\n".join(_benefit(work) for work in dossier.works))
        if reasons:
            cells.append(_reasons(dossier.verdict))
        rows.append(tuple(cells))
    total = _("Danh sách này có %(count)s mục.") % {"count": number(len(rows))}
    return Annex(title, note, tuple(columns), tuple(rows), total)


def _reasons(verdict: Verdict) -> str:
    """The state, then the rule that is met, or what stands in the way of the rule that comes nearest."""
    lines = [str(STATE_LABELS[verdict.state])]
    if verdict.state is State.MET:
        lines += [outcome.rule.text for outcome in verdict.outcomes if outcome.met][:1]
    elif verdict.outcomes:
        open_points = [
            [finding.sentence for finding in outcome.findings if not finding.met]
            for outcome in verdict.outcomes
            if outcome.met is None or verdict.state is State.NOT_MET
        ]
        nearest = min(open_points, key=len)
        lines += nearest
    return "\n".join(lines)


def _narrowed(column: Column) -> Column:
    """Room for the reasons, which are sentences: number column apart, each gives more than a third."""
    if column.is_number:
        return Column(column.title, 6, is_number=True)
    return Column(column.title, round(column.width * 58 / 93), column.is_number)


def _works(works: Sequence[Initiative]) -> str:
    return "\n".join(f"{work.title} ({work.code})" for work in works)


def _author_line(row: InitiativeAuthor) -> str:
    return f"{row.name} ({number(row.share)}%)" if row.share is not None else row.name


def _benefit(work: Initiative) -> str:
    if work.benefit_value is None:
        return _("Không quy ra tiền")
    tier = work.get_benefit_evidence_display()
    period = f" {work.benefit_period}" if work.benefit_period else ""
    return f"{dong(work.benefit_value)}{period} ({tier.lower()})" if tier else dong(work.benefit_value)
