"""``sellerloop build``: settle, count, score and publish."""

import datetime as dt

import click

from sellerloop.cli.options import as_of_option
from sellerloop.cli.policies import policy_in_force
from sellerloop.cli.speaking import Bar, told
from sellerloop.lake.build import BuildOptions, build
from sellerloop.lake.manifest import DAYS
from sellerloop.lake.serve import FACTS
from sellerloop.lake.storage import Lake


@click.command("build")
@as_of_option
@click.option("--days", type=click.IntRange(1, 3000), default=DAYS, show_default=True, help="Days to score.")
@click.option(
    "--policy", "policy_ids", multiple=True, default=("sps-us",), show_default=True, help="To publish."
)
@click.pass_obj
@told
def build_command(lake: Lake, as_of: dt.date | None, days: int, policy_ids: tuple[str, ...]) -> None:
    """Settle all events, reduce them to daily facts, score and publish.

    Readers see the last build until the new one is whole.

    \b
    sellerloop build
    sellerloop build --as-of 2018-06-01 --days 30 --policy sps-us --policy ebay
    """
    now = dt.datetime.now(dt.UTC)
    policies = tuple(policy_in_force(policy_id, as_of or now.date(), lake) for policy_id in policy_ids)
    with Bar() as bar:
        manifest = build(lake, BuildOptions(policies, as_of, days), now=now, progress=bar)
    assert manifest.build is not None, "a build commits its own description"
    facts = sum(file.rows for file in manifest.files if file.table.startswith(FACTS))
    scores = sum(file.rows for file in manifest.select("published/scores"))
    click.echo(
        f"build {manifest.build.id}: as of {manifest.build.as_of}, {facts:,} daily facts, {scores:,} scores"
    )
