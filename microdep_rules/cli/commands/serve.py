"""`microdep serve`: a checker that stays in memory, for hooks and editors."""

from __future__ import annotations

import os
import sys

import click

from microdep_rules.cli import arguments, exit_codes, screen
from microdep_rules.cli.help import HelpPage
from microdep_rules.cli.resident.client import IDLE


@click.command(
    "serve",
    cls=HelpPage,
    examples={
        "Run the checker until no check runs for an hour": "microdep serve --idle 60",
        "Stop the checker": "microdep serve --stop",
    },
    exits={
        exit_codes.OK: "the checker ended; with --stop, no checker runs",
        exit_codes.USAGE: "another checker runs, or the socket cannot be opened",
        exit_codes.INTERRUPTED: "stopped with Ctrl-C",
    },
)
@click.option(
    "--idle",
    type=arguments.Number("number of minutes", 1440, "15"),
    default=IDLE,
    metavar="MINUTES",
    help="Minutes without a check until the checker ends. Default: 15.",
)
@click.option("--stop", is_flag=True, help="Stop the running resident checker.")
@click.pass_context
def command(ctx: click.Context, idle: int, *, stop: bool) -> None:
    """Run a checker that stays in memory, for hooks and editors.

    A checker that stays in memory is a resident checker. With a resident checker, `microdep check` starts at
    once. A check uses the resident checker if MICRODEP_SERVE is on, or if the configuration has `resident =
    true`. The first such check starts the checker. Each check reads every file again, and has the same output
    and exit code as without the checker.

    The checker listens on a socket in a private folder. After an update of microdep, the checker ends.
    """
    if not hasattr(os, "fork") or sys.platform == "win32":
        raise click.UsageError("this system cannot copy a process; set MICRODEP_SERVE=off")
    from microdep_rules.cli.resident import server

    try:
        own = server.address()
    except OSError as problem:
        raise click.UsageError(
            f"`{problem.filename}`: {problem.strerror}; set XDG_RUNTIME_DIR to another folder"
        ) from problem
    if stop:
        stopped = server.stop(own)
        screen.echo("the resident checker is stopped" if stopped else "no resident checker runs", err=True)
        ctx.exit(exit_codes.OK)
    where = f"serving checks at {own.path}"
    screen.echo(f"{where}; ends after {idle} minutes without a check, or with Ctrl-C", err=True)
    server.become(own, idle)
