"""Finding sellers by words and marks, on both databases by the same rule: every phrase must be there, each
from the beginning of a word.

SQLite has an index of words beside the table of sellers, which ``reindex`` fills; PostgreSQL compares the
texts themselves. A question that no seller holds is read in other ways before it finds nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from sellerdesk.ui.search import Search, alike, cut

_INDEX = "sellers_words"
_LAST = "\U0010ffff"
_FEW = 1000  # sellers that are sorted sooner than a list is walked along
_READINGS = 12  # ways in which a question is read
_LONG = 6  # letters of a word in which one may be wrong


def reindex() -> None:
    """Fill the index of words from the table of sellers, in the transaction of the change."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"delete from {_INDEX}")
        cursor.execute(
            f"insert into {_INDEX} (seller, words, marks) "
            "select id, search, marks from sellers_seller where listed"
        )


def analyse() -> None:
    """Let the database count what its indexes hold, so that it chooses the right one."""
    with connection.cursor() as cursor:
        cursor.execute("analyze sellers_seller")


def understood(search: Search, sellers: QuerySet[Any]) -> Search:
    """Return the question as it was typed; where none of ``sellers`` holds it, the first other reading that
    one does: Chinese cut in pieces, a long word with one letter put right."""
    if not search.phrases:
        return search
    readings = islice(chain([search], cut(search), _respelled(search, sellers)), _READINGS)
    return next((reading for reading in readings if sellers.filter(holds(reading)).exists()), search)


def is_common(search: Search, sellers: QuerySet[Any]) -> bool:
    """Do so many of ``sellers`` hold the question that looking at one after the other finds a page sooner?"""
    if connection.vendor == "sqlite":
        return _is_common(_expression(search, False))
    return sellers.filter(holds(search))[: _FEW + 1].count() > _FEW


def holds(search: Search, *, whole: bool = False, common: bool | None = None) -> Q:
    """The condition that a seller's words hold the question; with ``whole`` only as whole words. ``common``
    says whether many do, which is counted unless said: which way is quicker, not what is found."""
    if not search.phrases:
        return Q(pk__in=[])
    if connection.vendor == "sqlite":
        expression = _expression(search, whole)
        if not (_is_common(expression) if common is None else common):
            return _indexed(expression)
    every = Q()
    for phrase in search.phrases:
        every &= _compared(" ".join(phrase), whole)
    return every | _compared(search.joined, whole) if search.joined else every


def begins(search: Search) -> Q:
    """The condition that a seller's name begins with the question."""
    return Q(search__gte=search.start, search__lt=search.start + _LAST)


def begins_apart(search: Search) -> Q:
    """The condition that a seller's name begins with the question, were its one word written as two."""
    either = Q(pk__in=[])
    for text in search.halves:
        either |= Q(search__gte=text, search__lt=text + _LAST)
    return either


def spelled(search: Search) -> Q:
    """The condition that a seller's name bears the accents with which the question was typed."""
    every = Q()
    for word in search.spelled:
        either = Q()
        for form in {word, word.lower(), word.capitalize(), word.upper()}:
            either |= Q(name__contains=form)
        every &= either
    return every


def exactly(search: Search) -> Q:
    """The condition that a seller's number is the question."""
    asked = search.asked
    return Q(pk__in={asked, asked.upper(), asked.lower()})


def marked(marks: Iterable[str]) -> Q:
    """The condition that a seller bears every one of ``marks``."""
    wanted = list(marks)
    expression = "marks : (" + " AND ".join(f'"{mark}"' for mark in wanted) + ")"
    if connection.vendor == "sqlite" and not _is_common(expression):
        return _indexed(expression)
    every = Q()
    for mark in wanted:
        every &= Q(marks__contains=f" {mark} ")
    return every


def _respelled(search: Search, sellers: QuerySet[Any]) -> Iterator[Search]:
    for place, phrase in enumerate(search.phrases):
        for at, word in enumerate(phrase):
            if len(word) >= _LONG and word.isalpha():
                for known in _alike(word, sellers):
                    yield search.with_phrase(place, (*phrase[:at], known, *phrase[at + 1 :]))


def _alike(word: str, sellers: QuerySet[Any]) -> list[str]:
    """Words of sellers that ``word`` may stand for, the most frequent first; its beginning must be right."""
    start = word[: len(word) // 2]
    begun = Search(start, ((start,),), "")
    texts = sellers.filter(holds(begun)).values_list("search", flat=True)[:_FEW]
    seen = Counter(known for text in texts for known in text.split() if known.startswith(start))
    return [known for known, _ in seen.most_common() if alike(word, known)]


def _is_common(expression: str) -> bool:
    with connection.cursor() as cursor:
        sql = f"select count(*) from (select 1 from {_INDEX} where {_INDEX} match %s limit {_FEW + 1})"
        cursor.execute(sql, [expression])
        return int(cursor.fetchone()[0]) > _FEW


def _expression(search: Search, whole: bool) -> str:
    end = "" if whole else " *"
    every = " AND ".join(f'"{" ".join(phrase)}"{end}' for phrase in search.phrases)
    either = f'({every}) OR "{search.joined}"{end}' if search.joined else every
    return f"words : ({either})"


def _indexed(expression: str) -> Q:
    found = RawSQL(f"select seller from {_INDEX} where {_INDEX} match %s", [expression])  # noqa: S611
    return Q(pk__in=found)


def _compared(text: str, whole: bool) -> Q:
    if not whole:
        return Q(search__startswith=text) | Q(search__contains=f" {text}")
    inside = Q(search__startswith=f"{text} ") | Q(search__contains=f" {text} ")
    return inside | Q(search=text) | Q(search__endswith=f" {text}")
