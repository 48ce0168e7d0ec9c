"""The life of a draft: typed, checked, proposed, decided by somebody else, live, rolled back."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sellerdesk.people.models import Person
from sellerdesk.policies.actions import write_policies
from sellerdesk.policies.models import Draft, State
from sellerdesk.ui.models import LogEntry
from sellerloop.cli.policies import policy_in_force
from sellerloop.lake.policies import FOLDER, own_texts
from sellerloop.lake.storage import Lake
from sellerloop.policy.versions import version_of
from sellerloop.scores.packs import pack, texts
from tests.sellerdesk.policies.browser import Browser

TODAY = timezone.localdate()
SOUND = texts()["sps-us.yaml"]


@pytest.fixture
def own(living: Path, tmp_path: Path, settings: object) -> Path:
    """The simulated lake with a folder of policies that only this test writes to."""
    root = tmp_path / "lake"
    root.mkdir()
    for entry in living.iterdir():
        if entry.name != FOLDER:
            (root / entry.name).symlink_to(entry)
    settings.LAKE = root  # type: ignore[attr-defined]
    return root


@pytest.fixture
def author(own: Path, people: dict[str, Person]) -> Client:
    return Browser()(people["analyst"])


@pytest.fixture
def draft(author: Client) -> Draft:
    response = author.post(reverse("policies:begin", args=["sps-us"]))
    return Draft.objects.get(pk=response["Location"].split("/")[-2])


def stricter(day: dt.date = TODAY) -> str:
    text = SOUND.replace("{value: 1, score: 4}", "{value: 0.5, score: 4}")
    return text.replace("effective_from: 2025-07-01", f"effective_from: {day}")


def save(client: Client, draft: Draft, text: str, revision: int | None = None) -> int:
    draft.refresh_from_db()
    values = {"text": text, "revision": draft.revision if revision is None else revision}
    return client.post(reverse("policies:save", args=[draft.pk]), values).status_code


def step(client: Client, draft: Draft, name: str, note: str = "because") -> int:
    draft.refresh_from_db()
    address = reverse("policies:step", args=[draft.pk, name])
    return client.post(address, {"revision": draft.revision, "note": note}).status_code


def test_a_draft_begins_with_the_shipped_text_and_its_remarks(draft: Draft) -> None:
    assert draft.text == SOUND


def test_beginning_twice_gives_one_draft(author: Client, draft: Draft) -> None:
    author.post(reverse("policies:begin", args=["sps-us"]))
    assert Draft.objects.count() == 1


def test_a_version_goes_live_by_a_second_person_and_back_again(
    author: Client, draft: Draft, people: dict[str, Person], own: Path
) -> None:
    lead, chief = Browser()(people["programme"]), Browser()(people["admin"])
    shipped = version_of(pack("sps-us", TODAY))
    assert save(author, draft, stricter()) == 302
    assert step(author, draft, "propose") == 302
    assert step(author, draft, "approve") == 403
    assert step(lead, draft, "approve", note=" ") == 409
    assert step(lead, draft, "approve") == 302
    draft.refresh_from_db()
    live = policy_in_force("sps-us", TODAY, Lake(own))
    assert draft.state == State.APPROVED and live.version == draft.version != shipped
    assert policy_in_force("sps-us", TODAY - dt.timedelta(days=1), Lake(own)).version == shipped
    assert draft.version in lead.get(reverse("policies:policy", args=["sps-us"])).content.decode()
    assert step(lead, draft, "approve") == 409
    assert step(author, draft, "roll-back") == 403
    assert step(chief, draft, "roll-back") == 302
    assert policy_in_force("sps-us", TODAY, Lake(own)).version == shipped and own_texts(own) == {}
    told = [entry.verb for entry in LogEntry.objects.about("policy:sps-us").order_by("id")]
    assert told == [f"policy.{verb}" for verb in ("drafted", "saved", "proposed", "approved", "rolled_back")]


def test_who_wrote_cannot_decide_whatever_their_role(
    draft: Draft, author: Client, people: dict[str, Person]
) -> None:
    for name in ("programme", "admin"):
        decider = Browser()(people[name])
        assert save(decider, draft, stricter() + f"\n# by {name}\n") == 302
        step(decider, draft, "propose")
        assert step(decider, draft, "approve") == 409
        assert step(decider, draft, "take-back") == 302
    assert not Draft.objects.filter(state=State.APPROVED).exists()


def test_who_wrote_cannot_decide_after_somebody_else_saved_again(
    draft: Draft, author: Client, people: dict[str, Person]
) -> None:
    chief = Browser()(people["programme"])
    assert save(chief, draft, stricter()) == 302
    assert save(author, draft, stricter() + "\n# a remark\n") == 302
    step(author, draft, "propose")
    page = chief.get(reverse("policies:draft", args=[draft.pk])).content.decode()
    assert "somebody else has to" in page and "/approve/" not in page
    assert step(chief, draft, "approve") == 409
    assert step(Browser()(people["admin"]), draft, "approve") == 302


def test_of_two_versions_of_a_day_the_last_decided_one_counts(
    author: Client, people: dict[str, Person], own: Path
) -> None:
    lead, versions = Browser()(people["programme"]), []
    for text in (stricter(), stricter().replace("value: 0.5", "value: 0.4")):
        author.post(reverse("policies:begin", args=["sps-us"]))
        made = Draft.objects.order_by("-pk")[0]
        assert (save(author, made, text), step(author, made, "propose"), step(lead, made, "approve")) == (
            302,
        ) * 3
        versions.append(made)
    live = [policy_in_force("sps-us", TODAY, Lake(own)).version]
    step(lead, versions[1], "roll-back")
    live.append(policy_in_force("sps-us", TODAY, Lake(own)).version)
    assert live == [Draft.objects.get(pk=made.pk).version for made in versions[::-1]]
    assert write_policies() == 1 == len(own_texts(own))


@pytest.mark.parametrize("text", [SOUND, SOUND.replace("low: 0", "low: none")])
def test_a_draft_that_says_nothing_new_or_is_unsound_cannot_be_proposed(
    author: Client, draft: Draft, text: str
) -> None:
    save(author, draft, text)
    assert step(author, draft, "propose") == 409


def test_a_day_that_has_passed_cannot_be_proposed(author: Client, draft: Draft) -> None:
    save(author, draft, stricter(TODAY - dt.timedelta(days=1)))
    assert step(author, draft, "propose") == 409


def test_two_people_in_one_draft_lose_nothing(
    author: Client, draft: Draft, people: dict[str, Person]
) -> None:
    seen = draft.revision
    assert save(Browser()(people["programme"]), draft, "theirs: 1", seen) == 302
    response = author.post(reverse("policies:save", args=[draft.pk]), {"text": "mine: 2", "revision": seen})
    page = response.content.decode()
    assert response.status_code == 409 and "theirs: 1" in page and "mine: 2" in page
    draft.refresh_from_db()
    assert draft.text == "theirs: 1"
    assert save(author, draft, "mine: 2") == 302


MISTAKES = (
    *(
        "",
        " ",
        "\x00",
        "a: [",
        "a: b: c",
        "- 1",
        "1",
        "&a [*a]",
        "? {a: b}\n: c",
        "\ud800".encode("utf-8", "replace").decode(),
    ),
    *("id: sps-us", "id: other\n", SOUND.replace("id: sps-us", "id: other"), "extends: sps-us\nid: sps-us"),
    *(
        "extends: no-such\nid: sps-us",
        "!!python/object/apply:os.system [ls]",
        "a: " + "[" * 5000,
        "x" * 300_000,
    ),
    *(
        SOUND.replace("weight: 0.25", "weight: 0.26"),
        SOUND.replace("tts.nrr", "tts.none"),
        SOUND[: len(SOUND) // 2],
    ),
    *(
        SOUND.replace("linear", "cubic"),
        SOUND.replace("2025-07-01", "2025-02-31"),
        SOUND.replace(": ", ":\t"),
    ),
    *(
        SOUND.replace("score: 4", "score: 1e400"),
        SOUND.replace("score:", "score: &s", 1),
    ),
    *(
        "\u202eid: sps-us\u200b",
        SOUND + "\nid: sps-us\n",
        "a: " + "9" * 5000,
        "id: sps-us\nscore: {parts: []}",
    ),
)


@pytest.mark.parametrize("text", MISTAKES, ids=range(len(MISTAKES)))
def test_no_text_breaks_the_page_and_none_is_lost(author: Client, draft: Draft, text: str) -> None:
    checked = author.post(
        reverse("policies:check", args=[draft.pk]), {"text": text}, headers={"HX-Request": "true"}
    )
    assert checked.status_code == 200
    assert save(author, draft, text) == 302
    page = author.get(reverse("policies:draft", args=[draft.pk]))
    assert page.status_code == 200 and (page.context["problems"] or page.context["groups"] == [])
    assert step(author, draft, "propose") == 409
    draft.refresh_from_db()
    assert draft.text == text.replace("\x00", "\ufffd")


def test_problems_tell_line_field_and_reason_in_the_language_of_the_person(
    draft: Draft, people: dict[str, Person]
) -> None:
    text = SOUND.replace("score: {low", "score: {low").replace("  low: 0\n", "  low: none\n")
    line = text.splitlines().index("  low: none") + 1
    address = reverse("policies:check", args=[draft.pk])
    for language, word in (("en", "Must be a number"), ("vi", "hải là"), ("zh-hans", "必须")):
        client = Browser()(people["analyst"], language)
        page = client.post(address, {"text": text}, headers={"HX-Request": "true"}).content.decode()
        assert f'data-line="{line}"' in page and "score.low" in page and word in page


def test_a_number_is_changed_without_yaml_and_the_remarks_stay(author: Client, draft: Draft) -> None:
    values = {"v2.1": "0.5", "day": TODAY.isoformat(), "revision": draft.revision}
    assert author.post(reverse("policies:numbers", args=[draft.pk]), values).status_code == 302
    draft.refresh_from_db()
    assert draft.text == stricter()


def test_weights_of_the_form_add_up_again(author: Client, draft: Draft) -> None:
    values = {"w2": "25", "share_out": "on", "revision": draft.revision}
    assert author.post(reverse("policies:numbers", args=[draft.pk]), values).status_code == 302
    page = author.get(reverse("policies:draft", args=[draft.pk]))
    assert not page.context["problems"] and page.context["groups"]


def test_a_form_behind_another_revision_overwrites_nothing(
    author: Client, draft: Draft, people: dict[str, Person]
) -> None:
    save(Browser()(people["admin"]), draft, stricter())
    values = {"v2.1": "0.1", "revision": 1}
    assert author.post(reverse("policies:numbers", args=[draft.pk]), values).status_code == 409
    draft.refresh_from_db()
    assert draft.text == stricter()


def test_a_folder_that_cannot_be_written_leaves_everything_as_it_was(
    author: Client, draft: Draft, people: dict[str, Person], own: Path
) -> None:
    (own / FOLDER).write_text("in the way")
    save(author, draft, stricter())
    step(author, draft, "propose")
    assert step(Browser()(people["programme"]), draft, "approve") == 503
    draft.refresh_from_db()
    assert draft.state == State.PROPOSED


@pytest.mark.parametrize(
    ("name", "status"), [("manager", 404), ("vendor", 404), ("analyst", 200), ("lead", 200)]
)
def test_drafts_are_for_those_who_may_write(
    draft: Draft, people: dict[str, Person], name: str, status: int
) -> None:
    assert Browser()(people[name]).get(reverse("policies:draft", args=[draft.pk])).status_code == status
    if status == 404:
        for address in ("check", "save", "numbers", "simulate"):
            found = Browser()(people[name]).post(
                reverse(f"policies:{address}", args=[draft.pk]), {"text": "x"}
            )
            assert found.status_code in (403, 404)
        page = Browser()(people[name]).get(reverse("policies:policy", args=["sps-us"])).content.decode()
        assert people["analyst"].name not in page
