"""Finding sellers by words and marks, on both databases by the same rule: every phrase must be there, each
from the beginning of a word.

SQLite has an index of words beside the table of sellers, which ``reindex`` fills; PostgreSQL compares the
texts themselves.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from sellerdesk.ui.search import Search

_INDEX = "sellers_words"
_LAST = "\U0010ffff"
_FEW = 1000  # sellers that are sorted sooner than a list is walked along


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


def is_common(search: Search) -> bool:
    """Do so many sellers hold the question that looking at one after the other finds a page sooner?"""
    return connection.vendor != "sqlite" or _is_common(_expression(search, False))


def holds(search: Search, *, whole: bool = False, common: bool = False) -> Q:
    """The condition that a seller's words hold the question; with ``whole`` only as whole words. ``common``
    says whether many do: which way is quicker, not what is found."""
    if not search.phrases:
        return Q(pk__in=[])
    if not common:
        return _indexed(_expression(search, whole))
    every = Q()
    for phrase in search.phrases:
        every &= _compared(" ".join(phrase), whole)
    return every | _compared(search.joined, whole) if search.joined else every


def begins(search: Search) -> Q:
    """The condition that a seller's name begins with the question."""
    return Q(search__gte=search.start, search__lt=search.start + _LAST)


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


def _is_common(expression: str) -> bool:
    with connection.cursor() as cursor:
        sql = f"select count(*) from (select 1 from {_INDEX} where {_INDEX} match %s limit {_FEW + 1})"
        cursor.execute(sql, [expression])
        return bool(cursor.fetchone()[0] > _FEW)


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
