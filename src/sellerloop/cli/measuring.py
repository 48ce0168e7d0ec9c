"""``sellerloop metric``: one metric of every account, without a policy."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import closing

import click

from sellerloop.cli.options import (
    accounts_option,
    as_of_option,
    day_of,
    engine_option,
    format_option,
    known_option,
)
from sellerloop.cli.speaking import check_accounts, say, show, told
from sellerloop.lake.engines.registry import open_engine
from sellerloop.lake.facts import counts
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.metrics.counts import Counts
from sellerloop.metrics.reading import read
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.spec import Metric
from sellerloop.metrics.turns import rules_of
from sellerloop.speech.message import Message, gettext_noop

_COLUMNS = ("account", "num", "den", "value", "low", "high", "reason")


@click.command("metric")
@click.argument("metric_id", metavar="METRIC")
@as_of_option
@known_option
@engine_option
@format_option
@accounts_option
@click.pass_obj
@told
def metric_command(
    lake: Lake,
    metric_id: str,
    as_of: dt.date | None,
    known_at: dt.datetime | None,
    engine: str,
    form: str,
    accounts: tuple[str, ...],
) -> None:
    """Count one metric of the catalogue for every account: counted, value, interval, or why there is none.

    \b
    sellerloop metric tts.otdr
    sellerloop metric shop.late_dispatch --as-of 2026-10-31 --account VN-S-00001 --format json
    """
    if metric_id not in metrics():
        unknown = gettext_noop("there is no metric {metric}; see: sellerloop catalogue metrics")
        raise click.UsageError(say(Message(unknown, {"metric": metric_id})))
    metric, manifest = metrics()[metric_id], lake.current()
    day = day_of(manifest, as_of)
    with (
        served(lake, manifest, rules_of([metric]), known_at) as tables,
        closing(open_engine(engine)) as running,
    ):
        check_accounts(accounts, tables.accounts)
        counted, daily = counts(running, tables, [metric], [day])
        rows = _rows(metric, counted, daily, accounts)
        show(rows, _COLUMNS, form, title=f"{say(Message(metric.name))}, {day}")


def _rows(
    metric: Metric, counted: Counts, daily: Counts | None, wanted: tuple[str, ...]
) -> Iterator[Mapping[str, object]]:
    for place, account in enumerate(counted.accounts):
        if wanted and account not in wanted:
            continue
        reading = read(metric, counted, 0, place, daily)
        yield {
            "account": account,
            "num": reading.num,
            "den": reading.den,
            "value": None if reading.value is None else float(reading.value),
            "low": reading.low,
            "high": reading.high,
            "reason": None if reading.reason is None else say(reading.reason),
        }
