"""The form of an output: as `--format` states it, else as the name of the file ends.

One rule for all commands: a name that ends as a file of another form does is refused, since what is written
there would not be what its name states. A name without an ending, such as `/dev/stderr`, takes any form.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from microdep_rules.cli import arguments, screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Forms = dict[str, tuple[str, ...]]
"""Forms, each with the ends of the names of its files; the first one is the default."""
TEXTS = (".txt", ".text", ".log", ".out")
"""Ends of the names of texts, as which each form may be written that `--format` names."""
VIEWS: Forms = {"text": TEXTS, "json": (".json",), "html": (".html", ".htm")}
_OTHERS = frozenset(
    (
        *(".csv", ".docx", ".gif", ".htm", ".html", ".jpeg", ".jpg", ".json", ".md", ".ods", ".odt", ".pdf"),
        *(".png", ".ps", ".rtf", ".sarif", ".svg", ".toml", ".xls", ".xlsx", ".xml", ".yaml", ".yml", ".zip"),
    )
)
"""Ends of the names of files whose form everybody knows."""
_INPUTS = frozenset({".toml", ".yaml", ".yml"})


def form_option(forms: Mapping[str, tuple[str, ...]]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option `--format` with these forms."""
    return click.option(
        "--format",
        "form",
        type=arguments.OneOf(list(forms)),
        default=None,
        metavar="FORMAT",
        help=f"Output format. Default: by --output, else {next(iter(forms))}.",
    )


def form_of(output: str, forms: Forms, form: str | None = None) -> str:
    """The form that `--format` names, or else the name of a file has; ends the command where they differ.

    >>> form_of("page.HTM", VIEWS), form_of("", VIEWS), form_of("impact-2026.11", VIEWS)
    ('html', 'text', 'text')
    >>> form_of("page.html", VIEWS, "html"), form_of("page.txt", VIEWS, "json")
    ('html', 'json')
    """
    end = Path(output).suffix.lower()
    named = next((each for each, ends in forms.items() if end in ends), None)
    default = next(iter(forms))
    if form is not None:
        if end not in forms[form] and end in _OTHERS and not _may_be_read(output):
            _refuse(output, f"--format is {form}", {form: forms[form]}, named)
        return form
    if named is None and any(each.isalpha() for each in end):
        _refuse(output, "none of the formats does", forms)
    return named or default


def _may_be_read(output: str) -> bool:
    """Whether a file is there that a command may read: then that is said, which is worse than its form."""
    return Path(output).suffix.lower() in _INPUTS and Path(output).is_file()


def _refuse(output: str, but: str, forms: Forms, named: str | None = None) -> NoReturn:
    """Ends a command whose output would have another form than the name of its file."""
    end = Path(output).suffix
    ends = list(dict.fromkeys(names[0] for names in forms.values()))
    way_out = f"let the name end in {' or '.join(filter(None, [', '.join(ends[:-1]), ends[-1]]))}"
    if named is not None:
        way_out += f", or write --format {named}"
    elif len(forms) > 1:
        way_out += ", or choose with --format"
    paper = "; for paper, print the page" if end.lower() == ".pdf" and "html" in forms else ""
    raise click.UsageError(f"`{output}` ends in {end}, and {but}; {way_out}{paper}")


def only(output: str, ends: tuple[str, ...], what: str) -> None:
    """Ends a command that writes one form under a name that ends as a file of another one does."""
    end = Path(output).suffix.lower()
    if end in _OTHERS and end not in ends:
        raise click.UsageError(
            f"`{output}` ends in {end}, and {what} is written; let the name end in {ends[0]}"
        )


def not_a_file(output: str, way_out: str) -> None:
    """Ends a command that would make a folder of a name that ends as a file does."""
    end = Path(output).suffix.lower()
    if end in _OTHERS:
        raise click.UsageError(f"`{output}` ends in {end}, as a file; {way_out}")


def write_view(
    form: str,
    output: str,
    data: Callable[[], Mapping[str, Any]],
    page: Callable[[Mapping[str, Any]], str],
    text: Callable[[], str],
) -> None:
    """Write a result in one of the `VIEWS`; what makes it is called only for its form."""
    if form == "json":
        from microdep_rules.output.record import text_of

        screen.write_raw(text_of(data()), output)
    elif form == "html":
        screen.write_raw(page(data()), output)
    else:
        screen.write(text(), output)
