"""The golden numbers of the score rules, each run through the policy pack that states the rule."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from sellerloop.metrics.reading import Reading
from sellerloop.metrics.spec import Aggregation
from sellerloop.policy.schema import Tier
from sellerloop.policy.window import DAY
from sellerloop.scores.card import Scorecard
from sellerloop.scores.change import View
from sellerloop.scores.consequences import Effect, apply
from sellerloop.scores.explain import shares
from sellerloop.scores.foresee import clean_until
from sellerloop.scores.gates import Fact, Facts, State, check, evaluate, facts_of, with_gates
from sellerloop.scores.ledger import Violation, balance, booked, charged, resets
from sellerloop.scores.packs import pack
from sellerloop.scores.resolve import ResolvedPolicy, resolve
from sellerloop.scores.simulate import recounted, switch, what_if, with_value, without
from sellerloop.scores.tiers import history
from tests.sellerloop.scores.example import NO_DATA, band, policy_of, ratio

TODAY = dt.date(2026, 3, 31)
NOT_READ = Reading(None, None, None, NO_DATA, None, None, None)
ZERO = Fraction(0)


def shipped(name: str, day: dt.date = TODAY, market: str | None = None) -> ResolvedPolicy:
    return resolve(pack(name, day, market))


def readings(resolved: ResolvedPolicy, **rows: tuple[int, int | None]) -> dict[str, Reading]:
    """The readings of (numerator, denominator) by metric, dots written as two underscores; nothing else was
    imported."""
    found = dict.fromkeys(resolved.metrics, NOT_READ)
    for key, (num, den) in rows.items():
        name = key.replace("__", ".")
        found[name] = recounted(resolved.metrics[name], NOT_READ, num, den)
    return found


def card(resolved: ResolvedPolicy, **rows: tuple[int, int | None]) -> Scorecard:
    return View(resolved, readings(resolved, **rows), TODAY).card()


def effect(resolved: ResolvedPolicy, consequence: str, facts: Facts) -> Effect:
    rule = next(rule for rule in resolved.policy.consequences if rule.id == consequence)
    return apply(rule, facts, TODAY)


def gate_state(resolved: ResolvedPolicy, gate: str, facts: Facts) -> State:
    return next(f for f in with_gates(resolved.policy, facts, None)[1] if f.gate == gate).state


def tier_of(resolved: ResolvedPolicy, name: str) -> Tier:
    return next(tier for tier in resolved.policy.tiers if tier.id == name)


# --- G3: cancellations in Southeast Asia: order limits, points, expiry


@pytest.mark.parametrize(
    ("market", "num", "den", "rate", "limit", "points"),
    [
        pytest.param("VN", 25, 100, "25", "0.9", 2, id="G3.2-VN"),
        pytest.param("TH", 25, 100, "25", "0.9", 2, id="G3.2-TH"),
        pytest.param("VN", 50, 200, "25", "0.9", 4, id="G3.3-VN"),
        pytest.param("TH", 50, 200, "25", "0.9", 4, id="G3.3-TH"),
        pytest.param("ID", 25, 100, "25", "0.75", 0, id="G3.4"),
        pytest.param("VN", 99, 1000, "9.9", None, 0, id="G3.5-9.9"),
        pytest.param("VN", 10, 100, "10", "0.9", 2, id="G3.5-10"),
        pytest.param("VN", 30, 100, "30", "0.7", 4, id="G3.5-30"),
        pytest.param("VN", 50, 100, "50", "0.5", 4, id="G3.5-50"),
    ],
)
def test_golden_g3_order_limit_and_points(
    market: str, num: int, den: int, rate: str, limit: str | None, points: int
) -> None:
    policy = shipped("sea-health", market=market)
    facts = facts_of(card(policy, shop__cancels_seller_7=(num, den)))
    assert facts["shop.cancels_seller_7"].value == Fraction(rate)
    found = effect(policy, "sea.order_limit", facts)
    assert found.value == (None if limit is None else Fraction(limit))
    entries = charged(policy.ledgers["sea.points"], TODAY, facts)
    assert sum((entry.points for entry in entries), ZERO) == points


@pytest.mark.parametrize(
    ("day", "points"),
    [("2026-04-09", 6), ("2026-04-10", 4), ("2026-05-29", 4), ("2026-05-30", 0)],
    ids=lambda value: f"G3.6-{value}",
)
def test_golden_g3_6_points_end_90_days_after_their_own_issue(day: str, points: int) -> None:
    ledger = shipped("sea-health").ledgers["sea.points"]
    issued = [
        Violation(dt.date(2026, 1, 10), "late", Fraction(2)),
        Violation(dt.date(2026, 3, 1), "ip", Fraction(4)),
    ]
    assert balance(ledger, booked(ledger, issued), dt.date.fromisoformat(day)).value == points


# --- G5: the account health balance


@pytest.mark.parametrize(
    ("daily", "expected"), [pytest.param(223, 1000, id="G5.1"), pytest.param(222, 996, id="G5.2")]
)
def test_golden_g5_account_health_balance(daily: int, expected: int) -> None:
    policy = shipped("amazon-ahr")
    facts = facts_of(card(policy, amazon__fulfilled_180=(daily * 180, None)))
    assert balance(policy.ledgers["amazon.ahr"], [], TODAY, facts).value == expected


@pytest.mark.parametrize(
    ("below", "state"),
    [pytest.param(10, "eligible", id="G5.3-10"), pytest.param(11, "not eligible", id="G5.3-11")],
)
def test_golden_g5_3_days_below_the_assured_balance(below: int, state: str) -> None:
    tier = tier_of(shipped("amazon-ahr"), "amazon.assurance")
    values = [Fraction(249 if n % 5 == 0 and n < 5 * below else 250) for n in range(182)]
    periods = [(TODAY + n * DAY, {"amazon.ahr": Fact(value)}) for n, value in enumerate(values)]
    assert history(tier, periods)[-1] == state


# --- G6: the composite


TABLE: dict[str, tuple[int, int | None]] = {
    "tts__nrr": (6, 1000),
    "tts__nbfr": (10, 1000),
    "tts__sfcr": (6, 200),
    "tts__otdr": (89, 100),
    "tts__im_dsat": (3, 5),
    "tts__aht": (48 * 3600 * 10, 10),
    "sps__delivered_90": (1000, None),
}
SPS = shipped("sps-us")
VIEW = View(SPS, readings(SPS, **TABLE), TODAY)


def test_golden_g6_1_the_composite() -> None:
    found = VIEW.card()
    assert found.score == Fraction("3.545")
    assert sum((e.lost for e in found.entries.values() if e.lost), ZERO) == 5 - found.score


@pytest.mark.parametrize(
    ("metric", "points", "weight", "lost"),
    [
        ("tts.nrr", "4.5", "0.25", "0.125"),
        ("tts.nbfr", "4.5", "0.25", "0.125"),
        ("tts.sfcr", "2.5", "0.15", "0.375"),
        ("tts.otdr", "2.8", "0.15", "0.330"),
        ("tts.im_dsat", "2", "0.10", "0.300"),
        ("tts.aht", "3", "0.10", "0.200"),
    ],
)
def test_golden_g6_table(metric: str, points: str, weight: str, lost: str) -> None:
    entry = VIEW.card().entries[metric]
    assert (entry.points, entry.weight, entry.lost) == (Fraction(points), Fraction(weight), Fraction(lost))


def test_golden_g6_2_without_rated_chats() -> None:
    found = card(SPS, **{**TABLE, "tts__im_dsat": (0, 0)})
    assert found.score == Fraction("3.345") / Fraction("0.9")
    assert sum((e.lost for e in found.entries.values() if e.lost), ZERO) == 5 - found.score


def test_golden_g6_3_too_few_delivered_orders_give_null() -> None:
    found = card(SPS, **{**TABLE, "sps__delivered_90": (29, None)})
    assert (found.score, found.tier) == (None, None)
    assert str(found.reason) == "Orders delivered in 90 days: 29 of at least 30"
    assert card(SPS, **{**TABLE, "sps__delivered_90": (30, None)}).score is not None


def test_golden_g6_4_simulated_dissatisfaction() -> None:
    changed = with_value(VIEW.readings["tts.im_dsat"], Fraction(20))
    assert what_if(VIEW, {"tts.im_dsat": changed}).after.score == Fraction("3.745")


def test_golden_g6_5_two_cancellations_overturned_in_the_numerator() -> None:
    appeal = next(appeal for appeal in SPS.policy.appeals if appeal.metric == "tts.sfcr")
    changed = without(SPS.metrics["tts.sfcr"], VIEW.readings["tts.sfcr"], 2, effect=appeal.effect)
    after = what_if(VIEW, {"tts.sfcr": changed}).after
    assert (changed.num, changed.den, after.entries["tts.sfcr"].points) == (4, 200, Fraction("3.25"))
    assert after.score == Fraction("3.6575")


def test_golden_g6_6_two_cancellations_overturned_on_both_sides() -> None:
    changed = without(SPS.metrics["tts.sfcr"], VIEW.readings["tts.sfcr"], 2, effect="both")
    score = what_if(VIEW, {"tts.sfcr": changed}).after.score
    assert (changed.num, changed.den) == (4, 198)
    assert score is not None and float(score) == pytest.approx(3.655227, abs=1e-6)


def test_golden_g6_7_levers_by_lost_points() -> None:
    levers = VIEW.card().levers
    assert levers == ("tts.sfcr", "tts.otdr", "tts.im_dsat", "tts.aht", "tts.nrr", "tts.nbfr")


def test_golden_g6_events_of_the_cancellation_rate_add_up() -> None:
    found = shares(SPS, VIEW.card(), "tts.sfcr", {f"order {n}": None for n in range(6)})
    assert sum(found.events.values(), found.rest) == found.lost == Fraction("0.375")


# --- G7: two versions of the negative review rate in Vietnam


BEFORE, AFTER = (shipped("sea-nrr-vn", day) for day in (dt.date(2023, 11, 12), dt.date(2023, 11, 13)))


def test_golden_g7_1_over_delivered_orders_the_shop_passes() -> None:
    found = card(AFTER, vn__nrr_30=(4, 1000))
    assert found.entries["vn.nrr_30"].value == Fraction("0.4")
    assert gate_state(AFTER, "vn.nrr", facts_of(found)) is State.MET


def test_golden_g7_2_over_reviews_the_shop_fails() -> None:
    found = card(BEFORE, vn__nrr_30=(4, 100))
    assert found.entries["vn.nrr_30"].value == 4
    assert gate_state(BEFORE, "vn.nrr", facts_of(found)) is State.MISSED


def test_golden_g7_3_a_preview_says_what_decides_differently_with_both_formulas() -> None:
    new, old = (
        View(policy, readings(policy, vn__nrr_30=rows), TODAY)
        for policy, rows in ((AFTER, (4, 1000)), (BEFORE, (4, 100)))
    )
    found = switch(new, old)
    (gate,), (formula,) = found.gates, found.formulas
    assert gate.before is not None and gate.after is not None
    assert (gate.before.state, gate.after.state) == (State.MET, State.MISSED)
    sides = [metric.denominator for metric in (formula.before, formula.after) if metric]
    assert [side.kind for side in sides if side] == ["order", "review"]


# --- G8: small cases


@pytest.mark.parametrize(("items", "state"), [(9, State.MISSED), (10, State.MET)])
def test_golden_g8_4_a_rate_with_too_few_items_sets_no_limit(items: int, state: State) -> None:
    policy = shipped("lazada-ph")
    facts = {"lazada.cancels_mature": Fact(Fraction(31), items, 31)}
    assert effect(policy, "lazada.order_limit", facts).state is state


def test_golden_g8_7_points_are_wiped_on_the_first_monday_of_the_quarter() -> None:
    ledger = shipped("shopee-vn").ledgers["shopee.points"]
    assert ledger.expiry.reset is not None
    days = resets(ledger.expiry.reset, dt.date(2025, 10, 1), dt.date(2026, 7, 31))
    assert [day.isoformat() for day in days] == ["2025-10-06", "2026-01-05", "2026-04-06", "2026-07-06"]
    entries = booked(ledger, [Violation(dt.date(2026, 1, 4), "late", Fraction(2))])
    assert [balance(ledger, entries, dt.date(2026, 1, day)).value for day in (4, 5)] == [2, 0]


@pytest.mark.parametrize(("num", "den"), [(1, 1), (0, 1), (0, 0)])
def test_golden_g8_9_below_two_chats_57_percent_stand_in(num: int, den: int) -> None:
    policy = shipped("shopee-vn")
    few = Reading(num, den, None, NO_DATA, None, None, None)
    found = View(policy, {**readings(policy), "shopee.chat": few}, TODAY).card()
    assert policy.metrics["shopee.chat"].aggregation is Aggregation.RECENT_WEIGHTED
    assert found.entries["shopee.chat"].value == 57
    assert str(found.entries["shopee.chat"].reason).endswith("57 stands in")


def test_golden_g8_10_95_percent_is_not_more_than_95() -> None:
    policy = shipped("sea-health")
    condition = next(
        condition
        for gate in policy.policy.gates
        for condition in gate.all_of
        if condition.metric == "shop.fast_dispatch"
    )
    facts = facts_of(card(policy, shop__fast_dispatch=(95, 100)))
    assert facts["shop.fast_dispatch"].value == 95
    assert check(condition, facts).state is State.MISSED
    above = facts_of(card(policy, shop__fast_dispatch=(96, 100)))
    assert check(condition, above).state is State.MET


@pytest.mark.parametrize(("rounding", "shown"), [("truncate", 69), ("half_up", 70)])
def test_golden_g8_11_three_dimensions_and_their_rounding(rounding: str, shown: int) -> None:
    dimensions = {"product": ("0.50", 76), "logistics": ("0.15", 73), "service": ("0.35", 60)}
    policy = policy_of(
        metrics=[ratio(name, "higher") for name in dimensions],
        bands=[band(name, "higher", [("0", "0"), ("100", "100")]) for name in dimensions],
        score={
            "low": "0",
            "high": "100",
            "parts": [
                {"metric": name, "weight": weight, "certainty": "assumed"}
                for name, (weight, _) in dimensions.items()
            ],
            "missing": "null",
            "round": 0,
            "rounding": rounding,
        },
    )
    found = card(resolve(policy), **{name: (value, 100) for name, (_, value) in dimensions.items()})
    assert (found.score, found.shown) == (Fraction("69.95"), Decimal(shown))


def test_golden_g8_12_one_clean_order_until_safe() -> None:
    policy = shipped("sea-health")
    condition = next(c for c in policy.policy.gates[0].all_of if c.metric == "shop.cancels_seller_7")
    metric = policy.metrics["shop.cancels_seller_7"]
    before = readings(policy, shop__cancels_seller_7=(1, 40))["shop.cancels_seller_7"]
    assert (condition.op, condition.value, before.value) == ("<", Decimal("2.5"), Fraction("2.5"))
    assert check(condition, {condition.metric: Fact(before.value, 1, 40)}).state is State.MISSED
    assert clean_until(metric, before, condition).events == 1
    after = recounted(metric, before, 1, 41).value
    assert after is not None and float(after) == pytest.approx(2.439024, abs=1e-6)
    assert (before.low, before.high) == pytest.approx((0.443, 12.881), abs=1e-3)


def test_golden_g8_13_a_month_with_29_items_is_not_assessed_and_breaks_no_streak() -> None:
    policy = shipped("lazada-ph")
    tier = tier_of(policy, "lazmall.cancels")

    def month(bad: int, items: int) -> Facts:
        rows = {"lazmall__cancels_month": (bad, 100), "lazmall__items_month": (items, None)}
        facts = facts_of(card(policy, **rows))
        return with_gates(policy.policy, facts, None)[0]

    few = month(50, 29)
    assert few["lazmall.cancels_month"].value is None
    assert few["lazmall.cancels_ok"].value is None
    good, bad = month(1, 30), month(5, 30)
    begun = [good, good, good]
    for months, state in (([bad, bad, few, bad], "to improve"), ([bad, bad, good, bad], "kept")):
        periods = [(dt.date(2026, n + 1, 7), facts) for n, facts in enumerate(begun + months)]
        assert history(tier, periods)[-1] == state


@pytest.mark.parametrize(
    ("num", "state"), [(9000, "ok"), (8999, "warning"), (8500, "warning"), (8499, "enforcement")]
)
def test_golden_g8_15_states_of_the_response_rate(num: int, state: str) -> None:
    facts = facts_of(card(SPS, sps__reply_24h=(num, 10_000)))
    assert history(tier_of(SPS, "sps.reply_24h_state"), [(TODAY, facts)]) == (state,)


def test_golden_g8_17_one_condition_of_the_gate_fails_and_is_named() -> None:
    gate = next(gate for gate in SPS.policy.gates if gate.id == "sps.top_rated")
    met = {condition.metric: Fact(Fraction(5000)) for condition in gate.all_of}
    assert evaluate(gate, met).state is State.MET
    found = evaluate(gate, {**met, "account.reputation_points": Fact(Fraction(2000))})
    assert found.state is State.MISSED
    (blocking,) = found.blocking
    assert (blocking.condition.metric, blocking.condition.op) == ("account.reputation_points", ">")


RATINGS = ("2.6", "2.4", "2.1", "1.9", "2.3", "2.5")


def affiliate(*states: str) -> list[str | None]:
    """The affiliate gate of the pack on a series of store ratings, all else in order."""
    policy = shipped("sea-health")
    tier = tier_of(policy, "sea.affiliate")
    periods = []
    for n, rating in enumerate(RATINGS):
        rows = {"sea__counterfeit_points_60": (0, None), "sea__counterfeit_count_60": (0, None)}
        facts = facts_of(card(policy, **rows)) | {"account.store_rating": Fact(Fraction(rating))}
        periods.append((TODAY + n * DAY, with_gates(policy.policy, facts, None)[0]))
    return list(history(tier.model_copy(update={"states": states or tier.states}), periods))


def test_golden_g8_18_hysteresis_with_two_states() -> None:
    assert affiliate("on", "off") == ["on", "on", "on", "off", "off", "on"]


def test_golden_g8_19_hysteresis_with_three_states() -> None:
    middle = "no new plans"
    assert affiliate() == ["open", middle, middle, "closed", "closed", "open"]
