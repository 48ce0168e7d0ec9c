"""The offset tables against the IANA files themselves, read here by an own parser."""

import itertools
import struct
import zoneinfo
from importlib.resources import files

import pytest

from sellerloop.clock.zones import EARLIEST, ClockError, zone_info, zone_table

PLACES = [
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Gaza",
    "Africa/Casablanca",
    "America/Boa_Vista",
    "Africa/Monrovia",
    "Asia/Ho_Chi_Minh",
    "Asia/Shanghai",
    "UTC",
]


def listed_changes(zone: str) -> list[tuple[int, int]]:
    """(instant, new offset) for every change of offset in the compiled IANA file (RFC 8536, version 2)."""
    data = files("tzdata.zoneinfo").joinpath(*zone.split("/")).read_bytes()
    is_gmt, is_std, leaps, times, types, letters = struct.unpack(">6l", data[20:44])
    at = 44 + times * 5 + types * 6 + letters + leaps * 8 + is_std + is_gmt
    *_, times, types, _ = struct.unpack(">6l", data[at + 20 : at + 44])
    at += 44
    instants = struct.unpack(f">{times}q", data[at : at + 8 * times])
    kinds = data[at + 8 * times : at + 9 * times]
    at += 9 * times
    offsets = [struct.unpack(">l", data[at + 6 * i : at + 6 * i + 4])[0] for i in range(types)]
    changes, before = [], offsets[0]
    for instant, kind in zip(instants, kinds, strict=True):
        if offsets[kind] != before:
            changes.append((instant, offsets[kind]))
        before = offsets[kind]
    return changes


@pytest.mark.parametrize("zone", PLACES)
def test_table_lists_the_changes_of_the_iana_file(zone: str) -> None:
    table = zone_table(zone)
    ours = list(zip(table.changes.tolist(), table.offsets[1:].tolist(), strict=True))
    theirs = [change for change in listed_changes(zone) if change[0] > EARLIEST]
    assert ours[: len(theirs)] == theirs  # what follows stands in the file as a rule, not as a list


def test_no_zone_changes_its_offset_twice_within_six_days() -> None:
    for zone in sorted(zoneinfo.available_timezones() - {"localtime"}):
        instants = [instant for instant, _ in listed_changes(zone) if instant > EARLIEST]
        gaps = [late - early for early, late in itertools.pairwise(instants)]
        assert min(gaps, default=10**9) > 6 * 86_400, zone


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "", "../../etc/passwd", "Asia", "Asia/Tokyo\0", "tzdata.zi", "zone1970"]
)
def test_unknown_zone_is_refused_by_name(zone: str) -> None:
    with pytest.raises(ClockError, match="unknown time zone"):
        zone_info(zone)


def test_tables_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        zone_table("Asia/Tokyo").offsets[0] = 0
