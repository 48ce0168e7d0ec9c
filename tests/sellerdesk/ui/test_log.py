import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from sellerdesk.ui.models import AppendOnly, LogEntry, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> LogEntry:
    return record("seller.exported", "seller:VN-1", by="person:1", at=timezone.now(), rows=3)


def test_an_entry_tells_what_happened(entry: LogEntry) -> None:
    assert LogEntry.objects.about("seller:VN-1").get() == entry
    assert entry.facts == {"rows": 3} and "seller.exported" in str(entry)


def test_an_entry_cannot_be_changed_or_removed(entry: LogEntry) -> None:
    entry.verb = "nothing.happened"
    for attempt in (entry.save, entry.delete, LogEntry.objects.all().delete):
        with pytest.raises(AppendOnly):
            attempt()
    with pytest.raises(AppendOnly):
        LogEntry.objects.update(verb="x")


@pytest.mark.parametrize("statement", ["update ui_logentry set verb = 'x'", "delete from ui_logentry"])
def test_the_database_refuses_it_too(entry: LogEntry, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert LogEntry.objects.get().verb == "seller.exported"
