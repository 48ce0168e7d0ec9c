"""Options that several commands share."""

import datetime as dt

import click

from sellerloop.cli.speaking import FORMATS, say
from sellerloop.lake.engines.registry import ENGINES
from sellerloop.lake.failure import LakeError
from sellerloop.lake.manifest import Manifest
from sellerloop.speech.message import Message, gettext_noop

policy_option = click.option(
    "--policy", "policy_id", default="sps-us", show_default=True, help="Policy pack, or a file of your own."
)
engine_option = click.option(
    "--engine", type=click.Choice(tuple(ENGINES)), default="duckdb", show_default=True, help="What counts."
)
accounts_option = click.option(
    "--account", "accounts", multiple=True, help="Only this account; may be repeated."
)
format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print."
)


class Day(click.ParamType[dt.date]):
    """A calendar day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """Parse, or fail as wrong use."""
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(
                say(Message(gettext_noop("{value} is not a date like 2026-05-31"), {"value": value})),
                param,
                ctx,
            )


class Instant(click.ParamType[dt.datetime]):
    """An instant: YYYY-MM-DD (the end of that day) or YYYY-MM-DDTHH:MM, in UTC unless it names a zone."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Parse, or fail as wrong use."""
        if isinstance(value, dt.datetime):
            return value
        text = str(value)
        try:
            if len(text) == len("2026-05-31"):
                return dt.datetime.combine(dt.date.fromisoformat(text), dt.time.max, dt.UTC)
            found = dt.datetime.fromisoformat(text)
        except ValueError:
            reason = gettext_noop("{value} is not an instant like 2026-05-31 or 2026-05-31T18:00")
            self.fail(say(Message(reason, {"value": value})), param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


as_of_option = click.option("--as-of", type=Day(), help="Score as of this day  [default: the build's].")
known_option = click.option(
    "--as-known-at",
    "known_at",
    type=Instant(),
    help="Use only what was known by then  [default: everything].",
)


def day_of(manifest: Manifest, as_of: dt.date | None) -> dt.date:
    """Return the as-of day asked for, or the build's. Raises LakeError when nothing was built."""
    if manifest.build is None:
        raise LakeError(Message(gettext_noop("Nothing was built yet; run: sellerloop build")))
    return as_of or manifest.build.as_of
