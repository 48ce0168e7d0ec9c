"""A small made-up marketplace for tests: four shops, a hundred days, every kind that scores read."""

import datetime as dt
import random
from collections.abc import Mapping

import pyarrow as pa

from tests.rows import Row, at, row, table

START = at("2026-08-01")
DAY, HOUR, SECOND = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(seconds=1)


def marketplace(seed: int = 1, orders: int = 400) -> Mapping[str, pa.Table]:
    """Event tables by kind; the same seed gives the same rows. Orders come in two versions."""
    dice = random.Random(seed)
    rows: dict[str, list[Row]] = {
        kind: [] for kind in ("order", "review", "request", "chat", "message", "chat_rating")
    }
    for number in range(orders):
        shop = {"account": f"shop{number % 4}"}
        placed = START + dice.randrange(24 * 100) * HOUR
        order = {**shop, "order_id": f"o{number}", "placed_at": placed, "due_deliver_at": placed + 6 * DAY}
        rows["order"].append(row("order", **order, known_at=placed + HOUR))
        if dice.random() < 0.04:
            fault = dice.choice(["seller", "auto", "buyer"])
            cancelled = {
                "cancelled_at": placed + DAY,
                "cancel_fault": fault,
                "is_sample": dice.random() < 0.1,
            }
            rows["order"].append(row("order", **order, **cancelled, known_at=placed + 2 * DAY))
            continue
        delivered = placed + dice.randrange(48, 24 * 8) * HOUR
        rows["order"].append(row("order", **order, delivered_at=delivered, known_at=delivered + 9 * HOUR))
        _after(rows, dice, shop, number, delivered)
        _chat(rows, dice, shop, number, placed)
    return {kind: table(kind, *members) for kind, members in rows.items()}


def _after(
    rows: dict[str, list[Row]], dice: random.Random, shop: dict[str, str], number: int, delivered: dt.datetime
) -> None:
    about = {**shop, "order_id": f"o{number}"}
    if dice.random() < 0.3:
        stars, when = dice.choice([1, 2, 4, 5, 5, 5]), delivered + dice.randrange(24 * 20) * HOUR
        rows["review"].append(
            row("review", **about, review_id=f"r{number}", reviewed_at=when, first_rating=stars)
        )
    if dice.random() < 0.1:
        when, fault = delivered + dice.randrange(72) * HOUR, dice.choice(["seller", "carrier", "buyer"])
        given = {"type": "refund", "fault": fault, "actions": 1, "handling_s": dice.randrange(200_000)}
        rows["request"].append(row("request", **about, request_id=f"q{number}", opened_at=when, **given))


def _chat(
    rows: dict[str, list[Row]], dice: random.Random, shop: dict[str, str], number: int, when: dt.datetime
) -> None:
    if dice.random() > 0.4:
        return
    chat = {**shop, "chat_id": f"c{number}"}
    rows["chat"].append(
        row("chat", **chat, started_at=when, buyer=f"b{number % 9}", unassigned=dice.random() < 0.05)
    )
    for position in range(dice.randrange(1, 6)):
        side, author = dice.choice([("buyer", "buyer"), ("seller", "human"), ("seller", "bot")])
        side, author = ("buyer", "buyer") if position == 0 else (side, author)
        said = {"side": side, "author": author, "position": position, "message_id": f"{position}"}
        rows["message"].append(row("message", **chat, sent_at=when, **said))
        when += dice.randrange(4000) * SECOND
    if dice.random() < 0.6:
        rated = row("chat_rating", **chat, rated_at=when + HOUR, rating=dice.choice([1, 2, 3, 4, 5]))
        rows["chat_rating"].append(rated)
