"""How replies to buyers are read, and the columns of the tables derived by it: who waited how long for an
answer, by any published definition.

One table per :class:`ReplyRule`; one row per unit of count (turn, message, conversation, buyer and day, or
chat).
"""

import hashlib
import json
from dataclasses import astuple, dataclass

from sellerloop.events.contract import Column, Contract, Type
from sellerloop.events.kinds.message import AUTHORS
from sellerloop.speech.message import gettext_noop

UNITS = ("turn", "message", "conversation", "buyer_day", "chat")


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """How replies to buyers are read; every published definition is a choice of these values.

    A reply is a visible message of the seller by one of ``authors``; ``greetings``: even a mere greeting.
    Units:

    - ``turn``: from the first buyer message to the first reply; several questions before it are one turn;
    - ``message``: each buyer message waits for the next reply;
    - ``conversation``: all turns of a chat; one late turn makes it late, and so does ``unassigned``;
    - ``buyer_day``: all turns that a buyer opened on one local day, over all chats with the account;
    - ``chat``: only the first reply after the first buyer message.

    ``limit_s``: longest wait that is in time, the limit itself included; none where only waits are averaged
    (every reply is then in time). ``opens``, ``closes``: local service hours in minutes of the day, closing
    not included; a unit or turn counts when its first buyer message falls inside. ``same_day``: a reply on a
    later local day is none, and what is asked on that day begins a turn of its own. ``weekend``: what is
    asked on Saturday or Sunday is due on Monday at 12:00 local time, whatever the limit. ``batch``: (end,
    due) in minutes of the day; what is asked before the end is due on that day at the due time, what is asked
    later a day later, whatever the limit.

    ``handovers``: kinds of author whose hand-over (a transfer message) ends what is open: unanswered when a
    person hands over, handled by bots only when a bot or the system does. Units of one first reply ignore
    hand-overs. ``bot_credit``: percent of a reply in time that a unit handled by bots only is worth when its
    buyer was satisfied with that (``bot_resolved``).

    Raises ValueError for values outside these.
    """

    unit: str
    limit_s: int | None = None
    opens: int = 0
    closes: int = 1440
    authors: tuple[str, ...] = ("human",)
    greetings: bool = False
    same_day: bool = False
    weekend: bool = False
    batch: tuple[int, int] | None = None
    handovers: tuple[str, ...] = ()
    bot_credit: int = 0

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit of replies: {self.unit!r}")
        if not 0 <= self.opens < self.closes <= 1440:
            raise ValueError("service hours open before they close, within one day")
        if unknown := {*self.authors, *self.handovers} - set(AUTHORS):
            raise ValueError(f"unknown kinds of author: {sorted(unknown)}")
        if self.batch is not None and not 0 <= self.batch[0] <= self.batch[1] < 1440:
            raise ValueError("a batch ends before it is due, within one day")
        if self.batch is not None and self.weekend:
            raise ValueError("a batch and the weekend rule exclude each other")

    @property
    def table(self) -> str:
        """Stable name of the derived table, such as ``reply_turn_1a2b3c4d``."""
        digest = hashlib.sha256(json.dumps(astuple(self)).encode()).hexdigest()[:8]
        return f"reply_{self.unit}_{digest}"


# Read by several metrics, so that they share a table.
FIRST_REPLY = ReplyRule("chat", limit_s=24 * 3600)
TURNS = ReplyRule(
    "turn",
    limit_s=180,
    opens=8 * 60,
    closes=23 * 60,
    authors=("human", "assist"),
    same_day=True,
    handovers=("human", "assist"),
)

CHAT_FLAGS = (
    "seller_initiated",
    "is_broadcast",
    "blocked_buyer",
    "holiday_mode",
    "bot_resolved",
    "is_spam",
    "outage",
    "unassigned",
)

# Chats that no platform holds against the seller (unassigned ones it does).
INELIGIBLE = tuple(flag for flag in CHAT_FLAGS if flag != "unassigned")

# Seconds; each bucket is at most a third wider than where it begins, from 20 seconds on.
WAIT_EDGES = (
    *(5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 105, 120, 150, 180, 210, 240, 300, 360, 420, 480, 600, 720),
    *(900, 1200, 1500, 1800, 2400, 3000, 3600, 4500, 5400, 7200, 9000, 10800, 14400, 18000, 21600, 28800),
    *(36000, 43200, 54000, 64800, 86400, 108000, 129600, 172800),
)

REPLY = Contract(
    kind="reply",
    title=gettext_noop("Reply"),
    meaning=gettext_noop("One wait of a buyer for an answer, by the unit that a metric counts"),
    key=("account", "reply_id"),
    event_time="asked_at",
    given=(
        Column("reply_id", Type.ID, gettext_noop("Number of the wait"), required=True),
        Column(
            "chat_id", Type.ID, gettext_noop("Chat number (the first one for a buyer and day)"), required=True
        ),
        Column("buyer", Type.ID, gettext_noop("Opaque buyer id")),
        Column("team", Type.CODE, gettext_noop("Team or vendor that answers")),
        Column("topic", Type.CODE, gettext_noop("Contact reason")),
        Column("language", Type.CODE, gettext_noop("Language")),
        Column("asked_at", Type.INSTANT, gettext_noop("First buyer message of the wait"), required=True),
        Column(
            "replied_at",
            Type.INSTANT,
            gettext_noop(
                "First valid reply; for units of several turns, the last of them; none when one is missing"
            ),
        ),
        Column(
            "wait_s",
            Type.INTEGER,
            gettext_noop("Wait; the longest of several; none when a reply is missing"),
            unit="s",
            lowest=0,
        ),
        Column("answered", Type.FLAG, gettext_noop("Every turn of the unit got a valid reply")),
        Column("in_time", Type.FLAG, gettext_noop("Every turn was answered within the limit")),
        Column("bot_only", Type.FLAG, gettext_noop("Only bots answered")),
        Column(
            "credit",
            Type.INTEGER,
            gettext_noop("What it is worth: 100 in time, less for a bot's answer that satisfied, else 0"),
            unit="%",
            lowest=0,
            highest=100,
        ),
        *(Column(flag, Type.FLAG, gettext_noop("Flag of the chat")) for flag in CHAT_FLAGS),
    ),
)
