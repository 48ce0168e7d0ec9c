import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from sellerdesk.config.environment import SETTINGS, Environment

KEY = "k" * 50


def test_every_setting_is_documented_once_and_its_default_is_valid() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(names) == len(set(names))
    for setting in SETTINGS:
        assert setting.meaning.endswith(".") and setting.kind.name
        if setting.default:
            setting.kind.parse(setting.default)


def test_a_setting_that_is_not_listed_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        Environment({"SELLERDESK_SECRET": "x"}).value("SELLERDESK_SECRET")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("SELLERDESK_DEMO", "maybe"),
        ("SELLERDESK_PROXIES", "-1"),
        ("SELLERDESK_IDLE_MINUTES", "half an hour"),
        ("SELLERDESK_ZONE", "Mars/Olympus"),
        ("SELLERDESK_LANGUAGE", "tlh"),
        ("SELLERDESK_DATABASE_URL", "mysql://x"),
        ("SELLERDESK_LOG_LEVEL", "LOUD"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name(name: str, wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        Environment({name: wrong}).value(name)


def test_a_misspelt_setting_does_not_pass_unseen() -> None:
    assert Environment({"SELLERDESK_DEMOO": "on", "SELLERDESK_DEMO": "on"}).unknown() == ["SELLERDESK_DEMOO"]


def test_https_is_on_unless_said_otherwise_or_in_demo_mode() -> None:
    assert Environment({}).https()
    assert not Environment({"SELLERDESK_DEMO": "on"}).https()
    assert Environment({"SELLERDESK_DEMO": "on", "SELLERDESK_HTTPS": "on"}).https()
    assert not Environment({"SELLERDESK_HTTPS": "off"}).https()


def test_the_key_is_required_and_long_outside_demo_mode() -> None:
    for variables in ({}, {"SELLERDESK_SECRET_KEY": "short"}):
        with pytest.raises(ImproperlyConfigured, match="SELLERDESK_SECRET_KEY"):
            Environment(variables).secret_key()
    assert Environment({"SELLERDESK_SECRET_KEY": KEY}).secret_key() == KEY


def test_demo_mode_makes_a_key_once_and_keeps_it_private(tmp_path: Path) -> None:
    demo = Environment({"SELLERDESK_DEMO": "on", "SELLERDESK_VAR": str(tmp_path / "var")})
    key = demo.secret_key()
    assert len(key) >= 50 and demo.secret_key() == key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_sqlite_is_the_default_and_postgresql_comes_by_address(tmp_path: Path) -> None:
    sqlite = Environment({"SELLERDESK_VAR": str(tmp_path / "var")}).database()
    assert (tmp_path / "var").is_dir()
    assert sqlite["ENGINE"].endswith("sqlite3") and sqlite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in sqlite["OPTIONS"]["init_command"] and sqlite["CONN_MAX_AGE"] == 600
    address = "postgresql://desk:p%40ss@db.example:5433/loop?sslmode=require"
    postgresql = Environment({"SELLERDESK_DATABASE_URL": address}).database()
    assert postgresql["ENGINE"].endswith("postgresql")
    assert (postgresql["USER"], postgresql["PASSWORD"], postgresql["PORT"]) == ("desk", "p@ss", "5433")
    assert postgresql["OPTIONS"] == {"sslmode": "require"} and postgresql["NAME"] == "loop"


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({}, "SELLERDESK_SECRET_KEY"),
        ({"SELLERDESK_SECRET_KEY": KEY, "SELLERDESK_DEBUG": "perhaps"}, "SELLERDESK_DEBUG"),
        ({"SELLERDESK_SECRET_KEY": KEY, "SELLERDESK_DEBUGG": "on"}, "SELLERDESK_DEBUGG"),
    ],
)
def test_the_desk_does_not_start_on_wrong_settings(variables: dict[str, str], named: str) -> None:
    done = _start("import sellerdesk.config.settings", variables)
    assert done.returncode != 0 and named in done.stderr.splitlines()[-1]


def test_secure_by_default() -> None:
    program = (
        "from sellerdesk.config import settings as s;"
        "assert not s.DEBUG and not s.DEMO and s.SECURE_SSL_REDIRECT and s.SESSION_COOKIE_SECURE;"
        "assert s.SECURE_HSTS_SECONDS > 31_536_000 and s.CSRF_COOKIE_SECURE"
    )
    assert _start(program, {"SELLERDESK_SECRET_KEY": KEY}).returncode == 0


def _start(program: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SELLERDESK_")}
    return subprocess.run(
        [sys.executable, "-c", program],
        env=plain | {"PYTHONPATH": "src"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )
