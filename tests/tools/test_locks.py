"""Locks without addresses."""

import json

import pytest

from tools.rules.locks import check

PIN = f"a==1.0 \\\n    --hash=sha256:{'0' * 64}\n    # via -r requirements/core.in\n"
ADDRESS = "https:/" + "/example.com/a.whl"


@pytest.mark.parametrize(
    "text",
    [
        f"a @ {ADDRESS} \\\n    --hash=sha256:{'0' * 64}\n",
        f"--index-url {ADDRESS}\n{PIN}",
        "--trusted-host example.com\n" + PIN,
        "a==1.0\n",
        "a>=1.0 \\\n" + PIN.split("\n", 1)[1],
        f"{PIN}    # from {ADDRESS}\n",
    ],
)
def test_an_address_an_option_or_a_missing_hash_is_caught(plant, text):
    assert check(plant({"requirements/core.txt": text}))


def test_pins_with_hashes_pass(plant):
    assert check(plant({"requirements/core.txt": PIN})) == []


@pytest.mark.parametrize(
    ("entry", "caught"),
    [
        ({"version": "1", "integrity": "sha512-x"}, 0),
        ({"version": "1", "integrity": "sha512-x", "resol" + "ved": ADDRESS}, 1),
        ({"version": "1"}, 1),
    ],
)
def test_npm_locks_hold_integrity_and_no_address(plant, entry, caught):
    lock = json.dumps({"packages": {"": {"name": "a"}, "node_modules/b": entry}})
    assert len(check(plant({"package-lock.json": lock}))) == caught


def test_lock_files_that_always_record_addresses_are_caught(plant):
    assert check(plant({"uv.lock": ""}))
