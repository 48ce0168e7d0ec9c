from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sellerdesk.people.models import Person
from sellerdesk.sellers.models import Seller
from sellerdesk.ui.models import LogEntry


def assign(tmp_path: Path, text: str) -> str:
    file, out = tmp_path / "owners.csv", StringIO()
    file.write_text(text, encoding="utf-8-sig")
    call_command("assign", str(file), stdout=out)
    return out.getvalue()


def test_sellers_change_hands_and_the_log_says_so(cast: dict[str, Person], tmp_path: Path) -> None:
    told = assign(tmp_path, "account,owner\nVN-2,Outsider@demo.example\nVN-1,\n")
    assert told.startswith("2 sellers")
    assert [s.pk for s in Seller.objects.visible_to(cast["outsider"])] == ["VN-2"]
    assert Seller.objects.get(pk="VN-1").owner is None
    assert LogEntry.objects.filter(verb="seller.assigned").count() == 2


def test_a_missing_column_leaves_what_is_there(cast: dict[str, Person], tmp_path: Path) -> None:
    assign(tmp_path, "account,vendor\nCN-1,nam-phuong\n")
    seller = Seller.objects.get(pk="CN-1")
    assert seller.owner == cast["manager"] and seller.vendor == cast["vendor"].vendor
    assert assign(tmp_path, "account,vendor\nCN-1,nam-phuong\n").startswith("0 sellers")


def test_one_wrong_row_changes_nothing_and_every_one_is_named(
    cast: dict[str, Person], tmp_path: Path
) -> None:
    with pytest.raises(CommandError) as refused:
        assign(tmp_path, "account,owner,vendor\nVN-2,outsider@demo.example,\nXX,nobody@x.example,beta\n")
    text = str(refused.value)
    assert all(word in text for word in ("row 2", "'XX'", "nobody@x.example", "beta"))
    assert Seller.objects.get(pk="VN-2").owner is None


def test_a_vendors_person_is_no_owner(cast: dict[str, Person], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="vendor@demo"):
        assign(tmp_path, "account,owner\nVN-2,vendor@demo.example\n")
