from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sellerdesk.people.models import Person, Reach, Role
from sellerdesk.ui.models import LogEntry

pytestmark = pytest.mark.django_db


def person(*arguments: str) -> str:
    out = StringIO()
    call_command("person", *arguments, stdout=out)
    return out.getvalue()


def test_a_person_is_made_changed_and_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda: "a good long secret")
    told = person("Mai@x.example", "--name", "Mai", "--role", "analyst", "--reach", "all", "--password")
    assert "Analyst, All accounts, may sign in" in told
    mai = Person.objects.get(email="mai@x.example")
    assert mai.check_password("a good long secret") and mai.reach == Reach.ALL
    assert "is switched off" in person("mai@x.example", "--off")
    mai.refresh_from_db()
    assert not mai.is_active and mai.name == "Mai" and mai.check_password("a good long secret")
    assert "is switched off" in person("mai@x.example", "--name", "Mai Tran")
    assert "may sign in" in person("mai@x.example", "--on")
    assert [entry.verb for entry in LogEntry.objects.order_by("id")] == [
        "person.made",
        *["person.changed"] * 3,
    ]


def test_vendor_people_get_their_vendor_and_its_reach() -> None:
    person("khoa@x.example", "--name", "Khoa", "--role", "vendor_associate", "--vendor", "alpha")
    khoa = Person.objects.get()
    assert khoa.reach == Reach.VENDOR and khoa.vendor is not None and khoa.vendor.code == "alpha"
    person("khoa@x.example", "--role", "analyst", "--reach", "all")
    khoa.refresh_from_db()
    assert khoa.role == Role.ANALYST and khoa.vendor is None


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("new@x.example",), "give a name and a role"),
        (("new@x.example", "--name", "N", "--role", "vendor_lead"), "needs a vendor"),
        (("new@x.example", "--name", "N", "--role", "lead", "--reach", "markets"), "at least one market"),
        (("no-address", "--name", "N", "--role", "lead"), "valid email"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(arguments: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        person(*arguments)
    assert not Person.objects.exists()


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda: "short")
    with pytest.raises(CommandError, match="12 characters"):
        person("mai@x.example", "--name", "Mai", "--role", "lead", "--password")
