"""The truth about a world: what was planted where and when, and what was done about it.

Nothing but tests and benchmarks reads it.
"""

import datetime as dt
import json

from sellersim.config import Config, Fault, entry_of
from sellersim.drivers import DRIVERS


def truth(config: Config, faults: tuple[Fault, ...], until: dt.date) -> dict[str, object]:
    """Return what was planted before or on ``until``, as one JSON object.

    ``start`` is the first local day, ``end`` the first one after; ``where`` is the segment (column to values,
    empty for everything) and ``drivers`` are the factors on its causes. ``anchors`` names for each driver
    the event date that must lie between start and end.
    """
    return {
        "seed": config.seed,
        "shops": config.shops,
        "first": config.first.isoformat(),
        "until": until.isoformat(),
        "anchors": {name: driver.anchor for name, driver in DRIVERS.items()},
        "faults": [_entry(fault) for fault in faults if fault.start <= until and not fault.decoy],
        "decoys": [_entry(fault) for fault in faults if fault.start <= until and fault.decoy],
        "interventions": [entry_of(intervention) for intervention in config.interventions],
    }


def truth_text(config: Config, faults: tuple[Fault, ...], until: dt.date) -> str:
    """Return :func:`truth` as the text of a file."""
    return json.dumps(truth(config, faults, until), ensure_ascii=False, indent=1) + "\n"


def _entry(fault: Fault) -> dict[str, object]:
    return {
        "id": fault.id,
        "kind": fault.kind,
        "start": fault.start.isoformat(),
        "end": fault.end.isoformat(),
        "where": {column: list(values) for column, values in fault.where.items()},
        "drivers": dict(fault.drivers),
    }
