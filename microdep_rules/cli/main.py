"""Arguments, dispatch, and the one place where a run becomes an exit code."""

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
from microdep_rules.cli.help import HelpPages, write_examples, write_terms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn, TextIO

COMMANDS = {
    "bom": "bom",
    "check": "check",
    "compare": "compare",
    "docs": "docs",
    "explain": "explain",
    "exposure": "exposure",
    "export": "export",
    "fmt": "fmt",
    "impact": "impact",
    "scenario": "scenario",
    "serve": "serve",
    "init": "init",
    "keys": "keys",
    "lists": "lists",
    "packs": "packs",
    "pades": "pades",
    "questions": "questions",
    "remedy": "remedy",
    "report": "report",
    "signoff": "signoff",
    "stamp": "stamp",
    "status": "status",
    "test": "test",
    "trust": "trust",
    "verify": "verify",
}
"""Every command and the module that has it; a module is imported when its command is called."""
EXAMPLES = {
    "Check the bills of materials in the current folder": "microdep check",
    "Show why a component has its verdict": "microdep explain blocked-component motor bom.yaml",
    "Show the options and examples of a command": "microdep check --help",
}
ABOUT_CODES = (
    "A fail or an unknown counts, unless a waiver, a baseline or --fail-on excludes it. If several codes"
    " apply, the command returns the first of {}."
)
NO_ROOM = frozenset({errno.EBADF, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC})
"""What a system says when it cannot take an output."""
COMPLETION = "_MICRODEP_COMPLETE"
"""The variable by which a shell asks for completions, as click names it."""
TOOLS = 6
"""So many tools may watch a process."""
MADE_BETWEEN = 200_000
"""So many more records are made than given up before the collector looks for circles among them."""


class Commands(HelpPages):
    """The commands, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; of an unknown one, the nearest names."""
        module = COMMANDS.get(cmd_name)
        if module is None and ctx.resilient_parsing:  # a shell asks how the line goes on: not at all
            return None
        if module is None:
            from microdep_rules.suggest import did_you_mean

            near = did_you_mean(cmd_name, COMMANDS)
            told = f"; {near}" if near else ""
            ctx.fail(f"there is no command `{cmd_name}`{told}")
        found = importlib.import_module(f"microdep_rules.cli.commands.{module}")
        command: click.Command = found.command
        return command

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature of click
        """Write examples, the exit codes, and the environment variables."""
        write_examples(formatter, EXAMPLES)
        write_terms(
            formatter, "Exit codes", {f"{code:>3}": means for code, means in exit_codes.MEANINGS.items()}
        )
        about = ABOUT_CODES.format(", ".join(map(str, exit_codes.PRECEDENCE)))
        formatter.write(f"\n{click.wrap_text(about, formatter.width, '  ', '  ')}\n")
        write_terms(formatter, "Environment variables", environment.VARIABLES)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - the signature of click
    if wanted and not ctx.resilient_parsing:
        from microdep_rules.output.record import tool_version

        click.echo(f"microdep {tool_version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
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

    A verdict is pass, fail, exempt, unknown or not applicable. A missing fact never passes.
    """


def run(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line that was given, and ends the process with the exit code."""
    _end(completed(arguments))


def completed(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command line of a process, when everything is written."""
    # Nearly all that a command makes stays until its end, so that looking for circles finds none: what is
    # imported is never looked at, and the rest seldom.
    gc.freeze()
    gc.set_threshold(MADE_BETWEEN)
    gc.enable()
    with progress.lines():
        code = call(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _closed_pipe()
    except OSError as full:
        code = _unwritten(full)
    with suppress(OSError):  # nobody is there to be told
        sys.stderr.flush()
    return code


def _end(code: int) -> NoReturn:
    """Ends the process at once: the system takes back in one piece what the interpreter takes apart.

    That would be a tenth of a small check. Everything that was written is complete or flushed by now. Whoever
    watches the run, as a profiler does, still has its say at the end.
    """
    if not _is_watched():
        os._exit(code)
    sys.exit(code)


def _is_watched() -> bool:
    """Whether a profiler or a debugger watches the run; since Python 3.12 they need not trace for that."""
    if sys.gettrace() is not None or sys.getprofile() is not None:
        return True
    monitoring = getattr(sys, "monitoring", None)
    return monitoring is not None and any(monitoring.get_tool(each) for each in range(TOOLS))


def call(arguments: Sequence[str] | None = None) -> int:
    """The exit code of a command line. Whatever happens inside, no traceback is shown."""
    _fill_streams()
    for name in ("stdout", "stderr"):
        stream = _whole(getattr(sys, name))
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
        setattr(sys, name, stream)
    try:
        return _dispatch(list(sys.argv[1:] if arguments is None else arguments))
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as wrong:
        from microdep_rules.cli import mistakes

        mistakes.show(wrong)
        return exit_codes.USAGE
    except (click.Abort, KeyboardInterrupt):
        return _interrupted()
    except BrokenPipeError:
        return _closed_pipe()
    except OSError as problem:
        return _unwritten(problem) if problem.errno in NO_ROOM else _bug(problem)
    except MemoryError:
        return _no_memory()
    except Exception as bug:  # noqa: BLE001 - the last stop: a bug gets a code and a way to report it
        if isinstance(bug.__cause__, KeyboardInterrupt):  # Python 3.11 says so of a class in the making
            return _interrupted()
        return _bug(bug)


def _dispatch(arguments: list[str]) -> int:
    """Runs the command, or answers a shell that asks how to complete it.

    Not `main.main`: that makes its own exit code of a closed pipe.
    """
    try:
        Path.cwd()
    except OSError as gone:
        raise click.UsageError("the current folder is not there any more") from gone
    instruction = os.environ.get(COMPLETION)
    if instruction:
        from microdep_rules.cli.completion import answer

        try:
            return answer(main, "microdep", COMPLETION, instruction)
        except (KeyError, ValueError) as unsaid:  # it is set, but not by a shell that asks
            needed = "COMP_WORDS and COMP_CWORD say what is to be completed"
            raise click.UsageError(f"{COMPLETION} is set, and {needed}") from unsaid
    # Click keeps two columns free; it would take COLUMNS for the width of a pipe, too.
    with main.make_context("microdep", arguments, terminal_width=screen.columns() - 2) as context:
        main.invoke(context)
    return exit_codes.OK


def _fill_streams() -> None:
    """A stream that the caller has closed leads nowhere; a file that is opened must not take its place.

    To a standard output that is closed nothing can be written: what is said there would be lost.
    """
    for name, way in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, way)
            setattr(sys, name, os.fdopen(nowhere, "r" if name == "stdin" else "w"))


def _whole(stream: TextIO) -> TextIO:
    """A stream that writes all of a text or says that it could not.

    Where the interpreter is told not to buffer, it leaves out what a full disk does not take, without a word.
    """
    if stream not in {sys.__stdout__, sys.__stderr__} or not isinstance(stream.buffer, io.RawIOBase):
        return stream
    raw, encoding = stream.buffer, stream.encoding
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, line_buffering=True)


def _interrupted() -> int:
    """Says in a word why there is no more."""
    with suppress(OSError):  # nobody is there to be told
        click.echo("interrupted", err=True)
    return exit_codes.INTERRUPTED


def _closed_pipe() -> int:
    """Nobody reads on: end without a word, also when the interpreter flushes what is left."""
    _abandon(sys.stdout)
    return exit_codes.CLOSED_PIPE


def _unwritten(problem: OSError) -> int:
    """The output could not be written: the device is full."""
    _abandon(sys.stdout)
    try:
        click.echo(f"microdep: the output cannot be written: {problem.strerror}", err=True)
    except OSError:  # there is no room for the message either
        _abandon(sys.stderr)
    return exit_codes.USAGE


def _abandon(stream: TextIO) -> None:
    """What the interpreter flushes at the end goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())


def _no_memory() -> int:
    """What was asked for does not fit into the memory: said outside of the frames that hold it."""
    click.echo("microdep: there is not enough memory for this; divide what is checked", err=True)
    return exit_codes.BUG


def _bug(bug: Exception) -> int:
    """A short message with the place in our code, and nothing of the user's data."""
    import traceback  # for bugs alone, which are rare

    from microdep_rules.output.record import tool_version

    frames = traceback.extract_tb(bug.__traceback__)
    own = [frame for frame in frames if "microdep_rules" in frame.filename]
    last = (own or frames)[-1]
    place = last.filename.replace(os.sep, "/").rpartition("microdep_rules/")[2]
    click.echo(
        f"microdep: internal error at {place}:{last.lineno}. This is a bug in microdep {tool_version()}, "
        "not in your files.\nPlease report it to the project with this line and the command that you gave.",
        err=True,
    )
    return exit_codes.BUG
