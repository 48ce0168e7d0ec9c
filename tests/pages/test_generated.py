"""Thousands of requests that nobody would write: none is a failure of ours."""

import random
import string
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.pages.addresses import patterns
from tests.sellerdesk.desk import SignedIn

REQUESTS, SEED = 1250, 20261123  # of each person
PEOPLE = ("nobody", "manager", "vendor", "admin")
NASTY = (
    "",
    "-",
    "0",
    "1",
    "-1",
    "1e999",
    "NaN",
    "null",
    "9" * 21,
    "2026-11-20",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "no-such",
    "tts.otdr",
    "tts.aht",
    "sps-us",
    "../../etc/passwd",
    "%00",
    "a\x00b",
    "\u202eabc",
    "\u200b",
    "\ud7ff",
    "' or 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "=cmd|' /C calc'!A0",
    "退款",
    "đơn hàng",
    "x" * 10_000,
    "[]",
    '{"a": 1}',
    "WzAuMSwgIkNOLTEiXQ",
    "WzAuMSwgInh4Il0",
    "true",
    "all",
    "csv",
    "xlsx",
    "parquet",
    "\n\r\t",
    "🙂" * 50,
    "１２３",
    "on",
)
KEYS = (
    "q policy as_of from to after before sort shown market language category tier band owner metric "
    "view page format days add remove value den num seller number why print columns density next "
    "text draft edge weight name known tile"
)


class Dice:
    """Makes addresses and fields from one seed."""

    def __init__(self, seed: int, known: list[str]) -> None:
        self.dice = random.Random(seed)
        self.keys = KEYS.split()
        self.pool = [*NASTY, *known, *known]
        self.patterns = sorted((name, tuple(pattern.pattern.converters)) for name, pattern in patterns())

    def value(self) -> str:
        if self.dice.random() < 0.85:
            return self.dice.choice(self.pool)
        return "".join(self.dice.choices(string.printable, k=self.dice.randrange(1, 30)))

    def address(self) -> str:
        while True:
            name, parts = self.dice.choice(self.patterns)
            try:
                return reverse(name, kwargs={part: self.value() for part in parts})
            except NoReverseMatch:  # a part of this kind cannot look like that
                continue

    def fields(self) -> dict[str, str]:
        return {self.dice.choice(self.keys): self.value() for _ in range(self.dice.randrange(4))}


def ask(client: Client, dice: Dice) -> tuple[str, int]:
    """Send one request; return it in words, and the answer's status."""
    address, fields = dice.address(), dice.fields()
    method = client.post if dice.dice.random() < 0.2 else client.get
    headers = {"HX-Request": "true"} if dice.dice.random() < 0.3 else {}
    response = method(address, fields, headers=headers)
    if response.streaming:
        for _ in response.streaming_content:
            pass
    return f"{method.__name__} {address} {fields} {headers}", response.status_code


@pytest.mark.parametrize("person", PEOPLE)
def test_no_generated_request_breaks_a_page(synced: Path, signed_in: SignedIn, person: str) -> None:
    client = signed_in(person)
    client.raise_request_exception = False
    dice = Dice(SEED + PEOPLE.index(person), ["VN-1", "CN-1", "US-1"])
    answers = [ask(client, dice) for _ in range(REQUESTS)]
    assert [said for said, status in answers if status >= 500] == []
    assert len({status for _, status in answers}) >= 2
