"""The form of an output: as `--format` states it, else as the name of the file ends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, screen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Forms = dict[str, tuple[str, ...]]
"""Forms, each with the ends of the names of its files; the first one is the default."""
VIEWS: Forms = {"text": (), "json": (".json",), "html": (".html", ".htm")}


def form_option(forms: Mapping[str, tuple[str, ...]]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The option `--format` with these forms."""
    return click.option(
        "--format",
        "form",
        type=arguments.OneOf(list(forms)),
        default=None,
        help=f"Output format. Default: by the file name of --output, else {next(iter(forms))}.",
    )


def form_of(output: str, forms: Mapping[str, tuple[str, ...]]) -> str:
    """The form that the name of a file has.

    >>> form_of("page.HTM", VIEWS), form_of("", VIEWS), form_of("page.pdf", VIEWS)
    ('html', 'text', 'text')
    """
    end = Path(output).suffix.lower()
    return next((form for form, ends in forms.items() if end in ends), next(iter(forms)))


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
