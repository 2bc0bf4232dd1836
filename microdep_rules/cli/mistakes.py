"""Messages about a wrong command line: one sentence, and a suggested next command."""

from __future__ import annotations

import shlex
from ast import literal_eval
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, cast

import click

from microdep_rules.cli.help import HelpPage
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_EXTRA = pattern(r"^Got unexpected extra arguments? \((?P<words>.*)\)$")
_NO_COMMAND = pattern(r"""^No such command (?P<word>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_QUOTED = pattern(r"`([^`]+)`")
_BETTER = pattern(
    r"did you mean `([^`]+)`|write it as ([^\s,;`]+)|as `([^`]+)`$|let the name end in (?P<end>\.[a-z]+)"
)
_COMMAND = pattern(r"`(microdep [a-z][^`]*)`|: (microdep [a-z].*)$")
_LAST_COMMAND = pattern(r": microdep [a-z].*$")
_OPTION = pattern(r"--[a-z][a-z-]+")
_PLACEHOLDER = pattern(r"\b[A-Z]{2,}\b|…")
MOST_COMMAND_WORDS = 2
"""Number of words in the longest name of a command."""
BOM_ENDS = (".yaml", ".yml", ".json", ".csv", ".tsv", ".xlsx", ".ods", ".xml")
"""File name endings of the files that `microdep check` reads."""
COMMANDS_MEANT = {
    "audit": "check",
    "ban": "lists ban",
    "cover": "report cover",
    "create": "new pack",
    "format": "fmt",
    "help": "--help",
    "import": "bom import",
    "list": "packs list",
    "run": "check",
    "scaffold": "new pack",
    "scan": "check",
    "show": "bom show",
    "sign": "signoff",
    "timestamp": "stamp",
    "validate": "bom validate",
    "version": "--version",
}
"""Command to suggest for a word that people type instead of its name."""
OPTIONS_MEANT = {
    "--all": "--verbose",
    "--company": "--supplier",
    "--date": "--as-of",
    "--exclude": "--waivers",
    "--html": "--format html",
    "--json": "--format json",
    "--no-cache": "--no-records",
    "--out": "--output",
    "--rules": "--pack",
    "--silent": "--quiet",
    "-o": "--output",
    "-v": "--verbose",
}
"""Option to suggest for another option that people type."""


def show(wrong: click.ClickException, words: Sequence[str]) -> None:
    """Write the error about a command line and a suggested next command to the error stream."""
    from microdep_rules.output.visible import visible

    if _is_help(wrong):
        click.echo(wrong.message, err=True)
        return
    message = _message(wrong, words) if isinstance(wrong, click.UsageError) else wrong.format_message()
    sentence = _LAST_COMMAND.sub("", message)  # the output shows the next command separately
    click.echo(f"error: {visible(sentence)}", err=True)
    show_next(message, words)


def show_next(message: str, words: Sequence[str]) -> None:
    """Write a suggested next command for an error message to the error stream."""
    from microdep_rules.output.visible import visible

    click.echo(f"  next: {visible(next_command(message, words))}", err=True)


def next_command(message: str, words: Sequence[str]) -> str:
    """Return a command that the user can paste after an error message.

    The result is the corrected command line, a command in the message, an example, or the help.
    """
    path, command = command_of(words)
    examples = tuple(command.examples.values()) if isinstance(command, HelpPage) else ()
    return (
        _corrected(message, words)
        or _command_in_message(message)
        or _example(message, words, examples)
        or f"{path} --help"
    )


def command_of(words: Sequence[str]) -> tuple[str, click.Command]:
    """Return the words of a command line that name the command, and the command."""
    from microdep_rules.cli.commands.cover import command as cover
    from microdep_rules.cli.main import main

    path, command = "microdep", cast("click.Command", main)
    for word in words:
        inner = None
        if isinstance(command, click.Group):
            with click.Context(command) as ctx:
                inner = command.get_command(ctx, word)
        elif path == "microdep report" and word == "cover":
            inner = cover
        if inner is None:
            break
        path, command = f"{path} {word}", inner
    return path, command


def _corrected(message: str, words: Sequence[str]) -> str:
    """Return the command line with the suggested word in place of the wrong word; otherwise empty."""
    better = _BETTER.search(message)
    if better is None or message[better.end() :].startswith(" or `"):  # two suggestions: the reader decides
        return ""
    right, end = next(filter(None, better.groups()[:3]), ""), better["end"]
    is_line = better[1] is not None  # a suggestion may have several words, such as `--format json`
    for wrong in _QUOTED.findall(message[: better.start()]):
        value = right or (str(PurePath(wrong).with_suffix(end)) if PurePath(wrong).name else "")
        for at, word in reversed([*enumerate(words)]):
            option, sign, given = word.partition("=")
            if word == wrong:
                is_part = is_line and (at < MOST_COMMAND_WORDS or word.startswith("-"))
                new = shlex.split(value) if is_part else [value]
                return _line([*words[:at], *new, *words[at + 1 :]])
            if sign and given == wrong:
                return _line([*words[:at], f"{option}={value}", *words[at + 1 :]])
    return ""


def _command_in_message(message: str) -> str:
    """Return the command that a message names; empty if it names none.

    If the command needs arguments, return an example of the command.
    """
    for named in (quoted or last for quoted, last in _COMMAND.findall(message)):
        path, command = command_of(named.split()[1:])
        if not isinstance(command, HelpPage) or _PLACEHOLDER.search(named):
            continue
        needs_more = named == path and any(param.required for param in command.params)
        return next(iter(command.examples.values())) if needs_more else str(named)
    return ""


def _example(message: str, words: Sequence[str], examples: Sequence[str]) -> str:
    """Return the command line with --force, or an example with an option that the message names.

    The result is empty if neither is possible.
    """
    is_missing = message.endswith(("is missing", "needs a value"))
    options = [option for option in _OPTION.findall(message) if is_missing or option not in words]
    if "--force" in options:
        return _line([*words, "--force"])
    for option in options:
        for example in examples:
            if option in example.split():
                return example
    return examples[0] if is_missing and examples else ""


def _line(words: Iterable[str]) -> str:
    return f"microdep {shlex.join(words)}"


def _is_help(wrong: click.ClickException) -> bool:
    """Return whether the error is a command group without a command, which only shows the help."""
    ctx = wrong.ctx if isinstance(wrong, click.UsageError) else None
    return ctx is not None and wrong.message == ctx.get_help()


def _message(wrong: click.UsageError, words: Sequence[str]) -> str:
    match wrong:
        case click.NoSuchOption():
            return _no_option(wrong.option_name, words)
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
    if extra := _EXTRA.match(wrong.message):
        return f"unexpected argument `{extra['words']}`; put a name of several words in quotes"
    if unknown := _NO_COMMAND.match(wrong.message):
        return _no_command(str(literal_eval(unknown["word"])), words)  # click quotes the word as Python does
    return wrong.message


def _no_option(name: str, words: Sequence[str]) -> str:
    """Return the message that the command has no such option."""
    message = f"there is no option `{name}`"
    path, command = command_of(words)
    own = _options(command)
    meant = OPTIONS_MEANT.get(name, "")
    if meant and meant.split()[0] in own:
        return f"{message}; did you mean `{meant}`?"
    if near := nearest(name.lstrip("-"), [option.lstrip("-") for option in own], 1):
        return f"{message}; did you mean `--{near[0]}`?"
    others = [other for other, page in all_commands() if name in _options(page)]
    if not others:
        return message
    return f"`{_short(path)}` has no option `{name}`; `{_short(others[0])}` has it"


def _short(path: str) -> str:
    return path.removeprefix("microdep ")


def _no_command(word: str, words: Sequence[str]) -> str:
    """Return the message that there is no such command."""
    message = f"there is no command `{word}`"
    _, group = command_of(words)
    if words[:1] == [word] and (meant := COMMANDS_MEANT.get(word)):
        return f"{message}; did you mean `{meant}`?"
    if words[:1] == [word] and (word.lower().endswith(BOM_ENDS) or Path(word).exists()):
        return f"{message}; did you mean `check {shlex.quote(word)}`?"
    with click.Context(group) as ctx:
        known = group.list_commands(ctx) if isinstance(group, click.Group) else []
    near = did_you_mean(word, known)
    return f"{message}; {near}" if near else message


def all_commands() -> Iterator[tuple[str, HelpPage]]:
    """Yield (words, command) for every command; a group such as `lists` is not a command."""
    from microdep_rules.cli.commands.cover import command as cover
    from microdep_rules.cli.main import main

    def below(path: str, command: click.Command) -> Iterator[tuple[str, HelpPage]]:
        if isinstance(command, click.Group):
            with click.Context(command) as ctx:
                for name in command.list_commands(ctx):
                    inner = command.get_command(ctx, name)
                    assert inner is not None
                    yield from below(f"{path} {name}", inner)
        elif isinstance(command, HelpPage):
            yield path, command

    yield from below("microdep", main)
    yield "microdep report cover", cover


def _options(command: click.Command) -> list[str]:
    return [name for param in command.params if isinstance(param, click.Option) for name in param.opts]
