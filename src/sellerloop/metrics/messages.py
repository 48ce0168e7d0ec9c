"""Chats and their messages as columns: what reply tables are derived from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sellerloop.events.kinds.message import AUTHORS

SIDES = ("buyer", "seller", "platform")

Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False, slots=True)
class Chats:
    """One row per chat, in any order that keeps the chats of an account together.

    Texts are object arrays with None where there is none; ``flags`` holds every flag of ``CHAT_FLAGS``.
    """

    account: Texts
    chat_id: Texts
    buyer: Texts
    zone: Texts
    flags: Mapping[str, Bools]


@dataclass(frozen=True, eq=False, slots=True)
class Messages:
    """One row per message: current versions, sorted by (``chat``, time, position).

    ``chat`` is the row of its chat in :class:`Chats`. Instants are microseconds since 1970 in UTC. ``side``
    and ``author`` are positions in :data:`SIDES` and ``AUTHORS`` (see :func:`codes`).

    Raises ValueError when columns differ in length or rows are out of order.
    """

    chat: Ints
    sent_at: Ints
    known_at: Ints
    side: Codes
    author: Codes
    is_greeting: Bools
    is_transfer: Bools
    hidden: Bools

    def __post_init__(self) -> None:
        if len({getattr(self, column.name).shape for column in fields(self)}) != 1:
            raise ValueError("columns of messages differ in length")
        same = np.diff(self.chat)
        if bool(np.any((same < 0) | ((same == 0) & (np.diff(self.sent_at) < 0)))):
            raise ValueError("messages must be sorted by chat and time")

    @property
    def visible(self) -> "Messages":
        """The messages that staff are shown."""
        if not self.hidden.any():
            return self
        shown = ~self.hidden
        return Messages(*(getattr(self, column.name)[shown] for column in fields(self)))

    def by(self, side: str, authors: Sequence[str] = AUTHORS) -> Bools:
        """Return which messages come from ``side`` and one of ``authors``."""
        written = np.isin(self.author, [AUTHORS.index(author) for author in authors])
        return np.asarray(written & (self.side == SIDES.index(side)))


def codes(values: Sequence[str] | Texts, vocabulary: Sequence[str]) -> Codes:
    """Return the position of each value in ``vocabulary``. Raises KeyError for a value outside it."""
    place = {word: number for number, word in enumerate(vocabulary)}
    return np.array([place[value] for value in values], dtype=np.uint8)
