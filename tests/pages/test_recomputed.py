"""Every number on pages drawn at random is what the raw event files amount to, counted by hand."""

import random
from pathlib import Path

import pytest
from django.test import Client

from sellerdesk.people.models import Person, Reach, Role
from tests.pages.figures import difference
from tests.pages.pencil import DAYS, Pencil
from tests.pages.stated.cards import scorecard

SEEDS = (1, 2, 3)
PAGES = 10


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


@pytest.mark.parametrize("seed", SEEDS)
def test_every_number_of_a_scorecard_is_what_the_raw_events_amount_to(
    client: Client, pencil: Pencil, seed: int
) -> None:
    dice, wrong = random.Random(seed), []
    for _ in range(PAGES):
        account, day = dice.choice(sorted(pencil.sellers)), dice.choice(DAYS)
        policy = dice.choice(("sps-us", "sps-us", "shopee-vn"))
        address = f"/sellers/{account}/?policy={policy}&as_of={day}"
        html = client.get(address).content.decode()
        if found := difference(html, scorecard(pencil, account, policy, day)):
            wrong.append(f"{address} {found}")
    assert wrong == []
