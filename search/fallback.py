"""Results from the database while the engine cannot answer: plainer, but never an error page, and never long.

Words are looked for in titles, marks aside, and codes and symbols typed in full are found; filters hold. At a
million records three things keep it short: the newest records and a list of titles are read from indexes alone,
at most `_MOST` records of a kind are told of, and a query that is not done in time gives what it has by then.
"""

import contextlib
import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import BooleanField, F, Func, Q, Value
from django.db.models.functions import Concat

from search.contract import DEFAULT_SIZE, FacetName, Hit, Kind, SearchRequest, SearchResponse, Sort
from search.documents import PAGE_MODELS
from search.vietnamese import code_key, collation_key, fold_token, fold_tokens, has_marks, tokens
from search.vocabulary import default_vocabulary
from showcase.choices import Disclosure
from showcase.models import Initiative, Unit
from showcase.statistics import BENEFIT_BANDS

__all__ = ["TIME_LIMIT", "conditions", "search_database"]

log = structlog.get_logger(__name__)

TIME_LIMIT = 1.0
"""Seconds that one query may take; what it has given by then counts."""

_MOST = 1_000
"""Records of a kind that are told of: a database without a text index is not asked to count further."""

_CANDIDATES = 3_000
"""Titles of the right shape that are looked at closely."""

_STEPS = 10_000
"""Steps of SQLite between two looks at the clock: less than a millisecond."""

_CHUNK = 100
"""Rows fetched at a time."""

_BLANKS = str.maketrans(dict.fromkeys("aeiouyd", "_"))
"""Letters that may stand with a mark: any letter, to LIKE."""

_GLIDES = ("oa", "oe", "uy")
"""Where a tone is written on either letter."""


def _fields(values: tuple[str, ...]) -> Q:
    return Q(field__slug__in=values) | Q(field__parent__slug__in=values)


def _units(values: tuple[str, ...]) -> Q:
    paths = Unit.objects.filter(slug__in=values).values_list("path", flat=True)
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(unit__path__startswith=path)
    return condition


def _benefit(values: tuple[str, ...]) -> Q:
    bounds = dict(zip(("-80", "80-150", "150-500", "500-"), BENEFIT_BANDS, strict=True))
    condition = Q(benefit_value__isnull=True) if "none" in values else Q(pk__in=[])
    for value in values:
        if value in bounds:
            low, high, _name = bounds[value]
            band = Q(benefit_value__gte=low)
            condition |= band & Q(benefit_value__lt=high) if high is not None else band
    return condition


_FILTERS: dict[FacetName, Callable[[tuple[str, ...]], Q]] = {
    FacetName.FIELD: _fields,
    FacetName.UNIT: _units,
    FacetName.LEVEL: lambda values: Q(highest_level__in=values),
    FacetName.YEAR: lambda values: Q(year__in=values),
    FacetName.CAMPAIGN: lambda values: Q(campaign__slug__in=values),
    FacetName.TAG: lambda values: Q(pk__in=Initiative.objects.filter(tags__slug__in=values).values("pk")),
    FacetName.BENEFIT: _benefit,
    FacetName.EVIDENCE: lambda values: Q(benefit_evidence__in=values),
    FacetName.SECTOR: lambda values: Q(sector__in=values),
}


def search_database(request: SearchRequest) -> SearchResponse:
    """Answer a request with the filters, and the words matched in titles, codes and symbols. Never raises."""
    hits: list[Hit] = []
    total = 0
    is_exact = True
    for kind in request.kinds:
        found, is_whole = _initiatives(request) if kind == Kind.INITIATIVE else _pages(kind, request)
        total += len(found)
        is_exact = is_exact and is_whole
        hits += [Hit(kind, pk) for pk in found]
    return SearchResponse(
        hits=tuple(hits[request.offset : request.offset + request.size]),
        total=total,
        total_is_exact=is_exact,
        full_total=total,
        engine="database",
        degraded=True,
    )


# Initiatives ---------------------------------------------------------------------------------------------


def _initiatives(request: SearchRequest) -> tuple[list[int], bool]:
    """Keys of matching initiatives in order, and whether these are all."""
    # Not `live()`: SQLite uses an index for `live IN (1)`, but none for a bare `live`.
    public = Initiative.objects.filter(live__in=[True]).filter(conditions(request))
    words = fold_tokens(tokens(request.text))
    if not words:
        found, is_whole = _rows(public.order_by(*_window_order(request.sort)), _MOST + 1)
        _sort(found, request.sort)
        return [row.pk for row in found][:_MOST], is_whole and len(found) <= _MOST
    keys, all_titles = _titles_with(words, request.text)
    # Filters let few through, so more must be asked for.
    asked = keys if request.is_filtered else keys[:_MOST]
    found, all_rows = _rows(public.filter(pk__in=asked), _CANDIDATES)
    place = {pk: number for number, pk in enumerate(keys)}
    found.sort(key=lambda row: place[row.pk])
    if request.sort != Sort.RELEVANCE:
        _sort(found, request.sort)
    by_code, _all = _rows(public.filter(code=request.text.upper()).exclude(disclosure=Disclosure.ABSTRACT), 1)
    pks = list(dict.fromkeys(row.pk for row in (*by_code, *found)))
    return pks[:_MOST], all_titles and all_rows and len(keys) == len(asked) and len(pks) <= _MOST


def _rows(records: Any, most: int) -> tuple[list[Any], bool]:
    """At most so many records with what they are sorted by, and whether the database had time for them."""
    return _taken(
        records.values_list("pk", "title", "disclosure", "year", "benefit_value", named=True)[:most]
    )


def _window_order(sort: Sort) -> tuple[str, ...]:
    """An order that an index has; `_sort` puts what comes of it in the order asked for."""
    return ("year", "pk") if sort == Sort.OLDEST else ("-year", "-pk")


def _sort(rows: list[Any], sort: Sort) -> None:
    """Order rows in place. Closed records come last: their place would tell their year."""
    if sort == Sort.TITLE:
        rows.sort(key=lambda row: collation_key(row.title))
        return
    if sort == Sort.BENEFIT:
        rows.sort(key=lambda row: (row.benefit_value is None, -(row.benefit_value or 0), -row.pk))
        return
    sign = 1 if sort == Sort.OLDEST else -1
    rows.sort(
        key=lambda row: (
            (True, 0, -row.pk)
            if row.disclosure == Disclosure.ABSTRACT
            else (False, sign * row.year, sign * row.pk)
        )
    )


def _titles_with(words: Sequence[str], text: str) -> tuple[list[int], bool]:
    """Keys of initiatives whose title holds every word, published or not, and whether these are all.

    Those that hold the words with their marks as typed come first, then the lately changed. Titles with the
    marks are looked for first, because few are of that shape; other marks only where they are few.
    """
    exact = _with_marks(tokens(text))
    rows, is_whole = _shaped([_marked_shape(word) for word in exact])
    found = _matching(rows, words, exact)
    if len(found) < DEFAULT_SIZE:
        more, is_whole = _shaped([word.translate(_BLANKS) for word in words])
        found = _matching(dict([*rows, *more]).items(), words, exact)
    return found, is_whole


def _with_marks(exact: Sequence[str]) -> list[str]:
    """Words typed without any mark as they most likely read."""
    guessed = list(exact)
    if not any(map(has_marks, exact)):
        for at, pair in enumerate(itertools.pairwise(exact)):
            forms = default_vocabulary().common_forms(pair)
            if len(forms) == 1:
                guessed[at : at + 2] = next(iter(forms))
    return guessed


def _marked_shape(exact: str) -> str:
    """A pattern for the ways to write a word with its marks: i or y, either tone placement, a capital first."""
    folded = fold_token(exact)
    if len(folded) != len(exact):
        return folded.translate(_BLANKS)
    loose = {at for at, letter in enumerate(folded) if letter in "iy" or (at == 0 and not exact[0].isascii())}
    for at in range(len(folded) - 1):
        if folded[at : at + 2] in _GLIDES:
            loose |= {at, at + 1}
    return "".join("_" if at in loose else letter for at, letter in enumerate(exact))


def _shaped(shapes: Iterable[str]) -> tuple[list[tuple[int, str]], bool]:
    """(key, title) of initiatives whose title has all these shapes, lately changed first, from an index alone."""
    titles = Initiative.objects.order_by("-updated_at")
    known = {shape: len(shape) - shape.count("_") for shape in shapes}
    # The rarest first: SQLite looks at no further pattern where one fails.
    for shape in sorted(known, key=lambda one: -known[one]):
        if known[shape] > 1:
            titles = titles.filter(_Like(F("title"), Value(f"%{shape}%")))
        elif known[shape]:
            # One known letter finds half of all titles: such a word must follow a space.
            titles = titles.filter(_Like(Concat(Value(" "), F("title")), Value(f"% {shape}%")))
    rows, is_whole = _taken(titles.values_list("pk", "title")[:_CANDIDATES])
    return rows, is_whole and len(rows) < _CANDIDATES


class _Like(Func):
    """`text LIKE pattern`, whatever the case of Latin letters; uses an index that holds the text."""

    template = "(%(expressions)s)"
    arg_joiner = " LIKE "
    arity = 2
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL tells cases apart unless asked not to."""
        return self.as_sql(compiler, connection, arg_joiner=" ILIKE ", **context)


def _matching(rows: Iterable[tuple[int, str]], words: Sequence[str], exact: Sequence[str]) -> list[int]:
    """Keys of the rows whose text holds every folded word; with the exact ones first."""
    wanted, marked = set(words), set(exact)
    found: list[tuple[int, int]] = []
    for pk, title in rows:
        written = tokens(title)
        if wanted <= set(fold_tokens(written)):
            found.append((-len(marked & set(written)), pk))
    return [pk for _rank, pk in sorted(found, key=lambda one: one[0])]


def conditions(request: SearchRequest) -> Q:
    """The filters. As in the index: of a closed record nothing but title, effect and award may be searched."""
    condition = Q()
    for chosen in request.filters:
        if chosen.name in _FILTERS:
            condition &= _FILTERS[chosen.name](chosen.values)
    if request.years.lower is not None:
        condition &= Q(year__gte=request.years.lower)
    if request.years.upper is not None:
        condition &= Q(year__lte=request.years.upper)
    if request.benefit.lower is not None:
        condition &= Q(benefit_value__gte=request.benefit.lower)
    if request.benefit.upper is not None:
        condition &= Q(benefit_value__lte=request.benefit.upper)
    given_away = {chosen.name for chosen in request.filters} - {FacetName.BENEFIT, FacetName.EVIDENCE}
    if given_away or request.years:
        condition &= Q(disclosure=Disclosure.FULL)
    return condition


# Pages ---------------------------------------------------------------------------------------------------


def _pages(kind: Kind, request: SearchRequest) -> tuple[list[int], bool]:
    """Keys of matching pages of a kind, latest first, and whether these are all."""
    if request.is_filtered:
        return [], True
    pages = PAGE_MODELS[kind].objects.live().public().filter(locale__language_code=settings.LANGUAGE_CODE)
    pages = pages.order_by("-last_published_at", "pk")
    exact = tokens(request.text)
    words = fold_tokens(exact)
    rows, is_whole = _taken(pages.values_list("pk", "title")[: _CANDIDATES if words else _MOST + 1])
    if not words:
        return [pk for pk, _title in rows][:_MOST], is_whole and len(rows) <= _MOST
    first: list[int] = []
    if kind == Kind.GUIDANCE:
        key = code_key(request.text)
        symbols, _all = _taken(pages.values_list("pk", "symbol")[:_CANDIDATES])
        first = [pk for pk, symbol in symbols if code_key(symbol) == key]
    pks = list(dict.fromkeys([*first, *_matching(rows, words, exact)]))
    return pks[:_MOST], is_whole and len(rows) < _CANDIDATES and len(pks) <= _MOST


# Time ----------------------------------------------------------------------------------------------------


def _taken(rows: Any) -> tuple[list[Any], bool]:
    """The rows that the database gives within the time limit, and whether these are all."""
    taken: list[Any] = []
    try:
        with _time_limit(TIME_LIMIT):
            taken.extend(rows.iterator(chunk_size=_CHUNK))
    except OperationalError as error:
        log.warning("search_fallback_broken_off", rows=len(taken), reason=str(error))
        return taken, False
    return taken, True


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Break off queries made inside after so many seconds, where the database can: OperationalError."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        deadline = time.monotonic() + seconds
        connection.connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            yield
        finally:
            connection.connection.set_progress_handler(None, _STEPS)
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = %s", [round(seconds * 1_000)])
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    else:
        yield
