"""``python -m sellersim``: write a marketplace to a folder, or go on with one that is there."""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sellersim.config import Config, ConfigError, Fix, Intervention, read_interventions
from sellersim.files import read_config, write
from sellersim.world import World

_EXAMPLES = """examples:
  python -m sellersim --out demo --shops 300 --days 270 --until 2026-11-22
  python -m sellersim --out demo --from-day 2026-11-23 --until 2026-11-30
  python -m sellersim --out demo --from-day 2026-12-01 --until 2026-12-01 --interventions fixes.json

An interventions file is a JSON list of
  {"fix": "F03-slow-carrier", "on": "2026-10-10"} and
  {"treat": "faster-replies", "accounts": ["VN-S-00001"], "from": "2026-10-01", "until": null,
   "drivers": {"reply_delay": 0.5}}
"""


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
    parser.add_argument(
        "--from-day",
        type=dt.date.fromisoformat,
        help="go on with the world in --out from this day; writes a file per day",
    )
    return parser


def _run(options: argparse.Namespace) -> int:
    more = read_interventions(options.interventions) if options.interventions else ()
    goes_on = options.from_day is not None
    if goes_on:
        config, first = _next(read_config(options.out), options.from_day, more), options.from_day
    else:
        if options.days < 1:
            raise ConfigError("--days must be at least 1")
        first = options.until - dt.timedelta(days=options.days - 1)
        config = Config(first, options.seed, options.shops, options.volume).with_(*more)
    if options.until < first:
        raise ConfigError(f"--until {options.until} lies before the first day {first}")
    _write(World(config), options.out, first, options.until, goes_on)
    return 0


def _next(config: Config, day: dt.date, more: tuple[Intervention, ...]) -> Config:
    for intervention in more:
        begins = intervention.on if isinstance(intervention, Fix) else intervention.start
        if begins < day and intervention not in config.interventions:
            raise ConfigError(f"an intervention on {begins} would change the days before {day}")
    return config.with_(*more)


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
    pace = f", {spent / rows * 1e6:.1f} CPU s per million" if rows else ""
    print(f"{rows:,} rows, {total} days to {last}, {spent:.1f} CPU s{pace}")


if __name__ == "__main__":
    sys.exit(main())
