"""What if: the page answers with the library's exact path."""

from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client

from sellerdesk.people.models import Person
from sellerdesk.sellers.models import Seller
from sellerdesk.sellers.outlook import coming
from sellerdesk.sellers.what_if import attempt, number_of
from sellerloop.lake.asking import view_of
from sellerloop.lake.reader import Snapshot
from sellerloop.scores.simulate import what_if, with_value, without
from tests.sellerdesk.sellers.test_change import client, person, question

__all__ = ["client", "person"]


def test_trials_equal_the_exact_path_for_every_account(living: Path, person: Person) -> None:
    for seller in Seller.objects.visible_to(person):
        asked = question(person, seller)
        view = view_of(asked.snapshot, asked.account, "sps-us", asked.as_of)
        metric, reading = view.resolved.metrics["tts.otdr"], view.readings["tts.otdr"]
        given = {"value.tts.im_dsat": "12.5"}
        changes = {"tts.im_dsat": with_value(view.readings["tts.im_dsat"], Fraction("12.5"))}
        bad = (reading.den or 0) - (reading.num or 0)
        if bad:
            given["drop.tts.otdr"] = "1"
            changes["tts.otdr"] = without(metric, reading, 1)
        found, exact = attempt(asked, given), what_if(view, changes)
        assert not found.problems
        assert (found.trial.before, found.trial.after) == (exact.before, exact.after)
        if found.gain is not None:
            gains = [moved.gain for moved in found.moved() if moved.gain is not None]
            assert round(sum(gains), 2) == pytest.approx(round(found.gain, 2), abs=1e-9)


def test_clean_orders_add_to_both_sides(living: Path, person: Person) -> None:
    seller = Seller.objects.filter(score__isnull=False).first()
    assert seller is not None
    asked = question(person, seller)
    found = attempt(asked, {"add.order": "60"})
    before, after = found.trial.before.entries["tts.otdr"], found.trial.after.entries["tts.otdr"]
    assert before.reading.den is not None and after.reading.den == before.reading.den + 60
    assert before.reading.num is not None and after.reading.num == before.reading.num + 60


def test_slips_are_told_and_change_nothing(client: Client) -> None:
    seller = Seller.objects.filter(score__isnull=False).first()
    assert seller is not None
    for query, said in (
        ("value.tts.otdr=abc", b"this is not a number"),
        ("value.tts.otdr=101", b"this value is not possible"),
        ("value.tts.otdr=1e999999", b"this is not a number"),
        ("value.tts.otdr=NaN", b"this is not a number"),
        ("drop.tts.otdr=99999", b"there are only"),
        ("drop.tts.otdr=%EF%BC%91", b"a whole number is needed"),
        ("add.order=-3", b"a whole number is needed"),
        ("add.order=" + "9" * 10_000, b"a whole number is needed"),
    ):
        response = client.get(f"/sellers/{seller.pk}/what-if/?{query}")
        assert response.status_code == 200 and said in response.content, query


def test_starting_again_stays_on_the_day(client: Client) -> None:
    seller = Seller.objects.filter(score__isnull=False).first()
    assert seller is not None
    page = client.get(f"/sellers/{seller.pk}/what-if/?as_of=2026-11-10").content.decode()
    assert f'href="/sellers/{seller.pk}/what-if/?policy={seller.policy}&amp;as_of=2026-11-10"' in page


def test_numbers_are_read_with_either_comma() -> None:
    assert number_of("12,5") == number_of(" 12.5 ") == Fraction(25, 2)
    assert number_of("") is None and number_of("1.000,5") is None


def test_the_calendar_ends_where_the_last_bad_event_has_left(living: Path, person: Person) -> None:
    for seller in Seller.objects.filter(score__isnull=False):
        asked = question(person, seller)
        assert isinstance(asked.snapshot, Snapshot)
        found = coming(asked, 60)
        scores = [row.score for row in found.leaving if row.score is not None]
        assert all(row.count == sum(n for *_, n in row.metrics) for row in found.leaving)
        assert scores == sorted(scores)  # clean events in place of bad ones never cost points
        assert all(asked.as_of < row.day for row in found.leaving)
