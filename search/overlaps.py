"""What editors should know about a vocabulary entry beside the others: said after it was saved, never a refusal."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from search import terms
from search.models import Abbreviation, ShippedEntryOff, SynonymGroup
from search.shipped import shipped_entries
from search.vietnamese import tokens

__all__ = ["abbreviation_warnings", "group_warnings"]

_MOST = 5  # warnings shown of a kind


@dataclass(frozen=True, slots=True)
class _Other:
    """Another entry in use, and how editors know it."""

    name: str
    short: str
    words: frozenset[tuple[str, ...]]

    @property
    def is_abbreviation(self) -> bool:
        return bool(self.short)


def group_warnings(group: SynonymGroup) -> list[str]:
    """Single syllables, terms of other groups, and terms that an abbreviation already stands for."""
    found = group.term_list
    warnings = [_one_syllable(term) for term in terms.single_syllables(found)]
    own = {tuple(tokens(term)): term for term in found}
    for other in _others(group):
        shared = [own[words] for words in own if words in other.words]
        if not shared:
            continue
        listed = ", ".join(f"“{term}”" for term in shared)
        if other.is_abbreviation:
            warnings.append(
                _(
                    "%(terms)s đã thuộc chữ viết tắt %(other)s. "
                    "Chữ viết tắt được ưu tiên: gõ từ đó sẽ không dùng nhóm này."
                )
                % {"terms": listed, "other": other.name}
            )
        elif len(shared) == len(own):
            warnings.append(
                _("Nhóm %(other)s đã có đủ các từ này: nhóm này không thêm gì.") % {"other": other.name}
            )
        else:
            warnings.append(
                _("%(terms)s đã có trong nhóm %(other)s: gõ từ đó sẽ tìm theo cả hai nhóm.")
                % {"terms": listed, "other": other.name}
            )
    return warnings[:_MOST]


def abbreviation_warnings(abbreviation: Abbreviation) -> list[str]:
    """A short form that reads as a word or exists already, and full forms of one syllable."""
    warnings = terms.short_warnings(abbreviation.short)
    warnings += [_one_syllable(term) for term in terms.single_syllables(abbreviation.long_list)]
    short = "".join(tokens(abbreviation.short))
    warnings += [
        _("Đã có %(other)s: gõ “%(short)s” sẽ tìm theo cả hai mục.")
        % {"other": other.name, "short": abbreviation.short}
        for other in _others(abbreviation)
        if other.is_abbreviation and other.short == short
    ]
    return warnings[:_MOST]


def _one_syllable(term: str) -> str:
    return _("“%(term)s” chỉ có một âm tiết: bỏ dấu đi dễ trùng từ khác (cháy, chạy). Nên dùng cụm từ.") % {
        "term": term
    }


def _others(entry: SynonymGroup | Abbreviation) -> Iterator[_Other]:
    """Everything else in use: editors' entries, then the shipped ones."""
    groups = SynonymGroup.objects.active()
    abbreviations = Abbreviation.objects.active()
    if isinstance(entry, SynonymGroup):
        groups = groups.exclude(pk=entry.pk)
    else:
        abbreviations = abbreviations.exclude(pk=entry.pk)
    for group in groups:
        yield _other(f"“{group}”", "", group.term_list)
    for one in abbreviations:
        yield _other(f"“{one}”", one.short, one.long_list)
    off = set(ShippedEntryOff.objects.values_list("key", flat=True))
    for shipped in shipped_entries():
        if shipped.key not in off:
            name = (
                f"{shipped.short} = {', '.join(shipped.terms)}" if shipped.short else ", ".join(shipped.terms)
            )
            yield _other(_("“%(name)s” (danh sách có sẵn)") % {"name": name}, shipped.short, shipped.terms)


def _other(name: str, short: str, words: "list[str] | tuple[str, ...]") -> _Other:
    return _Other(name, "".join(tokens(short)), frozenset(tuple(tokens(word)) for word in words))
