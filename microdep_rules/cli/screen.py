"""Output of commands: terminal, error stream, and files."""

from __future__ import annotations

import os
import sys
from itertools import count
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
    """Return the style (with or without colours) for a stream."""
    from microdep_rules.output.style import Style

    if color == "auto":
        if os.environ.get("NO_COLOR"):
            return Style()
        terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        return Style(terminal or os.environ.get("FORCE_COLOR", "0") not in {"", "0"})
    return Style(color == "always")


def style_for(output: str, color: str) -> Style:
    """Return the style (with or without colours) for an output file; without a name, for standard output.

    A file has colours only with --color always.
    """
    return style_of("never" if output and color == "auto" else color, sys.stdout)


def columns(output: str = "") -> int:
    """Return the line width of an output: the width of the terminal up to a limit, or a fixed width."""
    from microdep_rules.output.layout import NARROW, WIDE, WIDTH

    if output or not sys.stdout.isatty():
        return WIDTH
    import shutil  # slow to import

    return min(max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROW), WIDE)


def with_labels(lines: Iterable[str], label: int, stream: Any, style: Style) -> str:  # noqa: ANN401 - any text stream
    """Return lines with a label of `label` characters and a value from a document.

    On a terminal, a long value continues below its start, so that it cannot look like a label. A line about a
    company decision against a rule of law is red.
    """
    from microdep_rules.engine.standing import AGAINST_LAW
    from microdep_rules.output.layout import NARROW, WIDTH
    from microdep_rules.output.visible import whole
    from microdep_rules.output.widths import in_pieces, wrapped

    cells = 0
    if stream.isatty():
        import shutil

        cells = max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROW)
    shown = []
    for line in lines:
        head, value = line[:label], whole(line[label:]).strip()
        rows = [f"{head}{value}".rstrip()]
        if cells:
            room = cells - label
            rows = wrapped(in_pieces(value, room), cells, head, " " * label) or [head]
        red = AGAINST_LAW in line.casefold()
        shown += [style.kind("against_law", row) if red else row for row in rows]
    return "\n".join(shown)


class Stopped(click.exceptions.Exit):
    """Exception that ends a command; the reason was already written to the error stream."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code)
        self.reason = reason


def stop(code: int, reason: str = "") -> NoReturn:
    """Write `reason` to the error stream, and end the command with an exit code."""
    raise Stopped(code, reason)


def reason_of(ended: click.exceptions.Exit) -> str:
    """Return the message with which a command ended; empty if it is not known."""
    return ended.reason if isinstance(ended, Stopped) else ""


def echo(text: str, *, err: bool = False) -> None:
    """Write a text without hidden characters to a stream."""
    from microdep_rules.output.visible import safe

    click.echo(_without_commands(safe(text)), err=err, color=True)


def _without_commands(text: str) -> str:
    """Return a text that GitHub cannot read as workflow commands."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    from microdep_rules.output.visible import without_commands

    return without_commands(text)


def report(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile], color: str = "auto") -> None:
    """Write diagnostics to the error stream."""
    problems = list(diagnostics)
    if problems:
        from microdep_rules.lang.corrections import with_corrections
        from microdep_rules.output import diagnostics as rendered

        problems = with_corrections(problems, sources)

        text = rendered.render(problems, sources, style_of(color, sys.stderr))
        echo(text + rendered.summary(problems), err=True)


def write(text: str, path: str) -> None:
    """Write a text without hidden characters to a file, or to the terminal if `path` is empty."""
    from microdep_rules.output.visible import safe

    write_raw(safe(text) if path else _without_commands(safe(text)), path)


def write_raw(text: str, path: str) -> None:
    """Write a text unchanged to a file or to the terminal; a file is written completely or not at all."""
    text = text if text.endswith("\n") else f"{text}\n"
    if not path:
        click.echo(text, nl=False, color=True)
        return
    from microdep_rules.workspace.writing import write_atomically

    try:
        write_atomically(Path(path), text.encode("utf-8", "backslashreplace"))
    except OSError as problem:
        unwritten(path, problem)


def write_data(data: bytes, path: str) -> None:
    """Write bytes to a file, completely or not at all."""
    from microdep_rules.workspace.writing import write_atomically

    try:
        write_atomically(Path(path), data)
    except OSError as problem:
        unwritten(path, problem)


def write_in(path: Path, text: str) -> None:
    """Write a text without hidden characters to a file, and create the folder of the file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        unwritten(path.as_posix(), problem)
    write(text, path.as_posix())


def unwritten(path: str, problem: OSError) -> NoReturn:
    """End the command with the reason why a file cannot be written."""
    from microdep_rules.output.visible import visible
    from microdep_rules.workspace.errors import describe_write_failure as reason

    cause, fix = reason(Path(path), problem)
    echo(visible(f"error: `{path}` cannot be written: {cause}"), err=True)
    echo(visible(f"  help: {fix}"), err=True)
    stop(exit_codes.USAGE, f"`{path}` cannot be written: {cause}; {fix}")


def protect_inputs(output: str, read: Iterable[str | Path]) -> None:
    """End the command if its output would overwrite an input."""
    target = os.path.realpath(output) if output else ""
    if target and any(os.path.realpath(path) == target for path in read):
        raise click.UsageError(f"`{output}` is an input, and is not overwritten; name another file")


def refuse_links(path: Path, folder: Path) -> None:
    """End the command if `path` is a broken link, or a link out of the repository of `folder`.

    The function protects files that the user did not name. A link to an existing file in the repository is
    followed.
    """
    from microdep_rules.output.visible import visible
    from microdep_rules.workspace.folders import within

    inside = within(path, folder)
    if inside and (path.exists() or not path.is_symlink()):
        return
    cause = "it is a link to a missing file" if inside else "it is a link out of the repository"
    echo(visible(f"error: `{path.as_posix()}` cannot be written: {cause}"), err=True)
    echo("  help: replace the link by a file", err=True)
    stop(exit_codes.USAGE)


def new_file(output: str, read: Iterable[str | Path], *, force: bool) -> None:
    """End the command if it would overwrite an input, or another file without --force."""
    from microdep_rules.workspace.folders import is_file

    protect_inputs(output, read)
    if output and not force and is_file(Path(output)):
        free = free_name(output)
        raise click.UsageError(f"`{output}` exists; overwrite it with --force, or name another file: {free}")


def free_name(output: str) -> str:
    """Return a free name for a file or folder: the name `output` with a number, as in `report-2.html`."""
    path = Path(output)
    names = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return str(next(name for name in names if not name.exists()))


def require_document_name(output: str) -> None:
    """End the command if the name of a document does not end in .yaml or .json."""
    from microdep_rules.output.documents import FORMS

    if output and not output.lower().endswith(FORMS):
        raise click.UsageError(f"the name `{output}` has no format; let the name end in .yaml or .json")
