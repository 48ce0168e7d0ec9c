"""``sellerloop simulate``: what would change a score, for one account or for everybody."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from fractions import Fraction

import click

from sellerloop.cli.options import (
    as_of_option,
    day_of,
    engine_option,
    format_option,
    known_option,
    policy_option,
)
from sellerloop.cli.policies import policy_in_force
from sellerloop.cli.speaking import say, show, told, unknown_account
from sellerloop.lake.engines.registry import open_engine
from sellerloop.lake.explaining import view_of
from sellerloop.lake.scoring import grid_of, rules_of_policy
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.metrics.reading import Reading
from sellerloop.metrics.spec import Unit
from sellerloop.scores.change import View
from sellerloop.scores.compare import Comparison, compare
from sellerloop.scores.simulate import Effect, Trial, what_if, with_value, without


@click.command("simulate")
@click.argument("account", required=False)
@policy_option
@as_of_option
@known_option
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
    known_at: dt.datetime | None,
    values: tuple[str, ...],
    removals: tuple[str, ...],
    effect: str,
    against: str | None,
    engine: str,
    form: str,
) -> None:
    """Try a change without making it: other values, overturned events, or another policy for everybody.

    \b
    sellerloop simulate VN-0001 --set tts.im_dsat=20
    sellerloop simulate VN-0001 --remove tts.sfcr=2 --effect both
    sellerloop simulate --policy sps-us --against my-policy.yaml
    """
    if (account is None) == (against is None):
        raise click.UsageError("name an account, or another policy with --against")
    if account is None and (values or removals):
        raise click.UsageError("--set and --remove change one account; name it")
    manifest = lake.current()
    day = day_of(manifest, as_of)
    resolved = policy_in_force(policy_id, day, lake)
    other = policy_in_force(against, day, lake) if against else resolved
    rules = (*rules_of_policy(resolved), *rules_of_policy(other))
    with served(lake, manifest, rules, known_at) as tables, closing(open_engine(engine)) as running:
        if account is None:
            before, after = (grid_of(running, tables, policy, [day]) for policy in (resolved, other))
            _show_comparison(compare(before, after), day, form)
            return
        view = view_of(running, tables, resolved, account, day) or unknown_account(account)
        _show_trial(what_if(view, _changes(view, values, removals, effect)), form)


def _changes(view: View, values: Sequence[str], removals: Sequence[str], effect: str) -> dict[str, Reading]:
    found: dict[str, Reading] = {}
    for text in values:
        name, value = _pair(view, text)
        if value < 0 or (view.resolved.metrics[name].unit is Unit.PERCENT and value > 100):
            raise click.UsageError(f"{name} cannot be {value}")
        found[name] = with_value(view.readings[name], value)
    for text in removals:
        name, number = _pair(view, text)
        if number < 1 or number.denominator != 1:
            raise click.UsageError(f"{text!r}: the number of events has to be whole, 1 or more")
        reading, metric = found.get(name, view.readings[name]), view.resolved.metrics[name]
        side: Effect = "both" if effect == "both" else "numerator"
        try:
            found[name] = without(metric, reading, int(number), effect=side)
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
    except (ValueError, ZeroDivisionError):
        raise click.UsageError(f"{text!r} is not METRIC=NUMBER") from None


def _show_trial(trial: Trial, form: str) -> None:
    before, after = trial.before, trial.after
    if form == "json":
        cards = {"before": before.as_json(), "after": after.as_json()}
        line = {"account": before.account, **cards, "gain": _number(trial.gain)}
        click.echo(json.dumps(line, ensure_ascii=False))
        return
    rows: list[dict[str, object]] = [
        {
            "metric": name,
            "value before": _number(entry.value),
            "value after": _number(after.entries[name].value),
            "lost before": _number(entry.lost),
            "lost after": _number(after.entries[name].lost),
        }
        for name, entry in before.entries.items()
        if (entry.value, entry.lost) != (after.entries[name].value, after.entries[name].lost)
    ]
    scores = {"value before": _number(before.score), "value after": _number(after.score)}
    rows.append({"metric": "score", **scores, "gain": _number(trial.gain)})
    rows.append({"metric": "tier", "value before": before.tier, "value after": after.tier})
    columns = ("metric", "value before", "value after", "lost before", "lost after", "gain")
    show(rows, columns, form, title=f"{before.account}, {before.as_of}")
    reasons = (card.reason for card in (before, after) if card.reason)
    for reason in dict.fromkeys(map(say, reasons)):
        click.echo(reason, err=True)


def _show_comparison(found: Comparison, day: dt.date, form: str) -> None:
    differences = found.difference
    rows = (
        {
            "account": found.accounts[i],
            "before": _number(found.before[i]),
            "after": _number(found.after[i]),
            "change": _number(differences[i]),
            "tier before": found.tiers[i][0],
            "tier after": found.tiers[i][1],
        }
        for i in found.order()
    )
    if form == "table":
        click.echo("\n".join(_summary(found)))
    columns = ("account", "before", "after", "change", "tier before", "tier after")
    show(rows, columns, form, title=f"{len(found.accounts):,} accounts, {day}")


def _summary(found: Comparison) -> Iterator[str]:
    """Who gains and who loses, and how many cross from tier to tier, the most frequent move first."""
    counted = {
        "gain": found.gains,
        "lose": found.loses,
        "appear": found.appears,
        "vanish": found.vanishes,
    }
    yield ", ".join(f"{int(mask.sum()):,} {what}" for what, mask in counted.items())
    for (before, after), number in found.crossed.most_common():
        yield f"{number:,} from {before or 'no tier'} to {after or 'no tier'}"


def _number(value: Fraction | float | None) -> float | None:
    return None if value is None or value != value else float(value)
