"""``sellerloop import``: foreign files become events."""

import datetime as dt
from pathlib import Path

import click

from sellerloop.cli.options import Instant, format_option
from sellerloop.cli.speaking import Bar, say, show, told
from sellerloop.lake.imports import ImportOptions, ImportReport, import_events
from sellerloop.lake.mappings.load import load_mapping
from sellerloop.lake.storage import Lake


@click.command("import")
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "--mapping", "name", required=True, help="How to read the files: a name, or a file of your own."
)
@click.option("--known-at", type=Instant(), help="When rows became known that do not say so themselves.")
@click.option("--set", "choices", multiple=True, metavar="NAME=VALUE", help="A choice of the mapping.")
@click.option(
    "--strict", is_flag=True, help="Exit with 1 when rows were refused (the rest is kept all the same)."
)
@format_option
@click.pass_obj
@told
def import_command(
    lake: Lake,
    sources: tuple[str, ...],
    name: str,
    known_at: dt.datetime | None,
    choices: tuple[str, ...],
    strict: bool,
    form: str,
) -> None:
    """Import files, folders or patterns as events, checked row by row.

    A refused row goes to a file with its source, row number, column, value and reason; the rest is kept. The
    same file twice changes nothing; a corrected file changes exactly what differs.

    \b
    sellerloop import --mapping native exports/
    sellerloop import --mapping olist --set sample=all olist/
    sellerloop import --mapping my-orders.yaml --known-at 2026-11-22 orders-2026-11-22.csv
    """
    pairs = [choice.partition("=") for choice in choices]
    if any(not mark for _, mark, _ in pairs):
        raise click.UsageError("--set wants NAME=VALUE")
    options = ImportOptions(known_at=known_at, parameters={key: value for key, _, value in pairs}, say=say)
    now = dt.datetime.now(dt.UTC)
    paths = [Path(source) for source in sources]
    with Bar() as bar:
        report = import_events(lake, load_mapping(name), paths, options=options, now=now, progress=bar)
    _show(report, form)
    if strict and report.refused:
        raise click.exceptions.Exit(1)


def _show(report: ImportReport, form: str) -> None:
    columns = ("kind", "read", "new", "changed", "same", "refused")
    kinds = (
        {"kind": kind, **{name: getattr(counts, name) for name in columns[1:]}}
        for kind, counts in report.kinds.items()
    )
    title = (
        f"{report.mapping}: {report.read:,} rows read, {report.new:,} new, {report.changed:,} changed, "
        f"{report.same:,} same, {sum(report.refused.values()):,} refused"
    )
    show(kinds, columns, form, title=title)
    if form == "table" and report.refused:
        for code, count in report.refused.items():
            click.echo(f"  {count:,} × {code}")
        click.echo(f"  refused rows: {report.rejects}")
