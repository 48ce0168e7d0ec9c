"""The page of commands, from the command line itself."""

from collections.abc import Iterator

import click

from sellerloop.cli import main
from tools.catalogue.markdown import code

_WIDTH = 100


def page(command: click.Command = main) -> str:
    """Return the page of a command and everything below it."""
    return "# Commands\n\n" + "\n".join(_sections(command, "sellerloop", None))


def _sections(command: click.Command, name: str, above: click.Context | None) -> Iterator[str]:
    context = click.Context(
        command, info_name=name, parent=above, terminal_width=_WIDTH, max_content_width=_WIDTH
    )
    yield f"## {code(context.command_path)}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            if (found := command.get_command(context, inner)) and not found.hidden:
                yield from _sections(found, inner, context)
