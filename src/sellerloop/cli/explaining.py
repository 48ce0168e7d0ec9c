"""``sellerloop explain``: where the points went, down to the orders and chats, and why a score changed."""

import datetime as dt
import json
from contextlib import closing

import click

from sellerloop.cli.options import (
    Day,
    as_of_option,
    day_of,
    engine_option,
    format_option,
    known_option,
    policy_option,
)
from sellerloop.cli.outlook import (
    EFFECTS,
    FORESEE,
    GATES,
    LEDGERS,
    as_json,
    effect_rows,
    foresee_rows,
    gate_rows,
    ledger_rows,
)
from sellerloop.cli.policies import policy_in_force
from sellerloop.cli.speaking import say, show, told, unknown_account
from sellerloop.lake.engines.registry import open_engine
from sellerloop.lake.explaining import Explanation, change_between, explain
from sellerloop.lake.scoring import rules_of_policy
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.scores.card import Scorecard
from sellerloop.scores.change import Cause, Change
from sellerloop.scores.explain import Shares
from sellerloop.scores.resolve import ResolvedPolicy
from sellerloop.speech.message import Message, gettext_noop

_SHOWN = 5  # events of a metric in the table; JSON holds them all
_CAUSES = {
    Cause.POLICY: gettext_noop("policy version"),
    Cause.BENCHMARK: gettext_noop("benchmark"),
    Cause.CORRECTIONS: gettext_noop("corrections"),
    Cause.ROLL_OFF: gettext_noop("roll-off"),
    Cause.NEW_EVENTS: gettext_noop("new events"),
}


@click.command("explain")
@click.argument("account")
@policy_option
@as_of_option
@known_option
@click.option("--since", type=Day(), help="Explain the change since this day instead.")
@engine_option
@format_option
@click.pass_obj
@told
def explain_command(
    lake: Lake,
    account: str,
    policy_id: str,
    as_of: dt.date | None,
    known_at: dt.datetime | None,
    since: dt.date | None,
    engine: str,
    form: str,
) -> None:
    """Explain an account's score: points lost by metric, then by the orders or chats behind them.

    Lost points add up to the maximum less the score, exactly. Below them stand when bad events leave the
    window, how many clean or bad ones lead to the next threshold, and what the policy decides. With --since,
    the change between two days is split into policy version, benchmark, corrections, roll-off and new events,
    which add up exactly too.

    \b
    sellerloop explain 3442f8959a84dea7ee197c632cb2df15
    sellerloop explain VN-0001 --since 2026-11-01
    """
    manifest = lake.current()
    day = day_of(manifest, as_of)
    resolved = policy_in_force(policy_id, day, lake)
    with closing(open_engine(engine)) as running:
        if since is not None:
            if since >= day:
                raise click.UsageError(
                    say(Message(gettext_noop("--since has to be before {day}"), {"day": day}))
                )
            before = policy_in_force(policy_id, since, lake)
            change = change_between(lake, manifest, running, resolved, before, account, since, day, known_at)
            _show_change(change or unknown_account(account), form)
            return
        with served(lake, manifest, rules_of_policy(resolved), known_at) as tables:
            found = explain(running, tables, resolved, account, day) or unknown_account(account)
    if form == "json":
        click.echo(json.dumps(as_json(found), ensure_ascii=False))
        return
    _show_card(resolved, found.card, found.lost, form)
    if form == "table":
        _show_sections(found)


def _show_sections(found: Explanation) -> None:
    """What is coming and what is decided, below the points; sections without rows are left out."""
    for title, rows, columns in (
        ("foresee", foresee_rows(found), FORESEE),
        ("gates", gate_rows(found), GATES),
        ("ledgers", ledger_rows(found), LEDGERS),
        ("consequences", effect_rows(found), EFFECTS),
    ):
        if rows:
            click.echo()
            show(rows, columns, "table", title=title)


def _show_card(resolved: ResolvedPolicy, card: Scorecard, lost: tuple[Shares, ...], form: str) -> None:
    shares = {share.metric: share for share in lost}
    rows: list[dict[str, object]] = []
    for name, entry in card.entries.items():
        if name not in resolved.parts:
            continue
        metric = say(Message(resolved.metrics[name].name))
        reading = entry.reading
        counted = (
            ""
            if reading.num is None
            else f"{reading.num:,}" + ("" if reading.den is None else f"/{reading.den:,}")
        )
        reason = say(entry.reason) if entry.reason else None
        rows.append({"metric": metric, "counted": counted, **_numbers(card, name), "note": reason})
        most = sorted(shares[name].events.items(), key=lambda e: -e[1]) if name in shares else []
        rows += ({"metric": f"  {key}", "lost": f"{float(share):.6f}"} for key, share in most[:_SHOWN])
        if more := most[_SHOWN:]:
            rows.append(
                {"metric": f"  … {len(more):,} more", "lost": f"{float(sum(v for _, v in more)):.6f}"}
            )
    score = card.shown if card.score is not None else say(card.reason or Message(""))
    title = f"{card.account}: {score} ({resolved.policy.title}, {card.version}, {card.as_of})"
    show(rows, ("metric", "counted", "value", "points", "weight", "lost", "note"), form, title=title)


def _numbers(card: Scorecard, name: str) -> dict[str, object]:
    entry = card.entries[name]
    found = {"value": entry.value, "points": entry.points, "weight": entry.weight, "lost": entry.lost}
    return {key: None if number is None else f"{float(number):.6f}" for key, number in found.items()}


def _show_change(change: Change, form: str) -> None:
    steps: list[dict[str, object]] = [
        {
            "cause": " + ".join(say(Message(_CAUSES[cause])) for cause in step.causes),
            "change": float(step.change),
            "metrics": {name: float(points) for name, points in step.metrics.items()},
            "scale": float(step.scale),
        }
        for step in change.steps
    ]
    before, after = change.before, change.after
    if form == "json":
        scores = {"before": before.as_json(), "after": after.as_json()}
        total = None if change.total is None else float(change.total)
        reason = str(change.reason) if change.reason else None
        click.echo(
            json.dumps({**scores, "total": total, "reason": reason, "steps": steps}, ensure_ascii=False)
        )
        return
    if change.total is None:
        raise click.ClickException(say(change.reason or Message("")))
    rows = [*steps, {"cause": say(Message(gettext_noop("in all"))), "change": float(change.total)}]
    title = f"{before.account}: {before.shown} ({before.as_of}) → {after.shown} ({after.as_of})"
    show(rows, ("cause", "change"), form, title=title)
