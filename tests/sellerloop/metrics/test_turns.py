"""Reply tables: the published examples, and the fast path against the naive one."""

import datetime as dt

import pytest
from hypothesis import given, settings

from bench.naive.facts import Facts, facts_of
from bench.naive.replies import reply_rows
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.replies import TURNS, ReplyRule
from sellerloop.metrics.turns import rules_of
from tests.sellerloop.metrics.conversations import chat, derived, rules, script, worlds

TURN = ReplyRule("turn", limit_s=180)


def told(*lines: str, **given_chat: object) -> Facts:
    row = chat(**given_chat)
    return facts_of({"chat": [row], "message": script(row, *lines)})


def only(rule: ReplyRule, *lines: str, **given_chat: object) -> dict[str, object]:
    (row,) = derived(rule, told(*lines, **given_chat))
    return row


@settings(max_examples=120)
@given(worlds, rules())
def test_every_rule_gives_what_the_naive_reading_gives(facts: Facts, rule: ReplyRule) -> None:
    def order(row: dict[str, object]) -> tuple[object, ...]:
        return row["account"], row["chat_id"], row["asked_at"]

    fast = sorted(derived(rule, facts), key=order)
    slow = sorted(reply_rows(rule, facts), key=order)
    names = set(fast[0]) - {"reply_id"} if fast else set()
    assert [{name: row[name] for name in names} for row in fast] == [
        {name: row[name] for name in names} for row in slow
    ]


@given(worlds, rules())
def test_rows_have_ids_of_their_own(facts: Facts, rule: ReplyRule) -> None:
    keys = [(row["account"], row["reply_id"]) for row in derived(rule, facts)]
    assert len(set(keys)) == len(keys)


def test_a_reply_after_exactly_the_limit_is_in_time() -> None:
    assert only(TURN, "10:00:00 buyer", "10:03:00 human")["in_time"]
    assert not only(TURN, "10:00:00 buyer", "10:03:01 human")["in_time"]


def test_a_greeting_alone_is_no_reply() -> None:
    row = only(TURN, "10:00:00 buyer", "10:00:01 human is_greeting", "10:05:00 human")
    assert row["wait_s"] == 300
    assert only(ReplyRule("turn", greetings=True), "10:00:00 buyer", "10:00:01 human is_greeting")["answered"]


def test_a_turn_that_only_a_bot_answered_is_the_bots() -> None:
    assert only(TURN, "10:00:00 buyer", "10:00:01 bot")["bot_only"]
    assert not only(TURN, "10:00:00 buyer", "10:00:01 bot is_greeting")["bot_only"]
    assert not only(TURN, "10:00:00 buyer", "10:00:01 bot", "10:00:30 buyer")["bot_only"]


def test_a_transfer_leaves_the_turn_unanswered_where_the_rule_says_so() -> None:
    lines = ("10:00:00 buyer", "10:01:00 human is_transfer", "10:02:00 human")
    assert only(TURN, *lines)["wait_s"] == 120
    assert not only(TURNS, *lines)["answered"]


def test_what_came_before_a_bots_hand_over_is_the_bots() -> None:
    rule = ReplyRule("conversation", limit_s=180, handovers=("bot", "system"))
    row = only(rule, "9:00:00 buyer", "9:10:00 bot is_transfer", "9:11:00 buyer", "9:12:00 human")
    assert row["in_time"] and row["asked_at"] == dt.datetime(2025, 3, 5, 1, 11, tzinfo=dt.UTC)


def test_an_unassigned_conversation_is_late() -> None:
    rule = ReplyRule("conversation", limit_s=180)
    lines = ("10:00:00 buyer", "10:01:00 human")
    assert only(rule, *lines)["in_time"] and not only(rule, *lines, unassigned=True)["in_time"]


def test_turns_count_when_they_begin_within_the_hours() -> None:
    rule = ReplyRule("turn", opens=480, closes=1380)
    lines = ("7:59:59 buyer", "8:00:00 human", "22:59:59 buyer", "23:01:00 human", "23:02:00 buyer")
    assert [row["wait_s"] for row in derived(rule, told(*lines))] == [61]


def test_an_unanswered_turn_ends_with_its_day() -> None:
    row = chat()
    days = (dt.date(2025, 3, 5), dt.date(2025, 3, 6))
    asked = script(row, "10:00:00 buyer", day=days[0])
    later = script(row, "9:59:00 human hidden", "10:00:00 buyer", "10:01:00 human", day=days[1])
    turns = derived(
        TURNS,
        facts_of(
            {"chat": [row], "message": asked + [{**m, "message_id": f"n{i}"} for i, m in enumerate(later)]}
        ),
    )
    assert [turn["in_time"] for turn in turns] == [False, True]


def test_a_late_chat_of_the_same_buyer_spoils_the_day() -> None:
    one, two = chat("c1"), chat("c2")
    said = script(one, "10:00:00 buyer", "10:01:00 human") + script(two, "11:00:00 buyer", "11:09:00 human")
    (row,) = derived(ReplyRule("buyer_day", limit_s=180), facts_of({"chat": [one, two], "message": said}))
    assert not row["in_time"] and row["chat_id"] == "c1" and row["wait_s"] == 540


def test_evening_questions_are_due_with_the_next_batch() -> None:
    rule = ReplyRule("chat", batch=(18 * 60, 19 * 60))
    assert only(rule, "17:59:00 buyer", "19:00:00 human")["in_time"]
    assert not only(rule, "17:59:00 buyer", "19:00:01 human")["in_time"]
    assert only(rule, "18:00:00 buyer", "23:00:00 human")["in_time"]


def test_a_bots_answer_that_satisfied_is_worth_a_part() -> None:
    rule = ReplyRule("buyer_day", limit_s=180, bot_credit=20)
    lines = ("10:00:00 buyer", "10:00:01 bot")
    assert only(rule, *lines, bot_resolved=True)["credit"] == 20
    assert only(rule, *lines)["credit"] == 0
    assert only(rule, "10:00:00 buyer", "10:00:09 human")["credit"] == 100


def test_hidden_messages_are_not_there() -> None:
    assert derived(TURN, told("10:00:00 buyer hidden")) == []
    assert not only(TURN, "10:00:00 buyer", "10:00:30 human hidden")["answered"]


def test_rules_of_metrics_are_listed_once() -> None:
    found = rules_of(metrics().values())
    assert len(set(found)) == len(found) and TURNS in found
    assert len({rule.table for rule in found}) == len(found)


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "minute"},
        {"opens": 600, "closes": 600},
        {"authors": ("robot",)},
        {"batch": (1200, 1140)},
        {"batch": (1080, 1140), "weekend": True},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        ReplyRule(**{"unit": "turn", **changes})
