"""Every command with its help page, for tests that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from microdep_rules.cli.commands import cover
from microdep_rules.cli.help import HelpPage
from microdep_rules.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = 78
"""The width of a help page on a terminal of 80 columns, of which click leaves two empty."""


def _below(
    name: str, command: click.Command, parent: click.Context | None
) -> Iterator[tuple[str, click.Context]]:
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=COLUMNS,
        help_option_names=["-h", "--help"],
    )
    path = context.command_path
    yield path, context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            below = command.get_command(context, inner)
            assert below is not None
            yield from _below(inner, below, context)
    if path == "microdep report":
        yield from _below("report cover", cover.command, parent)


CONTEXTS = dict(_below("microdep", main, None))
"""Every command by the words that call it, in the order of the help."""
COMMANDS = {
    path: context.command for path, context in CONTEXTS.items() if isinstance(context.command, HelpPage)
}
"""Those that do something; the others are groups."""


def page(path: str) -> str:
    """Return the help page of a command."""
    return CONTEXTS[path].get_help()
