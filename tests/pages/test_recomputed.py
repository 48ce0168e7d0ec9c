"""Every number on pages drawn at random is what the raw event files amount to, counted by hand."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client

from sellerdesk.people.models import Person, Reach, Role
from tests.pages.figures import Expected, difference
from tests.pages.pencil import DAYS, Pencil
from tests.pages.stated.cards import scorecard
from tests.pages.stated.changes import change
from tests.pages.stated.trials import drawn, trial

SEEDS = (1, 2, 3)
PAGES = 10
Page = tuple[str, Iterable[Expected]]  # an address, and what stands there


@pytest.fixture(scope="module")
def pencil(living_lake: Path) -> Pencil:
    return Pencil(living_lake)


@pytest.fixture
def client(living: Path) -> Client:
    """The browser of a programme manager, who sees all sellers."""
    found = Client(headers={"accept-language": "en"})
    given = {"name": "Chen", "role": Role.PROGRAMME_MANAGER, "reach": Reach.ALL}
    found.force_login(Person.objects.create_user("chen@example.com", "a-long-password", **given))
    return found


class Draw:
    """Draws pages at random, with what each has to state."""

    def __init__(self, pencil: Pencil, seed: int) -> None:
        self.pencil, self.dice = pencil, random.Random(seed)

    def seller(self) -> str:
        return self.dice.choice(sorted(self.pencil.sellers))

    def scorecard(self) -> Page:
        account, day = self.seller(), self.dice.choice(DAYS)
        policy = self.dice.choice(("sps-us", "sps-us", "shopee-vn"))
        return f"/sellers/{account}/?policy={policy}&as_of={day}", scorecard(
            self.pencil, account, policy, day
        )

    def change(self) -> Page:
        account, (since, day) = self.seller(), sorted(self.dice.sample(DAYS, 2))
        address = f"/sellers/{account}/change/?policy=sps-us&from={since}&to={day}"
        return address, change(self.pencil, account, "sps-us", since, day)

    def trial(self) -> Page:
        account, day = self.seller(), self.dice.choice(DAYS)
        tried = drawn(self.dice, self.pencil, account, "sps-us", day)
        query = urlencode({"policy": "sps-us", "as_of": day, **tried.query})
        return f"/sellers/{account}/what-if/?{query}", trial(self.pencil, account, "sps-us", day, tried)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", [Draw.scorecard, Draw.change, Draw.trial])
def test_every_number_of_a_scorecard_is_what_the_raw_events_amount_to(
    client: Client, pencil: Pencil, seed: int, kind: Callable[[Draw], Page]
) -> None:
    draw, wrong = Draw(pencil, seed), []
    for _ in range(PAGES):
        address, expected = kind(draw)
        if found := difference(client.get(address).content.decode(), expected):
            wrong.append(f"{address} {found}")
    assert wrong == []
