"""The picture of a band: points over value, as a line or as steps, in SVG units."""

from collections.abc import Callable
from dataclasses import dataclass

from sellerdesk.ui.charts import Tick, nice
from sellerloop.policy.schema import Band

WIDTH, HEIGHT = 300.0, 110.0
_BEYOND = 0.12  # of the range: room left and right of the outer points
_WRITING = 34  # units: the width of a number below the axis


@dataclass(frozen=True, slots=True)
class Picture:
    """One band. ``lines`` are point lists, ``dots`` the stated points."""

    width: float
    height: float
    lines: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def picture(band: Band) -> Picture:
    """Return the picture of ``band``; a single point is drawn over the range around it."""
    points = sorted((float(point.value), float(point.score)) for point in band.points)
    low, high = points[0][0], points[-1][0]
    span = (high - low) or max(abs(low), 1.0)
    first, last = low - span * _BEYOND, high + span * _BEYOND
    if low >= 0:
        first = max(first, 0.0)
    ticks = nice(min(score for _value, score in points), max(score for _value, score in points))
    bottom, top = ticks[0], ticks[-1]

    def x(value: float) -> float:
        return round((value - first) / (last - first) * WIDTH, 2)

    def y(score: float) -> float:
        return round(HEIGHT - (score - bottom) / (top - bottom) * HEIGHT, 2)

    def drawn(run: list[tuple[float, float]]) -> str:
        return " ".join(f"{x(value):g},{y(score):g}" for value, score in run)

    if band.interpolation == "linear":
        lines = [[(first, points[0][1]), *points, (last, points[-1][1])]]
    else:
        starts = [(first, points[0][1]), *points[1:]]
        ends = [value for value, _score in starts[1:]] + [last]
        lines = [[start, (end, start[1])] for start, end in zip(starts, ends, strict=True)]
    return Picture(
        WIDTH,
        HEIGHT,
        tuple(map(drawn, lines)),
        tuple((x(value), y(score)) for value, score in points),
        tuple(Tick(x(value), value) for value in _apart([value for value, _score in points], x)),
        tuple(Tick(y(value), value) for value in (bottom, top)),
    )


def _apart(values: list[float], x: Callable[[float], float]) -> list[float]:
    """Leave out values whose writing would touch the one before."""
    kept: list[float] = []
    for value in values:
        if not kept or x(value) - x(kept[-1]) > _WRITING:
            kept.append(value)
    return kept
