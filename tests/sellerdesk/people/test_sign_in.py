import time
from typing import Any

import pytest
from django.test import Client

from sellerdesk.people.demo import PASSWORD, make_people
from sellerdesk.people.models import Person, Reach, Role

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
SECRET = "correct horse battery"


@pytest.fixture
def person() -> Person:
    return Person.objects.create_user("mai@x.example", SECRET, name="Mai", role=Role.ANALYST, reach=Reach.ALL)


def sign_in(client: Client, email: str = "mai@x.example", password: str = SECRET) -> int:
    return client.post(LOGIN, {"login": email, "password": password}).status_code


def signed_in(client: Client) -> bool:
    return client.get("/sellers/").status_code == 200


def test_the_right_password_opens_the_door_and_returns_to_the_page(client: Client, person: Person) -> None:
    asked = client.get("/sellers/?q=mai")
    assert asked.status_code == 302 and asked["Location"] == f"{LOGIN}?next=/sellers/%3Fq%3Dmai"
    response = client.post(LOGIN, {"login": "MAI@x.example", "password": SECRET, "next": "/sellers/?q=mai"})
    assert response["Location"] == "/sellers/?q=mai" and signed_in(client)


def test_a_wrong_password_and_an_unknown_address_read_the_same(client: Client, person: Person) -> None:
    wrong = client.post(LOGIN, {"login": "mai@x.example", "password": "nope"}).content.decode()
    unknown = client.post(LOGIN, {"login": "who@x.example", "password": "nope"}).content.decode()
    assert 'role="alert"' in wrong
    assert (
        wrong.split('role="alert"')[1].split("</div>")[0]
        == unknown.split('role="alert"')[1].split("</div>")[0]
    )


def test_guessing_is_slowed_down(client: Client, person: Person) -> None:
    for _ in range(5):
        assert sign_in(client, password="guess") == 200
    refused = client.post(LOGIN, {"login": "mai@x.example", "password": SECRET})
    assert refused.status_code in (200, 429) and not signed_in(client)


def test_nobody_signs_up(client: Client) -> None:
    fields = {"email": "new@x.example", "password1": SECRET}
    page = client.post("/account/signup/", fields).content.decode()
    assert "Sign-up is closed" in page and not Person.objects.exists()


def test_somebody_switched_off_is_out_at_once(client: Client, person: Person) -> None:
    sign_in(client)
    assert signed_in(client)
    Person.objects.update(is_active=False)
    assert not signed_in(client)


def test_signing_out_ends_the_session(client: Client, person: Person) -> None:
    sign_in(client)
    assert client.post("/account/logout/").status_code == 302
    assert not signed_in(client)


def test_an_idle_session_ends(client: Client, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client)
    assert signed_in(client)
    later = time.time() + 31 * 60
    monkeypatch.setattr("sellerdesk.people.middleware.time", lambda: later)
    assert not signed_in(client)


def test_a_session_in_use_goes_on(client: Client, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(client)
    start = time.time()
    for minutes in (20, 40, 60):
        monkeypatch.setattr("sellerdesk.people.middleware.time", lambda m=minutes: start + m * 60)
        assert signed_in(client)


def test_a_session_ends_after_its_full_length_however_busy(
    client: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    start, states = time.time(), []
    for minutes in range(0, 12 * 60 + 40, 20):
        monkeypatch.setattr("sellerdesk.people.middleware.time", lambda m=minutes: start + m * 60)
        states.append(signed_in(client))
    assert states == [True] * 37 + [False]


def test_demo_people_are_offered_and_let_in_in_demo_mode_only(client: Client, settings: Any) -> None:
    make_people()
    settings.DEMO = True
    page = client.get(LOGIN).content.decode()
    assert "manager@demo.example" in page and PASSWORD in page
    assert sign_in(client, "manager@demo.example", PASSWORD) == 302 and signed_in(client)
    settings.DEMO = False
    page = Client().get(LOGIN).content.decode()
    assert "demo.example" not in page and PASSWORD not in page
    assert not signed_in(client)
    late = Client()
    sign_in(late, "manager@demo.example", PASSWORD)
    assert not signed_in(late)


def test_a_session_cookie_cannot_be_read_by_scripts(client: Client, person: Person) -> None:
    response = client.post(LOGIN, {"login": "mai@x.example", "password": SECRET})
    cookie = response.cookies["sessionid"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


def test_a_part_of_a_page_after_the_session_ended_reloads_the_page(client: Client) -> None:
    answer = client.get("/sellers/", headers={"HX-Request": "true"})
    assert answer.status_code == 401 and answer["HX-Refresh"] == "true" and not answer.content
