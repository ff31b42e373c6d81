"""What is asked of a search engine and what it answers: frozen dataclasses, no engine types, no models.

In short::

    request = SearchRequest(text="tiết kiệm điện", kinds=(Kind.INITIATIVE,), facets=CATALOGUE_FACETS)
    response = engine.search(request)
    response.hits[0].kind, response.hits[0].pk         # hydrate these from the database, in this order
    response.hits[0].fragment("title").parts()         # [("Máy ", False), ("điện", True)]: escape, then mark
    response.facet(FacetName.LEVEL).values             # FacetValue(value, count, selected)

All texts are plain: nothing here is HTML, and templates escape everything.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

MAX_WINDOW = 10_000
"""Deepest reachable hit: page × size never exceeds it."""

DEFAULT_SIZE = 20
"""Hits per page."""

MAX_SIZE = 100
"""Largest page that may be asked for."""


class Kind(enum.StrEnum):
    """What a hit is. `Kind.code` is the number under which engines keep it; never renumber."""

    INITIATIVE = "initiative"
    ANNOUNCEMENT = "announcement"
    GUIDANCE = "guidance"
    CAMPAIGN = "campaign"
    STORY = "story"
    PAGE = "page"

    @property
    def code(self) -> int:
        """Stable small number of this kind (1–6)."""
        return _KIND_CODES[self]

    @classmethod
    def from_code(cls, code: int) -> Kind:
        """The kind kept under `code`; raises KeyError for an unknown one."""
        return _KINDS_BY_CODE[code]


_KIND_CODES: dict[Kind, int] = {
    Kind.INITIATIVE: 1,
    Kind.ANNOUNCEMENT: 2,
    Kind.GUIDANCE: 3,
    Kind.CAMPAIGN: 4,
    Kind.STORY: 5,
    Kind.PAGE: 6,
}
_KINDS_BY_CODE: dict[int, Kind] = {code: kind for kind, code in _KIND_CODES.items()}


class FacetName(enum.StrEnum):
    """Names of facets; the same words are used in URLs (all but `kind`)."""

    KIND = "kind"
    FIELD = "field"
    UNIT = "unit"
    LEVEL = "level"
    YEAR = "year"
    CAMPAIGN = "campaign"
    TAG = "tag"
    BENEFIT = "benefit"
    EVIDENCE = "evidence"
    SECTOR = "sector"


CATALOGUE_FACETS: tuple[FacetName, ...] = (
    FacetName.FIELD,
    FacetName.LEVEL,
    FacetName.YEAR,
    FacetName.UNIT,
    FacetName.BENEFIT,
)
"""What the catalogue shows beside its results. Tags cost most to count: ask for them only where shown."""

FACET_SIZES: dict[FacetName, int] = {
    FacetName.KIND: 6,
    FacetName.FIELD: 100,
    FacetName.UNIT: 30,
    FacetName.LEVEL: 4,
    FacetName.YEAR: 40,
    FacetName.CAMPAIGN: 20,
    FacetName.TAG: 15,
    FacetName.BENEFIT: 5,
    FacetName.EVIDENCE: 3,
    FacetName.SECTOR: 4,
}
"""Most values returned per facet. Selected values are always returned, even beyond this."""


class Sort(enum.StrEnum):
    """Orders of results. Title order is Vietnamese alphabetical order."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    BENEFIT = "benefit"
    TITLE = "title"


class BenefitBand(enum.StrEnum):
    """Bands of yearly benefit, in million đồng, as written in URLs."""

    UNDER_80 = "-80"
    FROM_80 = "80-150"
    FROM_150 = "150-500"
    FROM_500 = "500-"
    NOT_IN_MONEY = "none"

    @classmethod
    def of(cls, value: int | None) -> BenefitBand:
        """Band of `value` đồng. Lower bounds belong to the band: exactly 80,000,000 đ is `80-150`."""
        if value is None:
            return cls.NOT_IN_MONEY
        for limit, band in (
            (80_000_000, cls.UNDER_80),
            (150_000_000, cls.FROM_80),
            (500_000_000, cls.FROM_150),
        ):
            if value < limit:
                return band
        return cls.FROM_500


class Focus(enum.StrEnum):
    """What a question is about: anything, or the trouble that a record set out to end."""

    ALL = "all"
    PROBLEM = "problem"


class InvalidSearch(ValueError):
    """A parameter that cannot be honoured. The view answers 400 with a helpful page, never a 500.

    `parameter` is its name in the URL, `message` a Vietnamese sentence for the visitor,
    `value` what was sent (cleaned, at most 100 characters; escape it all the same).
    """

    def __init__(self, parameter: str, message: str, value: str = "") -> None:
        super().__init__(f"{parameter}: {message}")
        self.parameter = parameter
        self.message = message
        self.value = value


@dataclass(frozen=True, slots=True)
class Filter:
    """Chosen values of one facet, joined by OR; filters of different facets are joined by AND."""

    name: FacetName
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Inclusive bounds; None leaves that side open."""

    lower: int | None = None
    upper: int | None = None

    def __bool__(self) -> bool:
        return self.lower is not None or self.upper is not None


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question. Hashable, so it can key a cache.

    `years` bounds the year, `benefit` the benefit value in đồng. `exact` switches off expansion, relaxing
    and correction ("Chỉ tìm đúng …"); `allow_fuzzy` switches off correction alone. With the focus on the
    problem the text may be a description of several sentences: records are found whose problem is near it.
    `todays_units` reads the chosen units as the bodies of today, with everything that was merged into them.
    Raises InvalidSearch("page", …) when page × size passes MAX_WINDOW.
    """

    text: str = ""
    kinds: tuple[Kind, ...] = (Kind.INITIATIVE,)
    filters: tuple[Filter, ...] = ()
    years: Range = Range()
    benefit: Range = Range()
    facets: tuple[FacetName, ...] = ()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = DEFAULT_SIZE
    highlight: bool = True
    allow_fuzzy: bool = True
    exact: bool = False
    focus: Focus = Focus.ALL
    todays_units: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.size <= MAX_SIZE:
            raise InvalidSearch("size", f"Mỗi trang có từ 1 đến {MAX_SIZE} kết quả.", str(self.size))
        if self.page < 1:
            raise InvalidSearch("page", "Số trang phải từ 1 trở lên.", str(self.page))
        if self.page * self.size > MAX_WINDOW:
            last = MAX_WINDOW // self.size
            raise InvalidSearch("page", f"Chỉ xem được đến trang {last}. Hãy lọc hẹp hơn.", str(self.page))

    def selected(self, name: FacetName) -> tuple[str, ...]:
        """Values chosen for a facet, () when none."""
        return next((one.values for one in self.filters if one.name == name), ())

    @property
    def offset(self) -> int:
        """Number of hits before this page."""
        return (self.page - 1) * self.size

    @property
    def is_filtered(self) -> bool:
        """True when a filter or a range is in use."""
        return bool(self.filters or self.years or self.benefit)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of stored text with the matched stretches.

    `spans` are (start, end) offsets into `text`, in characters, ascending, not overlapping.
    `cut_before` and `cut_after` say that the stored text goes on ("…"). A passage of an attached file names
    the `file` and its `page` (from 1; 0 where the format has no pages).
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False
    file: str = ""
    page: int = 0

    def parts(self) -> list[tuple[str, bool]]:
        """The text in order as (piece, is it a match) – ready for `{% for text, marked in … %}`."""
        pieces: list[tuple[str, bool]] = []
        position = 0
        for start, end in self.spans:
            if start > position:
                pieces.append((self.text[position:start], False))
            pieces.append((self.text[start:end], True))
            position = end
        if position < len(self.text):
            pieces.append((self.text[position:], False))
        return pieces


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. Hydrate it from the database by kind and pk.

    `fragments` holds (name, fragment) for title, problem_line, idea_line and result_line (whole texts), and
    for summary, problem, body and attachments (the best passage, only where something matched).
    `missing` are the words of the question that this hit lacks (relaxed matching only).
    """

    kind: Kind
    pk: int
    score: float = 0.0
    fragments: tuple[tuple[str, Fragment], ...] = ()
    missing: tuple[str, ...] = ()

    def fragment(self, name: str) -> Fragment | None:
        """The fragment of that name, None when there is none."""
        return next((fragment for key, fragment in self.fragments if key == name), None)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet and how many hits carry it."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet, counted without its own filter; commonest value first (years: latest first).

    `exact` is False only where an engine had to estimate.
    """

    name: FacetName
    values: tuple[FacetValue, ...]
    exact: bool = True

    def count(self, value: str) -> int:
        """Hits carrying `value`, 0 when it is not listed."""
        return next((one.count for one in self.values if one.value == value), 0)

    def __iter__(self) -> Iterator[FacetValue]:
        return iter(self.values)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What was searched besides the words typed: `typed` was also looked up as each of `also`."""

    typed: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """The answer to a request.

    - `total` hits in all, `total_is_exact` unless the engine stopped counting; `full_total` of them hold
      every word of the question, the others (further down) only most of them.
    - `left_out`: words of the question that none of the hits shown had to hold.
    - `corrected_to`: what was searched for instead of a misspelt question, which found (nearly) nothing.
    - `did_you_mean`: a neighbouring question that would find something; not applied.
    - `restored_to`: an unmarked question as it most likely reads with its marks; ranks, never filters.
    - `took_ms` milliseconds spent; `degraded` when the engine could not be asked and the database answered.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    total_is_exact: bool = True
    full_total: int = 0
    facets: tuple[Facet, ...] = ()
    left_out: tuple[str, ...] = ()
    corrected_to: str | None = None
    did_you_mean: str | None = None
    restored_to: str | None = None
    interpreted: tuple[Interpretation, ...] = ()
    took_ms: float = 0.0
    engine: str = ""
    degraded: bool = False

    def facet(self, name: FacetName) -> Facet | None:
        """The facet of that name, None when it was not asked for."""
        return next((one for one in self.facets if one.name == name), None)


class SuggestionKind(enum.StrEnum):
    """What a suggestion leads to."""

    TITLE = "title"
    FIELD = "field"
    UNIT = "unit"
    TAG = "tag"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search box.

    A title or document leads to the record (`record_kind`, `pk`); a field, unit or tag to the catalogue
    filtered by `value`. `count` is the number of records behind it.
    """

    kind: SuggestionKind
    label: Fragment
    record_kind: Kind | None = None
    pk: int | None = None
    value: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A record whose text is nearly the same: `similarity` is the Jaccard index (0–1) of syllable triples."""

    kind: Kind
    pk: int
    title: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Label:
    """A facet value with its human name, so that names can be searched and suggested."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class AttachedPage:
    """Text of one page of an attached file; `file` is its title, `page` counts from 1 (0: no pages)."""

    file: str
    page: int
    text: str


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One publicly visible record as the engines keep it. Texts are plain, never HTML.

    - `version` external version of the record; an engine ignores anything not newer than what it holds.
    - `fields`, `units`, `tags`: everything the record belongs to, ancestors included (a leaf field brings its
      parent, a unit its whole line), as `Label(value, text)`; `unit_text` names the unit(s) to be searched.
    - `problem` what was wrong, at length; `body` is the rest of the text.
    - `authors` only those who consented to be named.
    - `code` the code of an initiative or the symbol of a document; typed in full, it comes first.
    - `benefit_value` in đồng. `date` what newest and oldest mean, seconds since 1970.
    - `static_rank` 0–1: level of recognition and completeness of the narrative.
    """

    kind: Kind
    pk: int
    version: int
    title: str
    title_en: str = ""
    problem_line: str = ""
    idea_line: str = ""
    result_line: str = ""
    summary: str = ""
    problem: str = ""
    body: str = ""
    attachments: tuple[AttachedPage, ...] = ()
    code: str = ""
    authors: tuple[str, ...] = ()
    unit_text: str = ""
    fields: tuple[Label, ...] = ()
    units: tuple[Label, ...] = ()
    tags: tuple[Label, ...] = ()
    level: str = ""
    year: int | None = None
    campaign: str = ""
    benefit_value: int | None = None
    evidence: str = ""
    sector: str = ""
    date: int = 0
    static_rank: float = 0.0
    featured: bool = False

    @property
    def benefit_band(self) -> str:
        """Band of the benefit value; only initiatives have one."""
        return BenefitBand.of(self.benefit_value) if self.kind == Kind.INITIATIVE else ""

    def texts(self) -> Iterable[str]:
        """The author's own words, in reading order: what similarity and duplicates look at."""
        return (
            self.title,
            self.problem_line,
            self.idea_line,
            self.result_line,
            self.summary,
            self.problem,
            self.body,
        )


@dataclass(frozen=True, slots=True)
class Deletion:
    """Remove a record; `version` as for IndexDocument, so that a late write cannot bring it back."""

    kind: Kind
    pk: int
    version: int


Operation = IndexDocument | Deletion


@dataclass(frozen=True, slots=True)
class BulkResult:
    """Outcome of a bulk call: operations written, and those ignored because something as new was held.

    `generation` is the one written to. `newer` names the ignored ones of which something strictly newer is held,
    tombstones included, as (kind, pk, version held).
    """

    written: int = 0
    stale: int = 0
    generation: str = ""
    newer: tuple[tuple[Kind, int, int], ...] = ()


VERSION_MODULUS = 1 << 31
"""Versions are summed up to this: engines add in doubles, which stay exact below 2⁵³, four million records."""


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """Number of documents in a key range and the sum of their versions, each modulo VERSION_MODULUS.

    Equal on both sides when they are in step.
    """

    count: int
    version_sum: int

    @classmethod
    def of(cls, versions: Iterable[int]) -> VersionSummary:
        """The summary of these versions."""
        parts = [version % VERSION_MODULUS for version in versions]
        return cls(len(parts), sum(parts))


@dataclass(frozen=True, slots=True)
class Health:
    """State of an engine. `documents` counts the live generation; `details` are for operators alone."""

    ok: bool
    engine: str
    generation: str = ""
    documents: int = 0
    size_bytes: int = 0
    building: str = ""
    previous: str = ""
    details: tuple[str, ...] = field(default_factory=tuple)
