"""Every number on pages drawn at random is what the raw event files amount to, counted by hand."""

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from sellerdesk.people.models import Person, Reach, Role
from sellerdesk.sellers.question import Question
from sellerloop.lake.reader import Card
from tests.pages.figures import Expected, decimals, difference, stated
from tests.pages.pencil import DAY, DAYS, Pencil
from tests.pages.stated.cards import WEEK, number, scorecard
from tests.pages.stated.changes import change
from tests.pages.stated.lists import seller_list, today
from tests.pages.stated.markets import Group, metric_page
from tests.pages.stated.rows import costs, rows_page
from tests.pages.stated.trials import drawn, trial

SEEDS = 5
PAGES = 10
Page = tuple[str, Callable[[str], Iterable[Expected]]]  # an address, and what has to stand on its page


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
        address = f"/sellers/{account}/?policy={policy}&as_of={day}"
        return address, lambda _html: scorecard(self.pencil, account, policy, day)

    def change(self) -> Page:
        account, (since, day) = self.seller(), sorted(self.dice.sample(DAYS, 2))
        address = f"/sellers/{account}/change/?policy=sps-us&from={since}&to={day}"
        return address, lambda _html: change(self.pencil, account, "sps-us", since, day)

    def trial(self) -> Page:
        account, day = self.seller(), self.dice.choice(DAYS)
        tried = drawn(self.dice, self.pencil, account, "sps-us", day)
        query = urlencode({"policy": "sps-us", "as_of": day, **tried.query})
        address = f"/sellers/{account}/what-if/?{query}"
        return address, lambda _html: trial(self.pencil, account, "sps-us", day, tried)

    def metric(self) -> Page:
        """A metric of all sellers, of a market, a category or a tier, or of a category in a market."""
        words = self.dice.choice([(), ("market",), ("category",), ("tier",), ("market", "category")])
        seller = self.pencil.sellers[self.seller()]
        chosen = {word: seller[word] for word in words if seller[word]}
        name, day = self.dice.choice(sorted(self.pencil.metrics["sps-us"])), self.dice.choice(DAYS)
        group = Group(self.pencil, "sps-us", name, chosen)
        address = f"/metrics/{name}/?{urlencode({'policy': 'sps-us', 'as_of': day, **chosen})}"
        return address, lambda html: metric_page(group, day, html)

    def rows(self) -> Page:
        account, day = self.seller(), self.dice.choice(DAYS)
        policy = self.dice.choice(("sps-us", "sps-us", "shopee-vn"))
        name = self.dice.choice(sorted(self.pencil.metrics[policy]))
        address = f"/sellers/{account}/metrics/{name}/?policy={policy}&as_of={day}"
        return address, lambda _html: rows_page(self.pencil, account, policy, name, day)

    def sellers(self) -> Page:
        words = self.dice.choice([(), ("market",), ("category",), ("tier",), ("market", "category")])
        seller = self.pencil.sellers[self.seller()]
        chosen = {word: seller[word] for word in words if seller[word]}
        return f"/sellers/?{urlencode(chosen)}", lambda _html: seller_list(self.pencil, chosen)

    def today(self) -> Page:
        since, back = self.dice.choice((("week", WEEK), ("day", DAY)))
        return f"/today/?since={since}", lambda _html: today(self.pencil, back)


KINDS = (Draw.scorecard, Draw.change, Draw.trial, Draw.rows, Draw.metric, Draw.sellers, Draw.today)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_number_on_ten_random_pages_is_what_the_raw_events_amount_to(
    client: Client, pencil: Pencil, seed: int
) -> None:
    draw, wrong = Draw(pencil, seed), []
    for kind in [*KINDS, *draw.dice.choices(KINDS, k=PAGES - len(KINDS))]:
        address, expected = kind(draw)
        html = text_of(client, address)
        if found := difference(html, expected(html)):
            wrong.append(f"{address} {found}")
    assert wrong == []


def test_lost_points_add_up_as_they_are_shown(client: Client, pencil: Pencil) -> None:
    for account in pencil.sellers:
        html = text_of(client, f"/sellers/{account}/?policy=sps-us")
        if pencil.sheet(account, "sps-us", DAYS[-1]).score is None:
            continue
        high, *steps, left = decimals(html, r"ol\.fall > li.* > span\.num")
        assert high + sum(steps) == left == decimals(html, r"text\.ring-value$")[0]
        *lost, whole = decimals(html, r"table\.\S*metrics > (tbody|tfoot) > tr > td\.num(\.strong\S*|\.mut)$")
        assert sum(lost) == whole == sum(steps)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_causes_of_a_change_add_up_both_ways_as_they_are_shown(
    client: Client, pencil: Pencil, seed: int
) -> None:
    draw = Draw(pencil, seed)
    for _ in range(PAGES // 2):
        html = text_of(client, draw.change()[0])
        *sums, whole = decimals(html, r"tfoot > tr > td\.num") or [0]
        totals = decimals(html, r"tbody > tr > td\.num\.strong")
        cells = decimals(html, r"tbody > tr > td\.num\.mid")
        rows = [cells[place : place + len(sums)] for place in range(0, len(cells), len(sums) or 1)]
        assert [sum(row) for row in rows] == totals
        assert [sum(column) for column in zip(*rows, strict=True)] == sums and sum(totals) == whole


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_a_trial_wins_adds_up_as_it_is_shown(client: Client, pencil: Pencil, seed: int) -> None:
    draw = Draw(pencil, seed)
    for _ in range(PAGES // 2):
        html = text_of(client, draw.trial()[0])
        scores, gain = (
            decimals(html, r"p\.trial-score > span\.num\.(mut|stat)$"),
            r"trial-score > span\.num\.strong",
        )
        if len(scores) == 2:
            gains = decimals(html, r"trial-table > tbody > tr > td\.num\.strong")
            assert sum(gains) == decimals(html, gain)[0]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_an_order_costs_is_its_part_of_what_its_seller_lost(
    client: Client, pencil: Pencil, seed: int
) -> None:
    draw = Draw(pencil, seed)
    account, day = draw.seller(), draw.dice.choice(DAYS)
    bad = costs(pencil, account, "sps-us", day)
    for order in draw.dice.sample(sorted(bad), k=min(len(bad), PAGES // 5)):
        html = text_of(client, f"/orders/of/{account}/{order}/?as_of={day}")
        shown = {said.text for said in stated(html) if re.search(r"count-foot > span\.bad$", said.place)}
        assert shown == {f"{number(-points, 3)} points" for points in bad[order].values()}
        assert decimals(html, r"span\.cost\.bad$") == [Decimal(f"{-float(sum(bad[order].values())):.3f}")]


def test_a_wrong_number_on_a_page_is_found(
    client: Client, pencil: Pencil, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, day = sorted(pencil.sellers)[0], DAYS[-1]
    read = Question.card

    def planted(question: Question, *asked: Any) -> Card:
        card = read(question, *asked)
        first, *others = card.metrics
        assert first.value is not None
        return replace(card, metrics=(replace(first, value=first.value + 0.01), *others))

    monkeypatch.setattr(Question, "card", planted)
    html = text_of(client, f"/sellers/{account}/?policy=sps-us")
    assert "but recomputed" in difference(html, scorecard(pencil, account, "sps-us", day))


def test_a_number_that_nobody_recomputes_is_found(client: Client, pencil: Pencil) -> None:
    html = text_of(client, "/sellers/")
    assert difference(html, seller_list(pencil, {})) == ""
    more = html.replace("</main>", "<p>Orders in all: 17</p></main>")
    assert "the end" not in difference(more, seller_list(pencil, {}))
    assert "17" in difference(more, seller_list(pencil, {}))
