"""The environment variables that set the desk up: each with its type, default and meaning.

This table is the documentation: the settings page of the docs is generated from it, and a variable that is
not listed here cannot be read.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
LANGUAGES = ("en", "vi", "zh-hans")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of value: its name for people and how a text becomes a value (ValueError when it does not)."""

    name: str
    parse: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. ``default`` is a text as a person would write it."""

    name: str
    kind: Kind
    default: str
    meaning: str


def _switch(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise ValueError("use on or off")


def _amount(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("use a whole number")
    return int(text)


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 36_500:
        raise ValueError("use a whole number from 1")
    return int(text)


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError("use one of " + ", ".join(choices))
        return text

    return parse


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError("use a zone name such as Asia/Ho_Chi_Minh")
    return text


def _database(text: str) -> str:
    scheme = urlsplit(text).scheme
    if text and scheme not in {"postgresql", "postgres", "sqlite"}:
        raise ValueError("use postgresql://user:password@host:5432/name or sqlite:///path")
    return text


SWITCH = Kind("on/off", _switch)
NUMBER = Kind("whole number", _amount)
DAYS = Kind("days", _days)
TEXT = Kind("text", str)
LIST = Kind("list, comma between", _several)
FOLDER = Kind("folder", lambda text: Path(text).resolve())
FOLDERS = Kind("folders, comma between", lambda text: [Path(part).resolve() for part in _several(text)])
ZONE = Kind("time zone", _zone)
DATABASE = Kind("database address", _database)

SETTINGS = (
    Setting("SELLERDESK_DEMO", SWITCH, "off", "Demo mode: demo sign-ins are offered on the sign-in page."),
    Setting("SELLERDESK_DEBUG", SWITCH, "off", "Django's debug pages. Never on where others can reach it."),
    Setting(
        "SELLERDESK_SECRET_KEY",
        TEXT,
        "",
        "Signs sessions and links; at least 50 random characters. Required, except in demo mode, where one"
        " is made and kept in the folder for state.",
    ),
    Setting("SELLERDESK_HOSTS", LIST, "localhost,127.0.0.1,[::1]", "Host names that the desk answers to."),
    Setting("SELLERDESK_ORIGINS", LIST, "", "Origins trusted for forms, such as https://desk.example.com."),
    Setting(
        "SELLERDESK_HTTPS",
        SWITCH,
        "",
        "Secure cookies, redirect to https and HSTS. Not given: on, but off in demo mode.",
    ),
    Setting(
        "SELLERDESK_PROXIES",
        NUMBER,
        "0",
        "How many trusted proxies stand in front. Their X-Forwarded-For and X-Forwarded-Proto are believed.",
    ),
    Setting(
        "SELLERDESK_DATABASE_URL",
        DATABASE,
        "",
        "Where the desk remembers. Not given: an SQLite file in the folder for state.",
    ),
    Setting("SELLERDESK_VAR", FOLDER, "var", "Folder for state: SQLite file, demo key, collected assets."),
    Setting(
        "SELLERDESK_IMPORT_FOLDERS",
        FOLDERS,
        "",
        "Folders of the server whose files may be imported through the pages. Not given: none, in demo mode"
        " the folder of the demo marketplace.",
    ),
    Setting("SELLERDESK_UPLOAD_MEGABYTES", NUMBER, "1024", "How much one upload of files may be in all."),
    Setting(
        "SELLERDESK_KEEP_DAYS",
        DAYS,
        "90",
        "So many days finished jobs stay, with the simulations that they computed, and uploads that nobody"
        " imported.",
    ),
    Setting("SELLERLOOP_LAKE", FOLDER, "var/lake", "The lake whose published snapshots the pages read."),
    Setting(
        "SELLERDESK_LANGUAGE",
        Kind("language", _one_of(*LANGUAGES)),
        "en",
        "Language of a browser that asks for none of en, vi and zh-hans.",
    ),
    Setting("SELLERDESK_ZONE", ZONE, "UTC", "Time zone of a person who has chosen none."),
    Setting(
        "SELLERDESK_IDLE_MINUTES", NUMBER, "30", "A session ends after so many minutes without a request."
    ),
    Setting("SELLERDESK_SESSION_HOURS", NUMBER, "12", "A session ends after so many hours in any case."),
    Setting(
        "SELLERDESK_LOG_LEVEL",
        Kind("level", _one_of(*LEVELS)),
        "INFO",
        "Least severity written to the log: DEBUG, INFO, WARNING or ERROR.",
    ),
)


@dataclass(frozen=True, slots=True)
class Environment:
    """Typed reading of ``variables``. A wrong value stops the start with the variable's name."""

    variables: Mapping[str, str]

    def value(self, name: str) -> Any:
        """Return the value of ``name``. Raises KeyError for a name that is not listed above."""
        setting = {each.name: each for each in SETTINGS}[name]
        text = self.variables.get(name, "") or setting.default
        try:
            return setting.kind.parse(text)
        except ValueError as problem:
            raise ImproperlyConfigured(f"{name}={text}: {problem} ({setting.kind.name})") from None

    def https(self) -> bool:
        """Return whether the desk is reached by https: unless said otherwise, always but in demo mode."""
        if self.variables.get("SELLERDESK_HTTPS"):
            return bool(self.value("SELLERDESK_HTTPS"))
        return not self.value("SELLERDESK_DEMO")

    def unknown(self) -> list[str]:
        """Return variables that look like ours and are none: a misspelt setting must not pass unseen."""
        known = {setting.name for setting in SETTINGS}
        return sorted(name for name in self.variables if name.startswith("SELLERDESK_") and name not in known)

    def secret_key(self) -> str:
        """Return the signing key; in demo mode make one and keep it.

        Raises ImproperlyConfigured when it is missing or too short.
        """
        key: str = self.value("SELLERDESK_SECRET_KEY")
        if not key and self.value("SELLERDESK_DEMO"):
            return _kept_key(self.value("SELLERDESK_VAR") / "secret-key")
        if len(key) < 50:
            raise ImproperlyConfigured(
                "SELLERDESK_SECRET_KEY: give at least 50 random characters, or set SELLERDESK_DEMO=on"
            )
        return key

    def database(self) -> dict[str, Any]:
        """Return Django's settings of the database."""
        url = urlsplit(self.value("SELLERDESK_DATABASE_URL"))
        if url.scheme in {"", "sqlite"}:
            path = Path(unquote(url.path)) if url.path else self.value("SELLERDESK_VAR") / "desk.sqlite3"
            return _sqlite(path)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.removeprefix("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "OPTIONS": dict(parse_qsl(url.query)),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }


def _sqlite(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-20000", "mmap_size=134217728")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,  # without it the PRAGMAs would run on every request
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
        },
    }


def _kept_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()
