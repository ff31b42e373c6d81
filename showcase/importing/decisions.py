"""Names that no record bears: what people decide about them, and the records that they ask for."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from home.models import CampaignPage
from home.slugs import vietnamese_slug
from showcase.models import AwardType, Field, ImportDecision, ImportRun, Unit

__all__ = ["DecisionError", "decide", "open_decisions", "records_of"]

Kind, Action = ImportDecision.Kind, ImportDecision.Action


class DecisionError(Exception):
    """What cannot be done about a name, in Vietnamese."""


@transaction.atomic
def decide(decision: ImportDecision, action: str, target: int | None, *, may_make: bool) -> None:
    """Read a name as a record, leave out its rows, or make a record of it under `target`. Raises DecisionError.

    A record that was made is the chosen one from then on. `may_make` says whether the person may add records.
    """
    if action == Action.CHOSEN:
        if target is None or not records_of(decision.kind).filter(pk=target).exists():
            raise DecisionError(
                _("“%(name)s”: hãy chọn một mục có trong danh mục.") % {"name": decision.name}
            )
    elif action == Action.NEW:
        if not may_make:
            raise DecisionError(_("Bạn không có quyền thêm mục mới vào danh mục này."))
        target = _make(decision, target)
        action = Action.CHOSEN
    elif action == Action.SKIP:
        target = None
    else:
        raise DecisionError(_("“%(name)s”: không rõ quyết định.") % {"name": decision.name})
    decision.action, decision.target = action, target
    decision.save(update_fields=["action", "target"])


def records_of(kind: str) -> Any:
    """The records that names of a kind stand for."""
    models: dict[str, Any] = {
        Kind.UNIT: Unit,
        Kind.FIELD: Field,
        Kind.CAMPAIGN: CampaignPage,
        Kind.AWARD: AwardType,
    }
    return models[kind].objects.all()


def _make(decision: ImportDecision, above: int | None) -> int:
    """A new unit below another one, or a new field, with the name as the file has it."""
    name = " ".join(decision.name.split())
    if decision.kind == Kind.UNIT:
        parent = Unit.objects.filter(pk=above).first()
        if parent is None:
            raise DecisionError(_("“%(name)s”: hãy chọn đơn vị cấp trên của đơn vị mới.") % {"name": name})
        unit = Unit(
            name=name[:200],
            short_name=name[:120],
            slug=_free_slug(Unit, name, 100),
            kind=Unit.Kind.GRASSROOTS,
            sector=parent.sector,
            place=parent.place,
        )
        return int(parent.add_child(instance=unit).pk)
    if decision.kind == Kind.FIELD:
        parent_field = Field.objects.filter(pk=above, parent=None).first()
        made = Field.objects.create(name=name[:80], slug=_free_slug(Field, name, 60), parent=parent_field)
        return int(made.pk)
    raise DecisionError(
        _("“%(name)s”: chương trình và hình thức khen cần được lập riêng trước, rồi chọn ở đây.")
        % {"name": name}
    )


def _free_slug(model: Any, name: str, longest: int) -> str:
    base = vietnamese_slug(name, longest - 4) or "muc-moi"
    slug, number = base, 1
    while model.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def open_decisions(run: ImportRun) -> int:
    """How many names still wait for a decision."""
    return run.decisions.filter(action="").count()
