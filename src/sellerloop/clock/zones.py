"""Time zones as tables: when the UTC offset of a zone changes, and to what.

The standard library answers one instant at a time; a table answers a column of a million instants with one
search. It is read off the IANA rules of the pinned ``tzdata`` package, once for each zone and process. The
machine's own zone files are never asked: they differ from host to host (governments change their clocks at
short notice), and the same events must give the same dates everywhere.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]

EARLIEST = int(dt.datetime(1960, 1, 1, tzinfo=dt.UTC).timestamp())
LATEST = int(dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp())

# Since 1960 no zone has changed its offset twice within six days (a test reads the IANA files to prove it),
# so looking every five days sees every change.
_STEP = 5 * 86_400

_NAME = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")


class ClockError(ValueError):
    """A question about time that has no sure answer.

    ``text`` is an entry of the translation catalogue with named ``str.format`` fields, which ``values`` fill;
    ``str(error)`` is the English sentence.
    """

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text.format(**values))
        self.text = text
        self.values = values


@dataclass(frozen=True, slots=True, eq=False)
class ZoneTable:
    """The UTC offsets of one zone from :data:`EARLIEST` to :data:`LATEST` (1960 to 2099).

    ``changes``: sorted epoch seconds, shape (n,). ``offsets``: seconds east of UTC, shape (n + 1,);
    ``offsets[i]`` holds from ``changes[i - 1]`` (included) to ``changes[i]`` (not included).
    """

    zone: str
    changes: Seconds
    offsets: Seconds


@cache
def zone_info(zone: str) -> ZoneInfo:
    """The IANA zone of that name, from the pinned rules; :class:`ClockError` when there is none."""
    if _NAME.fullmatch(zone):
        rules = files("tzdata").joinpath("zoneinfo", *zone.split("/"))
        if rules.is_file():
            with rules.open("rb") as stream:
                if stream.read(4) == b"TZif":
                    stream.seek(0)
                    return ZoneInfo.from_file(stream, key=zone)
    raise ClockError("unknown time zone {zone!r}: use an IANA name such as Asia/Ho_Chi_Minh", zone=zone)


@cache
def zone_table(zone: str) -> ZoneTable:
    """The offset table of an IANA ``zone``; :class:`ClockError` for an unknown name."""
    info = zone_info(zone)

    def offset(epoch_s: int) -> int:
        gap = dt.datetime.fromtimestamp(epoch_s, info).utcoffset()
        return 0 if gap is None else gap.days * 86_400 + gap.seconds

    changes: list[int] = []
    offsets = [offset(EARLIEST)]
    for start in range(EARLIEST, LATEST, _STEP):
        same, other = start, min(start + _STEP, LATEST)
        after = offset(other)
        if after == offsets[-1]:
            continue
        while other - same > 1:
            middle = (same + other) // 2
            if offset(middle) == offsets[-1]:
                same = middle
            else:
                other = middle
        changes.append(other)
        offsets.append(after)
    return ZoneTable(zone, _fixed(changes), _fixed(offsets))


def _fixed(values: list[int]) -> Seconds:
    array = np.array(values, dtype=np.int64)
    array.setflags(write=False)
    return array
