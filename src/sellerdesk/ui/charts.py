"""Shapes of the small pictures: pure arithmetic from values to SVG numbers; templates only draw them.

Lengths are SVG user units, rounded to two decimals. A missing value is a gap, never a zero.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring filled to ``share``: the arc as a dash and the rest as a gap."""

    radius: float
    dash: float
    gap: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line with gaps: one point list a run, lone points as dots, and the last known point."""

    runs: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    last: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark on a small line: at which value, and whether a ``change`` point or an ``action``."""

    index: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and what is written there."""

    at: float
    value: object


def line(values: Values, width: float, height: float, pad: float, low: float, high: float) -> Line:
    """Return ``values`` evenly spaced in a box, ``low`` at its foot and ``high`` at its head."""
    step = (width - 2 * pad) / max(len(values) - 1, 1)
    span = (high - low) or 1.0
    flat = high == low
    runs: list[list[tuple[float, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        up = 0.5 if flat else (value - low) / span
        runs[-1].append((_two(pad + index * step), _two(height - pad - up * (height - 2 * pad))))
    filled = [run for run in runs if run]
    return Line(
        tuple(" ".join(f"{x:g},{y:g}" for x, y in run) for run in filled if len(run) > 1),
        tuple(run[0] for run in filled if len(run) == 1),
        filled[-1][-1] if filled else None,
    )


def ring(share: float | None, radius: float = 66) -> Ring:
    """Return the ring of ``share`` (0 to 1); None draws an empty one."""
    around = 2 * math.pi * radius
    filled = around * min(max(share or 0.0, 0.0), 1.0)
    return Ring(radius, _two(filled), _two(around - filled))


def spark(
    values: Values,
    width: float = 92,
    height: float = 24,
    pad: float = 3,
    bounds: tuple[float, float] | None = None,
) -> Line:
    """Return a small line of ``values`` over its own range, or over ``bounds``."""
    known = [value for value in values if value is not None]
    if not known:
        return Line((), (), None)
    low, high = bounds or (min(known), max(known))
    return line(values, width, height, pad, low, high)


def nice(low: float, high: float, bounds: tuple[float, float] | None = None) -> list[float]:
    """Return three to six round axis values that hold ``low`` and ``high``, within ``bounds`` if given."""
    span = max(high - low, abs(high) * 0.05, 1e-9)
    raw = span / 4
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw)
    first, last = math.floor(low / step), math.ceil(high / step)
    if first == last:
        last += 1
    ticks = [round(index * step, 10) for index in range(first, last + 1)]
    if bounds:
        ticks = [min(max(tick, bounds[0]), bounds[1]) for tick in ticks]
        ticks = sorted(set(ticks))
    return ticks if len(ticks) > 1 else [ticks[0] - step, ticks[0]]


def difference(before: float, after: float, digits: int = 2) -> float:
    """Return by how much two values differ as they are shown, as a reader would take one from the other."""
    return round(round(after, digits) - round(before, digits), digits) + 0.0


def apportion(
    parts: Sequence[float], total: float, digits: int = 2, shown: float | None = None
) -> list[float]:
    """Round ``parts`` so that they add up to the rounded ``total``: the largest remainders go up.

    ``shown`` is what the total reads where it is the difference of two rounded numbers, and so at most one
    last digit away.

    Raises ValueError when the parts do not add up to the total in the first place, or it cannot read so.
    """
    if abs(sum(parts) - total) > 1e-6 * max(1.0, abs(total)):
        raise ValueError("the parts do not add up to the total")
    scale = 10**digits
    wanted = round((total if shown is None else shown) * scale)
    if abs(wanted - total * scale) > 1 + 1e-6:
        raise ValueError("the total does not read so")
    floors = [math.floor(part * scale + 1e-9) for part in parts]
    missing = wanted - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i] * scale, -abs(parts[i])))
    for index in by_remainder[: max(missing, 0)]:
        floors[index] += 1
    for index in by_remainder[:1] if missing < 0 else ():
        floors[index] -= 1
    return [floor / scale for floor in floors]


def _two(value: float) -> float:
    return round(value, 2)
