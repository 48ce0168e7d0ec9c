"""Boards drawn for one reader: tiles by the functions of the metric page, within the reader's reach."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from sellerdesk.boards.layout import Kind, Layout, Tile
from sellerdesk.metrics.aims import Aims, aims_of
from sellerdesk.metrics.answer import (
    MONTH,
    WEEK,
    changes_of,
    course_of,
    figure_of,
    pullers_of,
    shape_of,
    sums,
    tables_of,
    trend_days,
)
from sellerdesk.metrics.question import Question
from sellerdesk.metrics.segments import place_name
from sellerdesk.people.models import Person
from sellerdesk.sellers import lake
from sellerdesk.sellers.models import Seller, TargetRow, scope_of
from sellerloop.lake.overview import Sum, TooMany
from sellerloop.lake.reader import Scope, Snapshot
from sellerloop.metrics.targets import Target

_WORDS = ("market", "category", "tier")
_STEP = 3  # days between two points of a small line


@dataclass(frozen=True, slots=True)
class Drawn:
    """One tile ready for its template. ``problem`` says why there is nothing to draw; ``parts`` are what the
    template of its kind needs."""

    tile: Tile
    title: str
    where: str
    href: str = ""
    problem: str = ""
    parts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"boards/_{self.tile.kind.value}.html"


@dataclass(frozen=True)
class Canvas:
    """The tiles of one board as ``person`` sees them. Tiles that ask the same read the lake once."""

    layout: Layout
    person: Person
    _sums: dict[tuple[object, ...], dict[dt.date, Sum]] = field(default_factory=dict)

    def drawn(self) -> list[Drawn]:
        """Draw every tile, in order."""
        return [self._draw(tile) for tile in self.layout.tiles]

    def named(self) -> list[Drawn]:
        """Name every tile, in order, without drawing it."""
        return [self._named(tile) for tile in self.layout.tiles]

    @cached_property
    def snapshot(self) -> Snapshot | None:
        return lake.current()

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.person, Seller.objects.all())

    @cached_property
    def places(self) -> Mapping[str, frozenset[str]]:
        """The markets, categories and tiers of the sellers that the person may see."""
        rows = Seller.objects.visible_to(self.person).order_by().values_list(*_WORDS).distinct()
        columns = zip(*rows, strict=True) if rows else ((), (), ())
        return {word: frozenset(filter(None, own)) for word, own in zip(_WORDS, columns, strict=True)}

    @cached_property
    def targets(self) -> Sequence[Target]:
        return [row.as_target() for row in TargetRow.objects.all()]

    def _draw(self, tile: Tile) -> Drawn:
        question = self._question(tile)
        named = self._named(tile)
        if isinstance(question, str):
            return named
        aims = aims_of(question.metric, question.base, question.spec, self.targets)
        try:
            parts = self._parts(tile, question, aims)
        except TooMany:
            problem = gettext("Too many sellers to add up; choose a market, a category or a tier")
            return replace(named, problem=problem)
        return replace(named, problem="" if parts else gettext("Nothing to show here yet"), parts=parts)

    def _named(self, tile: Tile) -> Drawn:
        if tile.kind is Kind.NOTE:
            return Drawn(tile, "", "")
        question = self._question(tile)
        if isinstance(question, str):
            return Drawn(tile, tile.metric, where_words(tile), problem=question)
        href = reverse("metrics:metric", args=[tile.metric]) + question.address()
        return Drawn(tile, gettext(question.spec.name), where_words(tile), href)

    def _question(self, tile: Tile) -> Question | str:
        """What a tile asks; or, in words, why it asks nothing (any more)."""
        if tile.kind is Kind.NOTE:
            return ""
        snapshot = self.snapshot
        if snapshot is None:
            return gettext("Nothing was built yet")
        resolved = snapshot.policies.get(tile.policy)
        if resolved is None:
            return gettext("The policy %(policy)s is no longer published") % {"policy": tile.policy}
        if tile.metric not in resolved.metrics:
            return gettext("The policy no longer has the metric %(metric)s") % {"metric": tile.metric}
        if any(value not in self.places[word] for word, value in tile.place.items()):
            return gettext("None of the sellers that you look after is here")
        days = snapshot.as_ofs(tile.policy)
        if not days:
            return gettext("Nothing was built yet")
        question = Question(
            tile.metric, self.person, snapshot, resolved, days, days[-1], None, tile.place, {}, None, None
        )
        question.__dict__["scope"] = self.scope  # read once for all tiles
        return question

    def _parts(self, tile: Tile, question: Question, aims: Aims) -> dict[str, Any]:
        if tile.kind is Kind.DISTRIBUTION:
            shape = shape_of(question, aims)
            return {"shape": shape} if shape else {}
        found = self._found(tile, question)
        total = found.get(question.as_of)
        if tile.kind is Kind.FIGURE:
            target, tone = aims.words(question.place, question.as_of, total.value if total else None)
            figure = figure_of(question, total, id=f"figure-{tile.id}")
            changes = changes_of(question.spec, found, question.as_of)
            return {"figure": figure, "changes": changes, "target": target, "tone": tone}
        if tile.kind is Kind.TREND:
            course = course_of(question, found, aims, _STEP)
            return {"course": course} if course else {}
        if total is None:
            return {}
        if tile.kind is Kind.SEGMENTS:
            tables = tables_of(question, total, aims, [tile.by])
            return {"table": tables[0]} if tables else {}
        pullers = pullers_of(question, total)
        return {"pullers": pullers} if pullers else {}

    def _found(self, tile: Tile, question: Question) -> dict[dt.date, Sum]:
        key = _asked(tile)
        if key not in self._sums:
            trends = any(one.kind is Kind.TREND and _asked(one) == key for one in self.layout.tiles)
            day = question.as_of
            days = sorted({day - MONTH, day - WEEK, day, *(trend_days(day, _STEP) if trends else ())})
            self._sums[key] = sums(question, days)
        return self._sums[key]


def where_words(tile: Tile) -> str:
    """Say of which sellers a tile is."""
    names = [place_name(word, value) for word, value in tile.place.items()]
    return " · ".join(names) if names else gettext("all that you may see")


def _asked(tile: Tile) -> tuple[object, ...]:
    return tile.policy, tile.metric, tile.market, tile.category, tile.tier
