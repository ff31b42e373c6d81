"""Initiatives and what they refer to."""

import datetime
from typing import Any

from factory.declarations import Sequence, SubFactory

from showcase.choices import Level, Sector, SolutionType
from showcase.models import AwardType, Consent, Field, Initiative, Unit
from tests.factories.base import ModelFactory

__all__ = ["AwardTypeFactory", "ConsentFactory", "FieldFactory", "InitiativeFactory", "UnitFactory"]

_CLUSTERED = ("authors", "recognitions", "awards", "pictures", "attachments")


class FieldFactory(ModelFactory):
    """A field at the top."""

    class Meta:
        model = Field

    name = Sequence(lambda n: f"Lĩnh vực {n}")
    slug = Sequence(lambda n: f"linh-vuc-{n}")


class UnitFactory(ModelFactory):
    """A grassroots union; `parent` puts it under another unit."""

    class Meta:
        model = Unit

    name = Sequence(lambda n: f"Công đoàn cơ sở Xưởng số {n}")
    short_name = Sequence(lambda n: f"CĐCS Xưởng số {n}")
    slug = Sequence(lambda n: f"xuong-so-{n}")
    workplace = Sequence(lambda n: f"Xưởng số {n}")
    kind = Unit.Kind.GRASSROOTS
    sector = Sector.NON_STATE

    @classmethod
    def _create(cls, model_class: Any, *args: Any, parent: Unit | None = None, **kwargs: Any) -> Unit:
        unit = model_class(*args, **kwargs)
        if parent is None:
            added: Unit = model_class.add_root(instance=unit)
        else:
            added = model_class.objects.get(pk=parent.pk).add_child(instance=unit)
        return added


class AwardTypeFactory(ModelFactory):
    """A national honour."""

    class Meta:
        model = AwardType

    name = Sequence(lambda n: f"Bằng khen số {n}")
    slug = Sequence(lambda n: f"bang-khen-{n}")
    level = Level.NATIONAL


class ConsentFactory(ModelFactory):
    """A standing consent to be named and to have a story told."""

    class Meta:
        model = Consent

    person = "Đỗ Văn Khải"
    covers_name = True
    covers_story = True
    purpose = "Công bố sáng kiến"
    given_on = datetime.date(2022, 3, 1)


class InitiativeFactory(ModelFactory):
    """A published initiative; `authors`, `recognitions`, `awards` and `tags` are given as lists."""

    class Meta:
        model = Initiative

    code = Sequence(lambda n: f"KT-2022-{n + 1:04d}")
    title = "Cữ định vị cho máy khoan"
    summary = "Một cữ thép giữ phôi đúng chỗ."
    problem_line = "Phôi xê dịch khi khoan"
    idea_line = "Kẹp phôi bằng cữ thép"
    result_line = "−40% phế phẩm"
    problem = "Phôi bị xê dịch. Mỗi ca hỏng vài chục chi tiết."
    solution = "Làm cữ thép theo cỡ phôi. Cữ bắt vào bàn máy."
    steps = "Đo phôi: lấy cỡ lớn nhất\nHàn cữ: từ thép góc"
    results = "Phế phẩm giảm còn sáu phần mười."
    suits = "Phôi cùng cỡ"
    does_not_suit = "Phôi mỏng"
    solution_type = SolutionType.PRODUCT
    field = SubFactory(FieldFactory)
    unit = SubFactory(UnitFactory)
    sector = Sector.NON_STATE
    applied_on = datetime.date(2022, 1, 12)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Initiative:
        children = {name: kwargs.pop(name) for name in _CLUSTERED if name in kwargs}
        tags = kwargs.pop("tags", ())
        initiative: Initiative = model_class(*args, **kwargs)
        for name, rows in children.items():
            setattr(initiative, name, rows)
        initiative.tags.add(*tags)
        initiative.save()
        return initiative
