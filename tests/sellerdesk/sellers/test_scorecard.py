import datetime as dt
import math
import re

import pytest
from django.test import Client

from sellerdesk.sellers import lake as desk_lake
from sellerdesk.sellers.models import Seller
from sellerdesk.sellers.scorecard import PLACES, Scorecard
from sellerloop.lake.reader import EVERYTHING
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.world import AS_OF, DAYS, NAMES, UNSCORED

SCORED = [account for account in NAMES if account != UNSCORED]


def card_of(account: str, as_of: dt.date = AS_OF) -> Scorecard:
    snapshot = desk_lake.current()
    assert snapshot is not None
    card = snapshot.card(account, "sps-us", as_of, EVERYTHING)
    assert card is not None
    return Scorecard(Seller.objects.get(pk=account), card, snapshot.policies["sps-us"])


@pytest.mark.parametrize("account", SCORED)
@pytest.mark.parametrize("back", [0, 17, 60])
def test_what_is_shown_as_lost_adds_up_to_what_is_shown(synced: object, account: str, back: int) -> None:
    card = card_of(account, AS_OF - dt.timedelta(days=back))
    steps = card.fall.steps
    assert card.score is not None
    assert round(card.high + sum(step.value for step in steps), PLACES) == card.left
    assert abs(card.left - card.score) < 10**-PLACES
    exact = {value.metric: value.lost or 0 for value in card.card.metrics}
    assert all(abs(card.losses[m] - exact[m]) <= 10**-PLACES for m in card.losses)


@pytest.mark.parametrize("account", SCORED)
def test_the_bars_are_a_way_down_from_the_maximum(synced: object, account: str) -> None:
    card = card_of(account)
    at = 100.0
    for step in card.fall.steps:
        assert step.left + step.width == pytest.approx(at, abs=1e-6)
        at = step.left
    assert at == pytest.approx(card.left / card.high * 100, abs=1e-6)


def test_the_next_level_is_the_nearest_above(synced: object) -> None:
    for account in SCORED:
        card = card_of(account)
        assert card.score is not None
        level = card.next_level
        if card.score >= 4:
            assert level is None
        else:
            assert level and level.distance > 0 and card.score + level.distance in {4, 3.5, 2.5}


def test_dimensions_weigh_their_metrics(synced: object) -> None:
    card = card_of("VN-1")
    points = {value.metric: value.points for value in card.card.metrics}
    assert points["tts.nrr"] is not None and points["tts.nbfr"] is not None
    assert card.dimensions["product"] == pytest.approx((points["tts.nrr"] + points["tts.nbfr"]) / 2)
    assert set(card.dimensions) == {"product", "fulfilment", "service"}


@pytest.fixture
def client(signed_in: SignedIn) -> Client:
    return signed_in("admin")


def test_the_page_shows_the_score_its_rule_and_every_metric(client: Client) -> None:
    page = client.get("/sellers/VN-1/").content.decode()
    card = card_of("VN-1")
    assert f">{card.shown:.2f}</text>" in page and "of 5" in page
    assert card.resolved.version in page and "ot affiliated" in page and "assumed" in page
    for value in card.card.metrics:
        assert f"/sellers/VN-1/metrics/{value.metric}/?policy=sps-us&amp;as_of=2026-11-23" in page
    assert "data to 23 Nov 2026, 06:00 (UTC)" in page


def test_every_figure_carries_its_sample_period_rule_and_freshness(client: Client) -> None:
    response = client.get("/sellers/VN-1/")
    for line in response.context["lines"]:
        terms = dict(line.figure.parts)
        assert {"Period", "Counted", "Meaning", "Rule", "Data"} <= set(terms), line.figure.name
        assert f'id="{line.figure.id}" role="tooltip"' in response.content.decode()


def test_a_missing_score_is_explained_and_never_nought(client: Client) -> None:
    page = client.get(f"/sellers/{UNSCORED}/").content.decode()
    assert "Too little data: 12 of at least 30" in page and "No score is not a low score" in page
    assert "0.00" not in re.sub(r"<[^>]*>", " ", page)


def test_another_day_shows_what_was_published_for_it(client: Client) -> None:
    day = AS_OF - dt.timedelta(days=30)
    response = client.get("/sellers/VN-1/", {"as_of": day.isoformat()})
    assert response.context["card"].score == card_of("VN-1", day).score
    assert response.context["card"].score != card_of("VN-1").score


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("2030-01-01", AS_OF),
        ("1999-01-01", AS_OF - dt.timedelta(days=DAYS - 1)),
        ("not-a-day", AS_OF),
        ("2026-02-30", AS_OF),
    ],
)
def test_a_day_without_a_score_shows_the_nearest_and_says_so(
    client: Client, asked: str, shown: dt.date
) -> None:
    response = client.get("/sellers/VN-1/", {"as_of": asked})
    assert response.context["question"].as_of == shown
    assert ("Nothing was scored as of" in response.content.decode()) == asked[:1].isdigit() * (
        asked != "2026-02-30"
    )


def test_an_unknown_policy_falls_back_to_the_sellers_own(client: Client) -> None:
    assert client.get("/sellers/VN-1/", {"policy": "nope"}).context["question"].policy == "sps-us"


def test_without_a_build_the_page_says_what_to_do(client: Client, settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.LAKE = tmp_path
    page = client.get("/sellers/VN-1/").content.decode()
    assert "No score was published yet" in page and "sellerloop build" in page


def test_numbers_are_published_ones(client: Client) -> None:
    response = client.get("/sellers/VN-1/")
    lost = math.fsum(value.lost or 0 for value in response.context["card"].card.metrics)
    assert response.context["card"].score == pytest.approx(5 - lost, abs=1e-9)
