"""The policies that come with the product: sound, sourced, honest about what is assumed."""

import datetime as dt
import itertools
from decimal import Decimal
from functools import cache

import pytest

from sellerloop.events.registry import contracts
from sellerloop.policy.diff import difference
from sellerloop.policy.dump import to_json, to_yaml
from sellerloop.policy.lint import lint
from sellerloop.policy.lint.finding import objects
from sellerloop.policy.load import load
from sellerloop.policy.schema import Band, Policy
from sellerloop.policy.source import Certainty, Source
from sellerloop.policy.versions import version_of
from sellerloop.policy.window import Calendar, VolumeSwitch
from sellerloop.scores.packs import catalogue, pack, packs, texts
from sellerloop.scores.resolve import resolve

D = dt.date.fromisoformat
NAMES = (
    *("sps-us", "sea-health", "sea-health-id", "sea-nrr-vn"),
    *("im-3min", "im-3min-taobao", "im-3min-pdd", "im-3min-douyin"),
    *("shopee-vn", "lazada-ph", "ebay", "etsy-star", "walmart-us", "walmart-ca", "amazon-ahr"),
)


@cache
def every() -> tuple[Policy, ...]:
    return tuple(itertools.chain.from_iterable(packs().values()))


def ids(policy: Policy) -> str:
    return f"{policy.id}@{policy.effective_from}"


each = pytest.mark.parametrize("policy", every(), ids=ids)


def test_all_packs_are_there() -> None:
    assert set(NAMES) <= set(packs())


def test_a_file_is_named_after_its_policy_and_its_date_where_there_are_several() -> None:
    expected = {
        f"{name}@{policy.effective_from}.yaml" if len(versions) > 1 else f"{name}.yaml"
        for name, versions in packs().items()
        for policy in versions
    }
    assert expected == set(texts())


@each
def test_a_pack_is_sound_and_can_be_computed(policy: Policy) -> None:
    assert lint(policy, catalogue()) == ()
    resolved = resolve(policy)
    assert set(resolved.metrics) >= {metric.id for metric in policy.metrics}


@each
def test_a_pack_reads_back_equal(policy: Policy) -> None:
    for text in (to_yaml(policy), to_json(policy)):
        assert load({"p": text}, catalogue()).policies == (policy,)


@each
def test_a_pack_says_that_it_is_an_example_and_not_affiliated(policy: Policy) -> None:
    assert policy.title.endswith("-style")
    assert "Not affiliated" in policy.disclaimer


@each
def test_every_source_was_read_on_the_day_of_the_reference(policy: Policy) -> None:
    sources = [value for _, value, _ in objects(policy) if isinstance(value, Source)]
    assert {source.read_on for source in sources} == {D("2026-11-22")}
    assert not any(source.certainty is Certainty.ASSUMED for source in sources)


@each
def test_whatever_a_page_lists_has_a_title(policy: Policy) -> None:
    listed = (*policy.tiers, *policy.gates, *policy.consequences, *policy.ledgers, *policy.deadlines)
    assert all(item.title for item in listed)
    assert all(metric.title or metric.id == metric.use for metric in policy.metrics)


@each
def test_nothing_without_a_known_threshold_is_in_force(policy: Policy) -> None:
    risky = [item for item in (*policy.gates, *policy.consequences) if item.enabled]
    assert not [item.id for item in risky if item.certainty is Certainty.ASSUMED]


def test_violation_reasons_and_request_types_are_words_of_the_contracts() -> None:
    kinds = contracts()
    used = {side.event for p in every() for m in p.metrics for side in (m.numerator, m.denominator) if side}
    assert used <= set(kinds)


def test_the_anchors_and_weights_of_sps_us_are_those_of_the_reference() -> None:
    policy = pack("sps-us", D("2026-01-01"))
    anchors = {
        "tts.nrr": [(0, 5), (1.2, 4), (40, 1)],
        "tts.nbfr": [(0, 5), (2, 4), (40, 1)],
        "tts.sfcr": [(0, 5), (1, 4), (5, 1)],
        "tts.otdr": [(80, 1), (95, 4), (100, 5)],
        "tts.im_dsat": [(0, 5), (20, 4), (80, 1)],
        "tts.aht": [(0, 5), (24, 4), (96, 1)],
    }
    read = {b.metric: [(float(p.value), float(p.score)) for p in b.points] for b in policy.bands}
    assert read == anchors
    assert policy.score is not None
    weights = [Decimal(w) for w in ("0.25", "0.25", "0.15", "0.15", "0.1", "0.1")]
    assert [part.weight for part in policy.score.parts] == weights
    assert [part.metric for part in policy.score.parts] == list(anchors)
    assert (policy.score.missing, policy.score.null_rules[0].at_least) == ("renormalise", 30)


def test_only_the_two_published_anchors_of_sps_us_are_not_assumed() -> None:
    policy = pack("sps-us", D("2026-01-01"))
    known = [
        (band.metric, point.value)
        for band in policy.bands
        for point in band.points
        if (point.certainty or band.certainty) is not Certainty.ASSUMED
    ]
    assert known == [("tts.nrr", Decimal("1.2")), ("tts.nrr", Decimal(40))]
    assert policy.score is not None
    assert {part.certainty for part in policy.score.parts} == {Certainty.ASSUMED}


def test_indonesia_has_its_own_ladder_and_no_points_for_cancellations() -> None:
    region = ladder(pack("sea-health", D("2026-01-01")))
    own = pack("sea-health", D("2026-01-01"), "ID")
    assert own.id == "sea-health-id"
    assert [(p.value, float(p.score)) for p in region.points] == [(10, 0.9), (30, 0.7), (50, 0.5)]
    assert [(p.value, float(p.score)) for p in ladder(own).points] == [
        (10, 0.75),
        (30, 0.5),
        (50, 0.25),
        (75, 0),
    ]
    assert not [deduct for deduct in own.ledgers[0].deduct if deduct.when]


def ladder(policy: Policy) -> Band:
    found = next(item.ladder for item in policy.consequences if item.id == "sea.order_limit")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("day", "begins"),
    [("2023-11-12", "2022-01-01"), ("2023-11-13", "2023-11-13"), ("2026-01-01", "2023-11-13")],
)
def test_the_version_of_a_pack_follows_the_day(day: str, begins: str) -> None:
    assert pack("sea-nrr-vn", D(day), "VN").effective_from == D(begins)


def test_before_its_first_version_a_pack_answers_with_it() -> None:
    assert pack("sps-us", D("2018-05-31"), "BR").id == "sps-us"


def test_an_unknown_pack_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        pack("nothing", D("2026-01-01"))


@pytest.mark.parametrize(
    ("name", "metric", "as_of", "first", "last"),
    [
        pytest.param(
            "lazada-ph", "lazada.cancels_mature", "2026-03-31", "2026-02-24", "2026-03-24", id="G8.3"
        ),
        pytest.param("sea-health", "sea.cancels_mature", "2026-03-31", "2026-02-14", "2026-03-16", id="G8.5"),
        pytest.param("im-3min-taobao", "im.turn_3min", "2022-03-31", "2022-03-01", "2022-03-30", id="G8.6"),
        pytest.param("etsy-star", "etsy.on_time", "2026-05-01", "2026-02-01", "2026-04-30", id="G8.14"),
        pytest.param("sps-us", "sps.otdr_week", "2025-03-10", "2025-03-03", "2025-03-09", id="G2.1"),
    ],
)
def test_golden_windows_of_the_packs(name: str, metric: str, as_of: str, first: str, last: str) -> None:
    window = resolve(pack(name, D(as_of))).metrics[metric].window
    assert not isinstance(window, VolumeSwitch)
    assert window.span(D(as_of)) == (D(first), D(last))


@pytest.mark.parametrize(("transactions", "months"), [(400, 3), (399, 12)])
def test_golden_g8_2_the_look_back_of_the_ebay_pack(transactions: int, months: int) -> None:
    window = resolve(pack("ebay", D("2026-01-20"))).metrics["ebay.defects"].window
    assert isinstance(window, VolumeSwitch)
    assert window.pick(transactions) == Calendar(unit="month", count=months)


def test_golden_g7_3_the_two_versions_of_vietnam_stand_side_by_side() -> None:
    old, new = packs()["sea-nrr-vn"]
    found = difference(old, new)
    assert (found.old, found.new) == (version_of(old), version_of(new))
    (formulas,) = found.formulas
    over = "({0}, where first_rating <= 2) / ({0}); over the last 30 days"
    assert str(formulas.old) == over.format("review by reviewed_date")
    assert str(formulas.new) == over.format("order by delivered_date")
    assert "gates[vn.nrr].all_of: vn.nrr_30 < 3 → vn.nrr_30 < 0.5" in map(
        str, (c.message for c in found.changes)
    )


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ("use: shop.gmv, faults: [seller]", "a fault whitelist and a fault column need each other"),
        ("use: shop.orders, reply: {limit_s: 60}", "counts one row per order and no replies"),
    ],
)
def test_a_metric_that_cannot_be_computed_is_refused_with_its_line(fields: str, detail: str) -> None:
    rules = "on_missing: skip, min: {n: 1, outcome: skip}, certainty: assumed"
    own = "id: own\nextends: sps-us\neffective_from: 2026-01-01\nmode: live\nmetrics:\n"
    own += f"  - {{id: own.odd, {fields}, {rules}}}\n"
    (problem,) = load({**texts(), "own.yaml": own}, catalogue()).problems
    assert str(problem).startswith("own.yaml:6:5: metrics[own.odd]: this cannot be computed: ")
    assert detail in str(problem)


def test_the_restrictions_of_shopee_vietnam_change_on_6_october_2025() -> None:
    def days(day: str) -> list[int | None]:
        policy = pack("shopee-vn", D(day), "VN")
        return [stone.days for stone in policy.consequences[0].milestone]

    assert days("2025-10-05") == [28] * 5
    assert days("2025-10-06") == [7, 14, 28, 28, 28]


def test_the_variants_of_the_three_minute_reply_score_what_their_platform_counts() -> None:
    scored = {
        name: [part.metric for part in pack(name, D("2026-01-01")).score.parts]  # type: ignore[union-attr]
        for name in NAMES
        if name.startswith("im-3min")
    }
    assert scored == {
        "im-3min": ["im.turn_3min"],
        "im-3min-taobao": ["im.turn_3min"],
        "im-3min-pdd": ["im.buyer_day_3min"],
        "im-3min-douyin": ["im.conversation_3min"],
    }


# Benchmarks and extensions are stated by a shop or for a year, so no pack has any.
SCHEMA = {
    *("Policy", "PolicyMetric", "MinimumRule", "SideRule", "Reply", "Band", "BandPoint", "Score", "Part"),
    *("NullRule", "DominantCategory", "Condition", "Expiry", "Earn", "Deduct", "Ledger", "Level", "Tier"),
    *("Gate", "Milestone", "Shorten", "Consequence", "Appeal", "Exemption", "Deadline", "Cadence", "Source"),
    *("Rolling", "Lagged", "Calendar", "VolumeSwitch"),
}


def test_every_object_of_the_schema_is_used_by_some_pack() -> None:
    assert {type(value).__name__ for policy in every() for _, value, _ in objects(policy)} >= SCHEMA
