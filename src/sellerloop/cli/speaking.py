"""The command line's voice: messages in the reader's language, tables, JSON lines, CSV, progress."""

import csv
import functools
import gettext
import json
import os
import sys
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from importlib import resources
from types import TracebackType
from typing import NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from sellerloop.lake.failure import LakeError
from sellerloop.policy.predicate import PredicateError
from sellerloop.speech.message import Message, gettext_noop

P = ParamSpec("P")
T = TypeVar("T")
FORMATS = ("table", "json", "csv")


@functools.cache
def _catalogue() -> gettext.NullTranslations:
    folder = str(resources.files("sellerloop") / "locale")
    asked = (
        os.environ.get("SELLERLOOP_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    )
    language = asked.split(".")[0].replace("-", "_")
    chosen = ["zh_Hans"] if language.startswith("zh") else [language, language.split("_")[0]]
    return gettext.translation("django", folder, chosen, fallback=True)


def say(message: Message) -> str:
    """Return ``message`` in the language of ``SELLERLOOP_LANGUAGE``, else of the terminal's locale."""
    return message.render(_catalogue().gettext)


def told(command: Callable[P, T]) -> Callable[P, T]:
    """Turn problems that a user can mend into one sentence and exit code 1, without a traceback."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except LakeError as error:
            raise click.ClickException(say(error.message)) from error
        except PredicateError as error:
            raise click.ClickException(say(Message(error.text, error.values))) from error
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - the reader went away; say nothing more
            raise click.exceptions.Exit(0) from None

    return guarded


def check_accounts(wanted: Iterable[str], known: Container[str]) -> None:
    """Fail as wrong use at the first account of ``wanted`` that is not ``known``."""
    for account in wanted:
        if account not in known:
            unknown_account(account)


def unknown_account(account: str) -> NoReturn:
    """Fail as wrong use: the lake has no such account."""
    raise click.UsageError(
        say(Message(gettext_noop("the lake has no account {account}"), {"account": account}))
    )


def show(rows: Iterable[Mapping[str, object]], columns: Sequence[str], form: str, *, title: str = "") -> None:
    """Print ``rows`` as a table, as one JSON object a line, or as CSV with a header."""
    if form == "json":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
    elif form == "csv":
        writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: neutral(row.get(name)) for name in columns})
    else:
        table = Table(*columns, box=None, header_style="bold")
        for row in rows:
            table.add_row(*(_cell(row.get(name)) for name in columns))
        if title:
            click.secho(title, bold=True)
        Console(width=None if sys.stdout.isatty() else 160).print(table)


def neutral(value: object) -> object:
    """Return a cell that no spreadsheet reads as a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


class Bar:
    """Progress on a terminal, nothing in a pipe. Call it with (step, done, of)."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description:<28}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self.progress = Progress(*columns, console=console, disable=not console.is_terminal)
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, of: int) -> None:
        if step not in self.tasks:
            self.tasks[step] = self.progress.add_task(step, total=of)
        self.progress.update(self.tasks[step], completed=done, total=of)

    def __enter__(self) -> "Bar":
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.progress.stop()
