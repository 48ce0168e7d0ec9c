"""Gates: every condition has a state of its own, and "not assessed" is neither passed nor failed."""

from fractions import Fraction

import pytest

from sellerloop.policy.schema import Condition, Gate
from sellerloop.scores.composite import assess
from sellerloop.scores.gates import Fact, Facts, State, check, check_all, evaluate, facts_of, with_gates
from sellerloop.scores.resolve import resolve
from tests.sellerloop.scores.example import AS_OF, policy_of, reading, six, six_readings

TOP_RATED = [
    {"metric": "score", "op": ">=", "value": "4"},
    {"metric": "account.reputation", "op": ">", "value": "2000"},
    {"metric": "account.reputation_90d", "op": ">=", "value": "500"},
    {"metric": "positive", "op": ">=", "value": "80"},
    {"metric": "account.listings", "op": ">=", "value": "5"},
]
ALL_MET = {
    "score": Fact(Fraction(4)),
    "account.reputation": Fact(Fraction(2001)),
    "account.reputation_90d": Fact(Fraction(500)),
    "positive": Fact(Fraction(80), 8, 10),
    "account.listings": Fact(Fraction(5)),
}


def gate(**changes: object) -> Gate:
    return Gate.model_validate({"id": "top_rated", "certainty": "assumed", "all_of": TOP_RATED, **changes})


def condition(text: str, **changes: object) -> Condition:
    metric, op, value = text.split()
    return Condition.model_validate({"metric": metric, "op": op, "value": value, **changes})


def state(text: str, facts: Facts, **changes: object) -> State:
    return check(condition(text, **changes), facts).state


def test_one_unmet_condition_fails_the_gate_and_is_named() -> None:
    assert evaluate(gate(), ALL_MET).state is State.MET
    found = evaluate(gate(), {**ALL_MET, "account.reputation": Fact(Fraction(2000))})
    assert found.state is State.MISSED
    assert [finding.condition.metric for finding in found.blocking] == ["account.reputation"]


def test_ends_matter() -> None:
    fast = {"fdr": Fact(Fraction(95), 95, 100)}
    assert state("fdr > 95", fast) is State.MISSED
    assert state("fdr >= 95", fast) is State.MET


def test_a_missing_figure_is_not_assessed_and_does_not_fail_the_gate() -> None:
    found = evaluate(gate(), {**ALL_MET, "positive": Fact(None)})
    assert found.state is State.NOT_ASSESSED
    both = evaluate(gate(), {**ALL_MET, "positive": Fact(None), "score": Fact(Fraction(1))})
    assert both.state is State.MISSED
    assert [finding.condition.metric for finding in both.blocking] == ["score", "positive"]


def test_an_unknown_attribute_is_not_assessed_and_named() -> None:
    found = check(condition("account.age_days >= 90"), {})
    assert (found.state, str(found.reason)) == (State.NOT_ASSESSED, "not known: account.age_days")


def test_too_few_rows_are_not_assessed_but_too_small_a_count_is_missed() -> None:
    few = {"nrr": Fact(Fraction(40), 2, 5)}
    assert state("nrr > 30", few, min_n=6) is State.NOT_ASSESSED
    assert state("nrr > 30", few, min_count=3) is State.MISSED
    assert state("nrr > 30", few, min_n=5, min_count=2) is State.MET


def test_texts_compare_with_texts_only() -> None:
    assert state("account.level == gold", {"account.level": Fact("gold")}) is State.MET
    assert state("account.level != gold", {"account.level": Fact("blue")}) is State.MET
    assert state("account.level > gold", {"account.level": Fact(Fraction(3))}) is State.NOT_ASSESSED


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 0), State.MET),
        ((1, None), State.MET),
        ((0, None), State.NOT_ASSESSED),
        ((0, 0), State.MISSED),
    ],
)
def test_any_of_needs_one(values: tuple[int | None, ...], expected: State) -> None:
    either = gate(all_of=[], any_of=[{"metric": m, "op": ">=", "value": "1"} for m in ("a", "b")])
    facts = {m: Fact(None if v is None else Fraction(v)) for m, v in zip("ab", values, strict=True)}
    found = evaluate(either, facts)
    assert found.state is expected
    assert bool(found.blocking) is (expected is not State.MET)


def test_conditions_for_a_category_replace_the_general_one() -> None:
    rules = [condition("sfr < 1"), condition("sfr <= 10", categories=["fashion"])]
    assert [f.condition.op for f in check_all(rules, {}, "fashion")] == ["<="]
    assert [f.condition.op for f in check_all(rules, {}, "toys")] == ["<"]
    assert [f.condition.op for f in check_all(rules, {}, None)] == ["<"]


def test_a_gate_may_ask_about_a_gate_before_it() -> None:
    gates = [
        {"id": "base", "certainty": "assumed", "all_of": [{"metric": "account.a", "op": ">", "value": "0"}]},
        {"id": "plus", "certainty": "assumed", "all_of": [{"metric": "base", "op": "==", "value": "met"}]},
    ]
    policy = policy_of(gates=gates)
    for value, expected in ((1, State.MET), (0, State.MISSED), (None, State.NOT_ASSESSED)):
        fact = Fact(None if value is None else Fraction(value))
        facts, findings = with_gates(policy, {"account.a": fact}, None)
        assert [finding.state for finding in findings] == [expected, expected]
        assert facts["plus"].value == (None if value is None else expected.value)


def test_the_facts_of_a_card_are_its_score_and_metrics() -> None:
    card = assess(resolve(six()), six_readings(im_dsat=reading(0, 0)), None, AS_OF)
    facts = facts_of(card)
    assert facts["score"].value == card.score
    assert facts["sfcr"] == Fact(Fraction(3), 6, 200)
    assert facts["im_dsat"].value is None and facts["im_dsat"].reason is not None
