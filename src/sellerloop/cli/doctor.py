"""``sellerloop doctor``: is the installation sound, is the lake whole, and what to do if not."""

import datetime as dt
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata

import click

from sellerloop.cli.options import format_option
from sellerloop.cli.speaking import say, show, told
from sellerloop.lake.failure import LakeError
from sellerloop.lake.manifest import Manifest
from sellerloop.lake.serve import outdated
from sellerloop.lake.storage import Lake

OK, CARE, BAD = "ok", "care", "bad"
_LEAST_DISK = 2**30
Finding = tuple[str, str, str]  # what was checked, state, what to know or do


@click.command("doctor")
@click.option("--collect", "collecting", is_flag=True, help="Remove files of old commits that nobody needs.")
@format_option
@click.pass_obj
@told
def doctor_command(lake: Lake, collecting: bool, form: str) -> None:
    """Check the installation and the lake; say what to do. Exit code 1 when something is bad.

    \b
    sellerloop doctor
    sellerloop --lake shop doctor --format json
    """
    now = dt.datetime.now(dt.UTC)
    if collecting:
        removed = lake.collect(now=now)
        click.echo(f"{len(removed):,} files removed", err=True)
    findings = [*_installation(), *_disk(lake), *_lake(lake, now)]
    columns = ("check", "state", "note")
    show((dict(zip(columns, finding, strict=True)) for finding in findings), columns, form)
    if any(state == BAD for _, state, _ in findings):
        raise click.exceptions.Exit(1)


def _installation() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield "python", OK if sys.version_info >= (3, 11) else BAD, f"{version}; 3.11 or newer is needed"
    for name in ("duckdb", "pyarrow", "numpy", "pydantic"):
        yield name, OK, metadata.version(name)
    try:
        spark, java = metadata.version("pyspark"), shutil.which("java")
        yield "spark", OK if java else CARE, f"{spark}, {'with Java' if java else 'needs a Java 17 runtime'}"
    except metadata.PackageNotFoundError:
        yield "spark", OK, "not installed; only needed for --engine spark"


def _disk(lake: Lake) -> Iterator[Finding]:
    folder = next(path for path in (lake.root, *lake.root.resolve().parents) if path.exists())
    free = shutil.disk_usage(folder).free
    note = f"{free / 2**30:,.1f} GiB free in {folder}"
    yield "disk", OK if free >= _LEAST_DISK else BAD, note if free >= _LEAST_DISK else f"{note}; make room"


def _lake(lake: Lake, now: dt.datetime) -> Iterator[Finding]:
    try:
        manifest = lake.current()
    except LakeError as error:
        yield "lake", BAD, say(error.message)
        return
    if manifest.number == 0:
        yield "lake", CARE, f"{lake.root} holds nothing yet; run: sellerloop import"
        return
    yield "lake", OK, f"commit {manifest.id}, {len(manifest.files)} files"
    broken = lake.verify(manifest)
    yield from (("files", BAD, say(problem)) for problem in broken)
    if not broken:
        yield "files", OK, "every listed file is there and unchanged"
    left = lake.orphans()
    size = sum(path.stat().st_size for path in left)
    yield "orphans", OK, f"{len(left):,} files that no commit lists ({size / 2**20:,.0f} MiB)"
    ahead = [at for at in (manifest.created_at, manifest.watermark) if at and at > now]
    yield (
        "clock",
        BAD if ahead else OK,
        f"events or commits lie in the future ({ahead[0]})" if ahead else str(now),
    )
    yield ("build", *_build_state(manifest))


def _build_state(manifest: Manifest) -> tuple[str, str]:
    if manifest.build is None or manifest.kind != "build":
        return CARE, "newer events than the build; run: sellerloop build"
    if outdated(manifest.build):
        return CARE, "made by another version of Sellerloop; run: sellerloop build"
    return OK, "up to date"
