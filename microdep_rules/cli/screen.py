"""What a command says, and where it writes: the terminal, the error stream, files."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from microdep_rules.cli import exit_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.style import Style
    from microdep_rules.source import SourceFile


def style_of(color: str, stream: Any) -> Style:  # noqa: ANN401 - any text stream
    """The style for a stream."""
    from microdep_rules.output.style import Style

    if color == "auto":
        if os.environ.get("NO_COLOR"):
            return Style()
        terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        return Style(terminal or os.environ.get("FORCE_COLOR", "0") not in {"", "0"})
    return Style(color == "always")


def style_for(output: str, color: str) -> Style:
    """The style for a file, else for the standard output: a file has colors only if they are asked for."""
    return style_of("never" if output and color == "auto" else color, sys.stdout)


def columns(output: str = "") -> int:
    """How wide a page is set: as the terminal is, within bounds; in a file or pipe the same everywhere."""
    from microdep_rules.output.layout import NARROW, WIDE, WIDTH

    if output or not sys.stdout.isatty():
        return WIDTH
    import shutil  # brings what packs archives, for one question to a terminal

    return min(max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROW), WIDE)


def behind_labels(lines: Iterable[str], label: int, stream: Any, style: Style) -> str:  # noqa: ANN401 - any text stream
    """Lines of which the first `label` signs are ours, and the rest may have values of documents.

    On a terminal a long line goes on under its value: nothing of a value stands where labels do. A line about
    a company decision against a rule of law is red.
    """
    from microdep_rules.engine.standing import AGAINST_LAW
    from microdep_rules.output.layout import NARROW, WIDTH
    from microdep_rules.output.visible import whole
    from microdep_rules.output.widths import in_pieces, wrapped

    cells = 0
    if stream.isatty():
        import shutil

        cells = max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROW)
    told = []
    for line in lines:
        head, value = line[:label], whole(line[label:]).strip()
        rows = [f"{head}{value}".rstrip()]
        if cells:
            room = cells - label
            rows = wrapped(in_pieces(value, room), cells, head, " " * label) or [head]
        red = AGAINST_LAW in line.casefold()
        told += [style.kind("against_law", row) if red else row for row in rows]
    return "\n".join(told)


def stop(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise click.exceptions.Exit(code)


def echo(text: str, *, err: bool = False) -> None:
    """Text on a stream, with nothing hidden in it."""
    from microdep_rules.output.visible import safe

    click.echo(_to_be_read(safe(text)), err=err, color=True)


def _to_be_read(text: str) -> str:
    """A text for people, which the log of a workflow of GitHub does not take for commands."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    from microdep_rules.output.visible import without_commands

    return without_commands(text)


def say(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile], color: str = "auto") -> None:
    """Diagnostics on the error stream."""
    found = list(diagnostics)
    if found:
        from microdep_rules.output import diagnostics as rendered

        text = rendered.render(found, sources, style_of(color, sys.stderr))
        echo(text + rendered.summary(found), err=True)


def write(text: str, path: str) -> None:
    """A text with nothing hidden in it, to the terminal or to a file."""
    from microdep_rules.output.visible import safe

    write_raw(safe(text) if path else _to_be_read(safe(text)), path)


def write_raw(text: str, path: str) -> None:
    """To the terminal, or to a file that is complete or not there."""
    text = text if text.endswith("\n") else f"{text}\n"
    if not path:
        click.echo(text, nl=False, color=True)
        return
    from microdep_rules.workspace.writing import write_aside

    try:
        write_aside(Path(path), text.encode("utf-8", "backslashreplace"))
    except OSError as problem:
        unwritten(path, problem)


def write_data(data: bytes, path: str) -> None:
    """Bytes to a file that is complete or not there."""
    from microdep_rules.workspace.writing import write_aside

    try:
        write_aside(Path(path), data)
    except OSError as problem:
        unwritten(path, problem)


def write_in(path: Path, text: str) -> None:
    """A text with nothing hidden in it, to a file in a folder that is made where it is not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        unwritten(path.as_posix(), problem)
    write(text, path.as_posix())


def unwritten(path: str, problem: OSError) -> NoReturn:
    """Says why a file cannot be written, and ends the command; the usage was right."""
    from microdep_rules.output.visible import visible
    from microdep_rules.workspace.errors import unwritten as told

    cause, way_out = told(Path(path), problem)
    echo(visible(f"error: `{path}` cannot be written: {cause}"), err=True)
    echo(visible(f"  help: {way_out}"), err=True)
    stop(exit_codes.USAGE)


def spare(output: str, read: Iterable[str | Path]) -> None:
    """Ends a command whose output would take the place of something that it reads."""
    target = os.path.realpath(output) if output else ""
    if target and any(os.path.realpath(each) == target for each in read):
        raise click.UsageError(f"`{output}` is read, and would be written over; name another file")


def own_place(path: Path, folder: Path) -> None:
    """Ends a command that would write through a link, where nobody named the file: it may lead anywhere.

    A link to a file that is there, in the repository of a folder, is followed.
    """
    from microdep_rules.output.visible import visible
    from microdep_rules.workspace.folders import within

    inside = within(path, folder)
    if inside and (path.exists() or not path.is_symlink()):
        return
    cause = "it is a link to a file that is not there" if inside else "it leads out of the repository"
    echo(visible(f"error: `{path.as_posix()}` cannot be written: {cause}"), err=True)
    echo("  help: put a file in the place of the link", err=True)
    stop(exit_codes.USAGE)


def new_file(output: str, read: Iterable[str | Path], *, force: bool) -> None:
    """Ends a command that would write over a file, unless that is wanted; what it reads is always spared."""
    from microdep_rules.workspace.folders import is_file

    spare(output, read)
    if output and not force and is_file(Path(output)):
        raise click.UsageError(
            f"`{output}` is there already; name another file, or write over it with --force"
        )


def own_form(output: str) -> None:
    """Ends a command that would write a document of ours under a name that says nothing of its form."""
    from microdep_rules.output.documents import FORMS

    if output and not output.lower().endswith(FORMS):
        raise click.UsageError(f"`{output}` does not say its form; let the name end with .yaml or .json")
