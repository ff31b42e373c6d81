"""What people say about a file: how it is imported, what its columns hold, what its unknown names mean."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from showcase.choices import Disclosure, Evidence, Scope, Sector, SolutionType
from showcase.importing.limits import IMPORT
from showcase.importing.mapping import Mapping
from showcase.importing.targets import COLLECTIONS, DEFAULTABLE, TARGETS, label_of
from showcase.models import ImportProfile, ImportRun
from showcase.models.imports import EXTENSIONS

__all__ = ["ColumnsForm", "UploadForm"]

_AUTHORS, _DECISIONS, _HONOURS = 8, 4, 3
_VOCABULARIES: dict[str, Any] = {
    "solution_type": SolutionType,
    "sector": Sector,
    "scope": Scope,
    "benefit_evidence": Evidence,
    "disclosure": Disclosure,
}


class UploadForm(forms.Form):
    """A file and what to do with it."""

    file = forms.FileField(
        label=_("Tệp"),
        validators=[FileExtensionValidator(EXTENSIONS)],
        help_text=_(
            "CSV, XLSX hoặc JSON Lines; dòng đầu là tiêu đề cột, mỗi dòng một sáng kiến. "
            "Bảng dùng phông cũ (TCVN3, VNI) được đổi sang Unicode. Ví dụ: sang-kien-2022.xlsx"
        ),
    )
    mode = forms.ChoiceField(
        label=_("Cách nhập"),
        choices=ImportRun.Mode.choices,
        initial=ImportRun.Mode.BOTH,
        widget=forms.RadioSelect,
        help_text=_("Mã sáng kiến cho biết sáng kiến đã có hay chưa."),
    )
    publishes = forms.BooleanField(
        label=_("Công bố ngay các sáng kiến mới"),
        required=False,
        help_text=_(
            "Không đánh dấu: sáng kiến mới là bản nháp. Tên tác giả chỉ hiện ra ngoài khi có phiếu đồng ý, "
            "dù nhập cách nào."
        ),
    )
    clears = forms.BooleanField(
        label=_("Ô trống xoá nội dung đang có"),
        required=False,
        help_text=_("Không đánh dấu: ô trống giữ nguyên nội dung đã có của sáng kiến."),
    )
    profile = forms.ModelChoiceField(
        label=_("Cách đọc cột đã lưu"),
        queryset=ImportProfile.objects.all(),
        required=False,
        empty_label=_("Đoán theo tiêu đề cột"),
        help_text=_("Chọn khi bảng này cùng mẫu với bảng đã nhập lần trước."),
    )

    def clean_file(self) -> Any:
        """Not larger than what is read."""
        file = self.cleaned_data["file"]
        if file.size > IMPORT.max_bytes:
            raise forms.ValidationError(
                _("Tệp lớn hơn %(most)s GB; hãy chia nhỏ.") % {"most": IMPORT.max_bytes // 1024**3}
            )
        return file


class ColumnsForm(forms.Form):
    """One choice for each column, and values for what no column says."""

    profile_name = forms.CharField(
        label=_("Lưu cách đọc này với tên"),
        max_length=120,
        required=False,
        help_text=_("Để trống nếu chỉ dùng một lần. Ví dụ: Bảng của LĐLĐ tỉnh Bắc Ninh"),
    )

    def __init__(self, run: ImportRun, mapping: Mapping, *args: Any, **kwargs: Any) -> None:
        """Make the fields for the columns of a run's file."""
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        choices = list(_target_choices(mapping))
        for column, heading in enumerate(run.headings):
            field = forms.ChoiceField(
                label=heading or _("(không có tiêu đề)"),
                choices=choices,
                required=False,
                initial=mapping.by_column.get(column, ""),
            )
            self.fields[f"column_{column}"] = field
        given = dict(mapping.defaults)
        for name in DEFAULTABLE:
            self.fields[f"default_{name}"] = _default_field(name, given.get(name, ""))

    @property
    def default_fields(self) -> list[Any]:
        """The fields for values that stand in."""
        return [self[f"default_{name}"] for name in DEFAULTABLE]

    def chosen(self) -> Mapping:
        """What was chosen, once the form is valid."""
        columns = tuple(
            (column, target)
            for column in range(len(self.mapping.headings))
            if (target := self.cleaned_data[f"column_{column}"])
        )
        defaults = tuple(
            (name, value) for name in DEFAULTABLE if (value := self.cleaned_data[f"default_{name}"].strip())
        )
        return Mapping(self.mapping.headings, columns, defaults)


def _default_field(name: str, initial: str) -> forms.Field:
    label = label_of(name)
    if name in _VOCABULARIES:
        choices = [("", _("(không có)")), *_VOCABULARIES[name].choices]
        return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)
    example = TARGETS[name].example
    return forms.CharField(
        label=label,
        required=False,
        max_length=250,
        initial=initial,
        help_text=_("Ví dụ: %(example)s") % {"example": example} if example else "",
    )


def _target_choices(mapping: Mapping) -> Iterator[tuple[Any, Any]]:
    """Everything that a column may hold, in groups; numbered parts as many as a table commonly has."""
    yield ("", _("Không đọc cột này"))
    singles = [name for name in TARGETS if "." not in name]
    yield (_("Sáng kiến"), [(name, label_of(name)) for name in singles])
    used = [name.split(".") for _column, name in mapping.columns if "." in name]
    for collection, usual in zip(COLLECTIONS, (_AUTHORS, _DECISIONS, _HONOURS), strict=True):
        most = max(
            [usual, *(int(parts[1]) for parts in used if parts[0] == collection and parts[1].isdigit())]
        )
        parts = [name.partition(".")[2] for name in TARGETS if name.startswith(f"{collection}.")]
        for number in range(1, most + 1):
            names = [f"{collection}.{number}.{part}" for part in parts]
            head = label_of(names[0]).partition(":")[0]
            yield (head, [(name, label_of(name)) for name in names])
