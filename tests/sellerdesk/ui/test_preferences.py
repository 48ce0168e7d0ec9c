import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
ADDRESS = "/ui/preferences/"


def test_theme_and_language_are_in_the_first_byte_of_the_page(client: Client) -> None:
    client.post(ADDRESS, {"theme": "dark", "language": "vi", "next": "/account/login/"})
    page = client.get("/account/login/").content.decode()
    assert '<html lang="vi" data-bs-theme="dark">' in page


def test_without_a_choice_the_browsers_own_theme_holds(client: Client) -> None:
    page = client.get("/account/login/", headers={"sec-ch-prefers-color-scheme": "dark"}).content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'data-bs-theme="light"' in client.get("/account/login/").content.decode()


@pytest.mark.parametrize(
    ("wanted", "language"), [("vi-VN,vi", "vi"), ("zh-CN", "zh-hans"), ("de", "en"), ("en-GB", "en")]
)
def test_a_browser_is_answered_in_its_language(client: Client, wanted: str, language: str) -> None:
    page = client.get("/account/login/", headers={"accept-language": wanted}).content.decode()
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(client: Client, address: str) -> None:
    response = client.post(ADDRESS, {"theme": "dark", "next": address})
    assert response.status_code == 302 and response["Location"] == "/"


def test_a_choice_that_is_none_changes_nothing(client: Client) -> None:
    response = client.post(ADDRESS, {"theme": "purple"})
    assert response.status_code == 400 and "desk_theme" not in response.cookies


def test_a_tampered_cookie_falls_back(client: Client) -> None:
    client.cookies.load({"desk_theme": '"><script>', "desk_zone": "Nowhere/Land"})
    page = client.get("/account/login/").content.decode()
    assert 'data-bs-theme="light"' in page and "Times in UTC" in page


def test_times_are_shown_in_the_chosen_zone(client: Client) -> None:
    client.post(ADDRESS, {"zone": "Asia/Shanghai"})
    assert "Times in Asia/Shanghai" in client.get("/account/login/").content.decode()


def test_the_page_of_preferences_shows_what_is_in_force(client: Client) -> None:
    client.cookies.load({"desk_zone": "Asia/Shanghai"})
    page = client.get(reverse("ui:preferences")).content.decode()
    assert '<option value="Asia/Shanghai" selected>' in page
