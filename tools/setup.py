"""Install what the product needs into ``.venv`` and beside it; quick when nothing changed.

Standard library only, for the system's own Python. ``--runtime`` leaves out tests, checks and benchmarks.
Each step remembers a digest of what it read in ``.venv/.setup`` and runs again only when that changes or
its result is gone.
"""

import fcntl
import hashlib
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tools import assets, needs

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
STAMPS = VENV / ".setup"
PIP = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]


class Failed(Exception):
    """A command of the set-up did not succeed; the text ends with what it printed last."""


@dataclass(frozen=True)
class Step:
    """``act`` runs unless ``inputs`` are as they were and every one of ``results`` still exists; where
    ``needed`` is given, its answer decides."""

    name: str
    act: Callable[[], None]
    inputs: tuple[Path, ...] = ()
    results: tuple[Path, ...] = ()
    needed: Callable[[], bool] | None = None

    @property
    def stamp(self) -> Path:
        """The file that holds the digest of the last success."""
        return STAMPS / self.name.split(":")[0].replace(" ", "-")

    def digest(self) -> str:
        """Digest of the step's inputs."""
        parts = [hashlib.sha256(path.read_bytes()).hexdigest() for path in self.inputs]
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()

    def due(self) -> bool:
        """Must the step run?"""
        if self.needed is not None:
            return self.needed()
        done = self.stamp.read_text("utf-8") if self.stamp.exists() else ""
        return done != self.digest() or not all(path.exists() for path in self.results)


def run(command: list[str]) -> None:
    """Run a command in the root; a terminal shows its latest line. Raises Failed with its last lines."""
    shown: list[str] = []
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        for line in process.stdout or ():
            shown = [*shown[-30:], line.rstrip()]
            if sys.stdout.isatty():
                print(f"\r\033[K    {line.strip()[:90]}", end="", flush=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="")
    if process.returncode:
        raise Failed("\n".join([*shown, f"failed: {' '.join(command)}"]))


def _pip_install(name: str) -> Callable[[], None]:
    lock = f"requirements/{name}.txt"
    return lambda: run([*PIP, "install", "--no-build-isolation", "--require-hashes", "-r", lock])


def _packages(name: str, title: str) -> Step:
    return Step(f"{name}: {title}", _pip_install(name), (ROOT / f"requirements/{name}.txt",))


def _has_venv() -> bool:
    return PYTHON.exists() and (VENV / "bin/pip").exists()


def _make_venv() -> None:
    if packages := needs.missing([needs.VENV]):
        needs.install(packages, run)
    run([sys.executable, "-m", "venv", "--clear", str(VENV)])


def _install_package() -> None:
    run([*PIP, "install", "--no-build-isolation", "--no-deps", "--editable", "."])


def _web_assets() -> None:
    npm = needs.npm(PYTHON)
    if npm is None:
        _pip_install("node")()
        npm = needs.npm(PYTHON) or []
    run([*npm, "ci", "--ignore-scripts", "--loglevel=error"])
    assets.copy(ROOT)


def _compile_messages() -> None:
    run([str(PYTHON), "-m", "tools.messages", "compile"])


def _lacks_programs() -> bool:
    return bool(needs.missing(needs.TESTS))


def _lacks_print() -> bool:
    return bool(needs.missing(needs.PRINT))


def _print() -> None:
    try:
        needs.install(needs.missing(needs.PRINT), run)
    except (needs.Missing, Failed) as error:
        print(f"    going on without PDF; {str(error).splitlines()[-1]}", flush=True)


def _system() -> None:
    needs.install(needs.missing(needs.TESTS), run)


def steps(*, runtime: bool) -> Iterable[Step]:
    """Return the steps in order; only those for using the product where ``runtime``."""
    catalogues = tuple(sorted(ROOT.glob("src/*/locale/*/LC_MESSAGES/*.po")))
    yield Step("environment: a Python of our own in .venv", _make_venv, needed=lambda: not _has_venv())
    yield _packages("build", "what builds packages")
    yield _packages("core", "Python packages of the product")
    yield Step(
        "package: the command sellerloop",
        _install_package,
        (ROOT / "pyproject.toml", ROOT / "requirements/core.in", ROOT / "requirements/spark.in"),
        (VENV / "bin/sellerloop",),
    )
    yield Step(
        "assets: styles and scripts of the pages",
        _web_assets,
        (ROOT / "package.json", ROOT / "package-lock.json", ROOT / "tools/assets.py"),
        (ROOT / assets.VENDOR / "manifest.json",),
    )
    yield Step(
        "messages: the languages",
        _compile_messages,
        catalogues,
        tuple(path.with_suffix(".mo") for path in catalogues),
    )
    if runtime:
        yield Step("print: letters and lines of PDF pages", _print, needed=_lacks_print)
    else:
        yield Step("system: programs that the tests use", _system, needed=_lacks_programs)
        yield _packages("spark", "Spark, for the second engine (about a minute)")
        yield _packages("dev", "tests, checks and benchmarks")


def main() -> int:
    """Run the steps that are due; return the exit code."""
    started = time.monotonic()
    ran = 0
    with (ROOT / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for step in steps(runtime="--runtime" in sys.argv):
            if not step.due():
                continue
            print(f"  {step.name} ...", flush=True)
            try:
                step.act()
            except (needs.Missing, Failed) as error:
                print(error, file=sys.stderr)
                return 1
            STAMPS.mkdir(parents=True, exist_ok=True)
            step.stamp.write_text(step.digest(), "utf-8")
            ran += 1
    if ran:
        print(f"  ready after {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit("Sellerloop needs Python 3.11 or newer; on Debian: apt-get install python3")
    sys.exit(main())
