"""Storage of finished documents for `check --resume`, and the message about reused results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from microdep_rules.cli import screen

if TYPE_CHECKING:
    from microdep_rules.pipeline.resume import Resume


def open_storage() -> Resume:
    """Return the storage for `check --resume`; end the command if there is no cache folder."""
    from microdep_rules.pipeline.cache import user_folder
    from microdep_rules.pipeline.resume import Resume

    folder = user_folder()
    if folder is None:
        raise click.UsageError(
            "--resume stores finished documents in the cache; set MICRODEP_CACHE to a folder"
        )
    return Resume(folder)


def report_reused(resume: Resume, documents: int, color: str) -> None:
    """Report the number of documents that the interrupted check had finished, and unreadable results."""
    screen.report(resume.problems.values(), {}, color)
    if resume.taken_over:
        screen.echo(
            f"resumed: {resume.taken_over} of {documents} documents are from the interrupted check", err=True
        )
