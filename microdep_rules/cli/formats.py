"""Output of a check in the formats for other programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import screen
from microdep_rules.output.visible import safe, visible

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked

SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable in which a GitHub runner names the file for the job summary."""


def write(form: str, checked: Checked, output: str, *, listing: str, everything: bool) -> None:
    """Write a check in a format to the terminal or to a file."""
    # Without outcomes, a failing document would look like a pass.
    listing = {"none": "findings", "full": "all"}.get(listing, listing)
    match form:
        case "sarif":
            from microdep_rules.output.formats import sarif

            _put(sarif.render(checked, listing=listing, everything=everything), output)
        case "sarif-github":
            from microdep_rules.output.formats import sarif

            _put(sarif.render_for_github(checked), output)
        case "junit":
            from microdep_rules.output.formats import junit

            _put(junit.render(checked, listing=listing, everything=everything), output)
        case "cyclonedx":
            from microdep_rules.output.formats import cyclonedx

            _put(cyclonedx.render(checked, listing=listing, everything=everything), output)
        case "gitlab":
            from microdep_rules.output.formats import gitlab

            _put(gitlab.render(checked), output)
        case _:
            _for_github(checked, output)


def _put(text: str, output: str) -> None:
    """Write a text without hidden characters, always in UTF-8."""
    if output:
        screen.write(text, output)
    else:
        click.echo(safe(text).encode("utf-8", "backslashreplace"), nl=False)


def _for_github(checked: Checked, output: str) -> None:
    """Write the workflow commands, and the job summary if the runner names a file for it."""
    from microdep_rules.output.formats import entries, github, summary
    from microdep_rules.workspace.writing import append

    run = entries.run(checked, listing="findings")
    _put(github.render(run), output)
    page = os.environ.get(SUMMARY, "")
    if not page:
        return
    try:
        append(Path(page), safe(summary.render(run)).encode())
    except OSError as problem:  # a missing summary changes no verdict
        screen.echo(visible(f"warning: the job summary cannot be written: {problem.strerror}"), err=True)
