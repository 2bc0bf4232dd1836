"""Wrong usage as this project says it: what was meant, and an example; click keeps the frame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_EXTRA = r"^Got unexpected extra arguments? \((?P<words>.*)\)$"
_NO_COMMAND = r"^No such command '(?P<word>[^']*)'"


def show(wrong: click.ClickException) -> None:
    """Says on the error stream what is wrong with a command line."""
    from microdep_rules.output.visible import visible

    if _is_help(wrong):
        click.echo(wrong.message, err=True)
        return
    if isinstance(wrong, click.UsageError):
        # It is one line and has no colours of ours: those of a word of the command line are its own.
        wrong = click.UsageError(visible(_told(wrong)), wrong.ctx)
    wrong.show()


def _is_help(wrong: click.ClickException) -> bool:
    """Return whether nothing was asked for, so that the help is all that there is to say."""
    ctx = wrong.ctx if isinstance(wrong, click.UsageError) else None
    return ctx is not None and wrong.message == ctx.get_help()


def _told(wrong: click.UsageError) -> str:
    match wrong:
        case click.NoSuchOption():
            return f"there is no option `{wrong.option_name}`{_near(wrong.option_name, _options(wrong.ctx))}"
        case click.BadOptionUsage():
            needs = "needs a value" if "requires" in wrong.message else "takes no value"
            return f"the option `{wrong.option_name}` {needs}"
        case click.MissingParameter() if isinstance(wrong.param, click.Option):
            return f"the option `{wrong.param.opts[0]}` is missing"
        case click.MissingParameter() if wrong.param is not None:
            return f"{wrong.param.make_metavar(wrong.ctx) if wrong.ctx else wrong.param.name} is missing"
        case click.BadParameter() if wrong.param is not None and wrong.param.opts:
            return (
                f"{wrong.param.opts[0]}: {wrong.message}"
                if isinstance(wrong.param, click.Option)
                else wrong.message
            )
    if found := re.match(_EXTRA, wrong.message):
        return f"more than the command takes: `{found['words']}`; a name of several words stands in quotes"
    if found := re.match(_NO_COMMAND, wrong.message):
        group = wrong.ctx.command if wrong.ctx is not None else None
        known = group.commands if isinstance(group, click.Group) else ()
        return f"there is no command `{found['word']}`{_near(found['word'], known)}"
    return wrong.message


def _options(ctx: click.Context | None) -> Iterator[str]:
    for param in ctx.command.get_params(ctx) if ctx is not None else ():
        if isinstance(param, click.Option):
            yield from param.opts


def _near(word: str, known: Iterable[str]) -> str:
    from microdep_rules.suggest import did_you_mean

    near = did_you_mean(word, known)
    return f"; {near}" if near else ""
