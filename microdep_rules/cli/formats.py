"""Writes what a check established in the format that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from microdep_rules.cli import options
from microdep_rules.output.visible import safe

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked


def write(form: str, checked: Checked, output: str, *, listing: str, everything: bool) -> None:
    """The text of a format, to the terminal or to a file; each format is imported here alone."""
    # Without any outcome a document that fails would look well.
    listing = "findings" if listing == "none" else listing
    match form:
        case "sarif":
            from microdep_rules.output.formats import sarif

            _put(sarif.render(checked, listing=listing, everything=everything), output)
        case "sarif-github":
            from microdep_rules.output.formats import sarif

            _put(sarif.render_for_github(checked), output)
        case _:
            from microdep_rules.output.formats import junit

            _put(junit.render(checked, listing=listing, everything=everything), output)


def _put(text: str, output: str) -> None:
    """A text with nothing hidden in it, in UTF-8 wherever it goes: who reads it asks no terminal."""
    if output:
        options.write(text, output)
    else:
        click.echo(safe(text).encode("utf-8", "backslashreplace"), nl=False)
