"""Selection of the output format: by the option `--format`, or otherwise by the ending of the file name.

All commands reject a file name with the ending of another format. A name without an ending, such as
`/dev/stderr`, may have any format.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from microdep_rules.cli import arguments, screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Forms = dict[str, tuple[str, ...]]
"""File name endings of each format; the first format is the default."""
TEXTS = (".txt", ".text", ".log", ".out")
"""Endings of text files; with `--format`, a text file may have any format."""
VIEWS: Forms = {"text": TEXTS, "json": (".json",), "html": (".html", ".htm")}
_OTHERS = frozenset(
    (
        *(".csv", ".docx", ".gif", ".htm", ".html", ".jpeg", ".jpg", ".json", ".md", ".ods", ".odt", ".pdf"),
        *(".png", ".ps", ".rtf", ".sarif", ".svg", ".toml", ".xls", ".xlsx", ".xml", ".yaml", ".yml", ".zip"),
    )
)
"""File name endings of well-known formats; such a file must not contain another format."""
_INPUTS = frozenset({".toml", ".yaml", ".yml"})


def form_option(forms: Mapping[str, tuple[str, ...]]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option `--format` with the names of these formats as values."""
    return click.option(
        "--format",
        "form",
        type=arguments.OneOf(list(forms)),
        default=None,
        metavar="FORMAT",
        help=f"Format. Default: by the --output name, else {next(iter(forms))}.",
    )


def form_of(output: str, forms: Forms, form: str | None = None) -> str:
    """Return the format from `--format` or from the file name; if the two differ, end the command.

    >>> form_of("page.HTM", VIEWS), form_of("", VIEWS), form_of("impact-2026.11", VIEWS)
    ('html', 'text', 'text')
    >>> form_of("page.html", VIEWS, "html"), form_of("page.txt", VIEWS, "json")
    ('html', 'json')
    """
    end = Path(output).suffix.lower()
    named = next((name for name, ends in forms.items() if end in ends), None)
    default = next(iter(forms))
    if form is not None:
        if end not in forms[form] and end in _OTHERS and not _may_be_input(output):
            _refuse(output, f"--format is {form}", {form: forms[form]}, named)
        return form
    if named is None and any(character.isalpha() for character in end):
        _refuse(output, "no format of this command does", forms)
    return named or default


def _may_be_input(output: str) -> bool:
    """Return whether the file exists and may be an input; another message reports such a file."""
    return Path(output).suffix.lower() in _INPUTS and Path(output).is_file()


def _refuse(output: str, but: str, forms: Forms, named: str | None = None) -> NoReturn:
    """End the command, because the ending of the file name belongs to another format than the output."""
    end = Path(output).suffix
    ends = list(dict.fromkeys(names[0] for names in forms.values()))
    fix = f"let the name end in {' or '.join(filter(None, [', '.join(ends[:-1]), ends[-1]]))}"
    if named is not None:
        fix += f", or use --format {named}"
    elif len(forms) > 1:
        fix += ", or add --format"
    pdf = "; for a PDF, print the HTML page" if end.lower() == ".pdf" and "html" in forms else ""
    raise click.UsageError(f"`{output}` ends in {end}, and {but}; {fix}{pdf}")


def only(output: str, ends: tuple[str, ...], what: str) -> None:
    """End the command if the ending of the file name belongs to a well-known format outside `ends`."""
    end = Path(output).suffix.lower()
    if end in _OTHERS and end not in ends:
        raise click.UsageError(
            f"`{output}` ends in {end}, but the output is {what}; let the name end in {ends[0]}"
        )


def not_a_file(output: str, fix: str) -> None:
    """End the command if the name of an output folder looks like the name of a file."""
    end = Path(output).suffix.lower()
    if end in _OTHERS:
        raise click.UsageError(f"`{output}` ends in {end}, like a file; {fix}")


def write_view(
    form: str,
    output: str,
    data: Callable[[], Mapping[str, Any]],
    page: Callable[[Mapping[str, Any]], str],
    text: Callable[[], str],
) -> None:
    """Write a result in one of the formats in `VIEWS`.

    `data`, `page` and `text` return the contents for the formats; only one of these functions is called.
    """
    if form == "json":
        from microdep_rules.output.record import text_of

        screen.write_raw(text_of(data()), output)
    elif form == "html":
        screen.write_raw(page(data()), output)
    else:
        screen.write(text(), output)
