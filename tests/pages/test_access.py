"""The access table: every address x everybody -> what they get. An address that is missing here fails."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.sellerdesk.desk import SignedIn

PEOPLE = ("nobody", "outsider", "manager", "lead", "programme", "analyst", "vendor", "admin")
LOGIN, OK, AWAY, NO, GONE, BY_POST = "login", 200, 302, 403, 404, 405
NOT_MADE = "00000000-0000-4000-8000-000000000000"
EVERYBODY = dict.fromkeys(PEOPLE, OK)
SIGNED_IN = EVERYBODY | {"nobody": LOGIN}
SENT_ON = SIGNED_IN | dict.fromkeys(PEOPLE[1:], AWAY)
# CN-1 is the manager's; the lead has Vietnam, the vendor's people US-1, the outsider nothing
OF_THE_MANAGER = SIGNED_IN | {"outsider": GONE, "lead": GONE, "vendor": GONE}
POSTED = SIGNED_IN | dict.fromkeys(PEOPLE[1:], BY_POST)
MISSING = SIGNED_IN | dict.fromkeys(PEOPLE[1:], GONE)  # or switched off: demo mode, codes for signing in
NOT_FOR_ASSOCIATES = SIGNED_IN | {"vendor": NO}
OF_THE_VENDOR = SIGNED_IN | {"outsider": GONE, "lead": GONE, "manager": GONE}

# imports concern everything: those who run the programme bring data in, analysts read what came of it
READS_IMPORTS = SIGNED_IN | dict.fromkeys(("outsider", "manager", "lead", "vendor"), NO)
IMPORTS = READS_IMPORTS | {"analyst": NO}
READERS_MISS = dict.fromkeys(("programme", "analyst", "admin"), GONE)

ACCESS: dict[tuple[str, tuple[str, ...]], dict[str, int | str]] = {
    ("home", ()): SENT_ON,
    ("home:find", ()): SIGNED_IN,
    ("home:start", ()): SIGNED_IN,
    ("sellers:list", ()): SIGNED_IN,
    ("sellers:export", ()): NOT_FOR_ASSOCIATES,
    ("sellers:bulk", ()): POSTED,
    ("sellers:keep_view", ()): POSTED,
    ("sellers:remove_view", (1,)): POSTED,
    ("sellers:scorecard", ("CN-1",)): OF_THE_MANAGER,
    ("sellers:scorecard", ("US-1",)): OF_THE_VENDOR,
    ("sellers:scorecard", ("no-such-seller",)): MISSING,
    ("sellers:change", ("CN-1",)): OF_THE_MANAGER,
    ("sellers:change", ("US-1",)): OF_THE_VENDOR,
    ("sellers:outlook", ("CN-1",)): OF_THE_MANAGER,
    ("sellers:outlook", ("US-1",)): OF_THE_VENDOR,
    ("sellers:what_if", ("CN-1",)): OF_THE_MANAGER,
    ("sellers:what_if", ("US-1",)): OF_THE_VENDOR,
    ("sellers:print", ("CN-1",)): OF_THE_MANAGER,
    ("sellers:print", ("US-1",)): OF_THE_VENDOR,
    ("sellers:pdf", ("CN-1",)): OF_THE_MANAGER,
    ("sellers:pdf", ("US-1",)): OF_THE_VENDOR | {"vendor": NO},
    ("sellers:links", ("CN-1",)): OF_THE_MANAGER | {"analyst": NO},
    ("sellers:links", ("US-1",)): OF_THE_VENDOR | {"vendor": NO, "analyst": NO},
    ("sellers:take_back", ("CN-1", 1)): POSTED,
    ("sellers:shared", ("never-given",)): dict.fromkeys(PEOPLE, GONE),
    ("sellers:shared_rows", ("never-given", "tts.otdr")): dict.fromkeys(PEOPLE, GONE),
    ("sellers:rows", ("CN-1", "tts.otdr")): OF_THE_MANAGER,
    ("sellers:rows", ("US-1", "tts.otdr")): OF_THE_VENDOR,
    ("sellers:export_rows", ("CN-1", "tts.otdr")): OF_THE_MANAGER,
    ("sellers:export_rows", ("US-1", "tts.otdr")): OF_THE_VENDOR | {"vendor": NO},
    ("imports:list", ()): READS_IMPORTS,
    ("imports:new", ()): IMPORTS,
    ("imports:build", ()): POSTED,
    ("imports:mappings", ()): READS_IMPORTS,
    ("imports:mapping", ("olist",)): READS_IMPORTS,
    ("imports:detail", (NOT_MADE,)): READS_IMPORTS | READERS_MISS,
    ("imports:choose", (NOT_MADE,)): POSTED,
    ("imports:make", (NOT_MADE,)): IMPORTS | {"programme": GONE, "admin": GONE},
    ("imports:run", (NOT_MADE,)): POSTED,
    ("imports:undo", (NOT_MADE,)): IMPORTS | {"programme": GONE, "admin": GONE},
    ("imports:discard", (NOT_MADE,)): POSTED,
    ("imports:refused", (NOT_MADE,)): READS_IMPORTS | READERS_MISS,
    ("imports:download", (NOT_MADE,)): READS_IMPORTS | READERS_MISS,
    ("jobs:list", ()): SIGNED_IN,
    ("jobs:detail", (NOT_MADE,)): MISSING,
    ("jobs:cancel", (NOT_MADE,)): POSTED,
    ("jobs:again", (NOT_MADE,)): POSTED,
    ("orders:find", ()): SIGNED_IN,
    ("orders:order", ("CN-1", "CN-1-00000")): OF_THE_MANAGER,
    ("orders:order", ("US-1", "US-1-00000")): OF_THE_VENDOR,
    ("orders:order", ("CN-1", "no-such-order")): MISSING,
    ("orders:chat", ("CN-1", "no-such-chat")): MISSING,
    ("metrics:list", ()): SIGNED_IN,
    ("metrics:events", ()): SIGNED_IN,
    ("metrics:event", ("order",)): SIGNED_IN,
    ("metrics:metric", ("tts.otdr",)): SIGNED_IN,
    ("metrics:metric", ("no-such-metric",)): MISSING,
    ("policies:list", ()): SIGNED_IN,
    ("policies:policy", ("sps-us",)): SIGNED_IN,
    ("policies:policy", ("no-such-policy",)): MISSING,
    ("policies:diff", ("shopee-vn",)): SIGNED_IN,
    ("policies:try", ("sps-us",)): NOT_FOR_ASSOCIATES,
    ("policies:begin", ("sps-us",)): POSTED,
    ("policies:draft", (1,)): MISSING,
    ("policies:check", (1,)): POSTED,
    ("policies:save", (1,)): POSTED,
    ("policies:numbers", (1,)): POSTED,
    ("policies:simulate", (1,)): POSTED,
    ("policies:step", (1, "approve")): POSTED,
    ("policies:simulation", (NOT_MADE,)): MISSING | {"vendor": NO},
    ("policies:simulation_export", (NOT_MADE,)): MISSING | {"vendor": NO},
    ("policies:adopt", (NOT_MADE,)): POSTED,
    ("boards:list", ()): SIGNED_IN,
    ("boards:new", ()): POSTED,
    ("boards:board", (NOT_MADE,)): MISSING,
    ("boards:wall", (NOT_MADE,)): MISSING,
    ("boards:edit", (NOT_MADE,)): MISSING,
    ("boards:change", (NOT_MADE,)): POSTED,
    ("boards:copy", (NOT_MADE,)): POSTED,
    ("boards:remove", (NOT_MADE,)): POSTED,
    ("boards:restore", (NOT_MADE,)): POSTED,
    ("ui:preferences", ()): EVERYBODY,
    ("ui:table", ()): POSTED,
    ("ui:tour", ()): POSTED,
    ("ui:gallery", ()): MISSING,
    ("ui:gallery_undo", ()): POSTED,
    ("account_login", ()): EVERYBODY | dict.fromkeys(PEOPLE[1:], AWAY),
    ("account_logout", ()): SIGNED_IN,
    ("account_signup", ()): EVERYBODY | dict.fromkeys(PEOPLE[1:], AWAY),
    ("account_inactive", ()): EVERYBODY,
    ("account_reauthenticate", ()): SIGNED_IN,
    ("account_change_password", ()): SIGNED_IN,
    ("mfa_index", ()): SIGNED_IN,
    ("mfa_authenticate", ()): dict.fromkeys(PEOPLE, AWAY),
    ("mfa_reauthenticate", ()): SENT_ON,
    ("mfa_activate_totp", ()): SENT_ON,
    ("mfa_deactivate_totp", ()): MISSING,
    ("mfa_view_recovery_codes", ()): MISSING,
    ("mfa_generate_recovery_codes", ()): SENT_ON,
    ("mfa_download_recovery_codes", ()): MISSING,
}


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            assert isinstance(pattern, URLPattern) and pattern.name, f"{pattern} has no name"
            yield space + pattern.name


def test_every_address_is_in_the_table() -> None:
    assert set(names(get_resolver())) == {name for name, _ in ACCESS}


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_says(signed_in: SignedIn, person: str) -> None:
    client, wrong = signed_in(person), []
    for (name, arguments), expected in ACCESS.items():
        address = reverse(name, args=arguments)
        response = client.get(address)
        got: int | str = response.status_code
        if got == AWAY and response["Location"].startswith("/account/login/"):
            got = LOGIN
        if name == "mfa_authenticate" and got == LOGIN:
            got = AWAY
        if got != expected[person]:
            wrong.append(f"{address}: {got}, not {expected[person]}")
    assert not wrong


@pytest.mark.parametrize("person", PEOPLE[1:])
def test_a_foreign_seller_reads_exactly_like_one_that_does_not_exist(
    signed_in: SignedIn, person: str
) -> None:
    client = signed_in(person)
    for address in ("/sellers/{}/", "/sellers/{}/metrics/tts.otdr/", "/sellers/{}/metrics/tts.otdr/export/"):
        missing = client.get(address.format("XX-0"))
        foreign = [client.get(address.format(seller)) for seller in ("CN-1", "US-1", "VN-2")]
        for response in (response for response in foreign if response.status_code == GONE):
            assert _plain(response.content) == _plain(missing.content)


def test_reading_pages_changes_nothing_and_writing_needs_a_token(signed_in: SignedIn) -> None:
    client = signed_in("admin")
    for address in ("/sellers/", "/sellers/CN-1/", "/sellers/CN-1/metrics/tts.otdr/"):
        assert client.post(address).status_code == 405
    client.handler.enforce_csrf_checks = True
    refused = client.post("/ui/preferences/", {"theme": "dark"})
    assert refused.status_code == 403 and b"open too long" in refused.content


def _plain(content: bytes) -> str:
    """The page without the one-time tokens of its forms and without its own address."""
    lines = content.decode().splitlines()
    return "\n".join(
        line for line in lines if "csrfmiddlewaretoken" not in line and 'name="next"' not in line
    )
