"""Commands run as from a terminal, on a small lake."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from sellerloop.cli.program import main
from sellerloop.lake.build import BuildOptions, build
from sellerloop.scores.packs import packs
from sellerloop.scores.resolve import resolve
from tests.graded import graded
from tests.lakes import NOW, lake_of, quiet

AS_OF = dt.date(2026, 11, 5)
Run = Callable[..., Result]


def built_lake(root: Path) -> Path:
    """Build a lake of the graded marketplace as of ``AS_OF`` and return its folder."""
    policy = resolve(packs()["sps-us"][-1])
    build(lake_of(root, graded()), BuildOptions((policy,), AS_OF, days=1), now=NOW, progress=quiet)
    return root


def runner(root: Path) -> Run:
    """Return what runs ``sellerloop --lake ROOT ...``; no command may end in a traceback."""

    def run(*arguments: object) -> Result:
        result = CliRunner().invoke(main, ["--lake", str(root), *map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def lines(result: Result) -> list[Mapping[str, Any]]:
    """The JSON objects that a command printed, one a line."""
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]
