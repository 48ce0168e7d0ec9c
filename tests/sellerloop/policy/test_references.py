"""Every name that a policy uses has to be defined somewhere, and every object has to make sense."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.sellerloop.policy.sample import SOURCE, told

Content = dict[str, Any]
WINDOW = {"type": "rolling", "days": 30}
RULES = {"on_missing": "null", "min": {"n": 1, "outcome": "null"}, "certainty": "assumed"}
LADDER = {
    "metric": "own.gone",
    "direction": "lower",
    "interpolation": "step",
    "ends": "closed",
    "points": [{"value": 10, "score": 0.9}],
    "certainty": "assumed",
}


def added(section: str, **fields: Any) -> Callable[[Content], object]:
    def change(content: Content) -> None:
        content[section] = [*content.get(section, ()), {"certainty": "assumed"} | fields]

    return change


def metric(**fields: Any) -> Callable[[Content], object]:
    return lambda content: content["metrics"][1].update(fields)


def gate(**condition: Any) -> Callable[[Content], object]:
    return lambda content: content["gates"][0].update(all_of=[{"op": "<", "value": 1} | condition])


LOOSE: list[tuple[Callable[[Content], object], str, str]] = [
    (added("bands", **LADDER), "bands[own.gone].metric", "own.gone is no metric of this policy"),
    (
        added("benchmarks", metric="own.gone", statistic="mean", snapshot="2026-01-01", value=1),
        "benchmarks[own.gone/mean/2026-01-01].metric",
        "own.gone is no metric of this policy",
    ),
    (
        lambda p: p["score"].update(null_rules=[{"metric": "own.gone", "at_least": 30}]),
        "score.null_rules[1].metric",
        "own.gone is no metric of this policy",
    ),
    (
        lambda p: p["metrics"][0]["min"].update(metric="own.gone"),
        "metrics[shop.cancels].min.metric",
        "own.gone is no metric of this policy",
    ),
    (
        lambda p: p["ledgers"][0].update(earn=[{"metric": "own.gone", "per": 200, "points": 4}]),
        "ledgers[points].earn[1].metric",
        "own.gone is no metric of this policy",
    ),
    (
        lambda p: p.update(cadence={"metrics": {"own.gone": "weekly_monday"}}),
        "cadence.metrics.own.gone",
        "own.gone is no metric of this policy",
    ),
    (
        gate(metric="own.gone"),
        "gates[good].all_of[1].metric",
        "own.gone is no metric, ledger or gate of this policy, nor the score",
    ),
    (
        gate(metric="good", op="==", value="met"),
        "gates[good].all_of[1].metric",
        "good is no metric, ledger or gate of this policy, nor the score",
    ),
    (
        added("tiers", id="t", subject="own.gone", levels=[{"name": "a", "at": 1, "ends": "open"}]),
        "tiers[t].subject",
        "own.gone is no metric, ledger or gate of this policy, nor the score",
    ),
    (
        added("consequences", id="c", kind="block", milestone=[{"ledger": "own.gone", "at": 12}]),
        "consequences[c].milestone[1].ledger",
        "own.gone is no ledger of this policy",
    ),
    (
        added("consequences", id="c", kind="fee", ladder=LADDER),
        "consequences[c].ladder.metric",
        "own.gone is no metric of this policy",
    ),
    (
        added("appeals", metric="own.gone", attempts=1, effect="both"),
        "appeals[own.gone].metric",
        "own.gone is no metric, ledger or gate of this policy, nor the score",
    ),
    (
        lambda p: p["metrics"][0].update(id="own.x", use="shop.gone"),
        "metrics[own.x].use",
        "shop.gone is not in the catalogue of metrics",
    ),
    (
        metric(numerator={"event": "ordre", "anchor": "x"}),
        "metrics[own.bad].numerator.event",
        "ordre is no kind of event",
    ),
    (
        metric(numerator={"event": "order", "anchor": "paid_date"}),
        "metrics[own.bad].numerator.anchor",
        "order has no column paid_date",
    ),
    (
        metric(numerator={"event": "order", "anchor": "placed_date", "where": "colour == 'red'"}),
        "metrics[own.bad].numerator.where",
        "order has no column colour",
    ),
    (
        metric(numerator={"event": "order", "anchor": "placed_date", "where": "open('x')"}),
        "metrics[own.bad].numerator.where",
        "open('x') is not allowed in a condition: open('x') (a column is compared with a value, "
        "another column, or one some hours later: shipped_at > placed_at + hours(24))",
    ),
    (
        metric(exclude=["is_smaple"]),
        "metrics[own.bad].exclude[1]",
        "no kind of event has the flag is_smaple",
    ),
    (
        lambda p: p["bands"].pop(),
        "score.parts[own.bad].metric",
        "own.bad has a weight, but no band that turns its value into points",
    ),
    (lambda p: p["gates"].append(p["gates"][0]), "gates[good]", "good is there twice"),
    (
        lambda p: p["score"]["parts"].append(p["score"]["parts"][0]),
        "score.parts[shop.cancels]",
        "shop.cancels is there twice",
    ),
]

SENSELESS: list[tuple[Callable[[Content], object], str, str]] = [
    (metric(use="shop.wait"), "metrics[own.bad].numerator", "the metric in use defines this already"),
    (metric(window=None), "metrics[own.bad].window", "a metric without use needs this"),
    (metric(denominator=None), "metrics[own.bad].denominator", "a rate or mean needs a denominator"),
    (metric(aggregation="total", unit="count"), "metrics[own.bad].denominator", "a total has no denominator"),
    (
        metric(aggregation="mean", unit="hours"),
        "metrics[own.bad].numerator.column",
        "a mean or quantile needs the column to read",
    ),
    (
        metric(aggregation="recent_weighted", recent_share=0.25),
        "metrics[own.bad].recent_share",
        "needs the share of latest rows and their weight",
    ),
    (
        metric(aggregation="quantile", unit="hours", quantile=0.9),
        "metrics[own.bad].quantile",
        "needs the quantile and the edges of its histogram",
    ),
    (metric(faults=["seller"]), "metrics[own.bad].faults", "no side names the column that holds the fault"),
    (
        metric(reply={"opens": 1380, "closes": 480}),
        "metrics[own.bad].reply.closes",
        "service hours end after they begin",
    ),
    (
        lambda p: p["metrics"][1]["numerator"].update(reply={"limit_s": 180}),
        "metrics[own.bad].numerator.reply",
        "replies, and only they, need a rule how they are read",
    ),
    (
        lambda p: p["metrics"][1]["numerator"].update(reply={"limit_s": 180}),
        "metrics[own.bad].numerator.reply.unit",
        "replies need their unit of count",
    ),
    (lambda p: p["score"].update(high=0), "score.high", "the scale must rise"),
    (
        lambda p: p["score"].update(missing="neutral"),
        "score.neutral",
        "the neutral rule, and only it, needs neutral points",
    ),
    (
        lambda p: p["score"].update(missing="neutral", neutral=6),
        "score.neutral",
        "6 points are not on the scale from 0 to 5",
    ),
    (
        lambda p: p["bands"][0]["points"][0].update(score=6),
        "bands[shop.cancels].points[1].score",
        "6 points are not on the scale from 0 to 5",
    ),
    (
        added("tiers", id="t", subject="score"),
        "tiers[t]",
        "a tier has either levels or the condition to enter",
    ),
    (
        added(
            "tiers",
            id="t",
            subject="score",
            enter={"metric": "score", "op": ">=", "value": 4},
            states=["only one"],
        ),
        "tiers[t].states",
        "a tier has two states, or three with a middle",
    ),
    (
        added(
            "tiers",
            id="t",
            subject="score",
            levels=[{"name": "a", "at": 1, "ends": "open"}],
            states=["a", "b"],
        ),
        "tiers[t]",
        "exit and states belong to a tier that is entered",
    ),
    (
        added(
            "tiers",
            id="t",
            subject="score",
            levels=[{"name": n, "at": v, "ends": "open"} for n, v in (("a", 3), ("b", 4), ("c", 1))],
        ),
        "tiers[t].levels",
        "levels go from best to worst without a turn",
    ),
    (
        added(
            "tiers",
            id="t",
            subject="score",
            enter={"metric": "score", "op": ">", "value": 4},
            hold=2,
            tolerance=2,
        ),
        "tiers[t].tolerance",
        "fewer periods may miss than have to hold",
    ),
    (added("gates", id="g"), "gates[g]", "a gate has conditions: all_of, any_of or both"),
    (
        lambda p: p["ledgers"][0].update(expiry={"days": 90, "reset": "first_of_month"}),
        "ledgers[points].expiry.reset",
        "points end either one by one or all at once",
    ),
    (
        lambda p: p["ledgers"][0].update(deduct=[{"when": [{"metric": "own.bad", "op": ">", "value": 1}]}]),
        "ledgers[points].deduct[1].points",
        "a deduction with conditions needs its points",
    ),
    (
        lambda p: p["ledgers"][0].update(start=-1),
        "ledgers[points].start",
        "the start lies between floor and cap",
    ),
    (
        added("consequences", id="c", kind="block"),
        "consequences[c]",
        "a consequence needs a cause: trigger, milestone, ladder or override",
    ),
    (
        added("consequences", id="c", kind="fee", value=1, ladder=LADDER | {"metric": "own.bad"}),
        "consequences[c].value",
        "the ladder states the values already",
    ),
    (
        added("appeals", metric="own.bad", attempts=2, deadline_days=[30], effect="both"),
        "appeals[own.bad].deadline_days",
        "one deadline for each attempt, or none",
    ),
    (
        lambda p: p.update(
            exemptions=[
                {
                    "id": "e",
                    "metrics": ["own.bad"],
                    "first": "2026-01-02",
                    "last": "2026-01-01",
                    "announced": "2026-01-01",
                    "sources": [SOURCE],
                }
            ]
        ),
        "exemptions[e].last",
        "the last day is not before the first",
    ),
    (
        gate(metric="own.bad", op="==", value="bad"),
        "gates[good].all_of[1].value",
        "must be a number such as 2.5",
    ),
    (
        added("tiers", id="t", subject="good", enter={"metric": "good", "op": "==", "value": "passed"}),
        "tiers[t].enter.value",
        "a gate is met or missed",
    ),
]


@pytest.mark.parametrize(("change", "path", "reason"), [*LOOSE, *SENSELESS])
def test_it_is_refused_at_its_field(change: Callable[[Content], object], path: str, reason: str) -> None:
    assert (path, reason) in [(place, sentence) for _, place, sentence in told(change)]


WELCOME: list[Callable[[Content], object]] = [
    gate(metric="account.stars", op="==", value="five"),
    gate(metric="score"),
    gate(metric="points"),
    added("tiers", id="t", subject="good", enter={"metric": "good", "op": "==", "value": "met"}),
    added("tiers", id="t", subject="account.rating", levels=[{"name": "a", "at": 4, "ends": "closed"}]),
    lambda p: p["gates"].append(
        {
            "id": "second",
            "any_of": [{"metric": "good", "op": "==", "value": "missed"}],
            "certainty": "assumed",
        }
    ),
    lambda p: p["ledgers"][0].update(deduct=[{}, {"reason": "spam", "points": 1}]),
    lambda p: p["metrics"].append({"id": "own.wait", "use": "shop.wait", "window": WINDOW} | RULES),
    added("appeals", metric="points", attempts=2, deadline_days=[30, 15], effect="both"),
]


@pytest.mark.parametrize("change", WELCOME)
def test_what_makes_sense_is_welcome(change: Callable[[Content], object]) -> None:
    assert told(change) == []
