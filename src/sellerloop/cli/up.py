"""``sellerloop up``: the product, running, with a living demo marketplace."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import click

from sellerloop.cli.speaking import told
from sellerloop.lake.serve import outdated
from sellerloop.lake.storage import Lake

_SHOPS, _DAYS, _SEED = 300, 270, 7
# few threads, each with warm connections; processes are what uses the cores
_SERVER = ["--workers", "2", "--blocking-threads", "2", "--no-ws"]
_TENDING = [sys.executable, "-I", str(Path(__file__).with_name("tending.py"))]  # alone it takes little memory


@click.command("up")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--demo/--no-demo",
    default=True,
    show_default=True,
    help="Fill an empty lake with a simulated marketplace.",
)
@click.option("--prepare", is_flag=True, help="Stop before serving.")
@click.pass_obj
@told
def up_command(lake: Lake, port: int, host: str, demo: bool, prepare: bool) -> None:
    """Prepare what is missing and serve the pages, with a worker for long jobs beside them.

    \b
    sellerloop up
    sellerloop --lake shop up --no-demo --port 9000
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "sellerdesk.config.settings",
        "SELLERLOOP_LAKE": str(lake.root.resolve()),
        **({"SELLERDESK_DEMO": "on"} if demo else {}),
    }
    if demo:
        _demo(lake, environment)
    _run("prepare the desk", [sys.executable, "-m", "django", "prepare"], environment)
    if prepare:
        return
    click.echo(f"\nSellerloop is at http://{host}:{port}/ (stop it with Ctrl-C)\n")
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    program = [*serve, *_SERVER, "sellerdesk.config.wsgi:application"]
    tending = [*_TENDING, str(os.getpid())]  # the server to be: it ends by itself with this process
    subprocess.Popen(tending, env=environment)  # noqa: S603 - our own command, no shell
    os.execve(sys.executable, program, environment)  # noqa: S606 - no shell is wanted


def _demo(lake: Lake, environment: dict[str, str]) -> None:
    """Let the marketplace live up to yesterday, import what is new and build, unless that was done today."""
    until = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    manifest = lake.current()
    if manifest.build is not None and manifest.build.as_of > until and not outdated(manifest.build):
        return
    folder = lake.root.parent / "demo"
    simulate = [sys.executable, "-m", "sellersim", "--out", str(folder), "--seed", str(_SEED)]
    sized = ["--shops", str(_SHOPS), "--days", str(_DAYS), "--until", until.isoformat(), "--go-on"]
    own = [sys.executable, "-m", "sellerloop", "--lake", str(lake.root)]
    _run("simulate a marketplace", [*simulate, *sized], environment)
    _run("import its events", [*own, "import", "--mapping", "native", str(folder)], environment)
    _run("build", [*own, "build"], environment)


def _run(step: str, command: list[str], environment: dict[str, str]) -> None:
    click.echo(f"· {step}")
    done = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own commands, no shell
    if done.returncode:
        raise click.ClickException(f"could not {step}: {Path(command[0]).name} ended with {done.returncode}")
