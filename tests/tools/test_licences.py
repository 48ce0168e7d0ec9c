"""Licences."""

import importlib.metadata
import json

import pytest

from tools.catalogue import licences
from tools.rules.licences import check, refused


@pytest.fixture
def locked(plant, monkeypatch):
    """Make a checkout with one locked package that states a licence."""

    def lock(**stated):
        message = importlib.metadata.Distribution.from_name("click").metadata
        for field in ("License-Expression", "License", "Classifier"):
            del message[field]
        for field, value in stated.items():
            message[field.replace("_", "-")] = value
        monkeypatch.setattr(importlib.metadata, "metadata", lambda name: message)
        files = dict.fromkeys((f"requirements/{name}.txt" for name in licences.SETS), "")
        npm = json.dumps({"packages": {"": {}, "node_modules/b": {"version": "1", "license": "MIT"}}})
        return plant({**files, "requirements/core.txt": "planted==1.0 \\\n", "package-lock.json": npm})

    return lock


@pytest.mark.parametrize(
    "stated",
    [
        {"License_Expression": "GPL-3.0-or-later"},
        {"License": "AG" + "PLv3"},
        {"Classifier": "License :: OSI Approved :: GNU General Public License v3 (GPLv3)"},
        {"License_Expression": "MIT AND GPL-2.0-only"},
        {},
    ],
)
def test_a_planted_gpl_or_unknown_licence_is_caught(locked, stated):
    assert [finding.text.split()[0] for finding in check(locked(**stated))] == ["planted"]


@pytest.mark.parametrize(
    "stated",
    [{"License_Expression": "MIT"}, {"License": "BSD"}, {"License_Expression": "LGPL-3.0-only"}],
)
def test_permissive_and_lesser_licences_pass(locked, stated):
    assert check(locked(**stated)) == []


def test_one_allowed_alternative_is_enough():
    assert not refused("GPL-2.0 OR MIT")
    assert refused("GPL-2.0 OR AGPL-3.0")


def test_a_package_that_is_not_installed_has_no_known_licence():
    assert licences.licence("a-package-that-nobody-wrote") == licences.UNKNOWN


def test_every_named_package_is_locked():
    assert set(licences.NAMED) <= {package.name for package in licences.packages()}
