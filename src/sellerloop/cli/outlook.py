"""What is coming and what a policy decides, as rows of tables and as JSON."""

from collections.abc import Iterable

from sellerloop.cli.speaking import say
from sellerloop.lake.explaining import Explanation
from sellerloop.scores.change import View
from sellerloop.scores.consequences import Effect
from sellerloop.scores.foresee import Distance, Leaving, Rung
from sellerloop.scores.gates import Finding, State
from sellerloop.scores.ledger import Balance
from sellerloop.scores.outlook import Goal, Outlook, until_turned
from sellerloop.speech.message import Message

Row = dict[str, object]
FORESEE = (
    "metric",
    "leaves next",
    "clean events until better",
    "bad events until worse",
    "clean until tier",
    "bad until tier",
)
GATES = ("gate", "condition", "is", "state", "turns after")
LEDGERS = ("ledger", "balance", "points", "issued", "ends", "reason")
EFFECTS = ("consequence", "state", "value", "until", "because")


def foresee_rows(explanation: Explanation) -> list[Row]:
    """The outlook of every graded metric of which something can be told."""
    return [
        {
            "metric": say(Message(explanation.view.resolved.metrics[ahead.metric].name)),
            "leaves next": _leaving(ahead.leaving),
            "clean events until better": _rung(ahead.better),
            "bad events until worse": _rung(ahead.worse),
            "clean until tier": _goal(ahead.up),
            "bad until tier": _goal(ahead.down),
        }
        for ahead in explanation.outlooks
        if ahead.leaving or ahead.better or ahead.worse
    ]


def gate_rows(explanation: Explanation) -> list[Row]:
    """Every gate, each with its conditions below it."""
    titles = {gate.id: gate.title for gate in explanation.view.resolved.policy.gates}
    rows: list[Row] = []
    for gate in explanation.verdicts.gates:
        state = gate.state if gate.enabled else f"{gate.state} (not in force)"
        rows.append({"gate": titles[gate.gate], "state": state})
        rows += (_condition(explanation.view, found) for found in (*gate.all_of, *gate.any_of))
    return rows


def ledger_rows(explanation: Explanation) -> list[Row]:
    """Every ledger's balance, with the entries that count."""
    titles = {ledger.id: ledger.title for ledger in explanation.view.resolved.policy.ledgers}
    rows: list[Row] = []
    for name, balance in explanation.verdicts.ledgers.items():
        reason = say(balance.reason) if balance.reason else None
        rows.append({"ledger": titles[name], "balance": _float(balance.value), "reason": reason})
        rows += (
            {"points": float(e.points), "issued": e.issued, "ends": e.ends, "reason": e.reason}
            for e in balance.entries
        )
    return rows


def effect_rows(explanation: Explanation) -> list[Row]:
    """Every consequence with its state."""
    titles = {c.id: c.title for c in explanation.view.resolved.policy.consequences}
    return [
        {
            "consequence": titles[effect.consequence],
            "state": effect.state if effect.enabled else f"{effect.state} (not in force)",
            "value": _float(effect.value),
            "until": effect.until,
            "because": ", ".join(_asked(f) for f in (*effect.trigger, *effect.overrides)) or None,
        }
        for effect in explanation.verdicts.effects
    ]


def as_json(explanation: Explanation) -> Row:
    """Everything of an explanation in the types of JSON, unrounded."""
    view, decided = explanation.view, explanation.verdicts
    lost = {
        share.metric: {
            "rest": float(share.rest),
            "events": {key: float(points) for key, points in share.events.items()},
        }
        for share in explanation.lost
    }
    return {
        **explanation.card.as_json(),
        "lost": lost,
        "foresee": {ahead.metric: _outlook_json(ahead) for ahead in explanation.outlooks},
        "gates": [
            {
                "gate": gate.gate,
                "state": gate.state,
                "enabled": gate.enabled,
                "all_of": _findings_json(view, gate.all_of),
                "any_of": _findings_json(view, gate.any_of),
            }
            for gate in decided.gates
        ],
        "ledgers": {name: _balance_json(balance) for name, balance in decided.ledgers.items()},
        "consequences": [_effect_json(view, effect) for effect in decided.effects],
    }


def _outlook_json(ahead: Outlook) -> Row:
    return {
        "leaving": [
            {"key": e.key, "anchor": e.anchor.isoformat(), "leaves": e.leaves.isoformat()}
            for e in ahead.leaving
        ],
        **{name: _rung_json(rung) for name, rung in (("better", ahead.better), ("worse", ahead.worse))},
        **{name: _goal_json(goal) for name, goal in (("up", ahead.up), ("down", ahead.down))},
    }


def _rung_json(rung: Rung | None) -> Row | None:
    if rung is None:
        return None
    return {"value": float(rung.value), "points": float(rung.points), **_distance_json(rung.distance)}


def _goal_json(goal: Goal | None) -> Row | None:
    if goal is None:
        return None
    return {"tier": goal.tier, "score": float(goal.at), **_distance_json(goal.distance)}


def _distance_json(distance: Distance) -> Row:
    return {"events": distance.events, "reason": str(distance.reason) if distance.reason else None}


def _findings_json(view: View, findings: Iterable[Finding]) -> list[Row]:
    return [
        {
            "metric": found.condition.metric,
            "op": found.condition.op,
            "value": _plain(found.condition.value),
            "is": _plain(found.fact.value),
            "state": found.state,
            "reason": str(found.reason) if found.reason else None,
            "turns": None if turn is None else {"clean": turn[0], **_distance_json(turn[1])},
        }
        for found, turn in ((found, until_turned(view, found)) for found in findings)
    ]


def _balance_json(balance: Balance) -> Row:
    return {
        "balance": _float(balance.value),
        "points": float(balance.points),
        "earned": _float(balance.earned),
        "reason": str(balance.reason) if balance.reason else None,
        "entries": [
            {
                "issued": e.issued.isoformat(),
                "points": float(e.points),
                "ends": e.ends.isoformat() if e.ends else None,
                "reason": e.reason,
            }
            for e in balance.entries
        ],
    }


def _effect_json(view: View, effect: Effect) -> Row:
    return {
        "consequence": effect.consequence,
        "kind": effect.kind,
        "of": effect.of,
        "state": effect.state,
        "enabled": effect.enabled,
        "value": _float(effect.value),
        "until": effect.until.isoformat() if effect.until else None,
        "trigger": _findings_json(view, effect.trigger),
        "overrides": _findings_json(view, effect.overrides),
    }


def _condition(view: View, found: Finding) -> Row:
    turn, is_ = until_turned(view, found), found.fact.value
    return {
        "condition": _asked(found),
        "is": is_ if isinstance(is_, str) else _float(is_),
        "state": say(found.reason) if found.state is State.NOT_ASSESSED and found.reason else found.state,
        "turns after": turn and f"{_events(turn[1])} {'clean' if turn[0] else 'bad'}",
    }


def _asked(found: Finding) -> str:
    return f"{found.condition.metric} {found.condition.op} {found.condition.value}"


def _leaving(events: tuple[Leaving, ...]) -> str | None:
    if not events:
        return None
    together = sum(event.leaves == events[0].leaves for event in events)
    return f"{events[0].leaves}: {events[0].key}" + (f" + {together - 1}" if together > 1 else "")


def _rung(rung: Rung | None) -> str | None:
    if rung is None:
        return None
    return f"{_events(rung.distance)} → {float(rung.points):.4g} at {float(rung.value):.4g}"


def _goal(goal: Goal | None) -> str | None:
    """Nothing where no number of events leads there: that is what most metrics alone can do."""
    if goal is None or goal.distance.events is None:
        return None
    return f"{goal.distance.events:,} → {goal.tier or 'below all'}"


def _events(distance: Distance) -> str:
    if distance.events is None:
        return say(distance.reason) if distance.reason else "–"
    return f"{distance.events:,}"


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _plain(value: object) -> float | str | None:
    return value if isinstance(value, str) else _float(value)
