"""``sellerloop score``: every account's score as of one day."""

import datetime as dt
from contextlib import closing

import click

from sellerloop.cli.options import (
    accounts_option,
    as_of_option,
    day_of,
    engine_option,
    format_option,
    known_option,
    policy_option,
)
from sellerloop.cli.policies import policy_in_force
from sellerloop.cli.speaking import check_accounts, show, told
from sellerloop.lake.engines.registry import open_engine
from sellerloop.lake.scoring import rules_of_policy, scorecards
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake


@click.command("score")
@policy_option
@as_of_option
@known_option
@engine_option
@format_option
@accounts_option
@click.pass_obj
@told
def score_command(
    lake: Lake,
    policy_id: str,
    as_of: dt.date | None,
    known_at: dt.datetime | None,
    engine: str,
    form: str,
    accounts: tuple[str, ...],
) -> None:
    """Score every account under a policy, whatever its market.

    \b
    sellerloop score --policy sps-us
    sellerloop score --as-of 2018-05-31 --format json > scores.jsonl
    sellerloop score --as-known-at 2018-04-30 --account 3442f8959a84dea7ee197c632cb2df15
    """
    manifest = lake.current()
    day = day_of(manifest, as_of)
    resolved = policy_in_force(policy_id, day, lake)
    with (
        served(lake, manifest, rules_of_policy(resolved), known_at) as tables,
        closing(open_engine(engine)) as running,
    ):
        check_accounts(accounts, tables.accounts)
        cards = (card.as_json() for card in scorecards(running, tables, resolved, day, accounts))
        if form == "json":
            show(cards, (), form)
            return
        flat = ({**c, **{name: m["value"] for name, m in c["metrics"].items()}} for c in cards)  # type: ignore[attr-defined]
        columns = ("account", "score", "tier", *resolved.parts, "reason")
        show(flat, columns, form, title=f"{resolved.policy.title}, {day}")
