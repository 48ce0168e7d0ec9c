"""Who gains and who loses: equal to the library's exact path, within the scope, in words."""

import datetime as dt
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from sellerdesk.jobs.ending import forget
from sellerdesk.jobs.models import Job
from sellerdesk.jobs.models import State as JobState
from sellerdesk.jobs.worker import run_due
from sellerdesk.people.models import Person
from sellerdesk.policies.checking import check
from sellerdesk.policies.models import Draft, Outcome, Simulation
from sellerdesk.sellers.models import Seller
from sellerloop.lake.engines.duck import DuckEngine
from sellerloop.lake.scoring import rules_of_policy, scorecards
from sellerloop.lake.serve import served
from sellerloop.lake.storage import Lake
from sellerloop.policy.schema import Policy
from sellerloop.scores.resolve import resolve
from tests.sellerdesk.policies.browser import Browser

TRY = reverse("policies:try", args=["sps-us"])
STRICTER = {"v2.1": "0.2", "w2": "40"}  # the cancellation band and its weight


def tried(person: Person, **values: str) -> Simulation:
    """Type numbers, send them, let the work be done."""
    response = Browser()(person).post(TRY, {**values, "share_out": "on"})
    assert response.status_code == 302, response.content.decode()
    run_due()
    return Simulation.objects.get(pk=response["Location"].split("/")[-2])


def exact(lake: Path, policy: str, simulation: Simulation) -> dict[str, Any]:
    resolved, store = resolve(Policy.model_validate_json(policy)), Lake(lake)
    with served(store, store.current(), rules_of_policy(resolved)) as tables, closing(DuckEngine()) as engine:
        return {card.account: card for card in scorecards(engine, tables, resolved, simulation.as_of)}


def test_every_account_equals_the_exact_path(people: dict[str, Person], living: Path) -> None:
    simulation = tried(people["programme"], **STRICTER)
    before, after = (exact(living, text, simulation) for text in (simulation.before, simulation.after))
    rows = {row.seller_id: row for row in Outcome.objects.filter(simulation=simulation)}
    assert set(rows) == set(before) == set(Seller.objects.values_list("pk", flat=True))
    assert any(row.change for row in rows.values())
    for account, row in rows.items():
        then, now = before[account], after[account]
        for kept, card in ((row.before, then), (row.after, now)):
            assert (kept is None) == (card.score is None)
            assert kept is None or kept == pytest.approx(float(card.score), abs=1e-9)
        assert (row.tier_before, row.tier_after) == (then.tier or "", now.tier or "")
        if then.score is None or now.score is None:
            assert row.change is None and row.metric == ""
        elif row.change:
            assert row.change == pytest.approx(float(now.score - then.score), abs=1e-9)
            effects = {
                name: float((then.entries[name].lost or 0) - (now.entries[name].lost or 0))
                for name in then.entries
            }
            assert sum(effects.values()) == pytest.approx(row.change, abs=1e-9)
            most = (max if row.change > 0 else min)(effects.values())
            assert row.points == pytest.approx(most, abs=1e-9) == pytest.approx(effects[row.metric], abs=1e-9)


def test_weights_that_were_not_changed_give_way(people: dict[str, Person]) -> None:
    simulation = tried(people["programme"], **STRICTER)
    score = Policy.model_validate_json(simulation.after).score
    assert score is not None and sum(part.weight for part in score.parts) == 1
    assert {part.metric: part.weight for part in score.parts}["tts.sfcr"] == Decimal("0.4")


def test_parts_of_the_page_add_up(people: dict[str, Person]) -> None:
    simulation = tried(people["programme"], **STRICTER)
    page = Browser()(people["programme"]).get(reverse("policies:simulation", args=[simulation.pk]))
    total, bars = page.context["total"], page.context["spread"]
    assert sum(bar.count for bar in bars) == total.gain + total.lose > 0
    assert (
        sum(tally.accounts for tally in page.context["tallies"]) == total.accounts == Seller.objects.count()
    )
    assert sum(count for _before, _after, count in page.context["moves"]) == total.crossed


def test_what_was_tried_becomes_a_draft(people: dict[str, Person]) -> None:
    simulation = tried(people["programme"], **STRICTER)
    client, address = Browser()(people["programme"]), reverse("policies:adopt", args=[simulation.pk])
    for _ in range(2):
        page = client.post(address, follow=True)
        assert page.status_code == 200 and page.context["problems"] == []
    draft = Draft.objects.get()
    wanted, told = Policy.model_validate_json(simulation.after), check(draft.text, "sps-us").policy
    assert told is not None and told.model_copy(update={"effective_from": wanted.effective_from}) == wanted
    assert draft.text.startswith("# Published in readable text")


def test_the_same_question_is_computed_once(people: dict[str, Person]) -> None:
    first, second = tried(people["programme"], **STRICTER), tried(people["admin"], **STRICTER)
    assert first == second
    assert Simulation.objects.count() == 1 and Outcome.objects.count() == Seller.objects.count()


def test_a_result_is_removed_when_its_days_are_over_and_computed_anew_when_asked_again(
    people: dict[str, Person], settings: Any
) -> None:
    simulation = tried(people["programme"], **STRICTER)
    assert simulation.kept_until is not None
    forget(simulation.kept_until)
    assert Simulation.objects.exists() and Outcome.objects.exists()
    forget(simulation.kept_until + dt.timedelta(seconds=1))
    assert not Simulation.objects.exists() and not Outcome.objects.exists()
    page = Browser()(people["programme"]).get(reverse("policies:simulation", args=[simulation.pk]))
    assert page.status_code == 404
    assert tried(people["programme"], **STRICTER).done_at is not None


def test_everybody_reads_that_a_result_failed_and_why(people: dict[str, Person]) -> None:
    response = Browser()(people["programme"]).post(TRY, {**STRICTER, "share_out": "on"})
    Job.objects.update(state=JobState.FAILED, problem="The disk is full.")
    for name, again in (("programme", True), ("manager", False)):
        page = Browser()(people[name]).get(response["Location"]).content.decode()
        assert "The disk is full." in page and ("/again/" in page) is again


def test_everybody_sees_their_own_accounts_only(people: dict[str, Person]) -> None:
    simulation = tried(people["programme"], **STRICTER)
    page = reverse("policies:simulation", args=[simulation.pk])
    export = reverse("policies:simulation_export", args=[simulation.pk])
    mine = Seller.objects.order_by("pk").first()
    assert mine is not None
    Seller.objects.update(owner=None)
    Seller.objects.filter(pk=mine.pk).update(owner=people["manager"])
    shown = Browser()(people["manager"]).get(page).content.decode()
    told = b"".join(Browser()(people["manager"]).get(export)).decode()  # type: ignore[arg-type]
    assert mine.name in shown and mine.pk in told
    for other in Seller.objects.exclude(pk=mine.pk):
        assert other.pk not in shown and other.pk not in told
    assert Browser()(people["vendor"]).get(page).status_code == 403
    everything = Browser()(people["programme"]).get(page, {"sort": "-change"}).content.decode()
    assert mine.pk in everything


def test_a_result_is_narrowed_sorted_and_exported_as_it_is_shown(people: dict[str, Person]) -> None:
    simulation = tried(people["programme"], **STRICTER)
    losers = Outcome.objects.filter(simulation=simulation, change__lt=0)
    export = reverse("policies:simulation_export", args=[simulation.pk])
    found = Browser()(people["programme"]).get(export, {"who": "lose"})
    text = b"".join(found).decode()  # type: ignore[arg-type]
    assert losers and all(row.seller_id in text for row in losers)
    assert not any(row.seller_id in text for row in Outcome.objects.filter(change__gte=0))
    for query in (
        "?who=nonsense&sort=x&market=ZZ&by=q&after=!!&q=%00",
        "?q=" + "ệ" * 5000,
        "?by=tier&who=crossed",
    ):
        page = reverse("policies:simulation", args=[simulation.pk]) + query
        assert Browser()(people["programme"]).get(page).status_code == 200


@pytest.mark.parametrize("typed", ["", "abc", "1e999", "NaN", "-", "9" * 400, "1,2,3", "∞", "\x00", "٣"])
def test_numbers_that_are_none_are_said_and_nothing_is_lost(people: dict[str, Person], typed: str) -> None:
    response = Browser()(people["programme"]).post(TRY, {"v2.1": typed, "w0": "30"})
    assert response.status_code == 400
    assert 'value="30"' in response.content.decode()
    assert not Simulation.objects.exists()


def test_weights_that_do_not_add_up_are_refused_with_the_rule(people: dict[str, Person]) -> None:
    response = Browser()(people["programme"]).post(TRY, {"w0": "90"})
    assert response.status_code == 400 and b'role="alert"' in response.content


def test_a_comma_is_a_decimal_point_and_no_change_is_said(people: dict[str, Person]) -> None:
    assert Browser()(people["programme"]).post(TRY, {"v2.1": "1,0"}).status_code == 400
    response = Browser()(people["programme"]).post(TRY, {"v2.1": "0,5"})
    assert response.status_code == 302
