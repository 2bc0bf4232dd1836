"""Output formats of `microdep check`, each with its file name endings, its help and its writer.

To add a format, add one entry to `FORMATS`. The function `write` of the entry imports the module of the
format.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from microdep_rules.cli import screen
from microdep_rules.cli.forms import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.output.checked import Checked

SUMMARY = "GITHUB_STEP_SUMMARY"
"""Environment variable that names the file for the job summary of a GitHub runner."""


class Listing(Struct, frozen=True):
    """Choice of the user about the outcomes in an output."""

    outcomes: str
    """Value of the option `--outcomes`; empty for the default of the format."""
    everything: bool
    """True if the user gave `--verbose`."""


class OutputFormat(Struct, frozen=True):
    """Output format of `microdep check`."""

    endings: tuple[str, ...]
    """File name endings of the format; the first one is the default."""
    help: str
    write: Callable[[Checked, str, Listing], None] | None = None
    """Function that writes the result of a check to a file, or to the terminal without a file name.

    It is `None` for the format `text`, which the command `check` writes itself.
    """
    names_passing: bool = False
    """True if the format lists each pass."""


def _write_record(checked: Checked, output: str, listing: Listing) -> None:
    from microdep_rules.output import record

    text = record.render(checked, listing=listing.outcomes, everything=listing.everything)
    screen.write_raw(text, output)


def _write_sarif(checked: Checked, output: str, listing: Listing) -> None:
    from microdep_rules.output.formats import sarif

    _write_text(
        sarif.render(checked, listing=_listing_without_counts(listing), everything=listing.everything), output
    )


def _write_sarif_for_github(checked: Checked, output: str, listing: Listing) -> None:  # noqa: ARG001 - as of any format
    from microdep_rules.output.formats import sarif

    _write_text(sarif.render_for_github(checked), output)


def _write_junit(checked: Checked, output: str, listing: Listing) -> None:
    from microdep_rules.output.formats import junit

    _write_text(
        junit.render(checked, listing=_listing_without_counts(listing), everything=listing.everything), output
    )


def _write_cyclonedx(checked: Checked, output: str, listing: Listing) -> None:
    from microdep_rules.output.formats import cyclonedx

    _write_text(
        cyclonedx.render(checked, listing=_listing_without_counts(listing), everything=listing.everything),
        output,
    )


def _write_for_gitlab(checked: Checked, output: str, listing: Listing) -> None:  # noqa: ARG001 - as of any format
    from microdep_rules.output.formats import gitlab

    _write_text(gitlab.render(checked), output)


def _write_for_github(checked: Checked, output: str, listing: Listing) -> None:  # noqa: ARG001 - as of any format
    """Write workflow commands for GitHub, and the job summary if the runner names a file for it."""
    from microdep_rules.output.formats import entries, github, summary
    from microdep_rules.output.visible import safe, visible
    from microdep_rules.workspace.writing import append

    run = entries.run(checked, listing="findings")
    _write_text(github.render(run), output)
    page = os.environ.get(SUMMARY, "")
    if not page:
        return
    try:
        append(Path(page), safe(summary.render(run)).encode())
    except OSError as problem:  # a missing summary changes no verdict
        screen.echo(visible(f"warning: the job summary cannot be written: {problem.strerror}"), err=True)


FORMATS: dict[str, OutputFormat] = {
    "text": OutputFormat(TEXTS, "findings and questions, for people"),
    "json": OutputFormat((".json",), "the whole record", _write_record, names_passing=True),
    "sarif": OutputFormat((".sarif", ".json"), "SARIF 2.1.0", _write_sarif, names_passing=True),
    "sarif-github": OutputFormat(
        (".sarif", ".json"), "SARIF that GitHub code scanning accepts", _write_sarif_for_github
    ),
    "junit": OutputFormat((".xml",), "JUnit XML", _write_junit, names_passing=True),
    "github": OutputFormat(TEXTS, "annotations and job summary of a GitHub workflow", _write_for_github),
    "gitlab": OutputFormat((".json",), "GitLab code quality report", _write_for_gitlab),
    "cyclonedx": OutputFormat(
        (".json",), "attestations in CycloneDX 1.6", _write_cyclonedx, names_passing=True
    ),
}
"""Every format of `check` by its name; the first one is the default."""
FOR_PROGRAMS = tuple(name for name in FORMATS if name not in {"text", "json"})
"""Names of the formats that are made for other programs."""


def _listing_without_counts(listing: Listing) -> str:
    """Return the outcomes to list for a format without counts.

    Such a format always lists outcomes, because an output without outcomes would look like a pass.
    """
    return {"none": "findings", "full": "all"}.get(listing.outcomes, listing.outcomes)


def _write_text(text: str, output: str) -> None:
    """Write a text in UTF-8, without hidden characters."""
    from microdep_rules.output.visible import safe

    if output:
        screen.write(text, output)
    else:
        click.echo(safe(text).encode("utf-8", "backslashreplace"), nl=False)
