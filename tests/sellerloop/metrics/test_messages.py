"""Messages as columns: what is refused, and who is found."""

from dataclasses import replace

import numpy as np
import pytest

from bench.naive.facts import facts_of
from sellerloop.events.kinds.message import AUTHORS
from sellerloop.metrics.messages import SIDES, Messages, codes
from tests.sellerloop.metrics.conversations import chat, columns, script

ROW = chat()
LINES = ("10:00:00 buyer", "10:01:00 human", "10:02:00 bot hidden", "10:03:00 system")


@pytest.fixture
def messages() -> Messages:
    return columns(facts_of({"chat": [ROW], "message": script(ROW, *LINES)}))[0]


def test_codes_are_places_in_the_vocabulary() -> None:
    assert codes(["seller", "buyer"], SIDES).tolist() == [1, 0]
    with pytest.raises(KeyError, match="nobody"):
        codes(["nobody"], SIDES)


def test_messages_are_found_by_side_and_author(messages: Messages) -> None:
    assert messages.by("seller").tolist() == [False, True, True, False]
    assert messages.by("seller", ("bot",)).tolist() == [False, False, True, False]
    assert messages.by("platform", AUTHORS).tolist() == [False, False, False, True]
    assert not messages.by("seller", ()).any()


def test_hidden_messages_are_left_out(messages: Messages) -> None:
    shown = messages.visible
    assert len(shown.chat) == 3 and not shown.hidden.any() and shown.visible is shown


def test_columns_of_different_length_are_refused(messages: Messages) -> None:
    with pytest.raises(ValueError, match="differ in length"):
        replace(messages, chat=np.array([0]))


def test_rows_out_of_order_are_refused(messages: Messages) -> None:
    for name in ("chat", "sent_at"):
        with pytest.raises(ValueError, match="sorted"):
            replace(messages, **{name: np.array([3, 2, 1, 0])})
