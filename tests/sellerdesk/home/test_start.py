"""The first page of the day: everybody's own movers, each with its reason, equal to what was published."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sellerdesk.home.start import SEEN
from sellerdesk.jobs.models import Job
from sellerdesk.people.models import Person, Vendor
from sellerdesk.sellers import lake
from sellerdesk.sellers.actions import replace_targets
from sellerdesk.sellers.models import Seller, scope_of
from tests.sellerdesk.desk import SignedIn
from tests.sellerdesk.world import AS_OF, NAMES, NOW

EVERYBODY = ("manager", "lead", "programme", "analyst", "vendor", "admin")
WEEK = dt.timedelta(days=7)


def context(client: Client, since: str = "") -> Any:
    return client.get("/today/", {"since": since} if since else {}).context


def test_the_root_leads_here(signed_in: SignedIn) -> None:
    assert signed_in("manager").get("/")["Location"] == "/today/"


@pytest.mark.parametrize("since", ["", "day"])
@pytest.mark.parametrize("name", EVERYBODY)
def test_movers_are_the_published_changes_of_what_one_sees(
    signed_in: SignedIn, name: str, since: str
) -> None:
    person = signed_in.cast[name]
    snapshot, scope = lake.current(), scope_of(person, Seller.objects.all())
    assert snapshot is not None
    before = AS_OF - (dt.timedelta(days=1) if since else WEEK)
    now, then = ({s.account: s.score for s in snapshot.scores("sps-us", d, scope)} for d in (AS_OF, before))
    known = {k: (then[k], v) for k, v in now.items() if v is not None and then.get(k) is not None}
    changes = {k: round(round(v, 2) - round(old, 2), 2) for k, (old, v) in known.items()}  # as a reader would
    found = context(signed_in(name), since)["movers"]
    fallen = sorted((c, k) for k, c in changes.items() if c <= -SEEN)
    assert [m.seller.pk for m in found.down] == [k for _, k in fallen][:5]
    assert found.fell == sum(c <= -SEEN for c in changes.values())
    assert found.rose == sum(c >= SEEN for c in changes.values())
    assert all(m.change == pytest.approx(changes[m.seller.pk]) for m in (*found.down, *found.up))


def test_the_reason_is_the_metric_that_moved_the_score_most(signed_in: SignedIn) -> None:
    snapshot = lake.current()
    assert snapshot is not None
    scope = scope_of(signed_in.cast["admin"], Seller.objects.all())
    moved = context(signed_in("admin"))["movers"]
    assert moved.down and moved.up
    for mover in (*moved.down, *moved.up):
        cards = [snapshot.card(mover.seller.pk, "sps-us", day, scope) for day in (AS_OF - WEEK, AS_OF)]
        lost = [{m.metric: m.lost for m in card.metrics if m.lost is not None} for card in cards if card]
        points = {name: lost[0][name] - lost[1][name] for name in lost[0] if name in lost[1]}
        most = (min if mover.change < 0 else max)(points, key=points.__getitem__)
        assert mover.metric == most and mover.points == pytest.approx(points[most])


def test_every_reason_leads_to_its_rows(signed_in: SignedIn) -> None:
    client = signed_in("admin")
    page = client.get("/today/")
    mover = page.context["movers"].down[0]
    address = f"/sellers/{mover.seller.pk}/metrics/{mover.metric}/"
    against = {"asked": "Counts against", "counted": "Counts against", "": ""}[mover.against]
    link = f"{address}?shown={mover.against}" if against else address
    assert f'href="{link}"' in page.content.decode()
    shown = client.get(link)
    assert shown.status_code == 200 and shown.context["shown"] == (mover.against or "all")
    assert {row.outcome for row in shown.context["rows"]} <= {against or "Counted", against or "Left out"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_missed_targets_lead_to_exactly_as_many_sellers(signed_in: SignedIn, name: str) -> None:
    common = {"op": ">=", "owner": "x", "effective_from": "2020-01-01"}
    replace_targets([{"metric": "tts.otdr", "value": "95", **common}], by="command:test", now=NOW)
    client = signed_in(name)
    lines = context(client)["missed"].lines
    assert name not in ("programme", "analyst", "admin") or lines[0].total > 0
    assert [line.metric for line in lines if not line.metric] == [""][: len(lines)]
    for line in lines:
        for market, count in line.cells:
            query = {"market": market, "metric": line.metric, "state": "missed"}
            assert len(client.get("/sellers/", query).context["page"].rows) == count


def test_what_ends_within_a_week_is_told(signed_in: SignedIn) -> None:
    today = timezone.localdate()
    common = {"metric": "tts.otdr", "op": ">=", "value": "95", "owner": "x", "effective_from": "2020-01-01"}
    rows = [
        {**common, "market": market, "effective_to": (today + dt.timedelta(days=days)).isoformat()}
        for market, days in (("VN", 3), ("US", 30), ("CN", -1))
    ]
    replace_targets(rows, by="command:test", now=NOW)
    assert [each.day for each in context(signed_in("programme"))["soon"]] == [today + dt.timedelta(days=3)]
    assert "Vietnam · This target ends" in signed_in("lead").get("/today/").content.decode()
    assert context(signed_in("vendor"))["soon"] == []


def test_a_target_of_another_vendor_is_not_told(signed_in: SignedIn) -> None:
    own = signed_in.cast["vendor"].vendor
    assert own is not None
    Vendor.objects.create(code="other", name="Other")
    common = {"value": "5", "owner": "x", "effective_from": "2020-01-01"}
    soon = (timezone.localdate() + dt.timedelta(days=3)).isoformat()
    rows = [
        {**common, "metric": metric, "op": op, "vendor": vendor, "effective_to": soon}
        for metric, op, vendor in (("tts.otdr", ">=", own.code), ("tts.sfcr", "<=", "other"))
    ]
    replace_targets(rows, by="command:test", now=NOW)
    assert [each.what for each in context(signed_in("vendor"))["soon"]] == ["On-time delivery rate"]
    assert len(context(signed_in("programme"))["soon"]) == 2


def test_too_many_sellers_to_count_are_said_and_no_nought(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sellerdesk.home.start._FEW", 1)
    page = signed_in("manager").get("/today/").content.decode()
    assert "too many sellers to count" in page and "No target is missed" not in page
    assert "too many sellers to count" not in signed_in("vendor").get("/today/").content.decode()


def test_a_standing_that_changed_is_told_with_both(synced: Path, signed_in: SignedIn) -> None:
    Seller.objects.filter(pk="VN-1").update(standing_before="star", standing="watch", crossed=-1)
    assert [seller.pk for seller in context(signed_in("lead"))["crossed"]["down"]] == ["VN-1"]
    assert "VN-1" not in [seller.pk for seller in context(signed_in("vendor"))["crossed"]["down"]]


def test_unfinished_jobs_are_ones_own(signed_in: SignedIn) -> None:
    cast = signed_in.cast
    common = {"kind": "x", "created_at": NOW, "due_at": NOW}
    Job.objects.create(title="of the analyst", by=cast["analyst"], **common)
    assert "of the analyst" in signed_in("analyst").get("/today/").content.decode()
    assert "of the analyst" not in signed_in("lead").get("/today/").content.decode()


def test_nothing_to_see_says_what_to_do(signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    assert b"Nobody is in your care yet" in signed_in("outsider").get("/today/").content
    settings.LAKE = tmp_path
    page = signed_in("admin").get("/today/").content
    assert b"Nothing to show yet" in page and b"/imports/new/" in page
    assert b"/imports/new/" not in signed_in("manager").get("/today/").content.split(b"<main")[1]


def test_no_name_of_a_foreign_seller_is_on_the_page(cast: dict[str, Person], signed_in: SignedIn) -> None:
    for name in ("manager", "lead", "vendor", "outsider"):
        own = set(Seller.objects.visible_to(cast[name]).values_list("pk", flat=True))
        page = signed_in(name).get("/today/").content.decode()
        assert not [NAMES[key][0] for key in set(NAMES) - own if NAMES[key][0] in page]
