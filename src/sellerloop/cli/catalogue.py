"""``sellerloop catalogue``: what there is to import, count and score."""

import click

from sellerloop.cli.options import format_option
from sellerloop.cli.speaking import say, show
from sellerloop.events.registry import contracts
from sellerloop.metrics.registry import metrics
from sellerloop.metrics.spec import AnyWindow, contract_of, counter
from sellerloop.policy.predicate import text_of
from sellerloop.policy.words import window_words
from sellerloop.scores.packs import packs
from sellerloop.speech.message import Message

SECTIONS = ("metrics", "events", "policies")


@click.command("catalogue")
@click.argument("section", type=click.Choice(SECTIONS), default="metrics")
@click.argument("name", required=False)
@format_option
def catalogue_command(section: str, name: str | None, form: str) -> None:
    """List metrics, event kinds or policies; with a NAME, show one in full.

    \b
    sellerloop catalogue
    sellerloop catalogue metrics tts.otdr
    sellerloop catalogue events order --format csv > order-columns.csv
    """
    listed = {"metrics": _metrics, "events": _events, "policies": _policies}[section]
    rows = listed(name)
    if not rows:
        raise click.UsageError(f"there is no {name!r} among the {section}")
    show(rows, tuple(rows[0]), form)


def _metrics(name: str | None) -> list[dict[str, object]]:
    if name is None:
        return [
            {"metric": m.id, "name": say(Message(m.name)), "unit": m.unit.value, "window": _window(m.window)}
            for m in metrics().values()
        ]
    chosen = [m for m in metrics().values() if m.id == name]
    return [fact for m in chosen for fact in _metric_facts(m.id)]


def _metric_facts(metric_id: str) -> list[dict[str, object]]:
    m = metrics()[metric_id]
    facts: list[tuple[str, object]] = [
        ("name", say(Message(m.name))),
        ("meaning", say(Message(m.meaning))),
        ("unit", m.unit.value),
        ("better", m.direction.value),
        ("window", _window(m.window)),
        ("counted per", m.count_unit),
        ("least rows", m.minimum.n),
    ]
    for label, side in (("numerator", m.numerator), ("denominator", m.denominator)):
        if side is not None:
            where = text_of(counter(m, side).where) or "every row"
            facts.append((label, f"{contract_of(side).kind} by {side.anchor}: {where}"))
    facts += [("source", f"{s.ref} (read {s.read_on}, {s.certainty.value})") for s in m.sources]
    return [{"fact": fact, "value": value} for fact, value in facts]


def _events(name: str | None) -> list[dict[str, object]]:
    if name is None:
        return [
            {
                "kind": c.kind,
                "title": say(Message(c.title)),
                "meaning": say(Message(c.meaning)),
                "key": ", ".join(c.key),
            }
            for c in contracts().values()
        ]
    return [
        {
            "column": column.name,
            "type": column.type.value,
            "required": column.required,
            "unit": column.unit,
            "choices": ", ".join(column.choices),
            "from": column.origin,
            "meaning": say(Message(column.meaning)),
        }
        for contract in contracts().values()
        if contract.kind == name
        for column in contract.columns
    ]


def _policies(name: str | None) -> list[dict[str, object]]:
    return [
        {
            "policy": policy.id,
            "title": policy.title,
            "markets": ", ".join(policy.markets) or "any",
            "from": policy.effective_from,
            "mode": policy.mode.value,
            "metrics": len(policy.metrics),
        }
        for versions in packs().values()
        for policy in versions
        if name in (None, policy.id)
    ]


def _window(window: AnyWindow) -> str:
    return say(window_words(window))
