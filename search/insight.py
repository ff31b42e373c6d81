"""What people search for, what finds nothing, what nobody chooses: counted, without anybody in it.

A search is counted after its page was sent (`write_heard`, on `request_finished`), a click by `count_click`. No
address, cookie, browser, referrer or moment within the day is kept. A question is stored as a keyed digest; its
words are kept only from its `SEARCH_INSIGHT["LEAST"]`-th search on, and only while as many searches lie within
the last `SEARCH_INSIGHT["DAYS"]` days (`purge`). Texts that look like personal data are not counted at all.

The digest keeps words out of the table, not out of reach of somebody who holds both the table and SECRET_KEY and
guesses questions; and whoever repeats a question that often alone makes it count as asked often.
"""

import datetime
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.core import signing
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from search.contract import SearchRequest, SearchResponse
from search.models import Place, Question, QuestionDay
from search.models.insight import MAX_QUESTION
from search.vietnamese import clean, normalise
from showcase.models.initiatives import CODE_PATTERN

__all__ = ["ask", "count_click", "is_counted", "looks_personal", "purge", "write_heard"]

log = structlog.get_logger(__name__)

MAX_WORDS = 15
"""Longer texts are not questions: they are pasted from somewhere."""

MAX_POSITION = 200
"""Positions beyond this count as this."""

CLICKS_A_SEARCH = 10
"""Most clicks counted for each search of a day: more are not people."""

_SALT = "search.insight"
_WAITING = 20  # notes of one thread: more than one only when a view was called outside a request

_MACHINE = re.compile(
    r"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|preview|monitor|feed|fetch|scan|archiv|curl|wget|python|httpx|java/"
    r"|okhttp|go-http|libwww|lighthouse|facebookexternalhit",
    re.IGNORECASE,
)
_CODE = re.compile(CODE_PATTERN, re.IGNORECASE)
_DIGIT_RUN = re.compile(r"\d(?:[\s.\-()/]{0,2}\d){8,}")
_ADDRESS = re.compile(r"\S@\S|https?:|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Heard:
    """One search to be counted."""

    digest: str
    text: str
    day: datetime.date
    place: Place
    empty: bool
    relaxed: bool
    corrected: bool


_heard = threading.local()


def ask(
    request: HttpRequest, search: SearchRequest, responses: Sequence[SearchResponse], place: Place
) -> str:
    """Note a search for counting, and return the token with which clicks on its results are counted.

    Only the first page of a question without filters counts as a search: the rest is the same search going on.
    The token tells question, day and place, nothing about the visitor; "" where nothing is counted.
    """
    if not search.text or not is_counted(request) or looks_personal(search.text):
        return ""
    digest = _digest(search.text)
    day = timezone.localdate()
    if search.page == 1 and not search.is_filtered:
        waiting: list[_Heard] = _heard.__dict__.setdefault("waiting", [])
        waiting.append(
            _Heard(
                digest,
                _shown(search.text),
                day,
                place,
                empty=not any(one.total or one.degraded for one in responses),
                relaxed=any(one.left_out for one in responses)
                and not any(one.full_total for one in responses),
                corrected=any(one.corrected_to for one in responses),
            )
        )
        del waiting[:-_WAITING]
    return signing.Signer(salt=_SALT).sign(f"{day:%Y%m%d}.{place.value}.{digest}")


def is_counted(request: HttpRequest) -> bool:
    """Whether a visitor counts: people who read the site, not machines, and not those who edit it.

    What the browser says of itself is looked at and forgotten.
    """
    browser = request.headers.get("User-Agent", "")
    if request.method not in {"GET", "POST"} or not browser or _MACHINE.search(browser):
        return False
    if "prefetch" in f"{request.headers.get('Purpose', '')}{request.headers.get('Sec-Purpose', '')}":
        return False
    # Only a visitor with a session can be signed in: nobody else costs a query.
    return settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated


def looks_personal(text: str) -> bool:
    """Whether a text may hold personal data: addresses, numbers as long as a phone's or an identity card's, prose.

    Codes of initiatives are no such numbers. A name alone cannot be told from other words.
    """
    text = clean(text)
    return (
        len(text) > MAX_QUESTION
        or len(text.split()) > MAX_WORDS
        or _ADDRESS.search(text) is not None
        or _DIGIT_RUN.search(_CODE.sub(" ", text)) is not None
    )


def _digest(text: str) -> str:
    """The same for every spelling of a question that means the same to the index."""
    return salted_hmac(_SALT, normalise(text), algorithm="sha256").hexdigest()[:32]


def _shown(text: str) -> str:
    """A question as editors read it; what a spreadsheet would take for a formula goes."""
    return " ".join(clean(text).lower().split()).lstrip("=+-@ ")[:MAX_QUESTION]


# Writing ---------------------------------------------------------------------------------------------------


def write_heard(**kwargs: Any) -> None:
    """Count what this thread heard; called when the response has been sent. Never raises for the database."""
    waiting: list[_Heard] = _heard.__dict__.pop("waiting", [])
    if not waiting:
        return
    try:
        for heard in waiting:
            _count(
                heard.digest,
                heard.day,
                heard.place,
                searches=1,
                empty=int(heard.empty),
                relaxed=int(heard.relaxed),
                corrected=int(heard.corrected),
            )
            _keep_words(heard)
    except DatabaseError as error:
        log.warning("search_not_counted", reason=str(error))
    finally:
        # Django has let go of this request's connections already; in a transaction, as in tests, it must not.
        if not connection.in_atomic_block:
            close_old_connections()


def _count(digest: str, day: datetime.date, place: str, **counts: int) -> None:
    """Add to the counts of a question, in one statement where its row is there."""
    with transaction.atomic():
        rows = QuestionDay.objects.filter(question__digest=digest, day=day, place=place)
        more = {name: F(name) + count for name, count in counts.items() if count}
        if rows.update(**more):
            return
        Question.objects.bulk_create([Question(digest=digest)], ignore_conflicts=True)
        question = Question.objects.only("pk").get(digest=digest)
        QuestionDay.objects.bulk_create(
            [QuestionDay(question=question, day=day, place=place)], ignore_conflicts=True
        )
        rows.update(**more)


def _keep_words(heard: _Heard) -> None:
    """Keep the words of a question once enough searches asked it."""
    unknown = Question.objects.filter(digest=heard.digest, text="")
    if heard.text and unknown.exists():
        asked = QuestionDay.objects.filter(question__digest=heard.digest).aggregate(sum=Sum("searches"))[
            "sum"
        ]
        if (asked or 0) >= settings.SEARCH_INSIGHT["LEAST"]:
            unknown.update(text=heard.text)


def count_click(token: str, position: str) -> bool:
    """Count that a result was chosen; `position` counts from 1, "0" is a pinned one. False when it was not.

    The token is good for the day it was made on and the next, and a click needs a counted search of that day.
    Never raises for the database: a click that cannot be counted is lost.
    """
    try:
        written, place, digest = signing.Signer(salt=_SALT).unsign(token).split(".")
        day = datetime.datetime.strptime(written, "%Y%m%d").date()
        at = min(int(position), MAX_POSITION)
    except (signing.BadSignature, ValueError):
        return False
    if at < 0 or not 0 <= (timezone.localdate() - day).days <= 1:
        return False
    counted = QuestionDay.objects.filter(
        question__digest=digest,
        day=day,
        place=place,
        searches__gt=(F("clicks") + F("pinned_clicks")) / CLICKS_A_SEARCH,
    )
    try:
        if at == 0:
            return bool(counted.update(pinned_clicks=F("pinned_clicks") + 1))
        return bool(counted.update(clicks=F("clicks") + 1, positions=F("positions") + at))
    except DatabaseError as error:
        log.warning("click_not_counted", reason=str(error))
        return False


def purge(today: datetime.date | None = None) -> tuple[int, int]:
    """Forget days that are too old, and words that too few searches asked since; returns (days, questions).

    A question without any day left goes as a whole.
    """
    first = (today or timezone.localdate()) - datetime.timedelta(days=settings.SEARCH_INSIGHT["DAYS"])
    days, _models = QuestionDay.objects.filter(day__lt=first).delete()
    questions, _models = Question.objects.filter(days__isnull=True).delete()
    rare = Question.objects.told().annotate(asked=Sum("days__searches"))
    Question.objects.filter(
        pk__in=rare.filter(asked__lt=settings.SEARCH_INSIGHT["LEAST"]).values("pk")
    ).update(text="")
    return days, questions
