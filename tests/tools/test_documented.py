"""Documentation is generated from the sources and complete."""

import dataclasses

import pytest

from sellerloop.events.registry import contracts
from sellerloop.metrics.registry import metrics
from sellerloop.scores.packs import packs
from tools import docs
from tools.catalogue import events, policies, settings
from tools.catalogue import metrics as metrics_page
from tools.rules.documented import check


@pytest.fixture
def written(plant, monkeypatch):
    """A checkout whose only page is that of event kinds."""
    monkeypatch.setattr(docs, "PAGES", {"docs/catalogue/events.md": events.page})
    return plant({"docs/catalogue/events.md": docs.written(events.page)})


def test_a_page_that_is_up_to_date_passes(written):
    assert check(written) == []


def test_a_missing_page_is_caught(plant, written):
    (written.root / "docs/catalogue/events.md").unlink()
    assert "not up to date" in check(plant({}))[0].text


def test_an_event_kind_that_the_page_lacks_is_caught(written, monkeypatch):
    planted = {**contracts(), "telegram": dataclasses.replace(contracts()["order"], kind="telegram")}
    monkeypatch.setattr(docs, "PAGES", {"docs/catalogue/events.md": lambda: events.page(planted)})
    assert check(written)


def test_a_new_metric_or_setting_changes_its_page():
    one = next(iter(metrics().values()))
    assert metrics_page.page({one.id: one}) != metrics_page.page({})
    assert settings.page(settings.SETTINGS[:1]) != settings.page([])


def test_an_environment_variable_that_no_page_explains_is_caught(plant, monkeypatch):
    monkeypatch.setattr(docs, "PAGES", {})
    name = "SELLER" + "DESK_MOOD"
    tree = plant({"src/sellerdesk/a.py": f'X = "{name}"\n', "README.md": "Nothing.\n"})
    assert name in check(tree)[0].text
    assert check(plant({"docs/settings.md": f"`{name}` is the mood.\n"})) == []


def test_every_member_of_a_registry_has_its_section():
    page = events.page() + metrics_page.page() + policies.page()
    assert all(f"## {kind}\n" in page for kind in contracts())
    assert all(f"### {name}\n" in page for name in metrics())
    assert all(f"## {name} from " in page for name in packs())
