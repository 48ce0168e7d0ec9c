"""The closed language of conditions: what it means, what it refuses, how it is written down again."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sellerloop.policy.predicate import (
    ALWAYS,
    LONGEST,
    And,
    Column,
    Compare,
    Constant,
    Flag,
    In,
    IsNull,
    Not,
    Or,
    Predicate,
    PredicateError,
    Shifted,
    all_of,
    clauses,
    columns,
    evaluate,
    parse,
    shifted,
    text_of,
)

ROW: dict[str, object] = {
    "stars": 2,
    "fault": "seller",
    "sample": False,
    "shipped": None,
    "due": 5,
    "late": True,
    "asked_at": dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
    "done_at": dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC),
    "paid_at": None,
}

leaves: st.SearchStrategy[Predicate] = st.one_of(
    st.sampled_from(["sample", "late"]).map(lambda name: Flag(Column(name))),
    st.sampled_from(["shipped", "due"]).map(lambda name: IsNull(Column(name))),
    st.builds(
        Compare,
        st.sampled_from(["stars", "due", "shipped"]).map(Column),
        st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
        st.one_of(
            st.integers(-9, 9).map(Constant),
            st.sampled_from(["due", "shipped"]).map(Column),
            st.builds(Shifted, st.sampled_from(["due", "shipped"]).map(Column), st.integers(-9, 9)),
        ),
    ),
    st.builds(
        lambda values: In(Column("fault"), tuple(sorted(values))),
        st.sets(st.text(max_size=4), min_size=1, max_size=3),
    ),
    st.builds(
        lambda values: In(Column("stars"), tuple(sorted(values))), st.sets(st.integers(-3, 5), min_size=1)
    ),
)
rows = st.fixed_dictionaries(
    {
        "stars": st.none() | st.integers(-3, 5),
        "fault": st.none() | st.sampled_from(["seller", "buyer", ""]),
        "sample": st.none() | st.booleans(),
        "shipped": st.none() | st.integers(-9, 9),
        "due": st.none() | st.integers(-9, 9),
        "late": st.booleans(),
    }
)


def several(inner: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    lists = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        inner.map(Not),
        lists.map(lambda parts: all_of(*parts)),
        lists.filter(lambda parts: not any(isinstance(p, Or) for p in parts)).map(lambda p: Or(tuple(p))),
    )


predicates = st.recursive(leaves, several, max_leaves=8)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("", True),
        ("stars <= 2", True),
        ("stars < 2", False),
        ("stars == -2", False),
        ("fault in {'seller', 'auto'}", True),
        ("fault not in {'seller', 'auto'}", False),
        ("stars in {-1, 2}", True),
        ("not sample", True),
        ("shipped is None", True),
        ("shipped is not None", False),
        ("shipped > due", None),
        ("not (shipped > due)", None),
        ("shipped > due or late", True),
        ("shipped > due and sample", False),
        ("shipped > due and late", None),
        ("shipped is None or shipped > due", True),
        ("stars <= 2 and (fault == 'buyer' or late)", True),
        ("done_at > asked_at + hours(23)", True),
        ("done_at > asked_at + hours(24)", False),
        ("done_at >= asked_at + hours(24)", True),
        ("asked_at <= done_at - hours(24)", True),
        ("asked_at < done_at - hours(24)", False),
        ("done_at > paid_at + hours(1)", None),
    ],
)
def test_a_condition_means_what_it_says_and_a_missing_value_is_unknown(text: str, holds: bool | None) -> None:
    assert evaluate(parse(text), ROW) is holds


@pytest.mark.parametrize(
    "text",
    [
        "stars <",
        "open('x')",
        "stars + 1 > 2",
        "1 < stars",
        "1 < stars < 3",
        "stars.real == 2",
        "stars == 1.5",
        "done_at - asked_at > 86400",
        "done_at > asked_at + 24",
        "done_at > asked_at + days(1)",
        "done_at > asked_at + hours(1.5)",
        "done_at > asked_at + hours(True)",
        "done_at > asked_at + hours(-1)",
        "done_at > asked_at + hours(999999999)",
        "fault in ['seller']",
        "fault in {'seller', 1}",
        "fault in {}",
        "fault in {other}",
        "lambda: 1",
        "stars is 2",
        "x if late else sample",
        "stars; late",
        "a\x00b",
        "(" * 300 + "late" + ")" * 300,
        "stars == " + "9" * (LONGEST + 1),
    ],
)
def test_nothing_else_can_be_read(text: str) -> None:
    with pytest.raises(PredicateError) as refused:
        parse(text)
    assert str(refused.value) == refused.value.text.format(**refused.value.values)


@given(predicates)
def test_a_condition_can_be_written_down_and_read_again(predicate: Predicate) -> None:
    assert parse(text_of(predicate)) == predicate


@given(predicates, rows)
def test_negation_turns_truth_round_and_leaves_the_unknown(predicate: Predicate, row: dict[str, Any]) -> None:
    opposite = {True: False, False: True, None: None}
    assert evaluate(Not(predicate), row) is opposite[evaluate(predicate, row)]


@given(predicates, predicates, rows)
def test_and_is_the_dual_of_or(one: Predicate, other: Predicate, row: dict[str, Any]) -> None:
    both = evaluate(And((one, other)), row)
    assert both is evaluate(Not(Or((Not(one), Not(other)))), row)


@given(predicates, predicates)
def test_conjunctions_are_flat(one: Predicate, other: Predicate) -> None:
    joined = all_of(one, other)
    assert clauses(joined) == (*clauses(one), *clauses(other))
    assert all_of(joined, ALWAYS) == joined
    assert columns(joined) == columns(one) | columns(other)


def test_hours_name_the_columns_that_have_to_be_instants() -> None:
    predicate = parse("late and (done_at > asked_at + hours(2) or shipped > due)")
    assert shifted(predicate) == {"done_at", "asked_at"}
    assert columns(predicate) == {"late", "done_at", "asked_at", "shipped", "due"}
