from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sellerdesk.people.models import Person
from sellerdesk.sellers import lake as desk_lake
from sellerdesk.sellers.actions import sync
from sellerdesk.sellers.models import Band, Seller
from sellerdesk.ui.models import LogEntry
from sellerloop.lake.reader import EVERYTHING
from tests.sellerdesk.world import AS_OF, NAMES, UNSCORED, make_lake


def test_every_account_is_mirrored_with_its_score(synced: Path) -> None:
    assert set(Seller.objects.values_list("pk", flat=True)) == set(NAMES)
    snapshot = desk_lake.current()
    assert snapshot is not None
    seller = Seller.objects.get(pk="VN-1")
    assert (seller.name, seller.market, seller.zone) == ("Hà Nội Home & Kitchen", "VN", "Asia/Ho_Chi_Minh")
    published = {s.account: s.score for s in snapshot.scores("sps-us", AS_OF, EVERYTHING)}
    for mirrored in Seller.objects.all():
        assert mirrored.score == pytest.approx(published[mirrored.pk]) or mirrored.pk == UNSCORED
        assert mirrored.share is None or mirrored.share == pytest.approx(mirrored.score / 5)
        assert len(mirrored.trend) == 13


def test_an_account_without_a_score_says_why(synced: Path) -> None:
    seller = Seller.objects.get(pk=UNSCORED)
    assert seller.score is None and seller.band is Band.NONE and "30" in seller.reason


def test_syncing_again_keeps_owners_and_changes_nothing(cast: dict[str, Person]) -> None:
    before = list(Seller.objects.order_by("pk").values())
    snapshot = desk_lake.current()
    assert snapshot is not None
    sync(snapshot, by="command:test", now=timezone.now())
    assert list(Seller.objects.order_by("pk").values()) == before


def test_an_account_that_left_the_lake_leaves_the_lists(synced: Path, tmp_path: Path, settings: Any) -> None:
    settings.LAKE = make_lake(tmp_path / "later", {k: v for k, v in NAMES.items() if k != "US-2"})
    call_command("sync_sellers", stdout=StringIO())
    assert not Seller.objects.get(pk="US-2").listed
    assert Seller.objects.filter(listed=True).count() == len(NAMES) - 1


def test_syncing_is_logged(synced: Path) -> None:
    entry = LogEntry.objects.get(verb="sellers.synced")
    assert entry.facts == {"accounts": len(NAMES), "scored": len(NAMES) - 1, "left": 0}


@pytest.mark.django_db
def test_without_a_build_the_command_says_what_to_do(settings: Any, tmp_path: Path) -> None:
    settings.LAKE = tmp_path
    with pytest.raises(CommandError, match="sellerloop build"):
        call_command("sync_sellers")


@pytest.mark.django_db
def test_a_damaged_lake_is_named_and_no_traceback_is_shown(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("{")
    settings.LAKE = tmp_path
    with pytest.raises(CommandError, match="damaged"):
        call_command("sync_sellers")
