"""``sellerloop simulate``: what would change a score, for one account or for everybody."""

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from fractions import Fraction

import click

from sellerloop.cli.options import as_of_option, day_of, engine_option, format_option, policy_option
from sellerloop.cli.policies import policy_in_force
from sellerloop.cli.speaking import show, told, unknown_account
from sellerloop.lake.engines.base import Engine
from sellerloop.lake.engines.registry import open_engine
from sellerloop.lake.explaining import view_of
from sellerloop.lake.facts import Served
from sellerloop.lake.scoring import grid_of, rules_of_policy
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.metrics.reading import Reading
from sellerloop.scores.change import View
from sellerloop.scores.compare import compare
from sellerloop.scores.resolve import ResolvedPolicy
from sellerloop.scores.simulate import what_if, with_value, without


@click.command("simulate")
@click.argument("account", required=False)
@policy_option
@as_of_option
@click.option(
    "--set", "values", multiple=True, metavar="METRIC=VALUE", help="As if the metric had this value."
)
@click.option(
    "--remove", "removals", multiple=True, metavar="METRIC=N", help="As if N bad events were overturned."
)
@click.option(
    "--effect",
    type=click.Choice(("numerator", "both")),
    default="numerator",
    show_default=True,
    help="Overturned events leave the numerator only, or both sides.",
)
@click.option("--against", help="Another policy, or a file: who gains and who loses, over all accounts.")
@engine_option
@format_option
@click.pass_obj
@told
def simulate_command(
    lake: Lake,
    account: str | None,
    policy_id: str,
    as_of: dt.date | None,
    values: tuple[str, ...],
    removals: tuple[str, ...],
    effect: str,
    against: str | None,
    engine: str,
    form: str,
) -> None:
    """Try a change without making it.

    \b
    sellerloop simulate VN-0001 --set tts.im_dsat=20
    sellerloop simulate VN-0001 --remove tts.sfcr=2 --effect both
    sellerloop simulate --policy sps-us --against my-policy.yaml
    """
    if (account is None) == (against is None):
        raise click.UsageError("name an account, or another policy with --against")
    manifest = lake.current()
    day = day_of(manifest, as_of)
    resolved = policy_in_force(policy_id, day)
    other = policy_in_force(against, day) if against else resolved
    rules = (*rules_of_policy(resolved), *rules_of_policy(other))
    with served(lake, manifest, rules) as tables, closing(open_engine(engine)) as running:
        if account is None:
            _compare(running, tables, resolved, other, day, form)
            return
        view = view_of(running, tables, resolved, account, day) or unknown_account(account)
        _what_if(view, _changes(view, values, removals, effect), form)


def _changes(view: View, values: Sequence[str], removals: Sequence[str], effect: str) -> dict[str, Reading]:
    found: dict[str, Reading] = {}
    for text in values:
        name, value = _pair(view, text)
        found[name] = with_value(view.readings[name], value)
    for text in removals:
        name, number = _pair(view, text)
        reading = found.get(name, view.readings[name])
        try:
            metric = view.resolved.metrics[name]
            found[name] = without(
                metric, reading, int(number), effect="both" if effect == "both" else "numerator"
            )
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    if not found:
        raise click.UsageError("say what to change: --set METRIC=VALUE or --remove METRIC=N")
    return found


def _pair(view: View, text: str) -> tuple[str, Fraction]:
    name, _, number = text.partition("=")
    if name not in view.resolved.metrics:
        raise click.UsageError(
            f"the policy has no metric {name!r}; it has: {', '.join(view.resolved.metrics)}"
        )
    try:
        return name, Fraction(number)
    except ValueError:
        raise click.UsageError(f"{text!r} is not METRIC=NUMBER") from None


def _what_if(view: View, changes: dict[str, Reading], form: str) -> None:
    trial = what_if(view, changes)
    rows: list[dict[str, object]] = [
        {
            "metric": name,
            "value before": _number(trial.before.entries[name].value),
            "value after": _number(trial.after.entries[name].value),
            "lost before": _number(trial.before.entries[name].lost),
            "lost after": _number(trial.after.entries[name].lost),
        }
        for name in changes
    ]
    rows.append(
        {
            "metric": "score",
            "value before": _number(trial.before.score),
            "value after": _number(trial.after.score),
            "gain": _number(trial.gain),
        }
    )
    show(rows, ("metric", "value before", "value after", "lost before", "lost after", "gain"), form)


def _compare(
    engine: Engine, tables: Served, before: ResolvedPolicy, after: ResolvedPolicy, day: dt.date, form: str
) -> None:
    found = compare(grid_of(engine, tables, before, [day]), grid_of(engine, tables, after, [day]))
    differences = found.difference
    rows = (
        {
            "account": account,
            "before": _number(found.before[i]),
            "after": _number(found.after[i]),
            "change": _number(differences[i]),
            "tier before": found.tiers[i][0],
            "tier after": found.tiers[i][1],
        }
        for i, account in enumerate(found.accounts)
    )
    title = f"{int(found.gains.sum()):,} gain, {int(found.loses.sum()):,} lose, {day}"
    show(rows, ("account", "before", "after", "change", "tier before", "tier after"), form, title=title)


def _number(value: Fraction | float | None) -> float | None:
    return None if value is None or value != value else float(value)
