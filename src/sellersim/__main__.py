"""``python -m sellersim``: write a marketplace to a folder, or go on with one that is there."""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sellersim.config import Config, ConfigError, Fix, Intervention, read_interventions
from sellersim.files import Stored, stored, write
from sellersim.world import World

_EXAMPLES = """examples:
  python -m sellersim --out demo --shops 300 --days 270 --until 2026-11-22
  python -m sellersim --out demo --until 2026-11-30 --go-on
  python -m sellersim --out demo --until 2026-12-01 --from-day 2026-12-01 --interventions fixes.json

An interventions file is a JSON list of
  {"fix": "F03-slow-carrier", "on": "2026-10-10"} and
  {"treat": "faster-replies", "accounts": ["VN-S-00001"], "from": "2026-10-01", "until": null,
   "drivers": {"reply_delay": 0.5}}
"""


_DAY = dt.timedelta(days=1)
_ENOUGH = 100_000  # rows from which the pace says something: less is mostly the start of Python


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns 0 when done, 2 when what was asked for makes no sense."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except ConfigError as error:
        print(f"sellersim: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sellersim",
        description="A deterministic marketplace with planted faults, as Parquet files.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the files")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--shops", type=int, default=300, help="number of sellers")
    parser.add_argument("--days", type=int, default=270, help="days of history up to --until")
    parser.add_argument("--volume", type=float, default=1.0, help="factor on the number of orders")
    parser.add_argument("--until", type=dt.date.fromisoformat, required=True, help="last day, included")
    parser.add_argument("--interventions", type=Path, help="JSON file of fixes and treatments")
    again = parser.add_mutually_exclusive_group()
    again.add_argument(
        "--go-on",
        action="store_true",
        help="go on with the world in --out from the day after its last, if there is one; a file per day",
    )
    again.add_argument(
        "--from-day", type=dt.date.fromisoformat, help="go on from this day; writes it anew if it is there"
    )
    return parser


def _run(options: argparse.Namespace) -> int:
    more = read_interventions(options.interventions) if options.interventions else ()
    found = stored(options.out)
    if options.from_day is not None or (options.go_on and found is not None):
        config, first = _continued(found, options, more)
        if options.go_on and first > options.until:
            print(f"nothing to do: the world in {options.out} has come to {first - _DAY}")
            return 0
        by_day = True
    else:
        config, first = _new(options, more)
        if found is not None and found.config != config:
            raise ConfigError(
                f"{options.out} holds another world: go on with it (--go-on) or choose a new folder"
            )
        by_day = False
    if options.until < first:
        raise ConfigError(f"--until {options.until} lies before the first day {first}")
    _write(World(config), options.out, first, options.until, by_day)
    return 0


def _new(options: argparse.Namespace, more: tuple[Intervention, ...]) -> tuple[Config, dt.date]:
    if options.days < 1:
        raise ConfigError("--days must be at least 1")
    first = options.until - (options.days - 1) * _DAY
    return Config(first, options.seed, options.shops, options.volume).with_(*more), first


def _continued(
    found: Stored | None, options: argparse.Namespace, more: tuple[Intervention, ...]
) -> tuple[Config, dt.date]:
    if found is None:
        raise ConfigError(f"there is no world in {options.out} to go on with")
    first: dt.date = found.until + _DAY if options.go_on else options.from_day
    if first > found.until + _DAY:
        raise ConfigError(f"the world in {options.out} has come to {found.until}: days would be missing")
    for intervention in more:
        begins = intervention.on if isinstance(intervention, Fix) else intervention.start
        if begins < first and intervention not in found.config.interventions:
            raise ConfigError(f"an intervention on {begins} would change the days before {first}")
    return found.config.with_(*more), first


def _write(world: World, folder: Path, first: dt.date, last: dt.date, by_day: bool) -> None:
    watched = sys.stderr.isatty()
    rows = 0
    total = (last - first).days + 1
    for step in write(world, folder, first, last, by_day=by_day):
        rows += step.rows
        if watched:
            done = (step.until - first).days + 1
            print(f"\r{done:5d} of {total} days, {rows:,} rows", end="", file=sys.stderr, flush=True)
    if watched:
        print(file=sys.stderr)
    spent = time.process_time()
    pace = f", {spent / rows * 1e6:.1f} CPU s per million" if rows >= _ENOUGH else ""
    print(f"{rows:,} rows, {total} days to {last}, {spent:.1f} CPU s{pace}")


if __name__ == "__main__":
    sys.exit(main())
