"""Command line: the group of all commands, and their exit codes."""

from __future__ import annotations

import errno
import gc
import importlib
import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import environment, exit_codes, progress, screen
from microdep_rules.cli.help import HELP_NAMES, HelpPages, write_examples, write_terms
from microdep_rules.output.from_here import convert_paths_with

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn, TextIO

GROUPS = {
    "Check": ("check", "explain", "status"),
    "Import and answer": ("bom", "questions", "lists"),
    "Write rules": ("new", "packs", "test", "lint", "fmt", "docs"),
    "Sign and verify": ("report", "signoff", "verify", "stamp", "pades", "keys", "trust", "export"),
    "Analyse": ("impact", "remedy", "scenario", "exposure", "compare"),
    "Set up": ("init", "serve"),
}
"""Names of commands by purpose, in the order of the help."""
COMMANDS = tuple(name for names in GROUPS.values() for name in names)
"""Names of all commands; a module has the name of its command, and is imported when the command is called."""
EXAMPLES = {
    "Check the bills of materials in the current folder": "microdep check",
    "Show why a component has its verdict": "microdep explain blocked-component motor bom.yaml",
    "Show the options and examples of a command": "microdep check --help",
}
ABOUT_CODES = (
    "A fail or an unknown is counted, unless a waiver, a baseline or --fail-on excludes it. If several codes"
    " apply, the command returns the first of {}."
)
NO_ROOM = frozenset({errno.EBADF, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC})
"""Numbers of system errors that mean that an output cannot be written, for example on a full disk."""
COMPLETION = "_MICRODEP_COMPLETE"
"""Environment variable with which a shell requests completions; click defines its name."""
TOOLS = 6
"""Number of tools that can watch a Python process at once (`sys.monitoring`)."""
LINE = 60
"""Largest number of characters of a command's help in the list of commands."""
COLLECT_AFTER = 200_000
"""Number of new objects after which the garbage collector searches them for reference cycles."""


class Commands(HelpPages):
    """Group of all commands; the module of a command is imported only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import and return the command with the name `cmd_name`; `None` if it does not exist."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"microdep_rules.cli.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, grouped by purpose."""
        width = max(map(len, COMMANDS))
        for heading, names in GROUPS.items():
            commands = {name: self.get_command(ctx, name) for name in names}
            rows = [
                (f"{name:<{width}}", command.get_short_help_str(LINE))
                for name, command in commands.items()
                if command
            ]
            with formatter.section(heading):
                formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature of click
        """Write examples, the exit codes, and the environment variables."""
        write_examples(formatter, EXAMPLES)
        write_terms(
            formatter, "Exit codes", {f"{code:>3}": means for code, means in exit_codes.MEANINGS.items()}
        )
        about = ABOUT_CODES.format(", ".join(map(str, exit_codes.PRECEDENCE)))
        formatter.write(f"\n{click.wrap_text(about, formatter.width, '  ', '  ')}\n")
        write_terms(formatter, "Environment variables", environment.VARIABLES)


def _version(ctx: click.Context, _: click.Parameter, is_given: bool) -> None:  # noqa: FBT001 - the signature of click
    if is_given and not ctx.resilient_parsing:
        from microdep_rules.output.record import tool_version

        click.echo(f"microdep {tool_version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": [*HELP_NAMES]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Check bills of materials against rule packs, and explain every verdict.

    A verdict is pass, fail, exempt, unknown or not applicable. A missing fact never leads to a pass.
    """


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and end the process with its exit code."""
    _end(completed(arguments))


def completed(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, write all output, and return the exit code."""
    # Nearly all objects of a command exist until its end, so the garbage collector has nothing to free. It
    # skips the imported objects, and rarely examines the others.
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    gc.enable()
    with progress.lines():
        code = call(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _closed_pipe()
    except OSError as full:
        code = _unwritten(full)
    with suppress(OSError):  # nobody reads the stream
        sys.stderr.flush()
    return code


def _end(code: int) -> NoReturn:
    """End the process at once, without the cleanup of the interpreter, which takes a tenth of a small check.

    The caller has already flushed all output. If a profiler or a debugger watches the process, it ends
    normally.
    """
    if not _is_watched():
        os._exit(code)
    sys.exit(code)


def _is_watched() -> bool:
    """Return whether a profiler or a debugger watches this process.

    Since Python 3.12, a tool can also use `sys.monitoring`.
    """
    if sys.gettrace() is not None or sys.getprofile() is not None:
        return True
    monitoring = getattr(sys, "monitoring", None)
    return monitoring is not None and any(monitoring.get_tool(tool) for tool in range(TOOLS))


def call(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; an exception becomes a message, never a traceback."""
    _fill_streams()
    for name in ("stdout", "stderr"):
        stream = _complete_stream(getattr(sys, name))
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
        setattr(sys, name, stream)
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _dispatch(words)
    except click.exceptions.Exit as ended:
        if ended.exit_code == exit_codes.USAGE:
            from microdep_rules.cli import mistakes

            mistakes.show_next(screen.reason_of(ended), words)
        return ended.exit_code
    except click.ClickException as wrong:
        from microdep_rules.cli import mistakes

        mistakes.show(wrong, words)
        return exit_codes.USAGE
    except (click.Abort, KeyboardInterrupt):
        return _interrupted()
    except BrokenPipeError:
        return _closed_pipe()
    except OSError as problem:
        return _unwritten(problem) if problem.errno in NO_ROOM else _bug(problem)
    except MemoryError:
        return _no_memory()
    except Exception as bug:  # noqa: BLE001 - a bug gets an exit code and a report
        if isinstance(bug.__cause__, KeyboardInterrupt):  # Python 3.11 wraps an interrupt in a class body
            return _interrupted()
        return _bug(bug)
    finally:
        convert_paths_with(None)


def _dispatch(arguments: list[str]) -> int:
    """Run the command, or answer a shell that requests completions.

    The method `main.main` of click is not used, because it returns a different exit code for a closed pipe.
    """
    try:
        Path.cwd()
    except OSError as problem:
        raise click.UsageError("the current folder does not exist; change to another folder") from problem
    instruction = os.environ.get(COMPLETION)
    if instruction:
        from microdep_rules.cli.completion import answer

        try:
            return answer(main, "microdep", COMPLETION, instruction)
        except (KeyError, ValueError) as problem:  # the variable does not come from a shell
            needed = "needs COMP_WORDS and COMP_CWORD; unset it"
            raise click.UsageError(f"{COMPLETION} {needed}") from problem
    # Click leaves two columns empty, and would also use COLUMNS if the output is a pipe.
    with main.make_context("microdep", arguments, terminal_width=screen.columns() - 2) as context:
        main.invoke(context)
    return exit_codes.OK


def _fill_streams() -> None:
    """Open the null device for each closed standard stream.

    Otherwise the next opened file would get the number of the stream. For a closed standard output, the null
    device is read-only, so that writing is an error.
    """
    for name, way in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, way)
            setattr(sys, name, os.fdopen(nowhere, "r" if name == "stdin" else "w"))


def _complete_stream(stream: TextIO) -> TextIO:
    """Return a stream that writes the whole text or raises an error.

    Without this, Python drops text silently if the disk is full and the stream is unbuffered.
    """
    if stream not in {sys.__stdout__, sys.__stderr__} or not isinstance(stream.buffer, io.RawIOBase):
        return stream
    raw, encoding = stream.buffer, stream.encoding
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, line_buffering=True)


def _interrupted() -> int:
    """Report that the user interrupted the command, and return the exit code."""
    with suppress(OSError):  # nobody reads the stream
        click.echo("interrupted", err=True)
    return exit_codes.INTERRUPTED


def _closed_pipe() -> int:
    """Return the exit code for a closed output pipe, without a message.

    The interpreter must not write to the closed pipe when the process ends.
    """
    _discard_output(sys.stdout)
    return exit_codes.CLOSED_PIPE


def _unwritten(problem: OSError) -> int:
    """Report an output that cannot be written, for example on a full disk, and return the exit code."""
    _discard_output(sys.stdout)
    try:
        click.echo(f"microdep: the output cannot be written: {problem.strerror}", err=True)
    except OSError:  # the message cannot be written either
        _discard_output(sys.stderr)
    return exit_codes.USAGE


def _discard_output(stream: TextIO) -> None:
    """Send the remaining text of a stream to the null device."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())


def _no_memory() -> int:
    """Release the data of the command, report that the memory is full, and return the exit code."""
    click.echo("microdep: not enough memory; check fewer files at once", err=True)
    return exit_codes.BUG


def _bug(bug: Exception) -> int:
    """Report a bug and its place in the program, without data of the user, and return the exit code."""
    import traceback  # only for bugs

    from microdep_rules.output.record import tool_version

    frames = traceback.extract_tb(bug.__traceback__)
    own = [frame for frame in frames if "microdep_rules" in frame.filename]
    last = (own or frames)[-1]
    place = last.filename.replace(os.sep, "/").rpartition("microdep_rules/")[2]
    click.echo(
        f"microdep: internal error at {place}:{last.lineno}. This is a bug in microdep {tool_version()}, "
        "not in your files.\nPlease report this line and the command to the project.",
        err=True,
    )
    return exit_codes.BUG
