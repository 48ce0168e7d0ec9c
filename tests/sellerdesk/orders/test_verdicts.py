"""What a page says of an order is what counted: checked against the published card, the oracle that tells
metrics like a story, and the exact division of lost points."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from bench.naive.counts import naive_readings
from sellerloop.lake.engines.duck import connect
from sellerloop.lake.reader import EVERYTHING, Account, Snapshot, open_snapshot
from sellerloop.lake.rows_about import About, about_order
from sellerloop.lake.rows_costs import cost
from sellerloop.lake.rows_verdicts import Outcome, Verdict, verdicts_on
from sellerloop.metrics.spec import table_of
from sellerloop.policy.window import DAY, Span, VolumeSwitch
from tests.sellerdesk.living import AS_OF, POLICIES

IN_QUESTION = (Outcome.BAD, Outcome.GOOD, Outcome.COUNTED)
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def snapshot(living_lake: Path) -> Snapshot:
    found = open_snapshot(living_lake)
    assert found is not None
    return found


def table_rows(snapshot: Snapshot, prefix: str, table: str) -> list[dict[str, Any]]:
    files = [str(path) for path in snapshot.lake.files(snapshot.manifest, f"{prefix}/{table}")]
    if not files:
        return []
    with connect(threads=1) as connection:
        result = connection.execute(
            "select * from read_parquet(?, union_by_name = true, hive_partitioning = false)", [files]
        )
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


@pytest.fixture(scope="module")
def settled(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    names = [name.removeprefix("settled/") for name in snapshot.manifest.tables("settled/")]
    return {name: table_rows(snapshot, "settled", name) for name in names if name != "accounts"}


@pytest.fixture(scope="module")
def events(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    names = [name.removeprefix("events/") for name in snapshot.manifest.tables("events/")]
    return {name: table_rows(snapshot, "events", name) for name in names}


def spans(snapshot: Snapshot, account: Account, policy: str) -> dict[str, Span]:
    card = snapshot.card(account.id, policy, AS_OF, EVERYTHING)
    assert card is not None
    return {value.metric: snapshot.span(policy, value.metric, AS_OF, value.den) for value in card.metrics}


def judged(snapshot: Snapshot, account: Account, policy: str, rows: Any) -> dict[str, Verdict]:
    resolved = snapshot.policies[policy]
    found = verdicts_on(resolved, rows, spans(snapshot, account, policy), AS_OF, account.category)
    return {verdict.metric: verdict for verdict in found}


def counters(snapshot: Snapshot, policy: str, verdict: Verdict) -> tuple[int, int | None]:
    """Numerator and denominator that a verdict's rows add up to, of metrics that count rows."""
    metric = snapshot.policies[policy].metrics[verdict.metric]
    base = metric.denominator or metric.numerator
    rows = [row for row in verdict.rows if row.outcome in IN_QUESTION and row.table == table_of(base)]
    if metric.denominator is None:
        return len(rows), None
    hits = Outcome.GOOD if metric.direction.value == "higher" else Outcome.BAD
    return sum(row.outcome is hits for row in rows), len(rows)


@pytest.mark.parametrize("policy", POLICIES)
def test_all_rows_of_an_account_judged_one_by_one_give_the_published_counters(
    snapshot: Snapshot, settled: dict[str, list[dict[str, Any]]], policy: str
) -> None:
    checked = 0
    for account in snapshot.accounts(EVERYTHING):
        rows = {name: [r for r in table if r["account"] == account.id] for name, table in settled.items()}
        card = snapshot.card(account.id, policy, AS_OF, EVERYTHING)
        assert card is not None
        found = judged(snapshot, account, policy, rows)
        for value in card.metrics:
            metric = snapshot.policies[policy].metrics[value.metric]
            num, den = counters(snapshot, policy, found[value.metric])
            if value.den is not None:
                assert den == value.den, (account.id, value.metric)
            if value.num is not None and not metric.numerator.column:
                assert num == value.num, (account.id, value.metric)
                checked += 1
    assert checked > 50


def of_order(events: Rows, account: str, order: str) -> Rows:
    chats = {r["chat_id"] for r in events["chat"] if (r["account"], r["order_id"]) == (account, order)}
    about: Rows = defaultdict(list)
    for kind, rows in events.items():
        for row in rows:
            own = row["account"] == account
            if own and (row.get("order_id") == order or row.get("chat_id") in chats):
                about[kind].append(row)
    return about


@pytest.mark.parametrize("policy", POLICIES)
def test_what_counts_of_an_order_is_what_the_naive_oracle_counts_of_it(
    snapshot: Snapshot, events: Rows, policy: str
) -> None:
    resolved = snapshot.policies[policy]
    orders = sorted({(r["account"], r["order_id"]) for r in events["order"]})
    telling = {(r["account"], r["order_id"]) for k in ("request", "review", "chat") for r in events[k]}
    picked = [key for key in orders if key in telling][::23] + orders[::97]
    # a shop beside it, so that no kind is missing altogether
    beside = {kind: [{**row, "account": "beside"} for row in rows[:2]] for kind, rows in events.items()}
    outcomes = set()
    for account, order in picked:
        own = of_order(events, account, order)
        naive = naive_readings(
            {kind: [*beside[kind], *own.get(kind, ())] for kind in events}, resolved.metrics.values(), [AS_OF]
        )
        owner = snapshot.account(account, EVERYTHING)
        about = about_of(snapshot, account, order, policy)
        assert owner is not None
        for name, verdict in judged(snapshot, owner, policy, about.rows).items():
            expected = naive[account, AS_OF, name]
            num, den = counters(snapshot, policy, verdict)
            outcomes.add(verdict.outcome)
            if "buyer_day" not in table_of(resolved.metrics[name].numerator):
                assert den == expected.den or (den == 0 and not expected.den), (account, order, name)
                if not resolved.metrics[name].numerator.column:
                    assert num == (expected.num or 0), (account, order, name)
    assert {Outcome.BAD, Outcome.GOOD, Outcome.LEFT_OUT, Outcome.PAST, Outcome.NOTHING} <= outcomes


def about_of(snapshot: Snapshot, account: str, order: str, policy: str) -> About:
    metrics = snapshot.policies[policy].metrics.values()
    rules = [side.rule for metric in metrics for side in metric.sides if side.rule]
    found = about_order(snapshot, account, order, EVERYTHING, rules)
    assert found is not None
    return found


@pytest.mark.parametrize("policy", POLICIES)
def test_what_orders_cost_adds_up_to_what_the_metric_lost(
    snapshot: Snapshot, settled: dict[str, list[dict[str, Any]]], policy: str
) -> None:
    resolved, checked = snapshot.policies[policy], 0
    for account in snapshot.accounts(EVERYTHING):
        card = snapshot.card(account.id, policy, AS_OF, EVERYTHING)
        assert card is not None
        rows = {name: [r for r in table if r["account"] == account.id] for name, table in settled.items()}
        found = judged(snapshot, account, policy, rows)
        for value in card.metrics:
            whole = cost(snapshot, account, resolved, value, found[value.metric])
            if whole is not None:
                assert whole == pytest.approx(value.lost), (account.id, value.metric)
                checked += 1
    assert checked or policy != "sps-us"


def test_a_row_leaves_on_the_day_after_its_last_one(snapshot: Snapshot, settled: Rows) -> None:
    resolved = snapshot.policies["sps-us"]
    account = snapshot.accounts(EVERYTHING)[1]
    rows = {name: [r for r in table if r["account"] == account.id] for name, table in settled.items()}
    checked = 0
    for order in rows["order"][::7]:
        for verdict in judged(snapshot, account, "sps-us", {"order": [order]}).values():
            if verdict.until is None:
                continue
            (row,) = verdict.telling
            window, cadence = resolved.metrics[verdict.metric].window, resolved.policy.cadence
            if isinstance(window, VolumeSwitch) or row.day is None:
                continue
            last, next_ = (cadence.as_of(verdict.until + d * DAY, verdict.metric) for d in (0, 1))
            assert window.span(last)[0] <= row.day < window.span(next_)[0]
            checked += 1
    assert checked > 10
